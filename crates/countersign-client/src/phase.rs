//! The machine of the token source as data: phases, events, and the table that joins them.

/// Where a token source stands: whether it has a token to hand out, and what it does about the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Phase {
    /// No token; a request may be sent.
    Empty,
    /// No token; a request is in flight.
    Fetching,
    /// No token; the last request failed, and the next one must wait.
    Waiting,
    /// No token; the server refused for good.
    Stopped,
    /// A token that needs no attention.
    Fresh,
    /// A token that is to be renewed; a request may be sent.
    Due,
    /// A token, and a request for the next one in flight.
    Renewing,
    /// A token; its renewal failed, and the next request must wait.
    Coasting,
    /// A token, the last one: the server refused for good.
    Spending,
}

/// What moves a token source from one phase to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Event {
    /// The source handed out an exchange.
    Sent,
    /// The answer brought a token.
    TokenGranted,
    /// An exchange that was given up brought a token after all.
    LateTokenGranted,
    /// The request failed in a way that may pass.
    FailedForNow,
    /// The request failed in a way that will not pass by itself.
    FailedForGood,
    /// The answer concerns credentials that were replaced meanwhile.
    Superseded,
    /// The exchange was dropped, or its deadline passed.
    AnswerLost,
    /// The wait after a failure is over.
    BackoffOver,
    /// The time to renew the token has come.
    RenewalDue,
    /// The token is about to expire.
    Expired,
    /// The token was for one use, and has been handed out.
    Spent,
    /// The clock went back, so nobody knows how old the token is.
    ClockSteppedBack,
    /// A resource server refused the token.
    Rejected,
    /// A resource server refused a token that was fetched because it had refused the one before.
    RejectedAgain,
    /// The host has new credentials.
    CredentialsReplaced,
    /// The host says that the cause of a refusal is mended.
    Resumed,
}

/// The whole machine: which event leads from which phase to which. What is not here cannot happen.
pub const TRANSITIONS: &[(Phase, Event, Phase)] = &[
    (Phase::Empty, Event::Sent, Phase::Fetching),
    (Phase::Empty, Event::LateTokenGranted, Phase::Fresh),
    (Phase::Empty, Event::CredentialsReplaced, Phase::Empty),
    (Phase::Fetching, Event::TokenGranted, Phase::Fresh),
    (Phase::Fetching, Event::LateTokenGranted, Phase::Renewing),
    (Phase::Fetching, Event::FailedForNow, Phase::Waiting),
    (Phase::Fetching, Event::FailedForGood, Phase::Stopped),
    (Phase::Fetching, Event::Superseded, Phase::Empty),
    (Phase::Fetching, Event::AnswerLost, Phase::Waiting),
    (Phase::Fetching, Event::CredentialsReplaced, Phase::Fetching),
    (Phase::Waiting, Event::LateTokenGranted, Phase::Fresh),
    (Phase::Waiting, Event::BackoffOver, Phase::Empty),
    (Phase::Waiting, Event::CredentialsReplaced, Phase::Empty),
    (Phase::Stopped, Event::LateTokenGranted, Phase::Spending),
    (Phase::Stopped, Event::CredentialsReplaced, Phase::Empty),
    (Phase::Stopped, Event::Resumed, Phase::Empty),
    (Phase::Fresh, Event::RenewalDue, Phase::Due),
    (Phase::Fresh, Event::Expired, Phase::Empty),
    (Phase::Fresh, Event::Spent, Phase::Empty),
    (Phase::Fresh, Event::ClockSteppedBack, Phase::Empty),
    (Phase::Fresh, Event::Rejected, Phase::Empty),
    (Phase::Fresh, Event::RejectedAgain, Phase::Waiting),
    (Phase::Fresh, Event::CredentialsReplaced, Phase::Fresh),
    (Phase::Due, Event::Sent, Phase::Renewing),
    (Phase::Due, Event::Expired, Phase::Empty),
    (Phase::Due, Event::Spent, Phase::Empty),
    (Phase::Due, Event::ClockSteppedBack, Phase::Empty),
    (Phase::Due, Event::Rejected, Phase::Empty),
    (Phase::Due, Event::RejectedAgain, Phase::Waiting),
    (Phase::Due, Event::CredentialsReplaced, Phase::Due),
    (Phase::Renewing, Event::TokenGranted, Phase::Fresh),
    (Phase::Renewing, Event::FailedForNow, Phase::Coasting),
    (Phase::Renewing, Event::FailedForGood, Phase::Spending),
    (Phase::Renewing, Event::Superseded, Phase::Due),
    (Phase::Renewing, Event::AnswerLost, Phase::Coasting),
    (Phase::Renewing, Event::Expired, Phase::Fetching),
    (Phase::Renewing, Event::Spent, Phase::Fetching),
    (Phase::Renewing, Event::ClockSteppedBack, Phase::Fetching),
    (Phase::Renewing, Event::Rejected, Phase::Fetching),
    (Phase::Renewing, Event::RejectedAgain, Phase::Fetching),
    (Phase::Renewing, Event::CredentialsReplaced, Phase::Renewing),
    (Phase::Coasting, Event::BackoffOver, Phase::Due),
    (Phase::Coasting, Event::Expired, Phase::Waiting),
    (Phase::Coasting, Event::Spent, Phase::Waiting),
    (Phase::Coasting, Event::ClockSteppedBack, Phase::Waiting),
    (Phase::Coasting, Event::Rejected, Phase::Waiting),
    (Phase::Coasting, Event::RejectedAgain, Phase::Waiting),
    (Phase::Coasting, Event::CredentialsReplaced, Phase::Due),
    (Phase::Spending, Event::Expired, Phase::Stopped),
    (Phase::Spending, Event::Spent, Phase::Stopped),
    (Phase::Spending, Event::ClockSteppedBack, Phase::Stopped),
    (Phase::Spending, Event::Rejected, Phase::Stopped),
    (Phase::Spending, Event::RejectedAgain, Phase::Stopped),
    (Phase::Spending, Event::CredentialsReplaced, Phase::Due),
    (Phase::Spending, Event::Resumed, Phase::Due),
];

