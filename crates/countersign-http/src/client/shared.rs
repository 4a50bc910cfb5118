use std::error::Error;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use countersign_client::phase::Phase;
use countersign_client::{
    Action, ClientAuthentication, Complaint, Exchange, Failure, Rejected, RequestKey, RequestSpec,
    SourcePolicy, SpecError, Token, TokenSource,
};
use countersign_grammar::UnixTime;
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::task::AbortHandle;
use tokio::time::{Instant, timeout_at};

use super::builder::{FOR_GOOD, Waiting};
use super::flight::{self, Flight};
use super::{ReqwestTransport, SharedSourceBuilder, TokenError, TokenErrorKind, Transport};
use crate::clock;

/// A token source that any number of tasks share; a clone is another handle to the same one.
///
/// [`token`](Self::token) gives the current token, and fetches it where there is none. The request runs in a task of its
/// own: a caller that is cancelled takes nothing away from the others, and while a token is renewed early nobody waits.
/// Whoever waits is woken once by each outcome. When the last handle is gone, a request in flight is given up.
///
/// Time is the system's clock, entropy the operating system's.
///
/// ```no_run
/// use countersign_client::{ClientAuthentication, RequestSpec, SourcePolicy, TokenEndpointUrl};
/// use countersign_grammar::ClientId;
/// use countersign_http::client::SharedSource;
/// use countersign_secret::Secret;
///
/// # async fn example(secret: Secret) -> Result<(), Box<dyn std::error::Error>> {
/// let client = ClientAuthentication::basic(ClientId::parse("s6BhdRkqt3")?, secret);
/// let request = RequestSpec::builder(TokenEndpointUrl::parse("https://as.example/token")?, client).build()?;
/// let source = SharedSource::builder(request, SourcePolicy::new()).build()?;
/// let token = source.token().await?;
/// println!("usable until {:?}", token.usable_until());
/// # Ok(())
/// # }
/// ```
pub struct SharedSource<T = ReqwestTransport>(pub(super) Arc<Shared<T>>);

pub(super) struct Shared<T> {
    state: Mutex<State>,
    transport: Arc<T>,
    /// Marked whenever it is worth asking the source again.
    changes: watch::Sender<()>,
    timeout: Duration,
    waiting: Waiting,
}

pub(super) struct State {
    pub(super) source: TokenSource,
    /// What the transport said about the last exchange, if it failed there.
    pub(super) cause: Option<Arc<dyn Error + Send + Sync>>,
    flight: Option<AbortHandle>,
}

/// What a caller is to do next.
pub(super) enum Turn {
    Done(Arc<Token>),
    Again,
    /// Until then, unless something changes before; with the failure that the source waits for, if it does.
    Wait(UnixTime, Option<Failure>),
}

impl SharedSource {
    /// A source of this request.
    pub const fn builder(request: RequestSpec, policy: SourcePolicy) -> SharedSourceBuilder {
        SharedSourceBuilder {
            request,
            policy,
            timeout: Duration::from_secs(20),
            waiting: Waiting::UpTo(Duration::from_secs(30)),
        }
    }
}

impl<T: Transport> SharedSource<T> {
    pub(super) fn new(source: TokenSource, transport: T, timeout: Duration, waiting: Waiting) -> Self {
        Self(Arc::new(Shared {
            state: Mutex::new(State {
                source,
                cause: None,
                flight: None,
            }),
            transport: Arc::new(transport),
            changes: watch::Sender::new(()),
            timeout,
            waiting,
        }))
    }

    /// A token that is valid now. Ask each time: it costs a lock that is held for a comparison.
    ///
    /// # Errors
    /// [`TokenError`]: there is none in the time that a caller of this source waits.
    ///
    /// # Panics
    /// As everything of tokio that waits, on a runtime without a timer.
    pub async fn token(&self) -> Result<Arc<Token>, TokenError> {
        let mut changes = None;
        let mut deadline = None;
        loop {
            let (until, failure) = match self.turn()? {
                Turn::Done(token) => return Ok(token),
                Turn::Again => continue,
                Turn::Wait(until, failure) => (until, failure),
            };
            // What changes from here on is not missed; what changed before, the next turn sees.
            let Some(changes) = &mut changes else {
                changes = Some(self.0.changes.subscribe());
                continue;
            };
            let deadline = *deadline.get_or_insert_with(|| self.0.deadline());
            self.0.wait(changes, until, failure, deadline).await?;
        }
    }

    /// A resource server refused this token: see [`TokenSource::rejected`].
    pub fn rejected(&self, token: &Token, complaint: Complaint) -> Rejected {
        self.0.lock().source.rejected(token, complaint, clock::now())
    }

