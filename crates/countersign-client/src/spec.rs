use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use countersign_grammar::AbsoluteUri;
use countersign_grammar::form::EscapeSet;
use countersign_message::Tolerances;
use countersign_scope::ScopeSet;

use crate::written::Written;
use crate::{ClientAuthentication, Provider, RequestKey, SpecError, TokenEndpointUrl};

/// A token request that can be sent again and again: where to, as whom, and for what.
///
/// It is written once, when it is built, but for an assertion, which is new for each exchange; what cannot be a valid request
/// cannot be built.
///
/// ```
/// use countersign_client::{ClientAuthentication, RequestSpec, TokenEndpointUrl};
/// use countersign_grammar::ClientId;
/// use countersign_scope::ScopeSet;
/// use countersign_secret::Secret;
///
/// let client = ClientAuthentication::basic(ClientId::parse("abc")?, Secret::from(String::from("secret")));
/// let request = RequestSpec::builder(TokenEndpointUrl::parse("https://as.example/token")?, client)
///     .scope(ScopeSet::parse("read write")?)
///     .extra("audience", "https://api.example")
///     .build()?;
/// assert_eq!(request.scope().len(), 2);
///
/// let client = ClientAuthentication::post(ClientId::parse("abc")?, Secret::from(String::from("secret")));
/// let refused = RequestSpec::builder(TokenEndpointUrl::parse("https://as.example/token")?, client)
///     .extra("client_secret", "another")
///     .build();
/// assert_eq!(refused.unwrap_err().clause().id(), "RFC6749-3.2-9");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct RequestSpec {
    parts: RequestBuilder,
    written: Written,
    key: RequestKey,
}

impl RequestSpec {
    /// A request without scope, resources or extra parameters, to be added to.
    // = RFC6749-4.4.2-4
    // = RFC6749-3.2.1-1
    pub const fn builder(endpoint: TokenEndpointUrl, authentication: ClientAuthentication) -> RequestBuilder {
        RequestBuilder {
            endpoint,
            authentication,
            scope: ScopeSet::new(),
            resources: Vec::new(),
            extra: Vec::new(),
            escape: EscapeSet::Whatwg,
            tolerances: Tolerances::NONE,
            provider: None,
        }
    }

    /// Where the request goes.
    #[must_use]
    pub const fn endpoint(&self) -> &TokenEndpointUrl {
        &self.parts.endpoint
    }

    /// As whom.
    #[must_use]
    pub const fn authentication(&self) -> &ClientAuthentication {
        &self.parts.authentication
    }

    /// The scope that is asked for; the empty set asks for none.
    #[must_use]
    pub const fn scope(&self) -> &ScopeSet {
        &self.parts.scope
    }

    /// The resources that the token is for, in the order in which they were added.
    pub fn resources(&self) -> impl Iterator<Item = &str> {
        self.parts.resources.iter().map(AbsoluteUri::as_str)
    }

    /// The parameters of extensions.
    pub fn extra(&self) -> impl Iterator<Item = (&str, &str)> {
        self.parts
            .extra
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// What is tolerated in an answer.
    #[must_use]
    pub const fn tolerances(&self) -> Tolerances {
        self.parts.tolerances
    }

    /// The server's profile, if it has one.
    #[must_use]
    pub const fn provider(&self) -> Option<&'static Provider> {
        self.parts.provider
    }

    /// What makes two requests the same.
    #[must_use]
    pub const fn key(&self) -> &RequestKey {
        &self.key
    }

    /// The same request with other credentials of the same client.
    pub(crate) fn reauthenticated(&self, authentication: ClientAuthentication) -> Result<Self, SpecError> {
        let parts = &self.parts;
        let renewed = RequestBuilder {
            endpoint: parts.endpoint.clone(),
            authentication,
            scope: parts.scope.clone(),
            resources: parts.resources.clone(),
            extra: parts.extra.clone(),
            escape: parts.escape,
            tolerances: parts.tolerances,
            provider: parts.provider,
        }
        .build()?;
        if renewed.key == self.key {
            Ok(renewed)
        } else {
            Err(SpecError::OtherRequest)
        }
    }

