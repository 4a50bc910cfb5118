use std::fmt;
use std::net::Ipv4Addr;

use reqwest::Url;

/// Where a token may be sent: scheme, host and port of a resource server.
///
/// ```
/// use countersign_http::client::{OriginError, ResourceOrigin};
///
/// let origin = ResourceOrigin::parse("https://api.example")?;
/// assert_eq!(origin.to_string(), "https://api.example");
/// assert_eq!(ResourceOrigin::parse("http://api.example"), Err(OriginError::NotHttps));
/// # Ok::<(), OriginError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourceOrigin(Url);

impl ResourceOrigin {
    /// Reads an `https` origin: no path, no query, no user.
    ///
    /// # Errors
    /// The first fault in the order of [`OriginError`].
    // = RFC6750-5.3-3
    pub fn parse(text: &str) -> Result<Self, OriginError> {
        Self::read(text, false)
    }

    /// Reads an `https` origin, or an `http` one whose host is `127.0.0.0/8`, `[::1]` or `localhost`: what is sent there
    /// does not leave the machine. For tests and demonstrations.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn parse_allowing_loopback_http(text: &str) -> Result<Self, OriginError> {
        Self::read(text, true)
    }

    pub(super) fn is_https(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// Whether a request to this address stays with the origin.
    // = RFC6750-5.3-1
    pub(super) fn covers(&self, url: &Url) -> bool {
        url.origin() == self.0.origin() && url.username().is_empty() && url.password().is_none()
    }

    // = RFC6749-10.3-2
    // = RFC6750-5.2-11
    fn read(text: &str, loopback_http: bool) -> Result<Self, OriginError> {
        let url = Url::parse(text).map_err(|_| OriginError::Malformed)?;
        let more = url.path() != "/" || url.query().is_some() || url.fragment().is_some();
        if more || !url.username().is_empty() || url.password().is_some() {
            return Err(OriginError::MoreThanOrigin);
        }
        match url.scheme() {
            "https" => Ok(Self(url)),
            "http" if loopback_http && is_loopback(&url) => Ok(Self(url)),
            _ => Err(OriginError::NotHttps),
        }
    }
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let v4 = || {
        host.parse::<Ipv4Addr>()
            .is_ok_and(|address| address.is_loopback())
    };
    host == "localhost" || host == "[::1]" || v4()
}

impl fmt::Display for ResourceOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.origin().ascii_serialization())
    }
}

/// Why a text is no origin that a token may be sent to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum OriginError {
    /// No absolute URL.
    Malformed,
    /// A path, a query, a fragment or a user.
    MoreThanOrigin,
    /// Another scheme than `https`, and not one that was allowed by name.
    NotHttps,
}

impl fmt::Display for OriginError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "the origin is not an absolute URL",
            Self::MoreThanOrigin => "an origin has no path, query, fragment or user",
            Self::NotHttps => "the origin is not https",
        })
    }
}

impl std::error::Error for OriginError {}
