use core::fmt;

/// How a client proves who it is; the registered values of `token_endpoint_auth_method` where one exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum AuthMethod {
    /// HTTP Basic with both halves form-encoded (RFC 6749 section 2.3.1).
    ClientSecretBasic,
    /// `client_id` and `client_secret` in the form body (RFC 6749 section 2.3.1).
    ClientSecretPost,
    /// `client_secret_jwt`: a JWT under the client's secret, in the body.
    // = RFC7523-2.2-1
    ClientSecretJwt,
    /// The caller vouches for the client, see [`AuthenticatedClient::asserted_by_caller`].
    ///
    /// [`AuthenticatedClient::asserted_by_caller`]: crate::AuthenticatedClient::asserted_by_caller
    AssertedByCaller,
}

impl AuthMethod {
    /// Every method.
    pub const ALL: &'static [Self] = &[
        Self::ClientSecretBasic,
        Self::ClientSecretPost,
        Self::ClientSecretJwt,
        Self::AssertedByCaller,
    ];

    /// The name as it is registered, or `asserted_by_caller`.
    ///
    /// ```
    /// use countersign_auth::AuthMethod;
    ///
    /// assert_eq!(AuthMethod::ClientSecretBasic.as_str(), "client_secret_basic");
    /// assert_eq!(AuthMethod::from_name("client_secret_post"), Some(AuthMethod::ClientSecretPost));
    /// assert_eq!(AuthMethod::from_name("CLIENT_SECRET_POST"), None);
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ClientSecretBasic => "client_secret_basic",
            Self::ClientSecretPost => "client_secret_post",
            Self::ClientSecretJwt => "client_secret_jwt",
            Self::AssertedByCaller => "asserted_by_caller",
        }
    }

    /// The method with this name, compared exactly.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|method| method.as_str() == name)
    }

    const fn bit(self) -> u8 {
        match self {
            Self::ClientSecretBasic => 1,
            Self::ClientSecretPost => 2,
            Self::AssertedByCaller => 4,
            Self::ClientSecretJwt => 8,
        }
    }
}

impl fmt::Display for AuthMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The methods that a client is registered for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct MethodSet(u8);

impl MethodSet {
    /// No method at all.
    pub const EMPTY: Self = Self(0);

    /// This set and one method more.
    #[must_use]
    pub const fn with(self, method: AuthMethod) -> Self {
        Self(self.0 | method.bit())
    }

    /// Whether the method is in the set.
    #[must_use]
    pub const fn contains(self, method: AuthMethod) -> bool {
        self.0 & method.bit() != 0
    }

    /// Whether the set holds nothing.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The methods in the set, in the order of [`AuthMethod::ALL`].
    pub fn iter(self) -> impl Iterator<Item = AuthMethod> {
        AuthMethod::ALL
            .iter()
            .copied()
            .filter(move |method| self.contains(*method))
    }
}

impl fmt::Debug for MethodSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set()
            .entries(self.iter().map(AuthMethod::as_str))
            .finish()
    }
}

impl FromIterator<AuthMethod> for MethodSet {
    fn from_iter<I: IntoIterator<Item = AuthMethod>>(methods: I) -> Self {
        methods.into_iter().fold(Self::EMPTY, Self::with)
    }
}
