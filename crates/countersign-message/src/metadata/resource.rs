use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::fmt;

use countersign_clause as clause;
use countersign_grammar::{AbsoluteUri, Limits};
use countersign_scope::ScopeToken;

use super::{IssuerIdentifier, ResourceIdentifier, texts};
use crate::document::{Document, Field, Kinds};
use crate::extra::ExtraMember;
use crate::{DocumentError, DocumentErrorKind};

mod build;

/// The members that mean something, in the order in which they are written.
const MEMBERS: [&str; 12] = [
    "resource",
    "authorization_servers",
    "jwks_uri",
    "scopes_supported",
    "bearer_methods_supported",
    "resource_signing_alg_values_supported",
    "resource_name",
    "resource_documentation",
    "tls_client_certificate_bound_access_tokens",
    "dpop_signing_alg_values_supported",
    "dpop_bound_access_tokens_required",
    "signed_metadata",
];

const KINDS: Kinds = Kinds {
    members: &MEMBERS,
    object: &clause::RFC9728_3_2_1,
};

/// What a protected resource says of itself (RFC 9728 section 2).
///
/// It exists only for the resource that was asked for. `signed_metadata` is kept as it came and not verified, so that
/// nothing in it counts.
///
/// ```
/// use countersign_grammar::Limits;
/// use countersign_message::{BearerMethod, DocumentErrorKind, ProtectedResourceMetadata, ResourceIdentifier};
///
/// let body = br#"{"resource":"https://api.example","authorization_servers":["https://as.example"],
///     "bearer_methods_supported":["header"]}"#;
/// let asked = ResourceIdentifier::parse("https://api.example")?;
/// let metadata = ProtectedResourceMetadata::parse(body, &asked, &Limits::DEFAULT)?;
/// assert_eq!(metadata.authorization_servers().next().map(|issuer| issuer.as_str()), Some("https://as.example"));
/// assert_eq!(metadata.bearer_methods_supported(), Some(&[BearerMethod::Header][..]));
///
/// let asked = ResourceIdentifier::parse("https://api.example/")?;
/// let error = ProtectedResourceMetadata::parse(body, &asked, &Limits::DEFAULT).unwrap_err();
/// assert_eq!(error.kind(), DocumentErrorKind::NotTheOneAsked);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct ProtectedResourceMetadata<'a> {
    resource: ResourceIdentifier<'a>,
    authorization_servers: Vec<IssuerIdentifier<'a>>,
    jwks_uri: Option<AbsoluteUri<'a>>,
    scopes_supported: Vec<ScopeToken<'a>>,
    bearer_methods_supported: Option<Vec<BearerMethod>>,
    resource_signing_alg_values_supported: Vec<Cow<'a, str>>,
    resource_name: Option<Cow<'a, str>>,
    resource_documentation: Option<AbsoluteUri<'a>>,
    tls_client_certificate_bound_access_tokens: Option<bool>,
    dpop_signing_alg_values_supported: Vec<Cow<'a, str>>,
    dpop_bound_access_tokens_required: Option<bool>,
    signed_metadata: Option<Cow<'a, str>>,
    extra: Vec<ExtraMember<'a>>,
}

/// A way to send a bearer token (RFC 6750 section 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum BearerMethod {
    /// In the `Authorization` field.
    Header,
    /// In a form body.
    Body,
    /// In the query of the URL.
    Query,
}

impl BearerMethod {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Header, Self::Body, Self::Query];

    /// The word in the metadata.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Header => "header",
            Self::Body => "body",
            Self::Query => "query",
        }
    }
}

impl<'a> ProtectedResourceMetadata<'a> {
    /// Reads a body, strictly, that was fetched from the metadata URL of `asked`; or from the URL in a challenge, and then
    /// `asked` is the URL that was requested.
    ///
    /// # Errors
    ///
    /// First what makes the body no JSON object with unique names; then a `resource` that is missing or another than
    /// `asked`; then the first fault in the order of the members.
    // = RFC9728-2-1
    // = RFC9728-3.2-1
    // = RFC9728-3.3-1
    // = RFC9728-3.3-2
    // = RFC9728-3.3-3
    pub fn parse(
        body: &'a [u8],
        asked: &ResourceIdentifier<'_>,
        limits: &Limits,
    ) -> Result<Self, DocumentError> {
        let document = Document::read(body, limits, &KINDS)?;
        let object = &clause::RFC9728_3_2_1;
        let field = document.required("resource", &clause::RFC9728_2_1)?;
        let resource = field.text(&clause::RFC9728_2_1)?;
        // = RFC9728-6-1
        if resource != asked.as_str() {
            return Err(field.refuse(DocumentErrorKind::NotTheOneAsked, &clause::RFC9728_3_3_1));
        }
        let loopback_http = !asked.is_https();
        let not_https = |field: Field<'a>| field.refuse(DocumentErrorKind::NotHttps, &clause::RFC9728_1_2_1);
        let resource =
            ResourceIdentifier::parse_allowing_loopback_http(resource).map_err(|_| not_https(field))?;
        let mut metadata = Self::new(resource);
        if let Some(field) = document.get("authorization_servers") {
            metadata.authorization_servers =
                field.some(object, object, |element| element.issuer(loopback_http))?;
        }
        // = RFC9728-2-2
        if let Some(field) = document.get("jwks_uri") {
            metadata.jwks_uri = Some(field.https(&clause::RFC9728_2_2)?);
        }
        let empty = &clause::RFC9728_3_2_3;
        if let Some(field) = document.get("scopes_supported") {
            metadata.scopes_supported = field.some(object, empty, Field::scope_token)?;
        }
        // = RFC9728-2-5
        if let Some(field) = document.get("bearer_methods_supported") {
            metadata.bearer_methods_supported = Some(field.each(&clause::RFC9728_2_5, bearer_method)?);
        }
        // = RFC9728-2-3
        let algorithms = |name| match document.get(name) {
            Some(field) => field.some(object, empty, |element| element.algorithm(&clause::RFC9728_2_3)),
            None => Ok(Vec::new()),
        };
        metadata.resource_signing_alg_values_supported = algorithms("resource_signing_alg_values_supported")?;
        if let Some(field) = document.get("resource_name") {
            metadata.resource_name = Some(field.text(object)?);
        }
        if let Some(field) = document.get("resource_documentation") {
            metadata.resource_documentation = Some(field.production(object, AbsoluteUri::parse)?);
        }
        let flag = |name| match document.get(name) {
            Some(field) => field.bool(object).map(Some),
            None => Ok(None),
        };
        metadata.tls_client_certificate_bound_access_tokens =
            flag("tls_client_certificate_bound_access_tokens")?;
        metadata.dpop_signing_alg_values_supported = algorithms("dpop_signing_alg_values_supported")?;
        metadata.dpop_bound_access_tokens_required = flag("dpop_bound_access_tokens_required")?;
        if let Some(field) = document.get("signed_metadata") {
            metadata.signed_metadata = Some(field.text(object)?);
        }
        metadata.extra = document.into_extra();
        Ok(metadata)
    }

