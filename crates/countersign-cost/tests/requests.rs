//! Allocations and blocks of SHA-256 of the hot paths, to the last one.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use countersign_auth::{AuthMethod, AuthPolicy, Claimant, ClientRecord, Credential, HeldRecord};
use countersign_bench::allocations_of;
use countersign_grammar::basic::{self, BasicEncoding};
use countersign_grammar::{Limits, UnixTime};
use countersign_jose::{Algorithm, HmacKey};
use countersign_message::TokenRequest;
use countersign_scope::{RegisteredScope, ScopeSet, Strategy};
use countersign_secret::{GeneratedSecret, Pepper, Secret, SecretDigest, count};
use countersign_server::jwt::{CompactText, JwtAccessTokens, PreparedClient, TokenProfile};
use countersign_server::{Answers, Grant, IssuedToken, Parts, Step, TokenEndpoint, Unavailable};

/// Blocks are counted for the whole process, so that one test at a time may compress any.
fn alone() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

fn allocations(run: impl FnOnce()) -> u64 {
    allocations_of(run).count
}

#[test]
fn the_counters_count() {
    let _alone = alone();
    assert_eq!(allocations(|| drop(Box::new(7_u8))), 1);
    assert_eq!(
        allocations(|| {
            let mut octets = vec![1_u8, 2];
            octets.reserve(1_000);
        }),
        2
    );
    let before = count::blocks();
    let _ = countersign_secret::sha256(&[0; 55]);
    assert_eq!(count::blocks() - before, 1);
    let _ = countersign_secret::sha256(&[0; 56]);
    assert_eq!(count::blocks() - before, 3);
}

#[test]
fn a_body_is_read_without_an_allocation() {
    const BODY: &[u8] = b"grant_type=client_credentials&client_id=s6BhdRkqt3&client_secret=7Fjfp0ZBr1KtDRbnfVdmIw&scope=read+write+delete&a=1&b=2";
    let asked = allocations(|| {
        let request = TokenRequest::parse(BODY, &Limits::DEFAULT).expect("sound");
        assert!(request.scope().is_some());
    });
    assert_eq!(asked, 0);
    assert_eq!(
        allocations(|| assert!(TokenRequest::parse(b"a=1&a=2", &Limits::DEFAULT).is_err())),
        0
    );
}

#[test]
fn basic_credentials_are_read_without_an_allocation() {
    for field in [
        &b"Basic czZCaGRSa3F0MzpnWDFmQmF0M2JW"[..],
        b"Basic YSUyMGI6YyUyMGQ=",
    ] {
        let asked = allocations(|| {
            let mut buffer = [0; 64];
            let credentials = basic::parse_field(field, BasicEncoding::Form, &mut buffer).expect("sound");
            assert!(credentials.is_some_and(|both| !both.password().is_empty()));
        });
        assert_eq!(asked, 0);
    }
}

#[test]
fn a_scope_is_checked_without_an_allocation() {
    let registered = registered();
    let asked = allocations(|| {
        let selection = registered
            .evaluate("read delete reports:read orders:read", 128)
            .expect("registered");
        assert_eq!(selection.len(), 4);
        assert!(registered.evaluate("read other", 128).is_err());
    });
    assert_eq!(asked, 0);
}

const REGISTERED: &str = "read write delete admin openid profile email address phone offline_access orders:read \
                          orders:write invoices:read invoices:write users:read users:write reports:read metrics:read \
                          webhooks:manage audit:read";

fn registered() -> RegisteredScope {
    RegisteredScope::new(ScopeSet::parse(REGISTERED).expect("sound"), Strategy::Exact)
}

const SECRET: &str = "7Fjfp0ZBr1KtDRbnfVdmIw";

/// An endpoint with one client, as in the benchmark.
struct Host {
    endpoint: TokenEndpoint,
    record: Arc<ClientRecord>,
    tokens: JwtAccessTokens,
    prepared: Option<PreparedClient>,
    /// With the scope that it usually asks for.
    usual: Option<PreparedClient>,
    token: CompactText,
}

