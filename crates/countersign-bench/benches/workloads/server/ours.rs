use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::hint::black_box;
use std::sync::Arc;

use countersign_auth::{AuthMethod, AuthPolicy, Claimant, ClientRecord, Credential, HeldRecord};
use countersign_grammar::UnixTime;
use countersign_jose::{Algorithm, HmacKey};
use countersign_scope::{RegisteredScope, ScopeSet, Strategy};
use countersign_secret::{GeneratedSecret, Secret, SecretDigest};
use countersign_server::jwt::{CompactText, JwtAccessTokens, PreparedClient, TokenProfile};
use countersign_server::{Answers, Grant, IssuedToken, Parts, TokenEndpoint, Unavailable};
use jsonwebtoken::{DecodingKey, Validation};

use super::clients::{Client, SCOPE_BODY};
use super::{AUDIENCE, ISSUER, KEY, LIFETIME, NOW};
use crate::scope::REGISTERED;

/// How the host drives the endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Variant {
    /// The plain way: the reply allocates its body.
    Plain,
    /// The reply is written into the buffer of the one before.
    Reused,
    /// And what all tokens of a client begin with is prepared once for each.
    Prepared,
}

/// A host: the endpoint, its registry and its issuer.
struct Host {
    endpoint: TokenEndpoint,
    registry: HashMap<ById, Option<Box<PreparedClient>>, foldhash::fast::RandomState>,
    tokens: JwtAccessTokens,
    token: CompactText,
    buffer: Vec<u8>,
    issued: u128,
}

/// A record under its own identifier, so that the registry needs no second copy of it.
struct ById(Arc<ClientRecord>);

impl Borrow<[u8]> for ById {
    fn borrow(&self) -> &[u8] {
        self.0.client_id_octets()
    }
}

impl Hash for ById {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.client_id_octets().hash(state);
    }
}

impl PartialEq for ById {
    fn eq(&self, other: &Self) -> bool {
        self.0.client_id_octets() == other.0.client_id_octets()
    }
}

impl Eq for ById {}

/// What the limit has to match.
pub(super) struct Sample {
    /// A token of ours.
    pub(super) token: String,
    /// Octets of its signing input that are hashed before for every client.
    pub(super) common: usize,
    /// The same for a prepared client.
    pub(super) prefix: usize,
}

/// A token for this client, checked by somebody else's implementation.
pub(super) fn sample(client: &Client) -> Sample {
    let mut host = Host::new(std::slice::from_ref(client), Variant::Prepared);
    let mut tokens = [Variant::Plain, Variant::Prepared].map(|variant| {
        host.issued = 0;
        host.exchange(client, variant);
        let body: serde_json::Value = serde_json::from_slice(&host.buffer).expect("the reply is JSON");
        assert_eq!(body["scope"], "delete read write");
        body["access_token"]
            .as_str()
            .expect("there is a token")
            .to_owned()
    });
    assert_eq!(tokens[0], tokens[1], "prepared or not, the token is the same");
    let token = std::mem::take(&mut tokens[0]);

    let mut validation = Validation::new(jsonwebtoken::Algorithm::HS256);
    validation.set_issuer(&[ISSUER]);
    validation.set_audience(&[AUDIENCE]);
    validation.validate_exp = false;
    let claims: serde_json::Value =
        jsonwebtoken::decode(&token, &DecodingKey::from_secret(&KEY), &validation)
            .expect("a sound token")
            .claims;
    assert_eq!(claims.as_object().map(serde_json::Map::len), Some(8));
    assert_eq!(claims["client_id"], client.id.as_str());
    assert_eq!(claims["exp"], NOW + LIFETIME);

    // `iss` and `aud` are prepared, or the claims up to `scope`, in whole groups of base64 and then in whole blocks.
    let header = token.find('.').expect("a JWS has three parts") + 1;
    let hashed = |claims: &str| (header + claims.len() / 3 * 4) / 64 * 64;
    let common = format!(r#"{{"iss":"{ISSUER}","aud":"{AUDIENCE}""#);
    let fixed = format!(
        r#"{common},"sub":"{0}","client_id":"{0}","scope":"delete read write""#,
        client.id
    );
    Sample {
        common: hashed(&common),
        prefix: hashed(&fixed),
        token,
    }
}

/// The operation of a case: the next of those who ask gets a token.
pub(super) fn operation(
    clients: &[Client],
    askers: Vec<Client>,
    variant: Variant,
) -> impl FnMut() -> usize + 'static {
    let mut host = Host::new(clients, variant);
    let mut turn = 0;
    move || {
        let client = &askers[turn];
        turn = if turn + 1 == askers.len() { 0 } else { turn + 1 };
        host.exchange(client, variant)
    }
}