impl Phase {
    /// Every phase.
    pub const ALL: &'static [Self] = &[
        Self::Empty,
        Self::Fetching,
        Self::Waiting,
        Self::Stopped,
        Self::Fresh,
        Self::Due,
        Self::Renewing,
        Self::Coasting,
        Self::Spending,
    ];

    /// Where an event leads from here, if it can happen here.
    ///
    /// ```
    /// use countersign_client::phase::{Event, Phase};
    ///
    /// assert_eq!(Phase::Due.after(Event::Sent), Some(Phase::Renewing));
    /// assert_eq!(Phase::Renewing.after(Event::Sent), None);
    /// ```
    #[must_use]
    pub fn after(self, event: Event) -> Option<Self> {
        TRANSITIONS
            .iter()
            .find(|(from, on, _)| *from == self && *on == event)
            .map(|(_, _, to)| *to)
    }

    /// Whether there is a token to hand out.
    #[must_use]
    pub const fn has_token(self) -> bool {
        matches!(
            self,
            Self::Fresh | Self::Due | Self::Renewing | Self::Coasting | Self::Spending
        )
    }

    /// Whether a request is in flight.
    #[must_use]
    pub const fn in_flight(self) -> bool {
        matches!(self, Self::Fetching | Self::Renewing)
    }

    /// The name in tables and diagrams.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Empty => "Empty",
            Self::Fetching => "Fetching",
            Self::Waiting => "Waiting",
            Self::Stopped => "Stopped",
            Self::Fresh => "Fresh",
            Self::Due => "Due",
            Self::Renewing => "Renewing",
            Self::Coasting => "Coasting",
            Self::Spending => "Spending",
        }
    }
}

impl Event {
    /// Every event.
    pub const ALL: &'static [Self] = &[
        Self::Sent,
        Self::TokenGranted,
        Self::LateTokenGranted,
        Self::FailedForNow,
        Self::FailedForGood,
        Self::Superseded,
        Self::AnswerLost,
        Self::BackoffOver,
        Self::RenewalDue,
        Self::Expired,
        Self::Spent,
        Self::ClockSteppedBack,
        Self::Rejected,
        Self::RejectedAgain,
        Self::CredentialsReplaced,
        Self::Resumed,
    ];

    /// The name in tables and diagrams.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::TokenGranted => "token granted",
            Self::LateTokenGranted => "late token granted",
            Self::FailedForNow => "failed for now",
            Self::FailedForGood => "failed for good",
            Self::Superseded => "superseded",
            Self::AnswerLost => "answer lost",
            Self::BackoffOver => "backoff over",
            Self::RenewalDue => "renewal due",
            Self::Expired => "expired",
            Self::Spent => "spent",
            Self::ClockSteppedBack => "clock stepped back",
            Self::Rejected => "rejected",
            Self::RejectedAgain => "rejected again",
            Self::CredentialsReplaced => "credentials replaced",
            Self::Resumed => "resumed",
        }
    }
}
