use alloc::string::String;
use alloc::vec::Vec;
use core::cmp::Ordering;
use core::fmt;
use core::str::FromStr;

use crate::scan::{SPACE, Scanner};
use crate::{ScopeError, ScopeErrorKind, ScopeToken};

/// A set of scope tokens, sorted by their octets.
///
/// It is kept as one string, the canonical scope string of the set, so that equality, order and hash of the sets are
/// those of the strings. The empty set has no scope string.
///
/// ```
/// use countersign_scope::ScopeSet;
///
/// let asked = ScopeSet::parse("write read write")?;
/// let registered = ScopeSet::parse("delete read")?;
/// assert_eq!(asked.to_string(), "read write");
/// assert_eq!(asked.intersection(&registered).to_scope_string().as_deref(), Some("read"));
/// assert_eq!(ScopeSet::new().to_scope_string(), None);
/// # Ok::<(), countersign_scope::ScopeError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct ScopeSet {
    // Sorted distinct tokens joined by single spaces. A space sorts before every NQCHAR, so the derived order of
    // the strings is the lexicographic order of the token sequences.
    text: String,
}

impl ScopeSet {
    /// The set without a token.
    pub const EMPTY: Self = Self::new();

    /// The set without a token.
    #[must_use]
    pub const fn new() -> Self {
        Self { text: String::new() }
    }

    /// The set that a scope string stands for.
    ///
    /// # Errors
    ///
    /// The first offence; the empty text is one.
    // = RFC6749-3.3-2
    // = RFC6749-3.3-3
    pub fn parse(text: &str) -> Result<Self, ScopeError> {
        Self::parse_bounded(text, usize::MAX)
    }

    /// The set that a scope string of at most `max_tokens` tokens stands for; repetitions count.
    ///
    /// # Errors
    ///
    /// The first offence, or [`ScopeErrorKind::TooManyTokens`] at the first token too many.
    pub fn parse_bounded(text: &str, max_tokens: usize) -> Result<Self, ScopeError> {
        let mut scanner = Scanner::<SPACE>::new(text.as_bytes());
        let mut tokens = Vec::new();
        while let Some(token) = scanner.next() {
            let Ok(token) = token else {
                return Err(scanner.reason());
            };
            if tokens.len() >= max_tokens {
                return Err(ScopeError::new(ScopeErrorKind::TooManyTokens, token.at));
            }
            tokens.extend(text.get(token.at..token.at.saturating_add(token.len)));
        }
        Ok(Self::from_checked(tokens))
    }

    /// The named leniency: like [`ScopeSet::parse`], but surplus spaces are dropped.
    ///
    /// # Errors
    ///
    /// An octet outside the grammar, or no token at all.
    ///
    /// ```
    /// use countersign_scope::ScopeSet;
    ///
    /// assert_eq!(ScopeSet::parse_normalising(" read   write ")?.to_string(), "read write");
    /// assert!(ScopeSet::parse_normalising("   ").is_err());
    /// # Ok::<(), countersign_scope::ScopeError>(())
    /// ```
    pub fn parse_normalising(text: &str) -> Result<Self, ScopeError> {
        let mut at = 0_usize;
        let mut tokens = Vec::new();
        for token in text.split(' ') {
            if !token.is_empty() {
                ScopeToken::parse(token).map_err(|error| error.offset_by(at))?;
                tokens.push(token);
            }
            at = at.saturating_add(token.len()).saturating_add(1);
        }
        if tokens.is_empty() {
            return Err(ScopeError::new(ScopeErrorKind::Empty, 0));
        }
        Ok(Self::from_checked(tokens))
    }

    /// The number of tokens.
    #[must_use]
    pub fn len(&self) -> usize {
        self.strs().count()
    }

