//! Challenges, and beside them quoted strings, Bearer credentials and what is written into a challenge.
//!
//! `header` and `headers` are the octets of field values: a text up to U+00FF stands for one octet a character, because
//! that is how the sources write `obs-text`. An obsolete line fold is a space before it comes here (RFC 9112 section 5.2
//! leaves it to the HTTP library). Schemes and names are compared without regard to case. Where a source states only
//! part of the outcome (`basic_realm`, `best`, `best_offer`, `scheme`), that part is compared.

use countersign_clause as clause;
use countersign_clause::Clause;
use countersign_grammar::authorization::{Authorization, Credentials};
use countersign_grammar::challenge::{self, Challenge};
use countersign_grammar::{ErrorCodeText, ErrorDescription, Limits, SyntaxError, SyntaxErrorKind, quoted};
use serde_json::Value;

use super::judgement::{Judged, Judgement, Ours};
use super::row::{self, Fields, Unusable};

/// The schemes between which the clients of the sources choose.
const USABLE: [&str; 4] = ["Basic", "Digest", "Negotiate", "NTLM"];

/// Whether a row is about this, whatever the name of its file.
pub(super) fn owns(row: Fields<'_>) -> bool {
    let of_its_own = ["authorization_bearer", "emit", "quoted_string_body"];
    row.states("challenges")
        || match row.text("kind") {
            Some("abnf_rule") => row.text("text").is_some_and(|text| text.starts_with("b64token")),
            kind => kind.is_some_and(|kind| of_its_own.contains(&kind)),
        }
}

pub(super) fn judge(row: Fields<'_>) -> Judged {
    match row.text("kind") {
        None | Some("grammar_fuzz") => field(row),
        Some("authorization_bearer") => bearer(row),
        Some("quoted_string_body") => quoted_string(row),
        Some("emit") => emit(row),
        Some("abnf_rule") => Ok(b64token(row.need_text("text")?)),
        Some(kind) => Ok(Judgement::not_handled(format!(
            "nothing here judges the `kind` {kind}"
        ))),
    }
}

fn field(row: Fields<'_>) -> Judged {
    let Some(texts) = row.texts("headers")?.or(row.texts("header")?) else {
        return Ok(Judgement::not_handled("the row states no field value"));
    };
    let lines: Vec<Vec<u8>> = texts.into_iter().map(|text| octets(&unfolded(text))).collect();
    let parsed = challenge::parse_challenges(lines.iter().map(Vec::as_slice), &Limits::DEFAULT);
    if let Some(challenges) = row.get("challenges") {
        let theirs = theirs(challenges)?;
        return Ok(match parsed {
            Ok(challenges) => Ours::new(list(&challenges)).against(theirs),
            Err(error) => refused(error.syntax()).against(theirs),
        });
    }
    let challenges = match parsed {
        Ok(challenges) => challenges,
        Err(error) => return refused_against(refused(error.syntax()), row),
    };
    let first = |scheme: &str| challenges.iter().find(|challenge| challenge.is(scheme));
    if let Some(theirs) = row.text("basic_realm") {
        let realm = first("Basic").and_then(|basic| basic.param("realm"));
        Ok(Ours::new(realm.unwrap_or_default()).against(theirs))
    } else if let Some(best) = row.object("best") {
        let ours = first(best.need_text("scheme")?);
        Ok(Ours::new(ours.map_or_else(String::new, shown)).against(one(best)?))
    } else if let Some(best) = row.text("best_offer") {
        let scheme = best.split(' ').next().unwrap_or_default();
        let ours = first(scheme).map(|challenge| match challenge.token68() {
            Some(token68) => format!("{} {token68}", challenge.scheme()),
            None => String::from(challenge.scheme()),
        });
        Ok(Ours::new(ours.unwrap_or_default()).against(best))
    } else if let Some(scheme) = row.text("scheme") {
        Ok(Ours::new(list(&challenges)).against(scheme))
    } else {
        Ok(match row.need_text("verdict")? {
            "ok" => Judgement::Agrees,
            "none_usable" if !USABLE.iter().any(|usable| first(usable).is_some()) => Judgement::Agrees,
            "absent" if challenges.is_empty() => Judgement::Agrees,
            verdict @ ("none_usable" | "absent" | "error") => {
                Ours::new(list(&challenges)).differs_from(verdict)
            }
            _ => Judgement::not_handled("the row states no fact that a parser shows"),
        })
    }
}

