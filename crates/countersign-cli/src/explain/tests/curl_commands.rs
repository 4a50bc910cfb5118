//! Command lines of curl.

use super::super::capture::{Capture, Message, Request};
use super::{codes, explain};

fn request(command: &str) -> (Request, Vec<String>) {
    let capture = Capture::read(command.as_bytes(), None).unwrap();
    let Message::Request(request) = capture.message else {
        panic!("no request")
    };
    (request, capture.notes)
}

/// The request line, the header fields and the body.
fn sent(command: &str) -> String {
    let (request, _) = request(command);
    let captured = request.captured();
    let fields: String = captured
        .headers()
        .iter()
        .map(|field| format!("{}: {}\n", field.name, field.value.escape_ascii()))
        .collect();
    format!(
        "{} {}\n{fields}\n{}",
        captured.method(),
        captured.target(),
        captured.body().escape_ascii()
    )
}

const FORM: &str = "Content-Type: application/x-www-form-urlencoded\n";

#[test]
fn what_curl_sends() {
    for (command, expected) in [
        (
            "curl https://a.example/token",
            "GET /token\nHost: a.example\n\n".to_string(),
        ),
        ("curl -X PUT a.example", "PUT /\nHost: a.example\n\n".into()),
        (
            "curl -sSXPOST --url https://a.example:8443/token?x#y",
            "POST /token?x\nHost: a.example:8443\n\n".into(),
        ),
        ("curl -I a.example?x=1", "HEAD /?x=1\nHost: a.example\n\n".into()),
        (
            "curl a.example/t -d a=1 --data b=2",
            format!("POST /t\nHost: a.example\n{FORM}\na=1&b=2"),
        ),
        (
            "curl a.example/t -da=1 --data-raw @b --data-binary c",
            format!("POST /t\nHost: a.example\n{FORM}\na=1&@b&c"),
        ),
        (
            "curl a.example/t -G -d a=1 -d b=2",
            "GET /t?a=1&b=2\nHost: a.example\n\n".into(),
        ),
        (
            "curl a.example/t?x --get -d a=1",
            "GET /t?x&a=1\nHost: a.example\n\n".into(),
        ),
        (
            "curl a.example/t --url-query 'a=b c'",
            "GET /t?a=b%20c\nHost: a.example\n\n".into(),
        ),
        (
            "curl a.example/t --data-urlencode 's=a b&é~'",
            format!("POST /t\nHost: a.example\n{FORM}\ns=a%20b%26%C3%A9~"),
        ),
        (
            "curl a.example/t --data-urlencode =x=y --data-urlencode 'z z'",
            format!("POST /t\nHost: a.example\n{FORM}\nx%3Dy&z%20z"),
        ),
        (
            "curl a.example -u me:pass",
            "GET /\nHost: a.example\nAuthorization: Basic bWU6cGFzcw==\n\n".into(),
        ),
        (
            "curl https://m%65:pass@a.example",
            "GET /\nHost: a.example\nAuthorization: Basic bWU6cGFzcw==\n\n".into(),
        ),
        (
            "curl a.example --oauth2-bearer abc",
            "GET /\nHost: a.example\nAuthorization: Bearer abc\n\n".into(),
        ),
        (
            "curl a.example -H 'X: y' -H host: -H 'Z;'",
            "GET /\nX: y\nZ: \n\n".into(),
        ),
        (
            "curl a.example -d a -H 'content-type: text/plain'",
            "POST /\nHost: a.example\ncontent-type: text/plain\n\na".into(),
        ),
        (
            "curl a.example -A agent -b c=d -e ref",
            "GET /\nHost: a.example\nUser-Agent: agent\nCookie: c=d\nReferer: ref\n\n".into(),
        ),
        (
            "curl a.example --json '{}'",
            "POST /\nHost: a.example\nContent-Type: application/json\nAccept: application/json\n\n{}".into(),
        ),
        (
            "$ FOO=bar curl a.example -o out -m5 --max-time 3 -kv",
            "GET /\nHost: a.example\n\n".into(),
        ),
        ("/usr/bin/curl -- a.example", "GET /\nHost: a.example\n\n".into()),
    ] {
        assert_eq!(sent(command), expected, "{command}");
    }
}