    /// Whether there is no token.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The tokens in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = ScopeToken<'_>> + Clone {
        self.strs().map(ScopeToken::checked)
    }

    /// Whether this token is in the set, octet for octet.
    // = RFC6749-3.3-1
    #[must_use]
    pub fn contains(&self, token: &str) -> bool {
        !token.is_empty() && self.find(token).is_ok()
    }

    /// Adds a token; `false` if it was there.
    pub fn insert(&mut self, token: ScopeToken<'_>) -> bool {
        let Err(at) = self.find(token.as_str()) else {
            return false;
        };
        if self.text.is_empty() {
            self.text.push_str(token.as_str());
        } else if at >= self.text.len() {
            self.text.push(' ');
            self.text.push_str(token.as_str());
        } else {
            self.text.insert(at, ' ');
            self.text.insert_str(at, token.as_str());
        }
        true
    }

    /// Whether every token of this set is in the other.
    #[must_use]
    pub fn is_subset(&self, other: &Self) -> bool {
        merge(self, other).all(|(_, side)| side != Side::Left)
    }

    /// The tokens in either set.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        Self::from_sorted(merge(self, other).map(|(token, _)| token))
    }

    /// The tokens in both sets.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        Self::select(self, other, Side::Both)
    }

    /// The tokens of this set that are not in the other.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Self {
        Self::select(self, other, Side::Left)
    }

    /// The canonical scope string, or `None` for the empty set, which has none.
    #[must_use]
    pub fn to_scope_string(&self) -> Option<String> {
        (!self.text.is_empty()).then(|| self.text.clone())
    }

    /// The canonical scope string, borrowed; the empty text for the empty set.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    pub(crate) fn strs(&self) -> impl DoubleEndedIterator<Item = &str> + Clone {
        self.text.split(' ').filter(|token| !token.is_empty())
    }

    /// From texts that are known to be tokens.
    pub(crate) fn from_checked<'a>(tokens: impl IntoIterator<Item = &'a str>) -> Self {
        let mut tokens: Vec<&str> = tokens.into_iter().collect();
        tokens.sort_unstable();
        tokens.dedup();
        Self::from_sorted(tokens)
    }

    /// From texts that are known to be tokens, in order and distinct.
    pub(crate) fn from_sorted<'a>(tokens: impl IntoIterator<Item = &'a str>) -> Self {
        let mut text = String::new();
        for token in tokens {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(token);
        }
        Self { text }
    }

    fn select(&self, other: &Self, wanted: Side) -> Self {
        Self::from_sorted(
            merge(self, other)
                .filter(|(_, side)| *side == wanted)
                .map(|(token, _)| token),
        )
    }

    /// Binary search over the string: where the token stands, or the offset of the first token after it.
    fn find(&self, token: &str) -> Result<usize, usize> {
        let (mut low, mut high) = (0_usize, self.text.len());
        while low < high {
            let middle = low.midpoint(high);
            let start = self
                .text
                .get(low..middle)
                .and_then(|left| left.rfind(' '))
                .map_or(low, |space| low.saturating_add(space).saturating_add(1));
            let rest = self.text.get(start..high).unwrap_or_default();
            let here = rest.split(' ').next().unwrap_or_default();
            match here.cmp(token) {
                Ordering::Equal => return Ok(start),
                Ordering::Greater => high = start,
                Ordering::Less => {
                    low = start
                        .saturating_add(here.len())
                        .saturating_add(1)
                        .min(self.text.len())
                }
            }
        }
        Err(low)
    }
}

impl fmt::Display for ScopeSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl FromStr for ScopeSet {
    type Err = ScopeError;

    fn from_str(text: &str) -> Result<Self, ScopeError> {
        Self::parse(text)
    }
}

impl<'a> FromIterator<ScopeToken<'a>> for ScopeSet {
    fn from_iter<I: IntoIterator<Item = ScopeToken<'a>>>(tokens: I) -> Self {
        let tokens: Vec<ScopeToken<'a>> = tokens.into_iter().collect();
        Self::from_checked(tokens.iter().map(ScopeToken::as_str))
    }
}

impl<'a> Extend<ScopeToken<'a>> for ScopeSet {
    fn extend<I: IntoIterator<Item = ScopeToken<'a>>>(&mut self, tokens: I) {
        *self = self.union(&tokens.into_iter().collect());
    }
}

/// As a sequence of tokens, because the empty set has no scope string.
#[cfg(feature = "serde")]
impl serde::Serialize for ScopeSet {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.strs())
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for ScopeSet {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let tokens = <Vec<ScopeToken<'static>> as serde::Deserialize>::deserialize(deserializer)?;
        Ok(tokens.into_iter().collect())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Right,
    Both,
}

/// Every token of either set once, in order, with where it stands.
fn merge<'a>(left: &'a ScopeSet, right: &'a ScopeSet) -> impl Iterator<Item = (&'a str, Side)> {
    let mut lefts = left.strs().peekable();
    let mut rights = right.strs().peekable();
    core::iter::from_fn(move || {
        let order = match (lefts.peek(), rights.peek()) {
            (None, None) => return None,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(left), Some(right)) => left.cmp(right),
        };
        match order {
            Ordering::Less => lefts.next().map(|token| (token, Side::Left)),
            Ordering::Greater => rights.next().map(|token| (token, Side::Right)),
            Ordering::Equal => {
                rights.next();
                lefts.next().map(|token| (token, Side::Both))
            }
        }
    })
}

#[cfg(test)]
mod tests;