impl Host {
    fn new(clients: &[Client], variant: Variant) -> Self {
        let key = HmacKey::new(Algorithm::Hs256, &KEY).expect("long enough");
        let tokens = JwtAccessTokens::new(ISSUER, AUDIENCE, key, TokenProfile::Jwt).with_lifetime(LIFETIME);
        // Clients with equal rights share one registered scope; there are sixteen kinds of client.
        let scopes: Vec<Arc<RegisteredScope>> = (0..16).map(|kind| Arc::new(registered(kind))).collect();
        let usual = ScopeSet::parse("delete read write").expect("a sound scope");
        let registry = clients
            .iter()
            .map(|client| {
                let record = Arc::new(record(client, Arc::clone(&scopes[client.number % scopes.len()])));
                let prepared = (variant == Variant::Prepared)
                    .then(|| tokens.prepare_for(Arc::clone(&record), &usual))
                    .flatten();
                (ById(record), prepared.map(Box::new))
            })
            .collect();
        Self {
            endpoint: TokenEndpoint::new(AuthPolicy::new()),
            registry,
            tokens,
            token: CompactText::with_capacity(1024),
            buffer: Vec::with_capacity(1024),
            issued: 0,
        }
    }

    /// One request; the reply's body ends in `self.buffer`.
    fn exchange(&mut self, client: &Client, variant: Variant) -> usize {
        let Self {
            endpoint,
            registry,
            tokens,
            token,
            buffer,
            issued,
        } = self;
        *issued = issued.wrapping_add(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835);
        let parts = Parts::new("POST", "/oauth2/token", black_box(SCOPE_BODY).as_bytes())
            .header("content-type", b"application/x-www-form-urlencoded")
            .header("authorization", black_box(&client.authorization).as_bytes());
        let now = UnixTime::from_secs(black_box(NOW));
        let reused = match variant {
            Variant::Plain => Vec::new(), // what `receive` does
            Variant::Reused | Variant::Prepared => std::mem::take(buffer),
        };
        let mut answers = Asked {
            registry,
            tokens,
            token,
            prepared: None,
            entropy: issued.to_be_bytes(),
            variant,
        };
        let reply = endpoint.answer(parts, now, reused, &mut answers);
        assert_eq!(reply.status(), 200);
        *buffer = reply.into_body();
        black_box(buffer.as_slice()).len()
    }
}

struct Asked<'h> {
    registry: &'h HashMap<ById, Option<Box<PreparedClient>>, foldhash::fast::RandomState>,
    tokens: &'h JwtAccessTokens,
    token: &'h mut CompactText,
    prepared: Option<&'h PreparedClient>,
    entropy: [u8; 16],
    variant: Variant,
}

impl<'r> Answers<'r> for Asked<'r> {
    fn look_up(&mut self, client: &Claimant<'_>) -> Result<Option<HeldRecord<'r>>, Unavailable> {
        Ok(self
            .registry
            .get_key_value(client.client_id_octets())
            .map(|(ById(record), found)| {
                self.prepared = found.as_deref();
                HeldRecord::Lent(record)
            }))
    }

    fn issue(&mut self, grant: &Grant<'_>) -> Result<IssuedToken<'_>, Unavailable> {
        match self.prepared {
            Some(prepared) if self.variant == Variant::Prepared => {
                self.tokens
                    .mint_prepared(prepared, grant, self.entropy, self.token)
            }
            _ => self.tokens.mint(grant, self.entropy, self.token),
        }
        .map_err(|_| Unavailable)
    }
}

fn record(client: &Client, scope: Arc<RegisteredScope>) -> ClientRecord {
    let secret = Secret::from(client.secret.clone());
    let secret = GeneratedSecret::asserted_by_caller(secret).expect("not empty");
    ClientRecord::builder(client.id.clone())
        .method(AuthMethod::ClientSecretBasic)
        .credential(Credential::generated("first", SecretDigest::sha256(&secret)))
        .scope(scope)
        .build()
        .expect("a sound record")
}

/// Twenty tokens, one of which only clients of this kind have.
fn registered(kind: usize) -> RegisteredScope {
    let text = REGISTERED.replace("audit:read", &format!("audit:{kind}"));
    RegisteredScope::new(ScopeSet::parse(&text).expect("a sound scope"), Strategy::Exact)
}
