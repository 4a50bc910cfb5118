/// A pair of a form as it is usually spelled: name, `=` and value, of which nothing is escaped.
///
/// What is no such pair does not compile:
///
/// ```compile_fail,E0080
/// use countersign_grammar::form::Literal;
///
/// const ESCAPED: Literal<5> = Literal::new(b"a=%41");
/// # let _ = ESCAPED;
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Literal<const N: usize> {
    pub(super) text: [u8; N],
    /// Where the `=` stands.
    pub(super) equals: usize,
}

impl<const N: usize> Literal<N> {
    /// For constants: letters, digits, `-`, `.`, `_` and one `=`.
    ///
    /// # Panics
    /// If the text is anything else; a constant does not compile then.
    #[must_use]
    #[expect(
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        reason = "bounded by the loop condition"
    )]
    #[expect(clippy::panic, reason = "meant for the compiler, which shows it as an error")]
    pub const fn new(text: &[u8; N]) -> Self {
        let mut found = None;
        let mut at = 0;
        while at < N {
            match (text[at], found) {
                (b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_', _) => {}
                (b'=', None) => found = Some(at),
                _ => panic!("an octet of the pair does not stand for itself"),
            }
            at += 1;
        }
        match found {
            Some(equals) => Self { text: *text, equals },
            None => panic!("a pair has an equals sign"),
        }
    }
}
