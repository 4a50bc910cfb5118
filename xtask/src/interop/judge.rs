//! Whether an answer is what it has to be.

use super::columns::Expected;
use super::scenario::Method;
use super::wire::Outcome;

/// What is wrong with an outcome, if anything is. The lifetime is that of the server's tokens, in seconds.
#[must_use]
pub(super) fn judge(expected: Expected, method: Method, lifetime: u64, outcome: &Outcome) -> Option<String> {
    match (expected, outcome) {
        (Expected::Granted(scope), Outcome::Granted(grant)) => {
            let token = grant.access_token.as_deref().unwrap_or_default();
            let bearer = |name: &String| name.eq_ignore_ascii_case("Bearer");
            // A library may count down from the time at which it received the token.
            let in_time = |left: u64| left <= lifetime && lifetime - left <= LATE;
            let wrong = [
                (token.is_empty(), "no access_token"),
                (!grant.token_type.as_ref().is_some_and(bearer), "token_type"),
                (!grant.expires_in.is_some_and(in_time), "expires_in"),
                (grant.scope.as_deref() != Some(scope), "scope"),
            ];
            let (_, what) = wrong.into_iter().find(|(wrong, _)| *wrong)?;
            let told = (&grant.token_type, &grant.expires_in, &grant.scope);
            Some(format!("{what}: granted with {told:?}, not with scope {scope:?}"))
        }
        (Expected::Refused(error), Outcome::Refused(refusal)) => {
            let (status, challenge) = refusal_shape(error, method);
            let challenged = refusal
                .challenge
                .as_ref()
                .map(|scheme| scheme.to_ascii_lowercase());
            let right = refusal.error.as_deref() == Some(error)
                && refusal.status == status
                && challenged.as_deref() == challenge;
            (!right).then(|| format!("{refusal:?}, not {status} {error} with challenge {challenge:?}"))
        }
        (Expected::Unasked, Outcome::Unasked(_)) => None,
        (expected, Outcome::Granted(_)) => Some(format!("granted, not {expected:?}")),
        (expected, other) => Some(format!("{other:?}, not {expected:?}")),
    }
}

/// The longest time, in seconds, between the server's answer and the library's count.
const LATE: u64 = 10;

/// RFC 6749 section 5.2: 401 and a challenge if the client used the Authorization field and failed, else 400.
fn refusal_shape(error: &str, method: Method) -> (u16, Option<&'static str>) {
    match (error, method) {
        ("invalid_client", Method::Basic) => (401, Some("basic")),
        _ => (400, None),
    }
}

#[cfg(test)]
mod tests;
