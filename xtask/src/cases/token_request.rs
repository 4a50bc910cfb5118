//! Token requests: the whole exchange, or only which credentials a request presents.

use std::sync::Arc;

use countersign_auth::{AuthPolicy, Check, Claimant, Presented};
use countersign_grammar::Limits;
use countersign_message::TokenRequest;

use super::exchange::{Exchange, Host, NOW, Registry, Request};
use super::expectation;
use super::file::Rows;
use super::judgement::{Difference, Judged, Judgement};
use super::policy;
use super::row::{Fields, Unusable, fields};

pub(super) fn judge(row: Fields<'_>, rows: &Rows) -> Judged {
    let expect = expect(row)?;
    match expect.need_text("outcome")? {
        "credentials" => return credentials(row, expect),
        "no_credentials" => return no_credentials(row),
        "ok" if asks_for_another_grant(row)? => {
            return Ok(Judgement::not_handled("another grant than client_credentials"));
        }
        _ => {}
    }
    let exchange = exchange(row)?;
    let same = match expect.text("same_bytes_as") {
        None => None,
        Some(id) => {
            let other = rows
                .named(id)
                .ok_or_else(|| Unusable(format!("there is no row {id}")))?;
            Some(self::exchange(other.fields())?)
        }
    };
    expectation::judge(expect, &exchange, same.as_ref())
}

/// Answers the request of a row under the policy of the row.
pub(super) fn exchange(row: Fields<'_>) -> Result<Exchange, Unusable> {
    let mut request = Request::of(row)?;
    let host = host(row, &mut request)?;
    host.answer(&request)
}

fn host(row: Fields<'_>, request: &mut Request) -> Result<Host, Unusable> {
    let policy = row
        .object("policy")
        .ok_or_else(|| Unusable::because("the row has no `policy`"))?;
    policy::host(policy, expect(row)?, request)
}

fn expect(row: Fields<'_>) -> Result<Fields<'_>, Unusable> {
    row.object("expect")
        .ok_or_else(|| Unusable::because("the row has no `expect`"))
}

fn asks_for_another_grant(row: Fields<'_>) -> Result<bool, Unusable> {
    Ok(Request::of(row)?
        .parameter("grant_type")
        .is_some_and(|grant| grant != "client_credentials"))
}

/// The row only states which credentials a request presents: a client with these and no other has to be authenticated,
/// and one with another secret not.
fn credentials(row: Fields<'_>, expect: Fields<'_>) -> Judged {
    if expect
        .text("method")
        .is_some_and(|method| method == "client_assertion")
    {
        return Ok(Judgement::not_handled("client assertions are not supported yet"));
    }
    let request = Request::of(row)?;
    let id = expect.need_text("client_id")?;
    let secret = expect.text("secret").unwrap_or_default();
    let theirs = format!(
        "{id:?} with {secret:?} by {}",
        expect.text("method").unwrap_or("some method")
    );
    let policy = AuthPolicy::new();
    let claimant = match present(&request, &policy) {
        Ok(claimant) => claimant,
        Err((why, clause)) => {
            return Ok(Judgement::Differs(Difference {
                theirs,
                ours: String::from("no credentials"),
                why: Some(why),
                clause: Some(clause),
            }));
        }
    };
    let ours = format!("{:?} by {}", claimant.client_id(), claimant.method());
    let same_method = expect
        .text("method")
        .is_none_or(|method| method == claimant.method().as_str());
    let client = serde_json::json!({ "clients": { id: { "secret": secret } } });
    let other = serde_json::json!({ "clients": { id: { "secret": format!("{secret}x") } } });
    let accepts = |stated: &serde_json::Value, claimant: Claimant<'_>| -> Result<bool, Unusable> {
        let stated = fields(stated).ok_or_else(|| Unusable::because("no policy"))?;
        let Registry::Clients(records) = policy::host(stated, expect, &mut request.clone())?.registry else {
            return Ok(false);
        };
        let record = records.get(claimant.client_id()).map(Arc::clone);
        Ok(record.is_some_and(|record| matches!(claimant.check(record, NOW), Check::Authenticated(_))))
    };
    let right = same_method && accepts(&client, claimant)?;
    let wrong = match present(&request, &policy) {
        Ok(claimant) => accepts(&other, claimant)?,
        Err(_) => true,
    };
    Ok(if right && !wrong {
        Judgement::Agrees
    } else {
        Judgement::Differs(Difference {
            theirs,
            ours,
            why: None,
            clause: None,
        })
    })
}

/// The row states that a request presents nothing that could be checked.
fn no_credentials(row: Fields<'_>) -> Judged {
    let mut request = Request::of(row)?;
    let host = host(row, &mut request)?;
    let exchange = host.answer(&request)?;
    let policy = AuthPolicy::new();
    Ok(match (present(&request, &policy), exchange.authenticated) {
        (Err(_), false) => Judgement::Agrees,
        // A request that is turned away as a whole presents nothing either.
        (Ok(_), false) if exchange.client_id.is_none() && exchange.status == 405 => Judgement::Agrees,
        (presented, _) => Judgement::Differs(Difference {
            theirs: String::from("no credentials"),
            ours: match presented {
                Ok(claimant) => format!("credentials by {}", claimant.method()),
                Err(_) => String::from("a client that is authenticated without any"),
            },
            why: None,
            clause: None,
        }),
    })
}

/// The claim in a request, by the authentication alone: no grant type is needed to present credentials.
fn present<'r>(request: &'r Request, policy: &'r AuthPolicy) -> Result<Claimant<'r>, (String, &'static str)> {
    let limits = Limits::DEFAULT;
    let body = TokenRequest::parse(request.body.as_bytes(), &limits)
        .map_err(|error| (error.to_string(), error.clause().id()))?;
    let authorization = request
        .headers
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("authorization"));
    let presented = Presented {
        authorization: authorization.map(|(_, value)| value.as_bytes()),
        authorization_repeated: false,
        client_id: body.client_id().map(|parameter| (parameter.text, parameter.at)),
        client_secret: body
            .client_secret()
            .map(|parameter| (parameter.text, parameter.at)),
        client_assertion: body
            .client_assertion()
            .map(|parameter| (parameter.text, parameter.at)),
        client_assertion_type: body
            .client_assertion_type()
            .map(|parameter| (parameter.text, parameter.at)),
    };
    policy
        .extract(&presented, &limits)
        .map_err(|refusal| (refusal.to_string(), refusal.reason().clause().id()))
}
