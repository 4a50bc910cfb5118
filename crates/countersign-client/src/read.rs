//! From an answer to a token, or to why there is none.

use countersign_message::{AccessToken, Response, parse_response};

use crate::{Answer, Failure, FailureKind, GrantedScope, RequestSpec, SourcePolicy};

/// What an answer grants.
pub(crate) struct Granted {
    pub(crate) access_token: AccessToken<'static>,
    pub(crate) expires_in: Option<u64>,
    pub(crate) scope: GrantedScope,
}

// = RFC6749-5.2-1
pub(crate) fn read(
    answer: &Answer<'_>,
    spec: &RequestSpec,
    policy: &SourcePolicy,
) -> Result<Granted, Failure> {
    let status = answer.status();
    let fail = |kind| Failure::answered(kind, status);
    // = RFC9110-15.4-1
    if (300..=399).contains(&status) {
        return Err(fail(FailureKind::Redirected));
    }
    if !answer.is_json() {
        return Err(fail(FailureKind::MediaType));
    }
    let response = match parse_response(status, answer.body(), &policy.limits) {
        Ok(Response::Success(response)) => response,
        Ok(Response::Error(error)) => return Err(Failure::refused(&error, status)),
        Err(error) => return Err(fail(FailureKind::Unreadable(error))),
    };
    // = RFC6749-7.1-1
    // = RFC6749-5.1-4
    if !response.token_type().is_bearer() {
        return Err(fail(FailureKind::TokenType));
    }
    // = RFC6750-2.1-1
    if !response.access_token().is_bearer_safe() {
        return Err(fail(FailureKind::NotBearerSafe));
    }
    Ok(Granted {
        expires_in: response.expires_in(),
        scope: GrantedScope::new(spec.scope(), response.scope_set()),
        access_token: response.into_access_token().into_owned(),
    })
}
