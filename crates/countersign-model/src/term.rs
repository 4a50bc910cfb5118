//! What goes over the wire, as terms: names, secrets, assertions and requests, without their octets.

/// A client identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Name {
    /// An honest client whose secrets the server drew.
    Alice,
    /// An honest client whose secret a person chose, so that a slow hash of it is stored.
    Carol,
    /// A registered client that belongs to the adversary.
    Mallory,
    /// Nobody has registered this one.
    Nobody,
}

impl Name {
    /// Every name.
    pub const ALL: [Self; 4] = [Self::Alice, Self::Carol, Self::Mallory, Self::Nobody];
}

/// A secret, or what somebody presents for one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Secret {
    /// Alice's first secret, to be replaced.
    AliceOld,
    /// Alice's second secret; it holds a colon.
    AliceNew,
    /// What is left of Alice's second secret before its colon.
    AliceNewCut,
    /// Carol's secret.
    Carol,
    /// Mallory's secret.
    Mallory,
    /// The empty secret.
    Empty,
    /// What an adversary guesses.
    Guess,
}

impl Secret {
    /// The secrets that only their owner and the server know.
    pub const KEPT: [Self; 3] = [Self::AliceOld, Self::AliceNew, Self::Carol];
}

/// A time in units of the model's clock.
pub type Time = u8;

/// A set of scope tokens, a bit each.
pub type Scope = u8;

/// The audience of an assertion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AssertionAudience {
    /// The issuer identifier of this server, as the one value.
    Issuer,
    /// This server and another one.
    IssuerAndOther,
    /// The URL of the token endpoint.
    TokenEndpoint,
    /// Another server alone.
    Other,
    /// No audience.
    Absent,
}

/// A claim that is a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Date {
    /// The claim is not there.
    Absent,
    /// The claim is there and is no number.
    WrongType,
    /// The claim is this time.
    At(Time),
}

/// A client assertion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Assertion {
    /// `iss`.
    pub iss: Name,
    /// `sub`.
    pub sub: Name,
    /// `aud`.
    pub aud: AssertionAudience,
    /// `exp`.
    pub exp: Date,
    /// `nbf`.
    pub nbf: Date,
    /// `jti`, if there is one.
    pub jti: Option<u8>,
    /// The secret under which the MAC verifies.
    pub signed_with: Secret,
}

/// `grant_type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum GrantType {
    /// `client_credentials`.
    ClientCredentials,
    /// Another one.
    Other,
    /// None.
    Absent,
}

/// What is wrong with the form of a request, if anything is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Form {
    /// Nothing.
    Sound,
    /// It is not a POST of a form.
    NoForm,
    /// A parameter is included twice; the second says this name.
    Repeated(Name),
}

/// What stands behind the address of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Query {
    /// Nothing that matters: a parameter whose value looks like the name of a credential, say.
    Harmless,
    /// A client secret.
    Secret,
    /// A client secret under a name that is written with escapes.
    EscapedSecret,
}

impl Query {
    /// Every query but none.
    pub const ALL: [Self; 3] = [Self::Harmless, Self::Secret, Self::EscapedSecret];
}

/// A token request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Request {
    /// Its form.
    pub form: Form,
    /// The query of its address, if it has one.
    pub query: Option<Query>,
    /// `Authorization: Basic`.
    pub basic: Option<(Name, Secret)>,
    /// `client_id` in the body.
    pub client_id: Option<Name>,
    /// `client_secret` in the body.
    pub client_secret: Option<Secret>,
    /// `client_assertion` in the body, of the type for JWTs.
    pub assertion: Option<Assertion>,
    /// `grant_type`.
    pub grant_type: GrantType,
    /// `scope`, if there is one.
    pub scope: Option<Scope>,
}

impl Request {
    /// A request without authentication.
    pub const BARE: Self = Self {
        form: Form::Sound,
        query: None,
        basic: None,
        client_id: None,
        client_secret: None,
        assertion: None,
        grant_type: GrantType::ClientCredentials,
        scope: None,
    };

    /// `client_secret` in the body; sent without a value it counts as omitted.
    #[must_use]
    pub fn body_secret(&self) -> Option<Secret> {
        self.client_secret.filter(|secret| *secret != Secret::Empty)
    }

    /// `scope`; sent without a value it counts as omitted.
    #[must_use]
    pub fn asked_scope(&self) -> Option<Scope> {
        self.scope.filter(|scope| *scope != 0)
    }

    /// How many authentication methods it uses. A `client_id` alone is none.
    #[must_use]
    pub fn mechanisms(&self) -> usize {
        [
            self.basic.is_some(),
            self.body_secret().is_some(),
            self.assertion.is_some(),
        ]
        .into_iter()
        .filter(|used| *used)
        .count()
    }
}

/// A client authentication method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Method {
    /// `client_secret_basic`.
    Basic,
    /// `client_secret_post`.
    Post,
    /// `client_secret_jwt`.
    Jwt,
}

impl Method {
    /// Every method.
    pub const ALL: [Self; 3] = [Self::Basic, Self::Post, Self::Jwt];
}
