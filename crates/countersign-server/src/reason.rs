use core::fmt;

use countersign_auth::AuthReason;
use countersign_clause as clause;
use countersign_clause::Clause;
use countersign_message::ErrorCode;

macro_rules! reasons {
    ($(#[$meta:meta])* $enum:ident { $($(#[$doc:meta])* $name:ident => $code:ident, $status:literal, $clause:ident, $text:literal;)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum $enum {
            $($(#[$doc])* $name,)+
        }

        impl $enum {
            /// Every reason of this group, the strongest first.
            pub const RANKED: &'static [Self] = &[$(Self::$name,)+];

            fn row(self) -> (ErrorCode<'static>, u16, &'static str) {
                match self {
                    $(Self::$name => (ErrorCode::$code, $status, $text),)+
                }
            }

            /// The clause that the refusal rests on.
            #[must_use]
            pub fn clause(self) -> &'static Clause {
                match self {
                    $(Self::$name => &clause::$clause,)+
                }
            }
        }
    };
}

reasons! {
    /// What is wrong with a request before anybody is authenticated.
    RequestReason {
        /// Not POST.
        MethodNotPost => InvalidRequest, 405, RFC6749_3_2_5, "the request method is not POST";
        /// Target or header field over the limit.
        HeaderTooLong => InvalidRequest, 400, RFC9110_5_4_1, "the request target or a header field is too long";
        /// Body over the limit.
        BodyTooLong => InvalidRequest, 413, COUNTERSIGN_LIMITS_1, "the body is too long";
        /// No `Content-Type`.
        ContentTypeMissing => InvalidRequest, 400, RFC6749_3_2_6, "Content-Type is missing; a token request is application/x-www-form-urlencoded";
        /// Two `Content-Type` fields.
        ContentTypeRepeated => InvalidRequest, 400, RFC9110_5_3_1, "Content-Type is present more than once";
        /// Not a media type.
        ContentTypeMalformed => InvalidRequest, 400, RFC6749_3_2_6, "Content-Type is malformed";
        /// Another media type.
        ContentTypeWrong => InvalidRequest, 400, RFC6749_3_2_6, "Content-Type is not application/x-www-form-urlencoded";
        /// Another charset than UTF-8.
        CharsetWrong => InvalidRequest, 400, RFC6749_4_4_2_1, "the charset of the body is not UTF-8";
        /// A secret in the query.
        CredentialsInQuery => InvalidRequest, 400, RFC6749_2_3_1_9, "client credentials must not be sent in the request target";
        /// Form encoding is broken.
        BodyMalformed => InvalidRequest, 400, RFC6749_5_2_6, "the body is not well-formed application/x-www-form-urlencoded";
        /// A parameter is repeated.
        ParameterRepeated => InvalidRequest, 400, RFC6749_3_2_9, "a parameter is included more than once";
        /// More parameters than the limit.
        TooManyParameters => InvalidRequest, 400, COUNTERSIGN_LIMITS_1, "there are too many parameters";
        /// No `grant_type`.
        GrantTypeMissing => InvalidRequest, 400, RFC6749_5_2_3, "grant_type is missing";
    }
}

reasons! {
    /// Why an authenticated client gets no token.
    GrantReason {
        /// A grant that this endpoint does not serve.
        GrantTypeUnsupported => UnsupportedGrantType, 400, RFC6749_5_2_11, "the grant type is not supported";
        /// The client may not use this grant.
        GrantTypeNotAllowed => UnauthorizedClient, 400, RFC6749_5_2_10, "the client is not allowed to use this grant type";
        /// Not an absolute URI without fragment.
        ResourceMalformed => InvalidTarget, 400, RFC8707_2_1, "a resource is not an absolute URI without fragment";
        /// A resource that is not registered for the client.
        ResourceNotAllowed => InvalidTarget, 400, RFC8707_2_7, "a resource is not allowed for this client";
        /// Not a scope string.
        ScopeMalformed => InvalidScope, 400, RFC6749_3_3_3, "scope is malformed";
        /// More scope tokens than the limit.
        ScopeTooLong => InvalidScope, 400, COUNTERSIGN_LIMITS_1, "scope has too many tokens";
        /// A scope token that is not registered for the client.
        ScopeNotAllowed => InvalidScope, 400, RFC6749_5_2_12, "the requested scope is not allowed for this client";
        /// No scope, and no default.
        ScopeMissing => InvalidScope, 400, RFC6749_3_3_6, "scope is missing and the client has no default scope";
        /// The host denied the client.
        ClientDenied => UnauthorizedClient, 400, RFC6749_5_2_10, "the client is not allowed to have this token";
        /// The host denied the scope.
        ScopeDenied => InvalidScope, 400, RFC6749_3_3_4, "the requested scope is not granted";
        /// The host denied the resource.
        TargetDenied => InvalidTarget, 400, RFC8707_2_7, "the requested resource is not granted";
        /// The host could not decide.
        PolicyUnavailable => TemporarilyUnavailable, 503, COUNTERSIGN_UNAVAILABLE_1, "the authorization policy is unavailable";
        /// The host could not issue.
        IssuerUnavailable => TemporarilyUnavailable, 503, COUNTERSIGN_UNAVAILABLE_1, "the token issuer is unavailable";
    }
}

/// Why a request is refused; the greater reason loses against the smaller one.
///
/// [`Reason::ranked`] is the whole table: which error a request with several faults gets is a contract, not an
/// accident of code order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reason {
    /// The request itself.
    Request(RequestReason),
    /// Its client authentication.
    Authentication(AuthReason),
    /// What it asks for.
    Grant(GrantReason),
}

