//! Issuer and resource identifiers, and where their metadata is.
#![allow(clippy::unwrap_used)]

use countersign_grammar::SyntaxErrorKind;
use countersign_message::IdentifierErrorKind::{
    self, DotSegment, Fragment, Malformed, NoHost, NotHttps, Query, UserInformation,
};
use countersign_message::{IssuerIdentifier, ResourceIdentifier, WellKnown};
use proptest::prelude::*;

#[track_caller]
fn issuer_refused(text: &str, kind: IdentifierErrorKind, at: usize) {
    let error = IssuerIdentifier::parse(text).unwrap_err();
    assert_eq!((error.kind(), error.at()), (kind, at), "{text}");
    assert!(!error.to_string().contains(text) || text.is_empty());
}

// = RFC8414-2-1 (test)
// = RFC9110-4.2.2-2 (test)
#[test]
fn issuers() {
    for text in [
        "https://as.example",
        "https://as.example/",
        "https://as.example:8443/a/b",
        "HTTPS://AS.example",
        "https://[2001:db8::1]:443/",
        "https://as.example/%7euser",
    ] {
        assert_eq!(IssuerIdentifier::parse(text).unwrap().as_str(), text);
    }
    for (text, kind, at) in [
        ("", Malformed(SyntaxErrorKind::Empty), 0),
        ("as.example", Malformed(SyntaxErrorKind::UnexpectedEnd), 10),
        ("/tenant", Malformed(SyntaxErrorKind::UnexpectedOctet), 0),
        (
            "https://as.example/a b",
            Malformed(SyntaxErrorKind::UnexpectedOctet),
            20,
        ),
        (
            "https://as.example/%4",
            Malformed(SyntaxErrorKind::BadPercentEscape),
            19,
        ),
        (
            "https://as.example/\u{e9}",
            Malformed(SyntaxErrorKind::UnexpectedOctet),
            19,
        ),
        ("http://as.example", NotHttps, 0),
        ("http://localhost", NotHttps, 0),
        ("urn:example:as", NotHttps, 0),
        ("https:as.example", NoHost, 8),
        ("https:///path", NoHost, 8),
        ("https://", NoHost, 8),
        ("https://:443/", NoHost, 8),
        ("https://user@as.example", UserInformation, 12),
        ("https://as.example?tenant=1", Query, 18),
        ("https://as.example/?", Query, 19),
        ("https://as.example/#", Fragment, 19),
        ("https://as.example#a?b", Fragment, 18),
    ] {
        issuer_refused(text, kind, at);
    }
    let clause = |text| IssuerIdentifier::parse(text).unwrap_err().clause().id();
    assert_eq!(clause("https://as.example/?a"), "RFC8414-2-1");
    assert_eq!(clause("https:///"), "RFC9110-4.2.2-2");
}

// = RFC9728-1.2-1 (test)
#[test]
fn resources() {
    for text in [
        "https://api.example",
        "https://api.example/v1?tenant=1",
        "https://api.example/?",
    ] {
        assert_eq!(ResourceIdentifier::parse(text).unwrap().as_str(), text);
    }
    for (text, kind, at) in [
        ("http://api.example", NotHttps, 0),
        ("https://api.example/#a", Fragment, 20),
        ("https://api.example/v1?a#b", Fragment, 24),
        ("https://a:b@api.example", UserInformation, 11),
        ("api.example", Malformed(SyntaxErrorKind::UnexpectedEnd), 11),
    ] {
        let error = ResourceIdentifier::parse(text).unwrap_err();
        assert_eq!(
            (error.kind(), error.at(), error.clause().id()),
            (kind, at, "RFC9728-1.2-1"),
            "{text}"
        );
    }
}

/// A client resolves dot segments before it asks, escaped or not: behind `/.well-known` they would lead to a document
/// that whoever may put files on the host has written.
// = RFC8414-3-1 (test)
// = RFC9728-3-1 (test)
#[test]
fn no_way_out_of_the_well_known_place() {
    for (path, at) in [
        ("/..", 20),
        ("/../../uploads/7", 20),
        ("/t1/../../..", 23),
        ("/.", 20),
        ("/t1/./", 23),
        ("/%2e%2E/a", 20),
        ("/.%2e", 20),
        ("/%2E.", 20),
        ("/%2e/", 20),
        ("//..", 21),
    ] {
        let text = format!("https://one.example{path}");
        issuer_refused(&text, DotSegment, at);
        let clause = |error: countersign_message::IdentifierError| error.clause().id();
        assert_eq!(
            IssuerIdentifier::parse(&*text).map_err(clause),
            Err("RFC8414-3-1")
        );
        assert_eq!(
            ResourceIdentifier::parse(&*text).map_err(clause),
            Err("RFC9728-3-1")
        );
        let text = format!("http://localhost{path}");
        assert!(IssuerIdentifier::parse_allowing_loopback_http(text).is_err());
    }
    for path in [
        "/...",
        "/.well-known",
        "/a..",
        "/..a",
        "/%2e%2e%2e",
        "/a.",
        "/;..",
        "/%252e%252e",
    ] {
        let text = format!("https://one.example{path}");
        assert!(IssuerIdentifier::parse(&*text).is_ok(), "{text}");
    }
    // In a query they are no steps.
    assert!(ResourceIdentifier::parse("https://one.example/a?b=/../c").is_ok());
}

