use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::fmt;

use countersign_clause as clause;
use countersign_grammar::{AbsoluteUri, Limits};
use countersign_scope::ScopeToken;

use super::{IssuerIdentifier, texts};
use crate::document::{Document, Field, Kinds};
use crate::extra::ExtraMember;
use crate::{DocumentError, DocumentErrorKind};

mod build;

const AUTH_METHODS: &str = "token_endpoint_auth_methods_supported";
const AUTH_ALGORITHMS: &str = "token_endpoint_auth_signing_alg_values_supported";
const INTROSPECTION_METHODS: &str = "introspection_endpoint_auth_methods_supported";
const INTROSPECTION_ALGORITHMS: &str = "introspection_endpoint_auth_signing_alg_values_supported";

/// The members that mean something, in the order in which they are written.
const MEMBERS: [&str; 11] = [
    "issuer",
    "token_endpoint",
    "jwks_uri",
    "scopes_supported",
    "grant_types_supported",
    AUTH_METHODS,
    AUTH_ALGORITHMS,
    "introspection_endpoint",
    INTROSPECTION_METHODS,
    INTROSPECTION_ALGORITHMS,
    "signed_metadata",
];

const KINDS: Kinds = Kinds {
    members: &MEMBERS,
    object: &clause::RFC8414_3_2_1,
};

/// The methods of authentication that need a signature.
const JWT_METHODS: [&str; 2] = ["private_key_jwt", "client_secret_jwt"];

/// What an authorization server says of itself (RFC 8414 section 2), as far as a client of this grant or a resource server
/// has to know.
///
/// It exists only for the issuer that was asked for. `response_types_supported`, which the RFC requires, says nothing
/// about this grant and is not asked for. `signed_metadata` is kept as it came and not verified, so that nothing in it
/// counts.
///
/// ```
/// use countersign_message::{IssuerIdentifier, ServerMetadata};
///
/// let body = br#"{"issuer":"https://as.example","token_endpoint":"https://as.example/token"}"#;
/// let asked = IssuerIdentifier::parse("https://as.example")?;
/// let metadata = ServerMetadata::parse(body, &asked, &ServerMetadata::LIMITS)?;
/// assert_eq!(metadata.token_endpoint().as_str(), "https://as.example/token");
/// // What is not said means this:
/// assert_eq!(metadata.token_endpoint_auth_methods().collect::<Vec<_>>(), ["client_secret_basic"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct ServerMetadata<'a> {
    issuer: IssuerIdentifier<'a>,
    token_endpoint: AbsoluteUri<'a>,
    jwks_uri: Option<AbsoluteUri<'a>>,
    scopes_supported: Vec<ScopeToken<'a>>,
    grant_types_supported: Vec<Cow<'a, str>>,
    auth_methods: Vec<Cow<'a, str>>,
    auth_algorithms: Vec<Cow<'a, str>>,
    introspection_endpoint: Option<AbsoluteUri<'a>>,
    introspection_methods: Vec<Cow<'a, str>>,
    introspection_algorithms: Vec<Cow<'a, str>>,
    signed_metadata: Option<Cow<'a, str>>,
    extra: Vec<ExtraMember<'a>>,
}

impl<'a> ServerMetadata<'a> {
    /// Bounds that let the documents of large servers in, which have more members and longer lists than a request:
    /// [`Limits::DEFAULT`] with 256 parameters in 64 KiB.
    pub const LIMITS: Limits = {
        let mut limits = Limits::DEFAULT;
        limits.body = 64 * 1024;
        limits.parameters = 256;
        limits
    };

