use alloc::vec;
use alloc::vec::Vec;
use core::fmt;

use zeroize::Zeroize;

use super::writer::write_fragment;
use super::{ObjectWriter, Output};
use crate::base64url::CompactText;

/// Memory of the caller to write JSON to, of which there is enough or not: what does not fit is noticed, and nothing
/// is allocated.
///
/// Where a `Vec` notes its length after each text, in memory, this one is small enough to live in registers, which is
/// what makes it fast.
///
/// ```
/// use countersign_grammar::json::{ObjectWriter, SliceOutput};
///
/// let write = |out: &mut SliceOutput<'_>, seconds| {
///     let mut object = ObjectWriter::new(out);
///     object.member_u64("exp", seconds);
///     object.finish();
/// };
///
/// let mut memory = [0; 16];
/// let mut out = SliceOutput::new(&mut memory);
/// write(&mut out, 3600);
/// assert_eq!(out.len(), Some(12));
/// assert_eq!(&memory[..12], br#"{"exp":3600}"#);
///
/// let mut out = SliceOutput::new(&mut memory);
/// write(&mut out, 1_700_003_600);
/// assert_eq!(out.len(), None);
/// ```
pub struct SliceOutput<'b> {
    /// What is left of the memory.
    rest: &'b mut [u8],
    /// How much there was of it; none any more if something did not fit.
    size: Option<usize>,
}

impl<'b> SliceOutput<'b> {
    /// Writes from the beginning of this memory on.
    #[inline(always)]
    #[must_use]
    pub const fn new(memory: &'b mut [u8]) -> Self {
        Self {
            size: Some(memory.len()),
            rest: memory,
        }
    }

    /// How many octets were written; none if they did not all fit.
    #[inline(always)]
    #[must_use]
    pub const fn len(&self) -> Option<usize> {
        match self.size {
            Some(size) => Some(size.saturating_sub(self.rest.len())),
            None => None,
        }
    }

    /// Whether nothing was written, and nothing failed to fit.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        matches!(self.len(), Some(0))
    }

    /// Appends octets as they stand.
    #[inline(always)]
    pub fn push(&mut self, octets: &[u8]) {
        // Most texts are short, and for them two stores that overlap are faster than a call of `memcpy`.
        match octets.len() {
            4..=7 => self.push_overlapping::<4>(octets),
            8..=16 => self.push_overlapping::<8>(octets),
            _ => match self.next(octets.len()) {
                Some(place) => place.copy_from_slice(octets),
                None => self.size = None,
            },
        }
    }

    /// Appends what `write` puts at the beginning of the memory that is left, and says how long it is.
    #[inline(always)]
    pub fn push_by(&mut self, write: impl FnOnce(&mut [u8]) -> Option<usize>) {
        let written = write(self.rest);
        let _ = self.next(written.unwrap_or(usize::MAX));
    }

    /// Appends `N` to `2 * N` octets.
    #[inline(always)]
    fn push_overlapping<const N: usize>(&mut self, octets: &[u8]) {
        if let (Some(first), Some(last), Some(place)) = (
            octets.first_chunk::<N>(),
            octets.last_chunk::<N>(),
            self.next(octets.len()),
        ) {
            if let Some(place) = place.first_chunk_mut::<N>() {
                *place = *first;
            }
            if let Some(place) = place.last_chunk_mut::<N>() {
                *place = *last;
            }
        } else {
            self.size = None;
        }
    }

    #[inline(always)]
    fn next(&mut self, octets: usize) -> Option<&'b mut [u8]> {
        let Some((place, rest)) = core::mem::take(&mut self.rest).split_at_mut_checked(octets) else {
            self.size = None;
            return None;
        };
        self.rest = rest;
        Some(place)
    }
}

