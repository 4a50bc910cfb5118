use alloc::string::String;

use countersign_grammar::AbsoluteUri;

/// How a client writes its assertions: whom they are for, what they call themselves, and by which name of the key.
///
/// Servers disagree about both. The strict form is the one of draft-ietf-oauth-rfc7523bis, and every deviation from it has
/// a name here.
///
/// ```
/// use countersign_client::{AssertionProfile, AssertionTyp};
/// use countersign_grammar::AbsoluteUri;
///
/// let strict = AssertionProfile::strict(AbsoluteUri::parse("https://as.example")?);
/// assert_eq!((strict.audience(), strict.typ()), ("https://as.example", AssertionTyp::ClientAuthentication));
///
/// // For a server that wants to read the address of its token endpoint, and a plain type.
/// let legacy = AssertionProfile::legacy(AbsoluteUri::parse("https://as.example/token")?).typed(AssertionTyp::Jwt);
/// assert_ne!(legacy, strict);
/// # Ok::<(), countersign_grammar::SyntaxError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct AssertionProfile {
    audience: AbsoluteUri<'static>,
    typ: AssertionTyp,
    key_id: Option<String>,
}

/// The `typ` in the header of an assertion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum AssertionTyp {
    /// `client-authentication+jwt`, which no other kind of JWT bears.
    // = RFC7523BIS-4-6
    // = RFC7523BIS-4-7
    #[default]
    ClientAuthentication,
    /// The named leniency: `JWT`, for a server that refuses types it does not know.
    Jwt,
    /// The named leniency: no type, for a server that refuses any.
    Absent,
}

impl AssertionTyp {
    /// What is written, if anything is.
    #[must_use]
    pub const fn as_str(self) -> Option<&'static str> {
        match self {
            Self::ClientAuthentication => Some("client-authentication+jwt"),
            Self::Jwt => Some("JWT"),
            Self::Absent => None,
        }
    }
}

impl AssertionProfile {
    /// Assertions for the server with this issuer identifier, which is their only audience, character for character.
    // = RFC7523BIS-4-1
    // = RFC7523BIS-4-2
    pub const fn strict(issuer: AbsoluteUri<'static>) -> Self {
        Self {
            audience: issuer,
            typ: AssertionTyp::ClientAuthentication,
            key_id: None,
        }
    }

    /// The named leniency: assertions whose only audience is the URL of an endpoint, for a server that does not take its
    /// issuer identifier. A server that is not honest about its URL can so be given assertions for another.
    // = RFC7523-3-5
    pub const fn legacy(endpoint: AbsoluteUri<'static>) -> Self {
        Self::strict(endpoint)
    }

    /// What the header calls the assertion.
    pub const fn typed(mut self, typ: AssertionTyp) -> Self {
        self.typ = typ;
        self
    }

    /// The identifier that the server has for the secret, which the header then bears as `kid`: for a server that finds the
    /// key by it. Without, there is no `kid`.
    ///
    /// It belongs to the secret, so requests that differ in it alone have the same [`RequestKey`](crate::RequestKey), and
    /// [`credentials_replaced`](crate::TokenSource::credentials_replaced) may bring another one.
    pub fn with_key_id(mut self, key_id: impl Into<String>) -> Self {
        self.key_id = Some(key_id.into());
        self
    }

    /// The one audience.
    #[must_use]
    pub fn audience(&self) -> &str {
        self.audience.as_str()
    }

    /// What the header calls the assertion.
    #[must_use]
    pub const fn typ(&self) -> AssertionTyp {
        self.typ
    }

    /// The identifier of the key, if there is one.
    #[must_use]
    pub fn key_id(&self) -> Option<&str> {
        self.key_id.as_deref()
    }
}
