//! A host with many callers, a server with moods, and a clock that can be set; and what must hold at every step.

use std::sync::Arc;

use countersign_client::{
    Action, Complaint, Exchange, Failure, Rejected, SourcePolicy, Token, TokenSource, WithoutLifetime,
};
use countersign_grammar::UnixTime;

use crate::common;
use crate::schedule::{Behaviour, Op, Seed};

/// The patience of every policy here, and the bounds of its waits.
const PATIENCE: u64 = 30;
const LONGEST_BACKOFF: u64 = 60;
const LONGEST_RETRY_AFTER: u64 = 3600;
const TOLERANCE: u64 = 5;

macro_rules! ensure {
    ($held:expr, $($why:tt)+) => {
        if !$held {
            return Err(format!($($why)+));
        }
    };
}

#[path = "answers.rs"]
mod answers;
#[path = "checks.rs"]
mod checks;

/// What was violated.
pub(crate) type Checked = Result<(), String>;

pub(crate) struct World {
    source: TokenSource,
    single_use: bool,
    entropy: Seed,
    /// The true time, in milliseconds.
    time: u64,
    /// How far the host's clock is ahead of it, in seconds.
    ahead: i64,
    /// The latest reading that the source has seen, unless the clock went back since.
    seen: u64,
    /// Seconds by which the clock was set back so far, and by which readings have advanced.
    set_back: u64,
    advanced: u64,
    /// How often the clock was set.
    steps: u64,
    last_reading: u64,
    server: (Behaviour, u64),
    /// What the server asked for when it was unavailable last.
    retry_after: u64,
    requests: Vec<Request>,
    callers: Vec<Caller>,
    /// What the server knows of each token, by generation from 1.
    issued: Vec<Issued>,
    last_used: Option<Arc<Token>>,
    /// The request in flight, if the source believes in one: when it was sent.
    believed: Option<u64>,
    /// How far readings had advanced at the last request, if nothing happened since that excuses another one at once.
    last_sent: Option<u64>,
    /// Whether the server has refused for good, and nobody has mended it.
    latched: bool,
    /// The last token that was dropped because a resource server refused it.
    dropped: u64,
    notices: u64,
    pub(crate) served: u64,
    pub(crate) sent: u64,
}

struct Request {
    exchange: Exchange,
    behaviour: Behaviour,
    sent: u64,
    due: u64,
    set_back: u64,
    steps: u64,
    advanced: u64,
}

struct Caller {
    until: UnixTime,
    polls: u64,
    notices: u64,
    advanced: u64,
}

struct Issued {
    sent: u64,
    received: u64,
    /// When it truly expires; `None` if nobody knows.
    expires: Option<u64>,
    life: u64,
    set_back: u64,
    steps: u64,
    disturbed: bool,
    dead: bool,
    uses: u64,
}

/// An action without its borrow.
enum Did {
    Use(Arc<Token>),
    Send(Exchange),
    Wait(UnixTime),
    GiveUp(Failure),
}

impl World {
    pub(crate) fn new(seed: u64) -> Self {
        let mut entropy = Seed::new(seed);
        let mut policy = SourcePolicy::new()
            .patience(PATIENCE)
            .backoff(entropy.pick(&[1, 2, 60]), LONGEST_BACKOFF)
            .longest_retry_after(LONGEST_RETRY_AFTER)
            .clock_tolerance(TOLERANCE)
            .margin(entropy.pick(&[0, 10, 100]))
            .renew_early(entropy.pick(&[0, 60, 3600]), entropy.pick(&[0, 60, 3600]));
        let single_use = entropy.below(3) == 0;
        if single_use {
            policy = policy.without_lifetime(WithoutLifetime::SingleUse);
        }
        Self {
            source: TokenSource::new(common::request(), policy),
            single_use,
            entropy,
            time: 1_000_000_000,
            ahead: 1_000_000,
            seen: 0,
            set_back: 0,
            advanced: 0,
            steps: 0,
            last_reading: 2_000_000,
            server: (Behaviour::Grant(Some(3600)), 50),
            retry_after: 0,
            requests: Vec::new(),
            callers: Vec::new(),
            issued: Vec::new(),
            last_used: None,
            believed: None,
            last_sent: None,
            latched: false,
            dropped: 0,
            notices: 0,
            served: 0,
            sent: 0,
        }
    }

    pub(crate) fn run(&mut self, ops: &[Op]) -> Checked {
        for op in ops {
            match *op {
                Op::Arrive(callers) => (0..callers).try_for_each(|_| self.arrive())?,
                Op::Pass(milliseconds) => self.pass(milliseconds)?,
                Op::Step(by) => {
                    self.ahead += by;
                    self.steps += 1;
                    self.set_back += u64::try_from(-by).unwrap_or(0);
                }
                Op::Server(behaviour, delay) => self.server = (behaviour, delay),
                Op::Reject => self.reject()?,
                Op::Replace => {
                    let before = self.source.phase();
                    let secret = format!("secret {}", self.entropy.below(3));
                    self.source
                        .credentials_replaced(common::client(&secret))
                        .map_err(|error| error.to_string())?;
                    self.moved(before)?;
                }
                Op::Resume => self.resume()?,
            }
        }
        Ok(())
    }

