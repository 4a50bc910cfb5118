use std::string::String;
use std::vec::Vec;

use ::hmac::{Hmac, KeyInit, Mac};
use proptest::prelude::*;
use sha2::{Digest, Sha256};

use crate::hmac::HmacSha256;
use crate::sha256;

const LONGEST: usize = 300;

fn oracle(key: &[u8], message: &[u8]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(message);
    mac.finalize().into_bytes().into()
}

/// Octets without a period that a block length could hide.
fn octets(len: usize) -> Vec<u8> {
    (0..len).map(|i| (i * 167 % 251) as u8).collect()
}

fn hex(text: &str) -> Vec<u8> {
    (0..text.len())
        .step_by(2)
        .map(|i| u8::from_str_radix(&text[i..i + 2], 16).unwrap())
        .collect()
}

#[test]
fn sha256_agrees_with_the_oracle_at_every_length() {
    let text = octets(LONGEST);
    for len in 0..=LONGEST {
        assert_eq!(
            sha256(&text[..len]),
            <[u8; 32]>::from(Sha256::digest(&text[..len])),
            "{len} octets"
        );
    }
}

#[test]
fn hmac_agrees_with_the_oracle_at_every_length_of_message_and_around_the_block_size_of_key() {
    let message = octets(LONGEST);
    let keys = octets(200);
    for key_len in (0..=2)
        .chain(30..=34)
        .chain(62..=66)
        .chain(126..=132)
        .chain([200])
    {
        let key = HmacSha256::new(&keys[..key_len]);
        for len in 0..=LONGEST {
            let message = &message[..len];
            assert_eq!(
                key.sign(message),
                oracle(&keys[..key_len], message),
                "key {key_len}, message {len}"
            );
        }
    }
}

#[test]
fn a_midstate_anywhere_gives_the_same_tag() {
    let message = octets(LONGEST);
    let key = HmacSha256::new(b"a key");
    for len in [0, 1, 55, 56, 63, 64, 65, 119, 120, 127, 128, 129, LONGEST] {
        let expected = key.sign(&message[..len]);
        for split in 0..=len {
            let start = key.midstate(&message[..split]);
            assert_eq!(start.len(), split / 64 * 64);
            assert_eq!(start.is_empty(), split < 64);
            assert_eq!(
                start.sign(&message[start.len()..len]),
                expected,
                "split {split} of {len}"
            );
        }
    }
}

proptest! {
    #[test]
    fn hmac_agrees_with_the_oracle(key in prop::collection::vec(any::<u8>(), 0..300),
                                   message in prop::collection::vec(any::<u8>(), 0..5000)) {
        prop_assert_eq!(HmacSha256::new(&key).sign(&message), oracle(&key, &message));
    }
}

#[test]
fn every_bit_and_every_length_of_the_tag_counts() {
    let key = HmacSha256::new(b"a key");
    let tag = key.sign(b"message");
    assert!(key.verify(b"message", &tag).to_bool());
    for bit in 0..256 {
        let mut flipped = tag;
        flipped[bit / 8] ^= 1 << (bit % 8);
        assert!(
            !key.verify(b"message", &flipped).to_bool(),
            "bit {bit} is ignored"
        );
    }
    for len in 0..32 {
        assert!(
            !key.verify(b"message", &tag[..len]).to_bool(),
            "a tag of {len} octets is accepted"
        );
    }
    assert!(!key.verify(b"message", &[&tag[..], &[0]].concat()).to_bool());
}

/// RFC 4231 section 4: key, data, the tag or, in test case 5, its first 128 bits.
#[test]
fn rfc_4231() {
    let long = [0xaa; 131];
    let cases: [(&[u8], &[u8], &str); 7] = [
        (
            &[0x0b; 20],
            b"Hi There",
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
        ),
        (
            b"Jefe",
            b"what do ya want for nothing?",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        ),
        (
            &[0xaa; 20],
            &[0xdd; 50],
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
        ),
        (
            &(1..=25).collect::<Vec<u8>>(),
            &[0xcd; 50],
            "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b",
        ),
        (
            &[0x0c; 20],
            b"Test With Truncation",
            "a3b6167473100ee06e0c796c2955552b",
        ),
        (
            &long,
            b"Test Using Larger Than Block-Size Key - Hash Key First",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
        ),
        (
            &long,
            b"This is a test using a larger than block-size key and a larger than block-size data. \
              The key needs to be hashed before being used by the HMAC algorithm.",
            "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
        ),
    ];
    for (key, data, tag) in cases {
        let tag = hex(tag);
        let key = HmacSha256::new(key);
        assert_eq!(key.sign(data)[..tag.len()], tag);
        assert_eq!(key.verify(data, &tag).to_bool(), tag.len() == 32);
    }
}

/// Rows with a truncated tag: the computed tag must begin with it exactly when the row says ok, and `verify`
/// must refuse it all the same.
#[test]
fn the_recorded_cases() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../docs/spec/cases/hmac_sha256.jsonl"
    );
    let rows = std::fs::read_to_string(path).unwrap();
    let mut full = 0;
    for row in rows.lines() {
        let row: serde_json::Value = serde_json::from_str(row).unwrap();
        let field = |name: &str| hex(row[name].as_str().unwrap());
        let (key, message, tag) = (HmacSha256::new(&field("key")), field("msg"), field("tag"));
        let ok = row["verdict"] == "ok";
        let id = String::from(row["id"].as_str().unwrap());
        assert_eq!(key.sign(&message).starts_with(&tag), ok, "{id}");
        assert_eq!(
            key.verify(&message, &tag).to_bool(),
            ok && tag.len() == 32,
            "{id}"
        );
        full += usize::from(tag.len() == 32);
    }
    assert_eq!((rows.lines().count(), full), (105, 51));
}
