//! One request over a connection of its own, and the answer as it came.

use std::net::SocketAddr;

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::header::HOST;
use hyper::{HeaderMap, Request};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// The longest answer that is read.
const LONGEST: usize = 1024 * 1024;

/// A request as it is sent.
#[derive(Clone)]
pub struct Sent {
    /// The method.
    pub method: String,
    /// The target.
    pub target: String,
    /// The header fields that say something; the transport adds `Content-Length`.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

/// An answer as it came.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The header fields.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Answer {
    /// The value of a header field, if it is there and printable.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Whether a client sees no difference: status, header fields but for the time, and body.
    #[must_use]
    pub fn same_as(&self, other: &Self) -> bool {
        let fields = |headers: &HeaderMap| {
            let mut headers = headers.clone();
            headers.remove(hyper::header::DATE);
            headers
        };
        self.status == other.status
            && self.body == other.body
            && fields(&self.headers) == fields(&other.headers)
    }
}

/// Sends a request and reads the answer.
///
/// # Errors
/// The request is none, or the connection breaks.
pub async fn send(server: SocketAddr, sent: &Sent) -> anyhow::Result<Answer> {
    let mut request = Request::builder()
        .method(sent.method.as_str())
        .uri(sent.target.as_str());
    if !sent
        .headers
        .iter()
        .any(|(name, _)| HOST.as_str().eq_ignore_ascii_case(name))
    {
        request = request.header(HOST, server.to_string());
    }
    for (name, value) in &sent.headers {
        request = request.header(name, value);
    }
    let request = request.body(Full::new(Bytes::from(sent.body.clone())))?;

    let stream = TcpStream::connect(server).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    let connection = tokio::spawn(connection);
    let (head, body) = sender.send_request(request).await?.into_parts();
    let body = Limited::new(body, LONGEST)
        .collect()
        .await
        .map_err(anyhow::Error::from_boxed)?
        .to_bytes();
    drop(sender);
    connection.await??;
    Ok(Answer {
        status: head.status.as_u16(),
        headers: head.headers,
        body,
    })
}

/// Does not show what may be a secret.
impl std::fmt::Debug for Sent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sent")
            .field("method", &self.method)
            .finish_non_exhaustive()
    }
}
