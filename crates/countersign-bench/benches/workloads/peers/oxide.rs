//! The client credentials flow of oxide-auth over its own request type, with a policy for fast digests instead of
//! its default, Argon2, which costs some hundred thousand times as much.

use std::hint::black_box;
use std::time::Instant;

use countersign_bench::{Case, Role};
use oxide_auth::endpoint::{OwnerConsent, Solicitation};
use oxide_auth::frontends::simple::endpoint::{FnSolicitor, Generic, Vacant};
use oxide_auth::frontends::simple::request::{Request, Response, Status};
use oxide_auth::primitives::generator::{Assertion, AssertionKind, RandomGenerator};
use oxide_auth::primitives::issuer::{Issuer, TokenMap, TokenSigner};
use oxide_auth::primitives::registrar::{
    Client as Registered, ClientMap, ExactUrl, PasswordPolicy, RegistrarError,
};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::scope::REGISTERED;
use crate::server::{Client, KEY, SCOPE_BODY};

struct Fast;

impl PasswordPolicy for Fast {
    fn store(&self, _: &str, passphrase: &[u8]) -> Vec<u8> {
        Sha256::digest(passphrase).to_vec()
    }

    fn check(&self, _: &str, passphrase: &[u8], stored: &[u8]) -> Result<(), RegistrarError> {
        let equal = Sha256::digest(passphrase).as_slice().ct_eq(stored);
        if equal.into() {
            Ok(())
        } else {
            Err(RegistrarError::Unspecified)
        }
    }
}

/// With tokens that are random and stored.
pub(crate) fn token_map(name: &str, clients: &[Client], askers: Vec<Client>) -> Case {
    case(name, clients, askers, || TokenMap::new(RandomGenerator::new(16)))
}

/// With tokens that are signed.
pub(crate) fn token_signer(name: &str, clients: &[Client], askers: Vec<Client>) -> Case {
    case(name, clients, askers, || {
        TokenSigner::new(Assertion::new(AssertionKind::HmacSha256, &KEY))
    })
}

fn case<I: Issuer + 'static>(
    name: &str,
    clients: &[Client],
    askers: Vec<Client>,
    issuer: impl Fn() -> I + 'static,
) -> Case {
    let mut registrar = registrar(clients);
    let mut turn = 0;
    Case::timed(Role::Peer, name, move |iterations| {
        // A store of tokens grows without end, so each slice begins with an empty one.
        let mut issuer = issuer();
        let mut next = || {
            let client = &askers[turn];
            turn = if turn + 1 == askers.len() { 0 } else { turn + 1 };
            request(&mut registrar, &mut issuer, client)
        };
        for _ in 0..=iterations / 8 {
            black_box(next());
        }
        let start = Instant::now();
        for _ in 0..iterations {
            black_box(next());
        }
        start.elapsed()
    })
}

fn request(registrar: &mut ClientMap, issuer: &mut dyn Issuer, client: &Client) -> usize {
    let body = black_box(SCOPE_BODY).as_bytes();
    let request = Request {
        urlbody: form_urlencoded::parse(body).into_owned().collect(),
        auth: Some(black_box(&client.authorization).clone()),
        ..Request::default()
    };
    let endpoint = Generic {
        registrar: &*registrar,
        authorizer: Vacant,
        issuer,
        solicitor: FnSolicitor(|_: &mut Request, solicitation: Solicitation<'_>| {
            OwnerConsent::<Response>::Authorized(solicitation.pre_grant().client_id.clone())
        }),
        scopes: Vacant,
        response: Vacant,
    };
    let Ok(mut flow) = oxide_auth::endpoint::ClientCredentialsFlow::prepare(endpoint) else {
        panic!("nothing is missing")
    };
    let Ok(response) = flow.execute(request) else {
        panic!("a sound request")
    };
    assert_eq!(response.status, Status::Ok);
    response.body.expect("there is a reply").as_str().len()
}

fn registrar(clients: &[Client]) -> ClientMap {
    let mut registrar = ClientMap::new();
    registrar.set_password_policy(Fast);
    let address = ExactUrl::new(String::from("https://client.example/")).expect("a sound address");
    for client in clients {
        let scope = REGISTERED.parse().expect("a sound scope");
        let secret = client.secret.as_bytes();
        registrar.register_client(Registered::confidential(
            &client.id,
            address.clone().into(),
            scope,
            secret,
        ));
    }
    registrar
}
