use alloc::sync::Arc;

use countersign_grammar::UnixTime;
use countersign_grammar::challenge::Challenge;

use super::{Activity, TokenSource};
use crate::phase::Event;
use crate::{Failure, Token, timing};

/// Why a resource server did not serve a request that carried a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Complaint {
    /// The token is expired, revoked or malformed, in the eyes of the resource server.
    InvalidToken,
    /// The token is good, but not for this. Another one for the same request would not be better.
    InsufficientScope,
    /// The fault is in the request, or not one of the token.
    Other,
}

impl Complaint {
    /// What a status and the challenges with it say about a Bearer token: nothing unless it is 401 or 403.
    ///
    /// A 401 without an `error` for Bearer counts as a complaint about the token, since there was one in the request.
    ///
    /// ```
    /// use countersign_client::Complaint;
    /// use countersign_grammar::{Limits, challenge::parse_challenges};
    ///
    /// let field: &[u8] = br#"Bearer realm="api", error="insufficient_scope", scope="write""#;
    /// let challenges = parse_challenges([field], &Limits::DEFAULT)?;
    /// assert_eq!(Complaint::read(403, &challenges), Some(Complaint::InsufficientScope));
    /// assert_eq!(Complaint::read(401, &[]), Some(Complaint::InvalidToken));
    /// assert_eq!(Complaint::read(500, &challenges), None);
    /// # Ok::<(), countersign_grammar::challenge::ChallengeError>(())
    /// ```
    // = RFC6750-3.1-3
    // = RFC6750-3.1-5
    // = RFC9110-11.6.1-2
    #[must_use]
    pub fn read(status: u16, challenges: &[Challenge<'_>]) -> Option<Self> {
        if !matches!(status, 401 | 403) {
            return None;
        }
        let error = challenges
            .iter()
            .filter(|challenge| challenge.is("Bearer"))
            .find_map(|challenge| challenge.param("error"));
        Some(match (status, error) {
            (_, Some("invalid_token")) | (401, None) => Self::InvalidToken,
            (_, Some("insufficient_scope")) => Self::InsufficientScope,
            (_, _) => Self::Other,
        })
    }
}

/// What came of a complaint about a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "it says whether to try again"]
pub enum Rejected {
    /// The token is dropped. Ask for another, and try once more.
    Dropped,
    /// The source had dropped it before, or it never was the source's. Ask for the current one, and try once more.
    NotCurrent,
    /// The token is dropped, but it came only because the one before was refused: another will hardly help, and is not
    /// asked for before this time. Do not try again.
    Again(UnixTime),
    /// The token is not at fault, and stays. Do not try again.
    Kept,
}

impl TokenSource {
    /// A resource server refused a token that this source handed out.
    ///
    /// The token is known by its identity, never by its text: a complaint about one that was replaced meanwhile drops
    /// nothing. It is renewed once; if the next one is refused as soon as it comes, the source waits longer and longer.
    // = RFC6750-3.1-4
    // = RFC9110-15.5.2-1
    // = RFC9110-15.5.4-1
    pub fn rejected(&mut self, token: &Token, complaint: Complaint, now: UnixTime) -> Rejected {
        let now = self.advance(now);
        if complaint != Complaint::InvalidToken {
            return Rejected::Kept;
        }
        let received = match &self.held {
            Some(held) if core::ptr::eq(Arc::as_ptr(&held.token), token) => held.received,
            Some(_) | None => return Rejected::NotCurrent,
        };
        self.held = None;
        let settled = now.saturating_since(received) >= self.policy.settled;
        if settled || self.rejections == 0 {
            self.rejections = 1;
            self.moves.push(Event::Rejected);
            return Rejected::Dropped;
        }
        self.rejections = self.rejections.saturating_add(1);
        let until = now.saturating_add(timing::window(self.rejections.saturating_sub(1), &self.policy));
        match &mut self.activity {
            Activity::Idle => self.pause(until, Failure::REJECTED_AGAIN),
            Activity::Pausing { until: waits, .. } => *waits = until.max(*waits),
            Activity::InFlight(_) | Activity::Latched(_) => {}
        }
        self.moves.push(Event::RejectedAgain);
        Rejected::Again(until)
    }
}