    pub(crate) const fn written(&self) -> &Written {
        &self.written
    }

    pub(crate) const fn escape(&self) -> EscapeSet {
        self.parts.escape
    }
}

/// Neither credentials nor values of extra parameters.
impl fmt::Debug for RequestSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.parts.fmt(f)
    }
}

/// A [`RequestSpec`] in the making.
#[must_use = "nothing is checked or written until `build` is called"]
pub struct RequestBuilder {
    pub(crate) endpoint: TokenEndpointUrl,
    pub(crate) authentication: ClientAuthentication,
    pub(crate) scope: ScopeSet,
    pub(crate) resources: Vec<AbsoluteUri<'static>>,
    pub(crate) extra: Vec<(String, String)>,
    pub(crate) escape: EscapeSet,
    pub(crate) tolerances: Tolerances,
    pub(crate) provider: Option<&'static Provider>,
}

impl RequestBuilder {
    /// Asks for this scope.
    // = RFC6749-4.4.2-3
    pub fn scope(mut self, scope: ScopeSet) -> Self {
        self.scope = scope;
        self
    }

    /// Says where the token will be used (RFC 8707); may be called for each resource.
    // = RFC8707-2.2-1
    pub fn resource(mut self, resource: AbsoluteUri<'static>) -> Self {
        self.resources.push(resource);
        self
    }

    /// Adds a parameter of an extension. Its value is no secret: it becomes a part of the key.
    ///
    /// ```compile_fail,E0277
    /// # use countersign_client::RequestBuilder;
    /// # use countersign_secret::Secret;
    /// fn smuggle(request: RequestBuilder, secret: Secret) -> RequestBuilder {
    ///     request.extra("api_key", secret)
    /// }
    /// ```
    pub fn extra(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.extra.push((name.into(), value.into()));
        self
    }

    /// How characters in the body are escaped, for a server that is particular about it.
    pub const fn escape(mut self, escape: EscapeSet) -> Self {
        self.escape = escape;
        self
    }

    /// What is tolerated in an answer, for a server that does not answer as the RFC says: nothing, unless it is named.
    // = COUNTERSIGN-STRICT-2
    pub const fn tolerances(mut self, tolerances: Tolerances) -> Self {
        self.tolerances = tolerances;
        self
    }

    /// Reads the answer as this server gives it: with its tolerances, in place of those named before, and with what it calls
    /// a bearer token. Where the secret stands is up to [`ClientAuthentication::for_provider`].
    // = COUNTERSIGN-STRICT-2
    pub const fn provider(mut self, provider: &'static Provider) -> Self {
        self.tolerances = provider.tolerances();
        self.provider = Some(provider);
        self
    }

    /// Checks everything and writes the request.
    ///
    /// # Errors
    ///
    /// Credentials that the method cannot carry, then [`SpecError::Parameter`] for an extra parameter that has no place in
    /// a request, then [`SpecError::TooLong`].
    pub fn build(self) -> Result<RequestSpec, SpecError> {
        let written = Written::of(&self)?;
        Ok(RequestSpec {
            key: RequestKey::of(&self),
            parts: self,
            written,
        })
    }
}

/// Neither credentials nor values of extra parameters.
// = COUNTERSIGN-SECRET-1
impl fmt::Debug for RequestBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestSpec")
            .field("endpoint", &self.endpoint.as_str())
            .field("authentication", &self.authentication)
            .field("scope", &self.scope.as_str())
            .field("resources", &self.resources.len())
            .field("extra", &self.extra.len())
            .field("tolerances", &self.tolerances)
            .field("provider", &self.provider.map(Provider::name))
            .finish()
    }
}
