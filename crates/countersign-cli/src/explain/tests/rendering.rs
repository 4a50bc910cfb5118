//! What is printed.

use super::{explain, render};
use crate::explain::json;

#[test]
fn a_secret_in_the_url() {
    let source = "GET /token?client_id=abc&client_secret=hunter22&grant_type=client_credentials HTTP/1.1\r\nHost: a.example\r\n\r\n";
    assert_eq!(
        render(source.as_bytes()),
        "\
error[method-not-post]: the method is GET; a token request is a POST
 --> capture:1:1
  |
1 | GET /token?client_id=abc&client_secret=********&grant_type=client_credentials HTTP/1.1
  | ^^^
  |
  = help: send a POST with the parameters in the body; other methods are answered with 405 and Allow: POST
  = note: clause RFC6749-3.2-5: RFC 6749 section 3.2, SHOULD

error[credentials-in-query]: a client secret must not appear in the URL: treat it as leaked
 --> capture:1:26
  |
1 | GET /token?client_id=abc&client_secret=********&grant_type=client_credentials HTTP/1.1
  |                          ^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: replace the credential, because URLs are kept in logs and histories; then send the new one in the Authorization header
  = note: clause RFC6749-2.3.1-9: RFC 6749 section 2.3.1, MUST NOT

error[grant-type-in-query]: grant_type stands in the URL; the server reads it from the body
 --> capture:1:49
  |
1 | GET /token?client_id=abc&client_secret=********&grant_type=client_credentials HTTP/1.1
  |                                                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: move the parameters into the body
  = note: clause RFC6749-5.2-3: RFC 6749 section 5.2, MUST

warning[parameters-in-query]: parameters of the token request stand in the URL, where the server does not read them
 --> capture:1:12
  |
1 | GET /token?client_id=abc&client_secret=********&grant_type=client_credentials HTTP/1.1
  |            ^^^^^^^^^^^^^
  |
  = help: move them into the body
  = note: clause RFC6749-4.4.2-1: RFC 6749 section 4.4.2, MUST

note: without --config or --demonstration the registered clients are not known: nothing is said about client, secret, registered method, scope and resource
verdict: refused: 405 invalid_request, the request method is not POST (RFC6749-3.2-5)
3 errors, 1 warning, 0 pieces of advice
"
    );
}

#[test]
fn two_places_of_a_command() {
    let source = "curl https://a.example/token \\\n  -u 'abc:hunter22' \\\n  -d grant_type=client_credentials -d client_secret=hunter22\n";
    assert_eq!(
        render(source.as_bytes()),
        "\
error[multiple-methods]: the client authenticates in two places; one request carries one client authentication
 --> capture:3:39
  |
2 |   -u '************' \\
  |       ------------ the first way
3 |   -d grant_type=client_credentials -d client_secret=********
  |                                       ^^^^^^^^^^^^^
  |
  = help: keep the Authorization header and leave client_secret out of the body
  = note: clause RFC6749-2.3-3: RFC 6749 section 2.3, MUST NOT

note: without --config or --demonstration the registered clients are not known: nothing is said about client, secret, registered method, scope and resource
verdict: refused: 400 invalid_request, the request uses more than one client authentication method (RFC6749-2.3-3)
1 error, 0 warnings, 0 pieces of advice
"
    );
}

