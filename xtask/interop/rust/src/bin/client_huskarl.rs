//! The crate `huskarl`, asked by `cargo xtask interop`.

use std::error::Error;
use std::sync::{Arc, Mutex};

use countersign_peers::{Outcome, Question, Seen, answer};
use huskarl::core::client_auth::ClientSecret;
use huskarl::core::http::{HttpClient, HttpResponse, Idempotency};
use huskarl::core::platform::MaybeSendBoxFuture;
use huskarl::core::secrets::{ProvidedSecret, SecretString};
use huskarl::grant::client_credentials::{ClientCredentialsGrant, ClientCredentialsGrantParameters};
use huskarl::prelude::*;
use huskarl_reqwest::ReqwestClient;

fn main() -> Result<(), Box<dyn Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let http = Watched {
        http: runtime.block_on(ReqwestClient::builder().build())?,
        seen: Arc::default(),
    };
    answer(|question| runtime.block_on(ask(&http, question)))
}

async fn ask(http: &Watched, question: &Question) -> Result<Outcome, String> {
    let secret = ProvidedSecret::new(SecretString::new(&question.client_secret));
    let url = question.url.as_str().try_into();
    let grant = ClientCredentialsGrant::builder()
        .client_id(question.client_id.clone())
        .http_client(http.clone())
        .client_auth(ClientSecret::new(secret))
        .token_endpoint(url.map_err(|error: huskarl::core::Error| error.to_string())?)
        .token_endpoint_auth_methods_supported(vec![question.method.clone()])
        .build();
    let tokens = |scope: &String| scope.split(' ').map(str::to_owned).collect();
    let parameters = ClientCredentialsGrantParameters::builder()
        .maybe_scope(question.scope.as_ref().map(tokens))
        .build();
    match grant.exchange(parameters).await {
        Ok(response) => {
            let raw = response.raw_token_response();
            Ok(Outcome::Granted {
                access_token: response.access_token().token().expose_secret().to_owned(),
                token_type: raw.token_type.clone(),
                expires_in: raw.expires_in,
                scope: raw.scope.clone(),
            })
        }
        Err(error) => {
            let verdict = error.verdict().ok_or_else(|| error.to_string())?;
            let seen = http.seen.lock().map_err(|error| error.to_string())?.take();
            Ok(seen
                .ok_or("no response was seen")?
                .refused(verdict.code().as_str()))
        }
    }
}

/// Its HTTP client, with what the last response was like.
#[derive(Clone)]
struct Watched {
    http: ReqwestClient,
    seen: Arc<Mutex<Option<Seen>>>,
}

impl HttpClient for Watched {
    fn execute(
        &self,
        request: http::Request<bytes::Bytes>,
        idempotency: Idempotency,
    ) -> MaybeSendBoxFuture<'_, Result<HttpResponse, huskarl::core::Error>> {
        Box::pin(async move {
            let response = self.http.execute(request, idempotency).await?;
            let challenge = response.headers.get("www-authenticate");
            let seen = Seen::new(response.status.as_u16(), challenge.map(|value| value.as_bytes()));
            if let Ok(mut last) = self.seen.lock() {
                *last = Some(seen);
            }
            Ok(response)
        })
    }
}
