//! Our client and our guard, asked by `cargo xtask interop`: questions on standard input, one line of JSON for each
//! answer. The first argument says who is asked, `client` or `guard`.

mod ask;
mod guard;
mod wire;

use std::error::Error;
use std::io::{self, Write};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use countersign_grammar::UnixTime;
use reqwest::blocking::Client;
use reqwest::redirect;
use serde::Serialize;
use serde::de::DeserializeOwned;

use wire::{Answer, Named, Questions};

/// The longest exchange.
const EXCHANGE: Duration = Duration::from_secs(20);

fn main() -> Result<(), Box<dyn Error>> {
    match std::env::args().nth(1).as_deref() {
        Some("client") => answer(ask::ask),
        Some("guard") => answer(guard::ask),
        _ => Err("say who is asked: client or guard".into()),
    }
}

/// Puts each question to `ask`. What a server does is an outcome; an error is one of this program or of the network.
fn answer<Q: DeserializeOwned + Named, O: Serialize>(
    ask: impl Fn(&Client, &Q) -> Result<O, Box<dyn Error>>,
) -> Result<(), Box<dyn Error>> {
    let Questions { questions } = serde_json::from_reader::<_, Questions<Q>>(io::stdin().lock())?;
    let http = Client::builder()
        .no_proxy()
        .redirect(redirect::Policy::none())
        .timeout(EXCHANGE)
        .build()?;
    let mut out = io::stdout().lock();
    for question in &questions {
        let answer = Answer {
            question: question.name(),
            outcome: ask(&http, question)?,
        };
        serde_json::to_writer(&mut out, &answer)?;
        writeln!(out)?;
    }
    Ok(())
}

fn now() -> Result<UnixTime, Box<dyn Error>> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH)?;
    Ok(UnixTime::from_secs(since.as_secs()))
}