    /// The metadata of this resource, with nothing else in it.
    #[must_use]
    pub const fn new(resource: ResourceIdentifier<'a>) -> Self {
        Self {
            resource,
            authorization_servers: Vec::new(),
            jwks_uri: None,
            scopes_supported: Vec::new(),
            bearer_methods_supported: None,
            resource_signing_alg_values_supported: Vec::new(),
            resource_name: None,
            resource_documentation: None,
            tls_client_certificate_bound_access_tokens: None,
            dpop_signing_alg_values_supported: Vec::new(),
            dpop_bound_access_tokens_required: None,
            signed_metadata: None,
            extra: Vec::new(),
        }
    }

    /// `resource`.
    #[must_use]
    pub const fn resource(&self) -> &ResourceIdentifier<'a> {
        &self.resource
    }

    /// `authorization_servers`: who issues tokens for the resource; none if it does not say.
    pub fn authorization_servers(&self) -> impl ExactSizeIterator<Item = &IssuerIdentifier<'a>> {
        self.authorization_servers.iter()
    }

    /// `jwks_uri`: the keys of the resource itself, not those of the authorization server.
    #[must_use]
    pub const fn jwks_uri(&self) -> Option<&AbsoluteUri<'a>> {
        self.jwks_uri.as_ref()
    }

    /// `scopes_supported`; none if the resource does not say.
    pub fn scopes_supported(&self) -> impl ExactSizeIterator<Item = &ScopeToken<'a>> {
        self.scopes_supported.iter()
    }

    /// `bearer_methods_supported`: `None` says nothing, and an empty list that no way is supported.
    #[must_use]
    pub fn bearer_methods_supported(&self) -> Option<&[BearerMethod]> {
        self.bearer_methods_supported.as_deref()
    }

    /// `resource_signing_alg_values_supported`; none if the resource does not say. Never `none`.
    pub fn resource_signing_alg_values_supported(&self) -> impl ExactSizeIterator<Item = &str> {
        texts(&self.resource_signing_alg_values_supported)
    }

    /// `resource_name`: a name for people.
    #[must_use]
    pub fn resource_name(&self) -> Option<&str> {
        self.resource_name.as_deref()
    }

    /// `resource_documentation`: a page for developers.
    #[must_use]
    pub const fn resource_documentation(&self) -> Option<&AbsoluteUri<'a>> {
        self.resource_documentation.as_ref()
    }

    /// `tls_client_certificate_bound_access_tokens`; absent is `false`.
    #[must_use]
    pub fn tls_client_certificate_bound_access_tokens(&self) -> bool {
        self.tls_client_certificate_bound_access_tokens.unwrap_or(false)
    }

    /// `dpop_signing_alg_values_supported`; none if the resource does not say. Never `none`.
    pub fn dpop_signing_alg_values_supported(&self) -> impl ExactSizeIterator<Item = &str> {
        texts(&self.dpop_signing_alg_values_supported)
    }

    /// `dpop_bound_access_tokens_required`; absent is `false`.
    #[must_use]
    pub fn dpop_bound_access_tokens_required(&self) -> bool {
        self.dpop_bound_access_tokens_required.unwrap_or(false)
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

fn bearer_method(field: Field<'_>) -> Result<BearerMethod, DocumentError> {
    let text = field.text(&clause::RFC9728_2_5)?;
    BearerMethod::ALL
        .into_iter()
        .find(|method| method.as_str() == text)
        .ok_or_else(|| field.refuse(DocumentErrorKind::Forbidden, &clause::RFC9728_2_5))
}

impl fmt::Debug for ProtectedResourceMetadata<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProtectedResourceMetadata")
            .field("resource", &self.resource)
            .field("authorization_servers", &self.authorization_servers)
            .field("scopes_supported", &self.scopes_supported)
            .field("bearer_methods_supported", &self.bearer_methods_supported)
            .field("signed_metadata", &self.signed_metadata.is_some())
            .field("extra", &self.extra.len())
            .finish_non_exhaustive()
    }
}
