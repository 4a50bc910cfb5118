//! `--data-urlencode`, octet by octet.

use super::capture::Unusable;
use super::mapped::Mapped;

/// The value of `--data-urlencode`: `content`, `=content` or `name=content`.
pub(super) fn data(value: &Mapped) -> Result<Mapped, Unusable> {
    let octets = value.octets();
    let sign = octets.iter().position(|octet| matches!(octet, b'=' | b'@'));
    let mut data = Mapped::default();
    let from = match sign.and_then(|at| Some((at, *octets.get(at)?))) {
        Some((_, b'@')) => return Err(super::curl::in_a_file(value)),
        Some((at, _)) => {
            // The name and its sign go out as they are; a sign in front is dropped.
            data.push_part(value, 0..if at == 0 { 0 } else { at.saturating_add(1) });
            at.saturating_add(1)
        }
        None => 0,
    };
    for (at, octet) in octets.iter().enumerate().skip(from) {
        let next = at.saturating_add(1);
        if octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'.' | b'_' | b'~') {
            data.push_part(value, at..next);
        } else {
            data.push_made(format!("%{octet:02X}").as_bytes(), value.locate(at..next));
        }
    }
    Ok(data)
}
