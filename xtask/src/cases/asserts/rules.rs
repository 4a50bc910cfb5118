//! Rules in words, each shown by a property; which one is found by the words.

use countersign_clause as clause;
use countersign_clause::Clause;
use countersign_jose::Skew;
use serde_json::{Value, json};

use super::host::{ISSUER, KEY, Server, body, signed, sound, unsigned};
use crate::cases::exchange::{NOW, Request};
use crate::cases::judgement::Judgement;

/// Words that a rule has, the clause behind it, and what shows it.
type Rule = (&'static [&'static str], &'static Clause, fn() -> bool);

const RULES: &[Rule] = &[
    (&["iss must be present"], &clause::RFC7523_3_2, issuer),
    (&["sub must be present"], &clause::RFC7523_3_3, subject),
    (&["aud must contain"], &clause::RFC7523_3_6, audience),
    (&["exp must be present"], &clause::RFC7523_3_9, expiry),
    (&["nbf may be present"], &clause::RFC7523_3_10, not_before),
    (&["iat may be present"], &clause::RFC7523_3_11, issued_at),
    (&["jti may be present"], &clause::RFC7523_3_12, identifier),
    (&["other claims may"], &clause::RFC7523_3_1, other_claims),
    (&["signed or maced"], &clause::RFC7523_3_14, signature),
    (
        &["invalid client jwt", "invalid_client"],
        &clause::RFC7523_3_2_1,
        error_code,
    ),
    (&["single jwt"], &clause::RFC7523_2_2_2, single),
    (
        &["client_id parameter is unnecessary"],
        &clause::RFC7521_4_2_4,
        client_id,
    ),
    (
        &["client_assertion_type is the absolute uri"],
        &clause::RFC7523_2_2_1,
        kind,
    ),
    (
        &["more than one authentication method"],
        &clause::RFC6749_2_3_3,
        one_method,
    ),
    (
        &["code requires exp", "clockskew 5 minutes"],
        &clause::RFC7523_3_9,
        as_that_code,
    ),
];

pub(super) fn judge(text: &str) -> Judgement {
    let words = text.to_ascii_lowercase();
    match RULES
        .iter()
        .find(|(wanted, ..)| wanted.iter().all(|word| words.contains(word)))
    {
        Some((_, clause, holds)) => Judgement::property(holds(), text, clause),
        None => Judgement::not_handled("a rule about the grant of RFC 7523, which is not done here"),
    }
}

/// Whether a request with these parameters gets a token.
fn opens(parameters: &[(&str, &str)]) -> bool {
    Server::sound()
        .answer(&Request::post(body(parameters)), NOW)
        .outcome
        == "ok"
}

/// Whether a sound assertion with these claims changed does.
fn passes(changes: &[(&str, Option<Value>)]) -> bool {
    let mut server = Server::sound();
    let request = Server::request(&server.assertion(changes));
    server.answer(&request, NOW).outcome == "ok"
}

/// Whether the claim is needed, and needed to be exactly what it is.
fn exact(name: &str, others: &[&str]) -> bool {
    passes(&[])
        && !passes(&[(name, None)])
        && !passes(&[(name, Some(Value::Null))])
        && !passes(&[(name, Some(json!(1)))])
        && others.iter().all(|other| !passes(&[(name, Some(json!(other)))]))
}

fn ahead(seconds: u64) -> Option<Value> {
    Some(json!(NOW.as_secs().saturating_add(seconds)))
}

fn ago(seconds: u64) -> Option<Value> {
    Some(json!(NOW.as_secs().saturating_sub(seconds)))
}

fn issuer() -> bool {
    exact("iss", &["Client", "client ", "client/", "cl%69ent", ""])
}

fn subject() -> bool {
    exact("sub", &["Client", "client ", "another", ""])
}

fn audience() -> bool {
    let slash = format!("{ISSUER}/");
    exact(
        "aud",
        &[
            slash.as_str(),
            "HTTPS://as.example",
            "https://as.example:443",
            "https://AS.example",
            "",
        ],
    )
}

fn expiry() -> bool {
    !passes(&[("exp", None)])
        && passes(&[("exp", ahead(1))])
        && !passes(&[("exp", ahead(0))])
        && !passes(&[("exp", ago(1))])
        && passes(&[("exp", ahead(3600))])
        && !passes(&[("exp", ahead(3601))])
}

