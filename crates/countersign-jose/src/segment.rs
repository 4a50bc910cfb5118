//! Base64url (RFC 4648 section 5, no padding) in place: a token is written into one buffer, JSON first, and the
//! JSON then becomes its own encoding. Decoding and every other encoding is in the grammar crate.

use alloc::vec::Vec;

/// Replaces what stands at `from` and after by its base64url.
///
/// The text grows by a third, so it is filled from the end: a group of six octets never overwrites one that is
/// still to be read. First the octets become numbers from 0 to 63, then all numbers become characters; the second
/// pass has no branch and no table and compiles to vector instructions.
pub(crate) fn encode_tail(buffer: &mut Vec<u8>, from: usize) {
    let len = buffer.len().saturating_sub(from);
    let (groups, rest) = (len / 3, len % 3);
    let rest_chars = if rest == 0 { 0 } else { rest.saturating_add(1) };
    let chars = groups.saturating_mul(4).saturating_add(rest_chars);
    buffer.resize(from.saturating_add(chars), 0);
    let Some(region) = buffer.get_mut(from..) else {
        return;
    };
    spread_rest(region, groups, rest);
    let mut left = groups;
    if left % 2 == 1 {
        left = left.saturating_sub(1);
        spread_rest(region, left, 3);
    }
    for pair in (0..left / 2).rev() {
        spread_pair(region, pair);
    }
    for octet in region {
        *octet = character(*octet);
    }
}

/// Six octets, read as the first of eight, become eight numbers. The source of the pair ends two octets after it
/// at the latest, still within the region, because the region has eight characters for each pair.
fn spread_pair(region: &mut [u8], pair: usize) {
    let source = region
        .get(pair.saturating_mul(6)..)
        .and_then(<[u8]>::first_chunk::<8>);
    let numbers = source.map(|source| spread(u64::from_be_bytes(*source) >> 16));
    let place = region
        .get_mut(pair.saturating_mul(8)..)
        .and_then(<[u8]>::first_chunk_mut::<8>);
    if let (Some(place), Some(numbers)) = (place, numbers) {
        *place = numbers.to_be_bytes();
    }
}

/// 48 bits, six to an octet: halves, quarters, eighths.
const fn spread(bits: u64) -> u64 {
    let halves = ((bits & 0xffff_ff00_0000) << 8) | (bits & 0xff_ffff);
    let quarters = ((halves & 0x00ff_f000_00ff_f000) << 4) | (halves & 0x0000_0fff_0000_0fff);
    ((quarters & 0x0fc0_0fc0_0fc0_0fc0) << 2) | (quarters & 0x003f_003f_003f_003f)
}

/// One to three octets of group number `group` become two to four numbers.
fn spread_rest(region: &mut [u8], group: usize, octets: usize) {
    if octets == 0 {
        return;
    }
    let mut bits = 0_u32;
    for i in 0..3_usize {
        let octet = if i < octets {
            region.get(group.saturating_mul(3).saturating_add(i))
        } else {
            None
        };
        bits = (bits << 8) | octet.map_or(0, |octet| u32::from(*octet));
    }
    let numbers = [bits >> 18, bits >> 12, bits >> 6, bits];
    let places = region.get_mut(group.saturating_mul(4)..).unwrap_or_default();
    for (place, number) in places.iter_mut().zip(numbers).take(octets.saturating_add(1)) {
        *place = u8::try_from(number & 63).unwrap_or(0);
    }
}

/// A number from 0 to 63 as its character: the four runs and two single characters of the alphabet are each a
/// constant distance away.
const fn character(number: u8) -> u8 {
    let mut character = number.wrapping_add(b'A');
    character = character.wrapping_add(if number > 25 { 6 } else { 0 });
    character = character.wrapping_sub(if number > 51 { 75 } else { 0 });
    character = character.wrapping_sub(if number > 61 { 13 } else { 0 });
    character.wrapping_add(if number > 62 { 49 } else { 0 })
}

#[cfg(test)]
mod tests;
