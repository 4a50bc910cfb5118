use alloc::vec::Vec;
use core::fmt;

use countersign_grammar::json::{ObjectWriter, Output};
use countersign_grammar::{Limits, ParameterName, TokenType};
use countersign_scope::{Scope, ScopeParameter, ScopeSet};

use crate::access_token::check_vschars;
use crate::extra::{ExtraMember, ExtraValue};
use crate::fields::{Fields, is_reserved, production};
use crate::members;
use crate::tolerances::Leniency;
use crate::{AccessToken, BuildError, BuildErrorKind, ResponseError};

/// A successful token response (RFC 6749 section 5.1).
///
/// ```
/// use countersign_grammar::{Limits, TokenType};
/// use countersign_message::{AccessToken, TokenResponse};
/// use countersign_scope::Scope;
///
/// let response = TokenResponse::new(AccessToken::parse("2YotnFZFEjr1zCsicMWpAA")?, TokenType::parse("Bearer")?)
///     .with_expires_in(3600)
///     .with_scope(Scope::parse("read write")?);
/// let mut body = String::new();
/// response.write_json(&mut body);
/// assert_eq!(
///     body,
///     r#"{"access_token":"2YotnFZFEjr1zCsicMWpAA","token_type":"Bearer","expires_in":3600,"scope":"read write"}"#,
/// );
///
/// let parsed = TokenResponse::parse(body.as_bytes(), &Limits::DEFAULT)?;
/// assert!(parsed.token_type().is_bearer());
/// assert_eq!(parsed.access_token().expose(), "2YotnFZFEjr1zCsicMWpAA");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct TokenResponse<'a> {
    access_token: AccessToken<'a>,
    token_type: TokenType<'a>,
    expires_in: Option<u64>,
    scope: ScopeParameter<Scope<'a>>,
    refresh_token: bool,
    extra: Vec<ExtraMember<'a>>,
}

impl<'a> TokenResponse<'a> {
    /// Reads a body, strictly.
    ///
    /// # Errors
    ///
    /// First what makes the body no JSON object with unique names; then the first fault in the order `access_token`,
    /// `token_type`, `expires_in`, `scope`, `refresh_token`.
    pub fn parse(body: &'a [u8], limits: &Limits) -> Result<Self, ResponseError> {
        let mut extra = Vec::new();
        let fields = Fields::read(body, limits, |name, value| {
            extra.push(ExtraMember::parsed(name, value));
        })?;
        Self::from_fields(&fields, extra, limits, &mut Leniency::strict())
    }

    pub(crate) fn from_fields(
        fields: &Fields<'a>,
        extra: Vec<ExtraMember<'a>>,
        limits: &Limits,
        leniency: &mut Leniency,
    ) -> Result<Self, ResponseError> {
        // = RFC6749-5.1-2
        let access_token = fields.required(fields.access_token, "access_token")?;
        let access_token = production(access_token, "access_token", AccessToken::parse)?;
        let token_type = members::token_type(fields, leniency)?;
        let expires_in = members::expires_in(fields.expires_in, leniency)?;
        let scope = members::scope(fields.scope, limits, leniency)?;
        // = RFC6749-5.1-8
        // = RFC6749-A.17-1
        let refresh_token = members::not_null(fields.refresh_token, leniency);
        if let Some(value) = refresh_token {
            production(value, "refresh_token", |text| check_vschars(&text))?;
        }
        let refresh_token = refresh_token.is_some();
        Ok(Self {
            access_token,
            token_type,
            expires_in,
            scope,
            refresh_token,
            extra,
        })
    }

    /// A response with the two members that every one has.
    #[must_use]
    pub const fn new(access_token: AccessToken<'a>, token_type: TokenType<'a>) -> Self {
        Self {
            access_token,
            token_type,
            expires_in: None,
            scope: ScopeParameter::Absent,
            refresh_token: false,
            extra: Vec::new(),
        }
    }

    /// With a lifetime in seconds.
    // = RFC6749-5.1-5
    #[must_use]
    pub fn with_expires_in(mut self, seconds: u64) -> Self {
        self.expires_in = Some(seconds);
        self
    }