/// A refusal, where the row states no list. That nothing usable came out is what some rows state.
fn refused_against(ours: Ours, row: Fields<'_>) -> Judged {
    if let Some(theirs) = row.text("basic_realm") {
        return Ok(match theirs {
            "" => Judgement::Agrees,
            theirs => ours.differs_from(theirs),
        });
    }
    if let Some(best) = row.object("best") {
        return Ok(ours.differs_from(one(best)?));
    }
    if let Some(theirs) = row.text("best_offer").or(row.text("scheme")) {
        return Ok(ours.differs_from(theirs));
    }
    Ok(match row.need_text("verdict")? {
        "error" | "none_usable" => Judgement::Agrees,
        verdict @ ("ok" | "absent") => ours.differs_from(verdict),
        _ => Judgement::not_handled("the row states no fact that a parser shows"),
    })
}

fn bearer(row: Fields<'_>) -> Judged {
    let field = octets(row.need_text("header")?);
    let ours = match Authorization::parse(&field, &Limits::DEFAULT) {
        Ok(parsed) if parsed.scheme_is("Bearer") => match parsed.data() {
            Credentials::Token68(token) => Ours::new(*token),
            Credentials::None | Credentials::Params(_) => Ours::new("error"),
        },
        Ok(_) => Ours::new("error"),
        Err(error) => refused(error),
    };
    Ok(match row.need_text("verdict")? {
        "ok" => ours.against(row.need_text("token")?),
        verdict => ours.against(verdict),
    })
}

fn quoted_string(row: Fields<'_>) -> Judged {
    let field = octets(&format!("\"{}\"", row.need_text("escaped")?));
    let ours = match quoted::quoted_string(&field) {
        Ok(text) => Ours::new(text),
        Err(error) => refused(error),
    };
    Ok(match row.need_text("verdict")? {
        "ok" => ours.against(row.need_text("value")?),
        verdict => ours.against(verdict),
    })
}

/// What is written: the texts are held against their productions first, as whoever builds a challenge has to.
fn emit(row: Fields<'_>) -> Judged {
    let Some(description) = row.text("error_description") else {
        return Ok(Judgement::not_handled(
            "the row states only part of what is to be written",
        ));
    };
    let contains = row.texts("header_contains")?.unwrap_or_default();
    let theirs = contains.join(" and ");
    let error = match row.need_text("error")?.parse::<ErrorCodeText<'_>>() {
        Ok(error) => error,
        Err(error) => return Ok(Ours::refused(error, Some(&clause::RFC6750_3_13)).differs_from(theirs)),
    };
    let description = match description.parse::<ErrorDescription<'_>>() {
        Ok(description) => description,
        Err(error) => return Ok(Ours::refused(error, Some(&clause::RFC6750_3_13)).differs_from(theirs)),
    };
    let written = Challenge::new("Bearer")
        .and_then(|bearer| bearer.with_param("error", error.as_str().to_owned()))
        .and_then(|bearer| bearer.with_param("error_description", description.as_str().to_owned()))
        .map(|bearer| bearer.to_string());
    Ok(match written {
        Ok(written) if contains.iter().all(|part| written.contains(part)) => Judgement::Agrees,
        Ok(written) => Ours::new(written).differs_from(theirs),
        Err(error) => refused(error).differs_from(theirs),
    })
}

