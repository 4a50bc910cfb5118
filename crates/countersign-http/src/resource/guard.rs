use std::fmt;
use std::sync::Arc;

use countersign_grammar::UnixTime;
use countersign_message::{BearerMethod, ProtectedResourceMetadata};
use countersign_resource::{
    Authorized, Check, Introspect, LookUpKey, Parts, ProvePossession, ReceivedResponse, Refusal, Requirement,
    ResourceServer, Scratch, Verdict,
};
use http::header::CONTENT_TYPE;
use http::{Response, StatusCode, request};

use super::{GuardLayer, Introspector, KeySource, Keys, NoIntrospection, NoKeys};
use crate::{Octets, Unavailable, clock, fields};

/// A resource server with what answers its questions. Every verdict is the resource server's.
///
/// ```
/// use std::sync::Arc;
///
/// use countersign_http::resource::{Guard, Keys};
/// use countersign_jose::{Algorithm, HmacKey, HmacKeySet};
/// use countersign_resource::{JwtPolicy, Requirement, ResourceServer, TokenFormat};
/// use countersign_scope::ScopeSet;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let keys = HmacKeySet::new(vec![HmacKey::new(Algorithm::Hs256, &[7; 32])?]);
/// let policy = JwtPolicy::new("https://as.example", "https://api.example");
/// let guard = Guard::new(ResourceServer::new(TokenFormat::Jwt(policy))).with_keys(Keys::Hmac(Arc::new(keys)));
/// let guard = Arc::new(guard);
/// let reading = Guard::layer(&guard, Requirement::of(ScopeSet::parse("photos.read")?));
/// let writing = Guard::layer(&guard, Requirement::of(ScopeSet::parse("photos.write")?));
/// # let _ = (reading, writing);
/// # Ok(())
/// # }
/// ```
pub struct Guard<K = NoKeys, N = NoIntrospection> {
    server: ResourceServer,
    keys: K,
    introspector: N,
    observer: Observer,
}

