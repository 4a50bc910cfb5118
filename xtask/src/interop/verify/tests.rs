use serde_json::json;

use super::*;

fn token(name: &str) -> Token {
    Token {
        name: name.to_owned(),
        host: Host::Raw,
        client_id: "id".to_owned(),
        scope: "read".to_owned(),
        text: format!("h.{name}.s"),
    }
}

fn verified(jti: &str, change: impl FnOnce(&mut Value)) -> Verification {
    let Profile {
        algorithm,
        typ,
        key_id,
        issuer,
        audience,
        lifetime,
    } = Profile::of(Host::Raw);
    let mut found = json!({
        "header": {"alg": algorithm, "typ": typ, "kid": key_id},
        "claims": {
            "iss": issuer, "aud": audience, "sub": "id", "client_id": "id", "scope": "read",
            "iat": 1_000, "exp": 1_000 + lifetime, "jti": jti,
        },
    });
    change(&mut found);
    Verification::Verified(serde_json::from_value(found).unwrap())
}

fn planted() -> (VerifyQuestion, &'static str) {
    let question = VerifyQuestion {
        name: "planted".to_owned(),
        token: "h.p.s".to_owned(),
        key: "key".to_owned(),
        algorithm: "HS512",
        typ: "at+jwt",
        issuer: "i",
        audience: "a",
    };
    (question, "signature")
}

fn judged(answers: &[Verification]) -> Verifier {
    let tokens = [token("a"), token("b")];
    Verifier::judge("library".to_owned(), &tokens, &[planted()], answers).unwrap()
}

fn rejected(reason: &str) -> Verification {
    Verification::Rejected(reason.to_owned())
}

#[test]
fn right_tokens_count_and_the_planted_fault_is_rejected() {
    let verifier = judged(&[
        verified("1", |_| ()),
        verified("2", |_| ()),
        rejected("signature"),
    ]);
    assert_eq!(verifier.problems, Vec::<String>::new());
    assert_eq!(
        verifier.verified,
        Host::ALL.map(|host| (host, if host == Host::Raw { 2 } else { 0 }))
    );
}

#[test]
fn a_fault_that_is_not_rejected_for_its_reason_is_a_problem() {
    for answer in [
        verified("3", |_| ()),
        rejected("aud"),
        Verification::Failed("E".to_owned()),
    ] {
        let verifier = judged(&[verified("1", |_| ()), verified("2", |_| ()), answer]);
        assert_eq!(verifier.problems.len(), 1);
    }
}

#[test]
fn a_token_that_is_not_verified_or_has_the_jti_of_another_is_a_problem() {
    for answer in [
        rejected("signature"),
        Verification::Failed("E".to_owned()),
        verified("1", |_| ()),
    ] {
        let verifier = judged(&[verified("1", |_| ()), answer, rejected("signature")]);
        assert!(!verifier.problems.is_empty());
    }
}

#[test]
fn each_claim_and_header_member_is_compared() {
    let changes: &[(&str, Value)] = &[
        ("/header/alg", json!("HS256")),
        ("/header/typ", json!("JWT")),
        ("/header/kid", Value::Null),
        ("/claims/iss", json!("https://elsewhere.example")),
        ("/claims/aud", json!(["a", "b"])),
        ("/claims/sub", json!("other")),
        ("/claims/client_id", json!("other")),
        ("/claims/scope", json!("read write")),
        ("/claims/exp", json!(1_000)),
        ("/claims/iat", json!("1000")),
        ("/claims/jti", json!("")),
    ];
    for (pointer, value) in changes {
        let wrong = verified("1", |found| *found.pointer_mut(pointer).unwrap() = value.clone());
        let verifier = judged(&[wrong, verified("2", |_| ()), rejected("signature")]);
        assert!(!verifier.problems.is_empty(), "{pointer}");
    }
    let more = verified("1", |found| found["header"]["jku"] = json!("x"));
    assert_eq!(
        judged(&[more, verified("2", |_| ()), rejected("signature")])
            .problems
            .len(),
        1
    );
}

#[test]
fn missing_answers_are_an_error() {
    assert!(Verifier::judge("library".to_owned(), &[token("a")], &[], &[]).is_err());
}

#[test]
fn a_fault_changes_the_question_or_is_not_planted() {
    for fault in FAULTS {
        let (right, _) = planted();
        let wrong = (fault.plant)(right.clone(), "h.q.t").unwrap();
        let same = (&wrong.token, &wrong.key, wrong.audience) == (&right.token, &right.key, right.audience);
        assert!(!same, "{}", fault.heading);
    }
    assert_eq!(spliced("h.p.s", "h.q.t").as_deref(), Some("h.q.s"));
    assert_eq!(spliced("h.p.s", "h.p.t"), None);
    assert_eq!(spliced("h.p", "h.q.t"), None);
    assert_eq!(spliced("h.p.s", "q"), None);
}
