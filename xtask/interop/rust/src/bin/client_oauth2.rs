//! The crate `oauth2` with its own HTTP client, asked by `cargo xtask interop`.

use std::cell::RefCell;
use std::error::Error;

use countersign_peers::{Outcome, Question, Seen, answer};
use oauth2::basic::BasicClient;
use oauth2::reqwest::{blocking, redirect};
use oauth2::{
    AuthType, ClientId, ClientSecret, HttpRequest, HttpResponse, RequestTokenError, Scope, SyncHttpClient,
    TokenResponse, TokenUrl,
};

fn main() -> Result<(), Box<dyn Error>> {
    let http = blocking::Client::builder()
        .no_proxy()
        .redirect(redirect::Policy::none())
        .build()?;
    answer(|question| ask(&http, question))
}

fn ask(http: &blocking::Client, question: &Question) -> Result<Outcome, String> {
    let auth = match question.method.as_str() {
        "client_secret_basic" => AuthType::BasicAuth,
        "client_secret_post" => AuthType::RequestBody,
        other => return Err(format!("oauth2 does not know {other}")),
    };
    let client = BasicClient::new(ClientId::new(question.client_id.clone()))
        .set_client_secret(ClientSecret::new(question.client_secret.clone()))
        .set_auth_type(auth)
        .set_token_uri(TokenUrl::new(question.url.clone()).map_err(|error| error.to_string())?);
    let mut request = client.exchange_client_credentials();
    if let Some(scope) = &question.scope {
        request = request.add_scopes(scope.split(' ').map(|token| Scope::new(token.to_owned())));
    }
    let seen = RefCell::new(None);
    let watched = |request: HttpRequest| -> Result<HttpResponse, _> {
        let response = http.call(request)?;
        let challenge = response.headers().get("www-authenticate");
        let status = response.status().as_u16();
        *seen.borrow_mut() = Some(Seen::new(status, challenge.map(|value| value.as_bytes())));
        Ok::<_, <blocking::Client as SyncHttpClient>::Error>(response)
    };
    match request.request(&watched) {
        Ok(token) => Ok(Outcome::Granted {
            access_token: token.access_token().secret().clone(),
            token_type: token.token_type().as_ref().to_owned(),
            expires_in: token.expires_in().map(|lifetime| lifetime.as_secs()),
            scope: token.scopes().map(|scopes| {
                let tokens: Vec<&str> = scopes.iter().map(|scope| scope.as_str()).collect();
                tokens.join(" ")
            }),
        }),
        Err(RequestTokenError::ServerResponse(error)) => {
            let seen = seen.take().ok_or("no response was seen")?;
            Ok(seen.refused(error.error().to_string()))
        }
        // The others hold the response, and their texts may.
        Err(RequestTokenError::Request(error)) => Err(format!("no answer: {error}")),
        Err(RequestTokenError::Parse(..)) => Err("the response was not understood".to_owned()),
        Err(RequestTokenError::Other(what)) => Err(what),
    }
}
