use std::sync::Arc;

use countersign_client::{Complaint, Rejected, Token};
use countersign_grammar::Limits;
use countersign_grammar::challenge::parse_challenges;
use http::HeaderMap;
use http::header::{AUTHORIZATION, HeaderValue, WWW_AUTHENTICATE};
use reqwest::{ClientBuilder, Request, Response};
use zeroize::Zeroizing;

use super::reqwest_transport::build;
use super::{CallError, ClientError, ReqwestTransport, ResourceOrigin, SharedSource, Transport};

/// Sends requests to one resource server, each with the current token of a source.
///
/// - A request that is refused because of its token is sent once more with a new one, if its body can be sent again: a
///   stream cannot. Whatever comes then is the response.
/// - A token goes to the one origin and nowhere else: a request to another one is refused before it is sent, and a
///   redirect is the response, not followed.
///
/// ```no_run
/// use countersign_http::client::{AuthorizedClient, ResourceOrigin, SharedSource};
///
/// # async fn example(source: SharedSource) -> Result<(), Box<dyn std::error::Error>> {
/// let api = AuthorizedClient::new(source, ResourceOrigin::parse("https://api.example")?, reqwest::Client::builder())?;
/// let request = reqwest::Request::new(reqwest::Method::GET, "https://api.example/photos".parse()?);
/// let response = api.execute(request).await?;
/// println!("{}", response.status());
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct AuthorizedClient<T = ReqwestTransport> {
    source: SharedSource<T>,
    origin: ResourceOrigin,
    client: reqwest::Client,
}

impl<T: Transport> AuthorizedClient<T> {
    /// A client that sends the tokens of this source to this origin.
    ///
    /// What the caller has set on the HTTP client holds, but for redirects, repetitions and the `Referer`, which there
    /// are not, and for proxies where the origin is without TLS.
    ///
    /// # Errors
    /// The settings do not fit together, or the TLS of this machine cannot be set up.
    pub fn new(
        source: SharedSource<T>,
        origin: ResourceOrigin,
        client: ClientBuilder,
    ) -> Result<Self, ClientError> {
        let client = build(client, origin.is_https())?;
        Ok(Self {
            source,
            origin,
            client,
        })
    }

    /// The source of the tokens.
    #[must_use]
    pub const fn source(&self) -> &SharedSource<T> {
        &self.source
    }

    /// Sends a request with a token.
    ///
    /// # Errors
    /// [`CallError`]. A response with any status is no error.
    // = RFC6750-3.1-4
    // = RFC9110-15.5.2-1
    pub async fn execute(&self, request: Request) -> Result<Response, CallError> {
        if !self.origin.covers(request.url()) {
            return Err(CallError::OtherOrigin);
        }
        if request.headers().contains_key(AUTHORIZATION) {
            // = RFC6750-2-1
            return Err(CallError::AuthorizationPresent);
        }
        let again = request.try_clone();
        let token = self.source.token().await?;
        let response = self.send(request, &token).await?;
        let (Some(request), true) = (again, self.renew(&token, &response)) else {
            return Ok(response);
        };
        drop(response);
        let token = self.source.token().await?;
        let response = self.send(request, &token).await?;
        // The source has to know; there is no third time.
        self.renew(&token, &response);
        Ok(response)
    }

    async fn send(&self, mut request: Request, token: &Token) -> Result<Response, CallError> {
        if let Some(field) = bearer(token) {
            request.headers_mut().insert(AUTHORIZATION, field);
        }
        let response = self.client.execute(request).await;
        response.map_err(|error| CallError::NoResponse(error.without_url()))
    }

    /// Tells the source what the response says about the token; whether another one is worth a try.
    fn renew(&self, token: &Arc<Token>, response: &Response) -> bool {
        complaint(response.status().as_u16(), response.headers()).is_some_and(|complaint| {
            match self.source.rejected(token, complaint) {
                Rejected::Dropped | Rejected::NotCurrent => true,
                Rejected::Again(_) | Rejected::Kept => false,
            }
        })
    }
}

/// The `Authorization` field with this token, marked as sensitive. Always there: a source gives out no token that cannot
/// stand in it.
// = RFC6750-2.1-1
fn bearer(token: &Token) -> Option<HeaderValue> {
    let token = token.access_token().expose();
    let mut field = Zeroizing::new(Vec::with_capacity(token.len().saturating_add(7)));
    field.extend_from_slice(b"Bearer ");
    field.extend_from_slice(token.as_bytes());
    let mut field = HeaderValue::from_bytes(&field).ok()?;
    field.set_sensitive(true);
    Some(field)
}

/// What a response says about the token. Challenges that cannot be read say nothing, but the status does.
fn complaint(status: u16, headers: &HeaderMap) -> Option<Complaint> {
    let fields = headers
        .get_all(WWW_AUTHENTICATE)
        .into_iter()
        .map(HeaderValue::as_bytes);
    let challenges = parse_challenges(fields, &Limits::DEFAULT).unwrap_or_default();
    Complaint::read(status, &challenges)
}

#[cfg(test)]
mod tests;
