//! Opaque tokens (RFC 7662): what is asked, and how the answer is checked.

use alloc::string::String;
use alloc::vec::Vec;

use countersign_grammar::media_type::MediaType;
use countersign_message::{
    AccessToken, IntrospectionRequestBuilder, IntrospectionResponse, ReceivedResponse,
};
use countersign_secret::Secret;

use crate::context::Context;
use crate::facts::Basis;
use crate::format::IntrospectionPolicy;
use crate::phase::Event;
use crate::said::{Fault, Said};
use crate::{Check, Introspect, Leniency, Location, Part, Reason, RequestReason, TokenReason};

// = RFC7662-2.1-1
// = RFC7662-2.1-2
// = RFC7662-2.1-3
pub(crate) fn receive<'r>(
    context: Context<'r>,
    policy: &'r IntrospectionPolicy,
    token: &str,
    octets: &'r mut Vec<u8>,
) -> Check<'r> {
    // A `b64token` is one; that it might not be is for the compiler to ask.
    let Ok(token) = AccessToken::parse(token) else {
        let reason = Reason::Request(RequestReason::TokenMalformed);
        return Check::refused(context.server, Event::RequestRefused, reason, None);
    };
    // Once encoded no octet has become more than three: the buffer does not move, and leaves no copy behind.
    let length = token.expose().len().saturating_mul(3).saturating_add(64);
    let mut body = String::with_capacity(length);
    IntrospectionRequestBuilder::new(&token)
        .token_type_hint("access_token")
        .write(&mut body);
    Check::Introspect(Introspect {
        context,
        policy,
        octets,
        body: Secret::from(body),
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
    // An answer that is broken is no word about the token.
    let token = match IntrospectionResponse::parse(octets, &limits) {
        Ok(IntrospectionResponse::Active(token)) => token,
        // = RFC7662-2.2-6
        Ok(IntrospectionResponse::Inactive) => {
            return context.refused(Event::TokenRefused, TokenReason::Inactive, None);
        }
        Err(error) => return context.host_failed(TokenReason::AnswerMalformed, in_answer(error.at())),
    };
    // What it says of the token is held to the same as the claims of a JWT.
    let said = match Said::read(octets, &limits) {
        Ok(said) => said,
        Err(fault) => return context.host_failed(TokenReason::AnswerMalformed, in_answer(fault.at)),
    };
    // = RFC7662-4-6
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
    // A token of another type wants more than being shown.
    if token.token_type().is_some_and(|name| !name.is_bearer()) {
        return context.refused(Event::TokenRefused, TokenReason::TokenTypeWrong, None);
    }
    let checked = said
        .addressed(policy.issuer.as_deref(), &policy.audiences)
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
