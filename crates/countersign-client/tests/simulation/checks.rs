//! What must hold after every call of the source, whatever happens.

use std::sync::Arc;

use countersign_client::Token;
use countersign_client::phase::{Event, Phase};
use countersign_grammar::UnixTime;

use super::{Checked, LONGEST_BACKOFF, LONGEST_RETRY_AFTER, PATIENCE, TOLERANCE, World};

impl World {
    /// Takes a reading of the clock for a call of the source.
    pub(super) fn now(&mut self) -> UnixTime {
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
    pub(super) fn moved(&mut self, before: Phase) -> Checked {
        let mut phase = before;
        for event in self.source.moves().collect::<Vec<_>>() {
            let Some(next) = phase.after(event) else {
                return Err(format!("{event:?} in {phase:?} is not in the table"));
            };
            phase = next;
            match event {
                Event::Sent => {
                    ensure!(self.believed.is_none(), "a second request in flight");
                    ensure!(!self.latched, "a request that the server has refused for good");
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
                Event::CredentialsReplaced | Event::Resumed => self.latched = false,
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

    pub(super) fn used(&mut self, token: Arc<Token>) -> Checked {
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
    pub(super) fn nothing_to_use(&self) -> Checked {
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
    pub(super) fn bounded(&self, until: UnixTime) -> Checked {
        let wait = until.as_secs().saturating_sub(self.seen);
        ensure!(wait > 0, "a wait that ends at once");
        let longest = match self.source.phase() {
            Phase::Fetching => PATIENCE,
            _ => LONGEST_BACKOFF.max(self.retry_after.min(LONGEST_RETRY_AFTER)),
        };
        ensure!(wait <= longest, "a wait of {wait} seconds, not {longest}");
        Ok(())
    }
}
