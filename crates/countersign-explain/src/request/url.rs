//! Where the request is sent: TLS, loopback, user information.

use core::net::{Ipv4Addr, Ipv6Addr};
use core::ops::Range;

use crate::capture::{Scheme, named, trimmed};
use crate::request::Scene;
use crate::{Code, Finding, Part, Place};

/// What is to be said about the URL of a token endpoint: whether it is `https://`, or at least on this machine.
///
/// The place counts octets of the URL, as a [`Part::Target`].
///
/// ```
/// use countersign_explain::{Code, endpoint};
///
/// let finding = endpoint("http://auth.example.com/oauth2/token").unwrap();
/// assert_eq!(finding.code(), Code::ENDPOINT_NOT_HTTPS);
/// assert_eq!(endpoint("http://127.0.0.1:8080/token").unwrap().code(), Code::ENDPOINT_LOOPBACK);
/// assert!(endpoint("https://auth.example.com/oauth2/token").is_none());
/// ```
// = OAUTH21-1.5-1
#[must_use]
pub fn endpoint(url: &str) -> Option<Finding> {
    let absolute = Absolute::of(url)?;
    if !absolute.is_http(url) {
        return None;
    }
    let host = url.get(absolute.host.clone()).unwrap_or_default();
    Some(judge(host, Place::new(Part::Target, 0..absolute.authority.end)))
}

pub(super) fn check(scene: &mut Scene<'_>) {
    let target = scene.request.target();
    if let Some(absolute) = Absolute::of(target) {
        // = RFC6749-2.3.1-9
        if let Some(userinfo) = absolute.userinfo.clone() {
            scene.push(Finding::new(
                Code::USERINFO_IN_TARGET,
                Place::new(Part::Target, userinfo),
            ));
        }
        if let Some(finding) = endpoint(target) {
            scene.push(finding);
        }
        return;
    }
    if scene.request.sent_over() != Scheme::Http {
        return;
    }
    // = RFC6749-10.8-1
    let finding = match named(scene.request.headers(), "host").next() {
        Some((index, value)) => {
            let (start, value) = trimmed(value);
            let host = core::str::from_utf8(value).unwrap_or_default();
            let place = Place::new(
                Part::Header { index, name: "Host" },
                start..start.saturating_add(value.len()),
            );
            judge(host_of(host), place)
        }
        None => Finding::new(
            Code::ENDPOINT_NOT_HTTPS,
            Place::new(Part::Target, 0..target.len()),
        ),
    };
    scene.push(finding);
}

fn judge(host: &str, place: Place) -> Finding {
    Finding::new(
        if is_loopback(host) {
            Code::ENDPOINT_LOOPBACK
        } else {
            Code::ENDPOINT_NOT_HTTPS
        },
        place,
    )
}

/// A URL with an authority, as far as it matters here.
pub(crate) struct Absolute {
    scheme: Range<usize>,
    authority: Range<usize>,
    pub(crate) userinfo: Option<Range<usize>>,
    host: Range<usize>,
}

impl Absolute {
    pub(crate) fn of(url: &str) -> Option<Self> {
        let scheme = url.find("://")?;
        if !url
            .get(..scheme)?
            .bytes()
            .all(|octet| octet.is_ascii_alphanumeric() || matches!(octet, b'+' | b'-' | b'.'))
        {
            return None;
        }
        let start = scheme.saturating_add(3);
        let rest = url.get(start..)?;
        let len = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let end = start.saturating_add(len);
        let userinfo = rest
            .get(..len)?
            .rfind('@')
            .map(|len| start..start.saturating_add(len));
        let host_at = userinfo
            .as_ref()
            .map_or(start, |userinfo| userinfo.end.saturating_add(1));
        let host = host_of(url.get(host_at..end)?);
        Some(Self {
            scheme: 0..scheme,
            authority: start..end,
            userinfo,
            host: host_at..host_at.saturating_add(host.len()),
        })
    }

    /// Where the path begins.
    pub(crate) const fn end(&self) -> usize {
        self.authority.end
    }

    fn is_http(&self, url: &str) -> bool {
        url.get(self.scheme.clone())
            .is_some_and(|scheme| scheme.eq_ignore_ascii_case("http"))
    }
}

/// The host without its port.
fn host_of(authority: &str) -> &str {
    match authority.find(']') {
        Some(end) if authority.starts_with('[') => authority.get(..=end).unwrap_or(authority),
        _ => authority.split_once(':').map_or(authority, |(host, _)| host),
    }
}

fn is_loopback(host: &str) -> bool {
    if let Some(address) = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        return address
            .parse::<Ipv6Addr>()
            .is_ok_and(|address| address.is_loopback());
    }
    host.parse::<Ipv4Addr>().map_or_else(
        |_| host.eq_ignore_ascii_case("localhost") || host.to_ascii_lowercase().ends_with(".localhost"),
        |address| address.is_loopback(),
    )
}

#[cfg(test)]
mod tests;
