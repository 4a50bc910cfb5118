//! The end of the demonstration: an API is called with a token, and with what does not open it.

use anyhow::{Context, Result};
use countersign_auth::ClientRecord;
use countersign_grammar::challenge::{Challenge, parse_challenges};
use countersign_grammar::{Limits, UnixTime};
use countersign_message::TokenResponse;
use countersign_scope::{RegisteredScope, ScopeSet, Strategy};
use countersign_server::Parts;

use super::exchange::{Answer, Sent};
use super::judge::Check;
use super::play::{Played, Player};
use super::statements::Client;
use crate::serve::access_log::Decision;
use crate::serve::http::now;
use crate::serve::inventory::INVENTORY_PATH;

/// One call, and what is expected of it.
#[derive(Debug)]
pub(super) struct Call {
    /// Its stable name.
    pub(super) id: &'static str,
    /// What it shows.
    pub(super) question: &'static str,
    method: &'static str,
    presented: Presented,
    expected: Expected,
}

/// What is presented as a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Presented {
    /// A token with this scope, just issued.
    Fresh(&'static str),
    Nothing,
    /// Issued two hours ago, for an hour.
    Expired,
    /// One octet of the signature is another one.
    Altered,
}

#[derive(Debug)]
struct Expected {
    status: u16,
    /// Of the challenge.
    error: Option<&'static str>,
    scope: Option<&'static str>,
    /// In the log.
    clause: Option<&'static str>,
}

const AUTHORIZED: Expected = Expected {
    status: 200,
    error: None,
    scope: None,
    clause: None,
};

const fn refused(
    status: u16,
    error: Option<&'static str>,
    scope: &'static str,
    clause: &'static str,
) -> Expected {
    Expected {
        status,
        error,
        scope: Some(scope),
        clause: Some(clause),
    }
}

/// Every call, in the order in which they are played.
pub(super) const CALLS: &[Call] = &[
    Call {
        id: "call-with-token",
        question: "The API is called with the token",
        method: "GET",
        presented: Presented::Fresh("read"),
        expected: AUTHORIZED,
    },
    Call {
        id: "call-without-token",
        question: "The same call without a token",
        method: "GET",
        presented: Presented::Nothing,
        expected: refused(401, None, "read", "RFC6750-3-1"),
    },
    Call {
        id: "call-expired",
        question: "The same call with a token that has expired",
        method: "GET",
        presented: Presented::Expired,
        expected: refused(401, Some("invalid_token"), "read", "RFC9068-4-10"),
    },
    Call {
        id: "call-altered",
        question: "The same call with a token that somebody altered",
        method: "GET",
        presented: Presented::Altered,
        expected: refused(401, Some("invalid_token"), "read", "RFC9068-4-7"),
    },
    Call {
        id: "call-wrong-scope",
        question: "A call that writes, with a token for reading",
        method: "POST",
        presented: Presented::Fresh("read"),
        expected: refused(403, Some("insufficient_scope"), "write", "RFC6749-7-1"),
    },
];

/// Plays one call.
pub(super) async fn play(player: &Player, call: &Call) -> Played {
    played(player, call).await.unwrap_or_else(|error| Played {
        checks: vec![Check::new("the call can be played", false, format!("{error:#}"))],
        ..Played::default()
    })
}

async fn played(player: &Player, call: &Call) -> Result<Played> {
    let client = Client::new()?;
    let token = match call.presented {
        Presented::Nothing => None,
        Presented::Fresh(scope) => Some(issued(player, &client, scope, now()).await?),
        Presented::Expired => {
            let before = UnixTime::from_secs(now().as_secs().saturating_sub(2 * 3600));
            Some(issued(player, &client, "read", before).await?)
        }
        Presented::Altered => Some(altered(&issued(player, &client, "read", now()).await?)?),
    };
    let token = token.map(|token| ("Authorization".to_owned(), format!("Bearer {token}")));
    let sent = Sent {
        method: call.method.to_owned(),
        target: INVENTORY_PATH.to_owned(),
        headers: token.into_iter().collect(),
        body: String::new(),
    };
    let answer = player.exchange(records(&client)?, &sent).await?;
    let decision = player.last_decision().context("the call is not in the log")?;
    let challenge = challenge(&answer);
    let checks = judge(&call.expected, &answer, challenge.as_ref(), &decision);
    let told = decision.reason.zip(decision.clause).map(|(reason, clause)| {
        let remedy = challenge.as_ref().map(remedy).unwrap_or_default();
        (reason, clause, remedy)
    });
    Ok(Played {
        sent: Some(sent),
        answer: Some(answer),
        told,
        checks,
        ..Played::default()
    })
}

