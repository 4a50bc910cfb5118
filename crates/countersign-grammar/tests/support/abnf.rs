//! The productions of RFC 9110 transcribed one by one, as the set of places where each can end.
//!
//! Nothing is shared with the parsers: no table, no choice of the longest match, no order of alternatives. A text
//! belongs to a production if one of the places is its end.

use std::collections::BTreeSet;

/// Places in the text.
pub(crate) type Ends = BTreeSet<usize>;

/// From a place to every place where the production can end.
type Rule<'r> = &'r dyn Fn(&[u8], usize) -> Ends;

pub(crate) fn matches(text: &[u8], rule: impl Fn(&[u8], usize) -> Ends) -> bool {
    rule(text, 0).contains(&text.len())
}

fn octet(text: &[u8], at: usize, class: impl Fn(u8) -> bool) -> Ends {
    text.get(at)
        .copied()
        .filter(|octet| class(*octet))
        .map(|_| at + 1)
        .into_iter()
        .collect()
}

fn literal(text: &[u8], at: usize, octet: u8) -> Ends {
    self::octet(text, at, |found| found == octet)
}

fn sequence(text: &[u8], at: usize, rules: &[Rule<'_>]) -> Ends {
    rules.iter().fold(Ends::from([at]), |starts, rule| {
        starts.iter().flat_map(|at| rule(text, *at)).collect()
    })
}

fn either(text: &[u8], at: usize, rules: &[Rule<'_>]) -> Ends {
    rules.iter().flat_map(|rule| rule(text, at)).collect()
}

fn optional(text: &[u8], at: usize, rule: Rule<'_>) -> Ends {
    let mut ends = rule(text, at);
    ends.insert(at);
    ends
}

fn any_number(text: &[u8], at: usize, rule: Rule<'_>) -> Ends {
    let mut ends = Ends::from([at]);
    let mut fresh = ends.clone();
    while !fresh.is_empty() {
        fresh = fresh
            .iter()
            .flat_map(|at| rule(text, *at))
            .filter(|end| !ends.contains(end))
            .collect();
        ends.extend(&fresh);
    }
    ends
}

fn at_least_one(text: &[u8], at: usize, rule: Rule<'_>) -> Ends {
    rule(text, at)
        .iter()
        .flat_map(|at| any_number(text, *at, rule))
        .collect()
}

/// `tchar = "!" / "#" / "$" / "%" / "&" / "'" / "*" / "+" / "-" / "." / "^" / "_" / "`" / "|" / "~" / DIGIT / ALPHA`
fn tchar(text: &[u8], at: usize) -> Ends {
    octet(text, at, |octet| {
        octet.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&octet)
    })
}

/// `token = 1*tchar`
pub(crate) fn token(text: &[u8], at: usize) -> Ends {
    at_least_one(text, at, &tchar)
}

/// `OWS = *( SP / HTAB )`
pub(crate) fn ows(text: &[u8], at: usize) -> Ends {
    any_number(text, at, &|text, at| {
        octet(text, at, |octet| octet == b' ' || octet == b'\t')
    })
}

/// `obs-text = %x80-FF`
fn obs_text(octet: u8) -> bool {
    octet >= 0x80
}

/// `qdtext = HTAB / SP / %x21 / %x23-5B / %x5D-7E / obs-text`
fn qdtext(text: &[u8], at: usize) -> Ends {
    octet(text, at, |octet| {
        matches!(octet, 0x09 | 0x20 | 0x21 | 0x23..=0x5b | 0x5d..=0x7e) || obs_text(octet)
    })
}

/// `quoted-pair = "\" ( HTAB / SP / VCHAR / obs-text )`
fn quoted_pair(text: &[u8], at: usize) -> Ends {
    let backslash: Rule<'_> = &|text, at| literal(text, at, b'\\');
    let tail: Rule<'_> = &|text, at| {
        octet(text, at, |octet| {
            matches!(octet, 0x09 | 0x20 | 0x21..=0x7e) || obs_text(octet)
        })
    };
    sequence(text, at, &[backslash, tail])
}

/// `quoted-string = DQUOTE *( qdtext / quoted-pair ) DQUOTE`
pub(crate) fn quoted_string(text: &[u8], at: usize) -> Ends {
    let quote: Rule<'_> = &|text, at| literal(text, at, b'"');
    let inside: Rule<'_> =
        &|text, at| any_number(text, at, &|text, at| either(text, at, &[&qdtext, &quoted_pair]));
    sequence(text, at, &[quote, inside, quote])
}

/// `token68 = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="`
pub(crate) fn token68(text: &[u8], at: usize) -> Ends {
    let body: Rule<'_> = &|text, at| {
        octet(text, at, |octet| {
            octet.is_ascii_alphanumeric() || b"-._~+/".contains(&octet)
        })
    };
    let pad: Rule<'_> = &|text, at| literal(text, at, b'=');
    sequence(
        text,
        at,
        &[&|text, at| at_least_one(text, at, body), &|text, at| {
            any_number(text, at, pad)
        }],
    )
}

/// `auth-param = token BWS "=" BWS ( token / quoted-string )`
pub(crate) fn auth_param(text: &[u8], at: usize) -> Ends {
    let value: Rule<'_> = &|text, at| either(text, at, &[&token, &quoted_string]);
    sequence(
        text,
        at,
        &[&token, &ows, &|text, at| literal(text, at, b'='), &ows, value],
    )
}

/// `#auth-param` for a recipient: `[ auth-param ] *( OWS "," OWS [ auth-param ] )`
fn auth_params(text: &[u8], at: usize) -> Ends {
    let element: Rule<'_> = &|text, at| optional(text, at, &auth_param);
    let more: Rule<'_> = &|text, at| {
        sequence(
            text,
            at,
            &[&ows, &|text, at| literal(text, at, b','), &ows, element],
        )
    };
    sequence(text, at, &[element, &|text, at| any_number(text, at, more)])
}

/// `credentials = auth-scheme [ 1*SP ( token68 / #auth-param ) ]`
pub(crate) fn credentials(text: &[u8], at: usize) -> Ends {
    let spaces: Rule<'_> = &|text, at| at_least_one(text, at, &|text, at| literal(text, at, b' '));
    let data: Rule<'_> = &|text, at| either(text, at, &[&token68, &auth_params]);
    sequence(
        text,
        at,
        &[&token, &|text, at| {
            optional(text, at, &|text, at| sequence(text, at, &[spaces, data]))
        }],
    )
}

/// `parameters = *( OWS ";" OWS [ parameter ] )`, `parameter = token "=" ( token / quoted-string )`
fn parameters(text: &[u8], at: usize) -> Ends {
    let equals: Rule<'_> = &|text, at| literal(text, at, b'=');
    let value: Rule<'_> = &|text, at| either(text, at, &[&token, &quoted_string]);
    let parameter: Rule<'_> = &|text, at| sequence(text, at, &[&token, equals, value]);
    let semicolon: Rule<'_> = &|text, at| literal(text, at, b';');
    let one: Rule<'_> = &|text, at| {
        sequence(
            text,
            at,
            &[&ows, semicolon, &ows, &|text, at| optional(text, at, parameter)],
        )
    };
    any_number(text, at, one)
}

/// `media-type = type "/" subtype parameters`
pub(crate) fn media_type(text: &[u8], at: usize) -> Ends {
    sequence(
        text,
        at,
        &[&token, &|text, at| literal(text, at, b'/'), &token, &parameters],
    )
}

/// A field value is evaluated without the white space around it (RFC 9110 section 5.5).
pub(crate) fn trim(mut text: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = text {
        text = rest;
    }
    text
}
