use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::fmt;

use countersign_clause as clause;
use countersign_grammar::json::{Kind, RawValue};
use countersign_grammar::{ClientId, Limits, TokenType, UnixTime};
use countersign_scope::Scope;

use crate::document::{Document, Field, Kinds};
use crate::extra::ExtraMember;
use crate::{DocumentError, DocumentErrorKind};

mod build;

/// The members that mean something, in the order in which they are written.
const MEMBERS: [&str; 13] = [
    "active",
    "scope",
    "client_id",
    "username",
    "token_type",
    "exp",
    "iat",
    "nbf",
    "sub",
    "aud",
    "iss",
    "jti",
    "cnf",
];

pub(super) const KINDS: Kinds = Kinds {
    members: &MEMBERS,
    object: &clause::RFC7662_2_2_1,
};

/// What is said of an active token. Each member may be absent; none of another JSON type than it must have is.
#[derive(Default)]
pub struct IntrospectedToken<'a> {
    scope: Option<Scope<'a>>,
    client_id: Option<ClientId<'a>>,
    username: Option<Cow<'a, str>>,
    token_type: Option<TokenType<'a>>,
    exp: Option<UnixTime>,
    iat: Option<UnixTime>,
    nbf: Option<UnixTime>,
    sub: Option<Cow<'a, str>>,
    aud: Vec<Cow<'a, str>>,
    iss: Option<Cow<'a, str>>,
    jti: Option<Cow<'a, str>>,
    cnf: Option<RawValue<'a>>,
    extra: Vec<ExtraMember<'a>>,
}

impl<'a> IntrospectedToken<'a> {
    /// An active token of which nothing more is said.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    pub(super) fn read(document: Document<'a>) -> Result<Self, DocumentError> {
        let text = |name| match document.get(name) {
            Some(field) => field.text(&clause::RFC7662_2_2_1).map(Some),
            None => Ok(None),
        };
        // = RFC7662-2.2-4
        let time = |name| match document.get(name) {
            Some(field) => field
                .integer(&clause::RFC7662_2_2_4)
                .map(|seconds| Some(UnixTime::from_secs(seconds))),
            None => Ok(None),
        };
        let mut token = Self::new();
        if let Some(field) = document.get("scope") {
            token.scope = Some(scope(field, document.limits())?);
        }
        if let Some(field) = document.get("client_id") {
            token.client_id = Some(field.production(&clause::RFC6749_A_1_1, ClientId::parse)?);
        }
        token.username = text("username")?;
        if let Some(field) = document.get("token_type") {
            token.token_type = Some(field.production(&clause::RFC6749_A_13_1, TokenType::parse)?);
        }
        token.exp = time("exp")?;
        token.iat = time("iat")?;
        token.nbf = time("nbf")?;
        token.sub = text("sub")?;
        if let Some(field) = document.get("aud") {
            token.aud = audience(field)?;
        }
        token.iss = text("iss")?;
        token.jti = text("jti")?;
        if let Some(field) = document.get("cnf") {
            token.cnf = Some(field.object(&clause::RFC7800_3_1_2)?);
        }
        token.extra = document.into_extra();
        Ok(token)
    }

    /// `scope`, as it was written.
    #[must_use]
    pub const fn scope(&self) -> Option<&Scope<'a>> {
        self.scope.as_ref()
    }

    /// `client_id`: the client that the token was issued to.
    #[must_use]
    pub const fn client_id(&self) -> Option<&ClientId<'a>> {
        self.client_id.as_ref()
    }

    /// `username`: a name for people of the resource owner, if there is one.
    #[must_use]
    pub fn username(&self) -> Option<&str> {
        self.username.as_deref()
    }

    /// `token_type`, as it was spelled; it compares ignoring case.
    #[must_use]
    pub const fn token_type(&self) -> Option<&TokenType<'a>> {
        self.token_type.as_ref()
    }

    /// `exp`: the token is not in force at this time any more.
    #[must_use]
    pub const fn exp(&self) -> Option<UnixTime> {
        self.exp
    }

    /// `iat`: when the token was issued.
    #[must_use]
    pub const fn iat(&self) -> Option<UnixTime> {
        self.iat
    }

    /// `nbf`: the token is not in force before this time.
    #[must_use]
    pub const fn nbf(&self) -> Option<UnixTime> {
        self.nbf
    }

    /// `sub`: whom the token is about.
    #[must_use]
    pub fn sub(&self) -> Option<&str> {
        self.sub.as_deref()
    }

    /// `aud`: for whom the token is; empty if it is absent. An array of nobody is refused.
    pub fn aud(&self) -> impl ExactSizeIterator<Item = &str> {
        self.aud.iter().map(|audience| &**audience)
    }

    /// Whether the token names this audience, character for character.
    #[must_use]
    pub fn is_for(&self, audience: &str) -> bool {
        self.aud().any(|named| named == audience)
    }

    /// `iss`: who issued the token.
    #[must_use]
    pub fn iss(&self) -> Option<&str> {
        self.iss.as_deref()
    }

    /// `jti`: the identifier of the token.
    #[must_use]
    pub fn jti(&self) -> Option<&str> {
        self.jti.as_deref()
    }

    /// `cnf` (RFC 7800): the key that the token is bound to, an object. Such a token is no plain bearer token.
    #[must_use]
    pub const fn cnf(&self) -> Option<RawValue<'a>> {
        self.cnf
    }

    /// The other members, in the order of the body.
    pub fn extra(&self) -> impl ExactSizeIterator<Item = &ExtraMember<'a>> {
        self.extra.iter()
    }
}

/// Which members there are; of their values only times and whether the token is bound to a key.
impl fmt::Debug for IntrospectedToken<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IntrospectedToken")
            .field("scope", &self.scope)
            .field("client_id", &self.client_id.is_some())
            .field("token_type", &self.token_type)
            .field("exp", &self.exp)
            .field("iat", &self.iat)
            .field("nbf", &self.nbf)
            .field("sub", &self.sub.is_some())
            .field("aud", &self.aud.len())
            .field("iss", &self.iss.is_some())
            .field("jti", &self.jti.is_some())
            .field("cnf", &self.cnf.is_some())
            .field("extra", &self.extra.len())
            .finish_non_exhaustive()
    }
}

// = RFC7662-2.2-3
fn scope<'a>(field: Field<'a>, limits: &Limits) -> Result<Scope<'a>, DocumentError> {
    let text = field.text(&clause::RFC7662_2_2_3)?;
    Scope::parse_bounded(text, limits.scope_tokens).map_err(|error| {
        let kind = DocumentErrorKind::MalformedScope(error.kind());
        field.refuse(kind, &clause::RFC7662_2_2_3)
    })
}

/// A string, or an array of at least one.
// = RFC7662-2.2-5
fn audience(field: Field<'_>) -> Result<Vec<Cow<'_, str>>, DocumentError> {
    let clause = &clause::RFC7662_2_2_5;
    if field.value().kind() == Kind::String {
        return Ok(Vec::from([field.text(clause)?]));
    }
    field.some(clause, clause, |element| element.text(clause))
}
