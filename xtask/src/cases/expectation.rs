//! What a row expects of an exchange, fact by fact; only what it states is compared.

use super::exchange::Exchange;
use super::judgement::{Difference, Judged, Judgement};
use super::row::{Fields, Unusable};

/// Facts that both sides state, in the order in which they matter.
#[derive(Debug, Default)]
struct Facts(Vec<Fact>);

#[derive(Debug)]
struct Fact {
    name: String,
    theirs: Vec<String>,
    ours: String,
}

impl Facts {
    fn state(&mut self, name: &str, theirs: impl Into<String>, ours: impl Into<String>) {
        self.either(name, vec![theirs.into()], ours);
    }

    /// One of several outcomes that the row accepts.
    fn either(&mut self, name: &str, theirs: Vec<String>, ours: impl Into<String>) {
        self.0.push(Fact {
            name: String::from(name),
            theirs,
            ours: ours.into(),
        });
    }

    /// A member or field that the row wants there or not.
    fn presence(&mut self, name: &str, wanted: bool, there: bool) {
        let word = |there| if there { "present" } else { "absent" };
        self.state(name, word(wanted), word(there));
    }

    fn judge(self, exchange: &Exchange) -> Judgement {
        let different: Vec<Fact> = self
            .0
            .into_iter()
            .filter(|fact| !fact.theirs.contains(&fact.ours))
            .collect();
        if different.is_empty() {
            return Judgement::Agrees;
        }
        let side = |value: &dyn Fn(&Fact) -> String| {
            let facts: Vec<String> = different
                .iter()
                .map(|fact| format!("{} {}", fact.name, value(fact)))
                .collect();
            facts.join(", ")
        };
        Judgement::Differs(Difference {
            theirs: side(&|fact| fact.theirs.join(" or ")),
            ours: side(&|fact| fact.ours.clone()),
            why: exchange.why(),
            clause: exchange.clause(),
        })
    }
}

/// Holds an exchange against what the row expects; `same` is the reply that it has to equal octet for octet.
pub(super) fn judge(expect: Fields<'_>, exchange: &Exchange, same: Option<&Exchange>) -> Judged {
    let mut facts = Facts::default();
    let ours = if exchange.is_granted() { "ok" } else { "error" };
    match expect.need_text("outcome")? {
        outcome @ ("ok" | "error") if outcome != ours => return Ok(opposite(outcome, expect, exchange)),
        "ok" | "error" => {}
        "no_token" | "not_handled" => facts.presence("token", false, exchange.is_granted()),
        outcome => {
            return Ok(Judgement::not_handled(format!(
                "the outcome {outcome} of an exchange is not known"
            )));
        }
    }
    if let Some(error) = expect.text("error") {
        facts.state("error", error, exchange.member_text("error").unwrap_or_default());
    }
    let statuses: Vec<String> = ["http_status", "http_status_alternative"]
        .iter()
        .filter_map(|name| Some(expect.number(name)?.to_string()))
        .collect();
    if !statuses.is_empty() {
        facts.either("status", statuses, exchange.status.to_string());
    }
    if exchange.is_granted() {
        token(expect, exchange, &mut facts)?;
    }
    header_fields(expect, exchange, &mut facts)?;
    for (list, wanted) in [("present", true), ("absent", false)] {
        for name in expect.texts(list)?.unwrap_or_default() {
            facts.presence(name, wanted, exchange.member(name).is_some());
        }
    }
    if let Some(same) = same {
        let reply = |exchange: &Exchange| {
            let headers: Vec<String> = exchange
                .headers
                .iter()
                .map(|(name, value)| format!("{name}: {value}"))
                .collect();
            format!(
                "{} {} {}",
                exchange.status,
                headers.join("; "),
                String::from_utf8_lossy(&exchange.body)
            )
        };
        facts.state("reply", reply(same), reply(exchange));
    }
    Ok(facts.judge(exchange))
}

