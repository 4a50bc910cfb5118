//! Exactly one client authentication in a request, and nothing malformed.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use common::{basic_field, value};
use countersign_auth::{AuthMethod, AuthPolicy, AuthReason, Location, Part, Presented};
use countersign_grammar::Limits;
use countersign_grammar::basic::BasicEncoding;
use proptest::prelude::*;

#[track_caller]
fn refusal(presented: &Presented<'_>) -> (AuthReason, Option<Location>) {
    let policy = AuthPolicy::new();
    let refusal = policy.extract(presented, &Limits::DEFAULT).expect_err("refused");
    (refusal.reason(), refusal.location())
}

#[track_caller]
fn header(field: &str) -> AuthReason {
    refusal(&Presented {
        authorization: Some(field.as_bytes()),
        ..Presented::default()
    })
    .0
}

#[test]
fn basic_and_body_each_give_a_claimant() {
    let policy = AuthPolicy::new();
    let field = basic_field("client one", "s:e%c+ret");
    let presented = Presented {
        authorization: Some(field.as_bytes()),
        ..Presented::default()
    };
    let claimant = policy.extract(&presented, &Limits::DEFAULT).expect("Basic");
    assert_eq!(
        (claimant.client_id(), claimant.method()),
        ("client one", AuthMethod::ClientSecretBasic)
    );

    let presented = Presented {
        client_id: Some(value("client_id=client+one")),
        client_secret: Some(value("client_secret=s%3Aecret")),
        ..Presented::default()
    };
    let claimant = policy.extract(&presented, &Limits::DEFAULT).expect("body");
    assert_eq!(
        (claimant.client_id(), claimant.method()),
        ("client one", AuthMethod::ClientSecretPost)
    );
}

/// Header, `client_id`, `client_secret` and assertion, each present or not: all sixteen requests.
// = RFC6749-2.3-3 (test)
// = RFC6749-5.2-5 (test)
// = RFC6749-2.2-1 (test)
// = RFC6749-2.3.1-5 (test)
#[test]
fn of_all_combinations_of_mechanisms_exactly_those_with_one_pass() {
    let field = basic_field("abc", "secret");
    let policy = AuthPolicy::new();
    for mask in 0_u8..16 {
        let (basic, id, secret, assertion) = (mask & 1 != 0, mask & 2 != 0, mask & 4 != 0, mask & 8 != 0);
        let presented = Presented {
            authorization: basic.then_some(field.as_bytes()),
            authorization_repeated: false,
            client_id: id.then(|| value("client_id=abc")),
            client_secret: secret.then(|| value("client_secret=secret")),
            client_assertion: assertion.then(|| value("client_assertion=a")),
            client_assertion_type: None,
        };
        let expected = match (basic, secret, assertion) {
            (true, false, false) => Ok(AuthMethod::ClientSecretBasic),
            (false, true, false) if id => Ok(AuthMethod::ClientSecretPost),
            (false, false, true) => Err(AuthReason::AssertionUnsupported),
            (false, false | true, false) => Err(AuthReason::NoCredentials),
            (_, _, true) => Err(AuthReason::AssertionNotAlone),
            _ => Err(AuthReason::MultipleMethods),
        };
        let actual = policy.extract(&presented, &Limits::DEFAULT);
        assert_eq!(
            actual
                .map(|claimant| claimant.method())
                .map_err(|refusal| refusal.reason()),
            expected,
            "basic {basic}, id {id}, secret {secret}, assertion {assertion}"
        );
    }
}

// = RFC9110-5.3-1 (test)
#[test]
fn a_second_authorization_field_is_refused_before_it_is_looked_at() {
    let field = basic_field("abc", "secret");
    for authorization in [field.as_bytes(), b"garbage!!".as_slice(), b""] {
        let presented = Presented {
            authorization: Some(authorization),
            authorization_repeated: true,
            ..Presented::default()
        };
        assert_eq!(refusal(&presented).0, AuthReason::AuthorizationRepeated);
    }
}

#[test]
fn malformed_fields_are_told_apart() {
    assert_eq!(header(""), AuthReason::AuthorizationMalformed);
    assert_eq!(header("Basic a=b c"), AuthReason::AuthorizationMalformed);
    assert_eq!(header("Basic"), AuthReason::BasicMalformed);
    assert_eq!(header("Basic realm=x"), AuthReason::BasicMalformed);
    assert_eq!(header("Basic YQ"), AuthReason::BasicMalformed, "no padding");
    assert_eq!(header("Basic YWJj"), AuthReason::BasicMalformed, "no colon");
    assert_eq!(
        header("Basic /3NlcjpwYXNz"),
        AuthReason::BasicMalformed,
        "not UTF-8"
    );
    assert_eq!(
        header("Basic YTpiJQ=="),
        AuthReason::BasicMalformed,
        "a percent sign at the end"
    );
    assert_eq!(
        header("Basic OnNlY3JldA=="),
        AuthReason::NoCredentials,
        "an empty identifier"
    );
    assert_eq!(header("Bearer abc"), AuthReason::SchemeUnsupported);
    assert_eq!(header("Digest a=b"), AuthReason::SchemeUnsupported);
}

