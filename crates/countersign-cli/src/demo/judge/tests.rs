use countersign_jose::{Algorithm, sign_compact};
use hyper::HeaderMap;
use hyper::header::{HeaderName, HeaderValue};

use super::*;

const SECRET: &[u8] = b"a key of thirty-two octets or so";
const NOW: UnixTime = UnixTime::from_secs(1_700_000_000);

fn key() -> HmacKey {
    HmacKey::new(Algorithm::Hs256, SECRET).unwrap()
}

fn token(claims: &str) -> String {
    let mut token = String::new();
    sign_compact(Some("JWT"), claims.as_bytes(), &key(), &mut token);
    token
}

fn good_token() -> String {
    token(r#"{"sub":"abc123","iat":1700000000,"exp":1700003600}"#)
}

fn answer(status: u16, headers: &[(&'static str, &'static str)], body: String) -> Answer {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    Answer {
        status,
        headers: map,
        body: body.into(),
    }
}

fn granting(token: &str) -> Answer {
    let body =
        format!(r#"{{"access_token":"{token}","token_type":"Bearer","expires_in":3600,"scope":"read"}}"#);
    answer(200, &[], body)
}

fn refusing() -> Answer {
    answer(
        400,
        &[("allow", "POST")],
        r#"{"error":"invalid_client"}"#.to_owned(),
    )
}

fn passes(expect: &str, answer: &Answer) -> bool {
    let key = key();
    let evidence = Evidence {
        key: &key,
        now: NOW,
        auth_method: Some("client_secret_post"),
        same_as: None,
    };
    let checks = judge(&serde_json::from_str(expect).unwrap(), answer, &evidence);
    assert!(!checks.is_empty());
    checks.iter().all(Check::passes)
}

#[test]
fn a_grant_that_is_as_expected() {
    let granted = granting(&good_token());
    let expect = r#"{"outcome":"ok","http_status":200,"client_id":"abc123","auth_method":"client_secret_post",
        "token_type":"Bearer","expires_in":3600,"scope":"read","present":["access_token"],"absent":["id_token"],
        "access_token":"compact JWS; protected header is exactly {\"alg\":\"HS256\",\"typ\":\"JWT\"}, i.e. so"}"#;
    assert!(passes(expect, &granted));
}

#[test]
fn each_expectation_can_fail() {
    let granted = granting(&good_token());
    for expect in [
        r#"{"outcome":"error"}"#,
        r#"{"outcome":"else"}"#,
        r#"{}"#,
        r#"{"outcome":"ok","http_status":201}"#,
        r#"{"outcome":"ok","http_status":201,"http_status_alternative":202}"#,
        r#"{"outcome":"ok","client_id":"abc124"}"#,
        r#"{"outcome":"ok","auth_method":"client_secret_basic"}"#,
        r#"{"outcome":"ok","token_type":"DPoP"}"#,
        r#"{"outcome":"ok","expires_in":3599}"#,
        r#"{"outcome":"ok","scope":"write"}"#,
        r#"{"outcome":"ok","present":["access_token","refresh_token"]}"#,
        r#"{"outcome":"ok","absent":["scope"]}"#,
        r#"{"outcome":"ok","allow":"POST"}"#,
        r#"{"outcome":"ok","www_authenticate_scheme":"Basic"}"#,
        r#"{"outcome":"ok","same_bytes_as":"another"}"#,
        r#"{"outcome":"ok","access_token":"something else"}"#,
        r#"{"outcome":"ok","access_token":"protected header is exactly {\"alg\":\"HS256\"}"}"#,
    ] {
        assert!(!passes(expect, &granted), "{expect}");
    }
    assert!(passes(
        r#"{"outcome":"error","http_status":401,"http_status_alternative":400}"#,
        &refusing()
    ));
    assert!(passes(
        r#"{"outcome":"error","error":"invalid_client","allow":"POST"}"#,
        &refusing()
    ));
    for expect in [
        r#"{"outcome":"ok"}"#,
        r#"{"outcome":"error","error":"invalid_request"}"#,
    ] {
        assert!(!passes(expect, &refusing()), "{expect}");
    }
}

#[test]
fn a_token_that_is_not_the_servers_fails_whatever_is_expected() {
    let mut forged = good_token();
    forged.replace_range(0..1, "f");
    let tampered = good_token().replace(".eyJzdWIiOiJh", ".eyJzdWIiOiJi");
    assert_ne!(tampered, good_token());
    let wrong_times = token(r#"{"sub":"abc123","iat":1700000000,"exp":1700003601}"#);
    let future = token(r#"{"sub":"abc123","iat":1700000099,"exp":1700003699}"#);
    let timeless = token(r#"{"sub":"abc123"}"#);
    for token in [
        forged,
        tampered,
        wrong_times,
        future,
        timeless,
        "opaque".to_owned(),
    ] {
        assert!(!passes(r#"{"outcome":"ok"}"#, &granting(&token)), "{token}");
    }
}

#[test]
fn the_time_of_day_is_no_difference_and_everything_else_is() {
    let one = answer(400, &[("date", "now"), ("x", "1")], "a".to_owned());
    assert!(one.same_as(&answer(400, &[("date", "later"), ("x", "1")], "a".to_owned())));
    for other in [
        answer(401, &[("x", "1")], "a".to_owned()),
        answer(400, &[("x", "2")], "a".to_owned()),
        answer(400, &[], "a".to_owned()),
        answer(400, &[("x", "1"), ("y", "1")], "a".to_owned()),
        answer(400, &[("x", "1")], "b".to_owned()),
    ] {
        assert!(!one.same_as(&other));
    }
}
