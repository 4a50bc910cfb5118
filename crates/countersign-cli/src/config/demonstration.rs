use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use countersign_auth::{AssertionPolicy, AuthMethod, AuthPolicy, ClientRecord, Credential};
use countersign_jose::{Algorithm, HmacKey};
use countersign_message::IssuerIdentifier;
use countersign_scope::{RegisteredScope, ScopeSet, Strategy};
use countersign_secret::{GeneratedSecret, Secret, SecretDigest};
use countersign_server::TokenEndpoint;
use countersign_server::jwt::{JwtAccessTokens, TokenProfile};

use super::{Bounds, Rules, Setup};
use crate::exit::Failure;
use crate::serve::binding::Binding;
use crate::serve::entropy;
use crate::serve::inventory::Inventory;
use crate::serve::metadata::{self, Published};
use crate::serve::replays::Replays;

/// The demonstration: a server with clients whose secrets everybody knows, on the loopback interface only, with a
/// signing key of its own for each start.
#[derive(Debug)]
pub struct Demonstration {
    /// Where it listens.
    pub binding: Binding,
    /// The key that signs its tokens: 43 letters and digits, the octets of which are the key.
    pub signing_key: GeneratedSecret,
    issuer: Option<IssuerIdentifier<'static>>,
}

/// A client of the demonstration.
#[derive(Debug)]
pub struct DemoClient {
    /// Its id.
    pub id: &'static str,
    /// Its secret, which is no secret.
    pub secret: &'static str,
    /// How it may authenticate.
    pub methods: &'static [AuthMethod],
}

impl Demonstration {
    /// What its tokens are for.
    pub const AUDIENCE: &str = "https://api.example.com";
    /// What its clients may ask for.
    pub const SCOPE: &str = "read write delete";
    /// What they get if they ask for nothing.
    pub const DEFAULT_SCOPE: &str = "read";
    /// Its clients.
    pub const CLIENTS: &[DemoClient] = &[
        DemoClient {
            id: "abc123",
            secret: "secretXYZ",
            methods: &[AuthMethod::ClientSecretBasic, AuthMethod::ClientSecretPost],
        },
        DemoClient {
            id: "demo-basic",
            secret: "secretBasic",
            methods: &[AuthMethod::ClientSecretBasic],
        },
        DemoClient {
            id: "demo-post",
            secret: "secretPost",
            methods: &[AuthMethod::ClientSecretPost],
        },
        Self::SIGNING,
    ];
    /// The client that signs.
    pub const SIGNING: DemoClient = DemoClient {
        id: "demo-secret-jwt",
        secret: "secretThatSignsAndIsNeverSent2026",
        methods: &[AuthMethod::ClientSecretJwt],
    };
    /// Where it listens unless told otherwise.
    pub const LISTEN: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 8080);

    /// Draws its key.
    ///
    /// # Errors
    /// The address is not on the loopback interface, or there is no randomness.
    pub fn new(
        listen: Option<SocketAddr>,
        issuer: Option<IssuerIdentifier<'static>>,
    ) -> Result<Self, Failure> {
        Ok(Self {
            binding: Binding::plain(listen.unwrap_or(Self::LISTEN)).map_err(Failure::usage)?,
            signing_key: GeneratedSecret::generate(entropy::draw().map_err(Failure::environment)?),
            issuer,
        })
    }

    /// Sets it up at its origin, which is its issuer unless it was told another one.
    ///
    /// # Errors
    /// The origin is none of an issuer.
    pub fn setup(&self, origin: &str) -> Result<Setup, Failure> {
        let issuer = self.issuer(origin)?;
        let key = HmacKey::new(Algorithm::Hs256, self.signing_key.expose()).map_err(Failure::environment)?;
        let Rules { endpoint, clients } = rules(issuer.as_str())?;
        let scopes = ScopeSet::parse(Self::SCOPE).map_err(Failure::environment)?;
        let published = metadata::token_endpoint(&issuer)
            .and_then(|url| Published::of(&issuer, url, &clients.records(), &scopes));
        Ok(Setup {
            binding: self.binding.clone(),
            endpoint,
            issuer: JwtAccessTokens::new(issuer.as_str(), Self::AUDIENCE, key, TokenProfile::Jwt),
            published: published.map_err(Failure::environment)?,
            clients,
            replays: Replays::default(),
            bounds: Bounds::DEFAULT,
        })
    }

    /// The resource that its tokens open, at the same origin.
    ///
    /// # Errors
    /// The origin is none of an issuer or of a resource.
    pub fn inventory(&self, origin: &str) -> Result<Inventory, Failure> {
        Inventory::new(&self.signing_key, self.issuer(origin)?.as_str(), origin)
    }

    /// What its tokens name as their issuer, and its assertions as their audience.
    ///
    /// # Errors
    /// The origin is none of an issuer.
    pub fn issuer(&self, origin: &str) -> Result<IssuerIdentifier<'static>, Failure> {
        match &self.issuer {
            Some(issuer) => Ok(issuer.clone()),
            None => IssuerIdentifier::parse_allowing_loopback_http(origin.to_owned())
                .map_err(Failure::environment),
        }
    }
}

/// What the demonstration decides on a request with, where it listens unless told otherwise: its clients and its limits,
/// without a key that signs tokens.
///
/// # Errors
/// There is none but a mistake in this program.
pub fn demonstration_rules() -> Result<Rules, Failure> {
    rules(&format!("http://{}", Demonstration::LISTEN))
}

fn rules(issuer: &str) -> Result<Rules, Failure> {
    let records: Result<Vec<_>, _> = Demonstration::CLIENTS.iter().map(record).collect();
    let policy = AuthPolicy::new().assertions(AssertionPolicy::strict(issuer));
    Ok(Rules {
        endpoint: TokenEndpoint::new(policy),
        clients: records.map_err(Failure::environment)?.into_iter().collect(),
    })
}

fn record(client: &DemoClient) -> Result<ClientRecord, Box<dyn std::error::Error + Send + Sync>> {
    let scope = RegisteredScope::new(ScopeSet::parse(Demonstration::SCOPE)?, Strategy::Exact);
    let mut builder = ClientRecord::builder(client.id)
        .credential(credential(client)?)
        .scope(Arc::new(scope))
        .default_scope(ScopeSet::parse(Demonstration::DEFAULT_SCOPE)?);
    for method in client.methods {
        builder = builder.method(*method);
    }
    Ok(builder.build()?)
}

/// A digest of the secret; or if it signs, the secret itself.
fn credential(client: &DemoClient) -> Result<Credential, Box<dyn std::error::Error + Send + Sync>> {
    const LABEL: &str = "demonstration";
    if client.methods.contains(&AuthMethod::ClientSecretJwt) {
        let key = HmacKey::new(Algorithm::Hs256, client.secret.as_bytes())?;
        return Ok(Credential::assertion_key(LABEL, key));
    }
    let secret = GeneratedSecret::asserted_by_caller(Secret::from(client.secret.to_owned()))?;
    Ok(Credential::generated(LABEL, SecretDigest::sha256(&secret)))
}