#[test]
fn a_form_of_parts_is_not_looked_into() {
    let (_, explained) = explain(
        b"curl https://a.example/token -F grant_type=client_credentials -F client_secret=abcd",
        None,
    );
    assert_eq!(codes(&explained), ["content-type-not-form"]);
}

#[test]
fn notes() {
    let noted = |command: &str| request(command).1.join("; ");
    assert!(noted("curl -k a.example").contains("-k turns off"));
    assert!(noted("curl a.example -d a=$SECRET").contains("$ and `"));
    assert!(noted("curl a.example -d a=1&b=2").contains("an & outside quotation marks"));
    assert!(noted("curl a.example b.example").contains("more than one URL"));
    assert!(noted("curl a.example -u me").contains("-u without a colon"));
    assert_eq!(noted("curl a.example -d 'a=$SECRET'"), "");
}

#[test]
fn plain_http_is_noticed_although_nobody_wrote_it() {
    let (_, explained) = explain(
        b"curl a.example/token -u a:b -d grant_type=client_credentials",
        None,
    );
    assert_eq!(codes(&explained), ["endpoint-not-https"]);
    let (_, explained) = explain(
        b"curl localhost:8080/token -u a:b -d grant_type=client_credentials",
        None,
    );
    assert_eq!(codes(&explained), ["endpoint-loopback"]);
}

/// A command line and the request that it sends get the same findings.
#[test]
fn the_same_as_the_raw_request() {
    for (command, raw) in [
        (
            "curl https://a.example/token -u abc:def -d grant_type=client_credentials -d 'scope=read  write'",
            "POST /token HTTP/1.1\r\nHost: a.example\r\nAuthorization: Basic YWJjOmRlZg==\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\ngrant_type=client_credentials&scope=read  write",
        ),
        (
            "curl -G https://a.example/token -d client_id=a -d client_secret=bcde",
            "GET /token?client_id=a&client_secret=bcde HTTP/1.1\r\nHost: a.example\r\n\r\n",
        ),
        (
            "curl https://a.example/token --json '{\"grant_type\":\"client_credentials\",\"client_id\":\"a\",\"client_secret\":\"b\"}'",
            "POST /token HTTP/1.1\r\nHost: a.example\r\nContent-Type: application/json\r\nAccept: application/json\r\n\r\n{\"grant_type\":\"client_credentials\",\"client_id\":\"a\",\"client_secret\":\"b\"}",
        ),
        (
            "curl https://a.example/token -d 'client_secret=a&b' -d scope=%zz -H 'Authorization: Bearer x'",
            "POST /token HTTP/1.1\r\nHost: a.example\r\nContent-Type: application/x-www-form-urlencoded\r\nAuthorization: Bearer x\r\n\r\nclient_secret=a&b&scope=%zz",
        ),
    ] {
        let ((from_command, left), (from_raw, right)) =
            (explain(command.as_bytes(), None), explain(raw.as_bytes(), None));
        assert!(!codes(&left).is_empty());
        let places = |explained: &super::Explained| -> Vec<_> {
            explained
                .findings()
                .iter()
                .map(|finding| {
                    (
                        finding.code(),
                        finding.place().clone(),
                        finding.text().to_string(),
                    )
                })
                .collect()
        };
        assert_eq!(places(&left), places(&right), "{command}");
        // And both point at the same octets, as far as the command holds them.
        for finding in left.findings() {
            let at = |capture: &Capture, source: &str| {
                capture
                    .locate(finding.place())
                    .map(|range| source[range].to_string())
            };
            let (in_command, in_raw) = (at(&from_command, command), at(&from_raw, raw));
            if finding.place().part == countersign_explain::Part::Body {
                assert_eq!(in_command, in_raw, "{finding}");
            }
        }
    }
}
