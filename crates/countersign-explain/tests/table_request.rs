//! Captures with a fault in the shape of the request or in the form of its body.
#![allow(clippy::unwrap_used)]

mod common;

use common::table::{IN_BODY, asking, basic, check, findings, post};
use common::{Owned, endpoint};
use countersign_explain::{Explainer, Scheme};

#[test]
fn nothing_is_wrong() {
    check(&basic(), "");
    check(&asking("&scope=write+read&resource=https://api.example.com/"), "");
    check(&post(""), IN_BODY.trim_start());
}

// = RFC6749-3.2-2 (test)
// = RFC6749-3.2-4 (test)
// = RFC6749-2.3.1-9 (test)
#[test]
fn method_and_target() {
    let with = |method: &str, target: &str| Owned {
        method: method.into(),
        target: target.into(),
        ..basic()
    };
    check(
        &with("GET", "/token"),
        "method-not-post@method:0..3 body-without-post@body:0..29",
    );
    check(&with("PUT", "/token"), "method-not-post@method:0..3");
    check(&with("post", "/token"), "method-not-post@method:0..4");
    check(&with("", "/token"), "method-not-post@method:0..0");
    check(
        &with("POST", "/token?client_secret=x"),
        "credentials-in-query@target:7..22",
    );
    check(&with("POST", "/token?client_secret="), "");
    check(
        &with("POST", "/token?a=1&client%5Fassertion=x"),
        "credentials-in-query@target:11..31",
    );
    check(
        &with("POST", "/token?scope=read"),
        "parameters-in-query@target:7..17",
    );
    check(&with("POST", "/token?password=x"), "secret-in-query@target:7..17");
    check(&with("POST", "/token#top"), "fragment-in-target@target:6..10");
    // The server does not see how a request was sent, so it may grant what exposes a secret.
    let endpoint = endpoint();
    let seen = Explainer::new()
        .endpoint(&endpoint)
        .request(&with("POST", "http://as.example/token").captured());
    assert_eq!(findings(&seen), "endpoint-not-https@target:0..17");
    check(
        &with("POST", "http://127.0.0.1/token"),
        "endpoint-loopback@target:0..16",
    );
    check(
        &with("POST", "https://u:p@as.example/token"),
        "userinfo-in-target@target:8..11",
    );
    check(
        &with("POST", &"x".repeat(8193)),
        "target-too-long@target:8192..8193",
    );
}

// = RFC6749-10.8-1 (test)
// = OAUTH21-1.5-1 (test)
#[test]
fn scheme_of_the_connection() {
    let endpoint = endpoint();
    let explainer = Explainer::new().endpoint(&endpoint);
    let seen = |request: &Owned, scheme| findings(&explainer.request(&request.captured().scheme(scheme)));
    let request = basic().header("Host", "as.example:80");
    assert_eq!(seen(&request, Scheme::Http), "endpoint-not-https@Host#2:0..13");
    assert_eq!(seen(&request, Scheme::Https), "");
    assert_eq!(
        seen(&basic().header("host", " localhost"), Scheme::Http),
        "endpoint-loopback@Host#2:1..10"
    );
    assert_eq!(seen(&basic(), Scheme::Http), "endpoint-not-https@target:0..6");
}

// = RFC6749-4.4.2-1 (test)
#[test]
fn content_type() {
    let with = |value: &str| {
        Owned {
            headers: vec![("content-type".into(), value.into())],
            ..basic()
        }
        .basic("abc123:secretXYZ")
    };
    check(
        &with("application/json"),
        "content-type-not-form@Content-Type#0:0..16",
    );
    check(
        &with(" text/plain "),
        "content-type-not-form@Content-Type#0:1..11",
    );
    check(
        &with("application/x-www-form-url-encoded"),
        "content-type-not-form@Content-Type#0:0..34",
    );
    check(
        &with("x-www-form-urlencoded"),
        "content-type-malformed@Content-Type#0:21..21",
    );
    check(
        &with("application/x-www-form-urlencoded; charset"),
        "content-type-malformed@Content-Type#0:42..42",
    );
    check(
        &with("application/x-www-form-urlencoded; charset=latin1"),
        "charset-not-utf-8@Content-Type#0:0..49",
    );
    check(
        &with("application/x-www-form-urlencoded;charset=UTF-8"),
        "charset-superfluous@Content-Type#0:0..47",
    );
    let none = Owned {
        headers: vec![],
        ..basic()
    }
    .basic("abc123:secretXYZ");
    check(&none, "content-type-missing@headers:0..0");
    check(
        &basic().header("Content-Type", common::FORM),
        "content-type-repeated@Content-Type#2:0..33",
    );
    check(&with(&"x".repeat(9000)), "header-too-long@Content-Type#0:0..9000");
}

