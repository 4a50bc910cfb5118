//! The TLS configuration from certificate and key files.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::{self, PemObject};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

pub use tokio_rustls::rustls::ServerConfig;

/// TLS 1.2 and 1.3 with this certificate chain (leaf first) and private key, both PEM.
///
/// # Errors
/// A file cannot be read or used; the message quotes nothing of it.
pub fn server_config(certificate: &Path, key: &Path) -> Result<Arc<ServerConfig>, TlsError> {
    let unreadable =
        |path: &Path, error: &dyn fmt::Display| format!("cannot read {}: {error}", path.display());
    let pem = |path: &Path, error: pem::Error| match error {
        pem::Error::Io(error) => unreadable(path, &error),
        error => unreadable(path, &error),
    };
    let chain = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| TlsError::Certificate(pem(certificate, error)))?;
    if chain.is_empty() {
        return Err(TlsError::Certificate(unreadable(
            certificate,
            &"it holds no certificate",
        )));
    }
    let key = PrivateKeyDer::from_pem_file(key).map_err(|error| TlsError::Key(pem(key, error)))?;
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map(|builder| builder.with_no_client_auth())
        .and_then(|builder| builder.with_single_cert(chain, key))
        .map_err(|error| TlsError::Pair(format!("certificate and key cannot be used: {error}")))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

/// Why there is no TLS configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TlsError {
    /// It is the certificate file.
    Certificate(String),
    /// It is the key file.
    Key(String),
    /// Each can be read, but not both used together.
    Pair(String),
}

impl fmt::Display for TlsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Certificate(message) | Self::Key(message) | Self::Pair(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for TlsError {}
