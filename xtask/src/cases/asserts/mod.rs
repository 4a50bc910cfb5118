//! Client assertions, sent to the token endpoint.
//!
//! The sources sign with RSA keys and certificates, which this project does not. What a row says about form, claims,
//! audience, time, replay and detection does not depend on the algorithm: so the same header and claims are signed with
//! HS256 in place of it, by a client of `client_secret_jwt`. A row about the keys themselves (JWKS, `kid`, certificates,
//! an HMAC key among public ones) is named and not counted.
//!
//! - The audiences that a source accepts become `AssertionPolicy::legacy`, or `strict` where only the issuer counts.
//! - `leeway` becomes the skew as far as there is one, 60 seconds; it is 0 unless the row states it. An assertion may expire an
//!   hour ahead.
//! - Where a row states no client, it states only the claims that its source looks at; the others are filled in.
//! - A payload that is wrong before anybody verifies it is well signed here, so that no row agrees because of its signature.

mod host;
mod rules;

use countersign_client::{
    Action, Algorithm, AssertionProfile, ClientAuthentication, RequestBuffer, RequestSpec, SourcePolicy,
    TokenEndpointUrl, TokenSource,
};
use countersign_grammar::{AbsoluteUri, ClientId, UnixTime};
use countersign_secret::Secret;
use serde_json::{Map, Value, json};

use self::host::{KEY, Server, body, signed, unsigned};
use super::exchange::{NOW, Request};
use super::judgement::{Judged, Judgement, Ours};
use super::row::{Fields, Unusable};

/// What only rows about assertions are.
pub(super) const KINDS: [&str; 3] = ["method_detection", "jti_sequence", "produced_assertion"];

pub(super) fn judge(row: Fields<'_>) -> Judged {
    match row.text("kind") {
        Some("rule") => Ok(rules::judge(row.need_text("text")?)),
        Some("method_detection") => detection(row),
        Some("jti_sequence") => sequence(row),
        Some("produced_assertion") => produced(row),
        _ => assertion(row),
    }
}

fn assertion(row: Fields<'_>) -> Judged {
    if is_about_keys(row) {
        return Ok(Judgement::not_handled(
            "about public keys, certificates or which key is chosen, not about the assertion",
        ));
    }
    Ok(outcome(row)?.against(row.need_text("verdict")?))
}

/// What the endpoint of the row says to its request.
fn outcome(row: Fields<'_>) -> Result<Ours, Unusable> {
    let mut server = Server::of(row)?;
    let request = request(row, &server)?;
    let now = row.number("now").map_or(NOW, UnixTime::from_secs);
    let first = server.answer(&request, now);
    match row.text("sequence") {
        Some("second") if first.outcome == "ok" => Ok(server.answer(&request, now)),
        Some("second") => Err(Unusable::because("the first use is refused already")),
        _ => Ok(first),
    }
}

fn is_about_keys(row: Fields<'_>) -> bool {
    let Some(client) = row.object("client") else {
        return false;
    };
    let header = |name| row.object("header").and_then(|header| header.text(name));
    let claim = |name| row.object("claims").and_then(|claims| claims.text(name));
    let key = client.text("key").unwrap_or_default();
    let hmac = header("alg").is_some_and(|alg| alg.starts_with("HS"));
    let chosen = key.split_once("kid ").is_some_and(|(_, kid)| {
        header("kid") != Some(kid) && header("alg") != Some("none") && row.states("header")
    });
    // Another client's certificate, by a client that is registered with its own.
    let certificate = key.contains("certificate")
        && claim("iss") == claim("sub")
        && claim("sub") != client.text("client_id");
    client.states("jwks")
        || (client.states("key") && client.get("key").is_none())
        || key.contains("JWKS")
        || (hmac && client.text("method") == Some("private_key_jwt"))
        || chosen
        || certificate
}

/// The request of a row, with its assertion.
fn request(row: Fields<'_>, server: &Server) -> Result<Request, Unusable> {
    let stated = row
        .object("request")
        .ok_or_else(|| Unusable::because("the row has no `request`"))?;
    let mut header = Map::new();
    for (name, value) in row.object("header").into_iter().flat_map(Fields::members) {
        header.insert(String::from(name), value.clone());
    }
    let none = header.get("alg").is_some_and(|alg| alg == "none");
    if !none {
        header.insert(String::from("alg"), json!("HS256"));
    }
    let header = Value::Object(header).to_string();
    let token = match row.text("assertion") {
        Some(literal) => match &literal.split("<b64(").collect::<Vec<_>>()[..] {
            ["", "header)>.", payload, _] => {
                let payload = payload.strip_suffix(")>.").unwrap_or(payload);
                signed(
                    &header,
                    &payload.replace(":..", &format!(":\"{}\"", server.client_id)),
                    KEY,
                )
            }
            _ => String::from(literal),
        },
        None => {
            let claims = claims(row, server)?.to_string();
            match row.text("signature") {
                _ if none => unsigned(&header, &claims),
                Some("valid" | "not checked by this condition") => signed(&header, &claims, KEY),
                Some(other) if other.starts_with("other") => signed(&header, &claims, [8; 32]),
                _ => return Err(Unusable::because("the row does not say how it is signed")),
            }
        }
    };
    let mut parameters = vec![("client_assertion", token.as_str())];
    for name in ["client_assertion_type", "client_id"] {
        parameters.extend(stated.text(name).map(|value| (name, value)));
    }
    let mut request = Request::post(body(&parameters));
    request.path = String::from(server.path());
    Ok(request)
}

