//! A round trip over TLS with a certificate made for the test.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::sync::Arc;

use common::{BASIC, Process, Token, answer, post, soon};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::version::{TLS12, TLS13};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, SupportedProtocolVersion};

/// abc123 with the digest of secretXYZ.
fn configuration() -> String {
    let secret = countersign_secret::Secret::from("secretXYZ".to_owned());
    let secret = countersign_secret::GeneratedSecret::asserted_by_caller(secret).unwrap();
    let digest = countersign_secret::SecretDigest::sha256(&secret).to_text();
    format!(
        r#"listen = "127.0.0.1:0"
issuer = "https://auth.example.com"
audience = "https://api.example.com"
realm = "round trip"
tls = {{ certificate = "server.pem", key = "server.key" }}
token = {{ profile = "at+jwt", lifetime = 60, signing_key = {{ file = "signing.key" }}, key_id = "k1" }}

[[clients]]
id = "abc123"
methods = ["client_secret_basic"]
scope = "read"

[[clients.credentials]]
label = "only"
secret_digest = "{digest}"
"#
    )
}

async fn connect(
    server: &Process,
    root: CertificateDer<'static>,
    version: &'static SupportedProtocolVersion,
) -> TlsStream<TcpStream> {
    let mut roots = RootCertStore::empty();
    roots.add(root).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(&[version])
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = TcpStream::connect(server.address()).await.unwrap();
    TlsConnector::from(Arc::new(config))
        .connect("localhost".try_into().unwrap(), stream)
        .await
        .unwrap()
}

#[tokio::test]
async fn round_trip() {
    let certified = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [
        ("server.pem", certified.cert.pem()),
        ("server.key", certified.signing_key.serialize_pem()),
        ("signing.key", "k".repeat(32)),
        ("countersign.toml", configuration()),
    ] {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let config = folder.path().join("countersign.toml");
    let server = Process::serve(&["--config", config.to_str().unwrap()]);
    assert!(server.url.starts_with("https://"));

    for version in [&TLS12, &TLS13] {
        let mut stream = soon(connect(&server, certified.cert.der().clone(), version)).await;
        stream
            .write_all(post(BASIC, "grant_type=client_credentials&scope=read").as_bytes())
            .await
            .unwrap();
        let granted = soon(answer(&mut stream)).await.unwrap();
        assert_eq!(granted.status, 200, "{granted:?}");
        assert_eq!(granted.json()["expires_in"], 60);
        let token = granted.json()["access_token"].as_str().unwrap().to_owned();
        let header = countersign_grammar::base64url::decode(token.split('.').next().unwrap()).unwrap();
        let header: serde_json::Value = serde_json::from_slice(&header).unwrap();
        assert_eq!(
            header,
            serde_json::json!({"alg": "HS256", "typ": "at+jwt", "kid": "k1"})
        );

        let wrong = BASIC.replace("YWJj", "YWJk");
        stream
            .write_all(post(&wrong, "grant_type=client_credentials").as_bytes())
            .await
            .unwrap();
        let refused = soon(answer(&mut stream)).await.unwrap();
        assert_eq!(
            (refused.status, refused.header("www-authenticate")),
            (401, Some("Basic realm=\"round trip\""))
        );
    }

    // The command gets a token over TLS where it trusts the certificate, and nowhere else.
    let root = folder.path().join("server.pem");
    let asked = |id: &str| {
        let url = server.url.replace("127.0.0.1", "localhost");
        Token::of(id)
            .environment("CLIENT_SECRET", "secretXYZ")
            .arguments(&["--endpoint", &url, "--scope", "read"])
    };
    let trusting = |id: &str| asked(id).variable("SSL_CERT_FILE", root.to_str().unwrap()).run();
    let ran = trusting("abc123");
    assert_eq!((ran.code, ran.told.as_str()), (0, ""));
    assert!(ran.out.starts_with("eyJ"));
    trusting("abc124").assert_ended(1, &["invalid_client"]);
    asked("abc123")
        .run()
        .assert_ended(4, &["no connection to the token endpoint", "certificate"]);

    // Plain HTTP to the TLS port gets no token.
    let mut plain = TcpStream::connect(server.address()).await.unwrap();
    plain
        .write_all(post(BASIC, "grant_type=client_credentials").as_bytes())
        .await
        .unwrap();
    assert!(
        soon(answer(&mut plain))
            .await
            .is_none_or(|answer| answer.status >= 400)
    );
}
