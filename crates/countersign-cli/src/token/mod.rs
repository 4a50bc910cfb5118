//! `countersign token`: one access token from any server.
//!
//! What to send, and what an answer is worth, the crate `countersign-client` says; `countersign-http` carries it. Nothing
//! here prints what an answer holds before `mask` has looked at it.

mod address;
mod discovery;
mod exchange;
mod failure;
mod mask;
mod means;
mod print;
mod request;
mod secret;
mod transcript;

use std::io::Write;
use std::time::Duration;

use tokio::runtime::Builder;

use crate::args::TokenArgs;
use crate::exit::{Exit, Failure};
use address::Address;
use exchange::Line;
use mask::Known;
use request::Wanted;

/// Runs `countersign token`.
///
/// # Errors
/// The arguments or the secret cannot be used, the server refused, or there is no answer that can be used.
pub fn run(arguments: &TokenArgs, out: &mut dyn Write) -> crate::Done {
    let address = Address::of(arguments)?;
    let wanted = Wanted::of(arguments)?;
    let secret = secret::read(&arguments.secret)?;
    let mut line = Line {
        known: Known::new(wanted.client_id(), &secret),
        verbose: arguments.verbose,
        timeout: Duration::from_secs(arguments.timeout),
    };
    let runtime = Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Failure::environment)?;
    let granted = runtime.block_on(async {
        let found = match address {
            Address::Endpoint(endpoint) => discovery::Found::told(endpoint),
            Address::Issuer(issuer) => discovery::discover(&issuer, &line).await?,
        };
        let spec = wanted.at(found, secret)?;
        exchange::get(spec, &mut line).await
    })?;
    print::notes(&granted, &line)?;
    print::token(&granted, arguments.format, &line, out)?;
    Ok(Exit::Success)
}
