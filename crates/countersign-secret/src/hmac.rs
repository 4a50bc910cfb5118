//! HMAC-SHA-256 (RFC 2104, FIPS 198-1) over the block function of `sha2`, keyed once and used often.

use core::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::equality::{Equality, lanes};
use crate::sha256::{self, INITIAL, compress256};

/// A key for HMAC-SHA-256, prepared: both padded key blocks are hashed already.
///
/// Octets of the key are not kept. The prepared state is worth as much as the key: redacted and zeroized.
///
/// ```
/// use countersign_secret::hmac::HmacSha256;
///
/// let key = HmacSha256::new(b"Jefe");
/// let tag = key.sign(b"what do ya want for nothing?"); // RFC 4231 section 4.3
/// assert_eq!(tag[..4], [0x5b, 0xdc, 0xc1, 0x46]);
/// assert!(key.verify(b"what do ya want for nothing?", &tag).to_bool());
/// assert!(!key.verify(b"what do ya want for nothing!", &tag).to_bool());
/// ```
pub struct HmacSha256 {
    inner: [u32; 8],
    outer: [u32; 8],
}

impl HmacSha256 {
    /// Octets in a tag, and the least octets of key that RFC 7518 section 3.2 accepts.
    pub const TAG_LEN: usize = 32;
    /// Octets in a block; a [`Midstate`] stands at a multiple of it.
    pub const BLOCK_LEN: usize = 64;

    /// Prepares a key of any length: one longer than a block is replaced by its digest.
    #[must_use]
    pub fn new(key: &[u8]) -> Self {
        let mut block = Zeroizing::new([0_u8; 64]);
        if let Some((head, _)) = block.split_at_mut_checked(key.len()) {
            head.copy_from_slice(key);
        } else {
            let digest = Zeroizing::new(sha256::sha256(key));
            for (octet, digested) in block.iter_mut().zip(digest.iter()) {
                *octet = *digested;
            }
        }
        Self {
            inner: keyed(&block, 0x36),
            outer: keyed(&block, 0x5c),
        }
    }

    /// The tag of a message.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> [u8; 32] {
        let mut state = self.inner;
        sha256::finish(&mut state, message, Self::BLOCK_LEN);
        self.outer(&state)
    }

    /// Compares the tag of a message with a received one, in constant time. A tag of another length than 32
    /// octets never matches: truncated tags are not accepted.
    pub fn verify(&self, message: &[u8], tag: &[u8]) -> Equality {
        let Ok(tag) = <&[u8; 32]>::try_from(tag) else {
            return Equality::never();
        };
        Equality::of_lanes(&lanes(&self.sign(message)), &lanes(tag))
    }

    /// Hashes a prefix that many messages share. Only whole blocks go in: [`Midstate::len`] says how many
    /// octets of `prefix` did, and the rest belongs to the text of [`Midstate::sign`].
    #[must_use]
    pub fn midstate(&self, prefix: &[u8]) -> Midstate {
        let (blocks, tail) = prefix.as_chunks::<64>();
        let mut state = self.inner;
        compress256(&mut state, blocks);
        Midstate {
            state,
            outer: self.outer,
            len: prefix.len().saturating_sub(tail.len()),
        }
    }

    fn outer(&self, inner: &[u32; 8]) -> [u8; 32] {
        finish_outer(self.outer, inner)
    }
}

/// A key with the beginning of a message: whoever holds it can sign every message that begins so.
///
/// ```
/// use countersign_secret::hmac::HmacSha256;
///
/// let key = HmacSha256::new(b"Jefe");
/// let message = [b'm'; 200];
/// let start = key.midstate(&message[..150]);
/// assert_eq!(start.len(), 128);
/// assert_eq!(start.sign(&message[start.len()..]), key.sign(&message));
/// ```
pub struct Midstate {
    state: [u32; 8],
    outer: [u32; 8],
    len: usize,
}

impl Midstate {
    /// Octets of the message that are hashed already: a multiple of 64.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether no octet is hashed yet.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The tag of the whole message, given what follows its first [`len`](Self::len) octets.
    #[must_use]
    pub fn sign(&self, rest: &[u8]) -> [u8; 32] {
        let mut state = self.state;
        sha256::finish(&mut state, rest, self.len.saturating_add(HmacSha256::BLOCK_LEN));
        finish_outer(self.outer, &state)
    }
}

/// The state after the block `key XOR pad`.
fn keyed(block: &[u8; 64], pad: u8) -> [u32; 8] {
    let mut padded = Zeroizing::new(*block);
    for octet in padded.iter_mut() {
        *octet ^= pad;
    }
    let mut state = INITIAL;
    compress256(&mut state, core::slice::from_ref(&*padded));
    state
}

/// The second block of the outer hash, but for the inner digest: the mark, and the length of 96 octets, which are
/// the key block and the digest.
const OUTER_BLOCK: [u8; 64] = {
    let mut block = [0; 64];
    block[32] = 0x80;
    block[62] = 3;
    block
};

/// Hashes the inner digest under the outer key: one block, for the digest, the mark and the length fit.
fn finish_outer(mut outer: [u32; 8], inner: &[u32; 8]) -> [u8; 32] {
    let mut block = OUTER_BLOCK;
    for (place, word) in block.as_chunks_mut::<4>().0.iter_mut().zip(inner) {
        *place = word.to_be_bytes();
    }
    compress256(&mut outer, core::slice::from_ref(&block));
    sha256::octets(&outer)
}

impl Drop for HmacSha256 {
    fn drop(&mut self) {
        self.inner.zeroize();
        self.outer.zeroize();
    }
}

impl ZeroizeOnDrop for HmacSha256 {}

impl Drop for Midstate {
    fn drop(&mut self) {
        self.state.zeroize();
        self.outer.zeroize();
    }
}

impl ZeroizeOnDrop for Midstate {}

impl fmt::Debug for HmacSha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HmacSha256(..)")
    }
}

impl fmt::Debug for Midstate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Midstate(..)")
    }
}