    /// Reads a body, strictly, that was fetched from a metadata URL of `asked`.
    ///
    /// # Errors
    ///
    /// First what makes the body no JSON object with unique names; then an `issuer` that is missing or another than
    /// `asked`; then the first fault in the order of the members.
    // = RFC8414-2-1
    // = RFC8414-3.2-1
    // = RFC8414-3.3-1
    // = RFC8414-3.3-2
    // = RFC8414-6.2-2
    pub fn parse(
        body: &'a [u8],
        asked: &IssuerIdentifier<'_>,
        limits: &Limits,
    ) -> Result<Self, DocumentError> {
        let document = Document::read(body, limits, &KINDS)?;
        let object = &clause::RFC8414_3_2_1;
        let empty = &clause::RFC8414_3_2_2;
        let field = document.required("issuer", &clause::RFC8414_2_1)?;
        let issuer = field.text(&clause::RFC8414_2_1)?;
        // = RFC8414-4-1
        // = RFC8414-4-2
        if issuer != asked.as_str() {
            return Err(field.refuse(DocumentErrorKind::NotTheOneAsked, &clause::RFC8414_3_3_1));
        }
        let not_https = |_| field.refuse(DocumentErrorKind::NotHttps, &clause::RFC8414_2_1);
        let issuer = IssuerIdentifier::parse_allowing_loopback_http(issuer).map_err(not_https)?;
        // = RFC8414-2-2
        let token_endpoint = document
            .required("token_endpoint", &clause::RFC8414_2_2)?
            .production(&clause::RFC8414_2_2, AbsoluteUri::parse)?;
        let mut metadata = Self::new(issuer, token_endpoint);
        // = RFC8414-2-3
        if let Some(field) = document.get("jwks_uri") {
            metadata.jwks_uri = Some(field.https(&clause::RFC8414_2_3)?);
        }
        if let Some(field) = document.get("scopes_supported") {
            metadata.scopes_supported = field.some(object, empty, Field::scope_token)?;
        }
        let list = |name| match document.get(name) {
            Some(field) => field.some(object, empty, |element| element.text(object)),
            None => Ok(Vec::new()),
        };
        // = RFC8414-2-10
        let algorithms = |name| match document.get(name) {
            Some(field) => field.some(object, empty, |element| element.algorithm(&clause::RFC8414_2_10)),
            None => Ok(Vec::new()),
        };
        metadata.grant_types_supported = list("grant_types_supported")?;
        metadata.auth_methods = list(AUTH_METHODS)?;
        metadata.auth_algorithms = algorithms(AUTH_ALGORITHMS)?;
        // = RFC8414-2-9
        if metadata.auth_algorithms.is_empty() && metadata.auth_methods.iter().any(|method| is_jwt(method)) {
            document.required(AUTH_ALGORITHMS, &clause::RFC8414_2_9)?;
        }
        if let Some(field) = document.get("introspection_endpoint") {
            metadata.introspection_endpoint = Some(field.production(object, AbsoluteUri::parse)?);
        }
        metadata.introspection_methods = list(INTROSPECTION_METHODS)?;
        metadata.introspection_algorithms = algorithms(INTROSPECTION_ALGORITHMS)?;
        if let Some(field) = document.get("signed_metadata") {
            metadata.signed_metadata = Some(field.text(object)?);
        }
        metadata.extra = document.into_extra();
        Ok(metadata)
    }

    /// The metadata of this issuer, with a token endpoint and nothing else in it.
    #[must_use]
    pub const fn new(issuer: IssuerIdentifier<'a>, token_endpoint: AbsoluteUri<'a>) -> Self {
        Self {
            issuer,
            token_endpoint,
            jwks_uri: None,
            scopes_supported: Vec::new(),
            grant_types_supported: Vec::new(),
            auth_methods: Vec::new(),
            auth_algorithms: Vec::new(),
            introspection_endpoint: None,
            introspection_methods: Vec::new(),
            introspection_algorithms: Vec::new(),
            signed_metadata: None,
            extra: Vec::new(),
        }
    }

