//! The faults: one for each reason, on each route by which a token is verified.

use countersign_resource::{AccessReason, Leniency, Reason, RequestReason, Requirement, TokenReason};
use countersign_scope::ScopeSet;
use serde_json::{Value, json};

use crate::common::{FORM, Format, Keys, NOW, OPAQUE, Proof, Scenario};

/// One way to spoil a request: the reason it must give, and what it touches. Two faults that touch the same thing
/// cannot be in one request.
pub(crate) struct Fault {
    pub(crate) reason: Reason,
    touches: &'static [&'static str],
    spoil: fn(&mut Scenario),
}

const fn request(reason: RequestReason, touches: &'static [&'static str], spoil: fn(&mut Scenario)) -> Fault {
    Fault {
        reason: Reason::Request(reason),
        touches,
        spoil,
    }
}

const fn token(reason: TokenReason, touches: &'static [&'static str], spoil: fn(&mut Scenario)) -> Fault {
    Fault {
        reason: Reason::Token(reason),
        touches,
        spoil,
    }
}

fn set(scenario: &mut Scenario, claim: &str, value: Value) {
    scenario.claims.insert(claim.into(), value);
}

/// A token that is sent in a form body, or in the query.
fn in_query(scenario: &mut Scenario) {
    scenario.in_field = false;
    scenario.target = format!("/photos?access_token={}", scenario.token());
}

fn in_body(scenario: &mut Scenario) {
    scenario.in_field = false;
    scenario.content_type = Some(FORM);
    scenario.body = Some(format!("access_token={}", scenario.token()));
}

/// What is wrong with a request, whatever its token.
fn request_faults() -> Vec<Fault> {
    vec![
        request(RequestReason::HeaderTooLong, &["target"], |s| {
            s.target = format!("/{}", "x".repeat(9000))
        }),
        request(RequestReason::BodyTooLong, &["body", "method"], |s| {
            s.method = "POST";
            s.content_type = Some(FORM);
            s.body = Some("x".repeat(17_000));
        }),
        request(RequestReason::AuthorizationRepeated, &["field"], |s| {
            s.more_fields = vec!["Basic YTpi".into(), "Bearer x".into()];
        }),
        request(RequestReason::AuthorizationMalformed, &["field"], |s| {
            s.scheme = "@"
        }),
        request(RequestReason::SchemeUnsupported, &["field"], |s| {
            s.scheme = "DPoP"
        }),
        request(RequestReason::MultipleMethods, &["target", "field"], |s| {
            s.target = "/photos?access_token=x".into();
        }),
        request(RequestReason::TokenRepeated, &["target", "field", "body"], |s| {
            s.in_field = false;
            s.target = "/photos?access_token=x&access%5Ftoken=x".into();
        }),
        request(
            RequestReason::QueryNotAccepted,
            &["target", "field", "body"],
            in_query,
        ),
        request(
            RequestReason::BodyNotAccepted,
            &["target", "field", "body"],
            in_body,
        ),
        request(RequestReason::BodyOfGet, &["target", "field", "body"], |s| {
            s.leniencies = vec![Leniency::FormBody];
            in_body(s);
        }),
        request(RequestReason::TokenMalformed, &["token", "presence"], |s| {
            s.token = Some("a=\"b\"".into());
        }),
        request(RequestReason::NoToken, &["field", "target", "presence"], |s| {
            s.in_field = false
        }),
    ]
}

/// What is wrong with a token on either route.
fn claim_faults() -> Vec<Fault> {
    vec![
        token(TokenReason::IssuerWrong, &["iss"], |s| {
            set(s, "iss", json!("https://as.example/"))
        }),
        token(TokenReason::AudienceWrong, &["aud"], |s| {
            set(s, "aud", json!(["https://b.example"]))
        }),
        token(TokenReason::Expired, &["exp"], |s| set(s, "exp", json!(NOW - 10))),
        token(TokenReason::NotYetValid, &["nbf"], |s| {
            set(s, "nbf", json!(NOW + 11))
        }),
        token(TokenReason::IssuedInTheFuture, &["iat"], |s| {
            set(s, "iat", json!(NOW + 11))
        }),
        token(TokenReason::ConfirmationMalformed, &["cnf"], |s| {
            set(s, "cnf", json!({}))
        }),
        token(TokenReason::BoundToDpop, &["cnf"], |s| {
            set(s, "cnf", json!({"jkt": "x"}))
        }),
        token(TokenReason::CertificateWrong, &["cnf", "proof"], |s| {
            set(s, "cnf", json!({"x5t#S256": "x"}));
            s.proof = Proof::Certificate([1; 32]);
        }),
        token(TokenReason::PossessionUnproven, &["cnf", "proof"], |s| {
            set(s, "cnf", json!({"kid": "x"}));
            s.proof = Proof::Unproven;
        }),
        token(TokenReason::PossessionUnavailable, &["cnf", "proof"], |s| {
            set(s, "cnf", json!({"kid": "x"}));
            s.proof = Proof::Unavailable;
        }),
        Fault {
            reason: Reason::Access(AccessReason::AudienceInsufficient),
            touches: &["route"],
            spoil: |s| s.requirement = s.requirement.clone().for_audience("https://api2.example"),
        },
        Fault {
            reason: Reason::Access(AccessReason::ScopeInsufficient),
            touches: &["route scope", "route"],
            spoil: |s| s.requirement = Requirement::of(ScopeSet::parse("admin").expect("scope")),
        },
    ]
}

