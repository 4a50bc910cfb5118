use std::sync::Arc;

use countersign_auth::{AuthMethod, AuthPolicy, ClientRecord, Credential};
use countersign_explain::{CapturedRequest, CapturedResponse, Explainer, Severity};
use countersign_grammar::UnixTime;
use countersign_message::AccessToken;
use countersign_scope::{RegisteredScope, ScopeSet, Strategy};
use countersign_secret::{GeneratedSecret, Secret, SecretDigest};
use countersign_server::{IssuedToken, Parts, Step, TokenEndpoint};

const NOW: UnixTime = UnixTime::from_secs(1_700_000_000);

/// Explanation and server agree: a request that the server refuses has a finding of severity error, one that it grants
/// has none; and every finding lies within its part.
pub fn explain(data: &[u8]) {
    let mut lines = data.split(|octet| *octet == b'\n');
    let mut line = || lines.next().unwrap_or_default();
    let (method, target) = (line(), line());
    let (Ok(method), Ok(target)) = (std::str::from_utf8(method), std::str::from_utf8(target)) else {
        return;
    };
    let (content_type, authorization) = (line(), line());
    let body = lines.collect::<Vec<_>>().join(&b'\n');
    let fields = [("content-type", content_type), ("authorization", authorization)];

    let secret =
        GeneratedSecret::asserted_by_caller(Secret::from("secretXYZ".to_owned())).expect("not empty");
    let record = ClientRecord::builder("abc123")
        .method(AuthMethod::ClientSecretBasic)
        .method(AuthMethod::ClientSecretPost)
        .credential(Credential::generated("one", SecretDigest::sha256(&secret)))
        .scope(RegisteredScope::new(
            ScopeSet::parse("read write").expect("scope"),
            Strategy::Exact,
        ))
        .build()
        .expect("a sound record");
    let clients = [Arc::new(record)];

    let mut captured = CapturedRequest::new(method, target, &body);
    let mut parts = Parts::new(method, target, &body);
    for (name, value) in fields.into_iter().filter(|(_, value)| !value.is_empty()) {
        captured = captured.header(name, value);
        parts = parts.header(name, value);
    }
    let endpoint = TokenEndpoint::new(AuthPolicy::new());
    let report = Explainer::new()
        .endpoint(&endpoint)
        .clients(&clients, NOW)
        .request(&captured);
    let mut step = endpoint.receive(parts, NOW);
    let status = loop {
        step = match step {
            Step::LookUpClient(ask) if ask.client_id() == "abc123" => ask.found(Arc::clone(&clients[0])),
            Step::LookUpClient(ask) => ask.unknown(),
            Step::VerifySecret(ask) => ask.differs(),
            Step::ClaimOnce(ask) => ask.first_use(),
            Step::Authorize(ask) => ask.grant_requested(),
            Step::Issue(ask) => ask.issued(&IssuedToken::bearer(
                AccessToken::parse("token").expect("VSCHAR"),
                60,
            )),
            Step::Reply(reply) => break reply.status(),
        };
    };
    assert_eq!(
        status != 200,
        report.worst() == Some(Severity::Error),
        "{:?}",
        report.findings()
    );

    let response = CapturedResponse::new(200, data);
    let _ = Explainer::new().response(&response);
}
