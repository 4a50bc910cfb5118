use alloc::string::String;

use zeroize::Zeroizing;

/// A client identifier from 16 octets of entropy: exactly 22 characters of `[A-Za-z0-9]`, one to one.
///
/// Only letters and digits, although the grammar allows every visible ASCII character: some servers take the
/// halves of a Basic header raw and others form-decode them, some clients escape `-` and others do not, and
/// an identifier without such a character means the same to all of them.
///
/// ```
/// let id = countersign_secret::generate_client_id([0xff; 16]);
/// assert_eq!(id.len(), 22);
/// assert!(id.bytes().all(|octet| octet.is_ascii_alphanumeric()));
/// ```
#[must_use]
pub fn generate_client_id(entropy: [u8; 16]) -> String {
    let mut text = String::with_capacity(22);
    push_base62::<4>(&mut text, &entropy, 22);
    text
}

/// Appends the big-endian number as `digits` base-62 digits, the least significant first.
///
/// The caller chooses `digits` so that 62^digits exceeds every number; then the text is unique to the number.
/// No table is indexed and no branch taken by the value.
pub(crate) fn push_base62<const LIMBS: usize>(out: &mut String, number: &[u8], digits: usize) {
    let mut limbs = Zeroizing::new([0_u32; LIMBS]);
    for (limb, chunk) in limbs.iter_mut().zip(number.as_chunks::<4>().0) {
        *limb = u32::from_be_bytes(*chunk);
    }
    for _ in 0..digits {
        out.push(char::from(digit(divide(&mut *limbs, 62))));
    }
}

/// Divides the number, most significant limb first, in place, and returns the remainder.
fn divide(limbs: &mut [u32], divisor: u32) -> u32 {
    let divisor = u64::from(divisor);
    let mut remainder = 0_u64;
    for limb in limbs {
        let part = (remainder << 32) | u64::from(*limb);
        // The remainder is below the divisor, so the quotient fits a limb and neither default is ever taken.
        *limb = u32::try_from(part.checked_div(divisor).unwrap_or(0)).unwrap_or(0);
        remainder = part.checked_rem(divisor).unwrap_or(0);
    }
    u32::try_from(remainder).unwrap_or(0)
}

/// `0-9A-Za-z` by arithmetic: the gaps between the three runs are 7 and 6 characters wide.
fn digit(value: u32) -> u8 {
    let past_digits = 9_u32.wrapping_sub(value) >> 31;
    let past_upper = 35_u32.wrapping_sub(value) >> 31;
    let gaps = past_digits
        .wrapping_mul(7)
        .wrapping_add(past_upper.wrapping_mul(6));
    let code = value.wrapping_add(48).wrapping_add(gaps);
    u8::try_from(code).unwrap_or(b'0')
}