    /// The server is well again and the clock is left alone: everybody gets a token in a bounded time.
    pub(crate) fn recover(&mut self) -> Checked {
        self.server = (Behaviour::Grant(Some(3600)), 50);
        // What is still on its way arrives; only then is a refusal mended for good.
        self.pass(100_000)?;
        self.resume()?;
        self.arrive()?;
        self.pass(1000 * (LONGEST_RETRY_AFTER + LONGEST_BACKOFF + 2 * PATIENCE + TOLERANCE))?;
        ensure!(
            self.callers.is_empty(),
            "{} callers still wait for a token",
            self.callers.len()
        );
        ensure!(
            self.source.phase().has_token() || self.single_use,
            "no token after recovery"
        );
        Ok(())
    }

    fn reading(&self) -> u64 {
        (i64::try_from(self.time / 1000).expect("a time") + self.ahead).unsigned_abs()
    }

    fn arrive(&mut self) -> Checked {
        let caller = Caller {
            until: UnixTime::EPOCH,
            polls: 0,
            notices: self.notices,
            advanced: self.advanced,
        };
        self.ask(caller)
    }

    /// A caller asks until there is nothing more for it to do now.
    fn ask(&mut self, mut caller: Caller) -> Checked {
        loop {
            caller.polls += 1;
            let now = self.now();
            let patience = self.advanced - caller.advanced + self.notices - caller.notices;
            ensure!(
                caller.polls <= 3 + 2 * patience,
                "a caller asked {} times",
                caller.polls
            );
            let before = self.source.phase();
            let did = match self.source.poll(now) {
                Action::Use(token) => Did::Use(Arc::clone(token)),
                Action::Send(exchange) => Did::Send(exchange),
                Action::Wait(until) => Did::Wait(until),
                Action::GiveUp(failure) => Did::GiveUp(failure),
            };
            self.moved(before)?;
            match did {
                Did::Use(token) => {
                    self.served += 1;
                    return self.used(token);
                }
                Did::Send(exchange) => self.send(exchange)?,
                Did::Wait(until) => {
                    self.nothing_to_use()?;
                    self.bounded(until)?;
                    caller.until = until;
                    self.callers.push(caller);
                    return Ok(());
                }
                Did::GiveUp(failure) => {
                    self.nothing_to_use()?;
                    ensure!(failure.is_permanent(), "gave up because of {failure}");
                    return Ok(());
                }
            }
        }
    }

    fn send(&mut self, exchange: Exchange) -> Checked {
        self.sent += 1;
        if let Some(last) = self.last_sent {
            ensure!(self.advanced > last, "two requests in one second for no reason");
        }
        self.last_sent = Some(self.advanced);
        let (behaviour, delay) = self.server;
        if behaviour == Behaviour::Drop && delay == 0 {
            drop(exchange);
            return Ok(());
        }
        self.requests.push(Request {
            exchange,
            behaviour,
            sent: self.time,
            due: self.time + delay,
            set_back: self.set_back,
            steps: self.steps,
            advanced: self.advanced,
        });
        Ok(())
    }

    fn pass(&mut self, milliseconds: u64) -> Checked {
        let end = self.time + milliseconds;
        loop {
            let reading = self.reading();
            let answer = self
                .requests
                .iter()
                .filter(|request| request.behaviour != Behaviour::Never)
                .map(|request| request.due.max(self.time))
                .min();
            let wake = self
                .callers
                .iter()
                .map(|caller| match caller.until.as_secs().saturating_sub(reading) {
                    0 => self.time,
                    seconds => (self.time / 1000 + seconds) * 1000,
                })
                .min();
            match (answer, wake) {
                (Some(at), wake) if at <= end && wake.is_none_or(|wake| at <= wake) => {
                    self.time = at;
                    self.answer()?;
                }
                (_, Some(at)) if at <= end => {
                    self.time = at;
                    let reading = UnixTime::from_secs(self.reading());
                    self.wake(|caller| caller.until <= reading)?;
                }
                _ => break,
            }
        }
        self.time = end;
        Ok(())
    }

    fn wake(&mut self, whom: impl Fn(&Caller) -> bool) -> Checked {
        let (woken, asleep) = std::mem::take(&mut self.callers).into_iter().partition(whom);
        self.callers = asleep;
        let woken: Vec<Caller> = woken;
        woken.into_iter().try_for_each(|caller| self.ask(caller))
    }

    fn reject(&mut self) -> Checked {
        let Some(token) = self.last_used.clone() else {
            return Ok(());
        };
        let now = self.now();
        let before = self.source.phase();
        match self.source.rejected(&token, Complaint::InvalidToken, now) {
            Rejected::Dropped => {
                let issued = &self.issued[token.generation() as usize - 1];
                let settled = self.steps != issued.steps || self.time >= issued.received + 59_000;
                let again = self.dropped + 1 == token.generation() && self.dropped > 0;
                ensure!(
                    settled || !again,
                    "one refused token after the other is renewed at once"
                );
                self.dropped = token.generation();
            }
            Rejected::Again(_) | Rejected::NotCurrent => {}
            Rejected::Kept => return Err("a complaint about the token is not heard".to_owned()),
        }
        self.issued[token.generation() as usize - 1].dead = true;
        self.moved(before)
    }

    fn resume(&mut self) -> Checked {
        let before = self.source.phase();
        self.source.resume();
        self.moved(before)
    }
}
