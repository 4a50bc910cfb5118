//! Scope: the grammar, what a client may ask for, and the matching strategies.

use countersign_clause as clause;
use countersign_grammar::Limits;
use countersign_message::TokenRequest;
use countersign_scope::{
    RegisteredScope, Scope, ScopeRefusal, ScopeSet, ScopeState, ScopeToken, Separator, Strategy,
};

use super::exchange::{self, Exchange};
use super::judgement::{Judged, Judgement, Ours};
use super::row::{Fields, Unusable};

/// Every `kind` that is judged here.
pub(super) const KINDS: &[&str] = &[
    "abnf_octets",
    "abnf_rule",
    "abnf_scope",
    "allowed",
    "audience",
    "match",
    "parse",
    "parse_and_allow",
    "parse_from_query",
    "serialize",
    "set_equal",
    "subset",
    "token_roundtrip",
];

pub(super) fn judge(row: Fields<'_>) -> Judged {
    match row.need_text("kind")? {
        "abnf_rule" => Ok(abnf(row.need_text("text")?)),
        "abnf_octets" => octets(row),
        "abnf_scope" => abnf_scope(row),
        "parse" => parse(row, row.text("scope")),
        "parse_from_query" => parse_from_query(row),
        "serialize" => serialize(row),
        "allowed" | "parse_and_allow" => allowed(row),
        "subset" => subset(row),
        "set_equal" => set_equal(row),
        "match" => matches(row),
        "audience" => audience(row),
        "token_roundtrip" => token_roundtrip(row),
        kind => Ok(Judgement::not_handled(format!(
            "nothing here does the `kind` {kind}"
        ))),
    }
}

/// The rule itself, read once more, against every string of up to five octets of its classes and one foreign one.
fn abnf(text: &str) -> Judgement {
    if !text.contains("scope-token *( SP scope-token )") {
        return Judgement::not_handled("a rule in words that no property here shows");
    }
    const OCTETS: [char; 8] = [' ', '!', '"', '#', '[', '\\', ']', '~'];
    let nqchar = |octet: u8| matches!(octet, 0x21 | 0x23..=0x5B | 0x5D..=0x7E);
    let by_rule = |text: &str| {
        text.split(' ')
            .all(|token| !token.is_empty() && token.bytes().all(nqchar))
    };
    let mut texts = vec![String::new()];
    let mut holds = true;
    for _ in 0..=5 {
        holds &= texts
            .iter()
            .all(|text| countersign_scope::check(text).is_ok() == by_rule(text));
        texts = texts
            .iter()
            .flat_map(|text| OCTETS.map(|octet| format!("{text}{octet}")))
            .collect();
    }
    Judgement::property(holds, text, &clause::RFC6749_A_4_1)
}

fn octets(row: Fields<'_>) -> Judged {
    let is_token = |octet: &u8| ScopeState::Start.step(*octet).accepts();
    let (valid, invalid) = (row.need_hex("valid_hex")?, row.need_hex("invalid_hex")?);
    let wrong: Vec<u8> = valid
        .into_iter()
        .filter(|octet| !is_token(octet))
        .chain(invalid.into_iter().filter(is_token))
        .collect();
    Ok(Ours {
        outcome: format!("other verdicts on {wrong:02x?}"),
        why: None,
        clause: Some(clause::RFC6749_A_4_1.id()),
    }
    .against("other verdicts on []"))
}

fn abnf_scope(row: Fields<'_>) -> Judged {
    let text = row.need_text("scope")?;
    let Some(valid) = row.flag("valid") else {
        return Err(Unusable::because("the row has no `valid`"));
    };
    let theirs = if valid {
        listed(&row.texts("tokens")?.unwrap_or_default())
    } else {
        String::from("error")
    };
    Ok(tokens(text).against(theirs))
}

