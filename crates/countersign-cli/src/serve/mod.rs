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
use crate::config::{self, Setup};
use crate::exit::{Exit, Failure};
use access_log::TracingLog;
use http::Service;
use inventory::Inventory;
use listener::Server;

/// Runs `countersign serve` until a signal ends it.
///
/// # Errors
/// The configuration is wrong, or the address cannot be taken.
pub fn run(arguments: &ServeArgs, out: &mut dyn Write) -> crate::Done {
    log::start(arguments);
    let (setup, signing_key) = match &arguments.config {
        Some(path) => (config::load(path, arguments.listen)?, None),
        None => {
            let demonstration = config::demonstration(arguments.listen)?;
            (demonstration.setup, Some(demonstration.signing_key))
        }
    };
    let runtime = Runtime::new().map_err(Failure::environment)?;
    runtime.block_on(async {
        let stop = signals::stop().map_err(Failure::environment)?;
        let server = bind(&setup).await?;
        match &signing_key {
            Some(key) => welcome::demonstration(out, &server, key)?,
            None => welcome::configured(out, &server)?,
        }
        let bounds = setup.bounds;
        let mut service = service(setup);
        if let Some(key) = &signing_key {
            service = service.with_inventory(Inventory::new(key, &server.origin())?);
        }
        server.run(Arc::new(service), bounds, stop).await;
        Ok(Exit::Success)
    })
}

async fn bind(setup: &Setup) -> Result<Server, Failure> {
    Server::bind(&setup.binding).await.map_err(|error| {
        Failure::environment(format_args!(
            "cannot listen on {}: {error}",
            setup.binding.address()
        ))
    })
}

/// The HTTP service of a setup, with its access log on standard error.
fn service(setup: Setup) -> Service<registry::MemoryRegistry, TracingLog> {
    let host = Host::new(setup.endpoint, setup.clients, setup.issuer);
    Service::new(host, TracingLog, setup.bounds.body_time).with_replays(setup.replays)
}
