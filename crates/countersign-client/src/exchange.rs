use alloc::sync::Arc;
use core::fmt;

use countersign_grammar::UnixTime;

use crate::written::Written;
use crate::{RequestBuffer, RequestSpec};

/// The permission to send one token request, and what is to be sent.
///
/// A source gives out one at a time, and there is no `Clone`: one request is in flight by construction. It goes back to
/// its source with the outcome, by value, so it cannot be answered twice. One that is dropped counts as lost: the source
/// notices when it is asked next, waits as after a failure, and sends again. One that is neither dropped nor handed back
/// is lost at its [`deadline`](Self::deadline); a host gives up by then.
///
/// ```compile_fail,E0599
/// # use countersign_client::Exchange;
/// fn twice(exchange: Exchange) -> (Exchange, Exchange) {
///     (exchange.clone(), exchange)
/// }
/// ```
///
/// ```compile_fail,E0382
/// # use countersign_client::{Exchange, NoAnswer, Outcome, TokenSource};
/// # use countersign_grammar::UnixTime;
/// fn answered_twice(source: &mut TokenSource, exchange: Exchange, now: UnixTime) {
///     source.handle(exchange, Outcome::NoAnswer(NoAnswer::TimedOut), now, 0);
///     source.handle(exchange, Outcome::NoAnswer(NoAnswer::TimedOut), now, 0);
/// }
/// ```
#[must_use = "an exchange that is dropped counts as a request whose answer was lost"]
pub struct Exchange {
    pub(crate) spec: Arc<RequestSpec>,
    /// The source holds a weak reference to it, and so knows its own exchange, and whether it still exists.
    pub(crate) ticket: Arc<Ticket>,
    pub(crate) started: UnixTime,
    pub(crate) deadline: UnixTime,
    /// How often the clock of the source had gone back before.
    pub(crate) steps_back: u32,
}

/// What identifies an exchange: its address.
#[derive(Debug)]
pub(crate) struct Ticket;

impl Exchange {
    /// Where the request goes: the text of a [`TokenEndpointUrl`](crate::TokenEndpointUrl). A redirect is never
    /// followed: hand in the answer as it is.
    #[must_use]
    pub fn url(&self) -> &str {
        self.spec.endpoint().as_str()
    }

    /// When the source stops to expect an answer. Nothing may be in flight then.
    #[must_use]
    pub const fn deadline(&self) -> UnixTime {
        self.deadline
    }

    /// When the source gave it out.
    #[must_use]
    pub const fn started(&self) -> UnixTime {
        self.started
    }

    /// What is to be sent.
    ///
    /// `entropy` is for methods that sign each request, and must then be fresh from a cryptographic random number
    /// generator: it is what the server knows a replay by, so that octets used before make a request that is refused. Asked
    /// twice, an exchange writes two requests of which either may be sent. Methods that present a secret use neither entropy
    /// nor the buffer, and allocate nothing; the others allocate nothing where the buffer was used before.
    #[must_use]
    pub fn request<'x>(&'x self, entropy: [u8; 16], buffer: &'x mut RequestBuffer) -> HttpRequest<'x> {
        let (authorization, body) = match self.spec.written() {
            Written::Whole { authorization, body } => {
                (authorization.as_ref().map(|field| field.as_str()), body.as_str())
            }
            Written::Around(frame) => (None, frame.fill(&self.spec, self.started, entropy, buffer)),
        };
        HttpRequest {
            url: self.url(),
            authorization,
            body,
        }
    }
}

/// The endpoint and the times; the rest is the request, which is secret.
// = COUNTERSIGN-SECRET-1
impl fmt::Debug for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exchange")
            .field("url", &self.url())
            .field("started", &self.started)
            .field("deadline", &self.deadline)
            .finish_non_exhaustive()
    }
}

/// An HTTP request, borrowed.
///
/// ```compile_fail,E0451
/// // It cannot be made by hand, with a secret in its URL, say.
/// let request = countersign_client::HttpRequest { url: "https://as.example/?client_secret=x", authorization: None, body: "" };
/// ```
#[derive(Clone, Copy)]
pub struct HttpRequest<'x> {
    url: &'x str,
    authorization: Option<&'x str>,
    body: &'x str,
}

impl<'x> HttpRequest<'x> {
    /// The method: `POST`.
    // = RFC6749-3.2-4
    #[must_use]
    pub const fn method(&self) -> &'static str {
        "POST"
    }

    /// The absolute address, with its query as it is.
    // = RFC6749-3.2-1
    #[must_use]
    pub const fn url(&self) -> &'x str {
        self.url
    }

    /// The header fields, names in lower case. `authorization` holds the secret, if it is there.
    // = RFC9110-8.3-1
    pub fn headers(&self) -> impl Iterator<Item = (&'static str, &'x str)> + use<'x> {
        let fixed = [
            ("content-type", "application/x-www-form-urlencoded"),
            ("accept", "application/json"),
        ];
        let authorization = self.authorization.map(|field| ("authorization", field));
        fixed.into_iter().chain(authorization)
    }

    /// The value of the `Authorization` field, if the method has one.
    #[must_use]
    pub const fn authorization(&self) -> Option<&'x str> {
        self.authorization
    }

    /// The body; it may hold the secret.
    // = RFC6749-4.4.2-1
    #[must_use]
    pub const fn body(&self) -> &'x str {
        self.body
    }
}

/// The address; neither field nor body.
// = COUNTERSIGN-SECRET-1
impl fmt::Debug for HttpRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpRequest")
            .field("url", &self.url)
            .field("authorization", &self.authorization.is_some())
            .finish_non_exhaustive()
    }
}
