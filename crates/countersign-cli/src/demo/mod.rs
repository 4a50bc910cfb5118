//! `countersign demo`: a short course on the grant, asked of a real server over real HTTP and checked.

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
use play::Player;

/// Runs `countersign demo`.
///
/// # Errors
/// The course cannot be read, or the server cannot be started.
pub fn run(arguments: &DemoArgs, out: &mut dyn Write) -> crate::Done {
    let text = arguments.course.as_deref().map(read).transpose()?;
    let rows = course::read(text.as_deref().unwrap_or(course::COURSE)).map_err(Failure::usage)?;
    let runtime = Runtime::new().map_err(Failure::environment)?;
    runtime.block_on(async {
        let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let mut player = Player::start(listen).await?;
        show::beginning(out, rows.len(), &player.url())?;
        let mut wrong = 0_usize;
        for (number, row) in (1..).zip(&rows) {
            let played = player.play(row).await;
            show::question(out, number, row, &played)?;
            if !played.passes() {
                wrong = wrong.saturating_add(1);
            }
        }
        player.stop().await;
        show::end(out, rows.len(), wrong)?;
        Ok(if wrong == 0 { Exit::Success } else { Exit::No })
    })
}

fn read(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path)
        .map_err(|error| Failure::environment(format_args!("cannot read {}: {error}", path.display())))
}
