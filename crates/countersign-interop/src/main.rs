//! Our client, asked by `cargo xtask interop`: questions on standard input, one line of JSON for each answer. Each
//! question is a token source of its own, which sends one request.

mod ask;
mod wire;

use std::error::Error;
use std::io::{self, Write};
use std::time::Duration;

use reqwest::blocking::Client;
use reqwest::redirect;

use wire::{Answer, Questions};

/// The longest exchange.
const EXCHANGE: Duration = Duration::from_secs(20);

fn main() -> Result<(), Box<dyn Error>> {
    let Questions { questions } = serde_json::from_reader(io::stdin().lock())?;
    let http = Client::builder()
        .no_proxy()
        .redirect(redirect::Policy::none())
        .timeout(EXCHANGE)
        .build()?;
    let mut out = io::stdout().lock();
    for question in &questions {
        let answer = Answer {
            question: &question.name,
            outcome: ask::ask(&http, question)?,
        };
        serde_json::to_writer(&mut out, &answer)?;
        writeln!(out)?;
    }
    Ok(())
}