    /// `issuer`.
    #[must_use]
    pub const fn issuer(&self) -> &IssuerIdentifier<'a> {
        &self.issuer
    }

    /// `token_endpoint`. Whether credentials may be sent there is for the client to say.
    #[must_use]
    pub const fn token_endpoint(&self) -> &AbsoluteUri<'a> {
        &self.token_endpoint
    }

    /// `jwks_uri`: where the keys are that tokens are verified with.
    #[must_use]
    pub const fn jwks_uri(&self) -> Option<&AbsoluteUri<'a>> {
        self.jwks_uri.as_ref()
    }

    /// `scopes_supported`; none if the server does not say.
    pub fn scopes_supported(&self) -> impl ExactSizeIterator<Item = &ScopeToken<'a>> {
        self.scopes_supported.iter()
    }

    /// `grant_types_supported`, or what it means if the server does not say: `authorization_code` and `implicit`. A
    /// server that leaves it out may support client credentials all the same; see
    /// [`states_grant_types`](Self::states_grant_types).
    // = RFC8414-2-7
    pub fn grant_types(&self) -> impl Iterator<Item = &str> {
        let default: &[&str] = if self.states_grant_types() {
            &[]
        } else {
            &["authorization_code", "implicit"]
        };
        texts(&self.grant_types_supported).chain(default.iter().copied())
    }

    /// Whether the server says which grant types it supports.
    #[must_use]
    pub const fn states_grant_types(&self) -> bool {
        !self.grant_types_supported.is_empty()
    }

    /// `token_endpoint_auth_methods_supported`, or what it means if the server does not say: `client_secret_basic`.
    // = RFC8414-2-8
    pub fn token_endpoint_auth_methods(&self) -> impl Iterator<Item = &str> {
        let default: &[&str] = if self.auth_methods.is_empty() {
            &["client_secret_basic"]
        } else {
            &[]
        };
        texts(&self.auth_methods).chain(default.iter().copied())
    }

    /// `token_endpoint_auth_signing_alg_values_supported`; none if the server does not say. Never `none`.
    pub fn token_endpoint_auth_signing_algorithms(&self) -> impl ExactSizeIterator<Item = &str> {
        texts(&self.auth_algorithms)
    }

    /// `introspection_endpoint`.
    #[must_use]
    pub const fn introspection_endpoint(&self) -> Option<&AbsoluteUri<'a>> {
        self.introspection_endpoint.as_ref()
    }

    /// `introspection_endpoint_auth_methods_supported`; none if the server does not say, which means nothing.
    // = RFC8414-2-12
    pub fn introspection_endpoint_auth_methods(&self) -> impl ExactSizeIterator<Item = &str> {
        texts(&self.introspection_methods)
    }

    /// `introspection_endpoint_auth_signing_alg_values_supported`; none if the server does not say. Never `none`.
    pub fn introspection_endpoint_auth_signing_algorithms(&self) -> impl ExactSizeIterator<Item = &str> {
        texts(&self.introspection_algorithms)
    }

    /// `signed_metadata` as it came: a JWT that nobody verified.
    #[must_use]
    pub fn signed_metadata(&self) -> Option<&str> {
        self.signed_metadata.as_deref()
    }

    /// The other members, in the order of the body.
    pub fn extra(&self) -> impl ExactSizeIterator<Item = &ExtraMember<'a>> {
        self.extra.iter()
    }
}

fn is_jwt(method: &str) -> bool {
    JWT_METHODS.contains(&method)
}

impl fmt::Debug for ServerMetadata<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServerMetadata")
            .field("issuer", &self.issuer)
            .field("token_endpoint", &self.token_endpoint)
            .field("scopes_supported", &self.scopes_supported)
            .field("grant_types_supported", &self.grant_types_supported)
            .field(AUTH_METHODS, &self.auth_methods)
            .field("introspection_endpoint", &self.introspection_endpoint)
            .field("signed_metadata", &self.signed_metadata.is_some())
            .field("extra", &self.extra.len())
            .finish_non_exhaustive()
    }
}
