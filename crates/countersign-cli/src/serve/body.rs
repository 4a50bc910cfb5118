//! Reading a request body within bounds.

use std::time::Duration;

use http_body_util::BodyExt;
use hyper::body::{Body, Bytes};
use hyper::{HeaderMap, header};
use tokio::time::{Instant, timeout_at};
use zeroize::Zeroizing;

/// How much of a body that is too long is read and thrown away, so that a client that is still sending gets to
/// read the answer instead of a reset connection.
const DISCARDED: usize = 16 * 1024 * 1024;

/// How much is allocated before anything has arrived.
const AT_ONCE: usize = 64 * 1024;

/// What came of reading a body.
pub(super) enum Received {
    /// All of it.
    Whole(Zeroizing<Vec<u8>>),
    /// More than the limit; this is one octet more than that.
    Cut(Zeroizing<Vec<u8>>),
    /// It did not arrive in time.
    TooSlow,
    /// The connection or its framing broke.
    Broken,
}

/// Reads a body of at most `limit` octets. The time is for all of it, so that a trickle does not help.
pub(super) async fn receive<B>(mut body: B, headers: &HeaderMap, limit: usize, time: Duration) -> Received
where
    B: Body<Data = Bytes> + Unpin,
{
    let most = limit.saturating_add(1);
    let announced = body.size_hint().exact();
    if announced.is_some_and(|octets| octets > u64::try_from(limit).unwrap_or(u64::MAX))
        && headers.contains_key(header::EXPECT)
    {
        // The client waits for a word before it sends the body: not asking for it is the answer.
        return Received::Cut(Zeroizing::new(Vec::new()));
    }
    let deadline = Instant::now().checked_add(time);
    // With its full capacity from the start, the buffer does not move and leaves no copy of a secret behind.
    let expected = announced
        .and_then(|octets| usize::try_from(octets).ok())
        .unwrap_or(most);
    let mut read = Zeroizing::new(Vec::with_capacity(expected.min(most).min(AT_ONCE)));
    let mut discarded = 0_usize;
    loop {
        let frame = match deadline {
            Some(deadline) => match timeout_at(deadline, body.frame()).await {
                Ok(frame) => frame,
                Err(_) if read.len() == most => return Received::Cut(read),
                Err(_) => return Received::TooSlow,
            },
            None => body.frame().await,
        };
        let data = match frame {
            None if read.len() == most => return Received::Cut(read),
            None => return Received::Whole(read),
            Some(Ok(frame)) => frame.into_data().unwrap_or_default(),
            Some(Err(_)) => return Received::Broken,
        };
        let room = most.saturating_sub(read.len());
        let kept = data.get(..room).unwrap_or(&data);
        read.extend_from_slice(kept);
        discarded = discarded.saturating_add(data.len().saturating_sub(kept.len()));
        if discarded > DISCARDED {
            return Received::Cut(read);
        }
    }
}
