use super::*;

#[test]
fn answers_come_in_the_order_of_the_names() {
    let output = "{\"question\":\"b\",\"failed\":\"E\"}\n\
                  {\"question\": \"a\", \"refused\": {\"status\": 400, \"error\": \"invalid_scope\", \"challenge\": null}}\n";
    let refusal = Refusal {
        status: 400,
        error: Some("invalid_scope".to_owned()),
        challenge: None,
    };
    let expected = vec![Outcome::Refused(refusal), Outcome::Failed("E".to_owned())];
    assert_eq!(answers::<Outcome>(&["a", "b"], output).unwrap(), expected);
}

#[test]
fn reads_a_grant_with_what_is_missing() {
    let output = r#"{"question":"a","granted":{"access_token":"t","expires_in":null}}"#;
    let expected = Grant {
        access_token: Some("t".to_owned()),
        ..Grant::default()
    };
    assert_eq!(
        answers::<Outcome>(&["a"], output).unwrap(),
        [Outcome::Granted(expected)]
    );
}

#[test]
fn refuses_output_that_is_not_one_answer_for_each_question() {
    let right = r#"{"question":"a","failed":"E"}"#;
    assert!(answers::<Outcome>(&["a"], right).is_ok());
    for wrong in [
        String::new(),
        format!("{right}\n{right}"),
        format!("{right}\n{}", right.replace("\"a\"", "\"b\"")),
        format!("a warning\n{right}"),
        format!("{right}\n\n"),
        right.replace("failed", "surprised"),
        right.replace("failed", "granted"),
        right.replace("\"question\":\"a\",", ""),
        r#"{"question":"a","granted":{"expires_in":"600"}}"#.to_owned(),
        r#"{"question":"a","granted":{"id_token":"x"}}"#.to_owned(),
        r#"{"question":"a","refused":{"error":"invalid_client"}}"#.to_owned(),
    ] {
        assert!(answers::<Outcome>(&["a"], &wrong).is_err(), "{wrong}");
    }
}

#[test]
fn a_line_that_is_no_answer_is_not_repeated() {
    let error = answers::<Outcome>(&["a"], "the secret is hunter2").unwrap_err();
    assert!(!format!("{error:#}").contains("hunter2"), "{error:#}");
}

#[test]
fn a_token_is_not_shown() {
    let grant = Grant {
        access_token: Some("very-secret-token".to_owned()),
        scope: Some("read".to_owned()),
        ..Grant::default()
    };
    let shown = format!("{:?}", Outcome::Granted(grant));
    assert!(
        !shown.contains("very-secret-token") && shown.contains("read"),
        "{shown}"
    );
}

#[test]
fn questions_are_one_line_under_one_name() {
    let question = |name: &str| TokenQuestion {
        name: name.to_owned(),
        url: "u".to_owned(),
        method: "client_secret_post",
        client_id: "a\nb".to_owned(),
        client_secret: "\"\\".to_owned(),
        scope: None,
    };
    let text = questions(&[question("first"), question("second")]).unwrap();
    assert!(!text.contains('\n'));
    let read: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(read["questions"][1]["name"], "second");
    assert_eq!(read["questions"][0]["client_secret"], "\"\\");
    assert_eq!(read["questions"][0]["scope"], serde_json::Value::Null);
    assert_eq!(questions::<TokenQuestion>(&[]).unwrap(), r#"{"questions":[]}"#);
}

#[test]
fn a_verification_is_whole_or_not_at_all() {
    for wrong in [
        r#"{"question":"a","verified":{"header":{}}}"#,
        r#"{"question":"a","verified":{"claims":{}}}"#,
        r#"{"question":"a","verified":{"header":[],"claims":{}}}"#,
        r#"{"question":"a","verified":true}"#,
        r#"{"question":"a","rejected":null}"#,
        r#"{"question":"a"}"#,
    ] {
        assert!(answers::<Verification>(&["a"], wrong).is_err(), "{wrong}");
    }
}

#[test]
fn reads_verifications() {
    let output = "{\"question\":\"a\",\"verified\":{\"header\":{\"alg\":\"HS256\"},\"claims\":{}}}\n\
                  {\"question\":\"b\",\"rejected\":\"signature\"}\n";
    let read: Vec<Verification> = answers(&["a", "b"], output).unwrap();
    assert!(matches!(&read[0], Verification::Verified(found) if found.header["alg"] == "HS256"));
    assert_eq!(read[1], Verification::Rejected("signature".to_owned()));
}
