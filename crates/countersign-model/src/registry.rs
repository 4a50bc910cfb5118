//! What is registered: the facts that a host hands in.

use crate::term::{Method, Name, Scope, Secret, Time};

/// How a secret is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kept {
    /// The server drew it: its digest is compared inside.
    Generated,
    /// A person chose it: a slow hash of it is verified outside.
    Chosen,
}

/// One secret of a client and when it counts: from the first time until before the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Credential {
    /// The secret.
    pub secret: Secret,
    /// How it is kept.
    pub kept: Kept,
    /// The first time at which it counts.
    pub from: Time,
    /// The first time at which it does not count any more.
    pub until: Time,
}

impl Credential {
    /// Whether it counts at a time.
    #[must_use]
    pub const fn is_open(&self, now: Time) -> bool {
        self.from <= now && now < self.until
    }
}

/// A registered client.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Registration {
    /// Its identifier.
    pub name: Name,
    /// The methods it may authenticate by.
    pub methods: Vec<Method>,
    /// Its secrets.
    pub credentials: Vec<Credential>,
    /// What it may ask for.
    pub scope: Scope,
    /// What it gets if it asks for nothing; nothing means that it has to ask.
    pub default_scope: Option<Scope>,
    /// Whether it may use the grant.
    pub may_use_grant: bool,
}

impl Registration {
    /// Whether this secret counts for the client at a time. The declarative reading, for properties.
    #[must_use]
    pub fn owns(&self, secret: Secret, now: Time) -> bool {
        secret != Secret::Empty
            && self
                .credentials
                .iter()
                .any(|credential| credential.secret == secret && credential.is_open(now))
    }
}

/// All registered clients and what holds for all of them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Registry {
    /// The clients.
    pub clients: Vec<Registration>,
    /// Whether the policy of the server admits chosen secrets: then every failed comparison is followed by the slow
    /// one, whoever the client is.
    pub chosen_secrets: bool,
    /// How far clocks may be apart.
    pub skew: Time,
    /// How far ahead an assertion may expire.
    pub longest: Time,
}

impl Registry {
    /// The registration of a name.
    #[must_use]
    pub fn find(&self, name: Name) -> Option<&Registration> {
        self.clients.iter().find(|client| client.name == name)
    }
}
