//! What the server answers, and what the source makes of it.

use countersign_client::{Answer, Handled, NoAnswer, Outcome};

use super::{Checked, Issued, Request, World};
use crate::common;
use crate::schedule::Behaviour;

impl World {
    /// The next request that is due gets what is coming to it.
    pub(super) fn answer(&mut self) -> Checked {
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
            Handled::Failed(failure) => {
                self.latched = behaviour == Behaviour::Refuse;
                ensure!(
                    failure.is_permanent() == self.latched,
                    "{failure} is for good, or not"
                );
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
                received: self.time,
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
}
