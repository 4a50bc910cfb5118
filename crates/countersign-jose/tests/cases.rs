//! The recorded cases of docs/spec/cases/jwt.jsonl that concern HMAC and claims.
//!
//! A row says what its source does; where this crate is stricter the row stands in a list here, with the reason.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use countersign_grammar::{Limits, UnixTime, base64url};
use countersign_jose::{
    Algorithm, Claims, ClaimsValidation, HmacKey, HmacKeySet, JwkErrorKind, KeyOperation, Skew, UnverifiedJws,
};
use serde_json::Value;

fn rows(kind: &str) -> Vec<Value> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/spec/cases/jwt.jsonl");
    let text = std::fs::read_to_string(path).unwrap();
    let rows = text
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    rows.filter(|row| row["kind"] == kind).collect()
}

fn id(row: &Value) -> &str {
    row["id"].as_str().unwrap()
}

fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::String(one) => vec![one],
        Value::Array(many) => many.iter().map(|one| one.as_str().unwrap()).collect(),
        _ => Vec::new(),
    }
}

/// `Err` says why, in words that a failing test can show.
fn verify(token: &str, key: &Value, allowed: &Value) -> Result<Vec<u8>, String> {
    let limits = Limits::DEFAULT;
    let jws = UnverifiedJws::parse(token, &limits).map_err(|error| error.to_string())?;
    let named = jws.header().algorithm();
    let key = HmacKey::from_jwk(key.to_string().as_bytes(), named, KeyOperation::Verify, &limits)
        .map_err(|error| error.to_string())?;
    let jws = match allowed {
        Value::Null => jws,
        allowed => {
            let allowed: Vec<_> = texts(allowed)
                .into_iter()
                .filter_map(Algorithm::from_name)
                .collect();
            jws.allow(&allowed).map_err(|error| error.to_string())?
        }
    };
    jws.verify(&key)
        .map(|jws| jws.payload().to_vec())
        .map_err(|error| error.to_string())
}

/// A key that its source accepts and RFC 7518 section 3.2 does not: then the token is signed anew with the key
/// repeated, so that the rest of the row still counts.
fn lengthened(row: &Value) -> Option<(String, Value)> {
    let mut key = row["key"].clone();
    let octets = base64url::decode(key["k"].as_str()?).ok()?;
    if octets.is_empty() || octets.len() >= 64 {
        return None;
    }
    let error = HmacKey::from_jwk(
        key.to_string().as_bytes(),
        Some(Algorithm::Hs256),
        KeyOperation::Verify,
        &Limits::DEFAULT,
    );
    if error.err()?.kind() != JwkErrorKind::KeyTooShort {
        return None;
    }
    let long: Vec<u8> = octets.iter().copied().cycle().take(64).collect();
    key["k"] = Value::from(base64url::encode(&long));
    let token = row["token"].as_str()?;
    let (input, signature) = token.rsplit_once('.')?;
    // Only a signature that was right is made right again.
    let original = countersign_secret::hmac::HmacSha256::new(&octets).sign(input.as_bytes());
    if base64url::decode(signature).ok()? != original {
        return Some((token.to_owned(), key));
    }
    let signature = countersign_secret::hmac::HmacSha256::new(&long).sign(input.as_bytes());
    Some((format!("{input}.{}", base64url::encode(&signature)), key))
}

#[test]
fn jws() {
    const OTHERWISE: [(&str, &str); 1] = [(
        "wycheproof-jws-370",
        "the padding that the row is about was lost: it equals row 357, which is valid",
    )];
    let (mut accepted, mut refused) = (0, 0);
    for row in rows("jws")
        .iter()
        .chain(&rows("jwt"))
        .filter(|row| row["key"]["kty"] == "oct")
    {
        let Some(token) = row["token"].as_str() else {
            continue;
        };
        let (token, key) = lengthened(row).unwrap_or_else(|| (token.to_owned(), row["key"].clone()));
        let mut outcome = verify(&token, &key, &row["algorithms"]);
        if let (Ok(payload), true) = (&outcome, row["kind"] == "jwt") {
            outcome = Claims::parse(payload, &Limits::DEFAULT)
                .map(|_| Vec::new())
                .map_err(|error| error.to_string());
        }
        let mut expected = row["verdict"] == "ok";
        if OTHERWISE.iter().any(|(other, _)| *other == id(row)) {
            expected = !expected;
        }
        // RFC 7519 gives aud no null; that source reads it as absent.
        if id(row) == "pyjwt-aud-null" {
            assert!(expected, "the deviation is none any more");
            expected = false;
        }
        assert_eq!(
            outcome.is_ok(),
            expected,
            "{}: {} ({outcome:?})",
            id(row),
            row["reason"]
        );
        if outcome.is_ok() {
            accepted += 1;
        } else {
            refused += 1;
        }
    }
    assert_eq!((accepted, refused), (10, 58));
}