/// A token against an error: nothing else is left to compare.
fn opposite(theirs: &str, expect: Fields<'_>, exchange: &Exchange) -> Judgement {
    let said = |outcome: &str, error: Option<&str>| match error {
        Some(error) => format!("{outcome} {error}"),
        None => String::from(outcome),
    };
    let own = exchange.member_text("error");
    Judgement::Differs(Difference {
        theirs: said(theirs, expect.text("error")),
        ours: said(if exchange.is_granted() { "ok" } else { "error" }, own.as_deref()),
        why: exchange.why(),
        clause: exchange.clause(),
    })
}

/// What the row says of the token and of the response that carries it.
fn token(expect: Fields<'_>, exchange: &Exchange, facts: &mut Facts) -> Result<(), Unusable> {
    if let Some(client_id) = expect.text("client_id") {
        facts.state(
            "client",
            client_id,
            exchange.client_id.clone().unwrap_or_default(),
        );
    }
    if let Some(method) = expect.text("method").or(expect.text("auth_method")) {
        facts.state("method", method, exchange.method.unwrap_or_default());
    }
    if let Some(scopes) = expect.texts("scopes")? {
        let granted = exchange.scope.clone().unwrap_or_default();
        facts.state("scope", sorted(scopes), sorted(granted.split(' ').collect()));
    }
    if let Some(scope) = expect.text("scope") {
        facts.state(
            "scope member",
            scope,
            exchange.member_text("scope").unwrap_or_default(),
        );
    }
    if expect.states("response_scope") {
        let word = |text: Option<String>| text.unwrap_or_else(|| String::from("absent"));
        let theirs = expect.text("response_scope").map(String::from);
        facts.state("scope member", word(theirs), word(exchange.member_text("scope")));
    }
    for name in ["token_type", "response_token_type"] {
        if let Some(token_type) = expect.text(name) {
            facts.state(
                "token_type",
                token_type,
                exchange.member_text("token_type").unwrap_or_default(),
            );
        }
    }
    if let Some(seconds) = expect.number("expires_in") {
        facts.state(
            "expires_in",
            seconds.to_string(),
            exchange.member_text("expires_in").unwrap_or_default(),
        );
    }
    if expect.flag("refresh_token") == Some(false) {
        facts.presence("refresh_token", false, exchange.member("refresh_token").is_some());
    }
    // What the row says about the access token is prose; the text with which it begins is in it.
    if let Some((_, start)) = expect
        .text("access_token")
        .and_then(|said| said.split_once("begins "))
    {
        let token = exchange.member_text("access_token").unwrap_or_default();
        facts.state(
            "access_token begins",
            start,
            token.get(..start.len()).unwrap_or(&token),
        );
    }
    Ok(())
}

fn header_fields(expect: Fields<'_>, exchange: &Exchange, facts: &mut Facts) -> Result<(), Unusable> {
    // Of a challenge only the scheme is compared: the realm is each server's own.
    let scheme = |challenge: &str| {
        challenge
            .split(' ')
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase()
    };
    let own = exchange
        .header("www-authenticate")
        .map_or_else(|| String::from("absent"), scheme);
    for name in ["www_authenticate", "www_authenticate_scheme"] {
        if expect.states(name) {
            facts.state(
                "challenge",
                expect.text(name).map_or_else(|| String::from("absent"), scheme),
                own.clone(),
            );
        }
    }
    if let Some(allow) = expect.text("allow") {
        facts.state("allow", allow, exchange.header("allow").unwrap_or("absent"));
    }
    for (name, theirs) in expect
        .object("response_headers")
        .into_iter()
        .flat_map(Fields::members)
    {
        let theirs = theirs
            .as_str()
            .ok_or_else(|| Unusable::because("a response header is no text"))?;
        let ours = exchange.header(name).unwrap_or("absent");
        // The media type without its parameters: `application/json` has none, and the examples write one.
        let essence = |value: &str| match name.eq_ignore_ascii_case("content-type") {
            true => value
                .split(';')
                .next()
                .unwrap_or_default()
                .trim()
                .to_ascii_lowercase(),
            false => value.to_ascii_lowercase(),
        };
        facts.state(&name.to_ascii_lowercase(), essence(theirs), essence(ours));
    }
    Ok(())
}

fn sorted(mut tokens: Vec<&str>) -> String {
    tokens.retain(|token| !token.is_empty());
    tokens.sort_unstable();
    tokens.join(" ")
}