impl Reason {
    /// Every reason, the strongest first.
    // = COUNTERSIGN-ORDER-1
    pub fn ranked() -> impl Iterator<Item = Self> {
        RequestReason::RANKED
            .iter()
            .copied()
            .map(Self::Request)
            .chain(AuthReason::RANKED.iter().copied().map(Self::Authentication))
            .chain(GrantReason::RANKED.iter().copied().map(Self::Grant))
    }

    /// The clause that the refusal rests on.
    #[must_use]
    pub fn clause(self) -> &'static Clause {
        match self {
            Self::Request(reason) => reason.clause(),
            Self::Authentication(reason) => reason.clause(),
            Self::Grant(reason) => reason.clause(),
        }
    }

    /// The error code on the wire.
    #[must_use]
    pub fn error_code(self) -> ErrorCode<'static> {
        self.wire().code
    }

    /// The reason in plain words, for the log.
    #[must_use]
    pub fn describe(self) -> &'static str {
        match self {
            Self::Request(reason) => reason.row().2,
            Self::Authentication(reason) => reason.describe(),
            Self::Grant(reason) => reason.row().2,
        }
    }

    /// The coarse face of the reason.
    pub(crate) fn wire(self) -> Wire {
        match self {
            Self::Request(reason) => Wire::of(reason.row()),
            Self::Authentication(reason) => authentication(reason),
            Self::Grant(GrantReason::PolicyUnavailable | GrantReason::IssuerUnavailable) => {
                Wire::unavailable()
            }
            Self::Grant(reason) => Wire::of(reason.row()),
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.describe())
    }
}

/// What the wire gets to see of a reason. Before a client is looked up the description may be exact; from then on
/// it is the same for every failing client.
pub(crate) struct Wire {
    pub(crate) code: ErrorCode<'static>,
    pub(crate) status: u16,
    pub(crate) description: &'static str,
    /// 401 with a challenge instead, if the request carried an `Authorization` field.
    pub(crate) challenges: bool,
}

impl Wire {
    fn of((code, status, description): (ErrorCode<'static>, u16, &'static str)) -> Self {
        Self {
            code,
            status,
            description,
            challenges: false,
        }
    }

    // = COUNTERSIGN-UNAVAILABLE-1
    fn unavailable() -> Self {
        let description = "the server is temporarily unable to answer; try again later";
        Self::of((ErrorCode::TemporarilyUnavailable, 503, description))
    }
}

fn authentication(reason: AuthReason) -> Wire {
    match reason {
        // = RFC6749-5.2-5
        // = RFC6749-5.2-6
        AuthReason::AuthorizationRepeated
        | AuthReason::AuthorizationMalformed
        | AuthReason::ClientIdMalformed
        | AuthReason::ClientSecretMalformed
        | AuthReason::MultipleMethods
        | AuthReason::AssertionIncomplete
        | AuthReason::BasicMalformed => Wire::of((ErrorCode::InvalidRequest, 400, reason.describe())),
        AuthReason::RegistryUnavailable
        | AuthReason::ReplayStoreUnavailable
        | AuthReason::VerifierUnavailable => Wire::unavailable(),
        AuthReason::RecordMismatch | AuthReason::RecordUnusable => Wire::of((
            ErrorCode::ServerError,
            500,
            "the server is not able to answer this request",
        )),
        // = RFC6749-5.2-7
        // = RFC6749-5.2-9
        AuthReason::SchemeUnsupported
        | AuthReason::AssertionUnsupported
        | AuthReason::AssertionNotAlone
        | AuthReason::NoCredentials
        | AuthReason::ClientIdMismatch => Wire {
            code: ErrorCode::InvalidClient,
            status: 400,
            description: reason.describe(),
            challenges: true,
        },
        _ => Wire {
            code: ErrorCode::InvalidClient,
            status: 400,
            description: "client authentication failed",
            challenges: true,
        },
    }
}
