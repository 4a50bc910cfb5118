//! The course on this grant: requests through the endpoint, a response through the parser of responses, and what is
//! only stated through a property that shows it. What an explanation has to say is held to in `countersign-explain`.

use std::sync::Arc;

use countersign_auth::{AuthMethod, AuthPolicy, ClientRecord};
use countersign_clause as clause;
use countersign_clause::Clause;
use countersign_explain::{CapturedRequest, Code, Explainer, Severity};
use countersign_grammar::{ClientId, Limits};
use countersign_jose::{Algorithm, Claims, HmacKey, UnverifiedJws};
use countersign_message::{TokenRequestBuilder, TokenResponse};
use countersign_scope::{RegisteredScope, Scope, ScopeParameter, ScopeSet, Strategy};
use countersign_secret::Secret;
use serde_json::json;

use super::exchange::{Exchange, Host, KEY, Registry, Request};
use super::file::Rows;
use super::judgement::{Judged, Judgement, Ours};
use super::row::{Fields, Unusable};
use super::token_request;

pub(super) fn judge(row: Fields<'_>, rows: &Rows) -> Judged {
    let expect = row
        .object("expect")
        .ok_or_else(|| Unusable::because("the row has no `expect`"))?;
    if row.states("method") {
        return token_request::judge(row, rows);
    }
    if let Some(response) = row.object("response") {
        return self::response(response, expect);
    }
    let said = expect.text("statement").unwrap_or_default();
    if let Some(endpoint) = row.text("endpoint") {
        return Ok(Judgement::property(
            plain_http_is_a_finding(endpoint),
            said,
            &clause::RFC6749_10_8_1,
        ));
    }
    let property: Option<(Property, &'static Clause)> = if said.contains("subject is the client") {
        Some((the_subject_is_the_client, &clause::RFC9068_2_2_5))
    } else if said.contains("access_token only") {
        Some((nothing_but_an_access_token, &clause::RFC6749_4_4_3_1))
    } else if said.contains("secret in a URL") {
        Some((no_secret_in_a_url, &clause::RFC6749_2_3_1_9))
    } else {
        None
    };
    match property {
        Some((property, clause)) => Ok(Judgement::property(property()?, said, clause)),
        None => Ok(Judgement::not_handled("a statement that no property here shows")),
    }
}

type Property = fn() -> Result<bool, Unusable>;

/// A response: which scopes it grants, and how many.
fn response(response: Fields<'_>, expect: Fields<'_>) -> Judged {
    let body = response.need_text("body")?;
    let ours = match TokenResponse::parse(body.as_bytes(), &Limits::DEFAULT) {
        Ok(parsed) => match parsed.scope() {
            ScopeParameter::Present(scope) => {
                let tokens: Vec<String> = scope.tokens().map(|token| String::from(token.as_str())).collect();
                let count = scope.to_set().len();
                Ours::new(json!({ "outcome": "ok", "scopes": tokens, "count": count }).to_string())
            }
            ScopeParameter::Absent | ScopeParameter::Empty => {
                Ours::new(json!({ "outcome": "ok" }).to_string())
            }
        },
        Err(error) => Ours::refused(error, Some(error.clause())),
    };
    let mut theirs = json!({ "outcome": expect.need_text("outcome")? });
    for name in ["scopes", "count"] {
        if let (Some(value), Some(theirs)) = (expect.get(name), theirs.as_object_mut()) {
            theirs.insert(String::from(name), value.clone());
        }
    }
    Ok(ours.against(theirs.to_string()))
}

/// Tokens for clients of several identifiers, with and without scope.
fn granted() -> Result<Vec<(String, Exchange)>, Unusable> {
    let mut exchanges = Vec::new();
    for (id, scope) in [
        ("abc123", ""),
        ("https://client.example", "read"),
        ("a b\"c\\", "read write"),
    ] {
        let mut record = ClientRecord::builder(id)
            .method(AuthMethod::AssertedByCaller)
            .empty_default_scope();
        let mut body = String::from("grant_type=client_credentials");
        if let Ok(scope) = Scope::parse(scope) {
            record = record.scope(RegisteredScope::new(scope.to_set(), Strategy::Exact));
            body = format!("{body}&scope={}", scope.as_str().replace(' ', "+"));
        }
        let record = record.build().map_err(|error| Unusable(error.to_string()))?;
        let host = Host::new(AuthPolicy::new(), Registry::Asserted(Arc::new(record)));
        exchanges.push((String::from(id), host.answer(&Request::post(body))?));
    }
    Ok(exchanges)
}

