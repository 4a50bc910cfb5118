use core::fmt;

use countersign_auth::AuthMethod;
use countersign_grammar::ClientId;
use countersign_grammar::basic::BasicEscape;
use countersign_grammar::form::EscapeSet;
use countersign_secret::Secret;

use crate::Provider;

/// How a client proves to a token endpoint who it is: its identifier, what it proves it with, and where that stands in
/// the request.
///
/// `Debug` shows the identifier and the method. There is no `Clone`, as there is none of the secret.
///
/// ```
/// use countersign_client::{ClientAuthentication, SecretPlacement};
/// use countersign_grammar::{ClientId, basic::BasicEscape};
/// use countersign_secret::Secret;
///
/// let id = ClientId::parse("s6BhdRkqt3")?;
/// let client = ClientAuthentication::basic(id.clone(), Secret::from(String::from("gX1fBat3bV")));
/// assert_eq!(client.method().as_str(), "client_secret_basic");
///
/// // For a server that takes both halves as they are.
/// let placement = SecretPlacement::Basic(BasicEscape::Raw);
/// let client = ClientAuthentication::secret(id, Secret::from(String::from("gX1fBat3bV")), placement);
/// assert!(!format!("{client:?}").contains("gX1fBat3bV"));
/// # Ok::<(), countersign_grammar::SyntaxError>(())
/// ```
///
/// ```compile_fail,E0599
/// # use countersign_client::ClientAuthentication;
/// fn shown(client: &ClientAuthentication) -> String {
///     client.to_string()
/// }
/// ```
pub struct ClientAuthentication {
    id: ClientId<'static>,
    proof: Proof,
    beyond_vschar: bool,
}

/// A method that signs each request has its place here: what it needs from outside, the time and entropy, reaches it when
/// an exchange writes its request.
pub(crate) enum Proof {
    Secret {
        secret: Secret,
        placement: SecretPlacement,
    },
}

/// Where the secret stands in the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SecretPlacement {
    /// In the `Authorization` field, scheme Basic, its halves escaped so.
    ///
    /// Servers disagree about the escape. [`EscapeSet::Minimal`] is read alike by all that unescape;
    /// [`BasicEscape::Raw`] is for those that do not. For an identifier and a secret of letters and digits there is no
    /// difference.
    Basic(BasicEscape),
    /// In the body, as `client_id` and `client_secret`.
    Body,
}

impl SecretPlacement {
    /// The registered name of the method.
    // = RFC6749-2.3.1-8
    #[must_use]
    pub const fn method(self) -> AuthMethod {
        match self {
            Self::Basic(_) => AuthMethod::ClientSecretBasic,
            Self::Body => AuthMethod::ClientSecretPost,
        }
    }
}

/// HTTP Basic, escaped as little as servers that unescape need: what RFC 6749 section 2.3.1 prefers.
impl Default for SecretPlacement {
    fn default() -> Self {
        Self::Basic(BasicEscape::Form(EscapeSet::Minimal))
    }
}

impl ClientAuthentication {
    /// A secret, placed where the server wants it.
    #[must_use]
    pub const fn secret(id: ClientId<'static>, secret: Secret, placement: SecretPlacement) -> Self {
        Self {
            id,
            proof: Proof::Secret { secret, placement },
            beyond_vschar: false,
        }
    }

    /// The method `client_secret_basic` with the default escape.
    #[must_use]
    pub fn basic(id: ClientId<'static>, secret: Secret) -> Self {
        Self::secret(id, secret, SecretPlacement::default())
    }

    /// The method `client_secret_post`.
    #[must_use]
    pub const fn post(id: ClientId<'static>, secret: Secret) -> Self {
        Self::secret(id, secret, SecretPlacement::Body)
    }

    /// A secret, placed where this server takes it; by default where its profile does not say.
    #[must_use]
    pub fn for_provider(id: ClientId<'static>, secret: Secret, provider: &Provider) -> Self {
        Self::secret(id, secret, provider.placement().unwrap_or_default())
    }

    /// The named leniency: the secret may hold characters outside VSCHAR (RFC 6749 appendix A.2), which some servers issue.
    /// They are sent in UTF-8.
    // = COUNTERSIGN-STRICT-2
    #[must_use]
    pub const fn allowing_secret_beyond_vschar(mut self) -> Self {
        self.beyond_vschar = true;
        self
    }

    /// The client's identifier.
    #[must_use]
    pub const fn client_id(&self) -> &ClientId<'static> {
        &self.id
    }

    /// The method.
    #[must_use]
    pub const fn method(&self) -> AuthMethod {
        match self.proof {
            Proof::Secret { placement, .. } => placement.method(),
        }
    }

    pub(crate) const fn beyond_vschar(&self) -> bool {
        self.beyond_vschar
    }

    pub(crate) const fn proof(&self) -> &Proof {
        &self.proof
    }

    /// Whether two clients prove themselves by the same means, in time that does not depend on the secrets.
    // = COUNTERSIGN-SECRET-2
    pub(crate) fn same_secret(&self, other: &Self) -> bool {
        match (&self.proof, &other.proof) {
            (Proof::Secret { secret: ours, .. }, Proof::Secret { secret: theirs, .. }) => {
                ours.ct_eq(theirs.expose())
            }
        }
    }

    /// A name for the key of a request: distinct for whatever is sent differently.
    pub(crate) const fn label(&self) -> &'static str {
        match self.proof {
            Proof::Secret { placement, .. } => match placement {
                SecretPlacement::Body => "client_secret_post",
                SecretPlacement::Basic(BasicEscape::Raw) => "client_secret_basic raw",
                SecretPlacement::Basic(_) => "client_secret_basic form",
            },
        }
    }
}

/// Never the secret.
// = COUNTERSIGN-SECRET-1
impl fmt::Debug for ClientAuthentication {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientAuthentication")
            .field("client_id", &self.id.as_str())
            .field("method", &self.method().as_str())
            .finish_non_exhaustive()
    }
}
