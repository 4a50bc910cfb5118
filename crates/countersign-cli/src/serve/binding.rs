//! Where a server listens, and the rule that off the loopback interface it speaks TLS.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;

use countersign_clause::{Clause, RFC6749_3_2_3};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;

/// Reads an address with its port.
///
/// # Errors
/// It is none; in words that show one.
pub fn parse_address(text: &str) -> Result<SocketAddr, &'static str> {
    text.parse()
        .map_err(|_| "an address is like 127.0.0.1:8080 or [::1]:8080")
}

/// An address with TLS, or an address on the loopback interface without; nothing else can be built.
#[derive(Clone)]
pub struct Binding {
    address: SocketAddr,
    tls: Option<TlsAcceptor>,
}

impl Binding {
    /// Plain HTTP.
    ///
    /// ```
    /// use countersign_cli::serve::binding::Binding;
    ///
    /// assert!(Binding::plain("127.0.0.1:8080".parse().unwrap()).is_ok());
    /// let refused = Binding::plain("0.0.0.0:8080".parse().unwrap()).unwrap_err();
    /// assert_eq!(refused.clause().id(), "RFC6749-3.2-3");
    /// ```
    ///
    /// # Errors
    /// The address is not on the loopback interface.
    // = RFC6749-3.2-3
    pub fn plain(address: SocketAddr) -> Result<Self, PlainOffLoopback> {
        let loopback = address.ip().to_canonical().is_loopback();
        if loopback {
            Ok(Self { address, tls: None })
        } else {
            Err(PlainOffLoopback { address })
        }
    }

    /// HTTP over TLS.
    #[must_use]
    pub fn tls(address: SocketAddr, config: Arc<ServerConfig>) -> Self {
        Self {
            address,
            tls: Some(TlsAcceptor::from(config)),
        }
    }

    /// The address; its port may be 0, for any free one.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    pub(super) const fn acceptor(&self) -> Option<&TlsAcceptor> {
        self.tls.as_ref()
    }
}

impl fmt::Debug for Binding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Binding")
            .field("address", &self.address)
            .field("tls", &self.tls.is_some())
            .finish()
    }
}

/// Plain HTTP was asked for where others could read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlainOffLoopback {
    address: SocketAddr,
}

impl PlainOffLoopback {
    /// The clause that forbids it.
    #[must_use]
    pub fn clause(self) -> &'static Clause {
        &RFC6749_3_2_3
    }
}

impl fmt::Display for PlainOffLoopback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "plain HTTP on {} would send secrets and tokens unprotected: configure [tls] with a certificate and a \
             key, or listen on a loopback address [{}]",
            self.address,
            self.clause().id()
        )
    }
}

impl std::error::Error for PlainOffLoopback {}
