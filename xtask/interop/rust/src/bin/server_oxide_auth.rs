//! A token endpoint made of the crate `oxide-auth`, started by `cargo xtask interop`. The crate brings no HTTP server,
//! so here is the least of one: it hands on the fields and the form, and sends back what the crate says.

use std::collections::HashMap;
use std::error::Error;
use std::io::{BufRead, Read};

use oxide_auth::endpoint::{OwnerConsent, Solicitation};
use oxide_auth::frontends::simple::endpoint::{FnSolicitor, client_credentials_flow};
use oxide_auth::frontends::simple::request::{Body, Request, Response, Status};
use oxide_auth::primitives::generator::RandomGenerator;
use oxide_auth::primitives::issuer::TokenMap;
use oxide_auth::primitives::registrar::{Client, ClientMap, PasswordPolicy, RegisteredUrl, RegistrarError};
use serde::Deserialize;
use sha2::{Digest, Sha256};

/// What the command says first, on one line.
#[derive(Deserialize)]
struct Settings {
    clients: Vec<Registration>,
}

#[derive(Deserialize)]
struct Registration {
    id: String,
    secret: String,
    scope: String,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut stdin = std::io::stdin().lock();
    let mut line = String::new();
    stdin.read_line(&mut line)?;
    let settings: Settings = serde_json::from_str(&line)?;

    let mut registrar = ClientMap::new();
    registrar.set_password_policy(Sha256Policy);
    for client in settings.clients {
        // The grant needs no redirection, the constructor does.
        let nowhere = RegisteredUrl::Semantic("https://client.example/".parse()?);
        let scope = client.scope.parse()?;
        let secret = client.secret.as_bytes();
        registrar.register_client(Client::confidential(&client.id, nowhere, scope, secret));
    }
    let mut issuer = TokenMap::new(RandomGenerator::new(16));
    issuer.valid_for(chrono::Duration::seconds(600));

    let server = tiny_http::Server::http("127.0.0.1:0").map_err(|error| error.to_string())?;
    let address = server.server_addr().to_ip().ok_or("no address")?;
    println!("{{\"token_endpoint\":\"http://{address}/token\",\"refused\":[]}}");
    std::thread::spawn(|| {
        // Whoever started this holds the other end, and is gone when it closes.
        let _ = std::io::stdin().lock().read_to_end(&mut Vec::new());
        std::process::exit(0);
    });
    drop(stdin);
    let mut solicitor = FnSolicitor(|_: &mut Request, solicitation: Solicitation<'_>| {
        OwnerConsent::Authorized(solicitation.pre_grant().client_id.clone())
    });
    for mut request in server.incoming_requests() {
        let mut flow = client_credentials_flow(&registrar, &mut issuer, &mut solicitor);
        flow.allow_credentials_in_body(true);
        let response = flow
            .execute(read(&mut request)?)
            .map_err(|error| format!("{error:?}"))?;
        request.respond(written(response)?)?;
    }
    Ok(())
}

/// The request as the crate wants it.
fn read(request: &mut tiny_http::Request) -> Result<Request, Box<dyn Error>> {
    let mut body = Vec::new();
    request.as_reader().take(64 * 1024).read_to_end(&mut body)?;
    let field = request
        .headers()
        .iter()
        .find(|header| header.field.equiv("authorization"));
    Ok(Request {
        query: HashMap::new(),
        urlbody: url::form_urlencoded::parse(&body).into_owned().collect(),
        auth: field.map(|header| header.value.to_string()),
    })
}

/// The response of the crate as the server wants it.
fn written(response: Response) -> Result<tiny_http::Response<std::io::Cursor<Vec<u8>>>, Box<dyn Error>> {
    let status = match response.status {
        Status::Ok => 200,
        Status::Redirect => 302,
        Status::BadRequest => 400,
        Status::Unauthorized => 401,
    };
    let (kind, text) = match response.body {
        Some(Body::Json(text)) => ("application/json", text),
        Some(Body::Text(text)) => ("text/plain", text),
        None => ("text/plain", String::new()),
    };
    let field = |name: &str, value: &str| {
        tiny_http::Header::from_bytes(name, value).map_err(|()| format!("{name} is no field"))
    };
    let mut written = tiny_http::Response::from_string(text)
        .with_status_code(status)
        .with_header(field("Content-Type", kind)?);
    if let Some(challenge) = response.www_authenticate {
        written.add_header(field("WWW-Authenticate", &challenge)?);
    }
    Ok(written)
}

/// Secrets as their digests. The policy that the crate brings takes a while by design, and longer without
/// optimisation; it is not what is asked about here.
struct Sha256Policy;

impl PasswordPolicy for Sha256Policy {
    fn store(&self, client_id: &str, passphrase: &[u8]) -> Vec<u8> {
        let digest = Sha256::new().chain_update(client_id).chain_update([0]);
        digest.chain_update(passphrase).finalize().to_vec()
    }

    fn check(&self, client_id: &str, passphrase: &[u8], stored: &[u8]) -> Result<(), RegistrarError> {
        if self.store(client_id, passphrase) == stored {
            Ok(())
        } else {
            Err(RegistrarError::Unspecified)
        }
    }
}
