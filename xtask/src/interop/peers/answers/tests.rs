use super::*;

#[test]
fn reads_what_our_client_says() {
    for (text, outcome) in [
        (
            r#"{"refused":{"status":401,"error":"invalid_client"}}"#,
            Outcome::Refused {
                status: 401,
                error: Some("invalid_client".to_owned()),
            },
        ),
        (
            r#"{"refused":{"status":403,"error":null}}"#,
            Outcome::Refused {
                status: 403,
                error: None,
            },
        ),
        (r#"{"unasked":"c"}"#, Outcome::Unasked("c".to_owned())),
        (r#"{"misunderstood":"w"}"#, Outcome::Misunderstood("w".to_owned())),
    ] {
        let read: Outcome = serde_json::from_str(text).unwrap();
        assert_eq!((read.token(), &read), (None, &outcome));
    }
    let text = r#"{"granted":{"access_token":"t","scope":null,"comparison":"same"}}"#;
    let read: Outcome = serde_json::from_str(text).unwrap();
    assert_eq!(read.token(), Some("t"));
}

#[test]
fn refuses_what_it_does_not_say() {
    for text in [
        "{}",
        r#"{"unregistered":null}"#,
        r#""unregistered""#,
        r#"{"granted":{"access_token":"t","scope":null}}"#,
        r#"{"granted":{"access_token":"t","scope":null,"comparison":"same","expires_in":1}}"#,
        r#"{"refused":{"error":"invalid_client"}}"#,
        r#"{"refused":{"status":"401","error":null}}"#,
        r#"{"unasked":"c","misunderstood":"w"}"#,
    ] {
        assert!(serde_json::from_str::<Outcome>(text).is_err(), "{text}");
    }
}

#[test]
fn a_token_is_not_shown() {
    let granted = Outcome::Granted(Grant {
        access_token: "very-secret-token".to_owned(),
        scope: Some("read".to_owned()),
        comparison: "same".to_owned(),
    });
    let shown = format!("{granted:?}");
    assert!(
        !shown.contains("very-secret-token") && shown.contains("read"),
        "{shown}"
    );
}
