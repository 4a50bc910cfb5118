//! From an answer to a token, or to why there is none.

use countersign_grammar::Limits;
use countersign_message::{AccessToken, Response, Tolerances, parse_response_with};

use crate::{Answer, Failure, FailureKind, GrantedScope, RequestSpec};

/// What an answer grants.
pub(crate) struct Granted {
    pub(crate) access_token: AccessToken<'static>,
    pub(crate) expires_in: Option<u64>,
    pub(crate) scope: GrantedScope,
    pub(crate) tolerated: Tolerances,
}

// = RFC6749-10.14-1
pub(crate) fn read(answer: &Answer<'_>, spec: &RequestSpec, limits: &Limits) -> Result<Granted, Failure> {
    let status = answer.status();
    let fail = |kind| Failure::answered(kind, status);
    // = RFC9110-15.4-1
    if (300..=399).contains(&status) {
        return Err(fail(FailureKind::Redirected));
    }
    let provider = spec.provider();
    let response = parse_response_with(answer.received(), spec.tolerances(), limits)
        .map_err(|error| fail(FailureKind::Unreadable(error)))?;
    let tolerated = response.used();
    let response = match response.into_value() {
        Response::Success(response) => response,
        Response::Error(error) => return Err(Failure::refused(&error, status)),
    };
    // = RFC6749-7.1-1
    // = RFC6749-5.1-4
    let token_type = response.token_type();
    if !(token_type.is_bearer() || provider.is_some_and(|known| known.takes_for_bearer(token_type))) {
        return Err(fail(FailureKind::TokenType));
    }
    // = RFC6750-2.1-1
    let token = response.access_token();
    if !(token.is_bearer_safe() || provider.is_some_and(|known| known.carries(token))) {
        return Err(fail(FailureKind::NotBearerSafe));
    }
    Ok(Granted {
        expires_in: response.expires_in(),
        scope: GrantedScope::new(spec.scope(), response.scope_set()),
        tolerated,
        access_token: response.into_access_token().into_owned(),
    })
}
