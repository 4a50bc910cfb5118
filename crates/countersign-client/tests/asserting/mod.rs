//! A client that signs, a server that reads it, and the assertion between them.
#![allow(dead_code, reason = "each test uses a part")]

use std::collections::BTreeSet;
use std::sync::Arc;

use countersign_auth::{
    AssertionPolicy, AuthMethod, AuthPolicy, AuthReason, ClientRecord, Credential, ReplayKey,
};
use countersign_client::{
    Action, Algorithm, AssertionProfile, AssertionTyp, ClientAuthentication, Exchange, RequestBuffer,
    RequestBuilder, RequestSpec, SourcePolicy, TokenEndpointUrl, TokenSource,
};
use countersign_grammar::{AbsoluteUri, ClientId, Limits, UnixTime};
use countersign_jose::{HmacKey, UnverifiedJws};
use countersign_message::{AccessToken, TokenRequest};
use countersign_secret::Secret;
use countersign_server::{IssuedToken, Parts, Reason, Step, TokenEndpoint};

pub(crate) const NOW: UnixTime = UnixTime::from_secs(1_700_000_000);
pub(crate) const ISSUER: &str = "https://as.example";
pub(crate) const URL: &str = "https://as.example/token";
pub(crate) const ID: &str = "s6BhdRkqt3";
/// As long as the longest tag.
pub(crate) const SECRET: &str = "c4n4ry-0123456789-0123456789-0123456789-0123456789-0123456789-abc";
pub(crate) const ALGORITHMS: [Algorithm; 3] = [Algorithm::Hs256, Algorithm::Hs384, Algorithm::Hs512];
pub(crate) const TYPES: [AssertionTyp; 3] = [
    AssertionTyp::ClientAuthentication,
    AssertionTyp::Jwt,
    AssertionTyp::Absent,
];

pub(crate) fn uri(text: &str) -> AbsoluteUri<'static> {
    AbsoluteUri::parse(text.to_owned()).expect("a URI")
}

pub(crate) fn strict() -> AssertionProfile {
    AssertionProfile::strict(uri(ISSUER))
}

pub(crate) fn client(
    id: &str,
    secret: &[u8],
    algorithm: Algorithm,
    profile: AssertionProfile,
) -> ClientAuthentication {
    let id = ClientId::parse(id.to_owned()).expect("VSCHAR");
    ClientAuthentication::secret_jwt(id, Secret::new(secret.to_vec()), algorithm, profile)
        .expect("long enough")
}

pub(crate) fn builder(client: ClientAuthentication) -> RequestBuilder {
    RequestSpec::builder(TokenEndpointUrl::parse(URL).expect("https"), client)
}

pub(crate) fn source(client: ClientAuthentication) -> TokenSource {
    TokenSource::new(builder(client).build().expect("a request"), SourcePolicy::new())
}

#[track_caller]
pub(crate) fn started(source: &mut TokenSource, now: UnixTime) -> Exchange {
    match source.poll(now) {
        Action::Send(exchange) => exchange,
        other => panic!("no request to send but {other:?}"),
    }
}

/// The body of the first request of this client.
pub(crate) fn body(client: ClientAuthentication, entropy: u8) -> String {
    let exchange = started(&mut source(client), NOW);
    written(&exchange, entropy)
}

pub(crate) fn written(exchange: &Exchange, entropy: u8) -> String {
    let mut buffer = RequestBuffer::new();
    let http = exchange.request([entropy; 16], &mut buffer);
    assert_eq!(
        (http.method(), http.url(), http.authorization()),
        ("POST", URL, None)
    );
    http.body().to_owned()
}

/// A parameter of a body, read by the parser of the server.
pub(crate) fn parameters(body: &str) -> (Option<String>, Option<String>, Option<String>) {
    let request = TokenRequest::parse(body.as_bytes(), &Limits::DEFAULT).expect("a request");
    let text = |value: Option<countersign_message::Parameter<'_>>| {
        value.map(|value| value.text.decode().into_owned())
    };
    (
        text(request.client_id()),
        text(request.client_assertion_type()),
        text(request.client_assertion()),
    )
}

pub(crate) fn assertion(body: &str) -> String {
    parameters(body).2.expect("an assertion")
}

/// The texts of header and claims.
pub(crate) fn json(assertion: &str) -> (String, String) {
    let jws = UnverifiedJws::parse(assertion, &Limits::DEFAULT).expect("one JWT");
    let text = |octets: &[u8]| String::from_utf8(octets.to_vec()).expect("JSON");
    (text(jws.header().json()), text(jws.unverified_payload()))
}

/// A server that knows one client and remembers what it saw.
pub(crate) struct Server {
    endpoint: TokenEndpoint,
    record: Arc<ClientRecord>,
    seen: BTreeSet<ReplayKey>,
}

impl Server {
    pub(crate) fn new(policy: AssertionPolicy, id: &str, secret: &[u8], algorithm: Algorithm) -> Self {
        let key = HmacKey::new(algorithm, secret).expect("long enough");
        let record = ClientRecord::builder(id)
            .method(AuthMethod::ClientSecretJwt)
            .credential(Credential::assertion_key("one", key))
            .empty_default_scope()
            .build()
            .expect("a record");
        Self {
            endpoint: TokenEndpoint::new(AuthPolicy::new().assertions(policy)),
            record: Arc::new(record),
            seen: BTreeSet::new(),
        }
    }

    pub(crate) fn strict(algorithm: Algorithm) -> Self {
        Self::new(AssertionPolicy::strict(ISSUER), ID, SECRET.as_bytes(), algorithm)
    }

    pub(crate) fn legacy(algorithm: Algorithm) -> Self {
        Self::new(
            AssertionPolicy::legacy(ISSUER, [URL]),
            ID,
            SECRET.as_bytes(),
            algorithm,
        )
    }

    /// Nothing if a token is issued, or else why not.
    pub(crate) fn answer(&mut self, body: &str, now: UnixTime) -> Result<(), AuthReason> {
        let form = b"application/x-www-form-urlencoded";
        let parts = Parts::new("POST", "/token", body.as_bytes()).header("content-type", form);
        let mut step = self.endpoint.receive(parts, now);
        loop {
            step = match step {
                Step::LookUpClient(ask) if ask.client_id() == self.record.client_id() => {
                    ask.found(Arc::clone(&self.record))
                }
                Step::LookUpClient(ask) => ask.unknown(),
                Step::VerifySecret(ask) => ask.unavailable(),
                Step::ClaimOnce(ask) if self.seen.insert(ask.key().clone()) => ask.first_use(),
                Step::ClaimOnce(ask) => ask.seen_before(),
                Step::Authorize(ask) => ask.grant_requested(),
                Step::Issue(ask) => ask.issued(&IssuedToken::bearer(
                    AccessToken::parse("token").expect("VSCHAR"),
                    60,
                )),
                Step::Reply(reply) => {
                    let verdict = reply.verdict();
                    return match verdict.reason() {
                        None => {
                            assert_eq!(
                                (reply.status(), verdict.method()),
                                (200, Some(AuthMethod::ClientSecretJwt))
                            );
                            Ok(())
                        }
                        Some(Reason::Authentication(reason)) => {
                            assert!(
                                !verdict.is_granted() && reply.status() == 400,
                                "{}",
                                reply.status()
                            );
                            Err(reason)
                        }
                        Some(other) => panic!("{other}"),
                    };
                }
            };
        }
    }
}
