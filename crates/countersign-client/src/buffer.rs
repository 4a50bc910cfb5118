use alloc::string::String;
use core::fmt;

use countersign_grammar::base64url::CompactText;
use zeroize::Zeroizing;

/// Room for a request that is written when it is sent; wiped on drop, and to be used again.
#[derive(Default)]
pub struct RequestBuffer {
    assertion: CompactText,
    /// How long an assertion may be.
    room: usize,
    body: Zeroizing<String>,
}

impl RequestBuffer {
    /// An empty buffer.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Both parts, with room for so many characters, and the body empty. What grew while it is written would leave a copy
    /// behind: so a part that is too small is wiped and replaced.
    pub(crate) fn parts(&mut self, assertion: usize, body: usize) -> (&mut CompactText, &mut String) {
        if self.room < assertion {
            self.assertion = CompactText::with_capacity(assertion);
            self.room = assertion;
        }
        if self.body.capacity() < body {
            self.body = Zeroizing::new(String::with_capacity(body));
        }
        self.body.clear();
        (&mut self.assertion, &mut self.body)
    }
}

/// Nothing of the request.
// = COUNTERSIGN-SECRET-1
impl fmt::Debug for RequestBuffer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RequestBuffer(..)")
    }
}
