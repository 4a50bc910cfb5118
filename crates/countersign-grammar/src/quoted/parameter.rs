use alloc::borrow::Cow;
use alloc::string::String;
use core::fmt;

/// The value of a parameter: a `token`, or a `quoted-string` that may hold `quoted-pair`s.
///
/// How it was written makes no difference to what it is (RFC 9110 section 5.6.6).
#[derive(Clone, Copy)]
pub struct ParameterValue<'a> {
    raw: &'a str,
    escaped: bool,
}

impl<'a> ParameterValue<'a> {
    /// `raw` is the token, or stood between the quotes; each backslash in it has a character behind it.
    pub(super) const fn checked(raw: &'a str, escaped: bool) -> Self {
        Self { raw, escaped }
    }

    /// The text that is meant: borrowed unless there is a `quoted-pair`.
    #[must_use]
    pub fn decode(self) -> Cow<'a, str> {
        if self.escaped {
            let mut decoded = String::with_capacity(self.raw.len());
            decoded.extend(self.chars());
            Cow::Owned(decoded)
        } else {
            Cow::Borrowed(self.raw)
        }
    }

    /// The characters of the text that is meant.
    // = RFC9110-5.6.4-1
    pub fn chars(self) -> impl Iterator<Item = char> + use<'a> {
        let mut raw = self.raw.chars();
        core::iter::from_fn(move || {
            raw.next()
                .and_then(|char| if char == '\\' { raw.next() } else { Some(char) })
        })
    }

    /// Whether the text that is meant equals `other`; never allocates. Not in constant time.
    #[must_use]
    pub fn eq_str(self, other: &str) -> bool {
        self.chars().eq(other.chars())
    }

    /// Whether the text that is meant equals `other` but for the case of ASCII letters; never allocates.
    #[must_use]
    pub fn eq_ignore_ascii_case(self, other: &str) -> bool {
        let fold = |char: char| char.to_ascii_lowercase();
        self.chars().map(fold).eq(other.chars().map(fold))
    }
}

/// The length alone: a value may be a credential.
impl fmt::Debug for ParameterValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ParameterValue({} octets)", self.raw.len())
    }
}

/// A name and a value, as in `auth-param` and in the parameters of a media type.
#[derive(Clone, Copy)]
pub struct Parameter<'a> {
    at: usize,
    name: &'a str,
    value: ParameterValue<'a>,
}

impl<'a> Parameter<'a> {
    pub(crate) const fn new(at: usize, name: &'a str, value: ParameterValue<'a>) -> Self {
        Self { at, name, value }
    }

    /// The offset of the name in the field value.
    #[must_use]
    pub const fn at(self) -> usize {
        self.at
    }

    /// The name as it was written.
    #[must_use]
    pub const fn name(self) -> &'a str {
        self.name
    }

    /// Whether this is the name, which is compared without regard to case.
    #[must_use]
    pub fn name_is(self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// The value.
    #[must_use]
    pub const fn value(self) -> ParameterValue<'a> {
        self.value
    }
}

/// The place and lengths alone: a parameter may be a credential.
impl fmt::Debug for Parameter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Parameter(at {}, value of {} octets)",
            self.at,
            self.value.raw.len()
        )
    }
}
