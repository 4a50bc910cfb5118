use countersign_grammar::{Limits, UnixTime};
use countersign_jose::{Claims, HmacKey, Signer, UnverifiedJws};

use super::Named;
use crate::credential::StoredSecret;
use crate::{AssertionPolicy, AssertionTolerances, AuthReason, ClientRecord, Credential, ReplayKey};

/// An assertion that is signed by its client, addressed to this server, and timely. What is missing is that it was
/// not used before.
#[derive(Debug)]
pub(crate) struct Sound {
    pub(crate) slot: usize,
    pub(crate) key: ReplayKey,
    pub(crate) retain_until: UnixTime,
    pub(crate) tolerated: AssertionTolerances,
}

/// Judges an assertion by the credentials of a client; by none of them for a client that is unknown.
///
/// The work is the same for every client: as many MACs as a client may have keys, under decoys where it has none.
// = RFC7523-3-1
// = COUNTERSIGN-EQUAL-1
pub(crate) fn judge(
    policy: &AssertionPolicy,
    token: &str,
    named: &Named,
    record: Option<&ClientRecord>,
    now: UnixTime,
    limits: &Limits,
) -> Result<Sound, AuthReason> {
    let jws = UnverifiedJws::parse(token, limits).map_err(|_| AuthReason::AssertionMalformed)?;
    let decoy = policy
        .decoy(named.algorithm)
        .ok_or(AuthReason::AssertionAlgorithmUnsupported)?;
    let keys = keys(record, now, named);
    let verifiers = keys.map(|key| key.map_or(decoy, |(_, key)| key));
    #[cfg(test)]
    tests::count(&verifiers, named.algorithm);
    // = RFC7523-3-13
    // = RFC7523-3-14
    // = RFC7521-5.2-11
    let (verified, place) = jws.verify_any(verifiers).map_err(|_| why_not(record, named))?;
    let Some((slot, _)) = keys.get(place).copied().flatten() else {
        return Err(why_not(record, named));
    };
    let claims =
        Claims::parse(verified.payload(), limits).map_err(|_| AuthReason::AssertionClaimsMalformed)?;
    let tolerated = policy
        .admits(claims.aud())
        .ok_or(AuthReason::AssertionAudienceWrong)?;
    let retain_until = check_times(policy, &claims, now)?;
    let jti = claims.jti().ok_or(AuthReason::AssertionIdMissing)?;
    Ok(Sound {
        slot,
        key: ReplayKey::new(policy.issuer(), &named.client_id, jti),
        retain_until,
        tolerated,
    })
}

type Key<'c> = Option<(usize, &'c HmacKey)>;

/// The keys of a client that count now and are for the algorithm of the assertion, with their slots.
fn keys<'c>(
    record: Option<&'c ClientRecord>,
    now: UnixTime,
    named: &Named,
) -> [Key<'c>; ClientRecord::MAX_ASSERTION_KEYS] {
    let mut keys = assertion_keys(record)
        .filter(|(_, credential, key)| credential.is_valid_at(now) && key.algorithm() == named.algorithm)
        .map(|(slot, _, key)| (slot, key));
    core::array::from_fn(|_| keys.next())
}

fn assertion_keys(record: Option<&ClientRecord>) -> impl Iterator<Item = (usize, &Credential, &HmacKey)> {
    let credentials = record.into_iter().flat_map(ClientRecord::credentials);
    credentials
        .enumerate()
        .filter_map(|(slot, credential)| match credential.stored() {
            StoredSecret::AssertionKey(key) => Some((slot, credential, &**key)),
            StoredSecret::Generated(_) | StoredSecret::Chosen(_) => None,
        })
}

/// Why no key verified the assertion: for the log alone.
#[cold]
fn why_not(record: Option<&ClientRecord>, named: &Named) -> AuthReason {
    let mut keys = assertion_keys(record).peekable();
    if keys.peek().is_some() && !keys.any(|(_, _, key)| key.algorithm() == named.algorithm) {
        AuthReason::AssertionAlgorithmWrong
    } else {
        AuthReason::AssertionSignatureWrong
    }
}

/// Checks the times of an assertion and says until when its use has to be remembered: until no node can accept it any
/// more. A node accepts it until one skew after `exp` by a clock that may be one skew behind that of the store.
// = RFC7523-3-9
// = RFC7523-3-10
// = RFC7523-3-11
// = RFC7523-3-12
// = RFC7521-5.2-8
// = RFC7521-5.2-9
fn check_times(policy: &AssertionPolicy, claims: &Claims<'_>, now: UnixTime) -> Result<UnixTime, AuthReason> {
    use countersign_jose::ClaimErrorKind;
    let skew = policy.clock_skew();
    claims
        .check_times(now, skew)
        .map_err(|error| match error.kind() {
            ClaimErrorKind::Expired => AuthReason::AssertionExpired,
            ClaimErrorKind::NotYetValid => AuthReason::AssertionNotYetValid,
            _ => AuthReason::AssertionIssuedInTheFuture,
        })?;
    let exp = claims.exp().ok_or(AuthReason::AssertionExpiryMissing)?;
    let latest = now
        .saturating_add(policy.longest_ahead())
        .saturating_add(skew.as_secs());
    if exp.ceil() > latest {
        return Err(AuthReason::AssertionLivesTooLong);
    }
    let skews = skew.as_secs().saturating_mul(2);
    Ok(exp.ceil().saturating_add(skews))
}

#[cfg(test)]
mod tests;