fn jwt_faults() -> Vec<Fault> {
    let faults = vec![
        token(TokenReason::TooLong, &["limits"], |s| s.limits.jwt = 10),
        token(TokenReason::NotAJws, &["token"], |s| {
            s.token = Some(OPAQUE.into())
        }),
        token(TokenReason::Unsecured, &["alg"], |s| {
            s.header.insert("alg".into(), json!("none"));
        }),
        token(TokenReason::CriticalExtension, &["crit"], |s| {
            s.header.insert("crit".into(), json!(["x"]));
        }),
        token(TokenReason::TypeWrong, &["typ"], |s| {
            s.header.insert("typ".into(), json!("JWT"));
        }),
        token(TokenReason::AlgorithmUnsupported, &["alg"], |s| {
            s.header.insert("alg".into(), json!("RS256"));
        }),
        token(TokenReason::KeysUnavailable, &["keys"], |s| {
            s.keys = Keys::Unavailable
        }),
        token(TokenReason::KeyUnknown, &["keys", "alg"], |s| {
            s.keys = Keys::Unknown
        }),
        token(TokenReason::KeyAmbiguous, &["keys"], |s| {
            s.key_ids = vec![Some("k1"), Some("k1")]
        }),
        token(TokenReason::AlgorithmMismatch, &["keys", "alg"], |s| {
            s.keys = Keys::One;
            s.header.insert("alg".into(), json!("HS512"));
        }),
        token(TokenReason::BadSignature, &["signature"], |s| {
            s.signing_key = [8; 32]
        }),
        token(TokenReason::ScopeMalformed, &["scope"], |s| {
            set(s, "scope", json!("read  write"))
        }),
        token(TokenReason::ScopeTooLong, &["scope"], |s| {
            set(s, "scope", json!(vec!["read"; 129].join(" ")));
        }),
        token(TokenReason::ClaimsMalformed, &["claims"], |s| {
            s.payload = Some(b"[]".to_vec())
        }),
        token(TokenReason::ClaimWrong, &["client_id"], |s| {
            set(s, "client_id", json!(1))
        }),
        token(TokenReason::IssuerMissing, &["iss"], |s| {
            drop(s.claims.remove("iss"))
        }),
        token(TokenReason::ExpiryMissing, &["exp"], |s| {
            drop(s.claims.remove("exp"))
        }),
        token(TokenReason::AudienceMissing, &["aud"], |s| {
            drop(s.claims.remove("aud"))
        }),
        token(TokenReason::SubjectMissing, &["sub"], |s| {
            drop(s.claims.remove("sub"))
        }),
        token(TokenReason::ClientIdMissing, &["client_id"], |s| {
            set(s, "client_id", json!(""))
        }),
        token(TokenReason::IssuedAtMissing, &["iat"], |s| {
            drop(s.claims.remove("iat"))
        }),
        token(TokenReason::TokenIdMissing, &["jti"], |s| {
            drop(s.claims.remove("jti"))
        }),
    ];
    request_faults()
        .into_iter()
        .chain(faults)
        .chain(claim_faults())
        .collect()
}

fn answer(scenario: &mut Scenario, status: u16, content_type: Option<&'static str>) {
    let body = Value::Object(scenario.claims.clone()).to_string().into_bytes();
    scenario.answer = Some((status, content_type, body));
}

fn opaque_faults() -> Vec<Fault> {
    let faults = vec![
        token(TokenReason::IntrospectionUnavailable, &["answer"], |s| {
            answer(s, 0, None)
        }),
        token(TokenReason::AnswerStatusWrong, &["answer"], |s| {
            answer(s, 401, Some("application/json"))
        }),
        token(TokenReason::AnswerContentTypeWrong, &["answer"], |s| {
            answer(s, 200, Some("text/html"))
        }),
        // Of an answer that says `false`, no more is read.
        token(TokenReason::AnswerMalformed, &["client_id", "active"], |s| {
            set(s, "client_id", json!(1))
        }),
        token(TokenReason::Inactive, &["active"], |s| {
            set(s, "active", json!(false))
        }),
        token(TokenReason::AudienceMissing, &["aud"], |s| {
            drop(s.claims.remove("aud"))
        }),
        token(TokenReason::TokenTypeWrong, &["token_type"], |s| {
            set(s, "token_type", json!("DPoP"))
        }),
    ];
    request_faults()
        .into_iter()
        .chain(faults)
        .chain(claim_faults())
        .collect()
}

pub(crate) fn base(format: Format) -> Scenario {
    let mut scenario = match format {
        Format::Opaque => Scenario::opaque(),
        Format::Jwt | Format::Either => Scenario::default(),
    };
    // So that a fault of possession is the only one about the key.
    scenario.proof = Proof::Asserted;
    scenario
}

pub(crate) fn compatible(first: &Fault, second: &Fault) -> bool {
    !first.touches.iter().any(|touch| second.touches.contains(touch))
}

/// The token is made when it is sent: what spoils it comes before what moves it.
pub(crate) fn spoil(scenario: &mut Scenario, faults: &[&Fault]) {
    let moves = |fault: &Fault| fault.touches.contains(&"field") && fault.touches.contains(&"target");
    for last in [false, true] {
        for fault in faults.iter().filter(|fault| moves(fault) == last) {
            (fault.spoil)(scenario);
        }
    }
}

pub(crate) fn tables() -> [(Format, Vec<Fault>); 2] {
    [(Format::Jwt, jwt_faults()), (Format::Opaque, opaque_faults())]
}
