use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use countersign_auth::{AuthMethod, AuthPolicy, ClientRecord, Credential};
use countersign_jose::{Algorithm, HmacKey};
use countersign_scope::{RegisteredScope, ScopeSet, Strategy};
use countersign_secret::{GeneratedSecret, Secret, SecretDigest};
use countersign_server::TokenEndpoint;
use countersign_server::jwt::{JwtAccessTokens, TokenProfile};

use super::{Bounds, Rules, Setup};
use crate::exit::Failure;
use crate::serve::binding::Binding;
use crate::serve::entropy;
use crate::serve::replays::Replays;

/// The demonstration: a server with clients whose secrets everybody knows, on the loopback interface only, with a
/// signing key of its own for each start.
#[derive(Debug)]
pub struct Demonstration {
    /// The server.
    pub setup: Setup,
    /// The key that signs its tokens: 43 letters and digits, the octets of which are the key.
    pub signing_key: GeneratedSecret,
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
    /// What its tokens name as their issuer.
    pub const ISSUER: &str = "https://auth.example.com";
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
    ];
    /// Where it listens unless told otherwise.
    pub const LISTEN: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 8080);
}

/// What the demonstration decides on a request with: its clients and its limits, without a key.
///
/// # Errors
/// There is none but a mistake in this program.
pub fn demonstration_rules() -> Result<Rules, Failure> {
    let records: Result<Vec<_>, _> = Demonstration::CLIENTS.iter().map(record).collect();
    Ok(Rules {
        endpoint: TokenEndpoint::new(AuthPolicy::new()),
        clients: records.map_err(Failure::environment)?.into_iter().collect(),
    })
}

/// Sets the demonstration up.
///
/// # Errors
/// The address is not on the loopback interface, or there is no randomness.
pub fn demonstration(listen: Option<SocketAddr>) -> Result<Demonstration, Failure> {
    let binding = Binding::plain(listen.unwrap_or(Demonstration::LISTEN)).map_err(Failure::usage)?;
    let signing_key = GeneratedSecret::generate(entropy::draw().map_err(Failure::environment)?);
    let key = HmacKey::new(Algorithm::Hs256, signing_key.expose()).map_err(Failure::environment)?;
    let Rules { endpoint, clients } = demonstration_rules()?;
    let setup = Setup {
        binding,
        endpoint,
        issuer: JwtAccessTokens::new(
            Demonstration::ISSUER,
            Demonstration::AUDIENCE,
            key,
            TokenProfile::Jwt,
        ),
        clients,
        replays: Replays::default(),
        bounds: Bounds::DEFAULT,
    };
    Ok(Demonstration { setup, signing_key })
}

fn record(client: &DemoClient) -> Result<ClientRecord, Box<dyn std::error::Error + Send + Sync>> {
    let secret = GeneratedSecret::asserted_by_caller(Secret::from(client.secret.to_owned()))?;
    let scope = RegisteredScope::new(ScopeSet::parse(Demonstration::SCOPE)?, Strategy::Exact);
    let mut builder = ClientRecord::builder(client.id)
        .credential(Credential::generated(
            "demonstration",
            SecretDigest::sha256(&secret),
        ))
        .scope(Arc::new(scope))
        .default_scope(ScopeSet::parse(Demonstration::DEFAULT_SCOPE)?);
    for method in client.methods {
        builder = builder.method(*method);
    }
    Ok(builder.build()?)
}
