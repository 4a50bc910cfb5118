use alloc::string::String;

use super::digits::{hex_digits, write_u64};
use super::{Output, RawValue};
use crate::base64url::CompactText;

/// Appends a JSON string with its quotes, escaping only what RFC 8259 section 7 demands.
///
/// ```
/// let mut out = String::new();
/// countersign_grammar::json::write_string(&mut out, "a \"b\"\n/ \u{1f}é");
/// assert_eq!(out, r#""a \"b\"\n/ \u001fé""#);
/// ```
pub fn write_string<O: Output>(out: &mut O, text: &str) {
    out.push_text("\"");
    write_fragment(out, text);
    out.push_text("\"");
}

/// Writes what stands between the quotation marks.
#[inline(always)]
pub(super) fn write_fragment<O: Output>(out: &mut O, text: &str) {
    if is_plain(text.as_bytes()) {
        out.push_text(text);
    } else {
        out.seldom(|out| write_escaped(out, text));
    }
}

/// Whether nothing has to be escaped.
#[inline]
fn is_plain(octets: &[u8]) -> bool {
    if octets.len() <= 32 {
        super::scan::is_plain(octets)
    } else {
        super::scan::is_plain_long(octets)
    }
}

#[cold]
#[inline(never)]
fn write_escaped<O: Output>(out: &mut O, text: &str) {
    let mut rest = text;
    loop {
        let plain = super::scan::unescaped(rest.as_bytes());
        let Some((run, tail)) = rest.split_at_checked(plain) else {
            break;
        };
        out.push_text(run);
        let mut chars = tail.chars();
        let Some(char) = chars.next() else {
            break;
        };
        write_escape(out, char);
        rest = chars.as_str();
    }
}

fn write_escape<O: Output>(out: &mut O, char: char) {
    let short = match char {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\u{8}' => "\\b",
        '\u{c}' => "\\f",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        control => {
            // Only C0 controls come here, so two digits are enough.
            let digit = |shift: u32| char::from_digit((u32::from(control) >> shift) & 0xF, 16).unwrap_or('0');
            out.push_text("\\u00");
            out.push_text(digit(4).encode_utf8(&mut [0; 4]));
            out.push_text(digit(0).encode_utf8(&mut [0; 4]));
            return;
        }
    };
    out.push_text(short);
}

/// Writes one JSON object, member after member, without white space.
///
/// The caller gives each name once (RFC 8259 section 4); what this writer adds is that every value is well formed.
///
/// ```
/// use countersign_grammar::json::ObjectWriter;
///
/// let mut body = String::new();
/// let mut object = ObjectWriter::new(&mut body);
/// object.member_str("access_token", "2YotnFZFEjr1zCsicMWpAA");
/// object.member_str("token_type", "Bearer");
/// object.member_u64("expires_in", 3600);
/// object.finish();
/// assert_eq!(body, r#"{"access_token":"2YotnFZFEjr1zCsicMWpAA","token_type":"Bearer","expires_in":3600}"#);
/// ```
#[derive(Debug)]
#[must_use = "the object has no end until `finish` writes it"]
pub struct ObjectWriter<'o, O: Output = String> {
    out: RedactedOut<'o, O>,
    /// What stands before the next name.
    before: [u8; 2],
}

// Of one length that is known to the compiler, so that no call copies them.
const FIRST: [u8; 2] = *b"{\"";
const LATER: [u8; 2] = *b",\"";

impl<'o, O: Output> ObjectWriter<'o, O> {
    /// Begins an object at the end of `out`.
    #[inline(always)]
    pub fn new(out: &'o mut O) -> Self {
        Self {
            out: RedactedOut(out),
            before: FIRST,
        }
    }

    /// Goes on with an object whose bracket and first members were written before, by another writer.
    ///
    /// ```
    /// use countersign_grammar::json::ObjectWriter;
    ///
    /// let mut text = String::from(r#"{"iss":"https://as.example""#);
    /// let mut object = ObjectWriter::continued(&mut text);
    /// object.member_u64("exp", 1_700_003_600);
    /// object.finish();
    /// assert_eq!(text, r#"{"iss":"https://as.example","exp":1700003600}"#);
    /// ```
    #[inline(always)]
    pub fn continued(out: &'o mut O) -> Self {
        Self {
            out: RedactedOut(out),
            before: LATER,
        }
    }

    /// Writes a member whose value is a string.
    #[inline(always)]
    pub fn member_str(&mut self, name: &str, value: &str) -> &mut Self {
        let out = self.name(name, "\":\"");
        write_fragment(out, value);
        out.push_text("\"");
        self
    }

    /// Writes a member whose value is a string of base64url and periods, as it stands.
    #[inline(always)]
    pub fn member_compact(&mut self, name: &str, value: &CompactText) -> &mut Self {
        let out = self.name(name, "\":\"");
        out.push_ascii(value.as_octets());
        out.push_text("\"");
        self
    }

