use super::*;

#[test]
fn an_answer_is_an_outcome_with_what_was_sent() {
    let output = "{\"question\":\"a\",\"refused\":{\"status\":400,\"error\":\"invalid_client\",\"challenge\":null},\"sent\":\"x=y\"}\n\
                  {\"question\":\"b\",\"unasked\":\"alg\"}\n";
    let answers: Vec<Answer> = wire::answers(&["a", "b"], output).unwrap();
    assert!(matches!(&answers[0].outcome, Outcome::Refused(refusal) if refusal.status == 400));
    assert_eq!(answers[0].sent.as_deref(), Some("x=y"));
    assert!(matches!(&answers[1].outcome, Outcome::Unasked(_)));
    assert_eq!(answers[1].sent, None);
    for wrong in [
        r#"{"question":"a","sent":"x=y"}"#,
        r#"{"question":"a","failed":"E","sent":1}"#,
        r#"{"question":"a","surprised":"E","sent":"x=y"}"#,
    ] {
        assert!(wire::answers::<Answer>(&["a"], wrong).is_err(), "{wrong}");
    }
}

#[test]
fn a_wrong_outcome_is_a_problem_that_names_the_library_and_the_question() {
    let mut signed = Signed::default();
    let refused = Expected::Refused("invalid_client");
    let refusal = |status: u16, challenge: Option<&str>| {
        Outcome::Refused(wire::Refusal {
            status,
            error: Some("invalid_client".to_owned()),
            challenge: challenge.map(str::to_owned),
        })
    };
    signed.judge(&SIGNERS[0], Host::Strict, "q", refused, &refusal(400, None));
    assert_eq!(signed.problems, [""; 0]);
    for wrong in [
        refusal(401, None),
        // No scheme of the Authorization field takes an assertion.
        refusal(401, Some("Basic")),
        Outcome::Granted(wire::Grant {
            access_token: Some("very-secret-token".to_owned()),
            ..wire::Grant::default()
        }),
        Outcome::Unasked("alg".to_owned()),
    ] {
        signed.problems.clear();
        signed.judge(&SIGNERS[0], Host::Strict, "q", refused, &wrong);
        let [problem] = signed.problems.as_slice() else {
            panic!("{wrong:?}");
        };
        assert!(problem.starts_with("oauth4webapi, signed: q: "), "{problem}");
        assert!(!problem.contains("very-secret-token"));
    }
}

#[test]
fn what_a_library_does_not_say_or_sends_otherwise_is_noticed() {
    let mut signed = Signed::default();
    let question = Question {
        name: "q".to_owned(),
        url: "u".to_owned(),
        method: Method::Jwt.name(),
        client_id: "client".to_owned(),
        client_secret: "secret".to_owned(),
        scope: "read",
        issuer: "https://issuer.example",
        algorithm: "HS256",
        audience: None,
        lifetime: None,
    };
    assert!(signed.read(&SIGNERS[0], &question, None).is_err());
    assert!(signed.read(&SIGNERS[0], &question, Some("a=b")).is_err());
    // {"alg":"HS384"} and {}
    let body = "client_assertion=eyJhbGciOiJIUzM4NCJ9.e30.AAAA";
    assert!(signed.read(&SIGNERS[0], &question, Some(body)).is_ok());
    assert_eq!(signed.problems, ["oauth4webapi, signed: q: alg is not as it was"]);
}
