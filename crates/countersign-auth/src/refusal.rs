use core::fmt;

use countersign_clause as clause;
use countersign_clause::Clause;

use crate::{AuthMethod, IdText, Location};

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident => $clause:ident, $text:literal,)+) => {
        /// Why a client is not authenticated, in the order in which the reasons win over one another.
        ///
        /// This is the fine reason for the log. On the wire, all that concern the client itself are one
        /// `invalid_client` with the same octets.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum AuthReason {
            $($(#[$doc])* $name,)+
        }

        impl AuthReason {
            /// Every reason, the strongest first.
            pub const RANKED: &'static [Self] = &[$(Self::$name,)+];

            /// The clause that the refusal rests on.
            #[must_use]
            pub fn clause(self) -> &'static Clause {
                match self {
                    $(Self::$name => &clause::$clause,)+
                }
            }

            /// The reason in plain words.
            #[must_use]
            pub const fn describe(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)+
                }
            }
        }
    };
}

reasons! {
    /// Two `Authorization` fields.
    AuthorizationRepeated => RFC9110_5_3_1, "the Authorization field is present more than once",
    /// Not a scheme with a token68 or parameters.
    AuthorizationMalformed => RFC6749_5_2_6, "the Authorization field is malformed",
    /// `client_id` outside VSCHAR.
    ClientIdMalformed => RFC6749_5_2_6, "client_id holds a character outside printable ASCII",
    /// `client_secret` outside VSCHAR.
    ClientSecretMalformed => RFC6749_5_2_6, "client_secret holds a character outside printable ASCII",
    /// More than one way to authenticate in one request.
    MultipleMethods => RFC6749_2_3_3, "the request uses more than one client authentication method",
    /// A scheme other than Basic.
    SchemeUnsupported => RFC6749_5_2_7, "the authentication scheme is not supported",
    /// A Basic credential that cannot be decoded.
    BasicMalformed => RFC6749_5_2_6, "the Basic credentials cannot be decoded",
    /// A client assertion, which is not supported here.
    AssertionUnsupported => RFC6749_5_2_7, "client assertions are not supported",
    /// Nothing that proves anything.
    NoCredentials => RFC6749_4_4_2_4, "the request carries no client authentication",
    /// `client_id` in the body names another client than the credentials.
    ClientIdMismatch => RFC6749_5_2_7, "client_id in the body differs from the authenticated client",
    /// The registry could not answer.
    RegistryUnavailable => COUNTERSIGN_UNAVAILABLE_1, "the client registry is unavailable",
    /// The host handed in the record of another client.
    RecordMismatch => COUNTERSIGN_RECORD_1, "the registry returned the record of another client",
    /// The record holds chosen secrets and the policy has no place for them.
    RecordUnusable => COUNTERSIGN_RECORD_1, "the record holds more chosen secrets than the policy allows",
    /// No such client.
    UnknownClient => RFC6749_5_2_7, "the client is unknown",
    /// A public client.
    PublicClient => RFC6749_4_4_1, "the client is public, and this grant is for confidential clients",
    /// A method that the client is not registered for.
    MethodNotRegistered => RFC6749_5_2_7, "the client is not registered for this authentication method",
    /// The slow hash could not be verified.
    VerifierUnavailable => COUNTERSIGN_UNAVAILABLE_1, "the secret verifier is unavailable",
    /// The right secret, too early.
    CredentialNotYetValid => RFC6749_4_4_2_5, "the secret is not valid yet",
    /// The right secret, too late.
    CredentialExpired => RFC6749_4_4_2_5, "the secret is no longer valid",
    /// Not a secret of this client.
    WrongSecret => RFC6749_4_4_2_5, "the secret is wrong",
}

impl fmt::Display for AuthReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.describe())
    }
}

/// A refusal to authenticate: the reason, and for the log who claimed what and where.
#[derive(Debug, Clone)]
pub struct AuthRefusal<'r> {
    reason: AuthReason,
    location: Option<Location>,
    client_id: Option<IdText<'r>>,
    method: Option<AuthMethod>,
}

impl<'r> AuthRefusal<'r> {
    pub(crate) const fn new(reason: AuthReason) -> Self {
        Self {
            reason,
            location: None,
            client_id: None,
            method: None,
        }
    }

    pub(crate) const fn at(mut self, location: Location) -> Self {
        self.location = Some(location);
        self
    }

    pub(crate) const fn because(mut self, reason: AuthReason) -> Self {
        self.reason = reason;
        self
    }

    pub(crate) fn claimed(mut self, client_id: IdText<'r>, method: AuthMethod) -> Self {
        self.client_id = Some(client_id);
        self.method = Some(method);
        self
    }

    /// Why.
    #[must_use]
    pub const fn reason(&self) -> AuthReason {
        self.reason
    }

    /// Where, if it can be pointed at.
    #[must_use]
    pub const fn location(&self) -> Option<Location> {
        self.location
    }

    /// The identifier that was claimed and not proven.
    #[must_use]
    pub fn client_id(&self) -> Option<&str> {
        self.client_id.as_ref().map(IdText::as_str)
    }

    /// The method that was tried.
    #[must_use]
    pub const fn method(&self) -> Option<AuthMethod> {
        self.method
    }
}

impl fmt::Display for AuthRefusal<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.reason.fmt(f)
    }
}

impl core::error::Error for AuthRefusal<'_> {}
