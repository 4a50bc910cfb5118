use alloc::borrow::Cow;
use alloc::sync::Arc;
use core::fmt;

use countersign_auth::AuthMethod;
use countersign_grammar::ClientId;
use countersign_grammar::basic::BasicEscape;
use countersign_grammar::form::EscapeSet;
use countersign_jose::{Algorithm, KeyTooShort};
use countersign_secret::Secret;

use crate::Provider;

mod assertion_profile;
mod secret_jwt;

pub use assertion_profile::{AssertionProfile, AssertionTyp};
pub(crate) use secret_jwt::SecretJwt;

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

/// What a method that signs each request needs from outside, the time and entropy, reaches it when an exchange writes its
/// request.
pub(crate) enum Proof {
    Secret {
        secret: Secret,
        placement: SecretPlacement,
    },
    SecretJwt(Arc<SecretJwt>),
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

    /// The method `client_secret_jwt`: the secret is not sent, it signs an assertion that is new for each exchange.
    ///
    /// The octets of the secret are the key, as they are. An assertion is issued when its exchange is
    /// [started](crate::Exchange::started) and expires 60 seconds later; its `jti` is the entropy that is given to
    /// [`Exchange::request`](crate::Exchange::request).
    ///
    /// ```
    /// use countersign_client::{Algorithm, AssertionProfile, ClientAuthentication};
    /// use countersign_grammar::{AbsoluteUri, ClientId};
    /// use countersign_secret::Secret;
    ///
    /// let client = |secret: &str| -> Result<_, Box<dyn std::error::Error>> {
    ///     let profile = AssertionProfile::strict(AbsoluteUri::parse("https://as.example")?);
    ///     let (id, secret) = (ClientId::parse("s6BhdRkqt3")?, Secret::from(String::from(secret)));
    ///     Ok(ClientAuthentication::secret_jwt(id, secret, Algorithm::Hs256, profile)?)
    /// };
    /// assert_eq!(client("a secret of at least 32 characters")?.method().as_str(), "client_secret_jwt");
    /// assert!(client("a short secret").is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`KeyTooShort`]: the secret has fewer octets than the tag of the algorithm.
    pub fn secret_jwt(
        id: ClientId<'static>,
        secret: Secret,
        algorithm: Algorithm,
        profile: AssertionProfile,
    ) -> Result<Self, KeyTooShort> {
        let jwt = SecretJwt::new(secret, algorithm, profile)?;
        Ok(Self {
            id,
            proof: Proof::SecretJwt(Arc::new(jwt)),
            beyond_vschar: false,
        })
    }

    /// A secret, placed where this server takes it; by default where its profile does not say.
    #[must_use]
    pub fn for_provider(id: ClientId<'static>, secret: Secret, provider: &Provider) -> Self {
        Self::secret(id, secret, provider.placement().unwrap_or_default())
    }

    /// The named leniency: the secret may hold characters outside VSCHAR (RFC 6749 appendix A.2), which some servers issue.
    /// They are sent in UTF-8. A secret that only signs is not sent, and may hold any octet.
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
            Proof::SecretJwt(_) => AuthMethod::ClientSecretJwt,
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
        self.means().ct_eq(other.means().expose())
    }

    fn means(&self) -> &Secret {
        match &self.proof {
            Proof::Secret { secret, .. } => secret,
            Proof::SecretJwt(jwt) => jwt.secret(),
        }
    }

    /// A name for the key of a request: distinct for whatever is sent differently.
    pub(crate) fn label(&self) -> Cow<'static, str> {
        match &self.proof {
            Proof::Secret { placement, .. } => Cow::Borrowed(match placement {
                SecretPlacement::Body => "client_secret_post",
                SecretPlacement::Basic(BasicEscape::Raw) => "client_secret_basic raw",
                SecretPlacement::Basic(_) => "client_secret_basic form",
            }),
            Proof::SecretJwt(jwt) => Cow::Owned(jwt.label()),
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
