use std::error::Error;
use std::fmt;
use std::future::Future;
use std::sync::Arc;

use countersign_client::{HttpRequest, NoAnswer};
use http::header::{HeaderName, HeaderValue};
use http::{Method, Request, Response};

use crate::Octets;

/// What carries token requests to the endpoint and answers back.
///
/// [`ReqwestTransport`](super::ReqwestTransport) does over the network; a wrapper around it can show the exchange, and
/// another one can stay within the process.
pub trait Transport: Send + Sync + 'static {
    /// Sends one request, once, to the address in it, and reads the whole answer.
    ///
    /// A redirect is an answer and is not followed. The caller gives up after its own timeout, by dropping the future.
    ///
    /// # Errors
    /// [`Unanswered`]: there is no complete answer within the bounds of the transport.
    fn send(
        &self,
        request: Request<Octets>,
    ) -> impl Future<Output = Result<Response<Octets>, Unanswered>> + Send;
}

impl<T: Transport> Transport for Arc<T> {
    fn send(
        &self,
        request: Request<Octets>,
    ) -> impl Future<Output = Result<Response<Octets>, Unanswered>> + Send {
        T::send(self, request)
    }
}

/// Why there is no answer: in the words of the token source, and in those of the transport.
#[derive(Debug, Clone)]
pub struct Unanswered {
    why: NoAnswer,
    cause: Option<Arc<dyn Error + Send + Sync>>,
}

impl Unanswered {
    /// Without a cause that could be told.
    #[must_use]
    pub const fn new(why: NoAnswer) -> Self {
        Self { why, cause: None }
    }

    /// With what the transport knows. It must not quote the request: it ends up in logs.
    #[must_use]
    pub fn because(why: NoAnswer, cause: impl Error + Send + Sync + 'static) -> Self {
        Self {
            why,
            cause: Some(Arc::new(cause)),
        }
    }

    /// In the words of the token source.
    #[must_use]
    pub const fn why(&self) -> NoAnswer {
        self.why
    }

    pub(super) fn into_cause(self) -> Option<Arc<dyn Error + Send + Sync>> {
        self.cause
    }
}

impl fmt::Display for Unanswered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        countersign_client::Failure::from(self.why).fmt(f)
    }
}

impl Error for Unanswered {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        let cause: &(dyn Error + 'static) = self.cause.as_deref()?;
        Some(cause)
    }
}

/// A token request in the types of the `http` crate. The `Authorization` field is marked as sensitive.
///
/// # Errors
/// The address is one that the `http` crate does not read.
pub fn http_request(request: HttpRequest<'_>) -> Result<Request<Octets>, http::Error> {
    let mut fields = Vec::new();
    for (name, value) in request.headers() {
        let mut value = HeaderValue::from_str(value)?;
        value.set_sensitive(name == "authorization");
        fields.push((HeaderName::from_static(name), value));
    }
    let mut body = Octets::with_capacity(request.body().len());
    body.extend(request.body().as_bytes());
    let mut http = Request::builder()
        .method(Method::POST)
        .uri(request.url())
        .body(body)?;
    http.headers_mut().extend(fields);
    Ok(http)
}
