//! `countersign serve`: the token endpoint over real HTTP, and in the demonstration a resource that its tokens open.
//!
//! The sockets, timeouts and logs are here; the host of `countersign-http` speaks with the endpoint.

pub mod access_log;
pub mod binding;
pub mod entropy;
pub mod http;
pub mod inventory;
pub mod listener;
mod log;
pub mod metadata;
pub mod registry;
pub mod replays;
mod signals;
mod stalled;
pub mod tls;
mod welcome;

use std::io::Write;
use std::sync::Arc;

use countersign_http::server::Host;
use tokio::runtime::Runtime;

use crate::args::ServeArgs;
use crate::config::{self, Demonstration, Setup};
use crate::exit::{Exit, Failure};
use access_log::TracingLog;
use binding::Binding;
use http::Service;
use listener::Server;

/// Runs `countersign serve` until a signal ends it.
///
/// # Errors
/// The configuration is wrong, or the address cannot be taken.
pub fn run(arguments: &ServeArgs, out: &mut dyn Write) -> crate::Done {
    log::start(arguments);
    let runtime = Runtime::new().map_err(Failure::environment)?;
    match &arguments.config {
        Some(path) => {
            let setup = config::load(path, arguments.listen)?;
            runtime.block_on(configured(setup, out))
        }
        None => {
            let demonstration = Demonstration::new(arguments.listen, arguments.issuer.clone())?;
            runtime.block_on(demonstrating(&demonstration, out))
        }
    }
}

async fn configured(setup: Setup, out: &mut dyn Write) -> crate::Done {
    let stop = signals::stop().map_err(Failure::environment)?;
    let server = bind(&setup.binding).await?;
    welcome::configured(out, &server)?;
    let bounds = setup.bounds;
    server.run(Arc::new(service(setup)), bounds, stop).await;
    Ok(Exit::Success)
}

/// The demonstration has its address before it is set up: that is its issuer.
async fn demonstrating(demonstration: &Demonstration, out: &mut dyn Write) -> crate::Done {
    let stop = signals::stop().map_err(Failure::environment)?;
    let server = bind(&demonstration.binding).await?;
    let origin = server.origin();
    let setup = demonstration.setup(&origin)?;
    welcome::demonstration(out, &server, demonstration, &setup)?;
    let bounds = setup.bounds;
    let service = service(setup).with_inventory(demonstration.inventory(&origin)?);
    server.run(Arc::new(service), bounds, stop).await;
    Ok(Exit::Success)
}

async fn bind(binding: &Binding) -> Result<Server, Failure> {
    Server::bind(binding).await.map_err(|error| {
        Failure::environment(format_args!("cannot listen on {}: {error}", binding.address()))
    })
}

/// The HTTP service of a setup, with its access log on standard error.
fn service(setup: Setup) -> Service<registry::MemoryRegistry, TracingLog> {
    let host = Host::new(setup.endpoint, setup.clients, setup.issuer);
    Service::new(host, TracingLog, setup.bounds.body_time)
        .with_replays(setup.replays)
        .with_published(setup.published)
}
