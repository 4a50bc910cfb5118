//! The real token source does what the model says, move by move, and is where the model says it is.
//!
//! Both are deterministic once chance is out of them, so walking every move of the model and comparing what the source
//! says and its phase holds in both directions: nothing that the model does is missing in the code, and nothing that the
//! code says differs from the model.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout
)]

use std::sync::Arc;

use countersign_client::phase::Phase;
use countersign_client::{
    Action as Asked, Answer, ClientAuthentication, Complaint, Exchange, Handled, Outcome, RequestSpec,
    SourcePolicy, Token, TokenEndpointUrl, TokenSource,
};
use countersign_grammar::{ClientId, UnixTime};
use countersign_model::explore::walk;
use countersign_model::source::{
    Action, BACKOFF, Doing, EARLY, LIFETIME, PATIENCE, Said, Server, Source, State,
};
use countersign_secret::Secret;

/// The time that is zero in the model.
const ZERO: u64 = 1_700_000_000;

/// The real source between a host and a server.
struct Real {
    source: TokenSource,
    current: Option<Exchange>,
    late: Option<Exchange>,
    token: Option<Arc<Token>>,
    now: u64,
    server: Server,
}

impl Real {
    fn new() -> Self {
        let policy = SourcePolicy::new()
            .margin(0)
            .renew_early(u64::from(EARLY), 0)
            .backoff(u64::from(BACKOFF), u64::from(BACKOFF))
            .patience(u64::from(PATIENCE))
            .clock_tolerance(0)
            .settled(1_000);
        let endpoint = TokenEndpointUrl::parse("https://as.example/token").expect("an endpoint");
        let request = RequestSpec::builder(endpoint, authentication(0))
            .build()
            .expect("a request");
        Self {
            source: TokenSource::new(request, policy),
            current: None,
            late: None,
            token: None,
            now: ZERO,
            server: Server::Up,
        }
    }

    fn now(&self) -> UnixTime {
        UnixTime::from_secs(self.now)
    }

    /// Lets the same thing happen, and returns what a caller was told.
    fn apply(&mut self, action: Action) -> Option<Said> {
        let now = self.now();
        match action {
            Action::Tick => self.now += 1,
            Action::Becomes(server) => self.server = server,
            Action::Poll => return Some(self.poll()),
            Action::Drop => self.current = None,
            Action::Answer => {
                let exchange = self.current.take();
                self.answer(exchange.expect("the model says that one is under way"));
            }
            Action::LateAnswer => {
                // The last one that was given up: behind the one that is under way, if one is.
                let under_way = self.source.phase().in_flight();
                let exchange = if under_way { None } else { self.current.take() };
                let exchange = exchange.or_else(|| self.late.take());
                self.answer(exchange.expect("the model says that one is late"));
            }
            Action::Reject => {
                // Whoever got the token last complains; the source knows whether it is the current one.
                if let Some(token) = self.token.clone() {
                    let _ = self.source.rejected(&token, Complaint::InvalidToken, now);
                }
            }
            Action::Replace => {
                let replaced = self.source.credentials_replaced(authentication(1));
                replaced.expect("the same client by the same method");
            }
        }
        None
    }

    fn poll(&mut self) -> Said {
        let now = self.now();
        let in_model = |time: UnixTime| u8::try_from(time.as_secs() - ZERO).expect("a time of the model");
        match self.source.poll(now) {
            Asked::Use(token) => {
                let until = token.usable_until();
                self.token = Some(Arc::clone(token));
                Said::Use(in_model(until))
            }
            Asked::Send(exchange) => {
                // What was under way is late from now on.
                if let Some(before) = self.current.replace(exchange) {
                    self.late = Some(before);
                }
                Said::Send
            }
            Asked::Wait(until) => Said::Wait(in_model(until)),
            Asked::GiveUp(_) => Said::GiveUp,
        }
    }

    fn answer(&mut self, exchange: Exchange) {
        let body = format!(r#"{{"access_token":"t","token_type":"Bearer","expires_in":{LIFETIME}}}"#);
        let (status, body) = match self.server {
            Server::Up => (200, body.as_str()),
            Server::Down => (503, r#"{"error":"temporarily_unavailable"}"#),
            Server::Refusing => (401, r#"{"error":"invalid_client"}"#),
        };
        let answer = Answer::new(status, body.as_bytes()).header("content-type", b"application/json");
        let now = self.now();
        if let Handled::Granted(token) = self.source.handle(exchange, Outcome::Answered(answer), now, 0) {
            self.token = Some(Arc::clone(token));
        }
    }
}

fn authentication(generation: u8) -> ClientAuthentication {
    let id = ClientId::parse("inventory").expect("an identifier");
    ClientAuthentication::basic(id, Secret::from(format!("secret {generation}")))
}

/// The phase of the table that a state of the model is in.
fn phase(state: &State) -> Phase {
    match (state.held.map(|held| held.due), state.doing) {
        (None, Doing::Nothing) => Phase::Empty,
        (None, Doing::InFlight(_)) => Phase::Fetching,
        (None, Doing::Pausing(_)) => Phase::Waiting,
        (None, Doing::GivenUp) => Phase::Stopped,
        (Some(false), Doing::Nothing) => Phase::Fresh,
        (Some(true), Doing::Nothing) => Phase::Due,
        (Some(_), Doing::InFlight(_)) => Phase::Renewing,
        (Some(_), Doing::Pausing(_)) => Phase::Coasting,
        (Some(_), Doing::GivenUp) => Phase::Spending,
    }
}

#[test]
fn the_source_does_what_the_model_says() {
    let model = Source {
        horizon: 7,
        fault: None,
    };
    let mut phases = std::collections::BTreeSet::new();
    let walked = walk(&model, |_, moves| {
        let mut real = Real::new();
        for (action, after) in moves {
            let said = real.apply(*action);
            let told = || {
                let moves: Vec<Action> = moves.iter().map(|(action, _)| *action).collect();
                format!("after {moves:?}")
            };
            assert_eq!(said, after.said, "{}", told());
            assert_eq!(real.source.phase(), phase(after), "{}", told());
            phases.insert(real.source.phase());
        }
    });
    assert_eq!(phases.len(), Phase::ALL.len(), "{phases:?}");
    println!("the token source: {walked} traces replayed");
}
