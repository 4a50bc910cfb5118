use super::Output;

/// Without a table or a branch, so that the digits of many octets are found at once.
#[inline]
pub(super) fn hex_digits(octet: u8) -> [u8; 2] {
    [octet >> 4, octet & 0xF].map(|nibble| {
        let letter = if nibble > 9 { b'a' - b'9' - 1 } else { 0 };
        nibble.wrapping_add(b'0').wrapping_add(letter)
    })
}

#[inline(always)]
pub(super) fn write_u64<O: Output>(out: &mut O, value: u64) {
    match value {
        // A point in time of the next two centuries.
        1_000_000_000..10_000_000_000 => {
            out.push_ascii(&two_digits_of(value / 100_000_000));
            out.push_ascii(&eight_digits(value % 100_000_000));
        }
        // A time to live.
        1_000..10_000 => {
            out.push_ascii([two_digits_of(value / 100), two_digits_of(value % 100)].as_flattened())
        }
        _ => out.seldom(|out| write_any(out, value)),
    }
}

/// 2^64 - 1 has 20 digits; two are written at a time, and the first may be a zero too many.
#[inline(never)]
fn write_any<O: Output>(out: &mut O, value: u64) {
    let mut digits = [b'0'; 20];
    let mut first = digits.len();
    let mut rest = value;
    for (number, place) in digits.as_chunks_mut::<2>().0.iter_mut().enumerate().rev() {
        let two = rest % 100;
        rest /= 100;
        *place = two_digits_of(two);
        if rest == 0 {
            first = number.saturating_mul(2).saturating_add(usize::from(two < 10));
            break;
        }
    }
    out.push_ascii(digits.get(first..).unwrap_or_default());
}

/// The eight digits of a number below 100,000,000, all at once in the lanes of one word: two lanes of four digits, then
/// four of two, then eight of one. A product with 10,486 / 2^20 is a hundredth, exact below 10,000, and one with
/// 103 / 2^10 a tenth, exact below 100.
#[inline(always)]
const fn eight_digits(value: u64) -> [u8; 8] {
    let fours = (value / 10_000) | ((value % 10_000) << 32);
    let hundreds = fours.wrapping_mul(10_486) >> 20 & 0x7f_0000_007f;
    let twos = hundreds | fours.wrapping_sub(hundreds.wrapping_mul(100)) << 16;
    let tens = twos.wrapping_mul(103) >> 10 & 0xf_000f_000f_000f;
    let ones = tens | twos.wrapping_sub(tens.wrapping_mul(10)) << 8;
    (ones | 0x3030_3030_3030_3030).to_le_bytes()
}

#[inline]
fn two_digits_of(pair: u64) -> [u8; 2] {
    let pair = usize::try_from(pair).unwrap_or_default();
    TWO_DIGITS.get(pair).copied().unwrap_or_default()
}

/// The numbers from 00 to 99.
static TWO_DIGITS: [[u8; 2]; 100] = two_digits();

#[expect(
    clippy::indexing_slicing,
    reason = "evaluated by the compiler, which refuses an index out of bounds"
)]
#[expect(
    clippy::arithmetic_side_effects,
    reason = "evaluated by the compiler, which refuses an overflow"
)]
const fn two_digits() -> [[u8; 2]; 100] {
    let mut table = [[b'0'; 2]; 100];
    let mut number = 1;
    while number < table.len() {
        let [tens, units] = table[number - 1];
        table[number] = if units == b'9' {
            [tens + 1, b'0']
        } else {
            [tens, units + 1]
        };
        number += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::eight_digits;

    /// The lanes do not touch each other: every number of four digits in either half, and at the limits of both.
    #[test]
    fn eight_digits_of_every_half() {
        for four in 0..10_000_u64 {
            for other in [0, 1, 99, 100, 4_999, 9_900, 9_999] {
                for number in [four * 10_000 + other, other * 10_000 + four] {
                    assert_eq!(eight_digits(number), *std::format!("{number:08}").as_bytes());
                }
            }
        }
    }
}
