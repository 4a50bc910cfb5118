use std::sync::Arc;

use arbitrary::{Arbitrary, Unstructured};
use countersign_auth::{AuthMethod, AuthPolicy, ChosenHash, ChosenSecrets, ClientRecord, Credential};
use countersign_grammar::form::{self, EscapeSet};
use countersign_grammar::{UnixTime, basic};
use countersign_message::AccessToken;
use countersign_scope::{RegisteredScope, ScopeSet, Strategy};
use countersign_secret::{GeneratedSecret, Secret, SecretDigest};
use countersign_server::phase::Phase;
use countersign_server::{Denial, IssuedToken, Parts, Step, TokenEndpoint};

const NOW: UnixTime = UnixTime::from_secs(1_700_000_000);
const FORM: &[u8] = b"application/x-www-form-urlencoded";

/// A request and the answers of a host.
#[derive(Arbitrary, Debug)]
struct Exchange<'a> {
    slow: bool,
    registered_basic: bool,
    registered_post: bool,
    window_open: bool,
    chosen: bool,
    grant_allowed: bool,
    default_scope: bool,
    requests: Vec<Request<'a>>,
}

#[derive(Arbitrary, Debug)]
struct Request<'a> {
    method: Option<&'a str>,
    target: Option<&'a str>,
    content_type: Option<&'a [u8]>,
    credentials: Credentials<'a>,
    scope: Option<&'a str>,
    raw_tail: &'a [u8],
    answers: Vec<Answer>,
}

#[derive(Arbitrary, Debug)]
enum Credentials<'a> {
    None,
    Basic { right_id: bool, right_secret: bool },
    Post { right_id: bool, right_secret: bool },
    Both,
    Field(&'a [u8]),
}

#[derive(Arbitrary, Debug, Clone, Copy)]
enum Answer {
    Yes,
    No,
    Unavailable,
    Foreign,
}

/// Every move is in the table, every exchange ends within five moves, and a token comes out only for the right secret,
/// by a registered method, in its time, after a host's grant, with a scope within the registration.
pub fn server_operations(data: &[u8]) {
    let Ok(exchange) = Exchange::arbitrary_take_rest(Unstructured::new(data)) else {
        return;
    };
    let mut policy = AuthPolicy::new();
    if exchange.slow {
        policy = policy.chosen_secrets(ChosenSecrets::new(ChosenHash::new("decoy")));
    }
    let endpoint = TokenEndpoint::new(policy);
    let ours = record("abc", &exchange);
    let foreign = record("xyz", &exchange);
    for request in exchange.requests.iter().take(4) {
        run(&endpoint, &exchange, request, &ours, &foreign);
    }
}

fn record(id: &str, exchange: &Exchange<'_>) -> Arc<ClientRecord> {
    let secret = GeneratedSecret::asserted_by_caller(Secret::from("secret".to_owned())).expect("not empty");
    let until = if exchange.window_open { UnixTime::MAX } else { NOW };
    let mut builder = ClientRecord::builder(id)
        .credential(Credential::generated("one", SecretDigest::sha256(&secret)).valid_until(until))
        .scope(RegisteredScope::new(
            ScopeSet::parse("read write").expect("scope"),
            Strategy::Exact,
        ));
    for (registered, method) in [
        (exchange.registered_basic, AuthMethod::ClientSecretBasic),
        (exchange.registered_post, AuthMethod::ClientSecretPost),
    ] {
        if registered {
            builder = builder.method(method);
        }
    }
    if exchange.chosen {
        builder = builder.credential(Credential::chosen("two", ChosenHash::new("slow")));
    }
    if !exchange.grant_allowed {
        builder = builder.forbid_client_credentials();
    }
    if exchange.default_scope {
        builder = builder.default_scope(ScopeSet::parse("read").expect("scope"));
    }
    Arc::new(builder.build().expect("a sound record"))
}

