//! Metadata of protected resources and of authorization servers, member by member: each fault with its place and clause.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects)]

use countersign_grammar::{Limits, SyntaxErrorKind};
use countersign_message::DocumentErrorKind::{
    self, Forbidden, Malformed, MalformedScope, Missing, NoElement, NotHttps, WrongType,
};
use countersign_message::{
    DocumentError, IssuerIdentifier, ProtectedResourceMetadata, ResourceIdentifier, ServerMetadata,
};
use countersign_scope::ScopeErrorKind;

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

/// A member of another type than it must have is never taken for an absent one.
// = RFC9728-2-2 (test)
// = RFC9728-2-3 (test)
// = RFC9728-3.2-1 (test)
// = RFC9728-3.2-3 (test)
#[test]
fn members_of_a_resource() {
    const OBJECT: &str = "RFC9728-3.2-1";
    const ZERO: &str = "RFC9728-3.2-3";
    for (member, value, kind, clause) in [
        (
            "authorization_servers",
            "\"https://as.example\"",
            WrongType,
            OBJECT,
        ),
        ("authorization_servers", "null", WrongType, OBJECT),
        ("authorization_servers", "[]", NoElement, OBJECT),
        ("authorization_servers", "[1]", WrongType, "RFC8414-2-1"),
        (
            "authorization_servers",
            "[\"https://as.example\",\"http://as.example\"]",
            NotHttps,
            "RFC8414-2-1",
        ),
        (
            "authorization_servers",
            "[\"http://127.0.0.1\"]",
            NotHttps,
            "RFC8414-2-1",
        ),
        (
            "authorization_servers",
            "[\"https:///\"]",
            NotHttps,
            "RFC9110-4.2.2-2",
        ),
        (
            "authorization_servers",
            "[\"https://as.example/?a\"]",
            Forbidden,
            "RFC8414-2-1",
        ),
        (
            "authorization_servers",
            "[\"as\"]",
            Malformed(SyntaxErrorKind::UnexpectedEnd),
            "RFC8414-2-1",
        ),
        ("jwks_uri", "\"http://api.example/jwks\"", NotHttps, "RFC9728-2-2"),
        ("jwks_uri", "\"https:///jwks\"", NotHttps, "RFC9728-2-2"),
        (
            "jwks_uri",
            "\"/jwks\"",
            Malformed(SyntaxErrorKind::UnexpectedOctet),
            "RFC9728-2-2",
        ),
        ("jwks_uri", "{}", WrongType, "RFC9728-2-2"),
        ("scopes_supported", "\"read write\"", WrongType, OBJECT),
        ("scopes_supported", "[]", NoElement, ZERO),
        (
            "scopes_supported",
            "[\"read write\"]",
            MalformedScope(ScopeErrorKind::ALL[0]),
            "RFC6749-3.3-3",
        ),
        ("scopes_supported", "[7]", WrongType, "RFC6749-3.3-3"),
        ("bearer_methods_supported", "\"header\"", WrongType, "RFC9728-2-5"),
        (
            "bearer_methods_supported",
            "[\"Header\"]",
            Forbidden,
            "RFC9728-2-5",
        ),
        (
            "bearer_methods_supported",
            "[\"header\",null]",
            WrongType,
            "RFC9728-2-5",
        ),
        (
            "resource_signing_alg_values_supported",
            "[\"RS256\",\"none\"]",
            Forbidden,
            "RFC9728-2-3",
        ),
        ("resource_signing_alg_values_supported", "[]", NoElement, ZERO),
        (
            "dpop_signing_alg_values_supported",
            "[\"none\"]",
            Forbidden,
            "RFC9728-2-3",
        ),
        (
            "dpop_signing_alg_values_supported",
            "\"ES256\"",
            WrongType,
            OBJECT,
        ),
        ("resource_name", "7", WrongType, OBJECT),
        (
            "resource_documentation",
            "\"a page\"",
            Malformed(SyntaxErrorKind::UnexpectedOctet),
            OBJECT,
        ),
        (
            "tls_client_certificate_bound_access_tokens",
            "\"true\"",
            WrongType,
            OBJECT,
        ),
        ("dpop_bound_access_tokens_required", "1", WrongType, OBJECT),
        ("dpop_bound_access_tokens_required", "null", WrongType, OBJECT),
        ("signed_metadata", "{}", WrongType, OBJECT),
    ] {
        let body = resource_body(&format!(",\"{member}\":{value}"));
        let error = resource(&body).map(drop).unwrap_err();
        match (error.kind(), kind) {
            (MalformedScope(_), MalformedScope(_)) => {}
            (found, kind) => assert_eq!(found, kind, "{body}"),
        }
        assert_eq!(
            (error.member(), error.clause().id()),
            (Some(member), clause),
            "{body}"
        );
        let value_at = body.find(value).unwrap();
        assert!((value_at..body.len()).contains(&error.at()), "{body} {error}");
    }
}

// = RFC8414-2-3 (test)
// = RFC8414-2-9 (test)
// = RFC8414-2-10 (test)
// = RFC8414-3.2-1 (test)
// = RFC8414-3.2-2 (test)
#[test]
fn members_of_a_server() {
    const OBJECT: &str = "RFC8414-3.2-1";
    const METHODS: &str = "token_endpoint_auth_methods_supported";
    const ALGORITHMS: &str = "token_endpoint_auth_signing_alg_values_supported";
    for (member, value, kind, clause) in [
        ("jwks_uri", "\"http://as.example/jwks\"", NotHttps, "RFC8414-2-3"),
        ("jwks_uri", "null", WrongType, "RFC8414-2-3"),
        ("scopes_supported", "[]", NoElement, "RFC8414-3.2-2"),
        ("grant_types_supported", "[]", NoElement, "RFC8414-3.2-2"),
        (
            "grant_types_supported",
            "\"client_credentials\"",
            WrongType,
            OBJECT,
        ),
        (
            "grant_types_supported",
            "[\"client_credentials\",7]",
            WrongType,
            OBJECT,
        ),
        (METHODS, "[]", NoElement, "RFC8414-3.2-2"),
        (METHODS, "null", WrongType, OBJECT),
        (ALGORITHMS, "[\"none\"]", Forbidden, "RFC8414-2-10"),
        (ALGORITHMS, "[\"ES256\",\"none\"]", Forbidden, "RFC8414-2-10"),
        (ALGORITHMS, "[]", NoElement, "RFC8414-3.2-2"),
        (
            "introspection_endpoint",
            "\"introspect\"",
            Malformed(SyntaxErrorKind::UnexpectedEnd),
            OBJECT,
        ),
        (
            "introspection_endpoint_auth_methods_supported",
            "{}",
            WrongType,
            OBJECT,
        ),
        (
            "introspection_endpoint_auth_signing_alg_values_supported",
            "[\"none\"]",
            Forbidden,
            "RFC8414-2-10",
        ),
        ("signed_metadata", "[]", WrongType, OBJECT),
    ] {
        let body = server_body(&format!(",\"{member}\":{value}"));
        refused(server(&body).map(drop).unwrap_err(), kind, Some(member), clause);
    }
    for method in ["private_key_jwt", "client_secret_jwt"] {
        let methods = format!(",\"{METHODS}\":[\"client_secret_basic\",\"{method}\"]");
        let error = server(&server_body(&methods)).map(drop).unwrap_err();
        refused(error, Missing, Some(ALGORITHMS), "RFC8414-2-9");
        assert!(server(&server_body(&format!("{methods},\"{ALGORITHMS}\":[\"ES256\"]"))).is_ok());
    }
}