/// A token of the server, issued as of this time: the endpoint takes its time as an argument, and so can live in the past.
async fn issued(player: &Player, client: &Client, scope: &str, at: UnixTime) -> Result<String> {
    let sent = client.asks_with_basic()?;
    let body = format!("{}&scope={scope}", sent.body);
    let mut parts = Parts::new(&sent.method, &sent.target, body.as_bytes());
    for (name, value) in &sent.headers {
        parts = parts.header(name, value.as_bytes());
    }
    player.register(records(client)?);
    let reply = player.host().answer(parts, at).await.into_body();
    let response = TokenResponse::parse(&reply, &Limits::DEFAULT).map_err(anyhow::Error::msg)?;
    Ok(response.access_token().expose().to_owned())
}

/// The token with another octet in the middle of its signature.
fn altered(token: &str) -> Result<String> {
    let at = token.len().saturating_sub(20);
    let (before, after) = token
        .split_at_checked(at)
        .context("the token is no text of ASCII")?;
    let rest = after.get(1..).context("the token has no signature")?;
    let other = if after.starts_with('A') { 'B' } else { 'A' };
    Ok(format!("{before}{other}{rest}"))
}

fn records(client: &Client) -> Result<Vec<ClientRecord>> {
    let scope = ScopeSet::parse("read write")?;
    let record = client
        .builder()
        .scope(RegisteredScope::new(scope, Strategy::Exact));
    Ok(vec![record.build()?])
}

fn challenge(answer: &Answer) -> Option<Challenge<'static>> {
    let fields = answer.headers.get_all("www-authenticate").iter();
    let parsed = parse_challenges(fields.map(|value| value.as_bytes()), &Limits::DEFAULT).ok()?;
    let mut bearer = parsed.into_iter().filter(|challenge| challenge.is("Bearer"));
    bearer.next().map(Challenge::into_owned)
}

fn judge(
    expected: &Expected,
    answer: &Answer,
    challenge: Option<&Challenge<'_>>,
    decision: &Decision,
) -> Vec<Check> {
    let mut checks = vec![Check::new(
        format!("status {}", expected.status),
        answer.status == expected.status,
        answer.status.to_string(),
    )];
    if expected.clause.is_none() {
        let granted = challenge.is_none() && decision.verdict == "authorized";
        checks.push(Check::new(
            "authorized without a challenge",
            granted,
            decision.verdict,
        ));
        let listed = serde_json::from_slice::<serde_json::Value>(&answer.body);
        let items = listed.is_ok_and(|listed| listed.get("items").is_some_and(serde_json::Value::is_array));
        checks.push(Check::new("the inventory", items, "another body"));
        return checks;
    }
    let is = |name: &str, expected: Option<&str>| {
        let found = challenge.and_then(|challenge| challenge.param(name));
        let what = match expected {
            Some(expected) => format!("{name} {expected}"),
            None => format!("no {name}"),
        };
        Check::new(what, found == expected, found.unwrap_or("nothing"))
    };
    checks.push(Check::new("a challenge for Bearer", challenge.is_some(), "none"));
    checks.push(is("error", expected.error));
    checks.push(is("scope", expected.scope));
    checks.push(Check::new(
        format!("clause {}", expected.clause.unwrap_or_default()),
        decision.clause == expected.clause,
        decision.clause.unwrap_or("none"),
    ));
    checks.push(Check::new("no body", answer.body.is_empty(), "a body"));
    checks
}

/// What the challenge asks of the caller.
fn remedy(challenge: &Challenge<'_>) -> String {
    let scope = challenge.param("scope").unwrap_or_default();
    match challenge.param("error") {
        None => format!("send a token with scope {scope} in the Authorization header"),
        Some("invalid_token") => "get a new token, and call again with it".to_owned(),
        Some("insufficient_scope") => format!("get a token with scope {scope}"),
        Some(other) => format!("mend the request: {other}"),
    }
}

#[cfg(test)]
mod tests;
