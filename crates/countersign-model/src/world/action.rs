use std::fmt;

use crate::endpoint::Decision;

/// What can happen. A number is the place of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// A message of the script reaches a node.
    Send {
        /// Its place in the script.
        message: usize,
        /// The node.
        node: usize,
    },
    /// Time passes.
    Tick,
    /// The registry answers.
    LookUp(usize),
    /// The slow hash is computed.
    Verify(usize),
    /// The store works on a claim.
    StoreReads(usize),
    /// The store writes a claim down; a separate act only where check and set are two.
    StoreWrites(usize),
    /// The answer of the store arrives.
    StoreAnswers(usize),
    /// The host decides.
    Decide(usize, Decision),
    /// The host issues a token.
    Issue(usize),
    /// What the session waits for does not answer, or its answer is lost.
    Fail(usize),
}

/// In words; a request is named by its place among those of the state before.
impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Send { message, node } => write!(f, "node {node} receives message {message}"),
            Self::Tick => f.write_str("time passes"),
            Self::LookUp(place) => write!(f, "request {place}: the registry answers"),
            Self::Verify(place) => write!(f, "request {place}: the slow hash is computed"),
            Self::StoreReads(place) => write!(f, "request {place}: the store looks the claim up"),
            Self::StoreWrites(place) => write!(f, "request {place}: the store writes the claim down"),
            Self::StoreAnswers(place) => write!(f, "request {place}: the answer of the store arrives"),
            Self::Decide(place, decision) => write!(f, "request {place}: the host decides {decision:?}"),
            Self::Issue(place) => write!(f, "request {place}: the host issues a token"),
            Self::Fail(place) => write!(f, "request {place}: what it waits for fails"),
        }
    }
}