/// Plain `http` is for the machine itself, and only where it is asked for by name.
#[test]
fn loopback() {
    for text in [
        "http://localhost",
        "http://LOCALHOST:8080/a",
        "http://127.0.0.1:8080",
        "http://127.255.0.9/",
        "http://[::1]",
        "http://[::1]:8080/a",
        "https://as.example",
    ] {
        assert!(
            IssuerIdentifier::parse_allowing_loopback_http(text).is_ok(),
            "{text}"
        );
        assert!(
            ResourceIdentifier::parse_allowing_loopback_http(text).is_ok(),
            "{text}"
        );
    }
    for text in [
        "http://as.example",
        "http://localhost.example",
        "http://127.0.0.1.example",
        "http://127.0.0.1@as.example/",
        "http://localhost:80@as.example/",
        "http://128.0.0.1",
        "http://127.1",
        "http://[::1].example",
        "http://[::2]",
        "http://0.0.0.0",
        "ftp://localhost",
        "http:localhost",
    ] {
        assert!(
            IssuerIdentifier::parse_allowing_loopback_http(text).is_err(),
            "{text}"
        );
        assert!(
            ResourceIdentifier::parse_allowing_loopback_http(text).is_err(),
            "{text}"
        );
    }
}

/// Code points are compared, nothing is normalised.
// = RFC8414-4-1 (test)
// = RFC9728-6-1 (test)
#[test]
fn identifiers_are_texts() {
    let issuer = |text: &'static str| IssuerIdentifier::parse(text).unwrap();
    for (one, other) in [
        ("https://as.example", "https://as.example/"),
        ("https://as.example", "https://AS.example"),
        ("https://as.example", "https://as.example:443"),
        ("https://as.example/a", "https://as.example/A"),
        ("https://as.example/a", "https://as.example/%61"),
    ] {
        assert_ne!(issuer(one), issuer(other));
    }
}

// = RFC8414-3-1 (test)
// = RFC8414-3-2 (test)
// = RFC8414-3-3 (test)
// = RFC8414-3.1-2 (test)
#[test]
fn where_a_server_publishes() {
    for (issuer, path) in [
        ("https://as.example", ""),
        ("https://as.example/", ""),
        ("https://as.example/t1", "/t1"),
        ("https://as.example/t1/", "/t1"),
        ("https://as.example:8443/t1/t2", "/t1/t2"),
    ] {
        let host = if issuer.contains("8443") {
            "https://as.example:8443"
        } else {
            "https://as.example"
        };
        let issuer = IssuerIdentifier::parse(issuer).unwrap();
        for (place, expected) in [
            (
                WellKnown::default(),
                format!("{host}/.well-known/oauth-authorization-server{path}"),
            ),
            (
                WellKnown::OpenidConfiguration,
                format!("{host}/.well-known/openid-configuration{path}"),
            ),
            (
                WellKnown::OpenidConfigurationAppended,
                format!("{host}{path}/.well-known/openid-configuration"),
            ),
        ] {
            assert_eq!(issuer.metadata_url(place), expected);
        }
    }
}

// = RFC9728-3-1 (test)
// = RFC9728-3.1-2 (test)
// = RFC9728-5.1-1 (test)
#[test]
fn where_a_resource_publishes() {
    for (resource, expected) in [
        (
            "https://api.example",
            "https://api.example/.well-known/oauth-protected-resource",
        ),
        (
            "https://api.example/",
            "https://api.example/.well-known/oauth-protected-resource",
        ),
        (
            "https://api.example/v1",
            "https://api.example/.well-known/oauth-protected-resource/v1",
        ),
        (
            "https://api.example/v1/",
            "https://api.example/.well-known/oauth-protected-resource/v1/",
        ),
        (
            "https://api.example?a=b",
            "https://api.example/.well-known/oauth-protected-resource?a=b",
        ),
        (
            "https://api.example/?a=b",
            "https://api.example/.well-known/oauth-protected-resource?a=b",
        ),
        (
            "https://api.example/v1?a=/b",
            "https://api.example/.well-known/oauth-protected-resource/v1?a=/b",
        ),
        (
            "https://[::1]:8443/v1",
            "https://[::1]:8443/.well-known/oauth-protected-resource/v1",
        ),
    ] {
        assert_eq!(
            ResourceIdentifier::parse(resource).unwrap().metadata_url(),
            expected
        );
    }
}

proptest! {
    /// Whatever an identifier is made of, the address of its metadata is one of the same host, with nothing lost.
    #[test]
    fn the_address_is_of_the_same_host(path in "(/[a-z0-9.~%]{0,4}){0,3}", query in prop::option::of("[a-z=/?]{0,6}")) {
        let query = query.map(|query| format!("?{query}")).unwrap_or_default();
        let text = format!("https://api.example:1{path}{query}");
        let Ok(resource) = ResourceIdentifier::parse(text.as_str()) else { return Ok(()) };
        let url = resource.metadata_url();
        let rest = url.strip_prefix("https://api.example:1/.well-known/oauth-protected-resource").unwrap();
        let whole = format!("{path}{query}");
        prop_assert!(rest == whole || whole.strip_prefix('/') == Some(rest));
        if let Ok(issuer) = IssuerIdentifier::parse(text) {
            let url = issuer.metadata_url(WellKnown::default());
            let rest = url.strip_prefix("https://api.example:1/.well-known/oauth-authorization-server").unwrap();
            prop_assert!(rest == path || path.strip_suffix('/') == Some(rest));
        }
    }
}
