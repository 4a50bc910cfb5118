//! Client assertions: what is accepted, and everything that is not.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod asserting;

use asserting::*;
use countersign_auth::{AssertionTolerance, AuthMethod, AuthPolicy, AuthReason, ClientRecord, Credential};
use countersign_jose::{Algorithm, HmacKey};

/// Either key proves the client, and the proof says which.
// = RFC7523-3-1 (test)
// = RFC7523-3-13 (test)
// = RFC7523BIS-4-1 (test)
#[test]
fn a_sound_assertion_authenticates_its_client() {
    for (octet, label) in [(1, "old"), (2, "new")] {
        for typ in [
            None,
            Some("JWT"),
            Some("client-authentication+jwt"),
            Some("application/client-authentication+JWT"),
        ] {
            let token = sign(&key(octet), typ, &claims(&[]));
            let (policy, body) = (strict(), body(&token));
            let client = outcome(&policy, &body, Some(record()), NOW).expect("it is sound");
            assert_eq!(client.client_id(), "inventory");
            assert_eq!(client.method(), AuthMethod::ClientSecretJwt);
            assert_eq!(client.credential(), Some(label));
            assert!(client.tolerated().is_empty());
        }
    }
    // Named beside the assertion, a client is the same.
    let token = sign(&key(1), None, &claims(&[]));
    let named = format!("client_id=inventory&{}", body(&token));
    assert!(outcome(&strict(), &named, Some(record()), NOW).is_ok());
    // One value in an array is one value.
    let token = sign(&key(1), None, &claims(&[("aud", "[\"https://as.example\"]")]));
    assert!(outcome(&strict(), &body(&token), Some(record()), NOW).is_ok());
}

/// Each claim in each JSON shape: only its own shapes are taken, and a wrong one is never "absent".
// = RFC7523-3-15 (test)
// = RFC7519-4.1.5-2 (test)
#[test]
fn each_claim_has_its_type_or_the_assertion_is_refused() {
    let shapes = [
        "null",
        "true",
        "1700000030",
        "1.5",
        "\"text\"",
        "[]",
        "[1]",
        "[\"text\"]",
        "{}",
        "{\"a\":1}",
    ];
    let dates: &[&str] = &["1700000030", "1.5"];
    let texts: &[&str] = &["\"text\""];
    let allowed: &[(&str, &[&str])] = &[
        ("iss", texts),
        ("sub", texts),
        ("aud", &["\"text\"", "[\"text\"]"]),
        ("exp", dates),
        ("nbf", dates),
        ("iat", dates),
        ("jti", texts),
    ];
    let mut tried = 0;
    for (claim, own) in allowed {
        for shape in shapes {
            let token = sign(&key(1), None, &claims(&[(claim, shape)]));
            let (policy, body) = (strict(), body(&token));
            let outcome = outcome(&policy, &body, Some(record()), NOW);
            let malformed = matches!(outcome, Err(AuthReason::AssertionClaimsMalformed));
            assert_eq!(malformed, !own.contains(&shape), "{claim}: {shape}");
            tried += 1;
        }
    }
    assert_eq!(tried, 70);
}

// = RFC7523-3-2 (test)
// = RFC7523-3-3 (test)
// = RFC7523-3-4 (test)
// = RFC7523-3-8 (test)
// = RFC7521-5.2-1 (test)
// = RFC7521-5.2-2 (test)
// = RFC7521-5.2-3 (test)
// = RFC7521-5.2-4 (test)
// = RFC7521-5.2-5 (test)
// = RFC7521-5.2-7 (test)
// = RFC7521-5.1-1 (test)
#[test]
fn what_is_required_is_required() {
    for (changes, reason) in [
        (&[("iss", "")][..], AuthReason::AssertionIssuerMissing),
        (&[("sub", "")], AuthReason::AssertionSubjectMissing),
        (&[("aud", "")], AuthReason::AssertionAudienceMissing),
        (&[("exp", "")], AuthReason::AssertionExpiryMissing),
        (&[("jti", "")], AuthReason::AssertionIdMissing),
        (&[("jti", "\"\"")], AuthReason::AssertionIdMissing),
        (&[("iss", "\"Inventory\"")], AuthReason::AssertionIssuerWrong),
        (&[("sub", "\"inventory \"")], AuthReason::AssertionIssuerWrong),
        (
            &[("iss", "\"\""), ("sub", "\"\"")],
            AuthReason::AssertionClaimsMalformed,
        ),
        (
            &[("iss", "\"a\\u00e9\""), ("sub", "\"a\\u00e9\"")],
            AuthReason::AssertionClaimsMalformed,
        ),
    ] {
        let token = sign(&key(1), None, &claims(changes));
        assert_eq!(
            refused(&strict(), &body(&token), Some(record()), NOW),
            reason,
            "{changes:?}"
        );
    }
}

