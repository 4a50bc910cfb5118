use super::World;
use crate::endpoint::{Claimed, Grant, Reply, Stage};
use crate::term::{Name, Secret, Time};

/// How far the store is with the claim of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum StoreSide {
    /// It has done nothing.
    Idle,
    /// It has looked, and not written yet.
    Read(Claimed),
    /// It has decided; the answer is under way.
    Decided(Claimed),
}

/// One request on its way through a node.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Session {
    /// The place of its message in the script.
    pub message: usize,
    /// The node.
    pub node: usize,
    /// The time by the clock of the node when it came in.
    pub at: Time,
    /// Where it stands.
    pub stage: Stage,
    /// What the store has done for it.
    pub store: StoreSide,
    /// Whether the host failed to answer.
    pub failed: bool,
    /// When its token was issued, by the clock of the store.
    pub issued_at: Option<Time>,
}

/// What the store knows an assertion by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ClaimKey {
    /// The issuer; nothing only where a fault leaves it out.
    pub issuer: Option<Name>,
    /// The identifier.
    pub jti: Option<u8>,
}

/// A token that was issued.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Issued {
    /// What it is for.
    pub grant: Grant,
    /// When it was issued.
    pub at: Time,
}

/// Everything at one moment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct State {
    /// The time by the clock of the store.
    pub now: Time,
    /// The requests that were sent.
    pub sessions: Vec<Session>,
    /// What the store remembers, and until when; in order.
    pub store: Vec<(ClaimKey, Time)>,
    /// For the properties: how often an assertion was accepted, by issuer and identifier; in order.
    pub accepted: Vec<(Name, Option<u8>, u8)>,
    /// The messages that the adversary has seen, a bit each.
    seen: u64,
    /// The secrets that the adversary has read in replies; in order.
    pub learned: Vec<Secret>,
}

impl State {
    /// Whether the adversary has seen a message.
    #[must_use]
    pub fn has_seen(&self, message: usize) -> bool {
        self.seen & bit(message) != 0
    }

    /// The tokens that were issued.
    pub fn tokens(&self) -> impl Iterator<Item = Issued> {
        self.sessions
            .iter()
            .filter_map(|session| match (session.stage, session.issued_at) {
                (Stage::Replied(Reply::Token(grant)), Some(at)) => Some(Issued { grant, at }),
                _ => None,
            })
    }

    pub(super) fn see(&mut self, message: usize) {
        self.seen |= bit(message);
    }

    /// Time passes, and the store forgets as early as it may.
    pub(super) fn tick(&mut self) {
        self.now = self.now.saturating_add(1);
        let now = self.now;
        self.store.retain(|(_, until)| *until > now);
    }

    pub(super) fn step(&mut self, place: usize, next: impl FnOnce(&Session) -> Stage) {
        if let Some(session) = self.sessions.get_mut(place) {
            session.stage = next(session);
        }
    }

    pub(super) fn issue(&mut self, place: usize) {
        let now = self.now;
        if let Some(session) = self.sessions.get_mut(place)
            && let Stage::Issue(grant) = session.stage
        {
            session.issued_at = Some(now);
            session.stage = Stage::Replied(Reply::Token(grant));
        }
    }

    pub(super) fn fail(&mut self, place: usize) {
        if let Some(session) = self.sessions.get_mut(place) {
            session.failed = true;
        }
    }

    pub(super) fn set_store_side(&mut self, place: usize, side: StoreSide) {
        if let Some(session) = self.sessions.get_mut(place) {
            session.store = side;
        }
    }

    pub(super) fn remember(&mut self, key: ClaimKey, until: Time) {
        if !self.store.iter().any(|(known, _)| *known == key) {
            self.store.push((key, until));
            self.store.sort_unstable();
        }
    }

    /// Counts an assertion that authenticated its client.
    pub(super) fn accept(&mut self, place: usize, world: &World) {
        let Some(session) = self.sessions.get(place) else {
            return;
        };
        let Some(assertion) = world.request(session).assertion else {
            return;
        };
        if !session.stage.is_past_authentication() {
            return;
        }
        let known = self
            .accepted
            .iter_mut()
            .find(|(name, jti, _)| *name == assertion.iss && *jti == assertion.jti);
        match known {
            Some((_, _, count)) => *count = count.saturating_add(1),
            None => {
                self.accepted.push((assertion.iss, assertion.jti, 1));
                self.accepted.sort_unstable();
            }
        }
    }

    /// The adversary reads a reply.
    pub(super) fn learn(&mut self, place: Option<usize>) {
        let session = place.and_then(|place| self.sessions.get(place));
        if let Some(Stage::Replied(Reply::Error {
            repeats: Some(secret),
            ..
        })) = session.map(|session| session.stage)
            && !self.learned.contains(&secret)
        {
            self.learned.push(secret);
            self.learned.sort_unstable();
        }
    }
}

fn bit(message: usize) -> u64 {
    u32::try_from(message)
        .ok()
        .and_then(|shift| 1_u64.checked_shl(shift))
        .unwrap_or(0)
}
