use alloc::vec::Vec;
use core::fmt;

use countersign_grammar::ErrorDescription;
use countersign_message::ErrorResponse;

use crate::phase::{Event, Phase};
use crate::{Reason, Verdict};

/// The complete answer to a token request: status, header fields and body for the wire, and the verdict for the
/// log. Only the endpoint makes one, and a success only out of an issued token.
///
/// ```compile_fail,E0451
/// // A success reply cannot be built by hand.
/// let reply = countersign_server::Reply {
///     event: todo!(), status: 200, body: vec![], challenge: None, verdict: todo!(),
/// };
/// ```
#[must_use = "a reply that is not sent leaves the client waiting"]
pub struct Reply<'r> {
    event: Event,
    status: u16,
    body: Vec<u8>,
    challenge: Option<&'r str>,
    verdict: Verdict<'r>,
}

impl<'r> Reply<'r> {
    // = RFC6749-5.1-1
    pub(crate) const fn success(body: Vec<u8>, verdict: Verdict<'r>) -> Self {
        Self {
            event: Event::TokenIssued,
            status: 200,
            body,
            challenge: None,
            verdict,
        }
    }

    /// The error reply for a reason; `challenge` is the one for a request that used the `Authorization` field.
    // = RFC6749-4.4.3-2
    pub(crate) fn error(
        event: Event,
        reason: Reason,
        challenge: Option<&'r str>,
        mut body: Vec<u8>,
        verdict: Verdict<'r>,
    ) -> Self {
        let wire = reason.wire();
        body.clear();
        let response = ErrorResponse::new(wire.code);
        // The descriptions are fixed texts, each of which a test holds against the grammar.
        match ErrorDescription::parse(wire.description) {
            Ok(description) => response.with_description(description).write_json(&mut body),
            Err(_) => response.write_json(&mut body),
        }
        // = RFC6749-5.2-1
        // = RFC6749-5.2-9
        // = RFC9110-11.6.1-1
        let challenge = challenge.filter(|_| wire.challenges);
        let status = if challenge.is_some() { 401 } else { wire.status };
        Self {
            event,
            status,
            body,
            challenge,
            verdict,
        }
    }

    /// The HTTP status code.
    #[must_use]
    pub const fn status(&self) -> u16 {
        self.status
    }

    /// The header fields, except `Content-Length`, which is the transport's.
    pub fn headers(&self) -> impl Iterator<Item = (&'static str, &str)> {
        // = RFC6749-5.1-10
        // = RFC6749-5.2-17
        // = RFC6749-5.1-13
        // = RFC6749-5.1-14
        let fixed = [
            ("content-type", "application/json"),
            ("cache-control", "no-store"),
            ("pragma", "no-cache"),
        ];
        // = RFC9110-15.5.6-1
        let allow = (self.status == 405).then_some(("allow", "POST"));
        let challenge = self.challenge.map(|challenge| ("www-authenticate", challenge));
        fixed.into_iter().chain(allow).chain(challenge)
    }

    /// The value of one header field, its name in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers()
            .find(|(field, _)| *field == name)
            .map(|(_, value)| value)
    }

    /// The body: JSON. It holds the access token if the status is 200.
    #[must_use]
    pub const fn body(&self) -> &[u8] {
        self.body.as_slice()
    }

    /// What was decided and why, for the log.
    pub const fn verdict(&self) -> &Verdict<'r> {
        &self.verdict
    }

    pub(crate) const fn phase(&self) -> Phase {
        if self.verdict.is_granted() {
            Phase::Granted
        } else {
            Phase::Refused
        }
    }

    pub(crate) const fn event(&self) -> Event {
        self.event
    }

    /// The body as owned octets, so that its buffer can be used again.
    #[must_use]
    pub fn into_body(self) -> Vec<u8> {
        self.body
    }
}

/// Does not show the body: it may hold a token.
impl fmt::Debug for Reply<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply")
            .field("status", &self.status)
            .field("body_octets", &self.body.len())
            .field("verdict", &self.verdict)
            .finish_non_exhaustive()
    }
}
