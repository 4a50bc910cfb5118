//! RFC 3986 appendix A, rule by rule.

use super::abnf::{
    Rule, alpha, digit, either, exactly, hexdig, one_of, one_or_more, optional, repeat, sequence, text,
    zero_or_more,
};

pub(super) fn uri_reference() -> Rule {
    either([uri(), relative_ref()])
}

pub(super) fn absolute_uri() -> Rule {
    sequence([
        scheme(),
        text(":"),
        hier_part(),
        optional(sequence([text("?"), query()])),
    ])
}

fn uri() -> Rule {
    sequence([
        scheme(),
        text(":"),
        hier_part(),
        optional(sequence([text("?"), query()])),
        optional(sequence([text("#"), fragment()])),
    ])
}

fn hier_part() -> Rule {
    either([
        sequence([text("//"), authority(), path_abempty()]),
        path_absolute(),
        path_rootless(),
        path_empty(),
    ])
}

fn relative_ref() -> Rule {
    sequence([
        relative_part(),
        optional(sequence([text("?"), query()])),
        optional(sequence([text("#"), fragment()])),
    ])
}

fn relative_part() -> Rule {
    either([
        sequence([text("//"), authority(), path_abempty()]),
        path_absolute(),
        path_noscheme(),
        path_empty(),
    ])
}

fn scheme() -> Rule {
    sequence([alpha(), zero_or_more(either([alpha(), digit(), one_of("+-.")]))])
}

fn authority() -> Rule {
    sequence([
        optional(sequence([userinfo(), text("@")])),
        host(),
        optional(sequence([text(":"), port()])),
    ])
}

fn userinfo() -> Rule {
    zero_or_more(either([unreserved(), pct_encoded(), sub_delims(), text(":")]))
}

fn host() -> Rule {
    either([ip_literal(), ipv4_address(), reg_name()])
}

fn port() -> Rule {
    zero_or_more(digit())
}

pub(super) fn ip_literal() -> Rule {
    sequence([text("["), either([ipv6_address(), ipvfuture()]), text("]")])
}

fn ipvfuture() -> Rule {
    sequence([
        text("v"),
        one_or_more(hexdig()),
        text("."),
        one_or_more(either([unreserved(), sub_delims(), text(":")])),
    ])
}

fn ipv6_address() -> Rule {
    let groups = |count| exactly(count, sequence([h16(), text(":")]));
    let before = |most| optional(sequence([repeat(0, most, sequence([h16(), text(":")])), h16()]));
    either([
        sequence([groups(6), ls32()]),
        sequence([text("::"), groups(5), ls32()]),
        sequence([optional(h16()), text("::"), groups(4), ls32()]),
        sequence([before(1), text("::"), groups(3), ls32()]),
        sequence([before(2), text("::"), groups(2), ls32()]),
        sequence([before(3), text("::"), h16(), text(":"), ls32()]),
        sequence([before(4), text("::"), ls32()]),
        sequence([before(5), text("::"), h16()]),
        sequence([before(6), text("::")]),
    ])
}

fn h16() -> Rule {
    repeat(1, 4, hexdig())
}

fn ls32() -> Rule {
    either([sequence([h16(), text(":"), h16()]), ipv4_address()])
}

fn ipv4_address() -> Rule {
    let dot = || text(".");
    sequence([
        dec_octet(),
        dot(),
        dec_octet(),
        dot(),
        dec_octet(),
        dot(),
        dec_octet(),
    ])
}

fn dec_octet() -> Rule {
    either([
        digit(),
        sequence([one_of("123456789"), digit()]),
        sequence([text("1"), digit(), digit()]),
        sequence([text("2"), one_of("01234"), digit()]),
        sequence([text("25"), one_of("012345")]),
    ])
}

fn reg_name() -> Rule {
    zero_or_more(either([unreserved(), pct_encoded(), sub_delims()]))
}

fn path_abempty() -> Rule {
    zero_or_more(sequence([text("/"), segment()]))
}

fn path_absolute() -> Rule {
    sequence([
        text("/"),
        optional(sequence([
            segment_nz(),
            zero_or_more(sequence([text("/"), segment()])),
        ])),
    ])
}

fn path_noscheme() -> Rule {
    sequence([segment_nz_nc(), zero_or_more(sequence([text("/"), segment()]))])
}

fn path_rootless() -> Rule {
    sequence([segment_nz(), zero_or_more(sequence([text("/"), segment()]))])
}

fn path_empty() -> Rule {
    sequence([])
}

fn segment() -> Rule {
    zero_or_more(pchar())
}

fn segment_nz() -> Rule {
    one_or_more(pchar())
}

fn segment_nz_nc() -> Rule {
    one_or_more(either([unreserved(), pct_encoded(), sub_delims(), text("@")]))
}

fn pchar() -> Rule {
    either([unreserved(), pct_encoded(), sub_delims(), text(":"), text("@")])
}

fn query() -> Rule {
    zero_or_more(either([pchar(), text("/"), text("?")]))
}

fn fragment() -> Rule {
    zero_or_more(either([pchar(), text("/"), text("?")]))
}

fn pct_encoded() -> Rule {
    sequence([text("%"), hexdig(), hexdig()])
}

fn unreserved() -> Rule {
    either([alpha(), digit(), one_of("-._~")])
}

fn sub_delims() -> Rule {
    one_of("!$&'()*+,;=")
}
