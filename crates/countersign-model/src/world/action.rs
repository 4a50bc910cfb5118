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
