//! The request builder: what it writes is read back, and what must not be written cannot be.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

use countersign_grammar::form::EscapeSet;
use countersign_grammar::{AbsoluteUri, ClientId, Limits};
use countersign_message::{BuildErrorKind, TokenRequest, TokenRequestBuilder};
use countersign_scope::ScopeSet;
use countersign_secret::Secret;
use proptest::prelude::*;

fn written(builder: &TokenRequestBuilder<'_>) -> String {
    let mut body = String::new();
    builder.write(&mut body);
    body
}

// = RFC6749-4.4.2-2 (test)
// = RFC6749-4.4.2-3 (test)
#[test]
fn the_smallest_request() {
    assert_eq!(
        written(&TokenRequestBuilder::new()),
        "grant_type=client_credentials"
    );
    assert_eq!(
        written(&TokenRequestBuilder::new().scope(&ScopeSet::EMPTY)),
        "grant_type=client_credentials"
    );
}

// = RFC6749-2.3.1-5 (test)
// = RFC6749-2.3.1-6 (test)
#[test]
fn the_whole_request() {
    let scope = ScopeSet::parse("write read https://a.example/x").unwrap();
    let (id, secret) = (
        ClientId::parse("s6BhdRkqt3").unwrap(),
        Secret::new(b"7Fjfp 0ZBr1+KtDRbnfVdmIw~".to_vec()),
    );
    let resource = AbsoluteUri::parse("https://rs.example/a?b=c").unwrap();
    let builder = TokenRequestBuilder::new()
        .body_credentials(&id, &secret)
        .unwrap()
        .scope(&scope)
        .resource(&resource)
        .extra("audience", "x")
        .unwrap()
        .extra("audience", "y")
        .unwrap();
    assert_eq!(
        written(&builder),
        "grant_type=client_credentials&client_id=s6BhdRkqt3&client_secret=7Fjfp+0ZBr1%2BKtDRbnfVdmIw%7E\
         &scope=https%3A%2F%2Fa.example%2Fx+read+write&resource=https%3A%2F%2Frs.example%2Fa%3Fb%3Dc\
         &audience=x&audience=y"
    );
    let spaced = written(&builder.escape(EscapeSet::Rfc3986));
    assert!(spaced.contains("read%20write") && !spaced.contains('+'));
}

// = RFC6749-2.3.1-7 (test)
#[test]
fn an_empty_secret_is_left_out() {
    let (id, secret) = (ClientId::parse("a").unwrap(), Secret::new(Vec::new()));
    let builder = TokenRequestBuilder::new().body_credentials(&id, &secret).unwrap();
    assert_eq!(written(&builder), "grant_type=client_credentials&client_id=a");
}

// = RFC7521-4.2-1 (test)
// = RFC7521-4.2-2 (test)
#[test]
fn an_assertion() {
    let id = ClientId::parse("a").unwrap();
    let kind = AbsoluteUri::parse("urn:ietf:params:oauth:client-assertion-type:jwt-bearer").unwrap();
    let builder = TokenRequestBuilder::new()
        .client_assertion(Some(&id), &kind, "e30.e30.AA")
        .unwrap();
    assert_eq!(
        written(&builder),
        "grant_type=client_credentials&client_id=a\
         &client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer\
         &client_assertion=e30.e30.AA"
    );
}

// = RFC6749-2.3-3 (test)
#[test]
fn the_client_appears_once() {
    let (id, secret) = (ClientId::parse("a").unwrap(), Secret::new(b"b".to_vec()));
    let kind = AbsoluteUri::parse("urn:x:y").unwrap();
    let with_id = TokenRequestBuilder::new().client_id(&id).unwrap();
    let with_secret = TokenRequestBuilder::new().body_credentials(&id, &secret).unwrap();
    let with_assertion = TokenRequestBuilder::new()
        .client_assertion(None, &kind, "x")
        .unwrap();
    for builder in [with_id, with_secret, with_assertion] {
        let kinds = [
            builder.clone().client_id(&id).unwrap_err().kind(),
            builder.clone().body_credentials(&id, &secret).unwrap_err().kind(),
            builder
                .clone()
                .client_assertion(None, &kind, "x")
                .unwrap_err()
                .kind(),
        ];
        assert_eq!(kinds, [BuildErrorKind::IdentityRepeated; 3]);
    }
}

