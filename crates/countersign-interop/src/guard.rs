use std::error::Error;

use countersign_resource::{
    Check, Introspect, IntrospectionPolicy, Leniency, Parts, ReceivedResponse, ResourceServer, Scratch,
    TokenFormat,
};
use countersign_scope::ScopeSet;
use reqwest::blocking::Client;
use reqwest::header::CONTENT_TYPE;

use crate::now;
use crate::wire::{GuardOutcome, GuardQuestion};

/// The name of the resource server, which no authorization server here has heard of.
const AUDIENCE: &str = "https://api.example";

/// Lets a request with a token pass, or not; the guard of the question asks the server that issued the token.
pub(crate) fn ask(http: &Client, question: &GuardQuestion) -> Result<GuardOutcome, Box<dyn Error>> {
    let mut guard = ResourceServer::new(TokenFormat::Opaque(IntrospectionPolicy::new(AUDIENCE)));
    if question.without_audience {
        guard = guard.allowing(Leniency::IntrospectionWithoutAudience);
    }
    let required = ScopeSet::parse(&question.required)?;
    let credentials = format!("Bearer {}", question.token);
    let parts = Parts::new("GET", "/").header("authorization", credentials.as_bytes());
    let mut scratch = Scratch::new();
    let mut check = guard.receive(parts, now()?, &mut scratch);
    let outcome = loop {
        check = match check {
            Check::Introspect(ask) => introspect(http, question, ask)?,
            Check::LookUpKey(ask) => ask.unavailable(),
            Check::ProvePossession(ask) => ask.unproven(),
            Check::Refused(refusal) => break Err(refusal),
            Check::Verified(token) => break token.require(&required),
        };
    };
    Ok(match outcome {
        Ok(authorized) => GuardOutcome::Passed {
            client_id: authorized.facts().client_id().map(str::to_owned),
            scope: authorized.facts().scope().map(str::to_owned),
        },
        Err(refusal) => GuardOutcome::Stopped {
            status: refusal.status(),
            clause: refusal.verdict().clause().map(|clause| clause.id()),
        },
    })
}

/// Asks the authorization server, with credentials of the resource server.
fn introspect<'r>(
    http: &Client,
    question: &GuardQuestion,
    ask: Introspect<'r>,
) -> Result<Check<'r>, Box<dyn Error>> {
    let response = http
        .post(&question.url)
        .basic_auth(&question.client_id, Some(&question.client_secret))
        .header(CONTENT_TYPE, Introspect::CONTENT_TYPE)
        .body(ask.body().to_vec())
        .send()?;
    let status = response.status().as_u16();
    let content_type = response.headers().get(CONTENT_TYPE).cloned();
    let body = response.bytes()?;
    Ok(ask.answered(ReceivedResponse {
        status,
        content_type: content_type.as_ref().map(|value| value.as_bytes()),
        body: &body,
    }))
}
