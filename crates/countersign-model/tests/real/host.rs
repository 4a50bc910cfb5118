//! A host that answers the questions of the real endpoint.

use std::sync::Arc;

use countersign_auth::ClientRecord;
use countersign_message::AccessToken;
use countersign_model::endpoint::{Claimed, Decision};
use countersign_server::{Denial, IssuedToken, Step};

/// What a host answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    /// The facts: whether the client is known, whether the slow hash verifies.
    Facts,
    Claimed(Claimed),
    Decided(Decision),
    Issued,
    Failed,
}

/// The next step after an answer, which has to fit the question.
pub(crate) fn answer<'r>(records: &[Arc<ClientRecord>], step: Step<'r>, answer: Answer) -> Step<'r> {
    match (step, answer) {
        (Step::LookUpClient(ask), Answer::Facts) => {
            let record = records
                .iter()
                .find(|record| record.client_id() == ask.client_id());
            match record {
                Some(record) => ask.found(Arc::clone(record)),
                None => ask.unknown(),
            }
        }
        (Step::VerifySecret(ask), Answer::Facts) => {
            // The slow hash of the tests is the secret itself.
            let presented = ask.presented().to_vec();
            let found = ask
                .candidates()
                .find(|(_, hash)| hash.expose().as_bytes() == presented)
                .map(|(candidate, _)| candidate);
            match found {
                Some(candidate) => ask.matches(candidate),
                None => ask.differs(),
            }
        }
        (Step::ClaimOnce(ask), Answer::Claimed(Claimed::First)) => ask.first_use(),
        (Step::ClaimOnce(ask), Answer::Claimed(Claimed::Seen)) => ask.seen_before(),
        (Step::Authorize(ask), Answer::Decided(decision)) => match decision {
            Decision::Grant => ask.grant_requested(),
            Decision::Narrow(scope) => ask.narrow(&super::scope(scope)),
            Decision::DenyClient => ask.deny(Denial::Client),
            Decision::DenyScope => ask.deny(Denial::Scope),
        },
        (Step::Issue(ask), Answer::Issued) => ask.issued(&IssuedToken::bearer(
            AccessToken::parse("token").expect("a token"),
            20,
        )),
        (Step::LookUpClient(ask), Answer::Failed) => ask.unavailable(),
        (Step::VerifySecret(ask), Answer::Failed) => ask.unavailable(),
        (Step::ClaimOnce(ask), Answer::Failed) => ask.unavailable(),
        (Step::Authorize(ask), Answer::Failed) => ask.unavailable(),
        (Step::Issue(ask), Answer::Failed) => ask.unavailable(),
        (step, answer) => panic!("{answer:?} is no answer to {step:?}"),
    }
}
