use super::*;

/// Whichever of the two it lies in, nothing is left of what was written into the buffer.
#[test]
fn a_buffer_is_as_long_as_asked_and_wiped_in_the_end() {
    for len in [0, 1, INLINE - 1, INLINE, INLINE + 1, 1000] {
        let (mut inline, mut more) = ([0; INLINE], Vec::new());
        let mut scratch = Scratch::new(len, &mut inline, &mut more);
        assert_eq!(scratch.buffer().len(), len);
        scratch.buffer().fill(0xA5);
        assert!(scratch.buffer().iter().all(|octet| *octet == 0xA5));
        drop(scratch);
        assert!(inline.iter().chain(&more).all(|octet| *octet == 0), "{len}");
        assert_eq!(more.len(), if len > INLINE { len } else { 0 });
    }
}