impl Host {
    fn new(id: &str, pepper: Option<&Secret>) -> Self {
        let pepper = || pepper.map(|key| Pepper::new(key).expect("long enough"));
        let secret = GeneratedSecret::asserted_by_caller(Secret::from(SECRET.to_owned())).expect("not empty");
        let digest = match pepper() {
            Some(pepper) => SecretDigest::hmac_sha256(&pepper, &secret),
            None => SecretDigest::sha256(&secret),
        };
        let record = ClientRecord::builder(id)
            .method(AuthMethod::ClientSecretBasic)
            .method(AuthMethod::ClientSecretPost)
            .credential(Credential::generated("first", digest))
            .scope(registered())
            .build()
            .expect("sound");
        let record = Arc::new(record);
        let key = HmacKey::new(Algorithm::Hs256, &[7; 32]).expect("long enough");
        let tokens = JwtAccessTokens::new(
            "https://as.example.com",
            "https://api.example.com",
            key,
            TokenProfile::Jwt,
        );
        let policy = match pepper() {
            Some(pepper) => AuthPolicy::new().pepper(pepper),
            None => AuthPolicy::new(),
        };
        Self {
            endpoint: TokenEndpoint::new(policy),
            prepared: tokens.prepare(Arc::clone(&record)),
            usual: tokens.prepare_for(
                Arc::clone(&record),
                &ScopeSet::parse("read write delete").expect("sound"),
            ),
            record,
            tokens,
            token: CompactText::with_capacity(1024),
        }
    }

    /// The same for a client that is prepared with the scope it asks for.
    fn cost_of_usual(&mut self, authorization: Option<&str>, body: &str, buffer: Vec<u8>) -> (u64, usize) {
        std::mem::swap(&mut self.prepared, &mut self.usual);
        let cost = self.cost(authorization, body, buffer, true);
        std::mem::swap(&mut self.prepared, &mut self.usual);
        cost
    }

    /// What one request for three scope tokens asks of the allocator and how many blocks it compresses.
    fn cost(
        &mut self,
        authorization: Option<&str>,
        body: &str,
        buffer: Vec<u8>,
        prepared: bool,
    ) -> (u64, usize) {
        let before = count::blocks();
        let mut issued = false;
        let mut kept = None;
        let asked = allocations(|| {
            let mut parts = Parts::new("POST", "/token", body.as_bytes())
                .header("content-type", b"application/x-www-form-urlencoded");
            if let Some(field) = authorization {
                parts = parts.header("authorization", field.as_bytes());
            }
            let mut step = self
                .endpoint
                .receive_into(parts, UnixTime::from_secs(1_700_000_000), buffer);
            let reply = loop {
                step = match step {
                    Step::LookUpClient(ask) if ask.client_id() == self.record.client_id() => {
                        ask.found(Arc::clone(&self.record))
                    }
                    Step::LookUpClient(ask) => ask.unknown(),
                    Step::VerifySecret(ask) => ask.unavailable(),
                    Step::ClaimOnce(ask) => ask.unavailable(),
                    Step::Authorize(ask) => ask.grant_requested(),
                    Step::Issue(ask) => {
                        let minted = match &self.prepared {
                            Some(client) if prepared => {
                                self.tokens
                                    .mint_prepared(client, ask.grant(), [7; 16], &mut self.token)
                            }
                            _ => self.tokens.mint(ask.grant(), [7; 16], &mut self.token),
                        };
                        ask.issued(&minted.expect("not empty"))
                    }
                    Step::Reply(reply) => break reply,
                };
            };
            issued = reply.verdict().is_granted();
            // Freeing is not counted, but what is kept was asked for here.
            kept = Some(reply.into_body());
        });
        assert_eq!(
            issued,
            kept.is_some_and(|body| body.starts_with(b"{\"access_token\""))
        );
        assert!(issued || body.contains("wrong") || authorization.is_some_and(|field| field == WRONG));
        (asked, count::blocks() - before)
    }
}

/// Whoever answers at once.
struct AtOnce<'h, 'r> {
    tokens: &'h JwtAccessTokens,
    record: &'r ClientRecord,
    token: &'h mut CompactText,
}

