//! Metadata of protected resources and of authorization servers: member by member, and only of the one that was asked for.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects)]

use countersign_grammar::{AbsoluteUri, GrantType, Limits, SyntaxErrorKind};
use countersign_message::DocumentErrorKind::{
    self, BodyTooLong, Malformed, Missing, NotHttps, NotJson, NotTheOneAsked, Repeated, TooManyElements,
    TooManyMembers, WrongType,
};
use countersign_message::{
    BearerMethod, BuildErrorKind, DocumentError, ExtraValue, IssuerIdentifier, ProtectedResourceMetadata,
    ResourceIdentifier, ServerMetadata,
};

const RESOURCE: &str = "https://api.example/v1";
const ISSUER: &str = "https://as.example/t1";

fn resource(body: &str) -> Result<ProtectedResourceMetadata<'_>, DocumentError> {
    let asked = ResourceIdentifier::parse(RESOURCE).unwrap();
    ProtectedResourceMetadata::parse(body.as_bytes(), &asked, &Limits::DEFAULT)
}

fn server(body: &str) -> Result<ServerMetadata<'_>, DocumentError> {
    let asked = IssuerIdentifier::parse(ISSUER).unwrap();
    ServerMetadata::parse(body.as_bytes(), &asked, &Limits::DEFAULT)
}

/// A document with what it has to have and these members.
fn resource_body(members: &str) -> String {
    format!("{{\"resource\":\"{RESOURCE}\"{members}}}")
}

fn server_body(members: &str) -> String {
    format!("{{\"issuer\":\"{ISSUER}\",\"token_endpoint\":\"https://as.example/token\"{members}}}")
}

#[track_caller]
fn refused(error: DocumentError, kind: DocumentErrorKind, member: Option<&str>, clause: &str) {
    let found = (error.kind(), error.member(), error.clause().id());
    assert_eq!(found, (kind, member, clause), "{error}");
}

