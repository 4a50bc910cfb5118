use std::string::{String, ToString};
use std::vec::Vec;

use countersign_grammar::SyntaxErrorKind;

use super::{CREDENTIALS, EndpointErrorKind as Kind, TokenEndpointUrl};

fn refused(text: &str) -> (Kind, usize) {
    let error = TokenEndpointUrl::parse(text).expect_err(text);
    assert_eq!(
        TokenEndpointUrl::parse_allowing_loopback_http(text),
        Err(error),
        "{text}: the leniency is for loopback alone"
    );
    (error.kind(), error.at())
}

#[test]
fn https_addresses_are_taken_as_they_stand() {
    for text in [
        "https://as.example/token",
        "HTTPS://AS.example",
        "https://as.example:8443/t/oauth2/v2.0/token?api-version=1.0&p=B2C_1",
        "https://[2001:db8::1]:443/token",
        "https://127.0.0.1/token",
        "https://as_1.example:/token?",
        "https://as.example/token;v=1/@me",
    ] {
        let url = TokenEndpointUrl::parse(text).expect(text);
        assert_eq!(url.as_str(), text);
        assert!(url.is_https());
    }
    let url = TokenEndpointUrl::parse("https://as.example:8443/token").expect("https");
    assert_eq!(url.authority(), "as.example:8443");
}

// = RFC6749-10.9-1 (test)
// = RFC6749-10.8-1 (test)
// = RFC7617-4-1 (test)
// = RFC7521-4-1 (test)
#[test]
fn nothing_but_https() {
    for text in [
        "http://as.example/token",
        "http://10.0.0.1/token",
        "http://localhost.example/token",
        "http://127.0.0.1.example/token",
        "http://127.1/token",
        "http://0x7f.0.0.1/token",
        "http://0177.0.0.1/token",
        "http://0.0.0.0/token",
        "http://[::]/token",
        "http://[::ffff:127.0.0.1]/token",
        "ftp://127.0.0.1/token",
        "ws://localhost/token",
        "httpss://as.example/token",
    ] {
        assert_eq!(refused(text), (Kind::NotHttps, 0), "{text}");
    }
}

#[test]
fn http_on_loopback_is_allowed_by_name_alone() {
    for text in [
        "http://127.0.0.1:8080/token",
        "http://127.8.9.10/token",
        "http://[::1]:8080/token",
        "HTTP://LocalHost/token",
    ] {
        assert_eq!(
            TokenEndpointUrl::parse(text).map_err(|error| error.kind()),
            Err(Kind::NotHttps),
            "{text}"
        );
        let url = TokenEndpointUrl::parse_allowing_loopback_http(text).expect(text);
        assert!(!url.is_https());
    }
    assert!(TokenEndpointUrl::parse_allowing_loopback_http("https://as.example/").is_ok());
}

// = RFC6749-3.2-2 (test)
#[test]
fn no_fragment() {
    assert_eq!(refused("https://as.example/token#"), (Kind::Fragment, 24));
    assert_eq!(refused("https://as.example/token?a=1#b"), (Kind::Fragment, 28));
    assert_eq!(refused("#"), (Kind::Fragment, 0));
}

#[test]
fn no_user_information() {
    for (text, at) in [
        ("https://abc@as.example/token", 11),
        ("https://abc:secret@as.example/token", 18),
        ("https://@as.example/", 8),
        ("https://as.example:443@evil.example/", 22),
    ] {
        assert_eq!(refused(text), (Kind::UserInformation, at), "{text}");
    }
}

// = RFC9110-4.2.2-2 (test)
#[test]
fn a_host_that_every_library_reads_alike() {
    for text in [
        "https:///token",
        "https://:443/token",
        "https:token",
        "https:/token",
    ] {
        assert_eq!(refused(text).0, Kind::NoHost, "{text}");
    }
    for (text, at) in [
        ("https://as%2Eexample/token", 10),
        ("https://a+b.example/token", 9),
        ("https://as.example:0/token", 19),
        ("https://as.example:65536/token", 19),
        ("https://as.example:99999999999999999999/", 19),
    ] {
        assert_eq!(refused(text), (Kind::BadAuthority, at), "{text}");
    }
}

#[test]
fn what_is_no_uri_is_no_address() {
    for (text, kind, at) in [
        ("", SyntaxErrorKind::Empty, 0),
        ("/token", SyntaxErrorKind::UnexpectedOctet, 0),
        ("as.example/token", SyntaxErrorKind::UnexpectedOctet, 10),
        ("https://as.example/to ken", SyntaxErrorKind::UnexpectedOctet, 21),
        (
            "https://as.example\\@evil.example/",
            SyntaxErrorKind::UnexpectedOctet,
            18,
        ),
        ("https://as.example/%zz", SyntaxErrorKind::BadPercentEscape, 19),
        (
            "https://as.example/\r\nHost:x",
            SyntaxErrorKind::UnexpectedOctet,
            19,
        ),
        ("https://as.example/token?%FF=1", SyntaxErrorKind::InvalidUtf8, 25),
    ] {
        assert_eq!(refused(text), (Kind::Malformed(kind), at), "{text}");
    }
    let long = "https://as.example/".to_string() + &"a".repeat(8192);
    assert_eq!(refused(&long), (Kind::Malformed(SyntaxErrorKind::TooLong), 8192));
}

// = RFC6749-2.3.1-9 (test)
#[test]
fn no_credential_in_the_query() {
    for name in CREDENTIALS {
        let upper = name.to_ascii_uppercase();
        let escaped: String = name.bytes().map(|octet| std::format!("%{octet:02x}")).collect();
        for name in [*name, &upper, &escaped] {
            for query in [
                std::format!("{name}=x"),
                std::format!("a=1&{name}"),
                std::format!("{name}&a"),
            ] {
                let text = std::format!("https://as.example/token?{query}");
                assert_eq!(refused(&text).0, Kind::CredentialsInQuery, "{text}");
            }
        }
    }
    assert_eq!(refused("https://as.example/token?tenant=7&client_secret=x").1, 34);
    assert!(TokenEndpointUrl::parse("https://as.example/token?client=x&secret_len=3").is_ok());
}

#[test]
fn no_error_holds_what_was_refused() {
    let canaries: Vec<String> = [
        "https://id:canary@as.example/",
        "https://as.example/?client_secret=canary",
    ]
    .iter()
    .map(|text| {
        let error = TokenEndpointUrl::parse(*text).expect_err(text);
        std::format!("{error:?} {error} {}", error.clause().id())
    })
    .collect();
    assert!(
        canaries.iter().all(|text| !text.contains("canary")),
        "{canaries:?}"
    );
}
