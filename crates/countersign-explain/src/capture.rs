use alloc::vec::Vec;
use core::fmt;

/// An HTTP request as it was captured.
///
/// Header fields keep their order and repetitions; their index in findings is their place here.
///
/// ```
/// use countersign_explain::{CapturedRequest, Scheme};
///
/// let request = CapturedRequest::new("POST", "/oauth2/token", b"grant_type=client_credentials")
///     .header("Host", b"auth.example.com")
///     .header("Content-Type", b"application/x-www-form-urlencoded")
///     .scheme(Scheme::Https);
/// assert_eq!(request.headers().len(), 2);
/// ```
#[derive(Clone)]
pub struct CapturedRequest<'r> {
    method: &'r str,
    target: &'r str,
    headers: Vec<Header<'r>>,
    body: &'r [u8],
    scheme: Scheme,
}

/// One header field line.
#[derive(Clone, Copy)]
pub struct Header<'r> {
    /// The name as captured.
    pub name: &'r str,
    /// The value as captured, white space around it included.
    pub value: &'r [u8],
}

/// Whether the request was sent over TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Scheme {
    /// Not known, unless the target says it.
    #[default]
    Unknown,
    /// Without TLS.
    Http,
    /// With TLS.
    Https,
}

impl<'r> CapturedRequest<'r> {
    /// A request without header fields yet.
    #[must_use]
    pub const fn new(method: &'r str, target: &'r str, body: &'r [u8]) -> Self {
        Self {
            method,
            target,
            headers: Vec::new(),
            body,
            scheme: Scheme::Unknown,
        }
    }

    /// The next header field line.
    #[must_use]
    pub fn header(mut self, name: &'r str, value: &'r [u8]) -> Self {
        self.headers.push(Header { name, value });
        self
    }

    /// Whether it was sent over TLS.
    #[must_use]
    pub const fn scheme(mut self, scheme: Scheme) -> Self {
        self.scheme = scheme;
        self
    }

    /// The method.
    #[must_use]
    pub const fn method(&self) -> &'r str {
        self.method
    }

    /// The request target.
    #[must_use]
    pub const fn target(&self) -> &'r str {
        self.target
    }

    /// The header fields.
    #[must_use]
    pub fn headers(&self) -> &[Header<'r>] {
        &self.headers
    }

    /// The body.
    #[must_use]
    pub const fn body(&self) -> &'r [u8] {
        self.body
    }

    pub(crate) const fn sent_over(&self) -> Scheme {
        self.scheme
    }
}

/// An HTTP response as it was captured.
///
/// ```
/// use countersign_explain::CapturedResponse;
///
/// let response = CapturedResponse::new(200, br#"{"access_token":"2YotnFZFEjr1zCsicMWpAA","token_type":"Bearer"}"#)
///     .header("Content-Type", b"application/json")
///     .header("Cache-Control", b"no-store");
/// assert_eq!(response.status(), 200);
/// ```
#[derive(Clone)]
pub struct CapturedResponse<'r> {
    status: u16,
    headers: Vec<Header<'r>>,
    body: &'r [u8],
}

impl<'r> CapturedResponse<'r> {
    /// A response without header fields yet.
    #[must_use]
    pub const fn new(status: u16, body: &'r [u8]) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body,
        }
    }

    /// The next header field line.
    #[must_use]
    pub fn header(mut self, name: &'r str, value: &'r [u8]) -> Self {
        self.headers.push(Header { name, value });
        self
    }

    /// The status.
    #[must_use]
    pub const fn status(&self) -> u16 {
        self.status
    }

    /// The header fields.
    #[must_use]
    pub fn headers(&self) -> &[Header<'r>] {
        &self.headers
    }

    /// The body.
    #[must_use]
    pub const fn body(&self) -> &'r [u8] {
        self.body
    }
}

/// The header fields with this name, with their index.
pub(crate) fn named<'h, 'r>(
    headers: &'h [Header<'r>],
    name: &'h str,
) -> impl Iterator<Item = (usize, &'r [u8])> + use<'h, 'r> {
    headers
        .iter()
        .enumerate()
        .filter(move |(_, header)| header.name.eq_ignore_ascii_case(name))
        .map(|(index, header)| (index, header.value))
}

/// A field value without the white space around it, and where it begins.
pub(crate) fn trimmed(value: &[u8]) -> (usize, &[u8]) {
    let start = value.trim_ascii_start();
    (value.len().saturating_sub(start.len()), start.trim_ascii_end())
}

/// Shows sizes only: every part may hold secrets.
impl fmt::Debug for CapturedRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CapturedRequest")
            .field("target_octets", &self.target.len())
            .field("headers", &self.headers.len())
            .field("body_octets", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// Shows sizes only: every part may hold secrets.
impl fmt::Debug for CapturedResponse<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CapturedResponse")
            .field("status", &self.status)
            .field("headers", &self.headers.len())
            .field("body_octets", &self.body.len())
            .finish()
    }
}

/// Shows the length only.
impl fmt::Debug for Header<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Header")
            .field("value_octets", &self.value.len())
            .finish_non_exhaustive()
    }
}
