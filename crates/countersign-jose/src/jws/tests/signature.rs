use std::format;
use std::string::{String, ToString};
use std::vec::Vec;

use countersign_grammar::{Limits, base64url};
use proptest::prelude::*;

use super::{key, outcome, refused, token, with_header};
use crate::{Algorithm, BadSignature, HmacKey, JwsError, JwsErrorKind, Signer, UnverifiedJws, Verifier};

/// Every character replaced by every other ASCII character with one bit changed, and every pair swapped.
// = RFC7515-6-1 (test)
// = RFC8725-3.3-1 (test)
// = RFC7519-7.2-1 (test)
// = RFC6749-10.3-3 (test)
// = RFC6750-5.2-2 (test)
#[test]
fn every_single_bit_counts() {
    let good = token(
        br#"{"alg":"HS256","typ":"at+jwt","kid":"k1"}"#,
        br#"{"iss":"https://as.example","exp":1}"#,
    );
    assert!(outcome(&good).is_ok());
    for at in 0..good.len() {
        for bit in 0..7 {
            let mut octets = good.clone().into_bytes();
            octets[at] ^= 1 << bit;
            let changed = String::from_utf8(octets).unwrap();
            assert!(outcome(&changed).is_err(), "bit {bit} of octet {at} is ignored");
        }
        let (head, tail) = good.split_at(at);
        assert!(outcome(head).is_err(), "cut at {at}");
        assert!(outcome(tail).is_err() || at == 0, "begun at {at}");
    }
}

