//! Introspection responses, member by member, and what must not be read.
#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic
)]

use countersign_grammar::json::RawValue;
use countersign_grammar::{ClientId, Limits, SyntaxErrorKind, UnixTime};
use countersign_message::DocumentErrorKind::{
    self, BodyTooLong, Malformed, MalformedScope, Missing, NoElement, NotJson, Repeated, TooManyElements,
    TooManyMembers, WrongType,
};
use countersign_message::{
    BuildErrorKind, DocumentError, ExtraValue, IntrospectedToken, IntrospectionResponse,
};
use countersign_scope::{Scope, ScopeErrorKind};

fn parse(body: &str) -> Result<IntrospectionResponse<'_>, DocumentError> {
    IntrospectionResponse::parse(body.as_bytes(), &Limits::DEFAULT)
}

#[track_caller]
fn active(body: &str) -> IntrospectedToken<'_> {
    match parse(body).unwrap() {
        IntrospectionResponse::Active(token) => token,
        IntrospectionResponse::Inactive => panic!("{body}"),
    }
}

#[track_caller]
fn refused(body: &str, kind: DocumentErrorKind, at: usize, clause: &str) -> DocumentError {
    let error = parse(body).unwrap_err();
    assert_eq!(
        (error.kind(), error.at(), error.clause().id()),
        (kind, at, clause),
        "{body}: {error}"
    );
    error
}

fn written(response: &IntrospectionResponse<'_>) -> String {
    let mut body = String::new();
    response.write_json(&mut body);
    body
}

/// The example of RFC 7662 section 2.2.
#[test]
fn the_example_of_the_rfc() {
    let body = r#"{
      "active": true,
      "client_id": "l238j323ds-23ij4",
      "username": "jdoe",
      "scope": "read write dolphin",
      "sub": "Z5O3upPC88QrAjx00dis",
      "aud": "https://protected.example.net/resource",
      "iss": "https://server.example.com/",
      "exp": 1419356238,
      "iat": 1419350238,
      "extension_field": "twenty-seven"
     }"#;
    let token = active(body);
    assert_eq!(token.client_id().map(ClientId::as_str), Some("l238j323ds-23ij4"));
    assert_eq!(token.username(), Some("jdoe"));
    assert_eq!(token.scope().map(Scope::as_str), Some("read write dolphin"));
    assert_eq!(token.sub(), Some("Z5O3upPC88QrAjx00dis"));
    assert_eq!(
        token.aud().collect::<Vec<_>>(),
        ["https://protected.example.net/resource"]
    );
    assert!(token.is_for("https://protected.example.net/resource"));
    assert!(!token.is_for("https://protected.example.net/Resource"));
    assert_eq!(token.iss(), Some("https://server.example.com/"));
    assert_eq!(token.exp(), Some(UnixTime::from_secs(1_419_356_238)));
    assert_eq!(token.iat(), Some(UnixTime::from_secs(1_419_350_238)));
    assert_eq!((token.nbf(), token.jti()), (None, None));
    assert!(token.token_type().is_none() && token.cnf().is_none());
    let extra: Vec<_> = token.extra().map(|member| member.name().to_owned()).collect();
    assert_eq!(extra, ["extension_field"]);
}

