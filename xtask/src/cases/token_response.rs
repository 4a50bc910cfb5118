//! Token responses and error responses: each is read strictly, and if that refuses it, with every tolerance.

use countersign_grammar::Limits;
use countersign_message::{
    ErrorResponse, ReceivedResponse, Response, ResponseError, TokenResponse, Tolerance, Tolerances,
    parse_response_with,
};
use countersign_scope::{Scope, ScopeParameter, ScopeSet};
use serde_json::Value;

use super::judgement::{Judged, Judgement, Ours};
use super::row::{Fields, Unusable};

/// A row whose source accepts it agrees if the strict parse does and reads the same from it. Where it takes tolerances
/// the outcome is `with` and their names, so that a list of differences says which are needed, and no other.
pub(super) fn judge(row: Fields<'_>) -> Judged {
    let theirs = match row.need_text("verdict")? {
        "ok" => "ok",
        "error" | "unsupported" => "error",
        verdict => return Ok(Judgement::not_handled(format!("the verdict is {verdict}"))),
    };
    let answer = match row.text("kind") {
        None => Answer::of(row)?,
        Some("expires_in_value") => Answer::with_lifetime(row)?,
        Some("content_type") => Answer::of_media_type(row)?,
        Some(kind) => return Ok(Judgement::not_handled(format!("rows of kind {kind}"))),
    };
    let expected = Facts::of(row)?;
    let read = |tolerances| match answer.read(tolerances) {
        Ok((Response::Success(response), used)) => Ok((expected.differ(&response, used), used)),
        Ok((Response::Error(error), _)) => Err(Ours::refused(error.error(), None)),
        Err(error) => Err(Ours::refused(error, Some(error.clause()))),
    };
    let ours = match read(Tolerances::NONE) {
        Ok((None, _)) => Ours::new("ok"),
        // What a tolerance would change is the reading, and the answer may be accepted all the same.
        Ok((Some(other), _)) => match read(Tolerances::ALL) {
            Ok((None, used)) if theirs == "ok" => Ours::new(format!("with {used}")),
            _ => Ours::new(other),
        },
        Err(refused) if theirs == "error" => refused,
        Err(refused) => match read(Tolerances::ALL) {
            Ok((None, used)) => Ours {
                outcome: format!("with {used}"),
                ..refused
            },
            Ok((Some(other), _)) => Ours::new(other),
            Err(refused) => refused,
        },
    };
    Ok(ours.against(theirs))
}

/// The same for errors. What has to agree is the code, and the description if the source states one.
pub(super) fn judge_error(row: Fields<'_>) -> Judged {
    if let Some(kind) = row.text("kind") {
        return Ok(Judgement::not_handled(format!("rows of kind {kind}")));
    }
    let facts = row
        .object("facts")
        .ok_or(Unusable::because("the row has no `facts`"))?;
    let theirs = facts.text("error").unwrap_or("no code");
    let answer = Answer::of(row)?;
    let said = |error: &ErrorResponse<'_>, used: Tolerances| {
        let description = error.description().map(|description| description.as_str());
        let lines = |text: &str| text.lines().collect::<Vec<_>>().join(" ");
        match facts.text("error_description") {
            Some(expected)
                if !used.contains(Tolerance::OddDescription)
                    && description != Some(lines(expected).as_str()) =>
            {
                format!("described as {description:?}")
            }
            _ if facts.text("error_uri") != error.uri().map(|uri| uri.as_str()) => {
                String::from("another URI")
            }
            _ => String::from(error.error().as_str()),
        }
    };
    let read = |tolerances| match answer.read(tolerances) {
        Ok((Response::Error(error), used)) => Ok((said(&error, used), used)),
        Ok((Response::Success(_), _)) => Ok((String::from("a token"), Tolerances::NONE)),
        Err(error) => Err(Ours::refused(error, Some(error.clause()))),
    };
    let ours = match (read(Tolerances::NONE), read(Tolerances::ALL)) {
        (Ok((code, _)), _) => Ours::new(code),
        (Err(refused), Ok((code, used))) => Ours {
            outcome: format!("{code} with {used}"),
            ..refused
        },
        (Err(refused), Err(_)) => refused,
    };
    Ok(ours.against(theirs))
}

/// An answer as a client receives it.
struct Answer {
    status: u16,
    content_type: Option<String>,
    body: String,
}

impl Answer {
    fn of(row: Fields<'_>) -> Result<Self, Unusable> {
        let status = row.need("status")?.as_u64();
        Ok(Self {
            status: status
                .and_then(|status| u16::try_from(status).ok())
                .ok_or(Unusable::because("`status` is no status"))?,
            content_type: row.text("content_type").map(String::from),
            body: String::from(row.need_text("body")?),
        })
    }