// = RFC7523-3-6 (test)
// = RFC7523-3-7 (test)
// = RFC7521-5.1-2 (test)
// = RFC7521-5.2-6 (test)
// = RFC7523BIS-4-2 (test)
// = RFC7523BIS-4-4 (test)
// = RFC7523BIS-4-5 (test)
#[test]
fn strictly_the_audience_is_this_server_alone() {
    for aud in [
        "\"https://as.example/\"",
        "\"https://AS.example\"",
        "\"https://as.example/token\"",
        "\"https://other.example\"",
        "\"\"",
        "[\"https://as.example\",\"https://other.example\"]",
        "[\"https://as.example\",\"https://as.example\"]",
        "[\"https://other.example\"]",
    ] {
        let token = sign(&key(1), None, &claims(&[("aud", aud)]));
        let reason = refused(&strict(), &body(&token), Some(record()), NOW);
        assert_eq!(reason, AuthReason::AssertionAudienceWrong, "{aud}");
    }
}

/// The named leniency takes more, says what it took, and still takes nothing that does not name this server.
// = RFC7523-3-5 (test)
// = RFC7523BIS-4-1 (test)
#[test]
fn legacy_takes_endpoints_and_says_so() {
    use AssertionTolerance::{AudienceAmongOthers, AudienceIsEndpoint};
    for (aud, tolerated) in [
        ("\"https://as.example\"", &[][..]),
        ("\"https://as.example/token\"", &[AudienceIsEndpoint]),
        (
            "[\"https://as.example\",\"https://as.example/token\"]",
            &[AudienceAmongOthers],
        ),
        (
            "[\"https://as.example\",\"https://other.example\"]",
            &[AudienceAmongOthers],
        ),
        (
            "[\"https://other.example\",\"https://as.example/token\"]",
            &[AudienceIsEndpoint, AudienceAmongOthers],
        ),
    ] {
        let token = sign(&key(1), None, &claims(&[("aud", aud)]));
        let (policy, body) = (legacy(), body(&token));
        let client = outcome(&policy, &body, Some(record()), NOW).expect(aud);
        assert_eq!(client.tolerated().iter().collect::<Vec<_>>(), tolerated, "{aud}");
    }
    for aud in [
        "\"https://other.example\"",
        "\"https://as.example/token/\"",
        "[\"https://other.example\"]",
    ] {
        let token = sign(&key(1), None, &claims(&[("aud", aud)]));
        let reason = refused(&legacy(), &body(&token), Some(record()), NOW);
        assert_eq!(reason, AuthReason::AssertionAudienceWrong, "{aud}");
    }
}

/// Over every second around each edge, with a skew of ten.
// = RFC7523-3-9 (test)
// = RFC7523-3-10 (test)
// = RFC7523-3-11 (test)
// = RFC7521-5.2-8 (test)
// = RFC7521-5.2-9 (test)
#[test]
fn time_is_judged_to_the_second() {
    let judged = |changes: &[(&str, &str)], now: u64| {
        let token = sign(&key(2), None, &claims(changes));
        outcome(&strict(), &body(&token), Some(record()), now).map(|_| ())
    };
    for offset in 0..40 {
        let now = NOW + 40 + offset;
        let expected = if now < NOW + 60 + 10 {
            Ok(())
        } else {
            Err(AuthReason::AssertionExpired)
        };
        assert_eq!(judged(&[], now), expected, "{offset} s before and after exp");

        let nbf = (NOW + offset).to_string();
        let expected = if offset <= 10 {
            Ok(())
        } else {
            Err(AuthReason::AssertionNotYetValid)
        };
        assert_eq!(judged(&[("nbf", &nbf)], NOW), expected, "nbf {offset} s ahead");

        let iat = (NOW + offset).to_string();
        let expected = if offset <= 10 {
            Ok(())
        } else {
            Err(AuthReason::AssertionIssuedInTheFuture)
        };
        assert_eq!(judged(&[("iat", &iat)], NOW), expected, "iat {offset} s ahead");

        let exp = (NOW + 290 + offset).to_string();
        let expected = if offset <= 20 {
            Ok(())
        } else {
            Err(AuthReason::AssertionLivesTooLong)
        };
        assert_eq!(
            judged(&[("exp", &exp)], NOW),
            expected,
            "exp {} s ahead",
            290 + offset
        );
    }
    for exp in ["18446744073709551615", "1e30", "9007199254740993"] {
        assert!(judged(&[("exp", exp)], NOW).is_err(), "{exp}");
    }
    // A fraction counts against the assertion on both sides.
    assert!(judged(&[("exp", "1700000060.9")], NOW + 69).is_ok());
    assert_eq!(
        judged(&[("exp", "1700000060.9")], NOW + 70),
        Err(AuthReason::AssertionExpired)
    );
}

