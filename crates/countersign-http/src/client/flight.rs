//! One exchange on its way, in a task of its own.

use std::sync::{Arc, Weak};
use std::time::Duration;

use countersign_client::{Answer, Exchange, Handled, NoAnswer, Outcome, RequestBuffer};
use http::Response;
use tokio::time::timeout;

use super::shared::Shared;
use super::{Transport, Unanswered, http_request};
use crate::{Octets, clock};

/// An exchange that reports back, whatever becomes of its task: with its outcome, or by being dropped.
pub(super) struct Flight<T> {
    shared: Weak<Shared<T>>,
    exchange: Option<Exchange>,
}

/// What one exchange needs of chance.
pub(super) struct Entropy {
    request: [u8; 16],
    jitter: u64,
}

impl Entropy {
    /// Fresh from the operating system, if it has any.
    pub(super) fn draw() -> Option<Self> {
        let (mut request, mut jitter) = ([0; 16], [0; 8]);
        getrandom::fill(&mut request).ok()?;
        getrandom::fill(&mut jitter).ok()?;
        Some(Self {
            request,
            jitter: u64::from_ne_bytes(jitter),
        })
    }
}

impl<T: Transport> Flight<T> {
    pub(super) const fn new(shared: Weak<Shared<T>>, exchange: Exchange) -> Self {
        Self {
            shared,
            exchange: Some(exchange),
        }
    }

    pub(super) async fn fly(mut self, transport: Arc<T>, time: Duration, entropy: Entropy) {
        let Some(exchange) = &self.exchange else { return };
        let time = time.min(clock::time_until(exchange.deadline()));
        let request = http_request(exchange.request(entropy.request, &mut RequestBuffer::new()));
        let outcome = match request {
            Err(error) => Err(Unanswered::because(NoAnswer::NotConnected, error)),
            Ok(request) => match timeout(time, transport.send(request)).await {
                Ok(outcome) => outcome,
                Err(_) => Err(Unanswered::new(NoAnswer::TimedOut)),
            },
        };
        self.land(outcome, entropy.jitter);
    }

    fn land(&mut self, outcome: Result<Response<Octets>, Unanswered>, jitter: u64) {
        let (Some(shared), Some(exchange)) = (self.shared.upgrade(), self.exchange.take()) else {
            return;
        };
        let mut state = shared.lock();
        let now = clock::now();
        let (handled, cause) = match outcome {
            Ok(response) => {
                let outcome = Outcome::Answered(answer(&response));
                (state.source.handle(exchange, outcome, now, jitter), None)
            }
            Err(unanswered) => {
                let outcome = Outcome::NoAnswer(unanswered.why());
                let handled = state.source.handle(exchange, outcome, now, jitter);
                (handled, unanswered.into_cause())
            }
        };
        // What comes too late to count says nothing about the failure that the source has now.
        if !matches!(handled, Handled::Ignored) {
            state.cause = cause;
        }
        drop(state);
        shared.changed();
    }
}

/// A task that is dropped before it ends drops the exchange, and the source finds it lost: somebody must ask it.
impl<T> Drop for Flight<T> {
    fn drop(&mut self) {
        if self.exchange.take().is_some()
            && let Some(shared) = self.shared.upgrade()
        {
            shared.changed();
        }
    }
}

fn answer(response: &Response<Octets>) -> Answer<'_> {
    let answer = Answer::new(response.status().as_u16(), response.body().expose());
    response.headers().iter().fold(answer, |answer, (name, value)| {
        answer.header(name.as_str(), value.as_bytes())
    })
}

#[cfg(test)]
mod tests;