    /// With the granted scope.
    #[must_use]
    pub fn with_scope(mut self, scope: Scope<'a>) -> Self {
        self.scope = ScopeParameter::Present(scope);
        self
    }

    /// With one more member, after those of RFC 6749.
    ///
    /// # Errors
    ///
    /// [`BuildErrorKind::BadName`] for a name outside the grammar of parameter names,
    /// [`BuildErrorKind::ReservedName`] for a member of RFC 6749, [`BuildErrorKind::NameRepeated`] for one that was
    /// added before.
    // = RFC6749-3.2-10
    // = RFC6749-8.2-1
    pub fn with_extra(mut self, name: &'a str, value: ExtraValue<'a>) -> Result<Self, BuildError> {
        if ParameterName::parse(name).is_err() {
            return Err(BuildError::new(BuildErrorKind::BadName));
        }
        if is_reserved(name) {
            return Err(BuildError::new(BuildErrorKind::ReservedName));
        }
        if self.extra.iter().any(|member| member.name() == name) {
            return Err(BuildError::new(BuildErrorKind::NameRepeated));
        }
        self.extra.push(ExtraMember::new(name, value));
        Ok(self)
    }

    /// `access_token`.
    #[must_use]
    pub const fn access_token(&self) -> &AccessToken<'a> {
        &self.access_token
    }

    /// `access_token`, by value.
    #[must_use]
    pub fn into_access_token(self) -> AccessToken<'a> {
        self.access_token
    }

    /// `token_type`, as it was spelled; it compares ignoring case. Where a missing or odd one was tolerated, `Bearer`.
    // = RFC6749-5.1-4
    #[must_use]
    pub const fn token_type(&self) -> &TokenType<'a> {
        &self.token_type
    }

    /// `expires_in`: the lifetime in seconds from the moment the server made the response.
    #[must_use]
    pub const fn expires_in(&self) -> Option<u64> {
        self.expires_in
    }

    /// `scope` as it was written, or with spaces for commas if those were tolerated. Absent means that what was asked for
    /// was granted; a strict parse refuses an empty one.
    #[must_use]
    pub const fn scope(&self) -> ScopeParameter<&Scope<'a>> {
        self.scope.as_ref()
    }

    /// `scope` as a set.
    #[must_use]
    pub fn scope_set(&self) -> ScopeParameter<ScopeSet> {
        self.scope().map(Scope::to_set)
    }

    /// Whether the response carried a refresh token, which this grant has no use for. Its value is not kept.
    // = RFC6749-4.4.3-1
    #[must_use]
    pub const fn had_refresh_token(&self) -> bool {
        self.refresh_token
    }

    /// The other members, in the order of the body.
    // = RFC7493-4.2-1
    pub fn extra(&self) -> impl ExactSizeIterator<Item = &ExtraMember<'a>> {
        self.extra.iter()
    }

    /// Appends the body: `application/json`, one object, its members in the order `access_token`, `token_type`,
    /// `expires_in`, `scope`, then the others. A refresh token is never written.
    // = RFC6749-5.1-10
    // = RFC6749-5.1-11
    pub fn write_json<O: Output>(&self, out: &mut O) {
        let mut object = ObjectWriter::new(out);
        object.member_str("access_token", self.access_token.expose());
        object.member_str("token_type", self.token_type.as_str());
        if let Some(seconds) = self.expires_in {
            object.member_u64("expires_in", seconds);
        }
        if let ScopeParameter::Present(scope) = &self.scope {
            object.member_str("scope", scope.as_str());
        }
        for member in &self.extra {
            member.write(&mut object);
        }
        object.finish();
    }
}

/// What is public; neither the token nor any extra member.
impl fmt::Debug for TokenResponse<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenResponse")
            .field("access_token", &self.access_token)
            .field("token_type", &self.token_type)
            .field("expires_in", &self.expires_in)
            .field("scope", &self.scope)
            .field("had_refresh_token", &self.refresh_token)
            .field("extra", &self.extra.len())
            .finish()
    }
}
