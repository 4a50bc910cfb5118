//! JWT access tokens (RFC 9068 section 4).

use alloc::vec::Vec;

use countersign_jose::{JwsError, JwsErrorKind, UnverifiedJws, VerifiedJws};

use crate::context::Context;
use crate::facts::Basis;
use crate::format::JwtPolicy;
use crate::said::{Fault, Said};
use crate::{Check, Leniency, Location, LookUpKey, Part, TokenReason};

/// Everything that can be said against a token before its key is known.
pub(crate) fn receive<'r>(
    mut context: Context<'r>,
    policy: &'r JwtPolicy,
    token: &'r str,
    octets: &'r mut Vec<u8>,
) -> Check<'r> {
    let jws = match UnverifiedJws::parse_in(token, &context.server.limits, octets) {
        Ok(jws) => jws,
        Err(error) => return context.jws_refused(reason(error), error),
    };
    match header(&mut context, &jws) {
        Ok(()) => Check::LookUpKey(LookUpKey { context, policy, jws }),
        Err((reason, at)) => context.token_refused(reason, at),
    }
}

// = RFC9068-4-3
// = RFC9068-4-8
// = RFC8725-2.8-1
// = RFC8725-3.11-1
// = RFC8725-3.12-1
fn header(context: &mut Context<'_>, jws: &UnverifiedJws<'_>) -> Result<(), (TokenReason, usize)> {
    let header = jws.header();
    if header.alg().eq_ignore_ascii_case("none") {
        return Err((TokenReason::Unsecured, 0));
    }
    if let Some(error) = header.refusal() {
        return Err((reason(error), error.at()));
    }
    if !header.typ_is("at+jwt") {
        let leniency = match header.typ() {
            None => Leniency::UntypedJwt,
            Some(_) if header.typ_is("JWT") => Leniency::PlainJwt,
            Some(_) => return Err((TokenReason::TypeWrong, 0)),
        };
        if !context.server.leniencies.contains(leniency) {
            return Err((TokenReason::TypeWrong, 0));
        }
        context.used = context.used.with(leniency);
    }
    if header.algorithm().is_none() {
        return Err((TokenReason::AlgorithmUnsupported, 0));
    }
    Ok(())
}

/// Everything that can be said against a token whose signature matches.
pub(crate) fn verified<'r>(context: Context<'r>, policy: &JwtPolicy, jws: &VerifiedJws<'r>) -> Check<'r> {
    // It was decoded into the scratch; if it were not, nothing would be in it, and that is refused.
    let payload = jws.payload_in_buffer().unwrap_or_default();
    let basis = Basis::Signature(jws.algorithm());
    let limits = context.server.limits;
    let checked = Said::read(payload, &limits).and_then(|said| {
        said.complete()?;
        said.addressed(Some(&policy.issuer), &policy.audiences)?;
        said.timely(context.now, context.server.skew)?;
        let confirmation = said.bound(&limits)?;
        Ok((said.into_facts(&context, basis), confirmation))
    });
    match checked {
        Ok((facts, confirmation)) => context.sound(facts, confirmation),
        Err(Fault { reason, at }) => {
            let location = Some(Location::new(Part::Claims, at));
            context.refused(crate::phase::Event::TokenRefused, reason, location)
        }
    }
}

/// That `alg` names no algorithm is not among them: the header was asked before.
pub(crate) fn reason(error: JwsError) -> TokenReason {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the enum is not exhaustive, and the rest is about the shape"
    )]
    match error.kind() {
        JwsErrorKind::TooLong => TokenReason::TooLong,
        JwsErrorKind::Unsecured => TokenReason::Unsecured,
        JwsErrorKind::CriticalExtension
        | JwsErrorKind::MalformedCritical
        | JwsErrorKind::UnencodedPayload => TokenReason::CriticalExtension,
        JwsErrorKind::UnknownKey => TokenReason::KeyUnknown,
        JwsErrorKind::AmbiguousKey => TokenReason::KeyAmbiguous,
        JwsErrorKind::AlgorithmMismatch => TokenReason::AlgorithmMismatch,
        JwsErrorKind::BadSignature => TokenReason::BadSignature,
        _ => TokenReason::NotAJws,
    }
}