fn run(
    endpoint: &TokenEndpoint,
    exchange: &Exchange<'_>,
    request: &Request<'_>,
    ours: &Arc<ClientRecord>,
    foreign: &Arc<ClientRecord>,
) {
    let mut pairs = vec![("grant_type", "client_credentials")];
    if let Some(scope) = request.scope {
        pairs.push(("scope", scope));
    }
    let id = |right: bool| if right { "abc" } else { "abd" };
    let secret = |right: bool| if right { "secret" } else { "wrong" };
    let field = |id: &str, secret: &str| {
        basic::encode(id, secret, basic::BasicEscape::default())
            .expect("encodable")
            .into_bytes()
    };
    let mut authorization = None;
    match request.credentials {
        Credentials::None => {}
        Credentials::Basic {
            right_id,
            right_secret,
        } => authorization = Some(field(id(right_id), secret(right_secret))),
        Credentials::Post {
            right_id,
            right_secret,
        } => {
            pairs.push(("client_id", id(right_id)));
            pairs.push(("client_secret", secret(right_secret)));
        }
        Credentials::Both => {
            authorization = Some(field("abc", "secret"));
            pairs.push(("client_secret", "secret"));
        }
        Credentials::Field(field) => authorization = Some(field.to_vec()),
    }
    let mut body = form::serialize(pairs, EscapeSet::Whatwg).into_bytes();
    body.extend_from_slice(request.raw_tail);
    let mut parts = Parts::new(
        request.method.unwrap_or("POST"),
        request.target.unwrap_or("/token"),
        &body,
    )
    .header("content-type", request.content_type.unwrap_or(FORM));
    if let Some(field) = &authorization {
        parts = parts.header("authorization", field);
    }

    let mut answers = request
        .answers
        .iter()
        .copied()
        .chain(std::iter::repeat(Answer::Yes));
    let mut answer = || answers.next().unwrap_or(Answer::Yes);
    let mut step = endpoint.receive(parts, NOW);
    let mut phase = Phase::Received;
    let mut verified_outside = false;
    let mut granted_by_host = false;
    let mut right_record = false;
    for _ in 0..5 {
        assert_eq!(
            phase.after(step.event()),
            Some(step.phase()),
            "{phase:?} on {:?}",
            step.event()
        );
        phase = step.phase();
        step = match step {
            Step::LookUpClient(ask) => match answer() {
                Answer::Yes => {
                    right_record = ask.client_id() == "abc";
                    ask.found(Arc::clone(ours))
                }
                Answer::Foreign => ask.found(Arc::clone(foreign)),
                Answer::No => ask.unknown(),
                Answer::Unavailable => ask.unavailable(),
            },
            Step::VerifySecret(ask) => {
                let candidate = ask.candidates().next().expect("a hash to try").0;
                match answer() {
                    Answer::Yes | Answer::Foreign => {
                        verified_outside = true;
                        ask.matches(candidate)
                    }
                    Answer::No => ask.differs(),
                    Answer::Unavailable => ask.unavailable(),
                }
            }
            Step::ClaimOnce(ask) => match answer() {
                Answer::Yes => ask.first_use(),
                Answer::Foreign | Answer::No => ask.seen_before(),
                Answer::Unavailable => ask.unavailable(),
            },
            Step::Authorize(ask) => {
                let scope = ask.requested().scope();
                assert!(scope.is_subset(&ScopeSet::parse("read write").expect("scope")));
                match answer() {
                    Answer::Yes => {
                        granted_by_host = true;
                        ask.grant_requested()
                    }
                    Answer::Foreign => {
                        granted_by_host = true;
                        ask.narrow(&ScopeSet::parse("read admin").expect("scope"))
                    }
                    Answer::No => ask.deny(Denial::Client),
                    Answer::Unavailable => ask.unavailable(),
                }
            }
            Step::Issue(ask) => match answer() {
                Answer::Yes | Answer::Foreign => {
                    let token = AccessToken::parse("token").expect("VSCHAR");
                    ask.issued(&IssuedToken::bearer(token, 60))
                }
                Answer::No | Answer::Unavailable => ask.unavailable(),
            },
            Step::Reply(reply) => {
                assert!(phase.is_final());
                let json: serde_json::Value = serde_json::from_slice(reply.body()).expect("JSON");
                if reply.status() == 200 {
                    assert_eq!((phase, &json["access_token"]), (Phase::Granted, &"token".into()));
                    assert!(granted_by_host && right_record && exchange.grant_allowed);
                    let verdict = reply.verdict();
                    let registered = match verdict.method().expect("authenticated") {
                        AuthMethod::ClientSecretBasic => exchange.registered_basic,
                        AuthMethod::ClientSecretPost => exchange.registered_post,
                        _ => false,
                    };
                    assert!(registered, "a method that is not registered");
                    match verdict.credential() {
                        Some("one") => assert!(exchange.window_open, "out of its time"),
                        Some("two") => assert!(exchange.slow && exchange.chosen && verified_outside),
                        other => panic!("no such credential: {other:?}"),
                    }
                    match request.credentials {
                        Credentials::Basic {
                            right_id,
                            right_secret,
                        }
                        | Credentials::Post {
                            right_id,
                            right_secret,
                        } => {
                            assert!(right_id && (right_secret || verified_outside));
                        }
                        Credentials::Field(_) => {}
                        // The arbitrary end of the body can hold the one parameter that is missing.
                        Credentials::None => assert!(!request.raw_tail.is_empty()),
                        Credentials::Both => panic!("two methods in one request"),
                    }
                } else {
                    assert_eq!(phase, Phase::Refused);
                    assert!(json["access_token"].is_null() && json["error"].is_string());
                    assert!(reply.verdict().clause().is_some());
                    assert_eq!(reply.status() == 401, reply.header("www-authenticate").is_some());
                }
                return;
            }
        };
    }
    assert!(matches!(step, Step::Reply(_)), "no reply after five moves");
}