/// The minted token verifies, and names the client as its subject.
fn the_subject_is_the_client() -> Result<bool, Unusable> {
    let key = HmacKey::new(Algorithm::Hs256, &KEY).map_err(|error| Unusable(error.to_string()))?;
    let limits = Limits::DEFAULT;
    Ok(granted()?.iter().all(|(id, exchange)| {
        let token = exchange.member_text("access_token").unwrap_or_default();
        let Ok(jws) = UnverifiedJws::parse(&token, &limits).and_then(|jws| jws.verify(&key)) else {
            return false;
        };
        Claims::parse(jws.payload(), &limits).is_ok_and(|claims| {
            let client_id = claims
                .member("client_id")
                .and_then(|value| value.to_str().ok().map(std::borrow::Cow::into_owned));
            claims.sub() == Some(id) && client_id.as_deref() == Some(id)
        })
    }))
}

/// A response has the members of RFC 6749 section 5.1 for this grant and no other.
fn nothing_but_an_access_token() -> Result<bool, Unusable> {
    Ok(granted()?.iter().all(|(_, exchange)| {
        let Ok(serde_json::Value::Object(members)) = serde_json::from_slice(&exchange.body) else {
            return false;
        };
        let known = ["access_token", "token_type", "expires_in", "scope"];
        exchange.is_granted()
            && members.contains_key("access_token")
            && members.keys().all(|name| known.contains(&name.as_str()))
    }))
}

/// A secret in the query is refused whatever else the request says, and reported as leaked; and the builder of
/// requests writes a body, in which alone the secret stands.
fn no_secret_in_a_url() -> Result<bool, Unusable> {
    let record = ClientRecord::builder("abc123")
        .method(AuthMethod::AssertedByCaller)
        .build()
        .map_err(|error| Unusable(error.to_string()))?;
    let record = Arc::new(record);
    for name in [
        "client_secret",
        "client_assertion",
        "client%5Fsecret",
        "x=y&client_secret",
    ] {
        let mut request = Request::post("grant_type=client_credentials");
        request.path = format!("/token?{name}=secretXYZ");
        let host = Host::new(AuthPolicy::new(), Registry::Asserted(Arc::clone(&record)));
        let exchange = host.answer(&request)?;
        let refused = exchange.status == 400
            && exchange.member_text("error").as_deref() == Some("invalid_request")
            && exchange.clause() == Some(clause::RFC6749_2_3_1_9.id());
        let captured = CapturedRequest::new("POST", &request.path, request.body.as_bytes());
        let report = Explainer::new().request(&captured);
        if !refused || !report.has(Code::CREDENTIALS_IN_QUERY) {
            return Ok(false);
        }
    }
    let id = ClientId::parse("abc123").map_err(|error| Unusable(error.to_string()))?;
    let secret = Secret::from(String::from("secretXYZ"));
    let scope = ScopeSet::new();
    let mut body = String::new();
    TokenRequestBuilder::new()
        .scope(&scope)
        .body_credentials(&id, &secret)
        .map_err(|error| Unusable(error.to_string()))?
        .write(&mut body);
    Ok(body == "grant_type=client_credentials&client_id=abc123&client_secret=secretXYZ")
}

/// The endpoint as it is named is an error for the explainer, the same one over https is not, and one on this machine
/// is no more than advice.
fn plain_http_is_a_finding(endpoint: &str) -> bool {
    let Some(rest) = endpoint.strip_prefix("http://") else {
        return false;
    };
    let secure = format!("https://{rest}");
    let (_, path) = rest.split_once('/').unwrap_or((rest, ""));
    let local = format!("http://127.0.0.1:8080/{path}");
    let worst = |target: &str| {
        let captured = CapturedRequest::new("POST", target, b"grant_type=client_credentials");
        let report = Explainer::new().request(&captured);
        let about = |code: Code| code == Code::ENDPOINT_NOT_HTTPS || code == Code::ENDPOINT_LOOPBACK;
        report
            .findings()
            .iter()
            .filter(|finding| about(finding.code()))
            .map(|finding| finding.severity())
            .max()
    };
    worst(endpoint) == Some(Severity::Error)
        && worst(&secure).is_none()
        && worst(&local).is_some_and(|severity| severity < Severity::Error)
}
