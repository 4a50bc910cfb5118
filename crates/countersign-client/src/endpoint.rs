use alloc::string::String;
use core::fmt;

use countersign_clause::Clause;
use countersign_grammar::{AbsoluteUri, Limits, SyntaxError, SyntaxErrorKind, chars, form};

/// The address of a token endpoint: where a client sends its credentials.
///
/// `https`, a host, no user information, no fragment, and no query that could hold credentials. The text is kept as it
/// was written; two addresses are equal if their texts are.
///
/// ```
/// use countersign_client::{EndpointErrorKind, TokenEndpointUrl};
///
/// let url = TokenEndpointUrl::parse("https://as.example/token?tenant=7")?;
/// assert_eq!(url.as_str(), "https://as.example/token?tenant=7");
///
/// let error = TokenEndpointUrl::parse("http://as.example/token").unwrap_err();
/// assert_eq!((error.kind(), error.clause().id()), (EndpointErrorKind::NotHttps, "RFC6749-10.9-1"));
/// # Ok::<(), countersign_client::EndpointError>(())
/// ```
///
/// It is made of text, and a secret is no text:
///
/// ```compile_fail,E0277
/// use countersign_client::TokenEndpointUrl;
/// use countersign_secret::Secret;
///
/// let secret = Secret::from(String::from("gX1fBat3bV"));
/// TokenEndpointUrl::parse(secret);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TokenEndpointUrl(AbsoluteUri<'static>);

/// Names that carry credentials, in a request or in an answer. In a query they would end up in the logs of every server
/// on the way.
const CREDENTIALS: &[&str] = &[
    "access_token",
    "assertion",
    "client_assertion",
    "client_assertion_type",
    "client_id",
    "client_secret",
    "code",
    "password",
    "refresh_token",
    "token",
];

impl TokenEndpointUrl {
    /// Reads an `https` address.
    ///
    /// # Errors
    ///
    /// The first fault in the order of [`EndpointErrorKind`].
    // = RFC6749-10.9-1
    // = RFC6749-10.8-1
    // = RFC7617-4-1
    // = RFC7521-4-1
    pub fn parse(text: impl Into<String>) -> Result<Self, EndpointError> {
        Self::read(text.into(), false)
    }

    /// Reads an `https` address, or an `http` one whose host is `127.0.0.0/8`, `[::1]` or `localhost`: what is sent there
    /// does not leave the machine. For tests and demonstrations.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse).
    ///
    /// ```
    /// use countersign_client::TokenEndpointUrl;
    ///
    /// assert!(TokenEndpointUrl::parse_allowing_loopback_http("http://127.0.0.1:8080/token").is_ok());
    /// assert!(TokenEndpointUrl::parse_allowing_loopback_http("http://127.0.0.1.example/token").is_err());
    /// ```
    pub fn parse_allowing_loopback_http(text: impl Into<String>) -> Result<Self, EndpointError> {
        Self::read(text.into(), true)
    }

    /// The address as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// `host [ ":" port ]`.
    #[must_use]
    pub fn authority(&self) -> &str {
        self.0.authority().unwrap_or_default()
    }

    /// Whether what is sent there is protected by TLS; otherwise the host is on loopback.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.0.scheme().eq_ignore_ascii_case("https")
    }

    fn read(text: String, loopback_http: bool) -> Result<Self, EndpointError> {
        // = COUNTERSIGN-LIMITS-1
        let limit = Limits::DEFAULT.header;
        if text.len() > limit {
            return Err(SyntaxError::new(SyntaxErrorKind::TooLong, limit).into());
        }
        // = RFC6749-3.2-2
        if let Some(at) = text.find('#') {
            return Err(EndpointError::new(EndpointErrorKind::Fragment, at));
        }
        let uri = AbsoluteUri::parse(text)?;
        let authority = uri.authority().unwrap_or_default();
        // After the scheme, `://`.
        let start = uri.scheme().len().saturating_add(3);
        // = RFC6749-2.3.1-9
        if let Some(at) = authority.find('@') {
            return Err(EndpointError::new(
                EndpointErrorKind::UserInformation,
                start.saturating_add(at),
            ));
        }
        let host = host(authority).map_err(|at| {
            let kind = if at == 0 {
                EndpointErrorKind::NoHost
            } else {
                EndpointErrorKind::BadAuthority
            };
            EndpointError::new(kind, start.saturating_add(at))
        })?;
        if !uri.scheme().eq_ignore_ascii_case("https") {
            let http = uri.scheme().eq_ignore_ascii_case("http");
            if !(loopback_http && http && is_loopback(host)) {
                return Err(EndpointError::new(EndpointErrorKind::NotHttps, 0));
            }
        }
        credentials_in_query(&uri)?;
        Ok(Self(uri))
    }
}

