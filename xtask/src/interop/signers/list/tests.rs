use super::*;
use crate::interop::scenario::{CLIENTS, Runner};

#[test]
fn each_library_is_a_client_once_and_can_sign() {
    for signer in SIGNERS {
        let clients = CLIENTS.iter().filter(|client| client.name == signer.name);
        let runners: Vec<_> = clients.map(|client| client.runner).collect();
        assert_eq!(runners.len(), 1, "{}", signer.name);
        assert_ne!(runners[0], Runner::Curl);
        assert!(!signer.algorithms.is_empty() && signer.lifetime > 0);
        let same = SIGNERS.iter().filter(|other| other.name == signer.name);
        assert_eq!(same.count(), 1);
    }
}

/// What a library that names the issuer by itself could be told is nothing, and the others have an option.
#[test]
fn those_that_name_the_endpoint_can_be_told() {
    for signer in SIGNERS {
        let by_itself = signer.audience == Audience::Issuer;
        assert_eq!(signer.told_by.is_none(), by_itself, "{}", signer.name);
    }
}

#[test]
fn knows_what_an_identifier_looks_like() {
    let uuid = "0b9a5a5e-6b0f-4a3e-9f0e-7d2f6c1a8b90";
    assert_eq!(Jti::of(uuid), Some(Jti::Uuid));
    for (text, length) in [
        ("abc_DEF-1", 9),
        (&uuid.replace('-', ""), 32),
        (&uuid.replace("0b", "0g"), 36),
        (&uuid.replace("5e-", "5-e"), 36),
        ("-", 1),
    ] {
        assert_eq!(Jti::of(text), Some(Jti::Characters(length)), "{text}");
    }
    for none in ["", " ", "a b", "a=", "ä", "a.b", "{uuid}"] {
        assert_eq!(Jti::of(none), None, "{none}");
    }
}
