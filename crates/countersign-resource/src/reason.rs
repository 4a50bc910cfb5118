use core::fmt;

use countersign_clause as clause;
use countersign_clause::Clause;

macro_rules! reasons {
    ($(#[$meta:meta])* $enum:ident { $($(#[$doc:meta])* $name:ident => $answer:ident, $clause:ident, $text:literal;)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum $enum {
            $($(#[$doc])* $name,)+
        }

        impl $enum {
            /// Every reason of this group, the strongest first.
            pub const RANKED: &'static [Self] = &[$(Self::$name,)+];

            fn row(self) -> (Answer, &'static str) {
                match self {
                    $(Self::$name => (Answer::$answer, $text),)+
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
    /// Why a request carries no token that could be looked at.
    RequestReason {
        /// Target or `Authorization` over the limit.
        HeaderTooLong => InvalidRequest, RFC9110_5_4_1, "the request target or a header field is too long";
        /// A form body over the limit.
        BodyTooLong => InvalidRequest, COUNTERSIGN_LIMITS_1, "the form body is too long";
        /// Two `Authorization` fields.
        AuthorizationRepeated => InvalidRequest, RFC9110_5_3_1, "Authorization is present more than once";
        /// Not `credentials`.
        AuthorizationMalformed => InvalidRequest, RFC6750_3_1_2, "Authorization is malformed";
        /// Another scheme than Bearer.
        SchemeUnsupported => Unauthenticated, RFC6750_3_1_7, "the scheme of Authorization is not Bearer";
        /// A token in two places.
        MultipleMethods => InvalidRequest, RFC6750_3_1_2, "the request carries access tokens in more than one way";
        /// `access_token` twice in one place.
        TokenRepeated => InvalidRequest, RFC6750_3_1_2, "access_token is included more than once";
        /// In the query, which is not allowed.
        QueryNotAccepted => Unauthenticated, OAUTH21_5_1_3, "an access token in the query is not accepted";
        /// In the body, which is not allowed.
        BodyNotAccepted => Unauthenticated, RFC6750_2_2_6, "an access token in the body is not accepted";
        /// In the body of a request whose body has no meaning.
        BodyOfGet => InvalidRequest, RFC6750_2_2_3, "an access token must not be in the body of this method";
        /// Not a `b64token`.
        TokenMalformed => InvalidRequest, RFC6750_2_1_1, "the access token is not a b64token";
        /// No token anywhere.
        NoToken => Unauthenticated, RFC6750_3_1, "the request carries no access token";
    }
}

reasons! {
    /// Why a token is good for nothing here.
    TokenReason {
        /// A JWT over the limit.
        TooLong => InvalidToken, COUNTERSIGN_LIMITS_1, "the token is too long";
        /// Not a compact JWS.
        NotAJws => InvalidToken, RFC7515_5_2_1, "the token is not a compact JWS with a sound header";
        /// `alg` is `none`, or there is no signature.
        Unsecured => InvalidToken, RFC9068_4_8, "the token has no signature";
        /// `crit` or `b64`.
        CriticalExtension => InvalidToken, RFC7515_4_1_11_1, "the header demands an extension that is not understood";
        /// Not an access token by its `typ`.
        TypeWrong => InvalidToken, RFC9068_4_3, "typ is not that of an access token";
        /// An algorithm that does not exist here.
        AlgorithmUnsupported => InvalidToken, RFC7515_4_1_1_1, "alg names no supported algorithm";
        /// The host could not say which keys there are.
        KeysUnavailable => Unavailable, COUNTERSIGN_UNAVAILABLE_1, "the keys of the issuer are unavailable";
        /// No key fits.
        KeyUnknown => InvalidToken, RFC9068_4_9, "no key of the issuer fits the header";
        /// More than one key fits.
        KeyAmbiguous => InvalidToken, RFC7517_4_5_1, "more than one key of the issuer fits the header";
        /// The key is for another algorithm.
        AlgorithmMismatch => InvalidToken, RFC8725_3_1_3, "alg is not the algorithm of the key";
        /// Not signed with the key.
        BadSignature => InvalidToken, RFC9068_4_7, "the signature does not match";
        /// The authorization server could not be asked.
        IntrospectionUnavailable => Unavailable, COUNTERSIGN_UNAVAILABLE_1, "the authorization server is unavailable";
        /// It answered with another status than 200.
        AnswerStatusWrong => Unavailable, RFC7662_2_3_1, "the authorization server did not answer with status 200";
        /// Its answer is not JSON by its own word.
        AnswerContentTypeWrong => Unavailable, RFC7662_2_2_1, "the answer of the authorization server is not application/json";
        /// Its answer is not what RFC 7662 describes. Of one that says `false` no more is read than that.
        AnswerMalformed => Unavailable, RFC7662_2_2_1, "the answer of the authorization server is malformed";
        /// It says that the token is not active.
        Inactive => InvalidToken, RFC7662_2_2_6, "the authorization server says that the token is not active";
        /// The claims are not a JSON object with unique names.
        ClaimsMalformed => InvalidToken, RFC7519_7_2_1, "the claims are not a JSON object with unique names";
        /// A claim of another type than it has.
        ClaimWrong => InvalidToken, RFC7519_7_2_1, "a claim has the wrong type";
        /// No issuer.
        IssuerMissing => InvalidToken, RFC9068_2_2_1, "iss is missing";
        /// No end.
        ExpiryMissing => InvalidToken, RFC9068_2_2_2, "exp is missing";
        /// No audience.
        AudienceMissing => InvalidToken, RFC8725_3_9_2, "aud is missing";
        /// No subject.
        SubjectMissing => InvalidToken, RFC9068_2_2_4, "sub is missing or empty";
        /// No client.
        ClientIdMissing => InvalidToken, RFC9068_2_2_6, "client_id is missing or empty";
        /// No time of issue.
        IssuedAtMissing => InvalidToken, RFC9068_2_2_7, "iat is missing";
        /// No identifier.
        TokenIdMissing => InvalidToken, RFC9068_2_2_8, "jti is missing or empty";
        /// Of another type than Bearer, by the answer of the authorization server.
        TokenTypeWrong => InvalidToken, RFC9449_7_2_1, "the token is not a bearer token";
        /// Of another issuer.
        IssuerWrong => InvalidToken, RFC9068_4_5, "the issuer is another one";
        /// For somebody else.
        AudienceWrong => InvalidToken, RFC9068_4_6, "the token is for somebody else";
        /// Not any more.
        Expired => ExpiredToken, RFC9068_4_10, "the token is expired";
        /// Not yet.
        NotYetValid => InvalidToken, RFC7519_4_1_5_1, "the token is not yet valid";
        /// From the future.
        IssuedInTheFuture => InvalidToken, RFC7519_4_1_6_1, "the token was issued in the future";
        /// Not a scope string.
        ScopeMalformed => InvalidToken, RFC6749_3_3_3, "the scope of the token is malformed";
        /// More scope tokens than the limit.
        ScopeTooLong => InvalidToken, COUNTERSIGN_LIMITS_1, "the scope of the token has too many tokens";
        /// `cnf` that names no key.
        ConfirmationMalformed => BoundToken, RFC7800_3_1_2, "cnf is not an object that names a key";
        /// Bound to a DPoP key, and sent as a bearer token.
        BoundToDpop => BoundToken, RFC9449_7_2_1, "the token is bound to a DPoP key and was sent as a bearer token";
        /// Bound to another certificate than the caller's.
        CertificateWrong => BoundToken, RFC8705_3_3, "the token is bound to another certificate";
        /// Bound to a key, and nobody says that the caller holds it.
        PossessionUnproven => BoundToken, RFC8705_3_2, "the token is bound to a key, and possession of it is not proven";
        /// The host could not say whether the caller holds the key.
        PossessionUnavailable => Unavailable, COUNTERSIGN_UNAVAILABLE_1, "the proof of possession is unavailable";
    }
}

reasons! {
    /// Why a verified token does not open the route.
    AccessReason {
        /// For another part of this resource server.
        AudienceInsufficient => InvalidToken, RFC9700_2_3_3, "the token is not for this resource";
        /// Scope is lacking.
        ScopeInsufficient => InsufficientScope, RFC6749_7_1, "the scope of the token does not suffice";
    }
}

/// Why a request is refused; the greater reason loses against the smaller one.
///
/// [`Reason::ranked`] is the whole table: which error a request with several faults gets is a contract, not an accident
/// of code order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reason {
    /// The request carries no token that could be looked at.
    Request(RequestReason),
    /// The token is good for nothing here.
    Token(TokenReason),
    /// The token does not open the route.
    Access(AccessReason),
}

impl Reason {
    /// Every reason, the strongest first.
    // = COUNTERSIGN-ORDER-1
    pub fn ranked() -> impl Iterator<Item = Self> {
        let request = RequestReason::RANKED.iter().copied().map(Self::Request);
        let token = TokenReason::RANKED.iter().copied().map(Self::Token);
        let access = AccessReason::RANKED.iter().copied().map(Self::Access);
        request.chain(token).chain(access)
    }

    /// The clause that the refusal rests on.
    #[must_use]
    pub fn clause(self) -> &'static Clause {
        match self {
            Self::Request(reason) => reason.clause(),
            Self::Token(reason) => reason.clause(),
            Self::Access(reason) => reason.clause(),
        }
    }

    /// The reason in plain words, for the log.
    #[must_use]
    pub fn describe(self) -> &'static str {
        self.row().1
    }

    /// The HTTP status code of the refusal.
    #[must_use]
    pub fn status(self) -> u16 {
        self.row().0.status()
    }

    /// The `error` of the challenge; none if the request carried no authentication that counts, and none where there
    /// is no challenge.
    #[must_use]
    pub fn error(self) -> Option<&'static str> {
        self.row().0.error()
    }

    /// The `error_description` of the challenge: exact about the request, coarse about the token.
    pub(crate) fn description(self) -> Option<&'static str> {
        let (answer, text) = self.row();
        answer.description(text)
    }

    pub(crate) fn challenges(self) -> bool {
        self.row().0 != Answer::Unavailable
    }

    fn row(self) -> (Answer, &'static str) {
        match self {
            Self::Request(reason) => reason.row(),
            Self::Token(reason) => reason.row(),
            Self::Access(reason) => reason.row(),
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.describe())
    }
}

/// What the wire gets to see of a reason.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Answer {
    Unauthenticated,
    InvalidRequest,
    InvalidToken,
    ExpiredToken,
    BoundToken,
    InsufficientScope,
    Unavailable,
}

