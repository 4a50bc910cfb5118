use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use countersign_grammar::form::{EscapeSet, encode_into};
use countersign_grammar::{AbsoluteUri, ClientId, GrantType, ParameterName, chars};
use countersign_scope::ScopeSet;
use countersign_secret::Secret;

use crate::request::is_reserved;
use crate::{BuildError, BuildErrorKind};

/// Writes a client credentials request; what cannot be a valid one cannot be built.
///
/// `grant_type=client_credentials` is always there, at most one way of authentication is, and an extra parameter
/// neither replaces nor repeats another. Without one of the methods that put credentials into the body, the
/// request is to be sent with an `Authorization` field.
///
/// ```
/// use countersign_message::TokenRequestBuilder;
/// use countersign_scope::ScopeSet;
///
/// let scope = ScopeSet::parse("read write")?;
/// let mut body = String::new();
/// TokenRequestBuilder::new().scope(&scope).write(&mut body);
/// assert_eq!(body, "grant_type=client_credentials&scope=read+write");
/// # Ok::<(), countersign_scope::ScopeError>(())
/// ```
#[derive(Clone)]
#[must_use = "a builder writes nothing until `write` is called"]
pub struct TokenRequestBuilder<'a> {
    identity: Identity<'a>,
    scope: Option<&'a ScopeSet>,
    resources: Vec<&'a AbsoluteUri<'a>>,
    extra: Vec<(&'a str, &'a str)>,
    escape: EscapeSet,
}

/// How the client appears in the body: one way, because there is one field.
#[derive(Clone, Copy)]
enum Identity<'a> {
    Nothing,
    Id(&'a str),
    Secret(&'a str, &'a str),
    Assertion {
        id: Option<&'a str>,
        kind: &'a str,
        assertion: &'a str,
    },
}

impl<'a> TokenRequestBuilder<'a> {
    /// A request with nothing but its grant type, in the escape set of the WHATWG URL standard.
    pub const fn new() -> Self {
        Self {
            identity: Identity::Nothing,
            scope: None,
            resources: Vec::new(),
            extra: Vec::new(),
            escape: EscapeSet::Whatwg,
        }
    }

    /// Asks for this scope; the empty set asks for none, which leaves the parameter out.
    // = RFC6749-4.4.2-3
    pub fn scope(mut self, scope: &'a ScopeSet) -> Self {
        self.scope = Some(scope).filter(|scope| !scope.is_empty());
        self
    }

    /// Says where the token will be used (RFC 8707); may be called for each resource.
    // = RFC8707-2-1
    pub fn resource(mut self, resource: &'a AbsoluteUri<'a>) -> Self {
        self.resources.push(resource);
        self
    }

    /// Names the client, beside an `Authorization` field.
    ///
    /// # Errors
    ///
    /// [`BuildErrorKind::EmptyValue`] if the id is empty, [`BuildErrorKind::IdentityRepeated`] if the client appears
    /// in the body already.
    // = RFC6749-3.2.1-2
    pub fn client_id(self, id: &'a ClientId<'a>) -> Result<Self, BuildError> {
        let id = not_empty(id.as_str())?;
        self.identify(Identity::Id(id))
    }

    /// Puts id and secret into the body: the method `client_secret_post`, which RFC 6749 discourages where Basic can
    /// be used. An empty secret is left out.
    ///
    /// # Errors
    ///
    /// As [`client_id`](Self::client_id); [`BuildErrorKind::BadSecret`] if the secret holds an octet outside VSCHAR.
    // = RFC6749-2.3.1-5
    // = RFC6749-2.3.1-6
    // = RFC6749-2.3.1-7
    // = RFC6749-A.2-1
    pub fn body_credentials(self, id: &'a ClientId<'a>, secret: &'a Secret) -> Result<Self, BuildError> {
        if secret.expose().iter().all(|octet| chars::is_vschar(*octet)) {
            self.body_credentials_beyond_vschar(id, secret)
        } else {
            not_empty(id.as_str())?;
            Err(BuildError::new(BuildErrorKind::BadSecret))
        }
    }

    /// The named leniency: as [`body_credentials`](Self::body_credentials), for a secret that holds characters outside
    /// VSCHAR, which some servers issue. They are sent in UTF-8.
    ///
    /// # Errors
    ///
    /// As [`client_id`](Self::client_id); [`BuildErrorKind::BadSecret`] if the secret is not UTF-8.
    pub fn body_credentials_beyond_vschar(
        self,
        id: &'a ClientId<'a>,
        secret: &'a Secret,
    ) -> Result<Self, BuildError> {
        let id = not_empty(id.as_str())?;
        match core::str::from_utf8(secret.expose()) {
            Ok(secret) => self.identify(Identity::Secret(id, secret)),
            Err(_) => Err(BuildError::new(BuildErrorKind::BadSecret)),
        }
    }