#[test]
fn a_response() {
    let source = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nCache-Control: no-store\r\nPragma: no-cache\r\n\r\n{\"access_token\":\"hunter22\",\"token_type\":\"Bearer\",\"expires_in\":\"60\",\"scope\":\"read write\"}";
    assert_eq!(
        render(source.as_bytes()),
        "\
error[expires-in-string]: expires_in is a string and has to be a JSON number
 --> capture:6:64
  |
6 | {\"access_token\":\"********\",\"token_type\":\"Bearer\",\"expires_in\":\"60\",\"scope\":\"read write\"}
  |                                                                ^^
  |
  = help: the server has to send the number without quotes
  = note: clause RFC6749-5.1-11: RFC 6749 section 5.1, MUST

response: grants a Bearer token for an unstated time with 2 scope tokens: read write
1 error, 0 warnings, 0 pieces of advice
"
    );
}

#[test]
fn many_findings_are_counted() {
    let body: String = (0..200).map(|number| format!("&p{number}=1")).collect();
    let shown = render(
        format!("curl https://a.example/token -u a:b -d 'grant_type=client_credentials{body}'").as_bytes(),
    );
    assert!(
        shown.contains("190 more findings of parameter-unknown\n"),
        "{shown}"
    );
    assert!(
        shown.ends_with("1 error, 0 warnings, 200 pieces of advice\n"),
        "{shown}"
    );
}

#[test]
fn no_secret_and_no_escape_reaches_the_terminal() {
    const CANARY: &str = "kQ7zVcanaryW3xJp";
    let token68 = countersign_grammar::base64::encode(format!("id:{CANARY}").as_bytes());
    for source in [
        format!("curl -u id:{CANARY} https://a.example -d client_secret={CANARY} -d 'x\u{1b}[2J=1'"),
        format!(
            "curl https://id:{CANARY}@a.example/#{CANARY} --proxy-user me:{CANARY} -E cert:{CANARY} -b s={CANARY}"
        ),
        format!(
            "TOKEN={CANARY} curl 'https://a.example/?client_secret={CANARY}' -H 'Authorization: {CANARY}' | grep {CANARY}"
        ),
        format!("curl https://a.example -F client_secret={CANARY} -H 'X-Api-Key: {CANARY}' # {CANARY}"),
        format!(
            "curl https://a.example --json '{{\"client_secret\":\"{CANARY}\"}}' --oauth2-bearer {CANARY}"
        ),
        format!(
            "curl https://a.example --data-urlencode 'client_secret={CANARY}' -d client_secret=$'{CANARY}\\''"
        ),
        format!("curl -d client_secret='kQ7z'\"Vcanary\"W3xJp a.example?password={CANARY}"),
        format!(
            "POST /?password={CANARY} HTTP/1.1\r\nAuthorization: Basic {token68}\r\n\r\nclient_secret={CANARY}&\u{1b}]0;x\u{7}"
        ),
        format!(
            "POST / HTTP/1.1\r\nAuthorization: {CANARY}\r\n{CANARY}\r\nCookie: {CANARY}\r\n\r\n{{\"client_secret\":\"{CANARY}\""
        ),
        format!(
            "HTTP/1.1 200 OK\r\nSet-Cookie: {CANARY}\r\n\r\n{{\"access_token\":\"{CANARY}\",\"token_type\":\"{CANARY}\",\"error\":\"{CANARY}\"}}"
        ),
        format!(":method: GET\n:path: /?client_secret={CANARY}\nx-secret: {CANARY}\n\n{CANARY}"),
    ] {
        let shown = render(source.as_bytes());
        for part in [CANARY, &token68, "Vcanary"] {
            assert!(!shown.contains(part), "{source}\n{shown}");
        }
        assert!(!shown.contains('\u{1b}') && !shown.contains('\u{7}'), "{shown}");
        let (capture, explained) = explain(source.as_bytes(), None);
        assert!(
            !json::render(source.as_bytes(), &capture, &explained)
                .to_string()
                .contains(CANARY),
            "{source}"
        );
    }
}

#[test]
fn json_says_where() {
    let source = b"POST /token HTTP/1.1\nContent-Type: application/json\n\n{}";
    let (capture, explained) = explain(source, None);
    let value = json::render(source, &capture, &explained);
    assert_eq!(
        (&value["input"], &value["report"]["findings"][0]["code"]),
        (&"request".into(), &"content-type-not-form".into())
    );
    assert_eq!(
        value["report"]["findings"][0]["source"],
        serde_json::json!({ "start": 35, "end": 51, "line": 2, "column": 15 })
    );
    assert_eq!(value["notes"].as_array().unwrap().len(), 1);
}

#[test]
fn ten_megabytes() {
    let source = format!("POST / HTTP/1.1\r\n\r\nclient_secret={}", "%".repeat(10_000_000));
    let shown = render(source.as_bytes());
    assert!(shown.len() < 100_000, "{}", shown.len());
}
