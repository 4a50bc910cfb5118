//! Opaque tokens (RFC 7662): what is asked, and how the answer is checked.

use alloc::vec::Vec;

use countersign_grammar::form::{self, EscapeSet};
use countersign_grammar::media_type::MediaType;
use countersign_message::ReceivedResponse;
use countersign_secret::Secret;

use crate::context::Context;
use crate::facts::Basis;
use crate::format::IntrospectionPolicy;
use crate::phase::Event;
use crate::said::{Fault, Said};
use crate::{Check, Introspect, Leniency, Location, Part, TokenReason};

// = RFC7662-2.1-1
// = RFC7662-2.1-2
// = RFC7662-2.1-3
pub(crate) fn receive<'r>(
    context: Context<'r>,
    policy: &'r IntrospectionPolicy,
    token: &str,
    octets: &'r mut Vec<u8>,
) -> Check<'r> {
    let pairs = [("token", token), ("token_type_hint", "access_token")];
    Check::Introspect(Introspect {
        context,
        policy,
        octets,
        body: Secret::from(form::serialize(pairs, EscapeSet::Whatwg)),
    })
}

/// Everything that can be said against an answer, and by an answer against a token.
pub(crate) fn answered<'r>(
    mut context: Context<'r>,
    policy: &IntrospectionPolicy,
    octets: &'r mut Vec<u8>,
    answer: ReceivedResponse<'_>,
) -> Check<'r> {
    if answer.status != 200 {
        return context.host_failed(TokenReason::AnswerStatusWrong, None);
    }
    let limits = context.server.limits;
    // = RFC7662-2.2-1
    let is_json = answer.content_type.is_some_and(|value| {
        MediaType::parse_with(value, &limits).is_ok_and(|value| value.essence_is("application/json"))
    });
    if !is_json {
        return context.host_failed(TokenReason::AnswerContentTypeWrong, None);
    }
    let in_answer = |at| Some(Location::new(Part::Answer, at));
    if answer.body.len() > limits.body {
        return context.host_failed(TokenReason::AnswerMalformed, in_answer(limits.body));
    }
    octets.clear();
    octets.extend_from_slice(answer.body);
    let octets: &'r [u8] = octets;
    let said = match Said::read(octets, &limits) {
        Ok(said) => said,
        // What the authorization server says is broken: that is no word about the token.
        Err(fault) => return context.host_failed(TokenReason::AnswerMalformed, in_answer(fault.at)),
    };
    // = RFC7662-2.2-2
    // = RFC7662-2.2-6
    match said.active.map(|active| (active.to_bool(), active.at())) {
        Some((Ok(true), _)) => {}
        Some((Ok(false), at)) => {
            return context.refused(Event::TokenRefused, TokenReason::Inactive, in_answer(at));
        }
        Some((Err(_), at)) => return context.host_failed(TokenReason::AnswerMalformed, in_answer(at)),
        None => return context.host_failed(TokenReason::AnswerMalformed, in_answer(0)),
    }
    if said.claims.aud().is_absent() {
        if !context
            .server
            .leniencies
            .contains(Leniency::IntrospectionWithoutAudience)
        {
            return context.refused(Event::TokenRefused, TokenReason::AudienceMissing, in_answer(0));
        }
        context.used = context.used.with(Leniency::IntrospectionWithoutAudience);
    }
    let checked = bearer(&said)
        .and_then(|()| said.addressed(policy.issuer.as_deref(), &policy.audiences))
        .and_then(|()| said.timely(context.now, context.server.skew))
        .and_then(|()| said.bound(&limits));
    match checked {
        Ok(confirmation) => {
            let facts = said.into_facts(&context, Basis::Introspection);
            context.sound(facts, confirmation)
        }
        Err(Fault { reason, at }) => context.refused(Event::TokenRefused, reason, in_answer(at)),
    }
}

/// A token of another type wants more than being shown.
fn bearer(said: &Said<'_>) -> Result<(), Fault> {
    match said.token_type {
        None => Ok(()),
        Some(value)
            if value
                .to_str()
                .is_ok_and(|name| name.eq_ignore_ascii_case("Bearer")) =>
        {
            Ok(())
        }
        Some(value) => Err(Fault::new(TokenReason::TokenTypeWrong, value.at())),
    }
}
