use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use countersign_client::{NoAnswer, TokenEndpointUrl};
use countersign_grammar::Limits;
use http::{Request, Response};
use reqwest::ClientBuilder;
use rustls::crypto::{CryptoProvider, ring};

use super::{ClientError, Transport, Unanswered};
use crate::Octets;

/// How much is allocated before anything has arrived: an answer that fits leaves no copy behind.
const AT_ONCE: usize = 64 * 1024;

/// Carries token requests by reqwest: HTTP/1.1, TLS by rustls, the roots of the operating system.
///
/// A redirect is never followed and a request never repeated. No connection is kept: requests are rare, and a kept one is
/// mostly closed by the time it would be used. An endpoint on loopback without TLS is reached without a proxy, whatever
/// the environment says, and `localhost` is the loopback address, whatever the resolver says.
#[derive(Debug, Clone)]
pub struct ReqwestTransport {
    client: reqwest::Client,
    longest_answer: usize,
}

impl ReqwestTransport {
    /// A transport for one endpoint that gives up a connection after ten seconds.
    ///
    /// # Errors
    /// The TLS of this machine cannot be set up.
    pub fn new(endpoint: &TokenEndpointUrl) -> Result<Self, ClientError> {
        Self::with_client(
            endpoint,
            ClientBuilder::new().connect_timeout(Duration::from_secs(10)),
        )
    }

    /// With roots, a client certificate, a proxy and timeouts of the caller. What is said above holds all the same.
    ///
    /// # Errors
    /// The settings do not fit together, or the TLS of this machine cannot be set up.
    pub fn with_client(endpoint: &TokenEndpointUrl, client: ClientBuilder) -> Result<Self, ClientError> {
        let client = client
            .pool_max_idle_per_host(0)
            .no_gzip()
            .no_brotli()
            .no_deflate()
            .no_zstd();
        Ok(Self {
            client: build(client, endpoint.is_https())?,
            longest_answer: Limits::DEFAULT.body,
        })
    }

    /// How many octets of an answer are read before it counts as too long: the limit of a body in
    /// [`Limits::DEFAULT`], unless it is set.
    #[must_use]
    pub const fn longest_answer(mut self, octets: usize) -> Self {
        self.longest_answer = octets;
        self
    }

    // = COUNTERSIGN-LIMITS-1
    async fn read(&self, mut response: reqwest::Response) -> Result<Response<Octets>, Unanswered> {
        let limit = self.longest_answer;
        let announced = response.content_length();
        let expected = announced.map_or(Ok(limit), usize::try_from).unwrap_or(usize::MAX);
        if expected > limit {
            return Err(Unanswered::new(NoAnswer::TooLong));
        }
        let mut body = Octets::with_capacity(expected.min(AT_ONCE));
        while let Some(chunk) = response.chunk().await.map_err(unanswered)? {
            if chunk.len() > limit.saturating_sub(body.len()) {
                return Err(Unanswered::new(NoAnswer::TooLong));
            }
            body.extend(&chunk);
        }
        let mut http = Response::new(body);
        *http.status_mut() = response.status();
        *http.headers_mut() = std::mem::take(response.headers_mut());
        Ok(http)
    }
}

impl Transport for ReqwestTransport {
    async fn send(&self, request: Request<Octets>) -> Result<Response<Octets>, Unanswered> {
        let request = reqwest::Request::try_from(request.map(Octets::into_bytes)).map_err(unanswered)?;
        let response = self.client.execute(request).await.map_err(unanswered)?;
        self.read(response).await
    }
}

fn unanswered(error: reqwest::Error) -> Unanswered {
    let why = if error.is_connect() || error.is_builder() {
        NoAnswer::NotConnected
    } else if error.is_timeout() {
        NoAnswer::TimedOut
    } else {
        NoAnswer::Broken
    };
    // The address is the caller's own, and its query need not stand in every log.
    Unanswered::because(why, error.without_url())
}

/// A client with what holds for everything that carries credentials.
// = RFC9110-15.4-1
pub(super) fn build(client: ClientBuilder, https: bool) -> Result<reqwest::Client, ClientError> {
    if CryptoProvider::get_default().is_none() {
        // Somebody else may come first; then theirs is used.
        let _ = ring::default_provider().install_default();
    }
    let client = client
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .resolve_to_addrs(
            "localhost",
            &[
                SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
                SocketAddr::from((Ipv6Addr::LOCALHOST, 0)),
            ],
        );
    let client = if https {
        client.https_only(true)
    } else {
        client.no_proxy()
    };
    client.build().map_err(ClientError::new)
}
