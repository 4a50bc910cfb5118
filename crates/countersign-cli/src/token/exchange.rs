//! One exchange: from the request to the token, or to why there is none.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use countersign_client::{
    Action, Answer, Exchange, FailureKind, Handled, NoAnswer, Outcome, RequestBuffer, RequestSpec,
    SourcePolicy, Token, TokenEndpointUrl, TokenSource,
};
use countersign_grammar::{Limits, UnixTime};
use countersign_http::Octets;
use countersign_http::client::{ReqwestTransport, Transport, Unanswered, http_request};
use countersign_message::{ReceivedResponse, Response, TokenRequest, Tolerances, parse_response_with};
use countersign_scope::ScopeSet;
use hyper::{Request, Response as Http};
use tokio::time::timeout;
use zeroize::Zeroizing;

use super::failure;
use super::mask::Known;
use super::transcript;
use crate::exit::Failure;
use crate::serve::entropy;

/// How requests are carried, and what is shown of them.
pub(super) struct Line {
    pub(super) known: Known,
    pub(super) verbose: bool,
    pub(super) timeout: Duration,
}

impl Line {
    /// Sends one request, once, to this place, which is called so if nobody is there. A redirect is an answer.
    pub(super) async fn send(
        &self,
        to: &TokenEndpointUrl,
        called: &str,
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
        let answer = answered.map_err(|unanswered| failure::unanswered(&unanswered, called, &self.known))?;
        if self.verbose {
            transcript::response(&self.known, &answer)?;
        }
        Ok(answer)
    }
}

/// What was granted.
pub(super) struct Granted {
    pub(super) token: Arc<Token>,
    pub(super) token_type: String,
    pub(super) expires_in: Option<u64>,
    pub(super) asked: ScopeSet,
    pub(super) tolerated: Tolerances,
}

/// Asks once. Whether there is a token is up to the token source; what else the answer says is read beside it.
pub(super) async fn get(spec: RequestSpec, line: &mut Line) -> Result<Granted, Failure> {
    let (endpoint, asked, tolerances) = (spec.endpoint().clone(), spec.scope().clone(), spec.tolerances());
    let mut source = TokenSource::new(spec, SourcePolicy::new());
    let Action::Send(exchange) = source.poll(now()) else {
        return Err(Failure::environment("a new token source did not want to send"));
    };
    let request = written(&exchange)?;
    if let Some(assertion) = assertion(request.body()) {
        line.known.learn(&assertion);
    }
    let http = line
        .send(&endpoint, "the token endpoint", Limits::DEFAULT.body, request)
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
    let read = parse_response_with(received, tolerances, &Limits::DEFAULT)
        .map(|read| (read.used(), read.into_value()));
    match (source.handle(exchange, Outcome::Answered(answer), now(), 0), read) {
        (Handled::Granted(token), Ok((tolerated, Response::Success(response)))) => Ok(Granted {
            token: Arc::clone(token),
            token_type: response.token_type().as_str().to_owned(),
            expires_in: response.expires_in(),
            asked,
            tolerated,
        }),
        (Handled::Failed(why), Ok((_, Response::Error(error))))
            if matches!(why.kind(), FailureKind::Refused(_)) =>
        {
            Err(failure::refused(why, &error, &line.known))
        }
        (Handled::Failed(why), _) => Err(failure::of(why, &http, tolerances, &line.known)),
        (Handled::Granted(_) | Handled::Ignored, _) => Err(Failure::environment(
            "a token source and this command read one answer differently",
        )),
    }
}

fn written(exchange: &Exchange) -> Result<Request<Octets>, Failure> {
    let entropy =
        entropy::draw().map_err(|_| Failure::environment("this machine has no random numbers to give"))?;
    http_request(exchange.request(entropy, &mut RequestBuffer::new()))
        .map_err(|_| Failure::usage("the address is one that cannot be asked over HTTP"))
}

/// The assertion of a request: a credential until somebody accepts it, which a refusal does not.
// = COUNTERSIGN-SECRET-1
fn assertion(body: &Octets) -> Option<Zeroizing<String>> {
    let request = TokenRequest::parse(body.expose(), &Limits::DEFAULT).ok()?;
    let assertion = request.client_assertion()?.text.decode();
    Some(Zeroizing::new(assertion.into_owned()))
}

fn now() -> UnixTime {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    UnixTime::from_secs(since.as_secs())
}