#[test]
fn key_sets() {
    let mut seen = 0;
    for row in rows("jws_keyset") {
        let set = serde_json::json!({ "keys": row["keys"] }).to_string();
        let keys =
            HmacKeySet::from_jwk_set(set.as_bytes(), None, KeyOperation::Verify, &Limits::DEFAULT).unwrap();
        let Some(token) = row["token"].as_str() else {
            continue;
        };
        let outcome = UnverifiedJws::parse(token, &Limits::DEFAULT).and_then(|jws| {
            keys.select(jws.header())
                .and_then(|key| UnverifiedJws::parse(token, &Limits::DEFAULT)?.verify(key))
        });
        let symmetric = row["keys"]
            .as_array()
            .unwrap()
            .iter()
            .all(|key| key["kty"] == "oct");
        let expected = symmetric && row["verdict"] == "ok";
        assert_eq!(outcome.is_ok(), expected, "{}: {}", id(&row), row["reason"]);
        seen += 1;
    }
    assert_eq!(seen, 15);
}

#[test]
fn claims() {
    // Ok in their source, refused here.
    const STRICTER: [(&str, &str); 2] = [
        (
            "pyjwt-iat-numeric-string",
            "RFC 7519 section 4.1.6: iat is a number",
        ),
        (
            "authlib-aud-empty-expect",
            "an empty list of own names is named by no audience",
        ),
    ];
    let mut seen = 0;
    for row in rows("jwt_claims") {
        let json = row["claims"].to_string();
        let (issuers, audiences) = (texts(&row["expect"]["iss"]), texts(&row["expect"]["aud"]));
        let required: Vec<&'static str> = texts(&row["expect"]["require"])
            .into_iter()
            .map(|name| {
                ["exp", "iat", "nbf", "iss", "sub"]
                    .into_iter()
                    .find(|known| *known == name)
                    .unwrap()
            })
            .collect();
        let leeway = row["leeway"].as_u64().unwrap_or(0);
        let mut expected = ClaimsValidation::at(UnixTime::from_secs(row["now"].as_u64().unwrap()))
            .skew(Skew::from_secs(leeway).unwrap())
            .required(&required);
        if !row["expect"]["iss"].is_null() {
            expected = expected.issuers(&issuers);
        }
        if !row["expect"]["aud"].is_null() {
            expected = expected.audiences(&audiences);
        }
        let outcome =
            Claims::parse(json.as_bytes(), &Limits::DEFAULT).and_then(|claims| expected.check(&claims));
        let stricter = STRICTER.iter().any(|(stricter, _)| *stricter == id(&row));
        assert!(!stricter || row["verdict"] == "ok");
        assert_eq!(
            outcome.is_ok(),
            row["verdict"] == "ok" && !stricter,
            "{}: {} ({outcome:?})",
            id(&row),
            row["reason"]
        );
        seen += 1;
    }
    assert_eq!(seen, 43);
}

#[test]
fn tokens_that_nobody_verifies() {
    for row in rows("decode_unverified") {
        let outcome = UnverifiedJws::parse(row["token"].as_str().unwrap(), &Limits::DEFAULT)
            .is_ok_and(|jws| Claims::parse(jws.unverified_payload(), &Limits::DEFAULT).is_ok());
        assert_eq!(outcome, row["verdict"] == "ok", "{}", id(&row));
    }
    for row in rows("unsecured_jwt") {
        let key = HmacKey::new(Algorithm::Hs256, &[0; 32]).unwrap();
        let outcome = UnverifiedJws::parse(row["token"].as_str().unwrap(), &Limits::DEFAULT)
            .and_then(|jws| jws.verify(&key));
        assert!(outcome.is_err(), "{}", id(&row));
    }
    for row in rows("jws_detached") {
        assert!(
            UnverifiedJws::parse(row["token"].as_str().unwrap(), &Limits::DEFAULT).is_err(),
            "{}",
            id(&row)
        );
    }
}

#[test]
fn base64url_rows() {
    // Ok in their source, refused here: one octet string has one text.
    const STRICTER: [&str; 2] = ["jose-b64u-09", "jose-b64u-11"];
    for row in rows("base64url") {
        let octets = base64url::decode(row["input"].as_str().unwrap()).ok();
        if STRICTER.contains(&id(&row)) {
            assert!(octets.is_none() && row["verdict"] == "ok", "{}", id(&row));
            continue;
        }
        let expected = row["octets"].as_array().map(|octets| {
            octets
                .iter()
                .map(|octet| u8::try_from(octet.as_u64().unwrap()).unwrap())
                .collect::<Vec<_>>()
        });
        assert_eq!(octets, expected, "{}", id(&row));
    }
}
