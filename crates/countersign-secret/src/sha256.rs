//! SHA-256 (FIPS 180-4) over the block function of `sha2`: padding and nothing else.

use sha2::block_api;

/// The initial hash value, FIPS 180-4 section 5.3.3.
pub(crate) const INITIAL: [u32; 8] = [
    0x6a09_e667,
    0xbb67_ae85,
    0x3c6e_f372,
    0xa54f_f53a,
    0x510e_527f,
    0x9b05_688c,
    0x1f83_d9ab,
    0x5be0_cd19,
];

/// The SHA-256 digest of a text that lies in memory as a whole.
///
/// ```
/// let digest = countersign_secret::sha256(b"abc");
/// assert_eq!(digest[..4], [0xba, 0x78, 0x16, 0xbf]);
/// ```
#[must_use]
pub fn sha256(text: &[u8]) -> [u8; 32] {
    octets(&state_of(text))
}

/// The same as the state that the digest is read from.
pub(crate) fn state_of(text: &[u8]) -> [u32; 8] {
    let mut state = INITIAL;
    finish(&mut state, text, 0);
    state
}

/// Takes whole blocks into the state. Every block of this crate goes through here.
#[inline(always)]
pub(crate) fn compress256(state: &mut [u32; 8], blocks: &[[u8; 64]]) {
    #[cfg(feature = "count")]
    crate::count::note(blocks.len());
    block_api::compress256(state, blocks);
}

/// Hashes the last `text` of a message of which `before` octets, whole blocks, are in `state` already.
pub(crate) fn finish(state: &mut [u32; 8], text: &[u8], before: usize) {
    let (blocks, tail) = text.as_chunks::<64>();
    if !blocks.is_empty() {
        compress256(state, blocks);
    }
    let mut last = [[0_u8; 64]; 2];
    let flat = last.as_flattened_mut();
    if let Some((head, rest)) = flat.split_at_mut_checked(tail.len()) {
        head.copy_from_slice(tail);
        if let Some(mark) = rest.first_mut() {
            *mark = 0x80;
        }
    }
    let bits = u64::try_from(before)
        .unwrap_or(u64::MAX)
        .wrapping_add(u64::try_from(text.len()).unwrap_or(u64::MAX))
        .wrapping_mul(8)
        .to_be_bytes();
    // The mark and the length take nine octets; where the tail leaves fewer, a second block carries the length.
    let [first, second] = &mut last;
    if tail.len() < 56 {
        set_length(first, bits);
        compress256(state, core::slice::from_ref(first));
    } else {
        set_length(second, bits);
        compress256(state, &last);
    }
}

/// The state as octets.
pub(crate) fn octets(state: &[u32; 8]) -> [u8; 32] {
    let mut octets = [0; 32];
    for (chunk, word) in octets.as_chunks_mut::<4>().0.iter_mut().zip(state) {
        *chunk = word.to_be_bytes();
    }
    octets
}

fn set_length(block: &mut [u8; 64], bits: [u8; 8]) {
    if let Some(place) = block.last_chunk_mut::<8>() {
        *place = bits;
    }
}
