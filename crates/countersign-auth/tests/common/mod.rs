//! Records and requests for the tests.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]
#![allow(dead_code, reason = "each test uses a part")]

use std::sync::Arc;

use countersign_auth::{
    AuthMethod, AuthPolicy, AuthRefusal, AuthenticatedClient, Check, Claimant, ClientRecord, Credential,
    Presented,
};
use countersign_grammar::form::{self, FormText};
use countersign_grammar::{Limits, UnixTime, basic};
use countersign_secret::{GeneratedSecret, Secret, SecretDigest};

pub(crate) const NOW: UnixTime = UnixTime::from_secs(1_700_000_000);

pub(crate) fn generated(secret: &str) -> GeneratedSecret {
    GeneratedSecret::asserted_by_caller(Secret::from(secret.to_owned())).expect("not empty")
}

pub(crate) fn digest(secret: &str) -> SecretDigest {
    SecretDigest::sha256(&generated(secret))
}

pub(crate) fn record(id: &str, secrets: &[&str]) -> Arc<ClientRecord> {
    let mut builder = ClientRecord::builder(id)
        .method(AuthMethod::ClientSecretBasic)
        .method(AuthMethod::ClientSecretPost);
    for (index, secret) in secrets.iter().enumerate() {
        builder = builder.credential(Credential::generated(format!("secret-{index}"), digest(secret)));
    }
    Arc::new(builder.build().expect("a sound record"))
}

pub(crate) fn basic_field(id: &str, secret: &str) -> String {
    basic::encode(id, secret, basic::BasicEscape::Form(form::EscapeSet::Whatwg)).expect("encodable")
}

/// A form value, as it comes out of the parser.
pub(crate) fn value(text: &str) -> (FormText<'_>, usize) {
    let pair = form::pairs(text.as_bytes(), &Limits::DEFAULT)
        .next()
        .expect("a pair")
        .expect("well-formed");
    (pair.value, pair.value_at)
}

pub(crate) fn claim<'r>(policy: &'r AuthPolicy, presented: &Presented<'r>) -> Claimant<'r> {
    policy
        .extract(presented, &Limits::DEFAULT)
        .expect("one authentication")
}

#[track_caller]
pub(crate) fn refused(check: Check<'_>) -> AuthRefusal<'_> {
    match check {
        Check::Refused(refusal) => refusal,
        Check::Authenticated(_) | Check::VerifySecret(_) | Check::ClaimOnce(_) => panic!("not refused"),
    }
}

#[track_caller]
pub(crate) fn authenticated(check: Check<'_>) -> AuthenticatedClient<'_> {
    match check {
        Check::Authenticated(client) => client,
        Check::Refused(refusal) => panic!("refused: {refusal}"),
        Check::VerifySecret(_) | Check::ClaimOnce(_) => panic!("undecided"),
    }
}

pub(crate) fn check<'r>(policy: &'r AuthPolicy, field: &'r str, record: Arc<ClientRecord>) -> Check<'r> {
    let presented = Presented {
        authorization: Some(field.as_bytes()),
        ..Presented::default()
    };
    claim(policy, &presented).check(record, NOW)
}