// = RFC9110-11.1-1 (test)
#[test]
fn the_scheme_is_compared_without_case() {
    let policy = AuthPolicy::new();
    for scheme in ["Basic", "basic", "BASIC", "bAsIc"] {
        let field = format!("{scheme} YTpi");
        let presented = Presented {
            authorization: Some(field.as_bytes()),
            ..Presented::default()
        };
        assert_eq!(
            policy
                .extract(&presented, &Limits::DEFAULT)
                .expect("Basic")
                .client_id(),
            "a"
        );
    }
}

#[test]
fn offsets_point_into_the_part() {
    let presented = Presented {
        authorization: Some(b"Basic YW@j"),
        ..Presented::default()
    };
    let (reason, location) = refusal(&presented);
    assert_eq!(reason, AuthReason::AuthorizationMalformed);
    assert_eq!(location, Some(Location::new(Part::Authorization, 8)));

    let (id, _) = value("client_id=%C3%B8");
    let presented = Presented {
        client_id: Some((id, 42)),
        ..Presented::default()
    };
    assert_eq!(
        refusal(&presented),
        (AuthReason::ClientIdMalformed, Some(Location::new(Part::Body, 42)))
    );
}

#[test]
fn only_printable_ascii_identifies_or_proves() {
    for octet in 0..=255_u8 {
        let text = format!("x=a%{octet:02X}b");
        let vschar = (0x20..=0x7E).contains(&octet);
        // Octets above 7F are not UTF-8 on their own: the form parser refuses them before this point.
        if octet < 0x80 {
            let id = Presented {
                client_id: Some(value(&text)),
                client_secret: Some(value("y=z")),
                ..Presented::default()
            };
            let policy = AuthPolicy::new();
            assert_eq!(
                policy.extract(&id, &Limits::DEFAULT).is_ok(),
                vschar,
                "id with {octet:02X}"
            );
            let secret = Presented {
                client_id: Some(value("y=z")),
                client_secret: Some(value(&text)),
                ..Presented::default()
            };
            assert_eq!(
                policy.extract(&secret, &Limits::DEFAULT).is_ok(),
                vschar,
                "secret with {octet:02X}"
            );
        }
    }
}

// = RFC6749-3.2.1-2 (test)
#[test]
fn client_id_beside_basic_must_name_the_same_client() {
    let field = basic_field("abc", "secret");
    let same = Presented {
        authorization: Some(field.as_bytes()),
        client_id: Some(value("client_id=%61bc")),
        ..Presented::default()
    };
    assert!(AuthPolicy::new().extract(&same, &Limits::DEFAULT).is_ok());
    for other in [
        "client_id=abd",
        "client_id=ABC",
        "client_id=ab",
        "client_id=abc%20",
    ] {
        let other = Presented {
            client_id: Some(value(other)),
            ..same
        };
        assert_eq!(refusal(&other).0, AuthReason::ClientIdMismatch);
    }
}

#[test]
fn raw_basic_is_a_leniency_with_a_name() {
    // abc:p%7Ew, which form-decoding would turn into p~w.
    let presented = Presented {
        authorization: Some(b"Basic YWJjOnAlN0V3"),
        ..Presented::default()
    };
    let raw = AuthPolicy::new().basic_encoding(BasicEncoding::Raw);
    let now = common::NOW;
    let as_sent = raw.extract(&presented, &Limits::DEFAULT).expect("raw");
    assert_eq!(
        common::authenticated(as_sent.check(common::record("abc", &["p%7Ew"]), now)).client_id(),
        "abc"
    );
    let form = AuthPolicy::new();
    let decoded = form.extract(&presented, &Limits::DEFAULT).expect("form");
    assert_eq!(
        common::authenticated(decoded.check(common::record("abc", &["p~w"]), now)).client_id(),
        "abc"
    );
}

