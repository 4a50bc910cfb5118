//! HMAC-SHA-256: `key`, `msg` and `tag` in hexadecimal digits.

use countersign_clause as clause;
use countersign_jose::{Algorithm, HmacKey, Verifier};
use countersign_secret::hmac::HmacSha256;

use super::judgement::{Judged, Judgement, Ours};
use super::row::Fields;

/// Whole tags are verified by the HMAC below everything, and where the key is long enough by the key of a JWS as well.
/// A truncated tag is not handled: nothing here verifies one. That it is refused is checked all the same.
pub(super) fn judge(row: Fields<'_>) -> Judged {
    let (key, message, tag) = (row.need_hex("key")?, row.need_hex("msg")?, row.need_hex("tag")?);
    let verdict = row.need_text("verdict")?;
    let mut accepted = vec![HmacSha256::new(&key).verify(&message, &tag).to_bool()];
    if let Ok(key) = HmacKey::new(Algorithm::Hs256, &key) {
        accepted.push(key.verify(&message, &tag).is_ok());
    }
    let truncated =
        tag.len() != HmacSha256::TAG_LEN || row.number("tag_bits").is_some_and(|bits| bits != 256);
    if truncated && !accepted.contains(&true) {
        return Ok(Judgement::not_handled(
            "truncated tags are not verified here, and each is refused",
        ));
    }
    let outcome = |accepted: bool| match accepted {
        true => Ours::new("ok"),
        false => Ours::refused("the tag does not match", Some(&clause::RFC7515_5_2_4)),
    };
    let judgements = accepted
        .into_iter()
        .map(|accepted| outcome(accepted).against(verdict));
    Ok(judgements
        .reduce(|first, next| if first == Judgement::Agrees { next } else { first })
        .unwrap_or(Judgement::Agrees))
}