#[test]
fn a_signature_of_another_length_is_none() {
    let good = with_header(r#"{"alg":"HS256"}"#);
    let (input, signature) = good.rsplit_once('.').unwrap();
    let octets = base64url::decode(signature).unwrap();
    for len in (1..octets.len()).chain([33, 48, 64, 65, 66, 128, 256, 512]) {
        let other: Vec<u8> = octets.iter().copied().cycle().take(len).collect();
        let token = format!("{input}.{}", base64url::encode(&other));
        assert_eq!(
            refused(&token),
            (JwsErrorKind::BadSignature, input.len() + 1),
            "{len} octets"
        );
    }
}

/// The port is object safe, and a verifier may answer what it likes about its own signatures.
// = RFC8725-3.2-4 (test)
#[test]
fn any_verifier_fits_the_port() {
    struct Long;
    impl Verifier for Long {
        fn algorithm(&self) -> Algorithm {
            Algorithm::Hs512
        }
        fn key_id(&self) -> Option<&str> {
            None
        }
        fn verify(&self, input: &[u8], signature: &[u8]) -> Result<(), BadSignature> {
            let expected = [input.len() % 256; 300].map(|octet| u8::try_from(octet).unwrap());
            if signature == expected {
                Ok(())
            } else {
                Err(BadSignature)
            }
        }
    }
    let input = format!("{}.e30", base64url::encode(br#"{"alg":"HS512"}"#));
    let len = u8::try_from(input.len()).unwrap();
    let verifier: &dyn Verifier = &&Long;
    let parse = |octet: u8| {
        let token = format!("{input}.{}", base64url::encode(&[octet; 300]));
        UnverifiedJws::parse(&token, &Limits::DEFAULT)
            .unwrap()
            .verify(verifier)
            .map(|_| ())
            .map_err(JwsError::kind)
    };
    assert_eq!(
        (parse(len), parse(len + 1)),
        (Ok(()), Err(JwsErrorKind::BadSignature))
    );
}

// = COUNTERSIGN-SECRET-1 (test)
#[test]
fn no_debug_or_display_shows_a_token() {
    let token = token(
        br#"{"alg":"HS256","kid":"canary","typ":"canary"}"#,
        br#"{"sub":"canary"}"#,
    );
    let parsed = UnverifiedJws::parse(&token, &Limits::DEFAULT).unwrap();
    let mut shown = format!("{parsed:?} {:#?} {:?}", parsed, parsed.header());
    let verified = parsed.verify(&key()).unwrap();
    shown.push_str(&format!("{verified:?} {:?} {:?}", key().sign(b"canary"), key()));
    shown.push_str(&refused_text(&token[1..]));
    shown.push_str(&refused_text(&token[..token.len() - 1]));
    assert!(!shown.contains("canary") && !shown.contains("eyJ"), "{shown}");
    assert!(!shown.contains(&token[token.len() - 20..]), "{shown}");
    for expected in [
        "UnverifiedJws { header: JoseHeader { algorithm: Some(Hs256), .. }, .. }",
        "VerifiedJws { header: JoseHeader { algorithm: Some(Hs256), .. }, .. } Signature(..) HmacKey { ",
    ] {
        assert!(shown.contains(expected), "{shown}");
    }
}

fn refused_text(token: &str) -> String {
    let error = outcome(token).unwrap_err();
    format!("{error:?} {error} {:?}", error.clause().to_string())
}

fn part() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<Vec<u8>>().prop_map(|octets| base64url::encode(&octets)),
        "[A-Za-z0-9_=+/ -]{0,20}",
        Just(base64url::encode(br#"{"alg":"HS256"}"#)),
        "\\{\"(alg|crit|b64|kid)\":(\"HS256\"|null|\\[\\]|\"none\")\\}"
            .prop_map(|json| base64url::encode(json.as_bytes())),
        Just(String::new()),
    ]
}

proptest! {
    #[test]
    fn arbitrary_text_does_not_panic_and_is_refused(text: String) {
        prop_assert!(outcome(&text).is_err());
    }

    #[test]
    fn arbitrary_parts_do_not_panic_and_are_refused(parts in prop::collection::vec(part(), 0..7)) {
        let error = outcome(&parts.join(".")).unwrap_err();
        prop_assert!(!error.clause().id().is_empty());
    }

    #[test]
    fn what_was_signed_is_what_is_read(payload in prop::collection::vec(any::<u8>(), 1..400)) {
        prop_assert_eq!(outcome(&token(br#"{"alg":"HS256"}"#, &payload)).unwrap(), payload);
    }
}

/// Of several keys each is tried, the first that verifies counts, and none of another algorithm is asked.
// = RFC7515-5.2-4 (test)
// = RFC8725-3.1-2 (test)
#[test]
fn every_key_is_tried_and_the_first_that_verifies_counts() {
    struct Counted<'k>(HmacKey, &'k core::cell::Cell<usize>);
    impl Verifier for Counted<'_> {
        fn algorithm(&self) -> Algorithm {
            Verifier::algorithm(&self.0)
        }
        fn key_id(&self) -> Option<&str> {
            None
        }
        fn verify(&self, signing_input: &[u8], signature: &[u8]) -> Result<(), BadSignature> {
            self.1.set(self.1.get() + 1);
            self.0.verify(signing_input, signature)
        }
    }
    let asked = core::cell::Cell::new(0);
    let counted = |octet: u8| Counted(HmacKey::new(Algorithm::Hs256, &[octet; 32]).unwrap(), &asked);
    let other = Counted(HmacKey::new(Algorithm::Hs512, &[1; 64]).unwrap(), &asked);
    let keys = [counted(1), other, counted(2), counted(1), counted(3)];
    for (octet, expected) in [
        (1, Ok(0)),
        (2, Ok(2)),
        (3, Ok(4)),
        (4, Err(JwsErrorKind::BadSignature)),
    ] {
        let signer = HmacKey::new(Algorithm::Hs256, &[octet; 32]).unwrap();
        let mut token = String::new();
        crate::TokenSigner::new(&signer, None).sign_payload(b"{}", &mut token);
        asked.set(0);
        let found = UnverifiedJws::parse(&token, &Limits::DEFAULT)
            .unwrap()
            .verify_any(&keys);
        assert_eq!(found.map(|(_, place)| place).map_err(JwsError::kind), expected);
        assert_eq!(asked.get(), 4, "the work tells which key it was");
    }
    let none: [&HmacKey; 0] = [];
    let token = with_header(r#"{"alg":"HS256"}"#);
    let found = UnverifiedJws::parse(&token, &Limits::DEFAULT)
        .unwrap()
        .verify_any(none);
    assert_eq!(
        found.err().map(JwsError::kind),
        Some(JwsErrorKind::AlgorithmMismatch)
    );
}
