use alloc::string::String;
use alloc::vec::Vec;

use countersign_auth::{AuthPolicy, AuthenticatedClient, Claimant, Presented};
use countersign_grammar::{Limits, SyntaxError, UnixTime, quoted};
use countersign_message::TokenRequest;

use crate::admit::{admit, parameters};
use crate::context::Context;
use crate::phase::Event;
use crate::{LookUpClient, Parts, Reply, Step};

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
        self.begin(
            &parts,
            now,
            buffer,
            |context, claimant| Step::LookUpClient(LookUpClient { context, claimant }),
            Step::Reply,
        )
    }

    /// Reads a request as far as to the question for its client, which `ask` goes on with; or turns it away.
    ///
    /// What comes of it is handed on instead of returned, so that a caller who goes on at once has nothing to move.
    #[inline(always)]
    pub(crate) fn begin<'r, R>(
        &'r self,
        parts: &Parts<'r>,
        now: UnixTime,
        buffer: Vec<u8>,
        ask: impl FnOnce(Context<'r>, Claimant<'r>) -> R,
        turn_away: impl FnOnce(Reply<'r>) -> R,
    ) -> R {
        if let Err(turned) = admit(parts, &self.limits) {
            return turn_away(Context::turned(self, buffer, turned));
        }
        let parsed = TokenRequest::parse(parts.body, &self.limits);
        let request = match parameters(parts, &parsed) {
            Ok(request) => request,
            Err(turned) => return turn_away(Context::turned(self, buffer, turned)),
        };
        let presented = presented(parts, request);
        let header_used = presented.authorization.is_some();
        let context = Context::new(self, now, parts.body, request, header_used, buffer);
        match self.policy.extract(&presented, &self.limits) {
            Ok(claimant) => ask(context, claimant),
            Err(refusal) => turn_away(context.client_refused(Event::RequestRefused, refusal)),
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
        client: AuthenticatedClient,
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

#[inline(always)]
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
