#![allow(clippy::unwrap_used)]

use super::{endpoint, host_of, is_loopback};
use crate::Code;

#[test]
fn only_loopback_may_do_without_tls() {
    for host in [
        "localhost",
        "LOCALHOST",
        "as.localhost",
        "127.0.0.1",
        "127.9.9.9",
        "[::1]",
        "[0:0:0:0:0:0:0:1]",
    ] {
        assert!(is_loopback(host), "{host}");
    }
    for host in [
        "",
        "localhost.example",
        "127.0.0.1.example",
        "128.0.0.1",
        "0.0.0.0",
        "[::]",
        "::1",
        "notlocalhost",
        "10.0.0.1",
        "[::ffff:127.0.0.1]",
    ] {
        assert!(!is_loopback(host), "{host}");
    }
}

#[test]
fn the_port_is_no_part_of_the_host() {
    for (authority, host) in [
        ("a.example:8080", "a.example"),
        ("a.example", "a.example"),
        ("[::1]:80", "[::1]"),
        ("", ""),
    ] {
        assert_eq!(host_of(authority), host);
    }
}

#[test]
fn user_information_does_not_make_a_host_loopback() {
    let finding = endpoint("http://localhost@evil.example/token").unwrap();
    assert_eq!(finding.code(), Code::ENDPOINT_NOT_HTTPS);
    assert_eq!(finding.place().octets, 0..29);
    assert_eq!(
        endpoint("HTTP://u:p@LOCALHOST:1/").unwrap().code(),
        Code::ENDPOINT_LOOPBACK
    );
}

#[test]
fn what_is_no_http_url_is_not_judged() {
    for url in [
        "",
        "/token",
        "https://a.example",
        "HTTPS://a",
        "ftp://a",
        "a b://c",
        "http:/a",
        "//a.example/token",
    ] {
        assert_eq!(endpoint(url), None, "{url}");
    }
}
