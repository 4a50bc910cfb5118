use alloc::string::String;
use alloc::vec::Vec;

/// What JSON can be written to: a `String`, or the octets of a body.
pub trait Output: sealed::Sealed {
    /// Appends text.
    fn push_text(&mut self, text: &str);

    /// Appends ASCII text.
    #[doc(hidden)]
    fn push_ascii(&mut self, octets: &[u8]);

    /// What has been written.
    #[doc(hidden)]
    fn octets(&self) -> &[u8];

    /// Takes back what was written as text from this octet on.
    #[doc(hidden)]
    fn cut(&mut self, from: usize) -> String;
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

    #[inline]
    fn octets(&self) -> &[u8] {
        self.as_bytes()
    }

    fn cut(&mut self, from: usize) -> String {
        match self.get(from..).map(Self::from) {
            Some(text) => {
                self.truncate(from);
                text
            }
            None => Self::new(),
        }
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

    #[inline]
    fn octets(&self) -> &[u8] {
        self
    }

    fn cut(&mut self, from: usize) -> String {
        let octets = self.split_off(from.min(self.len()));
        String::from_utf8(octets)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
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
}
