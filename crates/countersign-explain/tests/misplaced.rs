//! A secret that stands inside of what is harmless by its name: the separator was wrong, or it was escaped.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use countersign_explain::{
    CapturedRequest, CapturedResponse, Explainer, Part, Place, response_secret_ranges, secret_ranges,
};

const CANARY: &str = "kQ7zV3W3xJp";

fn mask(part: Part, octets: &[u8], places: &[Place]) -> String {
    let mut octets = octets.to_vec();
    for place in places.iter().filter(|place| place.part == part) {
        octets[place.octets.clone()].fill(b'*');
    }
    String::from_utf8(octets).unwrap()
}

// = COUNTERSIGN-SECRET-1 (test)
#[test]
fn in_a_body() {
    for body in [
        "grant_type=client_credentials\nclient_secret=C",
        "grant_type=client_credentials\r\nclient_secret: C\r\n",
        "grant_type=client_credentials;client_secret=C",
        "grant_type=client_credentials,client_secret=C",
        "grant_type=client_credentials%26client_secret%3DC",
        "grant_type=client_credentials%2526client_secret%253DC",
        "grant_type=client_credentials%zz%26client_secret%3DC",
        "grant_type=client_credentials client_secret: C",
        "scope=read+password%3AC",
        "scope=read\nclient_secret=C",
        "client_id=abc123:C",
        "client_id=abc123%3AC",
        "client_id=abc123;client_secret=C",
        "resource=https://user:C@api.example/",
        "redirect_uri=https://a.example/?code=C",
        "authorization_details={\"type\":\"x\",\"key\":\"C\"}",
        "authorization_details=%7B%22key%22%3A%22C%22%7D",
        r#"{"grant_type":"client_credentials\nclient_secret=C"}"#,
        r#"{"scope":["C"]}"#,
        r#"{"client_id":{"secret":"C"}}"#,
    ] {
        let body = body.replace('C', CANARY);
        let request = CapturedRequest::new("POST", "/token", body.as_bytes());
        let shown = mask(Part::Body, body.as_bytes(), &secret_ranges(&request));
        assert!(!shown.contains(CANARY), "{shown}");
    }
}

#[test]
fn in_a_request_line() {
    for target in [
        "/token/client_secret=C",
        "/token;client_secret=C",
        "/token&client_secret=C",
        "/token%3Fclient_secret=C",
        "/token%3Fclient_secret%3DC",
        "//user:C@as.example/token",
        "https://as.example/token;client_secret=C?a=b",
        "/token?scope=read;client_secret=C",
        "/token?grant_type=client_credentials%26client_secret%3DC",
        "/token?client_id=a?client_secret=C",
    ] {
        let target = target.replace('C', CANARY);
        let request = CapturedRequest::new("GET", &target, b"");
        let shown = mask(Part::Target, target.as_bytes(), &secret_ranges(&request));
        assert!(!shown.contains(CANARY), "{shown}");
    }
    for method in [CANARY, "client_secret", "POST x"] {
        let request = CapturedRequest::new(method, "/token", b"");
        let shown = mask(Part::Method, method.as_bytes(), &secret_ranges(&request));
        assert!(shown.bytes().all(|octet| octet == b'*'), "{shown}");
    }
}

#[test]
fn in_a_header_field() {
    for (name, value) in [
        ("Host", "user:C@as.example"),
        ("User-Agent", "client_secret=C"),
        (
            "Content-Type",
            "application/x-www-form-urlencoded; client_secret=C",
        ),
        ("WWW-Authenticate", "Basic realm=\"a\", access_token=\"C\""),
    ] {
        let value = value.replace('C', CANARY);
        let request = CapturedRequest::new("POST", "/token", b"").header(name, value.as_bytes());
        let places = secret_ranges(&request);
        assert!(
            places
                .iter()
                .any(|place| matches!(place.part, Part::Header { .. }) && place.octets == (0..value.len())),
            "{name}: {value}"
        );
    }
}

#[test]
fn in_a_response() {
    for body in [
        r#"{"error":"invalid_client","error_description":"bad client_secret=C"}"#,
        r#"{"error":"invalid_client","error_description":"the password: C"}"#,
        r#"{"error":"invalid_client","error_uri":"https://a.example/?token=C"}"#,
        r#"{"C":1}"#,
        r#"{"access_token":"x","scope":["C"]}"#,
    ] {
        let body = body.replace('C', CANARY);
        let response = CapturedResponse::new(400, body.as_bytes());
        let shown = mask(Part::Body, body.as_bytes(), &response_secret_ranges(&response));
        assert!(!shown.contains(CANARY), "{shown}");
        let report = Explainer::new().response(&response);
        if let Some(description) = report.error().and_then(|error| error.description()) {
            assert!(!description.contains(CANARY), "{description}");
        }
    }
}

#[test]
fn what_is_harmless_stays_readable() {
    for body in [
        "grant_type=client_credentials&client_id=abc123&scope=read+vault.secrets.read",
        "client_id=https://client.example:8443/&client_id=urn:example:client",
        "client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer",
        "resource=https://api.example/v1&audience=api",
        r#"{"grant_type":"client_credentials","scope":"read write"}"#,
    ] {
        let request =
            CapturedRequest::new("POST", "https://as.example:8443/oauth2/v1/token", body.as_bytes())
                .header("Host", b"as.example:8443")
                .header("User-Agent", b"curl/8.5.0 (x=y; secretive)")
                .header(
                    "Content-Type",
                    b"application/x-www-form-urlencoded; charset=utf-8",
                );
        assert_eq!(secret_ranges(&request), [], "{body}");
    }
    let description = "Invalid client secret provided. Use the value, not the id: 'abc'.";
    let body = format!(r#"{{"error":"invalid_client","error_description":"{description}"}}"#);
    let report = Explainer::new().response(&CapturedResponse::new(401, body.as_bytes()));
    assert_eq!(
        report.error().and_then(|error| error.description()),
        Some(description)
    );
}
