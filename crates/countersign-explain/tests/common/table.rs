//! Bad captures, each with every finding that it gets: code and octets, in the order of the report.

use std::sync::Arc;

use countersign_auth::{AuthMethod, ClientRecord, Credential};
use countersign_explain::{Explainer, Part, Report};
use countersign_grammar::UnixTime;

use super::{NOW, Owned, client, digest, endpoint};

pub fn registry() -> Vec<Arc<ClientRecord>> {
    let builder =
        |id: &str| ClientRecord::builder(id).credential(Credential::generated("first", digest("secretXYZ")));
    let built = [
        builder("basic").method(AuthMethod::ClientSecretBasic).build(),
        builder("post").method(AuthMethod::ClientSecretPost).build(),
        builder("forbidden")
            .method(AuthMethod::ClientSecretBasic)
            .forbid_client_credentials()
            .build(),
        ClientRecord::builder("public").public().build(),
        ClientRecord::builder("old")
            .method(AuthMethod::ClientSecretBasic)
            .credential(Credential::generated("old", digest("secretXYZ")).valid_until(UnixTime::from_secs(1)))
            .build(),
        ClientRecord::builder("new")
            .method(AuthMethod::ClientSecretBasic)
            .credential(Credential::generated("new", digest("secretXYZ")).valid_from(UnixTime::MAX))
            .build(),
    ];
    let mut records = vec![client("abc123", "secretXYZ"), client("a+b", "se%41ret+X")];
    records.extend(built.into_iter().map(|record| Arc::new(record.unwrap())));
    records
}

/// `code@part:start..end`, one after the other.
pub fn findings(report: &Report) -> String {
    let list = report.findings().iter().map(|finding| {
        let place = finding.place();
        let part = match place.part {
            Part::Header { index, name } => format!("{name}#{index}"),
            part => part.as_str().to_string(),
        };
        format!(
            "{}@{part}:{}..{}",
            finding.code(),
            place.octets.start,
            place.octets.end
        )
    });
    list.collect::<Vec<_>>().join(" ")
}

#[track_caller]
pub fn check(request: &Owned, expected: &str) {
    let endpoint = endpoint();
    let report = Explainer::new()
        .endpoint(&endpoint)
        .clients(&registry(), NOW)
        .request(&request.captured());
    assert_eq!(findings(&report), expected, "{request:?}");
    super::assert_consistent(&endpoint, &registry(), request);
}

pub const GOOD: &str = "grant_type=client_credentials";

pub fn basic() -> Owned {
    Owned::form(GOOD).basic("abc123:secretXYZ")
}

pub fn post(more: &str) -> Owned {
    Owned::form(&format!("{GOOD}&client_id=abc123&client_secret=secretXYZ{more}"))
}

/// A request with Basic credentials and this body after the grant type.
pub fn asking(more: &str) -> Owned {
    Owned::form(&format!("{GOOD}{more}")).basic("abc123:secretXYZ")
}

pub const IN_BODY: &str = " secret-in-body@body:61..70";
