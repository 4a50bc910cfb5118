//! Accepting connections, a bounded number at a time, until told to stop.

use std::convert::Infallible;
use std::fmt;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use countersign_http::server::Registry;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;

use super::access_log::AccessLog;
use super::binding::Binding;
use super::http::{Service, TOKEN_PATH};
use super::stalled::WriteTimeout;
use crate::config::Bounds;

/// A server that has its address and does not answer yet.
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    tls: Option<TlsAcceptor>,
}

impl Server {
    /// Takes the address.
    ///
    /// # Errors
    /// What the operating system says.
    pub async fn bind(binding: &Binding) -> io::Result<Self> {
        let listener = TcpListener::bind(binding.address()).await?;
        let address = listener.local_addr()?;
        Ok(Self {
            listener,
            address,
            tls: binding.acceptor().cloned(),
        })
    }

    /// The address that it has, with its real port.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Scheme, address and port.
    #[must_use]
    pub fn origin(&self) -> String {
        let scheme = if self.tls.is_some() { "https" } else { "http" };
        format!("{scheme}://{}", self.address)
    }

    /// The address of its token endpoint.
    #[must_use]
    pub fn url(&self) -> String {
        self.origin() + TOKEN_PATH
    }

    /// Answers until `stop` is ready; then takes no more connections, lets running requests end within
    /// `bounds.grace`, and drops the rest.
    pub async fn run<R: Registry, L: AccessLog>(
        self,
        service: Arc<Service<R, L>>,
        bounds: Bounds,
        stop: impl Future<Output = ()>,
    ) {
        let graceful = GracefulShutdown::new();
        let places = Arc::new(Semaphore::new(bounds.connections.min(Semaphore::MAX_PERMITS)));
        let mut stop = pin!(stop);
        loop {
            let place = tokio::select! {
                biased;
                () = &mut stop => break,
                Ok(place) = Arc::clone(&places).acquire_owned() => place,
            };
            let (stream, peer) = tokio::select! {
                biased;
                () = &mut stop => break,
                accepted = self.listener.accept() => match accepted {
                    Ok(accepted) => accepted,
                    Err(error) => {
                        // Out of file descriptors, most likely: wait for one instead of spinning.
                        tracing::warn!(target: "connection", %error, "cannot accept");
                        sleep(Duration::from_millis(50)).await;
                        continue;
                    }
                },
            };
            let connection = Connection {
                service: Arc::clone(&service),
                watcher: graceful.watcher(),
                bounds,
                peer,
            };
            let tls = self.tls.clone();
            tokio::spawn(async move {
                connection.serve(stream, tls).await;
                drop(place);
            });
        }
        drop(self.listener);
        if timeout(bounds.grace, graceful.shutdown()).await.is_err() {
            tracing::warn!(target: "connection", "some requests did not end in time");
        }
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server")
            .field("url", &self.url())
            .finish_non_exhaustive()
    }
}

struct Connection<R, L> {
    service: Arc<Service<R, L>>,
    watcher: Watcher,
    bounds: Bounds,
    peer: SocketAddr,
}

impl<R: Registry, L: AccessLog> Connection<R, L> {
    async fn serve(self, stream: TcpStream, tls: Option<TlsAcceptor>) {
        // An answer is one write; waiting to fill a packet only delays it.
        let _ = stream.set_nodelay(true);
        let Some(tls) = tls else {
            return self.speak(stream).await;
        };
        let peer = self.peer;
        match timeout(self.bounds.head_time, tls.accept(stream)).await {
            Ok(Ok(stream)) => self.speak(stream).await,
            Ok(Err(error)) => tracing::debug!(target: "connection", %peer, %error, "TLS handshake failed"),
            Err(_) => tracing::debug!(target: "connection", %peer, "TLS handshake took too long"),
        }
    }

    async fn speak<S: AsyncRead + AsyncWrite + Unpin + 'static>(self, stream: S) {
        let Self {
            service,
            watcher,
            bounds,
            peer,
        } = self;
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(bounds.head_time)
            .max_buf_size(bounds.head.max(Bounds::LEAST_HEAD))
            .serve_connection(
                TokioIo::new(WriteTimeout::new(stream, bounds.write_time)),
                service_fn(|request| {
                    let service = Arc::clone(&service);
                    async move { Ok::<_, Infallible>(service.answer(request, peer).await) }
                }),
            );
        if let Err(error) = watcher.watch(connection).await {
            tracing::debug!(target: "connection", %peer, %error, "connection ended");
        }
    }
}
