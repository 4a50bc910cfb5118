use std::string::String;
use std::vec::Vec;

use proptest::prelude::*;
use sha2::{Digest, Sha256};

use crate::{
    DigestError, EmptySecret, Equality, GeneratedSecret, Pepper, PepperTooShort, PresentedDigests, Secret,
    SecretDigest,
};

fn secret(text: &str) -> GeneratedSecret {
    GeneratedSecret::asserted_by_caller(Secret::from(String::from(text))).unwrap()
}

fn pepper(octet: u8) -> Pepper {
    Pepper::new(&Secret::new([octet; 32].to_vec())).unwrap()
}

// = COUNTERSIGN-SECRET-2 (test)
/// What is presented, under which pepper, against what is stored: every combination, one expectation.
#[test]
fn a_stored_digest_matches_its_secret_and_its_pepper_and_nothing_else() {
    let (one, other) = (pepper(1), pepper(2));
    let stored = [
        (SecretDigest::sha256(&secret("right")), "right", None),
        (
            SecretDigest::hmac_sha256(&one, &secret("right")),
            "right",
            Some(1),
        ),
        (
            SecretDigest::hmac_sha256(&other, &secret("right")),
            "right",
            Some(2),
        ),
        (SecretDigest::sha256(&secret("wrong")), "wrong", None),
        (
            SecretDigest::hmac_sha256(&one, &secret("wrong")),
            "wrong",
            Some(1),
        ),
        (SecretDigest::never(), "", None),
    ];
    let mut matched = 0;
    for text in ["right", "wrong", "", "righ", "right\0", "Right"] {
        for (number, pepper) in [(None, None), (Some(1), Some(&one)), (Some(2), Some(&other))] {
            let presented = PresentedDigests::compute(text.as_bytes(), pepper);
            for (digest, of, under) in &stored {
                let expected = !text.is_empty() && text == *of && (under.is_none() || *under == number);
                assert_eq!(
                    presented.matches(digest).to_bool(),
                    expected,
                    "{text:?} {number:?} {of:?} {under:?}"
                );
                matched += usize::from(expected);
            }
        }
    }
    assert_eq!(matched, 9);
}

#[test]
fn an_all_zero_digest_of_any_kind_matches_nothing_without_a_pepper() {
    let zeros = "A".repeat(43);
    for prefix in ["sha256:", "hmac-sha256:"] {
        let digest = SecretDigest::parse(&[prefix, &zeros].concat()).unwrap();
        for text in ["", "x"] {
            assert!(
                !PresentedDigests::compute(text.as_bytes(), None)
                    .matches(&digest)
                    .to_bool()
            );
        }
    }
}

#[test]
fn an_empty_secret_matches_nothing_not_even_its_own_digest() {
    let octets = crate::sha256(b"");
    let stored = SecretDigest {
        kind: crate::digest::SHA256,
        lanes: crate::equality::lanes(&octets),
    };
    let peppered = SecretDigest {
        kind: crate::digest::HMAC_SHA256,
        lanes: crate::equality::lanes(&pepper(1).digest(b"")),
    };
    let presented = PresentedDigests::compute(b"", Some(&pepper(1)));
    assert!(!presented.matches(&stored).to_bool());
    assert!(!presented.matches(&peppered).to_bool());
}

#[test]
fn every_bit_of_a_stored_digest_counts() {
    let presented = PresentedDigests::compute(b"right", None);
    let octets: [u8; 32] = Sha256::digest(b"right").into();
    for bit in 0..256 {
        let mut flipped = octets;
        flipped[bit / 8] ^= 1 << (bit % 8);
        let digest = SecretDigest {
            kind: crate::digest::SHA256,
            lanes: crate::equality::lanes(&flipped),
        };
        assert!(!presented.matches(&digest).to_bool(), "bit {bit} is ignored");
    }
}

#[test]
fn the_text_form_is_that_of_rfc_4648() {
    // base64url of SHA-256("abc")
    let text = "sha256:ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0";
    assert_eq!(SecretDigest::sha256(&secret("abc")).to_text(), text);
    assert_eq!(SecretDigest::parse(text).unwrap().to_text(), text);
}