// = RFC9728-2-1 (test)
// = RFC9728-3.3-1 (test)
// = RFC9728-3.3-2 (test)
// = RFC9728-3.3-3 (test)
#[test]
fn only_the_resource_that_was_asked_for() {
    assert_eq!(
        resource(&resource_body("")).unwrap().resource().as_str(),
        RESOURCE
    );
    assert!(resource(r#"{"resource":"https:\/\/api.ex\u0061mple/v1"}"#).is_ok());
    for other in [
        "https://api.example",
        "https://api.example/v1/",
        "https://api.example/V1",
        "https://api.example:443/v1",
        "https://API.example/v1",
        "https://api.example/v1?",
        "https://api.example/%76%31",
        "https://other.example/v1",
        "",
    ] {
        let body = format!("{{\"resource\":\"{other}\",\"jwks_uri\":7}}");
        let error = resource(&body).unwrap_err();
        refused(error, NotTheOneAsked, Some("resource"), "RFC9728-3.3-1");
        assert_eq!(error.at(), 12);
    }
    refused(
        resource("{}").unwrap_err(),
        Missing,
        Some("resource"),
        "RFC9728-2-1",
    );
    refused(
        resource(r#"{"resource":null}"#).unwrap_err(),
        WrongType,
        Some("resource"),
        "RFC9728-2-1",
    );
    let many = format!("{{\"resource\":[\"{RESOURCE}\"]}}");
    refused(
        resource(&many).unwrap_err(),
        WrongType,
        Some("resource"),
        "RFC9728-2-1",
    );
}

// = RFC8414-2-1 (test)
// = RFC8414-3.3-1 (test)
// = RFC8414-3.3-2 (test)
// = RFC8414-6.2-2 (test)
// = RFC8414-4-1 (test)
// = RFC8414-4-2 (test)
#[test]
fn only_the_issuer_that_was_asked_for() {
    assert_eq!(server(&server_body("")).unwrap().issuer().as_str(), ISSUER);
    let escaped = server_body("").replace("t1", "\\u00741");
    assert!(server(&escaped).is_ok());
    for other in [
        "https://as.example",
        "https://as.example/t1/",
        "https://as.example/T1",
        "https://as.example/\u{74}\u{301}1",
    ] {
        let body = server_body("").replace(ISSUER, other);
        refused(
            server(&body).unwrap_err(),
            NotTheOneAsked,
            Some("issuer"),
            "RFC8414-3.3-1",
        );
    }
    refused(server("{}").unwrap_err(), Missing, Some("issuer"), "RFC8414-2-1");
    refused(
        server(r#"{"issuer":7}"#).unwrap_err(),
        WrongType,
        Some("issuer"),
        "RFC8414-2-1",
    );
}

// = RFC8414-2-2 (test)
#[test]
fn a_token_endpoint_is_there() {
    let without = format!("{{\"issuer\":\"{ISSUER}\"}}");
    refused(
        server(&without).unwrap_err(),
        Missing,
        Some("token_endpoint"),
        "RFC8414-2-2",
    );
    let relative = server_body("").replace("https://as.example/token", "/token");
    let kind = Malformed(SyntaxErrorKind::UnexpectedOctet);
    refused(
        server(&relative).unwrap_err(),
        kind,
        Some("token_endpoint"),
        "RFC8414-2-2",
    );
}

#[test]
fn what_is_no_document() {
    for (body, kind, clause) in [
        ("", NotJson(SyntaxErrorKind::Empty), "RFC9728-3.2-1"),
        (
            "<html>",
            NotJson(SyntaxErrorKind::UnexpectedOctet),
            "RFC9728-3.2-1",
        ),
        ("[]", NotJson(SyntaxErrorKind::WrongType), "RFC9728-3.2-1"),
        (r#"{"resource":"a","resource":"b"}"#, Repeated, "RFC7493-2.3-1"),
        (r#"{"a":1,"\u0061":2}"#, Repeated, "RFC7493-2.3-1"),
    ] {
        refused(resource(body).unwrap_err(), kind, None, clause);
    }
    let asked = ResourceIdentifier::parse(RESOURCE).unwrap();
    let error = ProtectedResourceMetadata::parse(b"{\"a\":\"\xff\"}", &asked, &Limits::DEFAULT).unwrap_err();
    refused(
        error,
        NotJson(SyntaxErrorKind::InvalidUtf8),
        None,
        "RFC8259-8.1-1",
    );
}

// = RFC9728-2-5 (test)
#[test]
fn three_things_that_bearer_methods_can_say() {
    let methods = |members: &str| {
        let body = resource_body(members);
        resource(&body)
            .unwrap()
            .bearer_methods_supported()
            .map(<[_]>::to_vec)
    };
    assert_eq!(methods(""), None);
    assert_eq!(methods(",\"bearer_methods_supported\":[]"), Some(Vec::new()));
    assert_eq!(
        methods(",\"bearer_methods_supported\":[\"header\",\"body\",\"query\"]"),
        Some(BearerMethod::ALL.to_vec())
    );
    let asked = ResourceIdentifier::parse(RESOURCE).unwrap();
    let mut body = String::new();
    ProtectedResourceMetadata::new(asked)
        .with_bearer_methods([])
        .write_json(&mut body);
    assert_eq!(body, resource_body(",\"bearer_methods_supported\":[]"));
}

// = RFC8414-2-7 (test)
// = RFC8414-2-8 (test)
// = RFC8414-2-12 (test)
#[test]
fn what_silence_means() {
    let body = server_body("");
    let silent = server(&body).unwrap();
    assert_eq!(
        silent.token_endpoint_auth_methods().collect::<Vec<_>>(),
        ["client_secret_basic"]
    );
    assert_eq!(
        silent.grant_types().collect::<Vec<_>>(),
        ["authorization_code", "implicit"]
    );
    assert!(!silent.states_grant_types());
    assert_eq!(silent.introspection_endpoint_auth_methods().len(), 0);
    let body = server_body(
        ",\"grant_types_supported\":[\"client_credentials\"],\"token_endpoint_auth_methods_supported\":[\"client_secret_post\"]",
    );
    let stated = server(&body).unwrap();
    assert_eq!(
        stated.token_endpoint_auth_methods().collect::<Vec<_>>(),
        ["client_secret_post"]
    );
    assert_eq!(stated.grant_types().collect::<Vec<_>>(), ["client_credentials"]);
    assert!(stated.states_grant_types());
}

/// Unknown members are kept and mean nothing, whatever they are.
// = RFC9728-3.2-2 (test)
// = RFC8414-2-14 (test)
#[test]
fn other_members() {
    let body =
        resource_body(",\"resource_name#fr\":\"a\",\"x\":[{\"y\":null}],\"signed_metadata\":\"a.b.c\"");
    let metadata = resource(&body).unwrap();
    let names: Vec<_> = metadata.extra().map(|member| member.name().to_owned()).collect();
    assert_eq!(names, ["resource_name#fr", "x"]);
    assert_eq!(metadata.signed_metadata(), Some("a.b.c"));
    let body = server_body(",\"response_types_supported\":[],\"mtls_endpoint_aliases\":{}");
    let names: Vec<_> = server(&body)
        .unwrap()
        .extra()
        .map(|member| member.name().to_owned())
        .collect();
    assert_eq!(names, ["response_types_supported", "mtls_endpoint_aliases"]);
}

/// Plain `http` on loopback, where it was asked for by name: for the demonstration of one machine.
#[test]
fn loopback() {
    let asked = ResourceIdentifier::parse_allowing_loopback_http("http://127.0.0.1:8080").unwrap();
    let body = br#"{"resource":"http://127.0.0.1:8080","authorization_servers":["http://localhost:8081"]}"#;
    assert!(ProtectedResourceMetadata::parse(body, &asked, &Limits::DEFAULT).is_ok());
    let body = br#"{"resource":"http://127.0.0.1:8080","authorization_servers":["http://as.example"]}"#;
    let error = ProtectedResourceMetadata::parse(body, &asked, &Limits::DEFAULT).unwrap_err();
    assert_eq!(error.kind(), NotHttps);
}

// = COUNTERSIGN-LIMITS-1 (test)
#[test]
fn limits() {
    let members: String = (0..100).map(|number| format!(",\"m{number}\":0")).collect();
    let body = server_body(&members);
    let asked = IssuerIdentifier::parse(ISSUER).unwrap();
    refused(
        server(&body).unwrap_err(),
        TooManyMembers,
        None,
        "COUNTERSIGN-LIMITS-1",
    );
    let wide = ServerMetadata::parse(body.as_bytes(), &asked, &ServerMetadata::LIMITS).unwrap();
    assert_eq!(wide.extra().len(), 100);
    let scopes = vec!["\"a\""; ServerMetadata::LIMITS.parameters + 1].join(",");
    let body = server_body(&format!(",\"scopes_supported\":[{scopes}]"));
    let error = ServerMetadata::parse(body.as_bytes(), &asked, &ServerMetadata::LIMITS).unwrap_err();
    refused(
        error,
        TooManyElements,
        Some("scopes_supported"),
        "COUNTERSIGN-LIMITS-1",
    );
    let long = server_body(&" ".repeat(ServerMetadata::LIMITS.body));
    let error = ServerMetadata::parse(long.as_bytes(), &asked, &ServerMetadata::LIMITS).unwrap_err();
    refused(error, BodyTooLong, None, "COUNTERSIGN-LIMITS-1");
}

// = RFC8414-2-9 (test)
// = RFC8414-2-10 (test)
#[test]
fn what_cannot_be_built() {
    let new = || {
        let endpoint = AbsoluteUri::parse("https://as.example/token").unwrap();
        ServerMetadata::new(IssuerIdentifier::parse(ISSUER).unwrap(), endpoint)
    };
    let kind = |built: Result<ServerMetadata<'_>, countersign_message::BuildError>| {
        built.map(drop).unwrap_err().kind()
    };
    assert_eq!(
        kind(new().with_auth_signing_algorithm("none")),
        BuildErrorKind::ForbiddenValue
    );
    assert_eq!(
        kind(new().with_auth_method("private_key_jwt")),
        BuildErrorKind::ForbiddenValue
    );
    assert_eq!(
        kind(new().with_extra("issuer", ExtraValue::Bool(true))),
        BuildErrorKind::ReservedName
    );
    assert_eq!(
        kind(new().with_extra("a b", ExtraValue::Bool(true))),
        BuildErrorKind::BadName
    );
    let once = new().with_extra("a", ExtraValue::Bool(true)).unwrap();
    assert_eq!(
        kind(once.with_extra("a", ExtraValue::Bool(true))),
        BuildErrorKind::NameRepeated
    );
    let signed = new().with_auth_signing_algorithm("ES256").unwrap();
    let signed = signed.with_auth_method("private_key_jwt").unwrap();
    let signed = signed.with_grant_type(&GrantType::parse("client_credentials").unwrap());
    let mut body = String::new();
    signed.write_json(&mut body);
    assert!(server(&body).is_ok());
    let resource = ProtectedResourceMetadata::new(ResourceIdentifier::parse(RESOURCE).unwrap());
    let error = resource
        .with_extra("jwks_uri", ExtraValue::Bool(true))
        .map(drop)
        .unwrap_err();
    assert_eq!(error.kind(), BuildErrorKind::ReservedName);
}