fn claims(row: Fields<'_>, server: &Server) -> Result<Value, Unusable> {
    let stated = row
        .object("claims")
        .ok_or_else(|| Unusable::because("the row has neither `claims` nor `assertion`"))?;
    let client_stated = row
        .object("client")
        .is_some_and(|client| client.states("client_id"));
    let mut claims = match host::sound(server) {
        Value::Object(sound) if !client_stated => sound,
        _ => Map::new(),
    };
    for (name, value) in stated.members() {
        let value = match value.as_str() {
            // What the request says of itself.
            Some(text) => json!(
                text.replace("/<path of the request>", server.path())
                    .replace("<Host header>", "as.example.com")
            ),
            None => value.clone(),
        };
        claims.insert(String::from(name), value);
    }
    Ok(Value::Object(claims))
}

/// Whether a request is one of this method, which shows in whether it authenticates.
fn detection(row: Fields<'_>) -> Judged {
    let stated = row
        .object("request")
        .ok_or_else(|| Unusable::because("the row has no `request`"))?;
    let mut server = Server::sound();
    let token = server.assertion(&[]);
    let mut parameters = Vec::new();
    for (name, value) in stated.members().filter(|(name, _)| !name.starts_with('_')) {
        let value = value.as_str().unwrap_or_default();
        parameters.push((name, if value == "<jwt>" { token.as_str() } else { value }));
    }
    let mut request = Request::post(body(&parameters));
    request.method = String::from(stated.need_text("_method")?);
    let mut ours = server.answer(&request, NOW);
    if ours.outcome != "ok" {
        ours.outcome = String::from("not_this_method");
    }
    Ok(ours.against(row.need_text("verdict")?))
}

/// Assertions that differ in their `jti` alone, one after the other; the outcome is that of the last.
fn sequence(row: Fields<'_>) -> Judged {
    let jtis = row.need("jtis")?.as_array().cloned().unwrap_or_default();
    let mut server = Server::sound();
    let mut last = None;
    for jti in &jtis {
        let token = match jti {
            Value::Null => server.assertion(&[("jti", None)]),
            jti => server.assertion(&[("jti", Some(jti.clone()))]),
        };
        last = Some(server.answer(&Server::request(&token), NOW));
    }
    let last = last.ok_or_else(|| Unusable::because("`jtis` is empty"))?;
    Ok(last.against(row.need_text("verdict")?))
}

/// What our client writes, in the words of the row.
fn produced(row: Fields<'_>) -> Judged {
    let facts = row
        .object("facts")
        .ok_or_else(|| Unusable::because("the row has no `facts`"))?;
    let claims = written().ok_or_else(|| Unusable::because("our client writes no assertion"))?;
    let number = |name| claims.get(name).and_then(Value::as_u64).unwrap_or_default();
    let text = |name| claims.get(name).and_then(Value::as_str).unwrap_or_default();
    let named = |name| match text(name) {
        "client" => "client_id",
        ENDPOINT => "token endpoint",
        _ => "another",
    };
    let (mut theirs, mut ours) = (Vec::new(), Vec::new());
    for (name, value) in facts.members() {
        let own = match name {
            "iat" if number("iat") == NOW.as_secs() => String::from("now"),
            "exp" => format!("iat + {}", number("exp").saturating_sub(number("iat"))),
            "jti" => format!("{} characters", text("jti").len()),
            _ => String::from(named(name)),
        };
        theirs.push(format!("{name} {}", value.as_str().unwrap_or_default()));
        ours.push(format!("{name} {own}"));
    }
    Ok(Ours::new(ours.join(", ")).against(theirs.join(", ")))
}

const ENDPOINT: &str = "https://as.example/token";

/// The claims that our client sends to a server whose token endpoint is the audience.
fn written() -> Option<Value> {
    let profile = AssertionProfile::legacy(AbsoluteUri::parse(ENDPOINT).ok()?);
    let secret = Secret::new(KEY.to_vec());
    let client = ClientId::parse("client").ok()?;
    let client = ClientAuthentication::secret_jwt(client, secret, Algorithm::Hs256, profile).ok()?;
    let spec = RequestSpec::builder(TokenEndpointUrl::parse(ENDPOINT).ok()?, client)
        .build()
        .ok()?;
    let mut source = TokenSource::new(spec, SourcePolicy::new());
    let Action::Send(exchange) = source.poll(NOW) else {
        return None;
    };
    let mut buffer = RequestBuffer::new();
    let request = Request::post(exchange.request([7; 16], &mut buffer).body());
    let token = request.parameter("client_assertion")?;
    let payload = token.split('.').nth(1)?;
    serde_json::from_slice(&countersign_grammar::base64url::decode(payload).ok()?).ok()
}

#[cfg(test)]
mod tests;
