//! A host with many callers, a server with moods, and a clock that can be set; and what must hold at every step.

use std::sync::Arc;

use countersign_client::phase::{Event, Phase};
use countersign_client::{
    Action, Answer, Complaint, Exchange, Failure, Handled, NoAnswer, Outcome, Rejected, SourcePolicy, Token,
    TokenSource, WithoutLifetime,
};
use countersign_grammar::UnixTime;

use crate::common;
use crate::schedule::{Behaviour, Op, Seed};

/// The patience of every policy here, and the bounds of its waits.
const PATIENCE: u64 = 30;
const LONGEST_BACKOFF: u64 = 60;
const LONGEST_RETRY_AFTER: u64 = 3600;
const TOLERANCE: u64 = 5;

/// What was violated.
pub(crate) type Checked = Result<(), String>;

macro_rules! ensure {
    ($held:expr, $($why:tt)+) => {
        if !$held {
            return Err(format!($($why)+));
        }
    };
}

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

    /// Takes a reading of the clock for a call of the source.
    fn now(&mut self) -> UnixTime {
        let reading = self.reading();
        self.advanced += reading.saturating_sub(self.last_reading);
        self.last_reading = reading;
        if reading + TOLERANCE < self.seen {
            // What went before is not known any more.
            self.issued.iter_mut().for_each(|issued| issued.disturbed = true);
            self.seen = reading;
        }
        self.seen = self.seen.max(reading);
        UnixTime::from_secs(reading)
    }

    /// Each call of the source moves it as the table says.
    fn moved(&mut self, before: Phase) -> Checked {
        let mut phase = before;
        for event in self.source.moves().collect::<Vec<_>>() {
            let Some(next) = phase.after(event) else {
                return Err(format!("{event:?} in {phase:?} is not in the table"));
            };
            phase = next;
            match event {
                Event::Sent => {
                    ensure!(self.believed.is_none(), "a second request in flight");
                    self.believed = Some(self.time);
                }
                Event::AnswerLost => {
                    let lost = self.requests.last().is_none_or(|request| {
                        self.believed != Some(request.sent) || self.advanced - request.advanced >= PATIENCE
                    });
                    ensure!(lost, "a request was given up before its deadline");
                    self.believed = None;
                }
                Event::TokenGranted | Event::FailedForNow | Event::FailedForGood | Event::Superseded => {
                    ensure!(
                        self.believed.take().is_some(),
                        "{event:?} without a request in flight"
                    );
                }
                _ => {}
            }
            if matches!(
                event,
                Event::TokenGranted
                    | Event::LateTokenGranted
                    | Event::Superseded
                    | Event::Rejected
                    | Event::CredentialsReplaced
                    | Event::Resumed
                    | Event::ClockSteppedBack
            ) {
                self.last_sent = None;
            }
        }
        ensure!(
            phase == self.source.phase(),
            "the moves lead to {phase:?}, not {:?}",
            self.source.phase()
        );
        Ok(())
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

    fn used(&mut self, token: Arc<Token>) -> Checked {
        let time = self.time;
        let set_back = self.set_back;
        let issued = &mut self.issued[token.generation() as usize - 1];
        issued.uses += 1;
        ensure!(!issued.dead, "a token that was refused is handed out again");
        ensure!(!issued.disturbed, "a token is handed out whose age nobody knows");
        match issued.expires {
            Some(expires) => {
                let slack = 1000 * (set_back - issued.set_back);
                ensure!(
                    time < expires.saturating_add(slack),
                    "an expired token is handed out"
                );
            }
            None => ensure!(
                issued.uses == 1 || !self.single_use,
                "a token for one use is handed out twice"
            ),
        }
        self.last_used = Some(token);
        Ok(())
    }

    /// As long as a token is certainly valid, nobody waits.
    fn nothing_to_use(&self) -> Checked {
        if let Some(issued) = self.issued.last() {
            let known = !issued.dead && issued.expires.is_some() && issued.steps == self.steps;
            let half = issued.life.min(86_400) / 2;
            ensure!(
                !known || self.time / 1000 >= issued.sent / 1000 + half,
                "a valid token is held back"
            );
        }
        Ok(())
    }

    /// A wait is a wait, and no longer than it may be.
    fn bounded(&self, until: UnixTime) -> Checked {
        let wait = until.as_secs().saturating_sub(self.seen);
        ensure!(wait > 0, "a wait that ends at once");
        let longest = match self.source.phase() {
            Phase::Fetching => PATIENCE,
            _ => LONGEST_BACKOFF.max(self.retry_after.min(LONGEST_RETRY_AFTER)),
        };
        ensure!(wait <= longest, "a wait of {wait} seconds, not {longest}");
        Ok(())
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

    /// The next request that is due gets what is coming to it.
    fn answer(&mut self) -> Checked {
        let due = |request: &Request| request.behaviour != Behaviour::Never && request.due <= self.time;
        let Some(at) = self.requests.iter().position(due) else {
            return Err("no request is due".to_owned());
        };
        let Request {
            exchange,
            behaviour,
            sent,
            set_back,
            steps,
            ..
        } = self.requests.remove(at);
        let now = self.now();
        let before = self.source.phase();
        let entropy = self.entropy.next();
        let (body, retry);
        let outcome = match behaviour {
            Behaviour::Grant(life) => {
                let life = life.map_or(String::new(), |life| format!(r#","expires_in":{life}"#));
                body = format!(r#"{{"access_token":"token","token_type":"Bearer"{life}}}"#);
                common::json(200, &body)
            }
            Behaviour::Unavailable(seconds) => {
                retry = seconds.map(|seconds| seconds.to_string()).unwrap_or_default();
                Outcome::Answered(Answer::new(503, b"").header("retry-after", retry.as_bytes()))
            }
            Behaviour::Garbage => common::json(200, "<html>"),
            Behaviour::Redirect => Outcome::Answered(Answer::new(302, b"")),
            Behaviour::Refuse => common::json(401, r#"{"error":"invalid_client"}"#),
            Behaviour::Broken => Outcome::NoAnswer(NoAnswer::Broken),
            Behaviour::Drop | Behaviour::Never => {
                drop(exchange);
                return Ok(());
            }
        };
        let granted = match self.source.handle(exchange, outcome, now, entropy) {
            Handled::Granted(token) => Some(token.generation()),
            Handled::Failed(_) => {
                self.retry_after = match behaviour {
                    Behaviour::Unavailable(seconds) => seconds.unwrap_or(0),
                    _ => 0,
                };
                None
            }
            Handled::Ignored => None,
        };
        if let (Some(generation), Behaviour::Grant(life)) = (granted, behaviour) {
            ensure!(
                generation == self.issued.len() as u64 + 1,
                "generation {generation}"
            );
            // The server made it at some time between the request and the answer; the earliest is the strictest.
            self.issued.push(Issued {
                sent,
                expires: life.map(|life| sent.saturating_add(life.saturating_mul(1000))),
                life: life.unwrap_or(0),
                set_back,
                steps,
                disturbed: false,
                dead: false,
                uses: 0,
            });
        }
        self.moved(before)?;
        self.notices += 1;
        self.wake(|_| true)
    }

    fn reject(&mut self) -> Checked {
        let Some(token) = self.last_used.clone() else {
            return Ok(());
        };
        let now = self.now();
        let before = self.source.phase();
        match self.source.rejected(&token, Complaint::InvalidToken, now) {
            Rejected::Dropped | Rejected::Again(_) => {}
            Rejected::NotCurrent => {}
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