// = RFC9110-2.2-1 (test)
#[test]
fn framing() {
    check(&basic().header("Content-Length", "29"), "");
    check(
        &basic().header("Content-Length", "28"),
        "content-length-differs@Content-Length#2:0..2",
    );
    check(
        &basic().header("content-length", " 29, 29"),
        "content-length-malformed@Content-Length#2:1..7",
    );
    check(
        &basic().header("Content-Length", "-1"),
        "content-length-malformed@Content-Length#2:0..2",
    );
    check(
        &basic()
            .header("Transfer-Encoding", "chunked")
            .header("Content-Length", "29"),
        "framing-ambiguous@Content-Length#3:0..2",
    );
    check(
        &basic().header("Content-Encoding", "gzip"),
        "content-encoded@Content-Encoding#2:0..4",
    );
    check(&basic().header("Content-Encoding", "identity"), "");
}

#[test]
fn form_syntax() {
    check(
        &asking("&x=%zz"),
        "form-percent-escape@body:32..33 parameter-unknown@body:30..31",
    );
    check(&asking("&scope=%4"), "form-percent-escape@body:36..38");
    check(&asking("&scope=%ff"), "form-not-utf-8@body:36..39");
    check(&asking("&scope=read write"), "form-octet@body:40..41");
    check(&asking("&scope=r\u{e9}ad"), "form-octet@body:37..38");
    check(&asking("\n"), "body-line-end@body:29..30");
    check(&asking("\r\n\r\n"), "body-line-end@body:29..33");
    check(
        &asking("&\nscope=read"),
        "form-octet@body:30..31 parameter-misnamed@body:30..36",
    );
    check(
        &asking("&%=1&%=2"),
        "form-percent-escape@body:30..31 form-percent-escape@body:34..35 parameter-repeated@body:34..37 parameter-unknown@body:30..31 parameter-unknown@body:34..35",
    );
}

#[test]
fn other_formats_under_the_name_of_a_form() {
    let json = r#"{"grant_type":"client_credentials"}"#;
    check(
        &Owned::form(json).basic("abc123:secretXYZ"),
        "body-is-json@body:0..35",
    );
    check(
        &Owned::form("{ }").basic("abc123:secretXYZ"),
        "body-is-json@body:0..3 grant-type-missing@body:3..3",
    );
    let multipart =
        "--x\r\nContent-Disposition: form-data; name=\"grant_type\"\r\n\r\nclient_credentials\r\n--x--\r\n";
    check(
        &Owned::form(multipart).basic("abc123:secretXYZ"),
        "body-is-multipart@body:0..85",
    );
}

#[test]
fn repeated_and_empty_parameters() {
    check(
        &asking("&scope=read&scope=write"),
        "parameter-repeated@body:41..52",
    );
    check(
        &asking("&x=1&x=1&x=1"),
        "parameter-repeated@body:34..37 parameter-repeated@body:38..41 parameter-unknown@body:30..31 parameter-unknown@body:34..35 parameter-unknown@body:38..39",
    );
    check(&asking("&scope=&scope=read"), "parameter-empty@body:30..35");
    check(
        &asking("&sc%6Fpe=read&scope=read"),
        "parameter-repeated@body:43..53",
    );
    check(
        &asking("&resource=https://api.example.com/&resource=https://api.example.com/"),
        "resource-many@body:64..97",
    );
    check(
        &asking(&"&a=".repeat(32)).header("X", ""),
        &format!(
            "too-many-parameters@body:0..125{}",
            (0..10)
                .map(|n| format!(" parameter-unknown@body:{}..{}", 30 + 3 * n, 31 + 3 * n))
                .collect::<String>()
        ),
    );
}

#[test]
fn names_of_parameters() {
    check(&asking("&refresh_token=x"), "parameter-foreign@body:30..43");
    check(
        &asking("&username=u&password=p"),
        "parameter-foreign@body:30..38 parameter-foreign@body:41..49",
    );
    check(&asking("&tenant=x"), "parameter-unknown@body:30..36");
    check(&asking("&scopes=read"), "parameter-misnamed@body:30..36");
    check(&asking("&Scope=read"), "parameter-misnamed@body:30..35");
    check(
        &post("&rest"),
        "secret-split@body:71..75 secret-in-body@body:61..70",
    );
}

#[test]
fn limits() {
    let mut big = asking("");
    big.body.extend(std::iter::repeat_n(b'x', 16 * 1024));
    check(
        &big,
        "body-too-long@body:16384..16413 grant-type-unsupported@body:11..16413",
    );
    let scope = format!("&scope={}", "read+".repeat(200).trim_end_matches('+'));
    let expected = format!(
        "scope-too-many@body:676..680{}",
        (1..=10)
            .map(|n| format!(" scope-token-repeated@body:{}..{}", 36 + 5 * n, 40 + 5 * n))
            .collect::<String>()
    );
    check(&asking(&scope), &expected);
}
