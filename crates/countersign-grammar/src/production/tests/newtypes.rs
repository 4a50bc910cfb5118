use crate::{
    AbsoluteUri, ClientId, ErrorCodeText, ErrorDescription, ErrorUri, GrantType, ParameterName,
    SyntaxErrorKind, TokenType,
};
use std::{borrow::Cow, collections::BTreeSet, format, string::String, string::ToString};

#[test]
fn every_way_in_is_checked() {
    let bad = "a\nb";
    assert!(ClientId::parse(bad).is_err());
    assert!(ClientId::parse(String::from(bad)).is_err());
    assert!(ClientId::parse(Cow::Borrowed(bad)).is_err());
    assert!(ClientId::try_from(bad).is_err());
    assert!(ClientId::try_from(String::from(bad)).is_err());
    assert_eq!(
        bad.parse::<ClientId<'static>>().unwrap_err().kind(),
        SyntaxErrorKind::UnexpectedOctet
    );
}

#[test]
fn each_type_has_its_own_production() {
    assert!(ClientId::parse("").is_ok() && ClientId::parse("a\"b").is_ok());
    assert!(ErrorCodeText::parse("").is_err() && ErrorCodeText::parse("a b").is_ok());
    assert!(ErrorDescription::parse("a\"b").is_err() && ErrorDescription::parse("a, b.").is_ok());
    assert!(ErrorUri::parse("").is_ok() && ErrorUri::parse("a b").is_err());
    assert!(GrantType::parse("").is_err() && GrantType::parse("a b").is_err());
    assert!(TokenType::parse("").is_err() && TokenType::parse("N_A").is_ok());
    assert!(ParameterName::parse("a:b").is_err() && ParameterName::parse("a.b-c_9").is_ok());
    assert!(AbsoluteUri::parse("a/b").is_err() && AbsoluteUri::parse("a:b").is_ok());
}

#[test]
fn borrowed_and_owned_are_the_same_value() {
    let text = String::from("s6BhdRkqt3");
    let borrowed = ClientId::parse(text.as_str()).unwrap();
    let owned = borrowed.clone().into_owned();
    assert_eq!(borrowed, owned);
    assert_eq!(BTreeSet::from([borrowed, owned.clone()]).len(), 1);
    drop(text);
    assert_eq!(
        (owned.as_str(), owned.as_ref(), owned.to_string()),
        ("s6BhdRkqt3", "s6BhdRkqt3", "s6BhdRkqt3".into())
    );
    assert_eq!(format!("{owned:>12}|"), "  s6BhdRkqt3|");
}

#[test]
fn grant_types() {
    assert_eq!(GrantType::CLIENT_CREDENTIALS, "client_credentials");
    for (text, is) in [
        ("client_credentials", true),
        ("CLIENT_CREDENTIALS", false),
        ("client_credentials2", false),
        ("password", false),
    ] {
        assert_eq!(
            GrantType::parse(text).unwrap().is_client_credentials(),
            is,
            "{text}"
        );
    }
    assert!(GrantType::parse("urn.x").unwrap().is_name() && !GrantType::parse("urn:x").unwrap().is_name());
}

#[test]
fn token_types() {
    for (text, is) in [
        ("Bearer", true),
        ("bearer", true),
        ("BEARER", true),
        ("Bearer2", false),
        ("mac", false),
    ] {
        assert_eq!(TokenType::parse(text).unwrap().is_bearer(), is, "{text}");
    }
    assert!(!TokenType::parse("https://example.com/t").unwrap().is_name());
}

// = RFC3986-6.2.1-1 (test)
#[test]
fn absolute_uris_are_compared_as_they_are() {
    let uri = |text| AbsoluteUri::parse(text).unwrap();
    assert_eq!(uri("https://as.example"), uri("https://as.example"));
    for other in [
        "https://as.example/",
        "https://AS.example",
        "HTTPS://as.example",
        "https://as.example:443",
        "https://as%2Eexample",
    ] {
        assert_ne!(uri("https://as.example"), uri(other));
    }
}

#[test]
fn the_parts_of_an_absolute_uri() {
    for (text, scheme, authority, query) in [
        ("s:", "s", None, None),
        ("urn:a:b?c=d?e", "urn", None, Some("c=d?e")),
        ("https://h", "https", Some("h"), None),
        ("https://u:p@[::1]:8/p?q", "https", Some("u:p@[::1]:8"), Some("q")),
        ("https://h?q", "https", Some("h"), Some("q")),
        ("file:///p", "file", Some(""), None),
        ("s:/p//q?", "s", None, Some("")),
    ] {
        let uri = AbsoluteUri::parse(text).unwrap();
        assert_eq!(
            (uri.scheme(), uri.authority(), uri.query()),
            (scheme, authority, query),
            "{text}"
        );
    }
}

#[cfg(feature = "serde")]
#[test]
fn serde_goes_through_parse() {
    let id: ClientId<'_> = serde_json::from_str("\"s6BhdRkqt3\"").unwrap();
    assert_eq!(serde_json::to_string(&id).unwrap(), "\"s6BhdRkqt3\"");
    let error = serde_json::from_str::<ClientId<'_>>("\"a\\nb\"")
        .unwrap_err()
        .to_string();
    assert!(error.contains("at octet 1"), "{error}");
    assert!(serde_json::from_str::<AbsoluteUri<'_>>("\"/token\"").is_err());
    assert!(serde_json::from_str::<GrantType<'_>>("\"\"").is_err());
    assert!(serde_json::from_str::<GrantType<'_>>("1").is_err());
}
