use std::ops::Range;

use countersign_explain::Scheme;
use zeroize::Zeroizing;

use crate::explain::mapped::Mapped;

/// A URL in its parts.
pub(super) struct Url {
    pub(super) scheme: Scheme,
    pub(super) userinfo: Option<Mapped>,
    pub(super) host: Mapped,
    pub(super) target: Mapped,
    pub(super) hidden: Vec<Range<usize>>,
}

impl Url {
    pub(super) fn read(url: &Mapped) -> Self {
        let octets = url.octets();
        let end = octets
            .iter()
            .position(|octet| *octet == b'#')
            .unwrap_or(octets.len());
        let mut hidden = Vec::new();
        if end < octets.len() {
            hidden.push(url.locate(end..octets.len()));
        }
        let text = octets.get(..end).unwrap_or_default();
        let separator = text.windows(3).position(|part| part == b"://");
        // Without a scheme curl guesses http.
        let https =
            separator.is_some_and(|at| text.get(..at).unwrap_or_default().eq_ignore_ascii_case(b"https"));
        let start = separator.map_or(0, |at| at.saturating_add(3));
        let rest = text.get(start..).unwrap_or_default();
        let len = rest
            .iter()
            .position(|octet| matches!(octet, b'/' | b'?'))
            .unwrap_or(rest.len());
        let path_at = start.saturating_add(len);
        let authority = rest.get(..len).unwrap_or_default();
        let at_sign = authority
            .iter()
            .rposition(|octet| *octet == b'@')
            .map(|at| start.saturating_add(at));
        let host_at = at_sign.map_or(start, |at| at.saturating_add(1));
        if let Some(at) = at_sign {
            hidden.push(url.locate(start..at));
        }
        if !is_port(octets.get(host_at..path_at).unwrap_or_default()) {
            hidden.push(url.locate(host_at..path_at));
        }
        let mut target = Mapped::default();
        if text.get(path_at) != Some(&b'/') {
            let at = url.locate(path_at..path_at);
            target.push_made(b"/", at);
        }
        target.push_part(url, path_at..end);
        Self {
            scheme: if https { Scheme::Https } else { Scheme::Http },
            userinfo: at_sign.map(|at| url.part(start..at)),
            host: url.part(host_at..path_at),
            target,
            hidden,
        }
    }
}

/// Whether nothing but a port follows the host: a `#` or `?` in a password cuts the user information off before its `@`.
fn is_port(host: &[u8]) -> bool {
    let after_address = host.rsplit(|octet| *octet == b']').next().unwrap_or(host);
    let mut parts = after_address.splitn(2, |octet| *octet == b':').skip(1);
    parts
        .next()
        .is_none_or(|port| port.iter().all(u8::is_ascii_digit))
}

/// The user information of a URL, as curl reads it.
pub(super) fn percent_decoded(octets: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut decoded = Zeroizing::new(Vec::with_capacity(octets.len()));
    let mut at = 0_usize;
    while let Some(octet) = octets.get(at) {
        let digits = octets
            .get(at.saturating_add(1)..at.saturating_add(3))
            .and_then(|digits| std::str::from_utf8(digits).ok());
        match (
            octet,
            digits
                .filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
                .and_then(|digits| u8::from_str_radix(digits, 16).ok()),
        ) {
            (b'%', Some(value)) => {
                decoded.push(value);
                at = at.saturating_add(3);
            }
            (octet, _) => {
                decoded.push(*octet);
                at = at.saturating_add(1);
            }
        }
    }
    decoded
}
