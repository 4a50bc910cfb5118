use super::*;

const HEAD: &str = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nCache-Control: no-store\r\n\r\n";

fn question(method: Method, scope: Option<&'static str>) -> TokenQuestion {
    TokenQuestion {
        name: "q".to_owned(),
        url: "http://127.0.0.1:1/token".to_owned(),
        method: method.name(),
        client_id: "id".to_owned(),
        client_secret: "a\"b\\c".to_owned(),
        scope,
    }
}

#[test]
fn quotes_what_the_configuration_of_curl_would_read_otherwise() {
    let basic = config(&question(Method::Basic, None));
    assert!(basic.ends_with("user = \"id:a\\\"b\\\\c\"\n"), "{basic}");
    assert!(!basic.contains("client_secret") && !basic.contains("scope"));
    let post = config(&question(Method::Post, Some("read")));
    assert!(
        post.ends_with("data-urlencode = \"client_secret=a\\\"b\\\\c\"\n"),
        "{post}"
    );
    assert!(post.contains("data-urlencode = \"scope=read\"\n") && !post.contains("user ="));
}

#[test]
fn a_body_that_was_sent_before_is_quoted_and_never_a_file() {
    let sent = lines(&[
        ("url", "http://127.0.0.1:1/".to_owned()),
        ("data-raw", "@a=\"b\\".to_owned()),
    ]);
    assert_eq!(
        sent,
        "url = \"http://127.0.0.1:1/\"\ndata-raw = \"@a=\\\"b\\\\\"\n"
    );
}

#[test]
fn reads_a_token() {
    let body = r#"{"access_token":"t","token_type":"Bearer","expires_in":60,"scope":"read"}"#;
    let Outcome::Granted(grant) = outcome(&format!("{HEAD}{body}")) else {
        panic!("a grant");
    };
    assert_eq!(
        (grant.access_token.as_deref(), grant.expires_in),
        (Some("t"), Some(60))
    );
}

#[test]
fn reads_a_refusal_with_its_challenge() {
    let head = HEAD
        .replace("200 OK", "401 Unauthorized")
        .replace("\r\n\r\n", "\r\nWWW-Authenticate: Basic realm=\"x\"\r\n\r\n");
    let expected = Refusal {
        status: 401,
        error: Some("invalid_client".to_owned()),
        challenge: Some("Basic".to_owned()),
    };
    assert_eq!(
        outcome(&format!("{head}{{\"error\":\"invalid_client\"}}")),
        Outcome::Refused(expected)
    );
}

#[test]
fn a_response_without_its_header_fields_or_its_form_fails() {
    let body = r#"{"access_token":"t"}"#;
    for response in [
        String::new(),
        body.to_owned(),
        format!("HTTP/1.1\r\n\r\n{body}"),
        format!("{HEAD}[]"),
        format!("{HEAD}{{\"access_token\":\"t\",\"surprise\":1}}"),
        format!("{}{{\"no_error\":1}}", HEAD.replace("200", "400")),
        format!("{}{body}", HEAD.replace("no-store", "private")),
        format!("{}{body}", HEAD.replace("Cache-Control: no-store\r\n", "")),
        format!("{}{body}", HEAD.replace("application/json", "text/html")),
        format!(
            "{}{body}",
            HEAD.replace("Cache-Control", "Cache-Control: no-store\r\nCache-Control")
        ),
    ] {
        assert!(matches!(outcome(&response), Outcome::Failed(_)), "{response:?}");
    }
}