    /// Writes a member whose value is a string: these octets in hexadecimal digits, the letters small.
    ///
    /// ```
    /// use countersign_grammar::json::ObjectWriter;
    ///
    /// let mut text = String::new();
    /// let mut object = ObjectWriter::new(&mut text);
    /// object.member_hex("jti", &[0x00, 0x9F, 0xA0]);
    /// object.finish();
    /// assert_eq!(text, r#"{"jti":"009fa0"}"#);
    /// ```
    #[inline(always)]
    pub fn member_hex<const N: usize>(&mut self, name: &str, value: &[u8; N]) -> &mut Self {
        let out = self.name(name, "\":\"");
        out.push_ascii(value.map(hex_digits).as_flattened());
        out.push_text("\"");
        self
    }

    /// Writes a member whose value is an integer.
    #[inline(always)]
    pub fn member_u64(&mut self, name: &str, value: u64) -> &mut Self {
        write_u64(self.name(name, "\":"), value);
        self
    }

    /// Writes a member whose value is a boolean.
    pub fn member_bool(&mut self, name: &str, value: bool) -> &mut Self {
        self.name(name, "\":")
            .push_text(if value { "true" } else { "false" });
        self
    }

    /// Writes a member whose value is an array of strings.
    pub fn member_strs<'s>(&mut self, name: &str, values: impl IntoIterator<Item = &'s str>) -> &mut Self {
        let out = self.name(name, "\":[");
        let mut separator = "";
        for value in values {
            out.push_text(separator);
            write_string(out, value);
            separator = ",";
        }
        out.push_text("]");
        self
    }

    /// Writes a member whose value is one string: these texts with a space between them, as in a scope.
    ///
    /// ```
    /// use countersign_grammar::json::ObjectWriter;
    ///
    /// let mut text = String::new();
    /// let mut object = ObjectWriter::new(&mut text);
    /// object.member_words("scope", ["read", "write"]);
    /// object.finish();
    /// assert_eq!(text, r#"{"scope":"read write"}"#);
    /// ```
    #[inline(always)]
    pub fn member_words<'s>(&mut self, name: &str, words: impl IntoIterator<Item = &'s str>) -> &mut Self {
        let out = self.name(name, "\":\"");
        let mut separator = "";
        for word in words {
            out.push_text(separator);
            write_fragment(out, word);
            separator = " ";
        }
        out.push_text("\"");
        self
    }

    /// Writes two members that have the same value: a string of ASCII, given as octets. One that is not ASCII is
    /// replaced.
    ///
    /// ```
    /// use countersign_grammar::json::ObjectWriter;
    ///
    /// let mut text = String::new();
    /// let mut object = ObjectWriter::new(&mut text);
    /// object.two_members_ascii(["sub", "client_id"], b"s6BhdRkqt3");
    /// object.finish();
    /// assert_eq!(text, r#"{"sub":"s6BhdRkqt3","client_id":"s6BhdRkqt3"}"#);
    /// ```
    #[inline(always)]
    pub fn two_members_ascii(&mut self, [first, second]: [&str; 2], value: &[u8]) -> &mut Self {
        if !super::scan::is_plain_ascii(value) {
            let text = String::from_utf8_lossy(value);
            return self.member_str(first, &text).member_str(second, &text);
        }
        // Not a loop: for names that are literals the compiler finds out nearly everything.
        let out = self.name(first, "\":\"");
        out.push_ascii(value);
        out.push_text("\"");
        let out = self.name(second, "\":\"");
        out.push_ascii(value);
        out.push_text("\"");
        self
    }

    /// Writes a member whose value is already JSON, as it stands. [`RawValue`] is the proof that it is one value.
    pub fn member_raw(&mut self, name: &str, value: RawValue<'_>) -> &mut Self {
        self.name(name, "\":").push_text(value.raw());
        self
    }

    /// Writes a member whose value is an object that `write` fills; it is finished afterwards.
    pub fn member_object(&mut self, name: &str, write: impl FnOnce(&mut ObjectWriter<'_, O>)) -> &mut Self {
        let mut object = ObjectWriter::new(self.name(name, "\":"));
        write(&mut object);
        object.finish();
        self
    }

    /// Ends the object.
    #[inline(always)]
    pub fn finish(self) {
        self.out
            .0
            .push_text(if self.before == FIRST { "{}" } else { "}" });
    }

    /// Writes a name, which is a literal nearly always: inlined, it needs no test and no call. `after` is what stands
    /// between the name and its value, from the quotation mark on.
    #[inline(always)]
    pub(super) fn name(&mut self, name: &str, after: &'static str) -> &mut O {
        let before = core::mem::replace(&mut self.before, LATER);
        if super::scan::is_plain(name.as_bytes()) {
            self.out.0.push_three(before, name, after);
        } else {
            self.out.0.seldom(|out| {
                out.push_ascii(&before);
                write_escaped(out, name);
                out.push_text(after);
            });
        }
        self.out.0
    }
}

/// What has been written may hold a token.
struct RedactedOut<'o, O>(&'o mut O);

impl<O> core::fmt::Debug for RedactedOut<'_, O> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("..")
    }
}
