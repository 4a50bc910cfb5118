#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::as_conversions
)]

use std::format;
use std::string::ToString;
use std::vec::Vec;

use hmac::{Hmac, KeyInit, Mac};
use proptest::prelude::*;
use sha2::{Sha256, Sha384, Sha512};

use crate::{Algorithm, HmacKey, Signature, Signer, Verifier};

fn hex(text: &str) -> Vec<u8> {
    (0..text.len())
        .step_by(2)
        .map(|i| u8::from_str_radix(&text[i..i + 2], 16).unwrap())
        .collect()
}

/// RFC 4231 section 4.7, test case 6: the one short message whose key is long enough for all three.
#[test]
fn rfc_4231_4_7() {
    for (algorithm, tag) in [
        (
            Algorithm::Hs256,
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
        ),
        (
            Algorithm::Hs384,
            "4ece084485813e9088d2c63a041bc5b44f9ef1012a2b588f3cd11f05033ac4c60c2ef6ab4030fe8296248df163f44952",
        ),
        (
            Algorithm::Hs512,
            "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f352\
             6b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598",
        ),
    ] {
        let key = HmacKey::new(algorithm, &[0xaa; 131]).unwrap();
        let message = b"Test Using Larger Than Block-Size Key - Hash Key First";
        assert_eq!(key.sign(message).as_bytes(), hex(tag), "{algorithm}");
        assert!(key.verify(message, &hex(tag)).is_ok());
        assert_eq!(tag.len() / 2, algorithm.tag_len());
    }
}

// = RFC7518-3.2-1 (test)
// = RFC8725-3.5-1 (test)
// = RFC8725-3.5-2 (test)
#[test]
fn a_key_shorter_than_the_tag_is_refused() {
    for algorithm in Algorithm::ALL {
        for len in 0..200 {
            let key = HmacKey::new(*algorithm, &[1].repeat(len));
            assert_eq!(
                key.is_ok(),
                len >= algorithm.tag_len(),
                "{algorithm}, {len} octets"
            );
        }
    }
    let error = HmacKey::new(Algorithm::Hs384, &[1; 47]).unwrap_err();
    assert_eq!(error.to_string(), "a key for HS384 has at least 48 octets");
    assert_eq!(
        (error.algorithm(), error.clause().id()),
        (Algorithm::Hs384, "RFC7518-3.2-1")
    );
}

// = RFC7518-3.2-2 (test)
#[test]
fn every_bit_and_every_length_of_the_tag_counts() {
    for algorithm in Algorithm::ALL {
        let key = HmacKey::new(*algorithm, &[7; 64]).unwrap();
        let tag = key.sign(b"message").as_bytes().to_vec();
        for bit in 0..tag.len() * 8 {
            let mut flipped = tag.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(
                key.verify(b"message", &flipped).is_err(),
                "{algorithm}, bit {bit}"
            );
        }
        for len in 0..tag.len() {
            assert!(
                key.verify(b"message", &tag[..len]).is_err(),
                "{algorithm}, {len} octets"
            );
        }
        assert!(key.verify(b"message", &[&tag[..], &[0]].concat()).is_err());
        assert!(key.verify(b"massage", &tag).is_err());
    }
}

proptest! {
    #[test]
    fn agrees_with_the_oracle(octets in prop::collection::vec(any::<u8>(), 64..200), message: Vec<u8>) {
        macro_rules! oracle {
            ($hash:ty) => {
                Hmac::<$hash>::new_from_slice(&octets).unwrap().chain_update(&message).finalize().into_bytes().to_vec()
            };
        }
        for (algorithm, tag) in [
            (Algorithm::Hs256, oracle!(Sha256)),
            (Algorithm::Hs384, oracle!(Sha384)),
            (Algorithm::Hs512, oracle!(Sha512)),
        ] {
            let key = HmacKey::new(algorithm, &octets).unwrap();
            let signature = key.sign(&message);
            prop_assert_eq!(signature.as_bytes(), &tag[..]);
            prop_assert!(key.verify(&message, &tag).is_ok());
        }
    }

    #[test]
    fn a_signature_keeps_its_octets(octets in prop::collection::vec(any::<u8>(), 0..600)) {
        let signature = Signature::new(&octets);
        prop_assert_eq!(signature.as_bytes(), &octets[..]);
        prop_assert_eq!(format!("{signature:?}"), "Signature(..)");
    }
}

#[test]
fn names_and_algorithms_are_one_to_one() {
    for algorithm in Algorithm::ALL {
        assert_eq!(Algorithm::from_name(algorithm.name()), Some(*algorithm));
        assert_eq!(algorithm.to_string(), algorithm.name());
        assert_eq!(algorithm.name(), format!("HS{}", algorithm.tag_len() * 8));
    }
}

/// Does not compile if the type has the trait: then two impls would give `some_item`.
macro_rules! assert_not_impl {
    ($($type:ty: $($bound:path),+;)+) => {$($({
        trait Ambiguous<A> {
            fn some_item() {}
        }
        impl<T: ?Sized> Ambiguous<()> for T {}
        struct Invalid;
        impl<T: ?Sized + $bound> Ambiguous<Invalid> for T {}
        <$type as Ambiguous<_>>::some_item();
    })+)+};
}

/// A verified token has no other origin than a verification.
// = RFC7519-11.1-1 (test)
#[test]
fn keys_and_proofs_are_not_copied_compared_or_conjured_up() {
    assert_not_impl! {
        HmacKey: Clone, PartialEq, core::fmt::Display, Default;
        crate::ClaimPrefix: Clone, PartialEq, core::fmt::Display, Default;
        crate::VerifiedJws<'static>: Clone, Default, From<crate::UnverifiedJws<'static>>;
        Signature: PartialEq, core::fmt::Display;
    }
    fn crosses<T: Send + Sync>() {}
    crosses::<HmacKey>();
    crosses::<crate::HmacKeySet>();
    crosses::<crate::TokenSigner<HmacKey>>();
    crosses::<crate::ClaimPrefix>();
    crosses::<crate::UnverifiedJws<'static>>();
    crosses::<crate::VerifiedJws<'static>>();
    crosses::<crate::Claims<'static>>();
}
