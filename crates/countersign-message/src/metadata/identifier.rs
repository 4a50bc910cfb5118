use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use core::fmt;
use core::net::Ipv4Addr;

use countersign_clause as clause;
use countersign_clause::Clause;
use countersign_grammar::{AbsoluteUri, SyntaxErrorKind};

/// The issuer identifier of an authorization server (RFC 8414 section 2): an `https` URL with a host and without user
/// information, query and fragment.
///
/// Two are equal if their texts are, code point for code point.
///
/// ```
/// use countersign_message::{IdentifierErrorKind, IssuerIdentifier, WellKnown};
///
/// let issuer = IssuerIdentifier::parse("https://as.example/tenant1/")?;
/// assert_eq!(
///     issuer.metadata_url(WellKnown::OauthAuthorizationServer),
///     "https://as.example/.well-known/oauth-authorization-server/tenant1",
/// );
/// assert_eq!(
///     issuer.metadata_url(WellKnown::OpenidConfigurationAppended),
///     "https://as.example/tenant1/.well-known/openid-configuration",
/// );
/// let error = IssuerIdentifier::parse("https://as.example/?tenant=1").unwrap_err();
/// assert_eq!((error.kind(), error.at()), (IdentifierErrorKind::Query, 19));
/// # Ok::<(), countersign_message::IdentifierError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct IssuerIdentifier<'a>(AbsoluteUri<'a>);

/// The resource identifier of a protected resource (RFC 9728 section 1.2): an `https` URL with a host and without user
/// information and fragment.
///
/// Two are equal if their texts are, code point for code point.
///
/// ```
/// use countersign_message::ResourceIdentifier;
///
/// let resource = ResourceIdentifier::parse("https://api.example/v1?tenant=1")?;
/// assert_eq!(
///     resource.metadata_url(),
///     "https://api.example/.well-known/oauth-protected-resource/v1?tenant=1",
/// );
/// # Ok::<(), countersign_message::IdentifierError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ResourceIdentifier<'a>(AbsoluteUri<'a>);

/// Where an authorization server may publish its metadata.
// = RFC8414-3-3
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum WellKnown {
    /// `/.well-known/oauth-authorization-server` between host and path (RFC 8414 section 3).
    #[default]
    OauthAuthorizationServer,
    /// `/.well-known/openid-configuration` between host and path (RFC 8414 section 5).
    OpenidConfiguration,
    /// `/.well-known/openid-configuration` behind the path, as OpenID Connect Discovery has it.
    OpenidConfigurationAppended,
}

/// Why a text is no identifier: what is wrong, and at which octet.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct IdentifierError {
    kind: IdentifierErrorKind,
    at: usize,
    clause: &'static Clause,
}

/// What is wrong with an identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum IdentifierErrorKind {
    /// A fragment.
    Fragment,
    /// The text is no absolute URI.
    Malformed(SyntaxErrorKind),
    /// Another scheme than `https`.
    NotHttps,
    /// No host.
    NoHost,
    /// User information before the host.
    UserInformation,
    /// A segment `.` or `..` in the path, escaped or not: a client would take the URL of the metadata out of
    /// `/.well-known`.
    DotSegment,
    /// A query, in an issuer.
    Query,
}

impl<'a> IssuerIdentifier<'a> {
    /// Reads an `https` identifier.
    ///
    /// # Errors
    ///
    /// The first fault in the order of [`IdentifierErrorKind`].
    pub fn parse(text: impl Into<Cow<'a, str>>) -> Result<Self, IdentifierError> {
        Self::read(text.into(), false)
    }

    /// Reads an `https` identifier, or an `http` one whose host is `127.0.0.0/8`, `[::1]` or `localhost`. For tests and
    /// demonstrations.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse).
    pub fn parse_allowing_loopback_http(text: impl Into<Cow<'a, str>>) -> Result<Self, IdentifierError> {
        Self::read(text.into(), true)
    }

    // = RFC8414-2-1
    pub(crate) fn read(text: Cow<'a, str>, loopback_http: bool) -> Result<Self, IdentifierError> {
        let (clause, well_known) = (&clause::RFC8414_2_1, &clause::RFC8414_3_1);
        let uri = url(text, loopback_http, clause, well_known)?;
        match uri.as_str().find('?') {
            Some(at) => Err(IdentifierError::new(IdentifierErrorKind::Query, at, clause)),
            None => Ok(Self(uri)),
        }
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The URL of the server's metadata, to be fetched with GET.
    // = RFC8414-3-1
    // = RFC8414-3-2
    // = RFC8414-3.1-2
    #[must_use]
    pub fn metadata_url(&self, place: WellKnown) -> String {
        let (origin, path) = origin(&self.0);
        let path = path.strip_suffix('/').unwrap_or(path);
        match place {
            WellKnown::OauthAuthorizationServer => {
                format!("{origin}/.well-known/oauth-authorization-server{path}")
            }
            WellKnown::OpenidConfiguration => format!("{origin}/.well-known/openid-configuration{path}"),
            WellKnown::OpenidConfigurationAppended => {
                format!("{origin}{path}/.well-known/openid-configuration")
            }
        }
    }
}

impl<'a> ResourceIdentifier<'a> {
    /// Reads an `https` identifier.
    ///
    /// # Errors
    ///
    /// The first fault in the order of [`IdentifierErrorKind`].
    pub fn parse(text: impl Into<Cow<'a, str>>) -> Result<Self, IdentifierError> {
        Self::read(text.into(), false)
    }

    /// Reads an `https` identifier, or an `http` one whose host is `127.0.0.0/8`, `[::1]` or `localhost`. For tests and
    /// demonstrations.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse).
    pub fn parse_allowing_loopback_http(text: impl Into<Cow<'a, str>>) -> Result<Self, IdentifierError> {
        Self::read(text.into(), true)
    }

