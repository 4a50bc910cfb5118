//! Header fields, as `-H` and `-u` give them.

use std::ops::Range;

use countersign_grammar::base64;
use zeroize::Zeroizing;

use crate::explain::mapped::Mapped;

/// `Name: value` sends a field, `Name;` an empty one, and `Name:` takes one away.
pub(super) fn header(line: &Mapped) -> Option<(String, Option<Mapped>)> {
    let octets = line.octets();
    let end = octets.iter().position(|octet| matches!(octet, b':' | b';'))?;
    let name = String::from_utf8_lossy(octets.get(..end)?.trim_ascii()).into_owned();
    let rest = octets.get(end.saturating_add(1)..)?;
    let value = rest.trim_ascii();
    if octets.get(end) == Some(&b';') {
        return value.is_empty().then(|| (name, Some(line.part(end..end))));
    }
    if value.is_empty() {
        return Some((name, None));
    }
    let space = rest.len().saturating_sub(rest.trim_ascii_start().len());
    let from = end.saturating_add(1).saturating_add(space);
    Some((name, Some(line.part(from..from.saturating_add(value.len())))))
}

pub(super) fn basic(user: &[u8], source: Range<usize>) -> Mapped {
    let mut joined = Zeroizing::new(user.to_vec());
    if !joined.contains(&b':') {
        joined.push(b':');
    }
    let field = Zeroizing::new(format!("Basic {}", base64::encode(&joined)));
    Mapped::made(field.as_bytes(), source)
}
