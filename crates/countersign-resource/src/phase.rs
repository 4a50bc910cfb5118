//! The guard as data: phases, events, and the table that joins them.

/// Where a request for a protected resource stands. Each [`Check`](crate::Check) reports its phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Phase {
    /// The guard has received the request and looked at nothing yet.
    Received,
    /// Waiting for the keys of the issuer.
    LookUpKey,
    /// Waiting for the answer of the authorization server.
    Introspect,
    /// Waiting for word of the key that the token is bound to.
    ProvePossession,
    /// The token is verified; nothing is required of it yet.
    Verified,
    /// The token meets what the route requires.
    Authorized,
    /// Answered with an error.
    Refused,
}

/// What moves a request from one phase to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Event {
    /// The request carries one token that is to be verified here.
    KeyNeeded,
    /// The request carries one token that only the authorization server can tell about.
    AnswerNeeded,
    /// The request carries no token, or not in a way that counts.
    RequestRefused,
    /// The token itself is good for nothing here.
    TokenRefused,
    /// The token is sound, and bound to a key.
    TokenBound,
    /// The token is sound.
    TokenVerified,
    /// The host asserts that the caller holds the key.
    PossessionAsserted,
    /// The caller does not hold the key, or nobody knows.
    PossessionUnproven,
    /// The token has what the route requires.
    RequirementMet,
    /// The token lacks what the route requires.
    RequirementUnmet,
    /// The host cannot answer, or answered with something unusable.
    HostFailed,
}

/// The whole machine: which event leads from which phase to which. What is not here cannot be expressed.
pub const TRANSITIONS: &[(Phase, Event, Phase)] = &[
    (Phase::Received, Event::KeyNeeded, Phase::LookUpKey),
    (Phase::Received, Event::AnswerNeeded, Phase::Introspect),
    (Phase::Received, Event::RequestRefused, Phase::Refused),
    (Phase::Received, Event::TokenRefused, Phase::Refused),
    (Phase::LookUpKey, Event::TokenVerified, Phase::Verified),
    (Phase::LookUpKey, Event::TokenBound, Phase::ProvePossession),
    (Phase::LookUpKey, Event::TokenRefused, Phase::Refused),
    (Phase::LookUpKey, Event::HostFailed, Phase::Refused),
    (Phase::Introspect, Event::TokenVerified, Phase::Verified),
    (Phase::Introspect, Event::TokenBound, Phase::ProvePossession),
    (Phase::Introspect, Event::TokenRefused, Phase::Refused),
    (Phase::Introspect, Event::HostFailed, Phase::Refused),
    (Phase::ProvePossession, Event::PossessionAsserted, Phase::Verified),
    (Phase::ProvePossession, Event::PossessionUnproven, Phase::Refused),
    (Phase::ProvePossession, Event::HostFailed, Phase::Refused),
    (Phase::Verified, Event::RequirementMet, Phase::Authorized),
    (Phase::Verified, Event::RequirementUnmet, Phase::Refused),
];

impl Phase {
    /// Every phase.
    pub const ALL: &'static [Self] = &[
        Self::Received,
        Self::LookUpKey,
        Self::Introspect,
        Self::ProvePossession,
        Self::Verified,
        Self::Authorized,
        Self::Refused,
    ];

    /// Where an event leads from here, if it can happen here.
    ///
    /// ```
    /// use countersign_resource::phase::{Event, Phase};
    ///
    /// assert_eq!(Phase::Verified.after(Event::RequirementMet), Some(Phase::Authorized));
    /// assert_eq!(Phase::LookUpKey.after(Event::RequirementMet), None);
    /// ```
    #[must_use]
    pub fn after(self, event: Event) -> Option<Self> {
        TRANSITIONS
            .iter()
            .find(|(from, on, _)| *from == self && *on == event)
            .map(|(_, _, to)| *to)
    }

    /// Whether the request is decided.
    #[must_use]
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Authorized | Self::Refused)
    }

    /// The name in tables and diagrams.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Received => "Received",
            Self::LookUpKey => "LookUpKey",
            Self::Introspect => "Introspect",
            Self::ProvePossession => "ProvePossession",
            Self::Verified => "Verified",
            Self::Authorized => "Authorized",
            Self::Refused => "Refused",
        }
    }
}

impl Event {
    /// Every event.
    pub const ALL: &'static [Self] = &[
        Self::KeyNeeded,
        Self::AnswerNeeded,
        Self::RequestRefused,
        Self::TokenRefused,
        Self::TokenBound,
        Self::TokenVerified,
        Self::PossessionAsserted,
        Self::PossessionUnproven,
        Self::RequirementMet,
        Self::RequirementUnmet,
        Self::HostFailed,
    ];

    /// The name in tables and diagrams.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::KeyNeeded => "key needed",
            Self::AnswerNeeded => "answer needed",
            Self::RequestRefused => "request refused",
            Self::TokenRefused => "token refused",
            Self::TokenBound => "token bound",
            Self::TokenVerified => "token verified",
            Self::PossessionAsserted => "possession asserted",
            Self::PossessionUnproven => "possession unproven",
            Self::RequirementMet => "requirement met",
            Self::RequirementUnmet => "requirement unmet",
            Self::HostFailed => "host failed",
        }
    }
}
