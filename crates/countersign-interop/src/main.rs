//! Our client and our guard, asked by `cargo xtask interop`: questions on standard input, one line of JSON for each
//! answer. The first argument says who is asked: `client`, `signer` (the client, when it signs) or `guard`.

mod ask;
mod guard;
mod sign;
mod wire;

use std::error::Error;
use std::io::{self, Write};

use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::runtime;

use wire::{Answer, Named, Questions};

fn main() -> Result<(), Box<dyn Error>> {
    match std::env::args().nth(1).as_deref() {
        Some("client") => answer(ask::ask),
        Some("signer") => answer(sign::ask),
        Some("guard") => answer(guard::ask),
        _ => Err("say who is asked: client, signer or guard".into()),
    }
}

/// Puts each question to `ask`. What a server does is an outcome; an error is one of this program or of the network.
fn answer<Q: DeserializeOwned + Named, O: Serialize>(
    ask: impl AsyncFn(&Q) -> Result<O, Box<dyn Error>>,
) -> Result<(), Box<dyn Error>> {
    let Questions { questions } = serde_json::from_reader::<_, Questions<Q>>(io::stdin().lock())?;
    let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
    let mut out = io::stdout().lock();
    for question in &questions {
        let answer = Answer {
            question: question.name(),
            outcome: runtime.block_on(ask(question))?,
        };
        serde_json::to_writer(&mut out, &answer)?;
        writeln!(out)?;
    }
    Ok(())
}