#[test]
fn absent_members_are_absent() {
    let token = active(r#"{"active":true}"#);
    assert!(token.scope().is_none() && token.client_id().is_none() && token.username().is_none());
    assert!(token.exp().is_none() && token.iat().is_none() && token.nbf().is_none());
    assert!(token.sub().is_none() && token.iss().is_none() && token.jti().is_none());
    assert_eq!((token.aud().len(), token.extra().len()), (0, 0));
}

// = RFC7662-2.2-1 (test)
// = RFC7662-2.2-2 (test)
#[test]
fn active_is_a_boolean() {
    for value in [
        "\"true\"",
        "\"false\"",
        "1",
        "0",
        "null",
        "[]",
        "[true]",
        "{}",
        "{\"active\":true}",
    ] {
        let error = refused(&format!("{{\"active\":{value}}}"), WrongType, 10, "RFC7662-2.2-2");
        assert_eq!(error.member(), Some("active"));
    }
    refused("{}", Missing, 2, "RFC7662-2.2-2");
    refused(r#"{"Active":true}"#, Missing, 15, "RFC7662-2.2-2");
    refused(r#"{"active":true,"active":false}"#, Repeated, 15, "RFC7493-2.3-1");
    refused(
        r#"{"active":false,"\u0061ctive":true}"#,
        Repeated,
        16,
        "RFC7493-2.3-1",
    );
    refused(
        r#"{"active":True}"#,
        NotJson(SyntaxErrorKind::UnexpectedOctet),
        10,
        "RFC7662-2.2-1",
    );
    refused("true", NotJson(SyntaxErrorKind::WrongType), 0, "RFC7662-2.2-1");
    refused(
        r#"[{"active":true}]"#,
        NotJson(SyntaxErrorKind::WrongType),
        0,
        "RFC7662-2.2-1",
    );
    refused("", NotJson(SyntaxErrorKind::Empty), 0, "RFC7662-2.2-1");
    refused(
        "active=true",
        NotJson(SyntaxErrorKind::UnexpectedOctet),
        0,
        "RFC7662-2.2-1",
    );
    refused(
        r#"{"active":true} x"#,
        NotJson(SyntaxErrorKind::TrailingData),
        16,
        "RFC7662-2.2-1",
    );
    assert!(matches!(
        parse(r#"{"\u0061ctive":true}"#),
        Ok(IntrospectionResponse::Active(_))
    ));
}

/// Whatever else is said of an inactive token is not read, be it right or wrong.
// = RFC7662-2.2-6 (test)
#[test]
fn nothing_is_read_of_an_inactive_token() {
    for more in [
        "",
        r#","scope":"a""#,
        r#","scope":[1],"exp":"soon","aud":7,"cnf":1"#,
        r#","active2":true"#,
    ] {
        let body = format!("{{\"active\":false{more}}}");
        assert!(
            matches!(parse(&body), Ok(IntrospectionResponse::Inactive)),
            "{body}"
        );
        assert_eq!(written(&parse(&body).unwrap()), r#"{"active":false}"#);
    }
    // It has to be one object all the same.
    refused(r#"{"active":false,"a":1,"a":2}"#, Repeated, 22, "RFC7493-2.3-1");
}

/// A member of another type than it must have is never taken for an absent one.
// = RFC7662-2.2-3 (test)
// = RFC7662-2.2-4 (test)
// = RFC7662-2.2-5 (test)
#[test]
fn every_member_with_every_type() {
    let types = [
        ("null", "null"),
        ("bool", "true"),
        ("number", "5"),
        ("string", "\"a\""),
        ("array", "[\"a\"]"),
        ("object", "{}"),
    ];
    for (member, takes, clause) in [
        ("scope", &["string"][..], "RFC7662-2.2-3"),
        ("client_id", &["string"], "RFC6749-A.1-1"),
        ("username", &["string"], "RFC7662-2.2-1"),
        ("token_type", &["string"], "RFC6749-A.13-1"),
        ("exp", &["number"], "RFC7662-2.2-4"),
        ("iat", &["number"], "RFC7662-2.2-4"),
        ("nbf", &["number"], "RFC7662-2.2-4"),
        ("sub", &["string"], "RFC7662-2.2-1"),
        ("aud", &["string", "array"], "RFC7662-2.2-5"),
        ("iss", &["string"], "RFC7662-2.2-1"),
        ("jti", &["string"], "RFC7662-2.2-1"),
        ("cnf", &["object"], "RFC7800-3.1-2"),
    ] {
        for (name, value) in types {
            let body = format!("{{\"active\":true,\"{member}\":{value}}}");
            if takes.contains(&name) {
                active(&body);
            } else {
                let error = refused(&body, WrongType, 18 + member.len(), clause);
                assert_eq!(error.member(), Some(member));
            }
        }
    }
}

#[test]
fn values_that_are_none() {
    for (body, kind, clause) in [
        (
            r#""exp":1.5"#,
            Malformed(SyntaxErrorKind::BadNumber),
            "RFC7662-2.2-4",
        ),
        (
            r#""exp":-1"#,
            Malformed(SyntaxErrorKind::BadNumber),
            "RFC7662-2.2-4",
        ),
        (
            r#""exp":1e9"#,
            Malformed(SyntaxErrorKind::BadNumber),
            "RFC7662-2.2-4",
        ),
        (
            r#""exp":18446744073709551616"#,
            Malformed(SyntaxErrorKind::BadNumber),
            "RFC7662-2.2-4",
        ),
        (
            r#""nbf":1.0"#,
            Malformed(SyntaxErrorKind::BadNumber),
            "RFC7662-2.2-4",
        ),
        (
            r#""scope":"""#,
            MalformedScope(ScopeErrorKind::Empty),
            "RFC7662-2.2-3",
        ),
        (r#""aud":[]"#, NoElement, "RFC7662-2.2-5"),
        (
            r#""token_type":"""#,
            Malformed(SyntaxErrorKind::Empty),
            "RFC6749-A.13-1",
        ),
        (
            r#""client_id":"\u00e9""#,
            Malformed(SyntaxErrorKind::UnexpectedOctet),
            "RFC6749-A.1-1",
        ),
    ] {
        let at = 16 + body.find(':').unwrap();
        refused(&format!("{{\"active\":true,{body}}}"), kind, at, clause);
    }
    refused(r#"{"active":true,"aud":["a",1]}"#, WrongType, 26, "RFC7662-2.2-5");
    refused(
        r#"{"active":true,"aud":["a",["b"]]}"#,
        WrongType,
        26,
        "RFC7662-2.2-5",
    );
    // The first in the order of the members, not of the body.
    let error = refused(
        r#"{"exp":"1","active":true,"scope":1}"#,
        WrongType,
        33,
        "RFC7662-2.2-3",
    );
    assert_eq!(
        error.to_string(),
        "a member has the wrong JSON type (scope), at octet 33"
    );
}

// = COUNTERSIGN-LIMITS-1 (test)
#[test]
fn limits() {
    let mut limits = Limits::DEFAULT;
    limits.body = 15;
    let parse = |body: &str, limits: &Limits| {
        IntrospectionResponse::parse(body.as_bytes(), limits)
            .map(drop)
            .map_err(|error| (error.kind(), error.at()))
    };
    assert_eq!(parse(r#"{"active":true}"#, &limits), Ok(()));
    assert_eq!(parse(r#"{"active":true} "#, &limits), Err((BodyTooLong, 15)));
    let limits = Limits::DEFAULT;
    let members: String = (0..limits.parameters)
        .map(|number| format!(",\"m{number}\":0"))
        .collect();
    let body = format!("{{\"active\":true{members}}}");
    assert_eq!(parse(&body, &limits).unwrap_err().0, TooManyMembers);
    let aud = |count: usize| format!("{{\"active\":true,\"aud\":[{}]}}", vec!["\"a\""; count].join(","));
    assert_eq!(parse(&aud(limits.parameters), &limits), Ok(()));
    let too_many = parse(&aud(limits.parameters + 1), &limits).unwrap_err();
    assert_eq!(too_many, (TooManyElements, 22 + 4 * limits.parameters));
    let scope = vec!["a"; limits.scope_tokens + 1].join(" ");
    let (kind, _) = parse(&format!("{{\"active\":true,\"scope\":\"{scope}\"}}"), &limits).unwrap_err();
    assert!(matches!(kind, MalformedScope(_)));
}

/// A token bound to a key can be told from one that is not.
#[test]
fn confirmation() {
    let body = r#"{"active":true,"cnf":{"x5t#S256":"bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2"}}"#;
    let token = active(body);
    let cnf = token.cnf().unwrap();
    let members: Vec<_> = cnf
        .members(&Limits::DEFAULT)
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert!(members.len() == 1 && members[0].name().eq_str("x5t#S256"));
    assert_eq!(written(&parse(body).unwrap()), body);
    let number = RawValue::parse(b"1", &Limits::DEFAULT).unwrap();
    let error = IntrospectedToken::new().with_cnf(number).unwrap_err();
    assert_eq!(error.kind(), BuildErrorKind::WrongType);
}

#[test]
fn members_that_cannot_be_added() {
    let build = |name| {
        IntrospectedToken::new()
            .with_extra(name, ExtraValue::Integer(1))
            .map(drop)
    };
    for (name, kind) in [
        ("active", BuildErrorKind::ReservedName),
        ("exp", BuildErrorKind::ReservedName),
        ("a b", BuildErrorKind::BadName),
        ("", BuildErrorKind::BadName),
    ] {
        assert_eq!(build(name).unwrap_err().kind(), kind, "{name}");
    }
    let twice = IntrospectedToken::new()
        .with_extra("a", ExtraValue::Bool(true))
        .unwrap();
    let error = twice.with_extra("a", ExtraValue::Bool(true)).unwrap_err();
    assert_eq!(error.kind(), BuildErrorKind::NameRepeated);
}