/// What Basic can carry and a client identifier or a secret cannot hold.
// = RFC6749-10.14-1 (test)
#[test]
fn halves_of_basic_outside_of_vschar_are_refused() {
    for text in ["%C3%A9:s", "a:%C3%A9", "a:s%E2%82%AC", "%F0%9F%94%91:s"] {
        let token68 = countersign_grammar::base64::encode(text.as_bytes());
        assert_eq!(
            header(&format!("Basic {token68}")),
            AuthReason::BasicMalformed,
            "{text}"
        );
        let lenient = AuthPolicy::new().basic_encoding(BasicEncoding::Raw);
        let octets = text
            .replace("%C3%A9", "\u{e9}")
            .replace("%E2%82%AC", "\u{20ac}")
            .replace("%F0%9F%94%91", "\u{1f511}");
        let field = format!("Basic {}", countersign_grammar::base64::encode(octets.as_bytes()));
        let presented = Presented {
            authorization: Some(field.as_bytes()),
            ..Presented::default()
        };
        let refusal = lenient
            .extract(&presented, &Limits::DEFAULT)
            .expect_err("refused");
        assert_eq!(refusal.reason(), AuthReason::BasicMalformed, "{octets}");
    }
}

/// A field beyond the limit is not decoded, however sound it is.
// = COUNTERSIGN-LIMITS-1 (test)
#[test]
fn a_field_beyond_the_limit_is_not_looked_into() {
    let policy = AuthPolicy::new();
    let field = basic_field("abc", "secret");
    let presented = Presented {
        authorization: Some(field.as_bytes()),
        ..Presented::default()
    };
    let mut limits = Limits::DEFAULT;
    limits.header = field.len();
    assert!(policy.extract(&presented, &limits).is_ok());
    limits.header = field.len() - 1;
    let refusal = policy.extract(&presented, &limits).expect_err("refused");
    assert_eq!(refusal.reason(), AuthReason::AuthorizationMalformed);
}

/// White space behind the field is no part of it, and leads to the general way: both ways judge alike.
#[track_caller]
fn both_ways_agree(field: &[u8], encoding: BasicEncoding) {
    let policy = AuthPolicy::new().basic_encoding(encoding);
    let outcome = |field: &[u8]| {
        let presented = Presented {
            authorization: Some(field),
            ..Presented::default()
        };
        match policy.extract(&presented, &Limits::DEFAULT) {
            Ok(claimant) => {
                let id = claimant.client_id().to_owned();
                let check = claimant.check(
                    common::record(&id, &["p", "s:e%c+ret", "p%7Ew", "p~w"]),
                    common::NOW,
                );
                (Ok(id), format!("{check:?}"))
            }
            Err(refusal) => (Err((refusal.reason(), refusal.location())), String::new()),
        }
    };
    let spaced = [field, b" "].concat();
    assert_eq!(outcome(field), outcome(&spaced), "{}", field.escape_ascii());
}

#[test]
fn the_usual_way_is_the_general_way() {
    for encoding in [BasicEncoding::Form, BasicEncoding::Raw] {
        for id in [
            "a",
            "",
            "client one",
            "\u{e9}",
            "0123456789012345678901234567890123456789",
            "a%",
        ] {
            for secret in ["p", "", "s:e%c+ret", "p~w", "\u{e9}", &"x".repeat(300)] {
                let field = basic_field(id, secret);
                both_ways_agree(field.as_bytes(), encoding);
                both_ways_agree(field.to_lowercase().as_bytes(), encoding);
            }
        }
        for field in [
            "",
            "Basic",
            "Basic ",
            "Basic  YTpi",
            "Basic\tYTpi",
            "BasicYTpi",
            "Basic YTpi=",
            "Basic YTpiJQ==",
            "Basic Og==",
            "Basic YQ",
            "Basic YTo=",
            "Basic OmE=",
            "Basic /3NlcjpwYXNz",
            "Bearer YTpi",
            "Basic YTpi,",
            "Basic YWJjOnAlN0V3",
            "Basic YQA6cA==",
            "Basic YTpwCg==",
        ] {
            both_ways_agree(field.as_bytes(), encoding);
        }
    }
    let long = format!("Basic {}", "YTpi".repeat(3_000));
    both_ways_agree(long.as_bytes(), BasicEncoding::Form);
}

proptest! {
    #[test]
    fn the_usual_way_is_the_general_way_for_noise(
        field in prop_oneof![any::<Vec<u8>>(), "[Bb]asic {0,2}[A-Za-z0-9+/]{0,24}={0,3}".prop_map(String::into_bytes)],
        raw: bool,
    ) {
        prop_assume!(!field.ends_with(b" "));
        both_ways_agree(&field, if raw { BasicEncoding::Raw } else { BasicEncoding::Form });
    }
}
