//! The crate `huskarl`, asked by `cargo xtask interop`.

use std::error::Error;
use std::sync::{Arc, Mutex};

use countersign_peers::{Answered, Outcome, Question, Seen, answer};
use huskarl::core::client_auth::{Audience, ClientAuthentication, ClientSecret, JwtBearer};
use huskarl::core::http::{HttpClient, HttpResponse, Idempotency};
use huskarl::core::jwk::OctBytes;
use huskarl::core::platform::MaybeSendBoxFuture;
use huskarl::core::secrets::{ProvidedSecret, SecretBytes, SecretString};
use huskarl::grant::client_credentials::{ClientCredentialsGrant, ClientCredentialsGrantParameters};
use huskarl::prelude::*;
use huskarl_crypto_native::symmetric::SymmetricKey;
use huskarl_reqwest::ReqwestClient;

fn main() -> Result<(), Box<dyn Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let http = Watched {
        http: runtime.block_on(ReqwestClient::builder().build())?,
        seen: Arc::default(),
        sent: Arc::default(),
    };
    answer(|question| runtime.block_on(ask(&http, question)))
}

async fn ask(http: &Watched, question: &Question) -> Result<Answered, String> {
    let url = question.url.as_str().try_into();
    let grant = ClientCredentialsGrant::builder()
        .client_id(question.client_id.clone())
        .http_client(http.clone())
        .client_auth(authentication(question).await?)
        .maybe_issuer(question.issuer.clone())
        .token_endpoint(url.map_err(|error: huskarl::core::Error| error.to_string())?)
        .token_endpoint_auth_methods_supported(vec![question.method.clone()])
        .build();
    let tokens = |scope: &String| scope.split(' ').map(str::to_owned).collect();
    let parameters = ClientCredentialsGrantParameters::builder()
        .maybe_scope(question.scope.as_ref().map(tokens))
        .build();
    let outcome = match grant.exchange(parameters).await {
        Ok(response) => {
            let raw = response.raw_token_response();
            Outcome::Granted {
                access_token: response.access_token().token().expose_secret().to_owned(),
                token_type: raw.token_type.clone(),
                expires_in: raw.expires_in,
                scope: raw.scope.clone(),
            }
        }
        Err(error) => {
            let verdict = error.verdict().ok_or_else(|| error.to_string())?;
            let seen = http.seen.lock().map_err(|error| error.to_string())?.take();
            seen.ok_or("no response was seen")?
                .refused(verdict.code().as_str())
        }
    };
    let sent = http.sent.lock().map_err(|error| error.to_string())?;
    Ok(Answered::from(outcome).sent(&sent))
}

/// The secret as it is, or a key made of it.
async fn authentication(question: &Question) -> Result<Box<dyn ClientAuthentication>, String> {
    let Some(algorithm) = &question.algorithm else {
        let secret = ProvidedSecret::new(SecretString::new(&question.client_secret));
        return Ok(Box::new(ClientSecret::new(secret)));
    };
    let secret = ProvidedSecret::new(SecretBytes::new(question.client_secret.clone().into_bytes()));
    let key = SymmetricKey::from_secret(secret.mapped(OctBytes::new(algorithm.clone()))).await;
    let audience = question
        .audience
        .as_deref()
        .map_or(Audience::Issuer, |told| Audience::Custom(told.into()));
    let bearer = JwtBearer::builder()
        .signer(key.map_err(|error| error.to_string())?)
        .audience(audience)
        .build();
    Ok(Box::new(bearer))
}

/// Its HTTP client, with what was sent last, and what the response was like.
#[derive(Clone)]
struct Watched {
    http: ReqwestClient,
    seen: Arc<Mutex<Option<Seen>>>,
    sent: Arc<Mutex<String>>,
}

impl HttpClient for Watched {
    fn execute(
        &self,
        request: http::Request<bytes::Bytes>,
        idempotency: Idempotency,
    ) -> MaybeSendBoxFuture<'_, Result<HttpResponse, huskarl::core::Error>> {
        Box::pin(async move {
            if let Ok(mut sent) = self.sent.lock() {
                *sent = String::from_utf8_lossy(request.body()).into_owned();
            }
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
