//! Reading a body within bounds.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::time::Duration;

use bytes::Buf;
use http::{HeaderMap, header};
use http_body::{Body, Frame};
use tokio::time::{Instant, timeout_at};

use crate::Octets;

/// How much of a body that is too long is read and thrown away, so that a client that is still sending gets to
/// read the answer instead of a reset connection.
const DISCARDED: usize = 16 * 1024 * 1024;

/// How much is allocated before anything has arrived.
const AT_ONCE: usize = 64 * 1024;

/// What came of reading a body.
#[derive(Debug)]
pub enum Received {
    /// All of it.
    Whole(Octets),
    /// More than the limit; this is at most one octet more than that.
    Cut(Octets),
    /// It did not arrive in time.
    TooSlow,
    /// The connection or its framing broke.
    Broken,
}

/// Reads a body of at most `limit` octets. The time is for all of it, so that a trickle does not help.
// = COUNTERSIGN-LIMITS-1
pub async fn receive<B: Body>(body: B, headers: &HeaderMap, limit: usize, time: Duration) -> Received {
    let most = limit.saturating_add(1);
    let announced = body.size_hint().exact();
    if announced.is_some_and(|octets| octets > u64::try_from(limit).unwrap_or(u64::MAX))
        && headers.contains_key(header::EXPECT)
    {
        // The client waits for a word before it sends the body: not asking for it is the answer.
        return Received::Cut(Octets::default());
    }
    let deadline = Instant::now().checked_add(time);
    // With its full capacity from the start, the buffer does not move and leaves no copy of a secret behind.
    let expected = announced.map_or(most, |octets| usize::try_from(octets).unwrap_or(most));
    let mut read = Octets::with_capacity(expected.min(most).min(AT_ONCE));
    let mut discarded = 0_usize;
    let mut body = pin!(body);
    loop {
        let frame = match deadline {
            Some(deadline) => match timeout_at(deadline, frame(body.as_mut())).await {
                Ok(frame) => frame,
                Err(_) if read.len() == most => return Received::Cut(read),
                Err(_) => return Received::TooSlow,
            },
            None => frame(body.as_mut()).await,
        };
        let mut data = match frame {
            None if read.len() == most => return Received::Cut(read),
            None => return Received::Whole(read),
            Some(Ok(frame)) => match frame.into_data() {
                Ok(data) => data,
                Err(_) => continue,
            },
            Some(Err(_)) => return Received::Broken,
        };
        while data.has_remaining() {
            let chunk = data.chunk();
            let kept = chunk.get(..most.saturating_sub(read.len())).unwrap_or(chunk);
            read.extend(kept);
            discarded = discarded.saturating_add(chunk.len().saturating_sub(kept.len()));
            let length = chunk.len();
            data.advance(length);
        }
        if discarded > DISCARDED {
            return Received::Cut(read);
        }
    }
}

async fn frame<B: Body>(mut body: Pin<&mut B>) -> Option<Result<Frame<B::Data>, B::Error>> {
    poll_fn(|context| body.as_mut().poll_frame(context)).await
}
