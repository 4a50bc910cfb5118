//! One exchange: from the request to the token, or to why there is none.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use countersign_client::{
    Action, Answer, Exchange, FailureKind, GrantedScope, Handled, NoAnswer, Outcome, Provider, RequestBuffer,
    RequestSpec, SourcePolicy, TokenEndpointUrl, TokenSource,
};
use countersign_grammar::{Limits, UnixTime};
use countersign_http::Octets;
use countersign_http::client::{ReqwestTransport, Transport, Unanswered, http_request};
use countersign_message::{
    AccessToken, ReceivedResponse, Response, TokenResponse, Tolerances, parse_response_with,
};
use countersign_scope::ScopeSet;
use hyper::{Request, Response as Http};
use tokio::time::timeout;

use super::failure;
use super::mask::Known;
use super::transcript;
use crate::exit::Failure;

/// How requests are carried, and what is shown of them.
pub(super) struct Line {
    pub(super) known: Known,
    pub(super) verbose: bool,
    pub(super) timeout: Duration,
}

impl Line {
    /// Sends one request, once, to this place. A redirect is an answer.
    pub(super) async fn send(
        &self,
        to: &TokenEndpointUrl,
        longest: usize,
        request: Request<Octets>,
    ) -> Result<Http<Octets>, Failure> {
        if self.verbose {
            transcript::request(&self.known, &request)?;
        }
        let transport = ReqwestTransport::new(to)
            .map_err(Failure::environment)?
            .longest_answer(longest);
        let answered = match timeout(self.timeout, transport.send(request)).await {
            Ok(answered) => answered,
            Err(_) => Err(Unanswered::new(NoAnswer::TimedOut)),
        };
        let answer = answered.map_err(|unanswered| failure::unanswered(&unanswered, &self.known))?;
        if self.verbose {
            transcript::response(&self.known, &answer)?;
        }
        Ok(answer)
    }
}

/// What was granted.
pub(super) struct Granted {
    pub(super) access_token: AccessToken<'static>,
    pub(super) token_type: String,
    pub(super) expires_in: Option<u64>,
    pub(super) asked: ScopeSet,
    pub(super) scope: GrantedScope,
    pub(super) tolerated: Tolerances,
}

/// Asks once. A token is a token if the token source says so, or the profile of the provider.
pub(super) async fn get(
    spec: RequestSpec,
    provider: Option<&'static Provider>,
    line: &Line,
) -> Result<Granted, Failure> {
    let (endpoint, asked, tolerances) = (spec.endpoint().clone(), spec.scope().clone(), spec.tolerances());
    let mut source = TokenSource::new(spec, SourcePolicy::new());
    let Action::Send(exchange) = source.poll(now()) else {
        return Err(Failure::environment("a new token source did not want to send"));
    };
    let http = line
        .send(&endpoint, Limits::DEFAULT.body, written(&exchange)?)
        .await?;
    let status = http.status().as_u16();
    let body = http.body().expose();
    let mut answer = Answer::new(status, body);
    for (name, value) in http.headers() {
        answer = answer.header(name.as_str(), value.as_bytes());
    }
    let received = ReceivedResponse {
        status,
        content_type: failure::content_type(&http),
        body,
    };
    let read = parse_response_with(received, tolerances, &Limits::DEFAULT);
    let grant = |response: TokenResponse<'_>, tolerated| Granted {
        token_type: response.token_type().as_str().to_owned(),
        expires_in: response.expires_in(),
        scope: GrantedScope::new(&asked, response.scope_set()),
        asked: asked.clone(),
        access_token: response.into_access_token().into_owned(),
        tolerated,
    };
    let refusal = match source.handle(exchange, Outcome::Answered(answer), now(), 0) {
        Handled::Granted(_) => None,
        Handled::Failed(why) => Some(why),
        Handled::Ignored => return Err(Failure::environment("a token source did not know its exchange")),
    };
    let Some(why) = refusal else {
        return match read.map(|read| (read.used(), read.into_value())) {
            Ok((tolerated, Response::Success(response))) => Ok(grant(response, tolerated)),
            _ => Err(Failure::environment("two readings of one answer differ")),
        };
    };
    // What is a bearer token at this provider, though not by the book.
    let odd = matches!(why.kind(), FailureKind::TokenType | FailureKind::NotBearerSafe);
    match (read.map(|read| (read.used(), read.into_value())), provider) {
        (Ok((tolerated, Response::Success(response))), Some(provider))
            if odd
                && provider.takes_for_bearer(response.token_type())
                && provider.carries(response.access_token()) =>
        {
            Ok(grant(response, tolerated))
        }
        (Ok((_, Response::Error(error))), _) if matches!(why.kind(), FailureKind::Refused(_)) => {
            Err(failure::refused(why, Some(&error), &line.known))
        }
        _ => Err(failure::of(why, &http, tolerances, &line.known)),
    }
}

fn written(exchange: &Exchange) -> Result<Request<Octets>, Failure> {
    // The methods of this command present a secret and sign nothing: they need no entropy.
    http_request(exchange.request([0; 16], &mut RequestBuffer::new()))
        .map_err(|_| Failure::usage("the address is one that cannot be asked over HTTP"))
}

fn now() -> UnixTime {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    UnixTime::from_secs(since.as_secs())
}
