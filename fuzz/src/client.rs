use std::sync::Arc;

use arbitrary::{Arbitrary, Unstructured};
use countersign_client::phase::{Event, Phase};
use countersign_client::{
    Action, Answer, ClientAuthentication, Complaint, Exchange, Handled, NoAnswer, Outcome, Rejected,
    RequestSpec, SourcePolicy, Token, TokenEndpointUrl, TokenSource, WithoutLifetime,
};
use countersign_grammar::{ClientId, UnixTime};
use countersign_message::Tolerances;
use countersign_secret::Secret;

/// The bounds of every policy here.
const PATIENCE: u64 = 30;
const LONGEST_BACKOFF: u64 = 60;
const LONGEST_RETRY_AFTER: u64 = 600;
const LONGEST_LIFETIME: u64 = 86_400;
const TOLERANCE: u64 = 5;

/// A source and what happens to it.
#[derive(Arbitrary, Debug)]
struct Schedule<'a> {
    lenient: bool,
    single_use: bool,
    first_backoff: u8,
    margin: u8,
    early: u8,
    happenings: Vec<Happening<'a>>,
}

#[derive(Arbitrary, Debug)]
enum Happening<'a> {
    Poll,
    Pass(u16),
    Step(i32),
    Answer(Reply<'a>, u64),
    AnswerOldest(Reply<'a>, u64),
    Drop,
    Rejected(u8),
    Replaced(bool),
    Resumed,
}

#[derive(Arbitrary, Debug)]
enum Reply<'a> {
    Token(u32),
    Endless,
    Lifeless,
    Refused(bool),
    Busy(Option<u32>),
    Broken,
    Raw(u16, Option<&'a [u8]>, Option<&'a [u8]>, &'a [u8]),
}

/// What is known of the token that was granted last.
struct Granted {
    token: Arc<Token>,
    /// The reading at which it was asked for, by the clock as it is now.
    sent: u64,
    dropped: bool,
    single_use: bool,
    uses: u32,
}

struct Run {
    source: TokenSource,
    single_use: bool,
    clock: u64,
    /// The time that the source goes by.
    seen: u64,
    exchanges: Vec<(Exchange, u64)>,
    in_flight: bool,
    latched: bool,
    granted: Option<Granted>,
}

/// Every move of the source is in the table; one request is in flight, none after a refusal for good; a token that is
/// handed out was granted, is within its life and was not refused; a wait ends, in bounded time; nothing shows a secret.
pub fn client_operations(data: &[u8]) {
    let Ok(schedule) = Schedule::arbitrary_take_rest(Unstructured::new(data)) else {
        return;
    };
    let mut policy = SourcePolicy::new()
        .patience(PATIENCE)
        .backoff(schedule.first_backoff.into(), LONGEST_BACKOFF)
        .longest_retry_after(LONGEST_RETRY_AFTER)
        .longest_lifetime(LONGEST_LIFETIME)
        .clock_tolerance(TOLERANCE)
        .margin(schedule.margin.into())
        .renew_early(schedule.early.into(), schedule.early.into());
    if schedule.single_use {
        policy = policy.without_lifetime(WithoutLifetime::SingleUse);
    }
    let tolerances = if schedule.lenient {
        Tolerances::ALL
    } else {
        Tolerances::NONE
    };
    let endpoint = TokenEndpointUrl::parse("https://as.example/token").expect("https");
    let request = RequestSpec::builder(endpoint, client(false))
        .tolerances(tolerances)
        .build()
        .expect("a request");
    let mut run = Run {
        source: TokenSource::new(request, policy),
        single_use: schedule.single_use,
        clock: 1_700_000_000,
        seen: 0,
        exchanges: Vec::new(),
        in_flight: false,
        latched: false,
        granted: None,
    };
    for happening in schedule.happenings.iter().take(64) {
        run.happen(happening);
    }
}

fn client(second: bool) -> ClientAuthentication {
    let secret = if second { "canary-two" } else { "canary-one" };
    ClientAuthentication::basic(
        ClientId::parse("abc").expect("VSCHAR"),
        Secret::from(secret.to_owned()),
    )
}

impl Run {
    fn happen(&mut self, happening: &Happening<'_>) {
        match happening {
            Happening::Poll => self.poll(),
            Happening::Pass(seconds) => self.clock = self.clock.saturating_add((*seconds).into()),
            Happening::Step(by) => self.clock = self.clock.saturating_add_signed((*by).into()),
            Happening::Answer(reply, entropy) => {
                if let Some(pending) = self.exchanges.pop() {
                    self.answer(pending, reply, *entropy);
                }
            }
            Happening::AnswerOldest(reply, entropy) => {
                if !self.exchanges.is_empty() {
                    let pending = self.exchanges.remove(0);
                    self.answer(pending, reply, *entropy);
                }
            }
            Happening::Drop => drop(self.exchanges.pop()),
            Happening::Rejected(complaint) => self.reject(match complaint {
                0 => Complaint::InsufficientScope,
                1 => Complaint::Other,
                _ => Complaint::InvalidToken,
            }),
            Happening::Replaced(second) => {
                let before = self.source.phase();
                self.source
                    .credentials_replaced(client(*second))
                    .expect("the same client");
                self.moved(before);
            }
            Happening::Resumed => {
                let before = self.source.phase();
                self.source.resume();
                self.moved(before);
            }
        }
        assert!(!format!("{:?}", self.source).contains("canary"));
    }

    fn now(&mut self) -> UnixTime {
        if self.clock + TOLERANCE < self.seen {
            let by = self.seen - self.clock;
            if let Some(granted) = &mut self.granted {
                granted.dropped = true;
            }
            for (_, sent) in &mut self.exchanges {
                *sent = sent.saturating_sub(by);
            }
            self.seen = self.clock;
        }
        self.seen = self.seen.max(self.clock);
        UnixTime::from_secs(self.clock)
    }

    fn moved(&mut self, before: Phase) {
        let mut phase = before;
        for event in self.source.moves() {
            phase = phase
                .after(event)
                .unwrap_or_else(|| panic!("{event:?} in {phase:?} is not in the table"));
            match event {
                Event::Sent => {
                    assert!(!self.in_flight && !self.latched, "a request too many");
                    self.in_flight = true;
                }
                Event::TokenGranted | Event::FailedForNow | Event::Superseded | Event::AnswerLost => {
                    assert!(self.in_flight, "{event:?} without a request");
                    self.in_flight = false;
                }
                Event::FailedForGood => {
                    assert!(self.in_flight);
                    (self.in_flight, self.latched) = (false, true);
                }
                Event::CredentialsReplaced | Event::Resumed => self.latched = false,
                _ => {}
            }
        }
        assert_eq!(phase, self.source.phase());
        assert_eq!(phase.in_flight(), self.in_flight);
        assert_eq!(matches!(phase, Phase::Stopped | Phase::Spending), self.latched);
    }

    fn poll(&mut self) {
        let now = self.now();
        let before = self.source.phase();
        let action = self.source.poll(now);
        assert!(!format!("{action:?}").contains("canary"));
        let mut sent = None;
        match action {
            Action::Use(token) => {
                let granted = self.granted.as_mut().expect("a token that was granted");
                assert!(Arc::ptr_eq(token, &granted.token) && !granted.dropped);
                assert!(self.seen < token.usable_until().as_secs(), "an expired token");
                assert!(token.usable_until().as_secs() <= granted.sent.saturating_add(LONGEST_LIFETIME));
                granted.uses += 1;
                assert!(granted.uses == 1 || !granted.single_use, "twice");
            }
            Action::Send(exchange) => sent = Some(exchange),
            Action::Wait(until) => {
                let wait = until
                    .as_secs()
                    .checked_sub(self.seen)
                    .expect("a wait that lies in the future");
                assert!(
                    (1..=LONGEST_RETRY_AFTER.max(LONGEST_BACKOFF)).contains(&wait),
                    "{wait}"
                );
            }
            Action::GiveUp(failure) => assert!(failure.is_permanent() && self.latched),
        }
        if let Some(exchange) = sent {
            self.exchanges.push((exchange, self.seen));
        }
        self.moved(before);
        assert_ne!(
            self.source.phase(),
            Phase::Empty,
            "there is always something to do"
        );
    }

    fn answer(&mut self, (exchange, sent): (Exchange, u64), reply: &Reply<'_>, entropy: u64) {
        let now = self.now();
        // The clock may have gone back since, and moved it.
        let sent = sent.min(self.seen);
        let before = self.source.phase();
        let (body, field);
        let json = |status, body| {
            Outcome::Answered(Answer::new(status, body).header("content-type", b"application/json"))
        };
        let (mut life, mut for_good) = (None, false);
        let outcome = match reply {
            Reply::Token(seconds) => {
                life = Some(u64::from(*seconds));
                body = format!(r#"{{"access_token":"canary","token_type":"Bearer","expires_in":{seconds}}}"#);
                json(200, body.as_bytes())
            }
            Reply::Endless => {
                body = format!(
                    r#"{{"access_token":"canary","token_type":"bearer","expires_in":{}}}"#,
                    u64::MAX
                );
                json(200, body.as_bytes())
            }
            Reply::Lifeless => json(200, br#"{"access_token":"canary","token_type":"BEARER"}"#),
            Reply::Refused(client) => json(
                if *client { 401 } else { 400 },
                if *client {
                    br#"{"error":"invalid_client"}"#
                } else {
                    br#"{"error":"canary"}"#
                },
            ),
            Reply::Busy(seconds) => {
                field = seconds.map(|seconds| seconds.to_string()).unwrap_or_default();
                Outcome::Answered(Answer::new(503, b"canary").header("Retry-After", field.as_bytes()))
            }
            Reply::Broken => Outcome::NoAnswer(NoAnswer::Broken),
            Reply::Raw(status, media, retry_after, body) => {
                let mut answer = Answer::new(*status, body);
                for (name, value) in [("content-type", media), ("retry-after", retry_after)] {
                    if let Some(value) = value {
                        answer = answer.header(name, value);
                    }
                }
                Outcome::Answered(answer)
            }
        };
        let handled = self.source.handle(exchange, outcome, now, entropy);
        assert!(!matches!(reply, Reply::Raw(..)) || !format!("{handled:?}").contains("access_token\":"));
        match handled {
            Handled::Granted(token) => {
                let until = token.usable_until().as_secs();
                assert!(self.seen < until, "expired on arrival");
                if let Some(life) = life {
                    assert!(until <= sent.saturating_add(life), "longer than its life");
                }
                assert!(token.access_token().is_bearer_safe());
                self.granted = Some(Granted {
                    token: Arc::clone(token),
                    sent,
                    dropped: false,
                    single_use: self.single_use && matches!(reply, Reply::Lifeless),
                    uses: 0,
                });
            }
            Handled::Failed(failure) => {
                assert!(!format!("{failure:?} {failure}").contains("canary"));
                let refused = matches!(reply, Reply::Refused(_));
                assert!(failure.is_permanent() || !refused, "a refusal for good");
                for_good = failure.is_permanent();
            }
            Handled::Ignored => {}
        }
        self.moved(before);
        assert!(self.latched || !for_good, "what is for good is not tried again");
    }

    fn reject(&mut self, complaint: Complaint) {
        let Some(token) = self.granted.as_ref().map(|granted| Arc::clone(&granted.token)) else {
            return;
        };
        let now = self.now();
        let before = self.source.phase();
        let rejected = self.source.rejected(&token, complaint, now);
        assert_eq!(rejected == Rejected::Kept, complaint != Complaint::InvalidToken);
        if complaint == Complaint::InvalidToken
            && let Some(granted) = &mut self.granted
        {
            granted.dropped = true;
        }
        self.moved(before);
    }
}
