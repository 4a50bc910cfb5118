//! The machine of the token endpoint as data: phases, events, and the table that joins them.

/// Where a token request stands. Each [`Step`](crate::Step) reports its phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Phase {
    /// The endpoint has received the request and looked at nothing yet.
    Received,
    /// Waiting for the registry.
    LookUpClient,
    /// Waiting for a slow hash.
    VerifySecret,
    /// Waiting for the replay store.
    ClaimOnce,
    /// Waiting for the host's policy.
    Authorize,
    /// Waiting for a token.
    Issue,
    /// Answered with a token.
    Granted,
    /// Answered with an error.
    Refused,
}

/// What moves a token request from one phase to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Event {
    /// The request is well-formed and presents one client authentication.
    ClientPresented,
    /// The request, its parameters or its authentication is malformed.
    RequestRefused,
    /// The client is authenticated, and what it asks for is within its registration.
    ClientAuthenticated,
    /// The client is authenticated, but asks for what it may not have.
    GrantRefused,
    /// The comparison inside failed, and the policy has slow hashes.
    SecretUndecided,
    /// An assertion is right in everything but that it might have been used before.
    AssertionSound,
    /// The client is not authenticated.
    ClientRefused,
    /// The host grants.
    HostGranted,
    /// The host denies.
    HostDenied,
    /// The host has issued a token.
    TokenIssued,
    /// The host cannot answer, or answered with something unusable.
    HostFailed,
}

/// The whole machine: which event leads from which phase to which. What is not here cannot be expressed.
pub const TRANSITIONS: &[(Phase, Event, Phase)] = &[
    (Phase::Received, Event::ClientPresented, Phase::LookUpClient),
    (Phase::Received, Event::RequestRefused, Phase::Refused),
    (Phase::Received, Event::ClientAuthenticated, Phase::Authorize),
    (Phase::Received, Event::GrantRefused, Phase::Refused),
    (Phase::LookUpClient, Event::ClientAuthenticated, Phase::Authorize),
    (Phase::LookUpClient, Event::GrantRefused, Phase::Refused),
    (Phase::LookUpClient, Event::SecretUndecided, Phase::VerifySecret),
    (Phase::LookUpClient, Event::AssertionSound, Phase::ClaimOnce),
    (Phase::LookUpClient, Event::ClientRefused, Phase::Refused),
    (Phase::LookUpClient, Event::HostFailed, Phase::Refused),
    (Phase::VerifySecret, Event::ClientAuthenticated, Phase::Authorize),
    (Phase::VerifySecret, Event::GrantRefused, Phase::Refused),
    (Phase::VerifySecret, Event::ClientRefused, Phase::Refused),
    (Phase::VerifySecret, Event::HostFailed, Phase::Refused),
    (Phase::ClaimOnce, Event::ClientAuthenticated, Phase::Authorize),
    (Phase::ClaimOnce, Event::GrantRefused, Phase::Refused),
    (Phase::ClaimOnce, Event::ClientRefused, Phase::Refused),
    (Phase::ClaimOnce, Event::HostFailed, Phase::Refused),
    (Phase::Authorize, Event::HostGranted, Phase::Issue),
    (Phase::Authorize, Event::HostDenied, Phase::Refused),
    (Phase::Authorize, Event::HostFailed, Phase::Refused),
    (Phase::Issue, Event::TokenIssued, Phase::Granted),
    (Phase::Issue, Event::HostFailed, Phase::Refused),
];

impl Phase {
    /// Every phase.
    pub const ALL: &'static [Self] = &[
        Self::Received,
        Self::LookUpClient,
        Self::VerifySecret,
        Self::ClaimOnce,
        Self::Authorize,
        Self::Issue,
        Self::Granted,
        Self::Refused,
    ];

    /// Where an event leads from here, if it can happen here.
    ///
    /// ```
    /// use countersign_server::phase::{Event, Phase};
    ///
    /// assert_eq!(Phase::Issue.after(Event::TokenIssued), Some(Phase::Granted));
    /// assert_eq!(Phase::LookUpClient.after(Event::TokenIssued), None);
    /// ```
    #[must_use]
    pub fn after(self, event: Event) -> Option<Self> {
        TRANSITIONS
            .iter()
            .find(|(from, on, _)| *from == self && *on == event)
            .map(|(_, _, to)| *to)
    }

    /// Whether the request is answered.
    #[must_use]
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Granted | Self::Refused)
    }

    /// The name in tables and diagrams.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Received => "Received",
            Self::LookUpClient => "LookUpClient",
            Self::VerifySecret => "VerifySecret",
            Self::ClaimOnce => "ClaimOnce",
            Self::Authorize => "Authorize",
            Self::Issue => "Issue",
            Self::Granted => "Granted",
            Self::Refused => "Refused",
        }
    }
}

impl Event {
    /// Every event.
    pub const ALL: &'static [Self] = &[
        Self::ClientPresented,
        Self::RequestRefused,
        Self::ClientAuthenticated,
        Self::GrantRefused,
        Self::SecretUndecided,
        Self::AssertionSound,
        Self::ClientRefused,
        Self::HostGranted,
        Self::HostDenied,
        Self::TokenIssued,
        Self::HostFailed,
    ];

    /// The name in tables and diagrams.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ClientPresented => "client presented",
            Self::RequestRefused => "request refused",
            Self::ClientAuthenticated => "client authenticated",
            Self::GrantRefused => "grant refused",
            Self::SecretUndecided => "secret undecided",
            Self::AssertionSound => "assertion sound",
            Self::ClientRefused => "client refused",
            Self::HostGranted => "host granted",
            Self::HostDenied => "host denied",
            Self::TokenIssued => "token issued",
            Self::HostFailed => "host failed",
        }
    }
}