fn parse(row: Fields<'_>, scope: Option<&str>) -> Judged {
    let ours = scope.map_or_else(|| Ours::new("absent"), tokens);
    let theirs = match row.need_text("verdict")? {
        "ok" => listed(&row.texts("tokens")?.unwrap_or_default()),
        verdict => String::from(verdict),
    };
    Ok(ours.against(theirs))
}

/// The scope of a form, by way of a token request; unordered if the row says so.
fn parse_from_query(row: Fields<'_>) -> Judged {
    let query = row.need_text("query")?;
    let ours = match TokenRequest::parse(query.as_bytes(), &Limits::DEFAULT) {
        Ok(request) => match request.scope() {
            Some(scope) => tokens(&scope.text.decode()),
            None => Ours::new("absent"),
        },
        Err(error) => Ours::refused(error, Some(error.clause())),
    };
    let mut theirs = row.texts("tokens")?.unwrap_or_default();
    if row.flag("unordered") == Some(true) {
        theirs.sort_unstable();
        let mut own: Vec<&str> = ours.outcome.split(' ').collect();
        own.sort_unstable();
        return Ok(Ours {
            outcome: own.join(" "),
            ..ours
        }
        .against(listed(&theirs)));
    }
    Ok(ours.against(listed(&theirs)))
}

/// The order of tokens carries no meaning, and ours is canonical: the strings are compared as sets.
fn serialize(row: Fields<'_>) -> Judged {
    let tokens = row.texts("tokens")?.unwrap_or_default();
    let Some(ours) = set(&tokens)?.to_scope_string() else {
        return Ok(Ours::new("no scope string").against(row.text("scope").unwrap_or("no scope string")));
    };
    let theirs =
        ScopeSet::parse(row.need_text("scope")?).map_err(|_| Unusable::because("`scope` is no scope"))?;
    Ok(match ScopeSet::parse(&ours) {
        Ok(ours) => Ours::new(ours.to_string()).against(theirs.to_string()),
        Err(error) => Ours::refused(error, Some(error.clause())).differs_from(theirs.to_string()),
    })
}

/// What a client may ask for is its own list where it has one, and the server's otherwise.
fn allowed(row: Fields<'_>) -> Judged {
    let registered = row
        .texts("client_scopes")?
        .or(row.texts("server_scopes")?)
        .unwrap_or_default();
    let registered = RegisteredScope::new(set(&registered)?, Strategy::Exact);
    let ours = evaluate(&registered, row.text("scope").unwrap_or_default());
    Ok(ours.against(row.text("verdict").unwrap_or("ok")))
}

fn subset(row: Fields<'_>) -> Judged {
    let (strategy, separator) = strategy(row.text("strategy").unwrap_or("exact"))?;
    let available: Vec<&str> = row
        .need_text("available")?
        .split(' ')
        .filter(|token| !token.is_empty())
        .collect();
    let registered = RegisteredScope::with_separator(set(&available)?, strategy, separator);
    Ok(expected(row, evaluate(&registered, row.need_text("required")?)))
}

fn set_equal(row: Fields<'_>) -> Judged {
    let set =
        |name| ScopeSet::parse(row.need_text(name)?).map_err(|_| Unusable(format!("`{name}` is no scope")));
    let equal = set("a")? == set("b")?;
    Ok(Ours::new(equal.to_string()).against(row.need("expected")?.to_string()))
}

fn matches(row: Fields<'_>) -> Judged {
    let (strategy, separator) = strategy(row.need_text("strategy")?)?;
    let haystack = row.texts("haystack")?.unwrap_or_default();
    let registered = RegisteredScope::with_separator(set(&haystack)?, strategy, separator);
    let needle = row.need_text("needle")?;
    let by_pairs = haystack
        .iter()
        .any(|token| strategy.covers_by(separator, token, needle));
    let ours = match (registered.covers(needle), by_pairs || needle.is_empty()) {
        (true, true) => Ours::new("ok"),
        (true, false) => Ours::new("covered by the whole and by no part"),
        (false, _) => Ours::refused("no registered token covers it", Some(&clause::RFC6749_5_2_12)),
    };
    Ok(expected(row, ours))
}