impl Answer {
    // = RFC6750-3.1-1
    // = RFC6750-3.1-3
    // = RFC6750-3.1-5
    // = RFC9068-4-12
    // = RFC8705-3-3
    // = RFC9110-11.4-1
    // = RFC9110-11.4-2
    // = COUNTERSIGN-UNAVAILABLE-1
    const fn status(self) -> u16 {
        match self {
            Self::InvalidRequest => 400,
            Self::Unauthenticated | Self::InvalidToken | Self::ExpiredToken | Self::BoundToken => 401,
            Self::InsufficientScope => 403,
            Self::Unavailable => 503,
        }
    }

    // = RFC6750-3-8
    // = RFC6750-3.1-7
    // = RFC6749-7.2-2
    const fn error(self) -> Option<&'static str> {
        match self {
            Self::Unauthenticated | Self::Unavailable => None,
            Self::InvalidRequest => Some("invalid_request"),
            Self::InvalidToken | Self::ExpiredToken | Self::BoundToken => Some("invalid_token"),
            Self::InsufficientScope => Some("insufficient_scope"),
        }
    }

    // = RFC6749-7.2-1
    const fn description(self, text: &'static str) -> Option<&'static str> {
        match self {
            Self::Unauthenticated | Self::Unavailable => None,
            Self::InvalidRequest => Some(text),
            Self::InvalidToken => Some("the access token is not valid here"),
            Self::ExpiredToken => Some("the access token is expired"),
            Self::BoundToken => Some("the access token is bound to a key"),
            Self::InsufficientScope => Some("the access token does not have the required scope"),
        }
    }
}
