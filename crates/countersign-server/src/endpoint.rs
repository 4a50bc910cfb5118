use alloc::string::String;
use alloc::vec::Vec;

use countersign_auth::{AuthPolicy, AuthenticatedClient, Claimant, Presented};
use countersign_grammar::{Limits, SyntaxError, UnixTime, quoted};
use countersign_message::TokenRequest;

use crate::admit::{admit, parameters};
use crate::context::Context;
use crate::parts::Field;
use crate::phase::Event;
use crate::{LookUpClient, Parts, Step};

/// A token endpoint for the client credentials grant, without any I/O.
///
/// It is configuration only: one value serves any number of requests at once. See the crate's front page for a
/// driver.
#[derive(Debug)]
pub struct TokenEndpoint {
    policy: AuthPolicy,
    limits: Limits,
    challenge: String,
}

impl TokenEndpoint {
    /// An endpoint with [`Limits::DEFAULT`] and the realm `token`.
    #[must_use]
    pub fn new(policy: AuthPolicy) -> Self {
        Self {
            policy,
            limits: Limits::DEFAULT,
            challenge: String::from("Basic realm=\"token\""),
        }
    }

    /// Other bounds on the size of a request.
    #[must_use]
    pub const fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Another realm in the `Basic` challenge.
    ///
    /// # Errors
    /// The realm holds a character that a quoted-string cannot.
    // = RFC7617-2-1
    // = RFC9110-11.5-1
    pub fn with_realm(mut self, realm: &str) -> Result<Self, SyntaxError> {
        let realm = quoted::emit_quoted(realm)?;
        self.challenge.clear();
        self.challenge.push_str("Basic realm=");
        self.challenge.push_str(&realm);
        Ok(self)
    }

    /// The bounds on the size of a request; a host reads no more of a body than `limits().body`.
    #[must_use]
    pub const fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Receives a request at this point in time; the first step of the exchange.
    pub fn receive<'r>(&'r self, parts: Parts<'r>, now: UnixTime) -> Step<'r> {
        self.receive_into(parts, now, Vec::new())
    }

    /// The same with a buffer for the reply's body, which is written over. With a buffer that is large enough,
    /// nothing is allocated on the way to a token.
    pub fn receive_into<'r>(&'r self, parts: Parts<'r>, now: UnixTime, buffer: Vec<u8>) -> Step<'r> {
        self.begin(&parts, now, buffer, Stepwise)
    }

    /// Reads a request as far as to the question for its client, and goes on with it.
    #[inline(always)]
    pub(crate) fn begin<'r, N: Next<'r>>(
        &'r self,
        parts: &Parts<'r>,
        now: UnixTime,
        buffer: Vec<u8>,
        next: N,
    ) -> N::Outcome {
        if let Err(turned) = admit(parts, &self.limits) {
            return next.go_on(Step::Reply(Context::turned(self, buffer, turned)));
        }
        let parsed = TokenRequest::parse(parts.body, &self.limits);
        let request = match parameters(parts, &parsed) {
            Ok(request) => request,
            Err(turned) => return next.go_on(Step::Reply(Context::turned(self, buffer, turned))),
        };
        let header_used = parts.authorization.first().is_some();
        let context = Context::new(self, now, parts.body, request, header_used, buffer);
        if let Field::Once(field) = parts.authorization
            && !request.has_client()
            && let Some(claimant) = self.policy.extract_basic(field, &self.limits)
        {
            return next.look_up(context, claimant);
        }
        next.go_on(self.other_client(parts, request, context))
    }

    /// The question for a client that does not authenticate as most do, or the refusal.
    #[inline(never)]
    fn other_client<'r>(
        &'r self,
        parts: &Parts<'r>,
        request: &TokenRequest<'r>,
        context: Context<'r>,
    ) -> Step<'r> {
        match self.policy.extract(&presented(parts, request), &self.limits) {
            Ok(claimant) => Step::LookUpClient(LookUpClient { context, claimant }),
            Err(refusal) => Step::Reply(context.client_refused(Event::RequestRefused, refusal)),
        }
    }

    /// Receives a request of a client that somebody else authenticated, such as mutual TLS at a proxy.
    ///
    /// The request must present no other authentication; a `client_id` in its body must be the asserted one. The
    /// client must be confidential and registered for [`AuthMethod::AssertedByCaller`].
    ///
    /// [`AuthMethod::AssertedByCaller`]: countersign_auth::AuthMethod::AssertedByCaller
    pub fn receive_asserted<'r>(
        &'r self,
        parts: Parts<'r>,
        now: UnixTime,
        client: AuthenticatedClient<'r>,
    ) -> Step<'r> {
        if let Err(turned) = admit(&parts, &self.limits) {
            return Step::Reply(Context::turned(self, Vec::new(), turned));
        }
        let parsed = TokenRequest::parse(parts.body, &self.limits);
        let request = match parameters(&parts, &parsed) {
            Ok(request) => request,
            Err(turned) => return Step::Reply(Context::turned(self, Vec::new(), turned)),
        };
        let presented = presented(&parts, request);
        let header_used = presented.authorization.is_some();
        let context = Context::new(self, now, parts.body, request, header_used, Vec::new());
        match presented.accompanies(&client) {
            Ok(()) => context.authenticated(client),
            Err(refusal) => Step::Reply(context.client_refused(Event::RequestRefused, refusal)),
        }
    }

    pub(crate) fn challenge(&self, header_used: bool) -> Option<&str> {
        header_used.then_some(self.challenge.as_str())
    }
}

/// How a request goes on that has been read. What is known of it is handed on instead of returned, so that one who
/// goes on at once has nothing to move.
pub(crate) trait Next<'r> {
    /// What it comes to.
    type Outcome;

    /// The usual request: its client has to be looked up.
    fn look_up(self, context: Context<'r>, claimant: Claimant<'r>) -> Self::Outcome;

    /// Any other, which may be over.
    fn go_on(self, step: Step<'r>) -> Self::Outcome;
}

/// Step by step.
struct Stepwise;

impl<'r> Next<'r> for Stepwise {
    type Outcome = Step<'r>;

    #[inline(always)]
    fn look_up(self, context: Context<'r>, claimant: Claimant<'r>) -> Step<'r> {
        Step::LookUpClient(LookUpClient { context, claimant })
    }

    #[inline(always)]
    fn go_on(self, step: Step<'r>) -> Step<'r> {
        step
    }
}

fn presented<'r>(parts: &Parts<'r>, request: &TokenRequest<'r>) -> Presented<'r> {
    Presented {
        authorization: parts.authorization.first(),
        authorization_repeated: parts.authorization.is_repeated(),
        client_id: request
            .client_id()
            .map(|parameter| (parameter.text, parameter.at)),
        client_secret: request
            .client_secret()
            .map(|parameter| (parameter.text, parameter.at)),
        client_assertion: request
            .client_assertion()
            .map(|parameter| (parameter.text, parameter.at)),
        client_assertion_type: request
            .client_assertion_type()
            .map(|parameter| (parameter.text, parameter.at)),
    }
}