/// `b64token`, shown on each octet at the start, inside and at the end.
fn b64token(rule: &str) -> Judgement {
    let in_body = |octet: u8| octet.is_ascii_alphanumeric() || b"-._~+/".contains(&octet);
    let is_token = |token: &[u8]| {
        let field = [b"Bearer ", token].concat();
        let parsed = Authorization::parse(&field, &Limits::DEFAULT);
        parsed.is_ok_and(
            |parsed| matches!(parsed.data(), Credentials::Token68(found) if found.as_bytes() == token),
        )
    };
    let holds = (0..=u8::MAX).all(|octet| {
        is_token(&[octet]) == in_body(octet)
            && is_token(&[b'a', octet, b'a']) == in_body(octet)
            && is_token(&[b'a', octet]) == (in_body(octet) || octet == b'=')
            && is_token(&[b'a', b'=', octet]) == (octet == b'=')
    });
    Judgement::property(holds, rule, &clause::RFC6750_2_1_1)
}

/// The challenges that a row states, in one text.
fn theirs(challenges: &Value) -> Result<String, Unusable> {
    let challenges = challenges
        .as_array()
        .ok_or_else(|| Unusable::because("`challenges` is no array"))?;
    let each: Vec<String> = challenges
        .iter()
        .map(|challenge| row::fields(challenge).ok_or_else(|| Unusable::because("a challenge is no object")))
        .map(|challenge| challenge.and_then(one))
        .collect::<Result<_, _>>()?;
    Ok(joined(&each))
}

fn one(challenge: Fields<'_>) -> Result<String, Unusable> {
    let pair = |pair: &Value| match pair.as_array().map(Vec::as_slice) {
        Some([Value::String(name), Value::String(value)]) => Ok((name.clone(), value.clone())),
        _ => Err(Unusable::because("a parameter is no pair of texts")),
    };
    let params: Vec<(String, String)> = match challenge.need("params")? {
        Value::Array(params) => params.iter().map(pair).collect::<Result<_, _>>()?,
        _ => return Err(Unusable::because("`params` is no array")),
    };
    let params = params.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    Ok(text(
        challenge.need_text("scheme")?,
        challenge.text("token68"),
        params,
    ))
}

fn list(challenges: &[Challenge<'_>]) -> String {
    joined(&challenges.iter().map(shown).collect::<Vec<_>>())
}

fn joined(each: &[String]) -> String {
    if each.is_empty() {
        return String::from("no challenge");
    }
    each.join(" | ")
}

fn shown(challenge: &Challenge<'_>) -> String {
    text(challenge.scheme(), challenge.token68(), challenge.params())
}

fn text<'t>(scheme: &str, token68: Option<&str>, params: impl Iterator<Item = (&'t str, &'t str)>) -> String {
    let mut text = scheme.to_ascii_lowercase();
    text.extend(token68.map(|token68| format!(" {token68}")));
    text.extend(params.map(|(name, value)| format!(" {}={value:?}", name.to_ascii_lowercase())));
    text
}

/// An obsolete line fold, with the white space behind it, is one space.
fn unfolded(text: &str) -> String {
    let mut parts = text.split("\r\n");
    let mut whole = String::from(parts.next().unwrap_or_default());
    for part in parts {
        match part.strip_prefix([' ', '\t']) {
            Some(rest) => {
                whole.push(' ');
                whole.push_str(rest.trim_start_matches([' ', '\t']));
            }
            None => {
                whole.push_str("\r\n");
                whole.push_str(part);
            }
        }
    }
    whole
}

/// One octet a character where there is one for each.
fn octets(text: &str) -> Vec<u8> {
    let single: Option<Vec<u8>> = text.chars().map(|char| u8::try_from(char).ok()).collect();
    single.unwrap_or_else(|| text.as_bytes().to_vec())
}

fn refused(error: SyntaxError) -> Ours {
    Ours::refused(error, Some(clause_of(error.kind())))
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the enum is not exhaustive and the rest is the grammar's"
)]
const fn clause_of(kind: SyntaxErrorKind) -> &'static Clause {
    match kind {
        SyntaxErrorKind::DuplicateParameter => &clause::RFC9110_11_2_1,
        SyntaxErrorKind::TooLong | SyntaxErrorKind::TooMany => &clause::COUNTERSIGN_LIMITS_1,
        _ => &clause::RFC9110_11_3_1,
    }
}