    /// Authenticates by an assertion (RFC 7521), with the client's id beside it or without.
    ///
    /// # Errors
    ///
    /// As [`client_id`](Self::client_id).
    // = RFC7521-4.2-1
    // = RFC7521-4.2-2
    // = RFC7521-6.2-1
    pub fn client_assertion(
        self,
        id: Option<&'a ClientId<'a>>,
        kind: &'a AbsoluteUri<'a>,
        assertion: &'a str,
    ) -> Result<Self, BuildError> {
        let id = id.map(|id| not_empty(id.as_str())).transpose()?;
        let assertion = not_empty(assertion)?;
        self.identify(Identity::Assertion {
            id,
            kind: kind.as_str(),
            assertion,
        })
    }

    /// Adds a parameter of an extension. `audience` may repeat.
    ///
    /// # Errors
    ///
    /// [`BuildErrorKind::BadName`] for a name outside the grammar of parameter names,
    /// [`BuildErrorKind::ReservedName`] for a parameter that this builder writes itself,
    /// [`BuildErrorKind::NameRepeated`] for one that was added before, [`BuildErrorKind::EmptyValue`] for a value that
    /// would count as not sent.
    ///
    /// ```
    /// use countersign_message::{BuildErrorKind, TokenRequestBuilder};
    ///
    /// let request = TokenRequestBuilder::new().extra("vendor_hint", "a b")?;
    /// let error = request.clone().extra("client_secret", "x").unwrap_err();
    /// assert_eq!(error.kind(), BuildErrorKind::ReservedName);
    /// # Ok::<(), countersign_message::BuildError>(())
    /// ```
    // = RFC6749-8.2-1
    // = RFC6749-3.2-9
    pub fn extra(mut self, name: &'a str, value: &'a str) -> Result<Self, BuildError> {
        if ParameterName::parse(name).is_err() {
            return Err(BuildError::new(BuildErrorKind::BadName));
        }
        if is_reserved(name) {
            return Err(BuildError::new(BuildErrorKind::ReservedName));
        }
        if name != "audience" && self.extra.iter().any(|(other, _)| *other == name) {
            return Err(BuildError::new(BuildErrorKind::NameRepeated));
        }
        self.extra.push((name, not_empty(value)?));
        Ok(self)
    }

    /// How characters are escaped, for a server that is particular about it. Every set decodes to the same text.
    pub const fn escape(mut self, escape: EscapeSet) -> Self {
        self.escape = escape;
        self
    }

    /// Appends the body: `application/x-www-form-urlencoded`, in UTF-8, without a `charset`.
    ///
    /// What is appended holds the credentials that were given, so the buffer is the caller's to keep and to wipe.
    // = RFC6749-4.4.2-1
    // = RFC6749-4.4.2-2
    // = RFC9700-2.4-1
    // = RFC6749-B-1
    pub fn write(&self, out: &mut String) {
        out.push_str("grant_type=");
        out.push_str(GrantType::CLIENT_CREDENTIALS);
        // = RFC6749-2.3-3
        match self.identity {
            Identity::Nothing => {}
            Identity::Id(id) => self.pair("client_id", id, out),
            Identity::Secret(id, secret) => {
                self.pair("client_id", id, out);
                if !secret.is_empty() {
                    self.pair("client_secret", secret, out);
                }
            }
            Identity::Assertion { id, kind, assertion } => {
                if let Some(id) = id {
                    self.pair("client_id", id, out);
                }
                self.pair("client_assertion_type", kind, out);
                self.pair("client_assertion", assertion, out);
            }
        }
        if let Some(scope) = self.scope {
            self.pair("scope", scope.as_str(), out);
        }
        for resource in &self.resources {
            self.pair("resource", resource.as_str(), out);
        }
        for (name, value) in &self.extra {
            self.pair(name, value, out);
        }
    }

    /// Names need no escape in any set but [`EscapeSet::Html4`], which escapes `_`; they are names of the RFCs or match
    /// the grammar of parameter names, and are always written as they stand.
    fn pair(&self, name: &str, value: &str, out: &mut String) {
        out.push('&');
        out.push_str(name);
        out.push('=');
        encode_into(out, value, self.escape);
    }

    fn identify(self, identity: Identity<'a>) -> Result<Self, BuildError> {
        match self.identity {
            Identity::Nothing => Ok(Self { identity, ..self }),
            Identity::Id(_) | Identity::Secret(..) | Identity::Assertion { .. } => {
                Err(BuildError::new(BuildErrorKind::IdentityRepeated))
            }
        }
    }
}

impl Default for TokenRequestBuilder<'_> {
    fn default() -> Self {
        Self::new()
    }
}

/// What kinds of parameters there are; no value.
impl fmt::Debug for TokenRequestBuilder<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let identity = match self.identity {
            Identity::Nothing => "nothing",
            Identity::Id(_) => "client_id",
            Identity::Secret(..) => "client_id, client_secret",
            Identity::Assertion { .. } => "client_assertion",
        };
        f.debug_struct("TokenRequestBuilder")
            .field("identity", &identity)
            .field("scope", &self.scope)
            .field("resources", &self.resources.len())
            .field("extra", &self.extra.len())
            .field("escape", &self.escape)
            .finish()
    }
}

fn not_empty(value: &str) -> Result<&str, BuildError> {
    if value.is_empty() {
        Err(BuildError::new(BuildErrorKind::EmptyValue))
    } else {
        Ok(value)
    }
}
