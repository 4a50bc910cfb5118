use core::fmt;

use countersign_grammar::{HttpDate, RetryAfter, UnixTime};
use countersign_message::ReceivedResponse;

/// What became of an exchange.
#[derive(Debug)]
pub enum Outcome<'a> {
    /// The server answered, whatever it said.
    Answered(Answer<'a>),
    /// It did not.
    NoAnswer(NoAnswer),
}

/// The answer of a token endpoint as it arrived.
///
/// ```
/// use countersign_client::Answer;
///
/// let answer = Answer::new(503, b"").header("Retry-After", b"120").header("Server", b"x");
/// assert!(!format!("{answer:?}").contains("120"));
/// ```
#[derive(Clone, Copy)]
pub struct Answer<'a> {
    status: u16,
    content_type: Option<&'a [u8]>,
    retry_after: Option<&'a [u8]>,
    date: Option<&'a [u8]>,
    body: &'a [u8],
}

/// Why there is no answer. The host knows more, and logs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NoAnswer {
    /// No connection: the name, the network, or the certificate.
    NotConnected,
    /// No complete answer in time.
    TimedOut,
    /// The connection broke before the answer was complete.
    Broken,
    /// The answer had more octets than the host would read.
    TooLong,
}

impl<'a> Answer<'a> {
    /// A status and a body, without header fields.
    #[must_use]
    pub const fn new(status: u16, body: &'a [u8]) -> Self {
        Self {
            status,
            content_type: None,
            retry_after: None,
            date: None,
            body,
        }
    }

    /// With a header field; a host hands in all of them in their order, and those that say nothing here are passed over.
    /// Of a field that may not repeat, a second one makes the value unreadable.
    // = RFC9110-5.1-1
    // = RFC9110-5.3-1
    #[must_use]
    pub fn header(mut self, name: &str, value: &'a [u8]) -> Self {
        let slot = if name.eq_ignore_ascii_case("content-type") {
            &mut self.content_type
        } else if name.eq_ignore_ascii_case("retry-after") {
            &mut self.retry_after
        } else if name.eq_ignore_ascii_case("date") {
            &mut self.date
        } else {
            return self;
        };
        *slot = match *slot {
            None => Some(value),
            Some(_) => Some(b""),
        };
        self
    }

    /// The HTTP status.
    #[must_use]
    pub const fn status(&self) -> u16 {
        self.status
    }

    pub(crate) const fn received(&self) -> ReceivedResponse<'a> {
        ReceivedResponse {
            status: self.status,
            content_type: self.content_type,
            body: self.body,
        }
    }

    /// The seconds from now for which the server asks to be left alone. A date counts from the server's own, if it says
    /// what that is: its clock need not be ours.
    // = RFC9110-10.2.3-1
    pub(crate) fn retry_after(&self, now: UnixTime) -> Option<u64> {
        let field = RetryAfter::parse(self.retry_after?).ok()?;
        let date = self.date.and_then(|date| HttpDate::parse(date).ok());
        let servers = date.map_or(now, |date| date.at(now));
        Some(field.until(servers).saturating_since(servers))
    }
}

/// The status alone: a body may hold a token, or what the server repeats of the request.
// = COUNTERSIGN-SECRET-1
impl fmt::Debug for Answer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}
