use alloc::string::String;
use alloc::vec::Vec;

/// What JSON can be written to: a `String`, the octets of a body, or memory of the caller.
pub trait Output: sealed::Sealed + Sized {
    /// Appends text.
    fn push_text(&mut self, text: &str);

    /// Appends ASCII text.
    #[doc(hidden)]
    fn push_ascii(&mut self, octets: &[u8]);

    /// Does something that is seldom done. What lives in registers is moved to memory for it, and only for it: a call
    /// that is merely possible would keep it there.
    #[doc(hidden)]
    #[inline(always)]
    fn seldom(&mut self, write: impl FnOnce(&mut Self)) {
        write(self);
    }

    /// Appends three texts, the first of them ASCII.
    #[doc(hidden)]
    #[inline(always)]
    fn push_three(&mut self, first: [u8; 2], second: &str, third: &str) {
        self.push_ascii(&first);
        self.push_text(second);
        self.push_text(third);
    }
}

impl Output for String {
    #[inline]
    fn push_text(&mut self, text: &str) {
        self.push_str(text);
    }

    #[inline]
    fn push_ascii(&mut self, octets: &[u8]) {
        self.push_str(core::str::from_utf8(octets).unwrap_or_default());
    }
}

impl Output for Vec<u8> {
    #[inline(always)]
    fn push_text(&mut self, text: &str) {
        push(self, text.as_bytes());
    }

    #[inline(always)]
    fn push_ascii(&mut self, octets: &[u8]) {
        push(self, octets);
    }
}

/// Appends octets. Most texts are short, and for them two stores that overlap are faster than a call of `memcpy`.
#[inline(always)]
fn push(out: &mut Vec<u8>, octets: &[u8]) {
    match octets.len() {
        4..=7 => push_overlapping::<4>(out, octets),
        8..=16 => push_overlapping::<8>(out, octets),
        _ => out.extend_from_slice(octets),
    }
}

/// Appends `N` to `2 * N` octets.
#[inline(always)]
fn push_overlapping<const N: usize>(out: &mut Vec<u8>, octets: &[u8]) {
    if let (Some(first), Some(last)) = (octets.first_chunk::<N>(), octets.last_chunk::<N>()) {
        let end = out.len().saturating_add(octets.len());
        out.extend_from_slice(first);
        out.truncate(end.saturating_sub(N));
        out.extend_from_slice(last);
    }
}

mod sealed {
    pub trait Sealed {}

    impl Sealed for alloc::string::String {}

    impl Sealed for alloc::vec::Vec<u8> {}

    impl Sealed for super::super::SliceOutput<'_> {}
}