impl Output for SliceOutput<'_> {
    #[inline(always)]
    fn push_text(&mut self, text: &str) {
        self.push(text.as_bytes());
    }

    #[inline(always)]
    fn push_ascii(&mut self, octets: &[u8]) {
        self.push(octets);
    }

    #[inline(always)]
    fn seldom(&mut self, write: impl FnOnce(&mut Self)) {
        let mut moved = Self {
            rest: core::mem::take(&mut self.rest),
            size: self.size,
        };
        write(&mut moved);
        *self = moved;
    }

    #[inline(always)]
    fn push_three(&mut self, first: [u8; 2], second: &str, third: &str) {
        let (second, third) = (second.as_bytes(), third.as_bytes());
        let octets = second.len().saturating_add(third.len()).saturating_add(2);
        if let Some(place) = self.next(octets)
            && let Some((place, rest)) = place.split_first_chunk_mut::<2>()
            && let Some((middle, end)) = rest.split_at_mut_checked(second.len())
        {
            *place = first;
            middle.copy_from_slice(second);
            end.copy_from_slice(third);
        }
    }
}

impl<'b> ObjectWriter<'_, SliceOutput<'b>> {
    /// Writes a member whose value is a string, and the members that come after it. The string is a text, or one of
    /// base64url and periods.
    ///
    /// The latter is copied when all of them stand: what was made a moment ago costs the processor a wait if it is
    /// copied at once.
    #[inline(always)]
    pub fn member_then(
        &mut self,
        name: &str,
        value: Result<&CompactText, &str>,
        others: impl FnOnce(&mut Self),
    ) {
        let out = self.name(name, "\":\"");
        let place = match value {
            Ok(compact) => out.next(compact.len()),
            Err(text) => {
                write_fragment(out, text);
                None
            }
        };
        out.push(b"\"");
        others(self);
        if let (Some(place), Ok(compact)) = (place, value) {
            place.copy_from_slice(compact.as_octets());
        }
    }

    /// Writes a member whose value is a string: what `write` puts at the beginning of the memory that is left, and
    /// says the length of; none if it is too short.
    ///
    /// The caller answers for it that nothing in it has to be escaped, as in a scope, which is `NQCHAR` and SP; builds
    /// with debug assertions look.
    #[inline(always)]
    pub fn member_unescaped(
        &mut self,
        name: &str,
        write: impl FnOnce(&mut [u8]) -> Option<usize>,
    ) -> &mut Self {
        let out = self.name(name, "\":\"");
        out.push_by(|memory| {
            let len = write(memory);
            debug_assert!(
                memory
                    .get(..len.unwrap_or_default())
                    .is_none_or(|octets| octets.is_ascii() && super::scan::is_plain(octets)),
                "something would have to be escaped"
            );
            len
        });
        out.push(b"\"");
        self
    }
}

/// What has been written may hold a token.
impl fmt::Debug for SliceOutput<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SliceOutput")
            .field("len", &self.len())
            .finish_non_exhaustive()
    }
}

/// Writes to the beginning of a buffer that has this many octets at least, and says how many were written. If they do
/// not fit, the buffer grows and all is written again, so `write` must write the same each time.
///
/// What the buffer holds behind them is left as it was.
///
/// ```
/// use countersign_grammar::json::{self, ObjectWriter};
///
/// let mut buffer = Vec::new();
/// let len = json::fill(&mut buffer, 4, |out| {
///     let mut object = ObjectWriter::new(out);
///     object.member_str("scope", "read");
///     object.finish();
/// });
/// assert_eq!(&buffer[..len], br#"{"scope":"read"}"#);
/// ```
#[inline(always)]
pub fn fill(buffer: &mut Vec<u8>, least: usize, write: impl Fn(&mut SliceOutput<'_>)) -> usize {
    if buffer.len() < least {
        buffer.resize(least, 0);
    }
    loop {
        let mut out = SliceOutput::new(buffer);
        write(&mut out);
        if let Some(len) = out.len() {
            return len;
        }
        grow(buffer);
    }
}

/// All is written again, so nothing is copied; what the memory held may be a token, and is wiped.
#[cold]
fn grow(buffer: &mut Vec<u8>) {
    let twice = buffer.len().saturating_mul(2).max(64);
    buffer.zeroize();
    *buffer = vec![0; twice];
}
