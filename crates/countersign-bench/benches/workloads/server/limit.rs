use std::hint::black_box;

use base64_simd::{Out, URL_SAFE_NO_PAD};
use countersign_bench::{Case, Role};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use super::clients::Client;
use super::{KEY, ours};

/// Blocks of SHA-256 that the ways to a token compress.
#[derive(Debug, Clone, Copy)]
pub(super) struct Blocks {
    /// The secret, the signing input under a prepared key, and the outer block; what is the same for all clients is
    /// hashed before.
    pub(super) common: u64,
    /// The same with what is the same for one client hashed before, too.
    pub(super) prepared: u64,
    /// All of it hashed, and the key anew each time: two more.
    pub(super) rekeyed: u64,
}

/// The work that no server can leave out: the digest of the secret, the MAC of the signing input under a prepared
/// key, and base64url of claims and tag; each of the very lengths of ours.
pub(super) fn case(askers: &[Client]) -> (Blocks, Case) {
    let client = &askers[0];
    let ours::Sample {
        token,
        common,
        prefix,
    } = ours::sample(client);
    let (signing_input, _) = token.rsplit_once('.').expect("a JWS has three parts");
    let (_, payload) = signing_input.split_once('.').expect("a JWS has three parts");
    let claims = URL_SAFE_NO_PAD.decode_to_vec(payload).expect("our own encoding");
    assert!(
        (320..=336).contains(&signing_input.len()),
        "{} octets to sign",
        signing_input.len()
    );

    // Each message ends with a mark and a length of nine octets.
    let padded = |octets: usize| (octets as u64 + 9).div_ceil(64);
    let whole = padded(client.secret.len()) + padded(signing_input.len()) + 1;
    let blocks = Blocks {
        common: whole - common as u64 / 64,
        prepared: whole - prefix as u64 / 64,
        rekeyed: whole + 2,
    };

    let keyed = <Hmac<Sha256> as KeyInit>::new_from_slice(&KEY).expect("any length will do");
    let (secret, signing_input) = (client.secret.clone(), signing_input.to_owned());
    let mut encoded = [0; 512];
    let mut digests = 0_u8;
    let limit = move || {
        digests ^= Sha256::digest(black_box(&secret))[0];
        let mut mac = keyed.clone();
        mac.update(black_box(&signing_input).as_bytes());
        let tag = mac.finalize().into_bytes();
        let payload = URL_SAFE_NO_PAD
            .encode(black_box(&claims), Out::from_slice(&mut encoded))
            .len();
        let signature = URL_SAFE_NO_PAD
            .encode(&tag, Out::from_slice(&mut encoded[payload..]))
            .len();
        black_box(&encoded[..payload + signature]);
        digests
    };
    let name = "SHA-256 of the secret, keyed HMAC, base64url";
    (blocks, Case::new(Role::Limit, name, limit).compressions(whole))
}
