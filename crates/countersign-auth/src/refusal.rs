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
    /// A client assertion beside another method.
    AssertionNotAlone => RFC7521_4_2_1_2, "the request uses a client assertion and another authentication method",
    /// One of `client_assertion` and `client_assertion_type` without the other.
    AssertionIncomplete => RFC7521_4_2_1, "client_assertion and client_assertion_type do not come together",
    /// A client assertion of another kind than a JWT, or where none is supported.
    AssertionUnsupported => RFC6749_5_2_7, "client assertions are not supported",
    /// An assertion that is no signed JWT in compact form.
    AssertionMalformed => RFC7523_3_15, "the client assertion is not a signed JWT",
    /// An assertion that says it is another kind of token.
    AssertionTypeWrong => RFC7523BIS_4_6, "the client assertion is typed as another kind of token",
    /// An assertion signed by an algorithm that is not supported here.
    AssertionAlgorithmUnsupported => RFC7523_3_15, "the algorithm of the client assertion is not supported",
    /// Claims that are no JSON object with unique names, or a claim of the wrong type.
    AssertionClaimsMalformed => RFC7523_3_15, "a claim of the client assertion is malformed",
    /// No `iss`.
    AssertionIssuerMissing => RFC7523_3_2, "the client assertion has no issuer",
    /// No `sub`.
    AssertionSubjectMissing => RFC7523_3_3, "the client assertion has no subject",
    /// `iss` and `sub` are not the same client.
    AssertionIssuerWrong => RFC7521_5_2_2, "the issuer of the client assertion is not its subject",
    /// No `aud`.
    AssertionAudienceMissing => RFC7523_3_4, "the client assertion has no audience",
    /// No `exp`.
    AssertionExpiryMissing => RFC7523_3_8, "the client assertion has no expiry",
    /// No `jti`.
    AssertionIdMissing => RFC7523_3_12, "the client assertion has no identifier",
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
    /// An assertion signed by another algorithm than that of the client's key.
    AssertionAlgorithmWrong => RFC7523_3_14, "the client assertion is signed by another algorithm than that of the key",
    /// An assertion that no key of the client verifies.
    AssertionSignatureWrong => RFC7523_3_14, "no key of the client verifies the client assertion",
    /// An assertion for somebody else, or for others as well.
    AssertionAudienceWrong => RFC7523BIS_4_4, "the sole audience of the client assertion is not this server",
    /// An assertion whose time is over.
    AssertionExpired => RFC7523_3_9, "the client assertion has expired",
    /// An assertion whose time has not come.
    AssertionNotYetValid => RFC7523_3_10, "the client assertion is not valid yet",
    /// An assertion from the future.
    AssertionIssuedInTheFuture => RFC7523_3_11, "the client assertion was issued in the future",
    /// An assertion that expires too far ahead.
    AssertionLivesTooLong => RFC7521_5_2_9, "the client assertion expires too far ahead",
    /// The replay store could not answer.
    ReplayStoreUnavailable => COUNTERSIGN_UNAVAILABLE_1, "the replay store is unavailable",
    /// An assertion that was used before.
    AssertionReplayed => RFC7523_3_12, "the client assertion was used before",
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
