//! A token endpoint as one writes it by hand from the usual crates, on the same hasher and with prepared keys.

use std::collections::{HashMap, HashSet};
use std::hint::black_box;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use percent_encoding::percent_decode_str;
use serde::Serialize;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::scope::REGISTERED;
use crate::server::{AUDIENCE, Client, ISSUER, KEY, LIFETIME, NOW, SCOPE_BODY};

struct Registered {
    secret: [u8; 32],
    scopes: Arc<HashSet<String, foldhash::fast::RandomState>>,
}

struct Server {
    registry: HashMap<String, Registered, foldhash::fast::RandomState>,
    header: Header,
    key: EncodingKey,
}

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    aud: &'a str,
    sub: &'a str,
    client_id: &'a str,
    scope: &'a str,
    iat: u64,
    exp: u64,
    jti: String,
}

#[derive(Serialize)]
struct Response<'a> {
    access_token: &'a str,
    token_type: &'a str,
    expires_in: u64,
    scope: &'a str,
}

/// The operation of a case: the next of those who ask gets a token.
pub(crate) fn operation(clients: &[Client], askers: Vec<Client>) -> impl FnMut() -> usize + 'static {
    let server = Server::new(clients);
    let mut issued = 0_u128;
    let mut turn = 0;
    let probe: serde_json::Value = serde_json::from_slice(
        &server
            .token(&askers[0].authorization, SCOPE_BODY, 0)
            .expect("a sound request"),
    )
    .expect("the reply is JSON");
    assert_eq!(probe["scope"], "read write delete");
    assert!(
        server
            .token(
                &askers[0].authorization,
                "grant_type=client_credentials&scope=other",
                0
            )
            .is_err()
    );
    assert!(server.token("Basic bm9ib2R5Om5vYm9keQ==", SCOPE_BODY, 0).is_err());
    move || {
        let client = &askers[turn];
        turn = if turn + 1 == askers.len() { 0 } else { turn + 1 };
        issued = issued.wrapping_add(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835);
        let reply = server.token(black_box(&client.authorization), black_box(SCOPE_BODY), issued);
        black_box(reply.expect("a sound request")).len()
    }
}

impl Server {
    fn new(clients: &[Client]) -> Self {
        let scopes = Arc::new(REGISTERED.split(' ').map(String::from).collect());
        let registry = clients
            .iter()
            .map(|client| {
                let secret = Sha256::digest(&client.secret).into();
                (
                    client.id.clone(),
                    Registered {
                        secret,
                        scopes: Arc::clone(&scopes),
                    },
                )
            })
            .collect();
        Self {
            registry,
            header: Header::new(Algorithm::HS256),
            key: EncodingKey::from_secret(&KEY),
        }
    }

    fn token(&self, authorization: &str, body: &str, jti: u128) -> Result<Vec<u8>, &'static str> {
        let (scheme, credentials) = authorization.split_once(' ').ok_or("invalid_client")?;
        if !scheme.eq_ignore_ascii_case("basic") {
            return Err("invalid_client");
        }
        let credentials = STANDARD.decode(credentials).map_err(|_| "invalid_client")?;
        let credentials = String::from_utf8(credentials).map_err(|_| "invalid_client")?;
        let (id, secret) = credentials.split_once(':').ok_or("invalid_client")?;
        let id = percent_decode_str(id)
            .decode_utf8()
            .map_err(|_| "invalid_client")?;
        let secret = percent_decode_str(secret)
            .decode_utf8()
            .map_err(|_| "invalid_client")?;

        let mut parameters: HashMap<String, String> = HashMap::new();
        for (name, value) in form_urlencoded::parse(body.as_bytes()) {
            if parameters.insert(name.into_owned(), value.into_owned()).is_some() {
                return Err("invalid_request");
            }
        }
        match parameters.get("grant_type").map(String::as_str) {
            Some("client_credentials") => {}
            Some(_) => return Err("unsupported_grant_type"),
            None => return Err("invalid_request"),
        }

        let client = self.registry.get(&*id).ok_or("invalid_client")?;
        let digest: [u8; 32] = Sha256::digest(secret.as_bytes()).into();
        if !bool::from(digest.ct_eq(&client.secret)) {
            return Err("invalid_client");
        }
        let scope = parameters.get("scope").ok_or("invalid_scope")?;
        if !scope.split(' ').all(|token| client.scopes.contains(token)) {
            return Err("invalid_scope");
        }

        let claims = Claims {
            iss: ISSUER,
            aud: AUDIENCE,
            sub: &id,
            client_id: &id,
            scope,
            iat: NOW,
            exp: NOW + LIFETIME,
            jti: format!("{jti:032x}"),
        };
        let token = jsonwebtoken::encode(&self.header, &claims, &self.key).map_err(|_| "server_error")?;
        let response = Response {
            access_token: &token,
            token_type: "Bearer",
            expires_in: LIFETIME,
            scope,
        };
        serde_json::to_vec(&response).map_err(|_| "server_error")
    }
}
