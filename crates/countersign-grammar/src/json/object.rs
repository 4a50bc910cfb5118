use alloc::borrow::Cow;
use alloc::vec::{self, Vec};
use core::{fmt, slice};

use super::value::Value;

/// A JSON object: members in the order they were written, with unique names.
///
/// ```
/// use countersign_grammar::{Limits, json};
///
/// let object = json::parse_object(br#"{ "kid": "k1", "alg": "HS256" }"#, &Limits::DEFAULT)?;
/// let names: Vec<_> = object.members().map(|member| (member.name(), member.at())).collect();
/// assert_eq!(names, [("kid", 2), ("alg", 15)]);
/// assert!(object.member("crit").is_none());
/// # Ok::<(), countersign_grammar::SyntaxError>(())
/// ```
pub struct Object<'a> {
    at: usize,
    members: Vec<Member<'a>>,
}

/// One name and its value.
pub struct Member<'a> {
    at: usize,
    name: Cow<'a, str>,
    value: Value<'a>,
}

impl<'a> Object<'a> {
    pub(super) const fn new(at: usize, members: Vec<Member<'a>>) -> Self {
        Self { at, members }
    }

    /// The offset of the opening bracket.
    #[must_use]
    pub const fn at(&self) -> usize {
        self.at
    }

    /// How many members there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// Whether there is no member.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// The value of the member with this name, compared character by character after unescaping.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<&Value<'a>> {
        self.members
            .iter()
            .find(|member| member.name == name)
            .map(Member::value)
    }

    /// The members in the order they were written.
    pub fn members(&self) -> slice::Iter<'_, Member<'a>> {
        self.members.iter()
    }
}

impl<'a> IntoIterator for Object<'a> {
    type Item = Member<'a>;
    type IntoIter = vec::IntoIter<Member<'a>>;

    fn into_iter(self) -> Self::IntoIter {
        self.members.into_iter()
    }
}

impl<'o, 'a> IntoIterator for &'o Object<'a> {
    type Item = &'o Member<'a>;
    type IntoIter = slice::Iter<'o, Member<'a>>;

    fn into_iter(self) -> Self::IntoIter {
        self.members()
    }
}

/// The number of members alone: any of them may be a secret.
impl fmt::Debug for Object<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Object({} members)", self.members.len())
    }
}

impl<'a> Member<'a> {
    pub(super) const fn new(at: usize, name: Cow<'a, str>, value: Value<'a>) -> Self {
        Self { at, name, value }
    }

    /// The offset of the name's opening quote.
    #[must_use]
    pub const fn at(&self) -> usize {
        self.at
    }

    /// The name after unescaping.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The value.
    #[must_use]
    pub const fn value(&self) -> &Value<'a> {
        &self.value
    }

    /// Name and value, by value.
    #[must_use]
    pub fn into_parts(self) -> (Cow<'a, str>, Value<'a>) {
        (self.name, self.value)
    }
}

/// Places and types alone: a member may be a secret.
impl fmt::Debug for Member<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Member(name at {}, {} at {})",
            self.at,
            self.value.kind(),
            self.value.at()
        )
    }
}
