//! `countersign demo`: a short course on the grant, asked of a real server over real HTTP and checked; then requests that a
//! client signs, and at its end the calls of an API that the token is for.

mod assertions;
mod calls;
pub mod course;
pub mod exchange;
pub mod explanation;
pub mod judge;
mod mask;
mod play;
mod show;
mod statements;

use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

use tokio::runtime::Runtime;

use crate::args::DemoArgs;
use crate::exit::{Exit, Failure};
use assertions::{SIGNED, Signer};
use calls::CALLS;
use play::Player;
use show::Heading;

/// Runs `countersign demo`.
///
/// # Errors
/// The course cannot be read, or the server cannot be started.
pub fn run(arguments: &DemoArgs, out: &mut dyn Write) -> crate::Done {
    let text = arguments.course.as_deref().map(read).transpose()?;
    let rows = course::read(text.as_deref().unwrap_or(course::COURSE)).map_err(Failure::usage)?;
    // Another course is about what it says, and nothing else.
    let (signed, calls) = if text.is_none() {
        (SIGNED, CALLS)
    } else {
        (&[][..], &[][..])
    };
    let all = rows
        .len()
        .saturating_add(signed.len())
        .saturating_add(calls.len());
    let runtime = Runtime::new().map_err(Failure::environment)?;
    runtime.block_on(async {
        let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let mut player = Player::start(listen).await?;
        show::beginning(out, rows.len(), signed.len(), calls.len(), &player.url())?;
        let mut wrong = 0_usize;
        let mut numbers = 1..;
        for (row, number) in rows.iter().zip(numbers.by_ref()) {
            let played = player.play(row).await;
            show::question(out, Heading::of(number, row), &played)?;
            wrong = wrong.saturating_add(usize::from(!played.passes()));
        }
        let mut signer = Signer::new().map_err(Failure::environment)?;
        for (request, number) in signed.iter().zip(numbers.by_ref()) {
            let played = signer.play(&player, request).await;
            let heading = Heading {
                number,
                question: request.question,
                id: request.id,
                statement: None,
            };
            show::question(out, heading, &played)?;
            wrong = wrong.saturating_add(usize::from(!played.passes()));
        }
        for (call, number) in calls.iter().zip(numbers) {
            let played = calls::play(&player, call).await;
            let heading = Heading {
                number,
                question: call.question,
                id: call.id,
                statement: None,
            };
            show::question(out, heading, &played)?;
            wrong = wrong.saturating_add(usize::from(!played.passes()));
        }
        player.stop().await;
        show::end(out, all, wrong)?;
        Ok(if wrong == 0 { Exit::Success } else { Exit::No })
    })
}

fn read(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path)
        .map_err(|error| Failure::environment(format_args!("cannot read {}: {error}", path.display())))
}