// = RFC7523-3-14 (test)
// = RFC7521-5.2-11 (test)
#[test]
fn only_a_key_of_the_client_that_counts_verifies() {
    let judge = |key: &HmacKey, now: u64| {
        let exp = (now + 60).to_string();
        let token = sign(key, None, &claims(&[("exp", &exp), ("iat", "")]));
        outcome(&strict(), &body(&token), Some(record()), now)
            .map(|client| client.credential().map(str::to_owned))
    };
    let wrong = Err(AuthReason::AssertionSignatureWrong);
    assert_eq!(judge(&key(3), NOW), wrong);
    assert_eq!(judge(&key(0), NOW), wrong);
    assert_eq!(judge(&key(1), NOW + 99), Ok(Some("old".to_owned())));
    assert_eq!(judge(&key(1), NOW + 100), wrong, "the old key is over");
    assert_eq!(judge(&key(2), NOW - 101), wrong, "the new key has not begun");
    assert_eq!(judge(&key(2), NOW - 100), Ok(Some("new".to_owned())));
    // What a decoy signs is worth nothing, for a client without a key of that algorithm or an unknown one.
    for algorithm in Algorithm::ALL {
        let decoy = HmacKey::new(*algorithm, &[0x5A; 64]).expect("long enough");
        let token = sign(&decoy, None, &claims(&[]));
        for record in [Some(record()), None] {
            assert!(
                outcome(&strict(), &body(&token), record, NOW).is_err(),
                "{algorithm}"
            );
        }
    }
    // The algorithm is that of the key.
    let other = HmacKey::new(Algorithm::Hs512, &[1; 64]).expect("long enough");
    assert_eq!(judge(&other, NOW), Err(AuthReason::AssertionAlgorithmWrong));
    // A bit of it changed.
    let token = sign(&key(1), None, &claims(&[]));
    for at in (0..token.len()).step_by(3) {
        let mut octets = token.clone().into_bytes();
        octets[at] ^= 1;
        if let Ok(text) = String::from_utf8(octets) {
            let text = text.replace('%', "%25").replace('&', "%26").replace('+', "%2B");
            assert!(
                outcome(&strict(), &body(&text), Some(record()), NOW).is_err(),
                "octet {at}"
            );
        }
    }
}

// = RFC7523-2.2-1 (test)
// = RFC7523-2.2-2 (test)
// = RFC7521-4.2-1 (test)
// = RFC7521-4.2-2 (test)
// = RFC7521-4.2-4 (test)
// = RFC7521-4.2.1-2 (test)
// = RFC7523BIS-4-8 (test)
// = RFC7523BIS-3-1 (test)
#[test]
fn everything_else_is_refused() {
    let good = sign(&key(1), None, &claims(&[]));
    let other = sign(
        &key(1),
        None,
        &claims(&[("iss", "\"other\""), ("sub", "\"other\"")]),
    );
    let typed = sign(&key(1), Some("at+jwt"), &claims(&[]));
    let twice = claims(&[]).replacen('{', "{\"jti\":\"1\",", 1);
    let saml = "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Asaml2-bearer";
    for (body, reason) in [
        (
            format!("client_assertion={good}"),
            AuthReason::AssertionIncomplete,
        ),
        (
            format!("client_assertion_type={JWT_BEARER}"),
            AuthReason::AssertionIncomplete,
        ),
        (
            format!("client_assertion_type={saml}&client_assertion={good}"),
            AuthReason::AssertionUnsupported,
        ),
        (
            format!("client_id=other&{}", body(&good)),
            AuthReason::ClientIdMismatch,
        ),
        (
            format!("client_id=inventory&client_secret=s&{}", body(&good)),
            AuthReason::AssertionNotAlone,
        ),
        (body(&other), AuthReason::RecordMismatch),
        (body(&typed), AuthReason::AssertionTypeWrong),
        (body("eyJhbGciOiJub25lIn0.e30."), AuthReason::AssertionMalformed),
        (
            body("eyJhbGciOiJub25lIn0.e30.AA"),
            AuthReason::AssertionAlgorithmUnsupported,
        ),
        (
            body("eyJhbGciOiJSUzI1NiJ9.e30.AA"),
            AuthReason::AssertionAlgorithmUnsupported,
        ),
        (body("a.b"), AuthReason::AssertionMalformed),
        (body(&format!("{good}.{good}")), AuthReason::AssertionMalformed),
        (body(&format!("{good}%20{good}")), AuthReason::AssertionMalformed),
        (
            body(&sign(&key(1), None, &twice)),
            AuthReason::AssertionClaimsMalformed,
        ),
        (
            body(&sign(&key(1), None, "42")),
            AuthReason::AssertionClaimsMalformed,
        ),
        (
            body(&sign(&key(1), None, "null")),
            AuthReason::AssertionClaimsMalformed,
        ),
    ] {
        assert_eq!(refused(&strict(), &body, Some(record()), NOW), reason, "{body}");
    }
    assert_eq!(
        refused(&AuthPolicy::new(), &body(&good), Some(record()), NOW),
        AuthReason::AssertionUnsupported,
        "no policy, no assertions"
    );
    let post = ClientRecord::builder("inventory")
        .method(AuthMethod::ClientSecretPost)
        .credential(Credential::assertion_key("old", key(1)))
        .build()
        .expect("a record");
    assert_eq!(
        refused(&strict(), &body(&good), Some(post), NOW),
        AuthReason::MethodNotRegistered
    );
    assert_eq!(
        refused(&strict(), &body(&good), None, NOW),
        AuthReason::UnknownClient
    );
}