proptest! {
    #[test]
    fn the_text_form_round_trips(text in ".{1,40}", peppered: bool) {
        let secret = secret(&text);
        let pepper = pepper(7);
        let digest =
            if peppered { SecretDigest::hmac_sha256(&pepper, &secret) } else { SecretDigest::sha256(&secret) };
        let read = SecretDigest::parse(&digest.to_text()).unwrap();
        prop_assert_eq!(read.to_text(), digest.to_text());
        prop_assert!(PresentedDigests::compute(text.as_bytes(), Some(&pepper)).matches(&read).to_bool());
    }

    #[test]
    fn no_other_text_reads_as_the_same_digest(at in 0_usize..50, octet in 0_u8..128) {
        let text = SecretDigest::sha256(&secret("abc")).to_text();
        let mut changed: Vec<u8> = text.clone().into_bytes();
        changed[at] = octet;
        let changed = String::from_utf8(changed).unwrap();
        if let Ok(digest) = SecretDigest::parse(&changed) {
            prop_assert_eq!(digest.to_text(), changed);
        }
    }

    #[test]
    fn arbitrary_text_is_refused_or_canonical(text: String) {
        if let Ok(digest) = SecretDigest::parse(&text) {
            prop_assert_eq!(digest.to_text(), text);
        }
    }
}

#[test]
fn other_texts_are_refused() {
    let good = "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0";
    for prefix in [
        "",
        "sha256",
        "SHA256:",
        " sha256:",
        "sha-256:",
        "sha512:",
        "never:",
        "hmac-sha512:",
        "hmac:",
    ] {
        let text = [prefix, good].concat();
        assert_eq!(
            SecretDigest::parse(&text).unwrap_err(),
            DigestError::UnknownKind,
            "{text}"
        );
    }
    for tail in [
        "",
        &good[1..],
        "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0=",
        "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0",
        "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa1",
        "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa2",
        " ngWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0",
        "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0A",
    ] {
        for prefix in ["sha256:", "hmac-sha256:"] {
            let text = [prefix, tail].concat();
            assert_eq!(
                SecretDigest::parse(&text).unwrap_err(),
                DigestError::Malformed,
                "{text}"
            );
        }
    }
    assert_eq!(
        SecretDigest::parse(&SecretDigest::never().to_text()).unwrap_err(),
        DigestError::UnknownKind
    );
}

#[test]
fn outcomes_combine_without_a_branch() {
    let (yes, no) = (Equality::of_u32(5, 5), Equality::of_u32(5, 6));
    for (left, right, and, or) in [
        (yes, yes, true, true),
        (yes, no, false, true),
        (no, yes, false, true),
        (no, no, false, false),
    ] {
        assert_eq!(((left & right).to_bool(), (left | right).to_bool()), (and, or));
    }
    assert_eq!(
        (yes.select(1, 2), no.select(1, 2), Equality::never().to_bool()),
        (1, 2, false)
    );
}

#[test]
fn lanes_and_octets_are_inverse() {
    let octets: [u8; 32] = core::array::from_fn(|i| i as u8 * 7);
    assert_eq!(crate::equality::octets(&crate::equality::lanes(&octets)), octets);
}

#[test]
fn a_secret_equals_its_own_octets_only() {
    let secret = Secret::from(String::from("gX1fBat3bV"));
    assert!(secret.ct_eq(b"gX1fBat3bV"));
    for other in ["", "gX1fBat3b", "gX1fBat3bVV", "gX1fBat3bv", "hX1fBat3bV"] {
        assert!(!secret.ct_eq(other.as_bytes()), "{other}");
    }
    assert_eq!(
        (
            secret.len(),
            secret.is_empty(),
            Secret::new(Vec::new()).is_empty()
        ),
        (10, false, true)
    );
}

#[test]
fn empty_secrets_and_short_peppers_are_refused() {
    assert_eq!(
        GeneratedSecret::asserted_by_caller(Secret::new(Vec::new())).unwrap_err(),
        EmptySecret
    );
    for len in 0..32 {
        assert_eq!(
            Pepper::new(&Secret::new([1].repeat(len))).unwrap_err(),
            PepperTooShort,
            "{len}"
        );
    }
    for len in [32, 33, 64, 65] {
        assert!(Pepper::new(&Secret::new([1].repeat(len))).is_ok(), "{len}");
    }
}