type Observer = Arc<dyn Fn(&Verdict<'_>) + Send + Sync>;

/// The SHA-256 digest of the client certificate of the connection in DER: whoever ends TLS puts it into the extensions
/// of the request, and tokens that are bound to the certificate are accepted with it (RFC 8705).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ClientCertificate(pub [u8; 32]);

impl Guard {
    /// A guard that can answer no question yet.
    #[must_use]
    pub fn new(server: ResourceServer) -> Self {
        Self {
            server,
            keys: NoKeys,
            introspector: NoIntrospection,
            observer: Arc::new(|_| {}),
        }
    }
}

impl<K, N> Guard<K, N> {
    /// With what knows the keys of the issuer.
    #[must_use]
    pub fn with_keys<L: KeySource>(self, keys: L) -> Guard<L, N> {
        Guard {
            server: self.server,
            keys,
            introspector: self.introspector,
            observer: self.observer,
        }
    }

    /// With what asks the authorization server.
    #[must_use]
    pub fn with_introspector<M: Introspector>(self, introspector: M) -> Guard<K, M> {
        Guard {
            server: self.server,
            keys: self.keys,
            introspector,
            observer: self.observer,
        }
    }

    /// Tells each verdict to a function, before anything else happens: for the log.
    #[must_use]
    pub fn observed_by(mut self, observer: impl Fn(&Verdict<'_>) + Send + Sync + 'static) -> Self {
        self.observer = Arc::new(observer);
        self
    }

    /// A layer for routes that require this.
    #[must_use]
    pub fn layer(guard: &Arc<Self>, requirement: Requirement) -> GuardLayer<K, N> {
        GuardLayer::new(Arc::clone(guard), requirement)
    }

    /// The resource server.
    #[must_use]
    pub const fn server(&self) -> &ResourceServer {
        &self.server
    }

    /// The metadata of the resource, as [`ResourceServer::metadata`] has it, but without tokens in the body: whatever the
    /// resource server allows, this guard hands it no body to look into.
    // = RFC9728-2-5
    #[must_use]
    pub fn metadata(&self) -> Option<ProtectedResourceMetadata<'_>> {
        let metadata = self.server.metadata()?;
        let methods = metadata.bearer_methods_supported().unwrap_or_default().to_vec();
        let read = methods.into_iter().filter(|method| *method != BearerMethod::Body);
        Some(metadata.with_bearer_methods(read))
    }
}

impl<K: KeySource, N: Introspector> Guard<K, N> {
    /// Checks one request against what its route requires. A token in the body is not looked for.
    ///
    /// # Errors
    /// The response of the refusal, complete but for a body, which it has not.
    pub async fn check(
        &self,
        head: &request::Parts,
        requirement: &Requirement,
    ) -> Result<Authorized<'static>, Response<()>> {
        match self.verify(head, requirement, clock::now()).await {
            Ok(access) => {
                (self.observer)(&access.verdict());
                Ok(access)
            }
            Err(refused) => Err(refused),
        }
    }

    async fn verify(
        &self,
        head: &request::Parts,
        requirement: &Requirement,
        now: UnixTime,
    ) -> Result<Authorized<'static>, Response<()>> {
        let mut scratch = Scratch::new();
        let mut check = self.server.receive(parts(head), now, &mut scratch);
        let outcome = loop {
            check = match check {
                Check::LookUpKey(ask) => self.look_up(ask).await,
                Check::Introspect(ask) => self.introspect(ask).await,
                Check::ProvePossession(ask) => prove(ask, head),
                Check::Refused(refusal) => break Err(refusal),
                Check::Verified(token) => break token.meet(requirement),
            };
        };
        match outcome {
            Ok(access) => Ok(access.into_owned()),
            Err(refusal) => {
                let refusal = refusal.with_scope(requirement.scope());
                (self.observer)(&refusal.verdict());
                Err(response(&refusal))
            }
        }
    }

    async fn look_up<'r>(&self, ask: LookUpKey<'r>) -> Check<'r> {
        let keys = self.keys.keys(ask.issuer(), ask.kid(), ask.algorithm());
        match keys.await {
            Ok(Some(Keys::Hmac(keys))) => ask.keys(&keys),
            Ok(Some(Keys::One(key))) => ask.key(&*key),
            Ok(None) => ask.unknown(),
            Err(Unavailable) => ask.unavailable(),
        }
    }

    async fn introspect<'r>(&self, ask: Introspect<'r>) -> Check<'r> {
        let mut body = Octets::with_capacity(ask.body().len());
        body.extend(ask.body());
        match self.introspector.introspect(body).await {
            Ok(answer) => ask.answered(ReceivedResponse {
                status: answer.status().as_u16(),
                content_type: only(&answer),
                body: answer.body().expose(),
            }),
            Err(Unavailable) => ask.unavailable(),
        }
    }
}

fn parts(head: &request::Parts) -> Parts<'_> {
    let parts = Parts::new(head.method.as_str(), fields::target(&head.uri));
    let fields = head.headers.iter();
    fields.fold(parts, |parts, (name, value)| {
        parts.header(name.as_str(), value.as_bytes())
    })
}

fn prove<'r>(ask: ProvePossession<'r>, head: &request::Parts) -> Check<'r> {
    match head.extensions.get::<ClientCertificate>() {
        Some(ClientCertificate(digest)) => ask.certificate(*digest),
        None => ask.unproven(),
    }
}

/// The content type of an answer; a second one makes it unreadable.
// = RFC9110-5.3-1
fn only(answer: &Response<Octets>) -> Option<&[u8]> {
    let mut values = answer.headers().get_all(CONTENT_TYPE).into_iter();
    match (values.next(), values.next()) {
        (first, None) => first.map(http::HeaderValue::as_bytes),
        (_, Some(_)) => Some(b""),
    }
}

fn response(refusal: &Refusal<'_>) -> Response<()> {
    let mut response = Response::new(());
    *response.status_mut() =
        StatusCode::from_u16(refusal.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    fields::append(response.headers_mut(), refusal.headers());
    response
}

impl<K, N> fmt::Debug for Guard<K, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Guard")
            .field("server", &self.server)
            .finish_non_exhaustive()
    }
}
