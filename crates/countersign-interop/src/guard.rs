use std::error::Error;
use std::time::{SystemTime, UNIX_EPOCH};

use countersign_client::TokenEndpointUrl;
use countersign_grammar::UnixTime;
use countersign_grammar::basic::{self, BasicEscape};
use countersign_http::Octets;
use countersign_http::client::{ReqwestTransport, Transport};
use countersign_resource::{
    Check, Introspect, IntrospectionPolicy, Leniency, Parts, ReceivedResponse, ResourceServer, Scratch,
    TokenFormat,
};
use countersign_scope::ScopeSet;
use http::Request;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};

use crate::wire::{GuardOutcome, GuardQuestion};

/// The name of the resource server, which no authorization server here has heard of.
const AUDIENCE: &str = "https://api.example";

/// Lets a request with a token pass, or not; the guard of the question asks the server that issued the token.
pub(crate) async fn ask(question: &GuardQuestion) -> Result<GuardOutcome, Box<dyn Error>> {
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
            Check::Introspect(ask) => introspect(question, ask).await?,
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
async fn introspect<'r>(question: &GuardQuestion, ask: Introspect<'r>) -> Result<Check<'r>, Box<dyn Error>> {
    let url = TokenEndpointUrl::parse_allowing_loopback_http(question.url.as_str())?;
    let credentials = basic::encode(&question.client_id, &question.client_secret, BasicEscape::Raw)?;
    let request = Request::post(url.as_str())
        .header(CONTENT_TYPE, Introspect::CONTENT_TYPE)
        .header(AUTHORIZATION, credentials)
        .body(Octets::from(ask.body().to_vec()))?;
    let response = ReqwestTransport::new(&url)?.send(request).await?;
    Ok(ask.answered(ReceivedResponse {
        status: response.status().as_u16(),
        content_type: response.headers().get(CONTENT_TYPE).map(HeaderValue::as_bytes),
        body: response.body().expose(),
    }))
}

fn now() -> Result<UnixTime, Box<dyn Error>> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH)?;
    Ok(UnixTime::from_secs(since.as_secs()))
}
