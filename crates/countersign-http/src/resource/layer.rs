use std::fmt;
use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use countersign_resource::{Authorized, Requirement};
use http::header::AUTHORIZATION;
use http::{HeaderMap, Request, Response};
use tower_layer::Layer;
use tower_service::Service;

use super::{Guard, Introspector, KeySource};
use crate::fields;

/// The proof that a request may pass, as a handler finds it in the extensions.
pub type Access = Arc<Authorized<'static>>;

/// Puts a guard in front of a service, with what the route requires.
pub struct GuardLayer<K, N> {
    guard: Arc<Guard<K, N>>,
    requirement: Arc<Requirement>,
}

/// A service behind a guard. A request that is refused does not reach it; one that may pass has an [`Access`] in its
/// extensions, and its `Authorization` field is marked as sensitive.
pub struct GuardService<S, K, N> {
    guard: Arc<Guard<K, N>>,
    requirement: Arc<Requirement>,
    inner: S,
}

impl<K, N> GuardLayer<K, N> {
    pub(super) fn new(guard: Arc<Guard<K, N>>, requirement: Requirement) -> Self {
        Self {
            guard,
            requirement: Arc::new(requirement),
        }
    }
}

impl<S, K, N> Layer<S> for GuardLayer<K, N> {
    type Service = GuardService<S, K, N>;

    fn layer(&self, inner: S) -> Self::Service {
        GuardService {
            guard: Arc::clone(&self.guard),
            requirement: Arc::clone(&self.requirement),
            inner,
        }
    }
}

impl<S, K, N, B, C> Service<Request<B>> for GuardService<S, K, N>
where
    S: Service<Request<B>, Response = Response<C>, Future: Send> + Clone + Send + 'static,
    K: KeySource,
    N: Introspector,
    B: Send + 'static,
    C: Default,
{
    type Response = Response<C>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Response<C>, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let (guard, requirement) = (Arc::clone(&self.guard), Arc::clone(&self.requirement));
        // The service that was found to be ready is the one to call.
        let next = self.inner.clone();
        let mut inner = mem::replace(&mut self.inner, next);
        Box::pin(async move {
            let (mut head, body) = request.into_parts();
            // No other layer can have left one: it would open the route to whoever got past that layer.
            head.extensions.remove::<Access>();
            let access = match guard.check(&head, &requirement).await {
                Ok(access) => Arc::new(access),
                Err(refused) => return Ok(refused.map(|()| C::default())),
            };
            hide(&mut head.headers);
            head.extensions.insert(Arc::clone(&access));
            let mut response = inner.call(Request::from_parts(head, body)).await?;
            fields::append(response.headers_mut(), access.headers());
            Ok(response)
        })
    }
}

fn hide(headers: &mut HeaderMap) {
    if let http::header::Entry::Occupied(mut field) = headers.entry(AUTHORIZATION) {
        for value in field.iter_mut() {
            value.set_sensitive(true);
        }
    }
}

impl<K, N> Clone for GuardLayer<K, N> {
    fn clone(&self) -> Self {
        Self {
            guard: Arc::clone(&self.guard),
            requirement: Arc::clone(&self.requirement),
        }
    }
}

impl<S: Clone, K, N> Clone for GuardService<S, K, N> {
    fn clone(&self) -> Self {
        Self {
            guard: Arc::clone(&self.guard),
            requirement: Arc::clone(&self.requirement),
            inner: self.inner.clone(),
        }
    }
}

impl<K, N> fmt::Debug for GuardLayer<K, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GuardLayer")
            .field("requirement", &self.requirement)
            .finish_non_exhaustive()
    }
}

impl<S, K, N> fmt::Debug for GuardService<S, K, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GuardService")
            .field("requirement", &self.requirement)
            .finish_non_exhaustive()
    }
}
