use std::error::Error;

use countersign_client::{
    Action, Answer, ClientAuthentication, FailureKind, Handled, RequestBuffer, RequestBuilder, RequestSpec,
    ScopeComparison, SecretPlacement, SourcePolicy, Token, TokenEndpointUrl, TokenSource,
};
use countersign_grammar::ClientId;
use countersign_grammar::basic::BasicEscape;
use countersign_grammar::form::EscapeSet;
use countersign_scope::ScopeSet;
use countersign_secret::Secret;
use reqwest::blocking::{Client, Response};

use crate::now;
use crate::wire::{Outcome, Placement, Question};

/// Lets a token source of its own send one request.
pub(crate) fn ask(http: &Client, question: &Question) -> Result<Outcome, Box<dyn Error>> {
    let request = match request(question)?.build() {
        Ok(request) => request,
        Err(error) => return Ok(Outcome::Unasked(error.clause().id())),
    };
    let mut source = TokenSource::new(request, SourcePolicy::new());
    let Action::Send(exchange) = source.poll(now()?) else {
        return Err("a new source does not send".into());
    };
    let mut buffer = RequestBuffer::new();
    // The methods here sign nothing, and nobody else is told when to come back.
    let response = send(http, &exchange.request([0; 16], &mut buffer))?;
    let (head, status) = (response.headers().clone(), response.status().as_u16());
    let body = response.bytes()?;
    let fields = head.iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
    let answer = fields.fold(Answer::new(status, &body), |answer, (name, value)| {
        answer.header(name, value)
    });
    let outcome = countersign_client::Outcome::Answered(answer);
    Ok(match source.handle(exchange, outcome, now()?, 0) {
        Handled::Granted(token) => granted(token),
        Handled::Failed(failure) => match failure.kind() {
            FailureKind::Refused(error) => Outcome::Refused { status, error },
            _ => Outcome::Misunderstood(failure.to_string()),
        },
        Handled::Ignored => return Err("the source ignores the answer".into()),
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

fn send(http: &Client, request: &countersign_client::HttpRequest<'_>) -> reqwest::Result<Response> {
    let mut sent = http.post(request.url()).body(request.body().to_owned());
    for (name, value) in request.headers() {
        sent = sent.header(name, value);
    }
    sent.send()
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
