use std::fmt;
use std::future::Future;
use std::sync::Arc;

use countersign_jose::{Algorithm, HmacKeySet, Verifier};
use http::Response;

use crate::{Octets, Unavailable};

/// A place that knows the keys of issuers.
pub trait KeySource: Send + Sync + 'static {
    /// The keys of this issuer, or `None` if it has no such key.
    ///
    /// `kid` and `algorithm` are what whoever sent the token says: compare them with what is there, and build nothing of
    /// them.
    // = RFC8725-3.10-1
    fn keys(
        &self,
        issuer: &str,
        kid: Option<&str>,
        algorithm: Option<Algorithm>,
    ) -> impl Future<Output = Result<Option<Keys>, Unavailable>> + Send;
}

/// What signatures are verified with.
#[derive(Clone)]
pub enum Keys {
    /// A set, of which the one that fits is selected.
    Hmac(Arc<HmacKeySet>),
    /// One key of any kind.
    One(Arc<dyn Verifier + Send + Sync>),
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Hmac(_) => "Hmac(..)",
            Self::One(_) => "One(..)",
        })
    }
}

/// Asks the authorization server about tokens.
pub trait Introspector: Send + Sync + 'static {
    /// Sends this body to the introspection endpoint: see [`Introspect`](countersign_resource::Introspect) for how.
    fn introspect(&self, body: Octets) -> impl Future<Output = Result<Response<Octets>, Unavailable>> + Send;
}

/// The source of a guard that verifies no signatures.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoKeys;

/// The introspector of a guard that takes no opaque tokens.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoIntrospection;

impl KeySource for NoKeys {
    async fn keys(
        &self,
        _: &str,
        _: Option<&str>,
        _: Option<Algorithm>,
    ) -> Result<Option<Keys>, Unavailable> {
        Err(Unavailable)
    }
}

impl Introspector for NoIntrospection {
    async fn introspect(&self, _: Octets) -> Result<Response<Octets>, Unavailable> {
        Err(Unavailable)
    }
}

/// The keys of the one issuer that the guard is configured with.
impl KeySource for Keys {
    async fn keys(
        &self,
        _: &str,
        _: Option<&str>,
        _: Option<Algorithm>,
    ) -> Result<Option<Self>, Unavailable> {
        Ok(Some(self.clone()))
    }
}
