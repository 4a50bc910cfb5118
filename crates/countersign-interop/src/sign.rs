use std::error::Error;

use countersign_client::{
    Algorithm, AssertionProfile, AssertionTyp, ClientAuthentication, NoAnswer, RequestSpec, SourcePolicy,
    TokenEndpointUrl,
};
use countersign_grammar::{AbsoluteUri, ClientId};
use countersign_http::Octets;
use countersign_http::client::{ReqwestTransport, SharedSource, Transport, Unanswered};
use countersign_scope::ScopeSet;
use countersign_secret::Secret;
use http::{Request, Response, StatusCode};

use crate::ask::outcome;
use crate::wire::{Audience, Outcome, SigningQuestion, Typ};

/// Lets a token source of its own sign one request, and send it as often as the question says.
pub(crate) async fn ask(question: &SigningQuestion) -> Result<Outcome, Box<dyn Error>> {
    let url = TokenEndpointUrl::parse_allowing_loopback_http(question.url.as_str())?;
    let transport = ReqwestTransport::new(&url)?;
    let profile = match question.audience.clone() {
        Audience::Issuer(issuer) => AssertionProfile::strict(AbsoluteUri::parse(issuer)?),
        Audience::Endpoint(url) => AssertionProfile::legacy(AbsoluteUri::parse(url)?),
    };
    let profile = profile.typed(match question.typ {
        Typ::Explicit => AssertionTyp::ClientAuthentication,
        Typ::Jwt => AssertionTyp::Jwt,
        Typ::Absent => AssertionTyp::Absent,
    });
    let algorithm = Algorithm::from_name(&question.algorithm).ok_or("no such algorithm")?;
    let id = ClientId::parse(question.client_id.clone())?;
    let secret = Secret::from(question.client_secret.clone());
    let client = ClientAuthentication::secret_jwt(id, secret, algorithm, profile)?;
    let request = RequestSpec::builder(url, client)
        .scope(ScopeSet::parse(&question.scope)?)
        .build()?;
    let source = SharedSource::builder(request, SourcePolicy::new()).failing_fast();
    if question.again {
        outcome(source.build_over(Twice(transport))).await
    } else {
        outcome(source.build_over(transport)).await
    }
}

/// Sends each request twice, octet for octet. The answer is the second one; there is none unless the first was a success.
struct Twice(ReqwestTransport);

impl Transport for Twice {
    async fn send(&self, request: Request<Octets>) -> Result<Response<Octets>, Unanswered> {
        let (parts, body) = request.into_parts();
        let once = Request::from_parts(parts.clone(), Octets::from(body.expose().to_vec()));
        let first = self.0.send(once).await?;
        if first.status() != StatusCode::OK {
            return Err(Unanswered::new(NoAnswer::Broken));
        }
        self.0.send(Request::from_parts(parts, body)).await
    }
}