/// The host of an authority without user information, or where it goes wrong.
///
/// Of a reg-name only letters, digits, `-`, `.` and `_` are taken: about an escape or a sub-delim in a host, libraries
/// disagree.
// = RFC9110-4.2.2-2
fn host(authority: &str) -> Result<&str, usize> {
    let end = match authority.find(']') {
        Some(bracket) => bracket.saturating_add(1),
        None => authority.find(':').unwrap_or(authority.len()),
    };
    let (host, port) = authority.split_at_checked(end).ok_or(0_usize)?;
    let is_name = |octet: u8| chars::is_name_char(octet);
    if host.is_empty() {
        return Err(0);
    }
    if !host.starts_with('[')
        && let Some(at) = host.bytes().position(|octet| !is_name(octet))
    {
        return Err(at.max(1));
    }
    // The production has made sure of the digits.
    match port.strip_prefix(':') {
        None | Some("") => Ok(host),
        Some(digits) => match digits.parse::<u16>() {
            Ok(1..) => Ok(host),
            Ok(0) | Err(_) => Err(end.saturating_add(1)),
        },
    }
}

fn is_loopback(host: &str) -> bool {
    let v4 = || {
        host.parse::<core::net::Ipv4Addr>()
            .is_ok_and(|address| address.is_loopback())
    };
    host.eq_ignore_ascii_case("localhost") || host == "[::1]" || v4()
}

// = RFC6749-2.3.1-9
fn credentials_in_query(uri: &AbsoluteUri<'_>) -> Result<(), EndpointError> {
    let Some(query) = uri.query() else {
        return Ok(());
    };
    let start = uri.as_str().len().saturating_sub(query.len());
    for pair in form::pairs(query.as_bytes(), &Limits::DEFAULT) {
        let pair = pair.map_err(|error| error.offset_by(start))?;
        let name = pair.name.decode();
        if CREDENTIALS
            .iter()
            .any(|secret| secret.eq_ignore_ascii_case(&name))
        {
            let at = start.saturating_add(pair.at);
            return Err(EndpointError::new(EndpointErrorKind::CredentialsInQuery, at));
        }
    }
    Ok(())
}

/// Why a text is no address that credentials may be sent to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct EndpointError {
    kind: EndpointErrorKind,
    at: usize,
}

/// What is wrong with an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum EndpointErrorKind {
    /// A fragment.
    Fragment,
    /// No `absolute-URI` of RFC 3986, or a query that is no form.
    Malformed(SyntaxErrorKind),
    /// A user name, and maybe a password, before the host.
    UserInformation,
    /// Nothing where the host should stand.
    NoHost,
    /// A host with characters that libraries disagree about, or a port that is none.
    BadAuthority,
    /// Another scheme than `https`, and not one that was allowed by name.
    NotHttps,
    /// A query parameter whose name is that of a credential.
    CredentialsInQuery,
}

impl EndpointError {
    const fn new(kind: EndpointErrorKind, at: usize) -> Self {
        Self { kind, at }
    }

    /// What is wrong.
    #[must_use]
    pub const fn kind(self) -> EndpointErrorKind {
        self.kind
    }

    /// The offset of the octet at which it is.
    #[must_use]
    pub const fn at(self) -> usize {
        self.at
    }

    /// The clause that the address breaks.
    #[must_use]
    pub const fn clause(self) -> &'static Clause {
        match self.kind {
            EndpointErrorKind::Fragment => &countersign_clause::RFC6749_3_2_2,
            EndpointErrorKind::Malformed(SyntaxErrorKind::TooLong | SyntaxErrorKind::TooMany) => {
                &countersign_clause::COUNTERSIGN_LIMITS_1
            }
            EndpointErrorKind::Malformed(_) | EndpointErrorKind::BadAuthority => {
                &countersign_clause::RFC3986_4_3_1
            }
            EndpointErrorKind::UserInformation | EndpointErrorKind::CredentialsInQuery => {
                &countersign_clause::RFC6749_2_3_1_9
            }
            EndpointErrorKind::NoHost => &countersign_clause::RFC9110_4_2_2_2,
            EndpointErrorKind::NotHttps => &countersign_clause::RFC6749_10_9_1,
        }
    }
}

impl From<SyntaxError> for EndpointError {
    fn from(error: SyntaxError) -> Self {
        Self::new(EndpointErrorKind::Malformed(error.kind()), error.at())
    }
}

impl fmt::Display for EndpointError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self.kind {
            EndpointErrorKind::Fragment => "the address has a fragment",
            EndpointErrorKind::Malformed(kind) => kind.describe(),
            EndpointErrorKind::UserInformation => "the address holds a user name",
            EndpointErrorKind::NoHost => "the address has no host",
            EndpointErrorKind::BadAuthority => "the host or port of the address is malformed",
            EndpointErrorKind::NotHttps => "the address is not https",
            EndpointErrorKind::CredentialsInQuery => "the query of the address names a credential",
        };
        write!(f, "{text}, at octet {}", self.at)
    }
}

impl core::error::Error for EndpointError {}

#[cfg(test)]
mod tests;