    /// Other credentials of the same client: see [`TokenSource::credentials_replaced`].
    ///
    /// # Errors
    /// [`SpecError`]; then nothing has changed.
    pub fn credentials_replaced(&self, authentication: ClientAuthentication) -> Result<(), SpecError> {
        self.0.lock().source.credentials_replaced(authentication)?;
        self.0.changed();
        Ok(())
    }

    /// Somebody has mended what the server refused for: see [`TokenSource::resume`].
    pub fn resume(&self) {
        self.0.lock().source.resume();
        self.0.changed();
    }

    /// Where the source stands, as of the last call.
    #[must_use]
    pub fn phase(&self) -> Phase {
        self.0.lock().source.phase()
    }

    /// The last failure, as long as the source waits or has given up because of it.
    #[must_use]
    pub fn failure(&self) -> Option<Failure> {
        self.0.lock().source.failure()
    }

    /// What makes two requests the same.
    #[must_use]
    pub fn key(&self) -> RequestKey {
        self.0.lock().source.key().clone()
    }

    pub(super) fn turn(&self) -> Result<Turn, TokenError> {
        let mut state = self.0.lock();
        match state.source.poll(clock::now()) {
            Action::Use(token) => Ok(Turn::Done(Arc::clone(token))),
            Action::Wait(until) => Ok(Turn::Wait(until, state.source.failure())),
            Action::GiveUp(failure) => {
                let kind = TokenErrorKind::GivenUp(failure);
                Err(TokenError::new(kind, state.cause.clone()))
            }
            Action::Send(exchange) => {
                // Whatever becomes of this exchange, the one before has nothing to say about it.
                state.cause = None;
                match self.launch(exchange) {
                    Ok(flight) => {
                        state.flight = Some(flight);
                        Ok(Turn::Again)
                    }
                    // The token that was to be renewed may still be good.
                    Err(error) => match state.source.poll(clock::now()) {
                        Action::Use(token) => Ok(Turn::Done(Arc::clone(token))),
                        Action::Send(_) | Action::Wait(_) | Action::GiveUp(_) => Err(error),
                    },
                }
            }
        }
    }

    /// An exchange that cannot be launched is dropped, and the source counts it as lost.
    fn launch(&self, exchange: Exchange) -> Result<AbortHandle, TokenError> {
        let plain = |kind| move || TokenError::new(kind, None);
        let entropy = flight::Entropy::draw().ok_or_else(plain(TokenErrorKind::NoEntropy))?;
        let runtime = Handle::try_current().map_err(|_| plain(TokenErrorKind::NoRuntime)())?;
        let flight = Flight::new(Arc::downgrade(&self.0), exchange);
        let transport = Arc::clone(&self.0.transport);
        Ok(runtime
            .spawn(flight.fly(transport, self.0.timeout, entropy))
            .abort_handle())
    }
}

impl<T> Shared<T> {
    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        // No call on the source ends in a panic; one elsewhere leaves it whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn changed(&self) {
        self.changes.send_replace(());
    }

    /// Until when a caller that begins to wait now does so.
    fn deadline(&self) -> Instant {
        let now = Instant::now();
        now.checked_add(self.waiting.longest().min(FOR_GOOD))
            .unwrap_or(now)
    }

    async fn wait(
        &self,
        changes: &mut watch::Receiver<()>,
        until: UnixTime,
        failure: Option<Failure>,
        deadline: Instant,
    ) -> Result<(), TokenError> {
        let in_vain = || {
            let kind = TokenErrorKind::NotInTime {
                failure,
                retry_at: until,
            };
            TokenError::new(kind, failure.and_then(|_| self.lock().cause.clone()))
        };
        let wake = Instant::now()
            .checked_add(clock::time_until(until))
            .unwrap_or(deadline);
        if failure.is_some() && (wake > deadline || matches!(self.waiting, Waiting::NotAfterFailure(_))) {
            return Err(in_vain());
        }
        let woken = timeout_at(wake.min(deadline), changes.changed()).await;
        if woken.is_err() && wake >= deadline {
            return Err(in_vain());
        }
        Ok(())
    }
}

impl Drop for State {
    fn drop(&mut self) {
        if let Some(flight) = &self.flight {
            flight.abort();
        }
    }
}

impl<T> Clone for SharedSource<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

/// What [`TokenSource`] shows of itself.
// = COUNTERSIGN-SECRET-1
impl<T> fmt::Debug for SharedSource<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SharedSource")
            .field(&self.0.lock().source)
            .finish()
    }
}
