//! Faults that were found in other implementations, one by one to be seeded into the models: each has to be found.

macro_rules! faults {
    ($($(#[doc = $text:literal])+ $name:ident,)*) => {
        /// One thing done wrong.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Fault {
            $($(#[doc = $text])+ $name,)*
        }

        impl Fault {
            /// Every fault.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// What is done wrong, in a sentence.
            #[must_use]
            pub const fn describe(self) -> &'static str {
                match self {
                    $(Self::$name => concat!($($text),+),)*
                }
            }
        }
    };
}

faults! {
    /// The replay claim comes before the MAC is verified.
    ClaimBeforeSignature,
    /// The replay claim comes before the audience is checked.
    ClaimBeforeAudience,
    /// The replay claim comes before the times are checked.
    ClaimBeforeTimes,
    /// The replay store is keyed by `jti` without the client that issued it.
    JtiWithoutIssuer,
    /// The replay store is asked first and told afterwards.
    CheckThenSet,
    /// A claim is kept until `exp`, without the skew.
    KeptUntilExpiry,
    /// A claim is kept until `exp` and one skew, as if all nodes had one clock.
    KeptForOneClock,
    /// A claim that comes when it may already be forgotten counts as a first use.
    LateClaimIsFirst,
    /// A store that cannot answer counts as a first use.
    UnavailableIsConsent,
    /// A registry that cannot answer counts as an unknown client.
    UnavailableIsUnknown,
    /// A host that cannot answer is asked again and again.
    AsksForEver,
    /// Of two parameters, the second counts.
    LastParameterWins,
    /// Of two parameters, the first counts.
    FirstParameterWins,
    /// A secret in the query is looked for as a substring.
    SubstringOfQuery,
    /// Of two mechanisms, the body counts.
    BodyOverridesBasic,
    /// A `client_id` in the body that differs from the authenticated client does not matter.
    ClientIdIgnored,
    /// What follows a second colon of a Basic credential is cut off on both sides of the comparison.
    SecondColonCuts,
    /// An empty secret is a secret like any other, so that a client with an empty one in the registry needs none.
    EmptySecretAccepted,
    /// A client may use any method.
    AnyMethod,
    /// A secret that does not count yet counts.
    FutureCredential,
    /// A secret that does not count any more counts.
    PastCredential,
    /// The MAC is not verified.
    SignatureUnchecked,
    /// The MAC is verified with the secret of the issuer, whoever the subject is.
    SubjectUnchecked,
    /// An audience among others is enough.
    AnyAudience,
    /// An assertion without `exp` lives for ever.
    ExpiryOptional,
    /// An assertion may expire as late as it likes.
    ExpiryUncapped,
    /// An assertion counts one unit longer than it should.
    ExpiryInclusive,
    /// `nbf` of the wrong type counts as absent.
    WrongTypeIsAbsent,
    /// An unknown client is answered without the work for a known one.
    UnknownClientAtOnce,
    /// A client that asks for nothing gets all that is registered.
    DefaultIsEverything,
    /// What is not registered is granted if one token of the request is.
    OneScopeTokenSuffices,
    /// The host may grant more than was asked for.
    HostMayWiden,
    /// The grant type is not looked at.
    AnyGrantType,
    /// An error description repeats what was presented.
    ErrorEchoesSecret,
    /// The guard does not look at the audience.
    GuardAnyAudience,
    /// The guard is content with one of the scope tokens that are needed.
    GuardAnyScope,
    /// The guard accepts a token at the time it expires.
    GuardExpiryInclusive,
    /// The guard takes a token that is bound to a key for a bearer token.
    GuardIgnoresBinding,
    /// The guard takes any JWT for an access token.
    GuardAnyType,
    /// The guard takes an issuer for another.
    GuardAnyIssuer,
    /// The source hands out a token that has expired.
    SourceKeepsExpired,
    /// The source sends again while it waits for an answer.
    SourceSendsTwice,
    /// The source waits for ever for an answer that was lost.
    SourceForgetsLost,
    /// The source tries again and again after the client was refused.
    SourceIgnoresRefusal,
    /// The source tries again without a wait.
    SourceRetriesAtOnce,
    /// The source has no token while it renews one.
    SourceDropsWhileRenewing,
    /// The source fetches token after token for a resource server that takes none.
    SourceRenewsInALoop,
    /// The source hands out a token for one use as often as it is asked.
    SourceSpendsTwice,
    /// The source keeps its token when the clock goes back.
    SourceTrustsClock,
    /// The source does not wait as long as the server asks it to.
    SourceIgnoresRetryAfter,
    /// Callers share a source whatever scope they ask for.
    KeyWithoutScope,
    /// Callers share a source whatever server they ask.
    KeyWithoutEndpoint,
    /// Callers share a source whatever client they are.
    KeyWithoutClient,
    /// Callers share a source whatever secret they have.
    SecretNotCompared,
    /// There may be as many sources as callers can ask for.
    SharedWithoutEnd,
}