#[test]
fn what_would_count_as_not_sent_or_is_no_secret_is_refused() {
    let (nobody, id) = (ClientId::parse("").unwrap(), ClientId::parse("a").unwrap());
    let kind = AbsoluteUri::parse("urn:x:y").unwrap();
    let new = TokenRequestBuilder::new;
    let secret = Secret::new(b"b".to_vec());
    assert_eq!(
        new().client_id(&nobody).unwrap_err().kind(),
        BuildErrorKind::EmptyValue
    );
    assert_eq!(
        new().body_credentials(&nobody, &secret).unwrap_err().kind(),
        BuildErrorKind::EmptyValue
    );
    assert_eq!(
        new()
            .client_assertion(Some(&nobody), &kind, "x")
            .unwrap_err()
            .kind(),
        BuildErrorKind::EmptyValue
    );
    assert_eq!(
        new().client_assertion(None, &kind, "").unwrap_err().kind(),
        BuildErrorKind::EmptyValue
    );
    assert_eq!(
        new().extra("a", "").unwrap_err().kind(),
        BuildErrorKind::EmptyValue
    );
    for octets in [&b"\n"[..], b"a\x7F", b"\xFF", "\u{e9}".as_bytes(), b"\0"] {
        let secret = Secret::new(octets.to_vec());
        let error = new().body_credentials(&id, &secret).unwrap_err();
        assert_eq!(
            (error.kind(), error.clause().id()),
            (BuildErrorKind::BadSecret, "RFC6749-A.2-1")
        );
    }
}

// = RFC6749-8.2-1 (test)
#[test]
fn extra_parameters_stay_extra() {
    for name in [
        "grant_type",
        "client_id",
        "client_secret",
        "scope",
        "client_assertion_type",
        "client_assertion",
        "resource",
    ] {
        let error = TokenRequestBuilder::new().extra(name, "x").unwrap_err();
        assert_eq!(error.kind(), BuildErrorKind::ReservedName, "{name}");
    }
    for name in ["", "a b", "a=b", "a&b", "a%20", "sc\u{f6}pe", "a+b", "a/b"] {
        let error = TokenRequestBuilder::new().extra(name, "x").unwrap_err();
        assert_eq!(error.kind(), BuildErrorKind::BadName, "{name}");
    }
    let once = TokenRequestBuilder::new().extra("a", "x").unwrap();
    assert_eq!(
        once.extra("a", "y").unwrap_err().kind(),
        BuildErrorKind::NameRepeated
    );
}

proptest! {
    // = RFC6749-B-1 (test)
    #[test]
    fn what_is_written_is_read(
        id in "[ -~]{1,12}", secret in "[ -~]{0,12}", scope in "[!#-\\[\\]-~]{1,6}( [!#-\\[\\]-~]{1,6}){0,3}",
        extra in "[a-z0-9._-]{1,8}", value in "\\PC{1,8}",
        escape in prop::sample::select(vec![
            EscapeSet::Whatwg, EscapeSet::Html4, EscapeSet::Minimal, EscapeSet::Rfc3986,
        ]),
    ) {
        prop_assume!(!["scope", "resource"].contains(&extra.as_str()));
        let client = ClientId::parse(id.as_str()).unwrap();
        let (held, scope) = (Secret::from(secret.clone()), ScopeSet::parse(&scope).unwrap());
        let builder = TokenRequestBuilder::new()
            .body_credentials(&client, &held)
            .unwrap()
            .scope(&scope)
            .extra(&extra, &value)
            .unwrap()
            .escape(escape);
        let body = written(&builder);
        prop_assert!(body.is_ascii());
        let request = TokenRequest::parse(body.as_bytes(), &Limits::DEFAULT).unwrap();
        prop_assert!(request.grant_type().unwrap().text.eq_str("client_credentials"));
        prop_assert!(request.client_id().unwrap().text.eq_str(&id));
        prop_assert_eq!(request.client_secret().map(|secret| secret.text.decode().into_owned()),
            Some(secret).filter(|secret| !secret.is_empty()));
        prop_assert!(request.scope().unwrap().text.eq_str(scope.as_str()));
        prop_assert!(request.parameter(&extra).unwrap().text.eq_str(&value));
        prop_assert_eq!(request.parameters().count(), 4 + usize::from(!held.is_empty()));
        // Writing appends, and writes the same again.
        let mut twice = body.clone();
        builder.write(&mut twice);
        prop_assert_eq!(twice, body.repeat(2));
    }
}
