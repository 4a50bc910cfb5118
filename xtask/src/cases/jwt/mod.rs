//! JWS and JWT. Only HMAC is done here: a row whose key is of another type is named and not counted, but a token of
//! whatever algorithm that is held against an `oct` key, or against no key at all, is ours to judge.

mod access_token;
mod claims;
mod jws;
mod rules;

use countersign_clause as clause;
use countersign_grammar::{Limits, base64url};
use serde_json::json;

use super::judgement::{Judged, Judgement, Ours};
use super::row::Fields;

/// Every `kind` that is judged here.
pub(super) const KINDS: &[&str] = &[
    "at_jwt",
    "base64url",
    "decode_unverified",
    "jws",
    "jws_detached",
    "jws_keyset",
    "jwt",
    "jwt_claims",
    "jwt_claims_example",
    "rule",
    "unsecured_jwt",
];

pub(super) fn judge(row: Fields<'_>) -> Judged {
    match row.need_text("kind")? {
        "at_jwt" => access_token::judge(row),
        "base64url" => octets(row),
        "jws" | "jws_detached" | "jws_keyset" | "jwt" | "unsecured_jwt" => jws::judge(row),
        "decode_unverified" => claims::decode_unverified(row),
        "jwt_claims" => claims::validate(row),
        "jwt_claims_example" => claims::example(row),
        "rule" => Ok(rules::judge(row.need_text("text")?)),
        kind => Ok(Judgement::not_handled(format!(
            "nothing here does the `kind` {kind}"
        ))),
    }
}

fn octets(row: Fields<'_>) -> Judged {
    let ours = match base64url::decode(row.need_text("input")?) {
        Ok(octets) => Ours::new(json!(octets).to_string()),
        Err(error) => Ours::refused(error, Some(&clause::RFC7515_2_1)),
    };
    Ok(match row.need_text("verdict")? {
        "ok" => ours.against(row.need("octets")?.to_string()),
        verdict => ours.against(verdict),
    })
}

/// The limits with room for every row that is not about limits.
const LIMITS: Limits = Limits::DEFAULT;
