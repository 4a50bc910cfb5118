//! TLS to a server with a certificate of our own: taken where its root is trusted, and nowhere else.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use common::{text, token_body};
use countersign_client::{FailureKind, NoAnswer, SourcePolicy};
use countersign_http::client::{ReqwestTransport, SharedSource, TokenError};
use reqwest::{Certificate, ClientBuilder};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

struct TlsServer {
    port: u16,
    root: Certificate,
    /// How many requests came through the handshake.
    asked: Arc<AtomicUsize>,
}

impl TlsServer {
    /// A server whose certificate is for this name.
    async fn start(name: &str) -> Self {
        let pair = rcgen::generate_simple_self_signed([name.to_owned()]).expect("a certificate");
        let key = PrivateKeyDer::try_from(pair.signing_key.serialize_der()).expect("a key");
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(vec![pair.cert.der().clone()], key)
            .expect("a pair");
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("it is bound").port();
        let asked = Arc::<AtomicUsize>::default();
        let counted = Arc::clone(&asked);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let Ok(mut stream) = acceptor.accept(stream).await else {
                    continue;
                };
                let mut request = [0; 4096];
                if stream.read(&mut request).await.is_ok_and(|octets| octets > 0) {
                    counted.fetch_add(1, Ordering::SeqCst);
                    let answer = text("200 OK", "", &token_body("first", 60));
                    let _ = stream.write_all(answer.as_bytes()).await;
                    let _ = stream.shutdown().await;
                }
            }
        });
        Self {
            port,
            root: Certificate::from_der(pair.cert.der()).expect("a certificate"),
            asked,
        }
    }

    async fn ask(&self, client: ClientBuilder) -> Result<(), TokenError> {
        let spec = common::spec(&format!("https://localhost:{}/token", self.port), "secret");
        let transport = ReqwestTransport::with_client(spec.endpoint(), client).expect("a client");
        let builder = SharedSource::builder(spec, SourcePolicy::new()).failing_fast();
        builder.build_over(transport).token().await.map(drop)
    }
}

fn trusting(root: &Certificate) -> ClientBuilder {
    reqwest::Client::builder().tls_certs_only([root.clone()])
}

#[tokio::test]
async fn a_certificate_of_a_trusted_root() {
    let server = TlsServer::start("localhost").await;
    server.ask(trusting(&server.root)).await.expect("a token");
    assert_eq!(server.asked.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn credentials_do_not_go_to_whoever_shows_another_certificate() {
    let (server, other) = (
        TlsServer::start("localhost").await,
        TlsServer::start("localhost").await,
    );
    let elsewhere = TlsServer::start("as.example").await;
    for (server, client) in [
        (&server, reqwest::Client::builder()),
        (&server, trusting(&other.root)),
        (&elsewhere, trusting(&elsewhere.root)),
    ] {
        let error = server.ask(client).await.expect_err("not to be trusted");
        let kind = error.failure().map(|failure| failure.kind());
        assert_eq!(kind, Some(FailureKind::NoAnswer(NoAnswer::NotConnected)));
        let mut told = String::new();
        let mut next = error.source();
        while let Some(cause) = next {
            told = format!("{told} {cause}");
            next = cause.source();
        }
        assert!(told.contains("certificate"), "the cause is told:{told}");
        assert_eq!(server.asked.load(Ordering::SeqCst), 0);
    }
}
