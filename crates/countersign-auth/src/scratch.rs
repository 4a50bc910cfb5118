use alloc::vec::Vec;

use zeroize::{Zeroize, ZeroizeOnDrop};

/// Room for the secrets of nearly every request.
pub(crate) const INLINE: usize = 256;

/// A buffer for a secret that is wiped when it is dropped.
pub(crate) struct Scratch<'b>(&'b mut [u8]);

impl<'b> Scratch<'b> {
    /// A buffer of this length: in `inline` when it is small, otherwise in `more`.
    #[inline(always)]
    pub(crate) fn new(len: usize, inline: &'b mut [u8; INLINE], more: &'b mut Vec<u8>) -> Self {
        match inline.get_mut(..len) {
            Some(buffer) => Self(buffer),
            None => {
                more.resize(len, 0);
                Self(more)
            }
        }
    }

    /// All of it.
    #[inline(always)]
    pub(crate) const fn buffer(&mut self) -> &mut [u8] {
        self.0
    }
}

impl Drop for Scratch<'_> {
    #[inline(always)]
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl ZeroizeOnDrop for Scratch<'_> {}

#[cfg(test)]
mod tests;
