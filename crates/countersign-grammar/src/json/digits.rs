use super::Output;

/// Without a table or a branch, so that the digits of many octets are found at once.
#[inline]
pub(super) fn hex_digits(octet: u8) -> [u8; 2] {
    [octet >> 4, octet & 0xF].map(|nibble| {
        let letter = if nibble > 9 { b'a' - b'9' - 1 } else { 0 };
        nibble.wrapping_add(b'0').wrapping_add(letter)
    })
}

pub(super) fn write_u64<O: Output + ?Sized>(out: &mut O, value: u64) {
    // A point in time of the next two centuries, or a time to live.
    if (1_000_000_000..10_000_000_000).contains(&value) {
        return out.push_ascii(&ten_digits(value));
    }
    if (1_000..10_000).contains(&value) {
        return out.push_ascii([two_digits_of(value / 100), two_digits_of(value % 100)].as_flattened());
    }
    // 2^64 - 1 has 20 digits; two are written at a time, and the first may be a zero too many.
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

/// The last ten digits, found two by two without a branch.
#[inline]
fn ten_digits(value: u64) -> [u8; 10] {
    let (high, low) = (value / 10_000, value % 10_000);
    let (top, middle) = (high / 10_000, high % 10_000);
    let mut digits = [0; 10];
    let pairs = [top, middle / 100, middle % 100, low / 100, low % 100];
    for (place, pair) in digits.as_chunks_mut::<2>().0.iter_mut().zip(pairs) {
        *place = two_digits_of(pair);
    }
    digits
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
