#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

use std::format;
use std::string::String;
use std::vec::Vec;

use countersign_grammar::{Limits, base64url};
use proptest::prelude::*;

use crate::{Algorithm, ClaimWriter, Claims, HmacKey, TokenSigner, UnverifiedJws, sign_compact};

fn key() -> HmacKey {
    HmacKey::new(Algorithm::Hs256, &[7; 32]).unwrap()
}

fn header_of(token: &str) -> String {
    String::from_utf8(base64url::decode(token.split('.').next().unwrap()).unwrap()).unwrap()
}

// = RFC7515-4.1.9-1 (test)
// = RFC7515-4.1.11-2 (test)
// = RFC7515-5.1-1 (test)
// = RFC7515-6-2 (test)
// = RFC7519-5.2-1 (test)
#[test]
fn the_header_is_exactly_this() {
    for (typ, kid, header) in [
        (Some("JWT"), None, r#"{"alg":"HS256","typ":"JWT"}"#),
        (Some("at+jwt"), None, r#"{"alg":"HS256","typ":"at+jwt"}"#),
        (
            Some("application/at+jwt"),
            None,
            r#"{"alg":"HS256","typ":"at+jwt"}"#,
        ),
        (Some("a/b/c"), None, r#"{"alg":"HS256","typ":"a/b/c"}"#),
        (None, None, r#"{"alg":"HS256"}"#),
        (
            Some("at+jwt"),
            Some("k1"),
            r#"{"alg":"HS256","typ":"at+jwt","kid":"k1"}"#,
        ),
        (
            None,
            Some("\"\\\u{1f}é"),
            r#"{"alg":"HS256","kid":"\"\\\u001fé"}"#,
        ),
    ] {
        let key = match kid {
            Some(kid) => key().with_key_id(kid),
            None => key(),
        };
        let mut token = String::new();
        sign_compact(typ, b"{}", &key, &mut token);
        assert_eq!(header_of(&token), header);
        let verified = UnverifiedJws::parse(&token, &Limits::DEFAULT)
            .unwrap()
            .verify(&key)
            .unwrap();
        assert_eq!((verified.header().kid(), verified.payload()), (kid, &b"{}"[..]));
    }
    for algorithm in Algorithm::ALL {
        let key = HmacKey::new(*algorithm, &[7; 64]).unwrap();
        let mut token = String::new();
        sign_compact(Some("JWT"), b"{}", &key, &mut token);
        assert_eq!(
            header_of(&token),
            format!(r#"{{"alg":"{algorithm}","typ":"JWT"}}"#)
        );
    }
}

/// The token of RFC 7515 appendix A.1 with the header in our order, computed with Python's hmac and base64.
#[test]
fn a_known_token() {
    let k = base64url::decode(
        "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",
    );
    let key = HmacKey::new(Algorithm::Hs256, &k.unwrap()).unwrap();
    let mut token = String::new();
    TokenSigner::new(&key, Some("JWT")).sign(&mut token, |claims| {
        claims
            .member_str("iss", "joe")
            .member_u64("exp", 1_300_819_380)
            .member_bool("http://example.com/is_root", true);
    });
    assert_eq!(token, KNOWN);
}

const KNOWN: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9\
                     .eyJpc3MiOiJqb2UiLCJleHAiOjEzMDA4MTkzODAsImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ\
                     .d6nMDXnJZfNNj-1o1e75s6d0six0lkLp5hSrGaz4o9A";

#[test]
fn a_token_is_appended_in_place() {
    let signer = TokenSigner::new(key(), Some("at+jwt"));
    let prefix = signer
        .prepare(|claims| {
            claims.member_str("iss", "i");
        })
        .unwrap();
    let mut out = String::with_capacity(2000);
    out.push_str("Bearer é ");
    let (address, capacity) = (out.as_ptr(), out.capacity());
    signer.sign(&mut out, |claims| {
        claims.member_str("sub", &"s".repeat(300));
    });
    out.push(' ');
    prefix.sign(&mut out, |claims| {
        claims.member_str("sub", &"s".repeat(300));
    });
    assert_eq!(
        (out.as_ptr(), out.capacity()),
        (address, capacity),
        "the buffer was replaced"
    );

    let [scheme, accent, first, second] = out.split(' ').collect::<Vec<_>>()[..] else {
        panic!()
    };
    assert_eq!((scheme, accent), ("Bearer", "é"));
    for token in [first, second] {
        assert!(
            UnverifiedJws::parse(token, &Limits::DEFAULT)
                .unwrap()
                .verify(signer.signer())
                .is_ok()
        );
    }
}

#[test]
fn a_prefix_is_for_hs256_only() {
    for (algorithm, some) in [
        (Algorithm::Hs256, true),
        (Algorithm::Hs384, false),
        (Algorithm::Hs512, false),
    ] {
        let signer = TokenSigner::new(HmacKey::new(algorithm, &[7; 64]).unwrap(), None);
        assert_eq!(signer.prepare(|_| {}).is_some(), some, "{algorithm}");
    }
}

/// Every split of the claims over prefix and rest, with prefixes long enough for several blocks.
#[test]
fn a_prefix_gives_the_same_token_as_the_whole() {
    let signer = TokenSigner::new(key().with_key_id("k1"), Some("at+jwt"));
    let write = |writer: &mut ClaimWriter<'_, '_>, claims: &[(&str, String)]| {
        for (name, value) in claims {
            writer.member_str(name, value);
        }
    };
    for len in 0..200 {
        let claims = [
            ("iss", "i".repeat(len)),
            ("sub", String::from("s")),
            ("jti", String::new()),
        ];
        for split in 0..=claims.len() {
            let (first, rest) = claims.split_at(split);
            let mut whole = String::new();
            signer.sign(&mut whole, |writer| write(writer, &claims));
            let mut parts = String::new();
            let prefix = signer.prepare(|writer| write(writer, first)).unwrap();
            prefix.sign(&mut parts, |writer| write(writer, rest));
            assert_eq!(parts, whole, "{len} octets, split at {split}");
        }
    }
    let mut empty = String::new();
    signer.prepare(|_| {}).unwrap().sign(&mut empty, |_| {});
    assert_eq!(
        UnverifiedJws::parse(&empty, &Limits::DEFAULT)
            .unwrap()
            .unverified_payload(),
        b"{}"
    );
}

// = RFC7517-9.2-1 (test)
#[test]
fn no_debug_shows_a_key_or_a_claim() {
    let key = HmacKey::new(Algorithm::Hs256, b"canary-canary-canary-canary-canary").unwrap();
    let signer = TokenSigner::new(key, Some("canary"));
    let prefix = signer
        .prepare(|claims| {
            claims.member_str("iss", "canary");
        })
        .unwrap();
    let shown = format!("{signer:?} {prefix:?} {:#?} {:#?}", signer, prefix);
    assert!(!shown.contains("canary"), "{shown}");
    let expected =
        "TokenSigner { signer: HmacKey { algorithm: Hs256, key_id: None, .. }, .. } ClaimPrefix(..) ";
    assert!(shown.starts_with(expected), "{shown}");
}

proptest! {
    // = RFC7519-7.1-1 (test)
    #[test]
    fn what_is_signed_verifies_and_is_read_back(
        iss: String, aud in prop::collection::vec(any::<String>(), 1..4), exp: u64, scope: String, algorithm in 0_usize..3,
    ) {
        let key = HmacKey::new(Algorithm::ALL[algorithm], &[3; 64]).unwrap();
        let mut token = String::new();
        TokenSigner::new(&key, Some("at+jwt")).sign(&mut token, |claims| {
            claims.member_str("iss", &iss).member_strs("aud", aud.iter().map(String::as_str));
            claims.member_u64("exp", exp).member_str("scope", &scope);
        });
        prop_assert!(token.bytes().all(|octet| octet.is_ascii_alphanumeric() || b"-_.".contains(&octet)));
        let verified = UnverifiedJws::parse(&token, &Limits::DEFAULT).unwrap().verify(&key).unwrap();
        let claims = Claims::parse(verified.payload(), &Limits::DEFAULT).unwrap();
        prop_assert_eq!(claims.iss(), Some(&*iss));
        prop_assert_eq!(claims.aud().iter().map(String::from).collect::<Vec<_>>(), aud);
        prop_assert_eq!(claims.exp().unwrap().floor().as_secs(), exp);
        prop_assert_eq!(claims.member("scope").unwrap().to_str().unwrap(), scope);
    }

    #[test]
    fn any_payload_is_signed_as_it_is(payload in prop::collection::vec(any::<u8>(), 1..300)) {
        let mut token = String::new();
        TokenSigner::new(&key(), None).sign_payload(&payload, &mut token);
        let verified = UnverifiedJws::parse(&token, &Limits::DEFAULT).unwrap().verify(&key()).unwrap();
        prop_assert_eq!(verified.payload(), payload);
    }
}
