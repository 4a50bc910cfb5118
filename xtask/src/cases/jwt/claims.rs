//! The claims of a JWT: their types, and what a recipient expects of them.

use countersign_clause as clause;
use countersign_grammar::UnixTime;
use countersign_jose::{Claims, ClaimsValidation, Skew, UnverifiedJws};
use serde_json::{Value, json};

use super::{LIMITS, access_token};
use crate::cases::judgement::{Judged, Judgement, Ours};
use crate::cases::row::{Fields, Unusable, fields};

/// A claim set, with `now`, `leeway` in seconds (none if not stated) and what the recipient expects.
pub(super) fn validate(row: Fields<'_>) -> Judged {
    let payload = row.need("claims")?.to_string();
    let ours = refusal(payload.as_bytes(), row)?.unwrap_or_else(|| Ours::new("ok"));
    Ok(ours.against(row.need_text("verdict")?))
}

/// Why these claims are refused under what the row expects; none if they are accepted.
pub(super) fn refusal(payload: &[u8], row: Fields<'_>) -> Result<Option<Ours>, Unusable> {
    let claims = match Claims::parse(payload, &LIMITS) {
        Ok(claims) => claims,
        Err(error) => return Ok(Some(Ours::refused(error, Some(error.clause())))),
    };
    let expect = row.object("expect");
    let expected = |name| expect.map_or(Ok(None), |expect: Fields<'_>| expect.texts(name));
    let (issuers, audiences, required) = (expected("iss")?, expected("aud")?, expected("require")?);
    let subject = expect.and_then(|expect| expect.text("sub"));
    let leeway = row.number("leeway").unwrap_or(0);
    let skew = Skew::from_secs(leeway).ok_or_else(|| {
        Unusable(format!(
            "a leeway of {leeway} s is more than can be configured here"
        ))
    })?;
    // The names come from a file that is read once, and the validation wants them for the life of the program.
    let required: Vec<&'static str> = required
        .unwrap_or_default()
        .into_iter()
        .map(|name| &*String::from(name).leak())
        .collect();

    let now = UnixTime::from_secs(row.number("now").unwrap_or(1_700_000_000));
    let mut validation = ClaimsValidation::at(now).skew(skew).required(&required);
    if let Some(issuers) = &issuers {
        validation = validation.issuers(issuers);
    }
    if let Some(audiences) = &audiences {
        validation = validation.audiences(audiences);
    }
    if let Some(subject) = subject {
        validation = validation.subject(subject);
    }
    Ok(validation
        .check(&claims)
        .err()
        .map(|error| Ours::refused(error, Some(error.clause()))))
}

/// A claim set of an RFC: it is read, and reads as what is written there; so does the `typ` of its header.
pub(super) fn example(row: Fields<'_>) -> Judged {
    let theirs = row.need("claims")?;
    let payload = theirs.to_string();
    let claims = match Claims::parse(payload.as_bytes(), &LIMITS) {
        Ok(claims) => claims,
        Err(error) => {
            return Ok(Ours::refused(error, Some(error.clause())).against(row.need_text("verdict")?));
        }
    };
    let written = fields(theirs).ok_or_else(|| Unusable::because("`claims` is no object"))?;
    let audience: Vec<_> = claims.aud().iter().collect();
    let seconds = |date: Option<countersign_jose::NumericDate>| date.map(|date| date.floor().as_secs());
    let read = json!([
        claims.iss(),
        claims.sub(),
        audience,
        claims.jti(),
        seconds(claims.exp()),
        seconds(claims.nbf()),
        seconds(claims.iat())
    ]);
    let stated = json!([
        written.text("iss"),
        written.text("sub"),
        written.texts("aud")?.unwrap_or_default(),
        written.text("jti"),
        written.number("exp"),
        written.number("nbf"),
        written.number("iat"),
    ]);
    let judgement = Ours::new(read.to_string()).against(stated.to_string());
    let header = row.object("header");
    let access_token = header.filter(|header| {
        let typ = header.text("typ").unwrap_or_default();
        typ.to_ascii_lowercase().contains("at+jwt")
    });
    if let (Judgement::Agrees, Some(header)) = (&judgement, access_token) {
        let holds = access_token::example(header, theirs)?;
        return Ok(Judgement::property(
            holds,
            "an access token that a resource server takes",
            &clause::RFC9068_4_3,
        ));
    }
    Ok(judgement)
}

/// A JWT that is only taken apart: its claims, or an error.
pub(super) fn decode_unverified(row: Fields<'_>) -> Judged {
    let token = row.need_text("token")?;
    let ours = match UnverifiedJws::parse(token, &LIMITS) {
        Err(error) => Ours::refused(error, Some(error.clause())),
        Ok(jws) => match Claims::parse(jws.unverified_payload(), &LIMITS) {
            Err(error) => Ours::refused(error, Some(error.clause())),
            Ok(claims) => {
                let payload: Value = serde_json::from_slice(jws.unverified_payload())
                    .map_err(|_| Unusable::because("the claims were read and are not JSON"))?;
                let members = fields(&payload).into_iter().flat_map(Fields::members);
                match members
                    .map(|(name, _)| name)
                    .find(|name| claims.member(name).is_none())
                {
                    None => Ours::new(payload.to_string()),
                    Some(name) => Ours::new(format!("no claim {name}")),
                }
            }
        },
    };
    Ok(match row.need_text("verdict")? {
        "ok" => ours.against(row.need("claims")?.to_string()),
        verdict => ours.against(verdict),
    })
}
