//! The tolerances for `scope`, each by itself, and for form data.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic
)]

mod common;

use common::{Answer, FORM, JSON, scope_of, token};
use countersign_grammar::{Limits, SyntaxErrorKind as Syntax};
use countersign_message::{Response, ResponseErrorKind as Kind, Tolerance, Tolerances};
use countersign_scope::{ScopeErrorKind, ScopeParameter};

#[test]
fn scope_array() {
    let body = token(r#""scope":["chat:read","bits:read"]"#);
    let answer = Answer::json(200, &body);
    let response = answer.token(&[Tolerance::ScopeArray]);
    assert_eq!(
        scope_of(&response),
        ScopeParameter::Present("chat:read bits:read")
    );
    let refusal = answer.refused_without(&[Tolerance::ScopeArray]);
    assert_eq!(refusal, (Kind::WrongType, 50, "RFC6749-5.1-11"));
    for value in [
        "[1]",
        "[\"a\",null]",
        "[\"a b\"]",
        "[\"\"]",
        "[\"a\",\"\"]",
        "[[\"a\"]]",
        "[\"\\\"\"]",
        "{}",
        "1",
    ] {
        let body = token(&format!(r#""scope":{value}"#));
        assert_eq!(Answer::json(200, &body).refused().0, Kind::WrongType, "{value}");
    }
    // = COUNTERSIGN-LIMITS-1 (test)
    let many = vec!["\"a\""; Limits::DEFAULT.scope_tokens + 1].join(",");
    let body = token(&format!(r#""scope":[{many}]"#));
    let error = Answer::json(200, &body)
        .read(Tolerances::ALL)
        .map(|_| ())
        .unwrap_err();
    assert_eq!(error.kind(), Kind::MalformedScope(ScopeErrorKind::TooManyTokens));
}

#[test]
fn scope_comma_list() {
    let list = Tolerances::NONE.with(Tolerance::ScopeCommaList);
    for (value, strict, read) in [
        ("repo,gist", "repo,gist", "repo gist"),
        (
            "repo, read:user,repo",
            "repo, read:user,repo",
            "repo read:user repo",
        ),
        ("a b,c", "a b,c", "a b c"),
    ] {
        let body = token(&format!(r#""scope":"{value}""#));
        let answer = Answer::json(200, &body);
        // The one tolerance without which the answer is accepted too: a comma may be part of a token.
        for (allowed, expected, scope) in [(Tolerances::NONE, Tolerances::NONE, strict), (list, list, read)] {
            let (Response::Success(response), used) = answer.read(allowed).unwrap() else {
                panic!()
            };
            assert_eq!(
                (used, scope_of(&response)),
                (expected, ScopeParameter::Present(scope))
            );
        }
    }
    // No list: then it is one token, as without the tolerance.
    for value in [",", "a,,b", ",a", "a,"] {
        let body = token(&format!(r#""scope":"{value}""#));
        let (Response::Success(response), used) = Answer::json(200, &body).read(list).unwrap() else {
            panic!()
        };
        assert_eq!(
            (used, scope_of(&response)),
            (Tolerances::NONE, ScopeParameter::Present(value))
        );
    }
    let many = vec!["a"; Limits::DEFAULT.scope_tokens + 1].join(",");
    let body = token(&format!(r#""scope":"{many}""#));
    let error = Answer::json(200, &body).read(list).map(|_| ()).unwrap_err();
    assert_eq!(error.kind(), Kind::MalformedScope(ScopeErrorKind::TooManyTokens));
}

// = RFC6749-A.4-1 (test)
#[test]
fn scope_empty() {
    let body = token(r#""scope":"""#);
    let answer = Answer::json(200, &body);
    assert_eq!(
        answer.token(&[Tolerance::ScopeEmpty]).scope(),
        ScopeParameter::Empty
    );
    let refusal = answer.refused_without(&[Tolerance::ScopeEmpty]);
    assert_eq!(
        refusal,
        (Kind::MalformedScope(ScopeErrorKind::Empty), 50, "RFC6749-A.4-1")
    );
    let body = token(r#""scope":[]"#);
    let response = Answer::json(200, &body).token(&[Tolerance::ScopeArray, Tolerance::ScopeEmpty]);
    assert_eq!(response.scope(), ScopeParameter::Empty);
}

#[test]
fn scope_spaces() {
    for (value, read) in [(" a b", "a b"), ("a b ", "a b"), ("a   b", "a b"), ("  a  ", "a")] {
        let body = token(&format!(r#""scope":"{value}""#));
        let answer = Answer::json(200, &body);
        let response = answer.token(&[Tolerance::ScopeSpaces]);
        assert_eq!(scope_of(&response), ScopeParameter::Present(read));
        assert!(matches!(
            answer.refused_without(&[Tolerance::ScopeSpaces]).0,
            Kind::MalformedScope(_)
        ));
    }
    let many = " a".repeat(Limits::DEFAULT.scope_tokens + 1);
    let body = token(&format!(r#""scope":"{many}""#));
    let allowed = Tolerances::NONE.with(Tolerance::ScopeSpaces);
    let error = Answer::json(200, &body).read(allowed).map(|_| ()).unwrap_err();
    assert_eq!(error.kind(), Kind::MalformedScope(ScopeErrorKind::TooManyTokens));
    let body = token(r#""scope":"  ""#);
    let response = Answer::json(200, &body).token(&[Tolerance::ScopeSpaces, Tolerance::ScopeEmpty]);
    assert_eq!(response.scope(), ScopeParameter::Empty);
    let body = token(r#""scope":"a,  b""#);
    let (Response::Success(response), used) = Answer::json(200, &body).read(Tolerances::ALL).unwrap() else {
        panic!()
    };
    assert_eq!(scope_of(&response), ScopeParameter::Present("a b"));
    assert_eq!(used.to_string(), "scope-comma-list, scope-spaces");
    for value in ["a\\tb", "a \\n b", " \\\"", "\u{a0}a"] {
        let body = token(&format!(r#""scope":"{value}""#));
        assert!(
            matches!(Answer::json(200, &body).refused().0, Kind::MalformedScope(_)),
            "{value}"
        );
    }
}

#[test]
fn form_body() {
    let body = "access_token=gho_16%2BC7&scope=repo%2Cgist&token_type=bearer&expires_in=60&x+y=%C3%A9";
    let answer = Answer(200, FORM, body);
    let (Response::Success(response), used) = answer.read(Tolerances::ALL).unwrap() else {
        panic!()
    };
    assert_eq!(used.to_string(), "form-body, scope-comma-list");
    assert_eq!(response.access_token().expose(), "gho_16+C7");
    assert_eq!(scope_of(&response), ScopeParameter::Present("repo gist"));
    assert_eq!(response.expires_in(), Some(60));
    let mut written = String::new();
    response.write_json(&mut written);
    assert!(
        written.ends_with(r#","expires_in":60,"scope":"repo gist","x y":"é"}"#),
        "{written}"
    );
    let refusal = answer.refused_without(&[Tolerance::FormBody, Tolerance::ContentType]);
    assert_eq!(refusal, (Kind::ContentType, 0, "RFC6749-5.1-10"));

    let error =
        Answer(400, FORM, "error=access_denied&error_description=no+access").error(&[Tolerance::FormBody]);
    assert_eq!(error.error().as_str(), "access_denied");
    assert_eq!(error.description().unwrap().as_str(), "no access");
    let bare = "access_token=a&token_type=b";
    Answer(200, None, bare).token(&[Tolerance::FormBody, Tolerance::MissingContentType]);
    Answer(200, Some("text/plain"), bare).token(&[Tolerance::ContentType, Tolerance::FormBody]);
    Answer(200, JSON, bare).token(&[Tolerance::ContentType, Tolerance::FormBody]);
    Answer(200, FORM, "access_token=a&token_type=b&scope=")
        .token(&[Tolerance::FormBody, Tolerance::ScopeEmpty]);
    Answer(200, FORM, "access_token=a").token(&[Tolerance::FormBody, Tolerance::MissingTokenType]);
}

// = COUNTERSIGN-STRICT-1 (test)
// = RFC6749-3.2-10 (test)
#[test]
fn a_form_is_read_strictly() {
    for (body, kind, at) in [
        ("access_token=a&token_type=b&access_token=c", Kind::Repeated, 28),
        ("access_token=a&token_type=b&x=1&%78=1", Kind::Repeated, 32),
        (
            "access_token=a&token_type=b&scope=c d",
            Kind::NotForm(Syntax::UnexpectedOctet),
            35,
        ),
        (
            "access_token=%zz&token_type=b",
            Kind::NotForm(Syntax::BadPercentEscape),
            13,
        ),
        (
            "access_token=%FF&token_type=b",
            Kind::NotForm(Syntax::InvalidUtf8),
            13,
        ),
        (
            "access_token=&token_type=b",
            Kind::MalformedValue(Syntax::Empty),
            13,
        ),
        (
            "access_token=%00&token_type=b",
            Kind::MalformedValue(Syntax::UnexpectedOctet),
            13,
        ),
        (
            "access_token=a&token_type=b&expires_in=1.5",
            Kind::MalformedValue(Syntax::BadNumber),
            39,
        ),
        (
            "access_token=a&token_type=b&expires_in=",
            Kind::MalformedValue(Syntax::BadNumber),
            39,
        ),
        (
            "access_token=a&token_type=b&refresh_token=",
            Kind::MalformedValue(Syntax::Empty),
            42,
        ),
    ] {
        let error = Answer(200, FORM, body)
            .read(Tolerances::ALL)
            .map(|_| ())
            .unwrap_err();
        assert_eq!((error.kind(), error.at()), (kind, at), "{body}");
    }
    // What has neither a token nor an error is no form of a token endpoint, though nearly every text is a form.
    for body in ["foo=bar&answer=42", "<html></html>", "broken", "token_type=b"] {
        let error = Answer(200, JSON, body)
            .read(Tolerances::ALL)
            .map(|_| ())
            .unwrap_err();
        assert!(matches!(error.kind(), Kind::NotJson(_)), "{body}");
    }
}