fn not_before() -> bool {
    passes(&[("nbf", None)]) && passes(&[("nbf", ahead(0))]) && !passes(&[("nbf", ahead(1))])
}

fn issued_at() -> bool {
    passes(&[("iat", None)]) && passes(&[("iat", ago(3000))]) && !passes(&[("iat", ahead(1))])
}

fn replays_are_refused() -> bool {
    let mut server = Server::sound();
    let request = Server::request(&server.assertion(&[]));
    let other = Server::request(&server.assertion(&[("jti", Some(json!("other")))]));
    server.answer(&request, NOW).outcome == "ok"
        && server.answer(&request, NOW).outcome == "error"
        && server.answer(&other, NOW).outcome == "ok"
}

fn identifier() -> bool {
    replays_are_refused() && passes(&[("jti", None)])
}

fn other_claims() -> bool {
    passes(&[
        ("x", Some(json!({"y": [1, null]}))),
        ("scope", Some(json!("read"))),
    ])
}

fn signature() -> bool {
    let claims = sound(&Server::sound()).to_string();
    let with = |token: &str| Server::sound().answer(&Server::request(token), NOW).outcome == "ok";
    let good = signed(r#"{"alg":"HS256"}"#, &claims, KEY);
    let cut = good.get(..good.len().saturating_sub(1)).unwrap_or_default();
    with(&good)
        && !with(&signed(r#"{"alg":"HS256"}"#, &claims, [8; 32]))
        && !with(&unsigned(r#"{"alg":"none"}"#, &claims))
        && !with(&unsigned(r#"{"alg":"HS256"}"#, &claims))
        && !with(cut)
}

fn error_code() -> bool {
    let faults = [
        ("iss", None),
        ("sub", Some(json!("another"))),
        ("aud", Some(json!("https://other.example"))),
        ("exp", ago(1)),
        ("exp", Some(json!("tomorrow"))),
        ("nbf", ahead(1)),
        ("jti", None),
    ];
    faults.into_iter().all(|fault| {
        let mut server = Server::sound();
        let request = Server::request(&server.assertion(&[fault]));
        server.error(&request).as_deref() == Some("invalid_client")
    })
}

fn single() -> bool {
    let token = Server::sound().assertion(&[]);
    let with = |token: &str| {
        opens(&[
            ("client_assertion_type", super::host::JWT_BEARER),
            ("client_assertion", token),
        ])
    };
    with(&token)
        && [" ", ",", "\n", ", ", "."]
            .iter()
            .all(|between| !with(&format!("{token}{between}{token}")))
}

fn client_id() -> bool {
    let token = Server::sound().assertion(&[]);
    let with = |id: &str| {
        let pair = ("client_assertion_type", super::host::JWT_BEARER);
        opens(&[("client_id", id), pair, ("client_assertion", token.as_str())])
    };
    passes(&[]) && with("client") && ["Client", "client ", "another"].iter().all(|id| !with(id))
}

fn kind() -> bool {
    let token = Server::sound().assertion(&[]);
    let with = |kind: &str| {
        opens(&[
            ("client_assertion_type", kind),
            ("client_assertion", token.as_str()),
        ])
    };
    with(super::host::JWT_BEARER)
        && [
            "jwt-bearer",
            "URN:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "urn:ietf:params:oauth:client-assertion-type:jwt-bearer ",
            "urn:ietf:params:oauth:client-assertion-type:saml2-bearer",
            "urn:ietf:params:oauth:grant-type:jwt-bearer",
        ]
        .iter()
        .all(|kind| !with(kind))
}

fn one_method() -> bool {
    let token = Server::sound().assertion(&[]);
    let mut basic = Server::request(&token);
    basic.headers.push((
        String::from("Authorization"),
        String::from("Basic Y2xpZW50OnNlY3JldA=="),
    ));
    let post = [
        ("client_id", "client"),
        ("client_secret", "secret"),
        ("client_assertion_type", super::host::JWT_BEARER),
        ("client_assertion", token.as_str()),
    ];
    Server::sound().answer(&basic, NOW).outcome == "error" && !opens(&post)
}

/// What that source's code does, the width of its skew included.
fn as_that_code() -> bool {
    !passes(&[("exp", None)])
        && issuer()
        && subject()
        && !passes(&[("jti", None)])
        && replays_are_refused()
        && passes(&[("iat", None)])
        && Skew::from_secs(300).is_some()
}
