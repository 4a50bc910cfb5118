use std::time::Duration;

use countersign_client::{RequestSpec, SourcePolicy, TokenSource};

use super::{ClientError, ReqwestTransport, SharedSource, Transport};

/// A [`SharedSource`] in the making.
#[derive(Debug)]
#[must_use = "nothing is fetched until it is built and asked"]
pub struct SharedSourceBuilder {
    pub(super) request: RequestSpec,
    pub(super) policy: SourcePolicy,
    pub(super) timeout: Duration,
    pub(super) waiting: Waiting,
}

impl SharedSourceBuilder {
    /// How long an exchange may take from the connection to the last octet of the answer: 20 seconds. The source's
    /// [patience](SourcePolicy::patience) ends it at the latest.
    pub const fn timeout(mut self, time: Duration) -> Self {
        self.timeout = time;
        self
    }

    /// How long a caller waits, failures and the waits after them included: 30 seconds. Who would wait in vain does not
    /// wait.
    pub const fn longest_wait(mut self, time: Duration) -> Self {
        self.waiting = Waiting::UpTo(time);
        self
    }

    /// A caller waits for the exchange in flight, and for nothing after it has failed: as long as the source waits after
    /// a failure, its callers get that failure at once.
    pub const fn failing_fast(mut self) -> Self {
        self.waiting = Waiting::NotAfterFailure(self.waiting.longest());
        self
    }

    /// The source, over a [`ReqwestTransport`] of its own.
    ///
    /// # Errors
    /// As [`ReqwestTransport::new`].
    pub fn build(self) -> Result<SharedSource, ClientError> {
        let transport = ReqwestTransport::new(self.request.endpoint())?;
        Ok(self.build_over(transport))
    }

    /// The source, over another transport.
    pub fn build_over<T: Transport>(self, transport: T) -> SharedSource<T> {
        let source = TokenSource::new(self.request, self.policy);
        SharedSource::new(source, transport, self.timeout, self.waiting)
    }
}

/// How long a caller waits.
#[derive(Debug, Clone, Copy)]
pub(super) enum Waiting {
    UpTo(Duration),
    NotAfterFailure(Duration),
}

/// Longer than any process runs, and within what a timer can count.
pub(super) const FOR_GOOD: Duration = Duration::from_secs(1_000_000_000);

impl Waiting {
    pub(super) const fn longest(self) -> Duration {
        match self {
            Self::UpTo(time) | Self::NotAfterFailure(time) => time,
        }
    }
}
