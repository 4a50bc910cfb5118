use alloc::vec;

use zeroize::{Zeroize, Zeroizing};

const INLINE: usize = 256;

/// Runs `f` on a buffer of this many octets that is wiped afterwards; on the stack when it is small.
pub(crate) fn with_scratch<R>(len: usize, f: impl FnOnce(&mut [u8]) -> R) -> R {
    let mut inline = [0; INLINE];
    if let Some(buffer) = inline.get_mut(..len) {
        let result = f(buffer);
        buffer.zeroize();
        result
    } else {
        f(&mut Zeroizing::new(vec![0; len]))
    }
}