/// An audience of that source is a resource of RFC 8707 here: registered for the client, compared as a text.
fn audience(row: Fields<'_>) -> Judged {
    let (strategy, _) = strategy(row.text("strategy").unwrap_or("exact"))?;
    if strategy != Strategy::Exact {
        return Ok(Judgement::not_handled("resources are compared exactly"));
    }
    let needles = row.texts("needles")?.unwrap_or_default();
    let exchange = exchange::with_resources(&row.texts("haystack")?.unwrap_or_default(), &needles)?;
    Ok(expected(row, outcome(&exchange)))
}

/// A client that may ask for anything gets what it asks for, and the response says so.
fn token_roundtrip(row: Fields<'_>) -> Judged {
    let theirs =
        ScopeSet::parse(row.need_text("scope")?).map_err(|_| Unusable::because("`scope` is no scope"))?;
    let exchange = exchange::with_any_scope(row.need_text("query")?)?;
    let stated = exchange
        .member("scope")
        .and_then(|scope| ScopeSet::parse(scope.as_str()?).ok());
    Ok(match stated {
        Some(ours) if exchange.is_granted() => Ours::new(ours.to_string()).against(theirs.to_string()),
        Some(_) | None => outcome(&exchange).differs_from(theirs.to_string()),
    })
}

fn outcome(exchange: &Exchange) -> Ours {
    if exchange.is_granted() {
        Ours::new("ok")
    } else {
        Ours {
            outcome: String::from("error"),
            why: exchange.why(),
            clause: exchange.clause(),
        }
    }
}

fn tokens(text: &str) -> Ours {
    match Scope::parse(text) {
        Ok(scope) => Ours::new(listed(
            &scope
                .tokens()
                .map(|token| token.as_str().to_owned())
                .collect::<Vec<_>>(),
        )),
        Err(error) => Ours::refused(error, Some(error.clause())),
    }
}

fn evaluate(registered: &RegisteredScope, requested: &str) -> Ours {
    match registered.evaluate(requested, Limits::DEFAULT.scope_tokens) {
        Ok(_) => Ours::new("ok"),
        Err(refusal) => Ours::refused(refusal, Some(ScopeRefusal::clause(refusal))),
    }
}

/// `expected` is the truth value of the source; `verdict` says the same as `ok` or `error`.
fn expected(row: Fields<'_>, ours: Ours) -> Judgement {
    let theirs = match row.flag("expected") {
        Some(true) => "ok",
        Some(false) => "error",
        None => row.text("verdict").unwrap_or("ok"),
    };
    ours.against(theirs)
}

fn listed(tokens: &[impl AsRef<str>]) -> String {
    tokens.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(" ")
}

fn set(tokens: &[&str]) -> Result<ScopeSet, Unusable> {
    tokens
        .iter()
        .map(|token| ScopeToken::parse(*token))
        .collect::<Result<_, _>>()
        .map_err(|error| Unusable(format!("a registered token is none: {error}")))
}

/// The strategy by its name, and the separator if the name is followed by `delimiter "x"`.
fn strategy(text: &str) -> Result<(Strategy, Separator), Unusable> {
    let strategy = if text.contains("exact") {
        Strategy::Exact
    } else if text.contains("hierarchic") {
        Strategy::Hierarchic
    } else if text.contains("wildcard") || text.contains("dynamic") {
        Strategy::Wildcard
    } else {
        return Err(Unusable(format!("the strategy {text} is not known")));
    };
    let separator = match text
        .split_once("delimiter \"")
        .and_then(|(_, rest)| rest.chars().next())
    {
        None | Some('.') => Separator::Dot,
        Some(':') => Separator::Colon,
        Some('/') => Separator::Slash,
        Some(other) => return Err(Unusable(format!("no strategy separates at {other}"))),
    };
    Ok((strategy, separator))
}