impl<'r> Answers<'r> for AtOnce<'_, 'r> {
    fn look_up(&mut self, client: &Claimant<'_>) -> Result<Option<HeldRecord<'r>>, Unavailable> {
        Ok((client.client_id() == self.record.client_id()).then_some(self.record.into()))
    }

    fn issue(&mut self, grant: &Grant<'_>) -> Result<IssuedToken<'_>, Unavailable> {
        let minted = self.tokens.mint(grant, [7; 16], self.token);
        minted.map_err(|_| Unavailable)
    }
}

impl Host {
    /// The same, answered at once.
    fn cost_at_once(&mut self, field: &str, buffer: Vec<u8>) -> (u64, usize) {
        let (endpoint, record) = (&self.endpoint, &*self.record);
        let mut host = AtOnce {
            tokens: &self.tokens,
            record,
            token: &mut self.token,
        };
        let before = count::blocks();
        let mut kept = None;
        let asked = allocations(|| {
            let parts = Parts::new("POST", "/token", SCOPE.as_bytes())
                .header("content-type", b"application/x-www-form-urlencoded")
                .header("authorization", field.as_bytes());
            kept = Some(endpoint.answer(parts, UnixTime::from_secs(1_700_000_000), buffer, &mut host));
        });
        let granted = kept.is_some_and(|reply| reply.verdict().is_granted());
        assert_eq!(granted, field != WRONG);
        (asked, count::blocks() - before)
    }
}

const WRONG: &str = "Basic Y2xpZW50LTAwMDA3Ondyb25n";
const SCOPE: &str = "grant_type=client_credentials&scope=read+write+delete";

fn basic(id: &str) -> String {
    basic::encode(id, SECRET, basic::BasicEscape::default()).expect("encodable")
}

#[test]
fn a_token_costs_one_allocation_and_seven_blocks() {
    let _alone = alone();
    for id in ["client-00007", "0b8a2f2e-6f0e-4e0c-9c56-0d4b2b6c9a11"] {
        let mut host = Host::new(id, None);
        let field = basic(id);
        let post = format!("{SCOPE}&client_id={id}&client_secret={SECRET}");
        // The longer identifier, twice in the claims, is one block more.
        let more = usize::from(id.len() > 12);
        for (authorization, body) in [(Some(field.as_str()), SCOPE), (None, post.as_str())] {
            assert_eq!(
                host.cost(authorization, body, Vec::new(), false),
                (1, 7 + more),
                "{id}"
            );
            let buffer = Vec::with_capacity(1024);
            assert_eq!(
                host.cost(authorization, body, buffer, false),
                (0, 7 + more),
                "{id}"
            );
            let buffer = Vec::with_capacity(1024);
            assert_eq!(host.cost(authorization, body, buffer, true), (0, 6), "{id}");
            let buffer = Vec::with_capacity(1024);
            assert_eq!(host.cost_of_usual(authorization, body, buffer), (0, 5), "{id}");
        }
    }
}

/// A pepper digests the secret in the other way too: two blocks more.
#[test]
fn a_pepper_costs_two_blocks_and_no_allocation() {
    let _alone = alone();
    let mut host = Host::new("client-00007", Some(&Secret::new(vec![9; 32])));
    let field = basic("client-00007");
    assert_eq!(
        host.cost(Some(&field), SCOPE, Vec::with_capacity(1024), false),
        (0, 9)
    );
}

/// An unknown client and a wrong secret cost the same: the digest, and the reply.
// = COUNTERSIGN-EQUAL-1 (test)
#[test]
fn a_refusal_costs_one_block_whoever_asks() {
    let _alone = alone();
    let mut known = Host::new("client-00007", None);
    let mut unknown = Host::new("another", None);
    let of_known = known.cost(Some(WRONG), SCOPE, Vec::with_capacity(1024), false);
    let of_unknown = unknown.cost(Some(WRONG), SCOPE, Vec::with_capacity(1024), false);
    assert_eq!(of_known, (0, 1));
    assert_eq!(of_unknown, of_known);
    for host in [&mut known, &mut unknown] {
        assert_eq!(host.cost_at_once(WRONG, Vec::with_capacity(1024)), of_known);
    }
}

#[test]
fn an_answer_at_once_costs_no_more() {
    let _alone = alone();
    let mut host = Host::new("client-00007", None);
    let field = basic("client-00007");
    assert_eq!(host.cost_at_once(&field, Vec::new()), (1, 7));
    assert_eq!(host.cost_at_once(&field, Vec::with_capacity(1024)), (0, 7));
}