    // = RFC9728-1.2-1
    fn read(text: Cow<'a, str>, loopback_http: bool) -> Result<Self, IdentifierError> {
        url(text, loopback_http, &clause::RFC9728_1_2_1, &clause::RFC9728_3_1).map(Self)
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The URL of the resource's metadata, to be fetched with GET, and to be named in its challenges.
    // = RFC9728-3-1
    // = RFC9728-3.1-2
    // = RFC9728-5.1-1
    #[must_use]
    pub fn metadata_url(&self) -> String {
        let (origin, rest) = origin(&self.0);
        let rest = match rest.strip_prefix('/') {
            Some(behind) if behind.is_empty() || behind.starts_with('?') => behind,
            _ => rest,
        };
        format!("{origin}/.well-known/oauth-protected-resource{rest}")
    }

    pub(super) fn is_https(&self) -> bool {
        is_https(&self.0)
    }
}

/// A URL with a host, without user information and fragment, that does not leave the place `well_known` of its metadata.
// = RFC9110-4.2.2-2
fn url<'a>(
    text: Cow<'a, str>,
    loopback_http: bool,
    clause: &'static Clause,
    well_known: &'static Clause,
) -> Result<AbsoluteUri<'a>, IdentifierError> {
    let refuse = |kind, at| IdentifierError::new(kind, at, clause);
    if let Some(at) = text.find('#') {
        return Err(refuse(IdentifierErrorKind::Fragment, at));
    }
    let uri = AbsoluteUri::parse(text)
        .map_err(|error| refuse(IdentifierErrorKind::Malformed(error.kind()), error.at()))?;
    let authority = uri.authority().unwrap_or_default();
    // After the scheme, `://`.
    let start = uri.scheme().len().saturating_add(3).min(uri.as_str().len());
    let http = uri.scheme().eq_ignore_ascii_case("http");
    let at_home = loopback_http && http && is_loopback(authority);
    if !is_https(&uri) && !at_home {
        return Err(refuse(IdentifierErrorKind::NotHttps, 0));
    }
    if authority.is_empty() || authority.starts_with(':') {
        return Err(IdentifierError::new(
            IdentifierErrorKind::NoHost,
            start,
            &clause::RFC9110_4_2_2_2,
        ));
    }
    if let Some(at) = authority.find('@') {
        return Err(refuse(
            IdentifierErrorKind::UserInformation,
            start.saturating_add(at),
        ));
    }
    match dot_segment(&uri) {
        Some(at) => Err(IdentifierError::new(
            IdentifierErrorKind::DotSegment,
            at,
            well_known,
        )),
        None => Ok(uri),
    }
}

/// Where a segment of the path begins that means a step and is no name. Clients resolve it, escaped or not.
fn dot_segment(uri: &AbsoluteUri<'_>) -> Option<usize> {
    let (origin, rest) = origin(uri);
    let path = rest.split('?').next().unwrap_or_default();
    let mut at = origin.len();
    for segment in path.split('/') {
        if matches!(&*segment.replace("%2e", ".").replace("%2E", "."), "." | "..") {
            return Some(at);
        }
        at = at.saturating_add(segment.len()).saturating_add(1);
    }
    None
}

fn is_https(uri: &AbsoluteUri<'_>) -> bool {
    uri.scheme().eq_ignore_ascii_case("https")
}

fn is_loopback(authority: &str) -> bool {
    let host = authority.split_once(':').map_or(authority, |(host, _)| host);
    // Only a port can follow an address in brackets, by the grammar of the URI.
    authority.starts_with("[::1]")
        || host.eq_ignore_ascii_case("localhost")
        || host
            .parse::<Ipv4Addr>()
            .is_ok_and(|address| address.is_loopback())
}

/// Scheme, `://` and authority; and what follows.
fn origin<'u>(uri: &'u AbsoluteUri<'_>) -> (&'u str, &'u str) {
    let authority = uri.authority().unwrap_or_default().len();
    let end = uri.scheme().len().saturating_add(3).saturating_add(authority);
    uri.as_str().split_at_checked(end).unwrap_or((uri.as_str(), ""))
}

impl IdentifierError {
    const fn new(kind: IdentifierErrorKind, at: usize, clause: &'static Clause) -> Self {
        Self { kind, at, clause }
    }

    /// What is wrong.
    #[must_use]
    pub const fn kind(self) -> IdentifierErrorKind {
        self.kind
    }

    /// The offset of the octet.
    #[must_use]
    pub const fn at(self) -> usize {
        self.at
    }

    /// The clause that the text breaks.
    #[must_use]
    pub const fn clause(self) -> &'static Clause {
        self.clause
    }
}

impl fmt::Debug for IdentifierError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IdentifierError")
            .field("kind", &self.kind)
            .field("at", &self.at)
            .field("clause", &self.clause.id())
            .finish()
    }
}

impl fmt::Display for IdentifierError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            IdentifierErrorKind::Fragment => "the identifier has a fragment",
            IdentifierErrorKind::Malformed(kind) => kind.describe(),
            IdentifierErrorKind::NotHttps => "the identifier is no https URL",
            IdentifierErrorKind::NoHost => "the identifier has no host",
            IdentifierErrorKind::UserInformation => "the identifier has user information before the host",
            IdentifierErrorKind::DotSegment => "the path of the identifier has a dot segment",
            IdentifierErrorKind::Query => "the identifier has a query",
        })?;
        write!(f, ", at octet {}", self.at)
    }
}

impl core::error::Error for IdentifierError {}