    /// A token response with the lifetime of the row.
    fn with_lifetime(row: Fields<'_>) -> Result<Self, Unusable> {
        if !row.states("expires_in") {
            return Err(Unusable::because("the row has no `expires_in`"));
        }
        let value = row.get("expires_in").unwrap_or(&Value::Null);
        Ok(Self {
            status: 200,
            content_type: Some(String::from("application/json")),
            body: format!(r#"{{"access_token":"a","token_type":"Bearer","expires_in":{value}}}"#),
        })
    }

    /// The row is about the media type alone, so what is read is a token response of the same format.
    fn of_media_type(row: Fields<'_>) -> Result<Self, Unusable> {
        let answer = Self::of(row)?;
        let body = match answer.body.as_bytes().first() {
            Some(b'{') => r#"{"access_token":"a","token_type":"Bearer"}"#,
            Some(b'<') | None => return Ok(answer),
            Some(_) => "access_token=a&token_type=Bearer",
        };
        Ok(Self {
            body: String::from(body),
            ..answer
        })
    }

    fn read(&self, tolerances: Tolerances) -> Result<(Response<'_>, Tolerances), ResponseError> {
        let received = ReceivedResponse {
            status: self.status,
            content_type: self.content_type.as_deref().map(str::as_bytes),
            body: self.body.as_bytes(),
        };
        let response = parse_response_with(received, tolerances, &Limits::DEFAULT)?;
        let used = response.used();
        Ok((response.into_value(), used))
    }
}

/// What a source says about a token response, as far as the row has it.
struct Facts<'r> {
    facts: Option<Fields<'r>>,
    expires_in: Option<Option<u64>>,
    scope: Option<ScopeSet>,
}

impl<'r> Facts<'r> {
    fn of(row: Fields<'r>) -> Result<Self, Unusable> {
        // Rows about the media type have another body here than in their source.
        let facts = row.object("facts").filter(|_| row.text("kind").is_none());
        let expires_in = match facts {
            Some(facts) if facts.states("expires_in") => {
                let text = facts.text("expires_in").map(str::parse);
                Some(text.and_then(Result::ok).or(facts.number("expires_in")))
            }
            _ if row.states("expected_seconds") => Some(row.number("expected_seconds")),
            _ => None,
        };
        let scope = match facts {
            None => None,
            Some(facts) => match (facts.texts("scopes")?, facts.texts("scope_set")?) {
                (Some(scopes), _) | (_, Some(scopes)) => Some(scopes),
                // As one text it is as it was written; as a list it is what was read.
                _ if facts.get("scope").is_some_and(Value::is_array) => facts.texts("scope")?,
                _ => None,
            },
        };
        let scope = scope
            .map(|scope| ScopeSet::parse(&scope.join(" ")))
            .transpose()
            .map_err(|_| Unusable::because("the scope is none"))?;
        Ok(Self {
            facts,
            expires_in,
            scope,
        })
    }

    /// Where our reading is another; none if it is the same.
    fn differ(&self, response: &TokenResponse<'_>, used: Tolerances) -> Option<String> {
        if let Some(expected) = self.expires_in
            && expected != response.expires_in()
        {
            let seconds = response.expires_in().map(|seconds| seconds.to_string());
            return Some(format!("{} seconds", seconds.as_deref().unwrap_or("no")));
        }
        if let Some(expected) = &self.scope
            && response.scope_set().present().as_ref() != Some(expected)
        {
            return Some(format!("scope {:?}", response.scope().map(Scope::as_str)));
        }
        let facts = self.facts?;
        if facts
            .text("access_token")
            .is_some_and(|token| token != response.access_token().expose())
        {
            return Some(String::from("another access token"));
        }
        let odd = used.contains(Tolerance::OddTokenType);
        let token_type = response.token_type().as_str();
        if !odd
            && facts
                .text("token_type")
                .is_some_and(|stated| stated != token_type)
        {
            return Some(format!("token type {token_type}"));
        }
        let list = used.contains(Tolerance::ScopeCommaList);
        let stated = ScopeParameter::of(facts.text("scope"));
        let read = response.scope().map(Scope::as_str);
        if facts.text("scope").is_some() && !list && stated != read {
            return Some(format!("scope {read:?}"));
        }
        if let Some(names) = facts.get("extra").and_then(Value::as_array) {
            let mut found: Vec<&str> = response.extra().map(|member| member.name()).collect();
            found.sort_unstable();
            if !names
                .iter()
                .map(Value::as_str)
                .eq(found.iter().copied().map(Some))
            {
                return Some(format!("extra members {found:?}"));
            }
        }
        let refresh = facts.flag("has_refresh_token");
        (refresh.is_some_and(|stated| stated != response.had_refresh_token()))
            .then(|| String::from("a refresh token or none"))
    }
}
