use std::error::Error;

use countersign_client::{
    ClientAuthentication, FailureKind, RequestBuilder, RequestSpec, ScopeComparison, SecretPlacement,
    SourcePolicy, Token, TokenEndpointUrl,
};
use countersign_grammar::ClientId;
use countersign_grammar::basic::BasicEscape;
use countersign_grammar::form::EscapeSet;
use countersign_http::client::{SharedSource, Transport};
use countersign_scope::ScopeSet;
use countersign_secret::Secret;

use crate::wire::{Outcome, Placement, Question};

/// Lets a token source of its own send one request.
pub(crate) async fn ask(question: &Question) -> Result<Outcome, Box<dyn Error>> {
    let request = match request(question)?.build() {
        Ok(request) => request,
        Err(error) => return Ok(Outcome::Unasked(error.clause().id())),
    };
    let source = SharedSource::builder(request, SourcePolicy::new())
        .failing_fast()
        .build()?;
    outcome(source).await
}

/// What comes of the one request of a source.
pub(crate) async fn outcome<T: Transport>(source: SharedSource<T>) -> Result<Outcome, Box<dyn Error>> {
    let error = match source.token().await {
        Ok(token) => return Ok(granted(&token)),
        Err(error) => error,
    };
    // A failure without a status is no answer.
    let Some((failure, status)) = error
        .failure()
        .and_then(|failure| Some((failure, failure.status()?)))
    else {
        return Err(error.into());
    };
    Ok(match failure.kind() {
        FailureKind::Refused(error) => Outcome::Refused { status, error },
        _ => Outcome::Misunderstood(failure.to_string()),
    })
}

fn request(question: &Question) -> Result<RequestBuilder, Box<dyn Error>> {
    let url = TokenEndpointUrl::parse_allowing_loopback_http(question.url.as_str())?;
    let placement = match question.placement {
        Placement::Form => SecretPlacement::Basic(BasicEscape::Form(EscapeSet::Whatwg)),
        Placement::Minimal => SecretPlacement::Basic(BasicEscape::Form(EscapeSet::Minimal)),
        Placement::Raw => SecretPlacement::Basic(BasicEscape::Raw),
        Placement::Body => SecretPlacement::Body,
    };
    let id = ClientId::parse(question.client_id.clone())?;
    let secret = Secret::from(question.client_secret.clone());
    let mut client = ClientAuthentication::secret(id, secret, placement);
    if question.beyond_vschar {
        client = client.allowing_secret_beyond_vschar();
    }
    let mut request = RequestSpec::builder(url, client);
    if let Some(scope) = &question.scope {
        request = request.scope(ScopeSet::parse(scope)?);
    }
    Ok(request)
}

fn granted(token: &Token) -> Outcome {
    let scope = token.scope();
    Outcome::Granted {
        access_token: token.access_token().expose().to_owned(),
        scope: scope.stated().map(ToString::to_string),
        comparison: match scope.comparison() {
            ScopeComparison::Same => "same",
            ScopeComparison::Narrowed => "narrowed",
            ScopeComparison::Widened => "widened",
            ScopeComparison::Unknown => "unknown",
        },
    }
}
