use alloc::vec::Vec;

use crate::index::Index;
use crate::scan::{PLUS, SPACE, Scanned, Scanner};
use crate::selection::{Selection, bit};
use crate::strategy::{ancestors, is_pattern};
use crate::{ScopeRefusal, ScopeSet, Separator, Strategy};

/// What a client may ask for: a set of tokens and the strategy by which they answer for requested ones.
///
/// Built once and never changed (the tokens stand in one string beside a hash index), so that clients with equal
/// rights can share one through an `Arc`.
///
/// ```
/// use countersign_scope::{RegisteredScope, ScopeSet, Strategy};
///
/// let registered = RegisteredScope::new(ScopeSet::parse("photos.* mail.read")?, Strategy::Wildcard);
/// assert!(registered.covers("photos.raw.read"));
/// assert!(!registered.covers("mail.send"));
///
/// let asked = ScopeSet::parse("photos.read mail.send")?;
/// assert_eq!(registered.narrow(&asked).to_string(), "photos.read");
/// # Ok::<(), countersign_scope::ScopeError>(())
/// ```
#[derive(Debug, Clone)]
pub struct RegisteredScope {
    set: ScopeSet,
    strategy: Strategy,
    separator: Separator,
    index: Option<Index>,
    patterns: ScopeSet,
}

/// How many registered tokens a selection by bits can tell apart.
const BITS: usize = 128;

impl RegisteredScope {
    /// Tokens and strategy, with segments between dots.
    #[must_use]
    pub fn new(set: ScopeSet, strategy: Strategy) -> Self {
        Self::with_separator(set, strategy, Separator::Dot)
    }

    /// Tokens and strategy, with segments between these separators.
    #[must_use]
    pub fn with_separator(set: ScopeSet, strategy: Strategy, separator: Separator) -> Self {
        let patterns = match strategy {
            Strategy::Exact | Strategy::Hierarchic => ScopeSet::new(),
            Strategy::Wildcard => {
                ScopeSet::from_sorted(set.strs().filter(|token| is_pattern(separator, token)))
            }
        };
        let index = Index::new(&set);
        Self {
            set,
            strategy,
            separator,
            index,
            patterns,
        }
    }

    /// The registered tokens.
    #[must_use]
    pub const fn set(&self) -> &ScopeSet {
        &self.set
    }

    /// The strategy.
    #[must_use]
    pub const fn strategy(&self) -> Strategy {
        self.strategy
    }

    /// What separates segments; it matters to every strategy but [`Strategy::Exact`].
    #[must_use]
    pub const fn separator(&self) -> Separator {
        self.separator
    }

    /// Whether some registered token answers for this one. What is not a token is not covered.
    #[must_use]
    pub fn covers(&self, token: &str) -> bool {
        self.has(token)
            || match self.strategy {
                Strategy::Exact => false,
                Strategy::Hierarchic => {
                    is_token(token) && ancestors(self.separator, token).any(|above| self.has(above))
                }
                Strategy::Wildcard => {
                    is_token(token)
                        && self
                            .patterns
                            .strs()
                            .any(|pattern| Strategy::Wildcard.covers_by(self.separator, pattern, token))
                }
            }
    }

    /// Reads a requested scope and checks every token, in one pass. `max_tokens` bounds the work; repetitions count.
    ///
    /// Allocates nothing for [`Strategy::Exact`] with at most 128 registered tokens.
    ///
    /// # Errors
    ///
    /// The first offence in the order of the text: malformed, not covered, or one token too many.
    ///
    /// ```
    /// use countersign_scope::{RegisteredScope, ScopeSet, Strategy};
    ///
    /// let registered = RegisteredScope::new(ScopeSet::parse("a b c")?, Strategy::Exact);
    /// let selection = registered.evaluate("c a", 2).expect("both are registered");
    /// assert_eq!(selection.len(), 2);
    /// assert!(registered.evaluate("c a b", 2).is_err());
    /// # Ok::<(), countersign_scope::ScopeError>(())
    /// ```
    // = RFC6749-5.2-12
    pub fn evaluate(&self, requested: &str, max_tokens: usize) -> Result<Selection, ScopeRefusal> {
        self.evaluate_octets(requested.as_bytes(), max_tokens)
    }

    /// The same for octets that need not be text: what is not is malformed.
    ///
    /// # Errors
    ///
    /// As [`evaluate`](Self::evaluate).
    pub fn evaluate_octets(&self, requested: &[u8], max_tokens: usize) -> Result<Selection, ScopeRefusal> {
        self.evaluate_between::<SPACE>(requested, max_tokens)
    }

    /// The same for a scope as it stands in a form, where a plus sign is a space; nothing else in it is escaped.
    ///
    /// # Errors
    ///
    /// As [`evaluate`](Self::evaluate).
    ///
    /// ```
    /// use countersign_scope::{RegisteredScope, ScopeSet, Strategy};
    ///
    /// let registered = RegisteredScope::new(ScopeSet::parse("a b c")?, Strategy::Exact);
    /// assert!(registered.evaluate_with_plus(b"c+a", 2).is_ok_and(|selection| selection.len() == 2));
    /// assert!(registered.evaluate_with_plus(b"c a", 2).is_err());
    /// # Ok::<(), countersign_scope::ScopeError>(())
    /// ```
    #[inline]
    pub fn evaluate_with_plus(&self, requested: &[u8], max_tokens: usize) -> Result<Selection, ScopeRefusal> {
        self.evaluate_between::<PLUS>(requested, max_tokens)
    }

    #[inline]
    fn evaluate_between<const BETWEEN: u8>(
        &self,
        requested: &[u8],
        max_tokens: usize,
    ) -> Result<Selection, ScopeRefusal> {
        if let Some(index) = self.by_bits() {
            let mut bits = 0_u128;
            walk::<BETWEEN>(requested, max_tokens, |token, octets| {
                let number = index.find(&self.set, token.key, octets);
                bits |= number.map_or(0, bit);
                number.is_some()
            })?;
            return Ok(Selection::from_bits(bits));
        }
        let mut tokens = Vec::new();
        walk::<BETWEEN>(requested, max_tokens, |_, octets| {
            let covered = str::from_utf8(octets).ok().filter(|text| self.covers(text));
            tokens.extend(covered);
            covered.is_some()
        })?;
        Ok(Selection::from_set(ScopeSet::from_checked(tokens)))
    }

    /// The selection of these tokens, for a scope that comes from the host and not from a request.
    ///
    /// `None` if one of them is not covered.
    #[must_use]
    pub fn select(&self, set: &ScopeSet) -> Option<Selection> {
        if set.is_empty() {
            return Some(self.select_none());
        }
        self.evaluate(set.as_str(), usize::MAX).ok()
    }

    /// The selection of every registered token.
    #[must_use]
    pub fn select_all(&self) -> Selection {
        match self.by_bits() {
            Some(index) => {
                let unused = BITS.saturating_sub(index.len());
                let unused = u32::try_from(unused).unwrap_or(u32::MAX);
                Selection::from_bits(u128::MAX.checked_shr(unused).unwrap_or(0))
            }
            None => Selection::from_set(self.set.clone()),
        }
    }

    /// The selection of nothing.
    #[must_use]
    pub fn select_none(&self) -> Selection {
        match self.by_bits() {
            Some(_) => Selection::from_bits(0),
            None => Selection::from_set(ScopeSet::new()),
        }
    }

    /// The tokens of `requested` that are covered.
    // = RFC6749-3.3-4
    #[must_use]
    pub fn narrow(&self, requested: &ScopeSet) -> ScopeSet {
        match self.strategy {
            Strategy::Exact => requested.intersection(&self.set),
            Strategy::Hierarchic | Strategy::Wildcard => {
                ScopeSet::from_sorted(requested.strs().filter(|token| self.covers(token)))
            }
        }
    }

    /// The registered token of this number, for a selection by bits.
    pub(crate) fn token(&self, number: u16) -> Option<&str> {
        self.tokens()?.token(number)
    }

    /// The registered tokens by number, for a selection by bits.
    pub(crate) fn tokens(&self) -> Option<Numbered<'_>> {
        self.by_bits().map(|index| Numbered {
            index,
            set: &self.set,
        })
    }

    /// The index, if selections are bits.
    #[inline]
    fn by_bits(&self) -> Option<&Index> {
        self.index
            .as_ref()
            .filter(|index| self.strategy == Strategy::Exact && index.len() <= BITS)
    }

    fn has(&self, token: &str) -> bool {
        match &self.index {
            Some(index) => index.contains(&self.set, token),
            None => self.set.contains(token),
        }
    }
}

/// Tokens by number.
#[derive(Clone, Copy)]
pub(crate) struct Numbered<'s> {
    index: &'s Index,
    set: &'s ScopeSet,
}

impl<'s> Numbered<'s> {
    #[inline]
    pub(crate) fn token(self, number: u16) -> Option<&'s str> {
        self.index.token(self.set, number)
    }

    /// Copies a token to the beginning of `memory`, and says how long it is.
    #[inline(always)]
    pub(crate) fn copy(self, number: u16, memory: &mut [u8]) -> Option<usize> {
        self.index.copy(self.set, number, memory)
    }
}

/// Equal tokens, strategy and separator.
impl PartialEq for RegisteredScope {
    fn eq(&self, other: &Self) -> bool {
        (&self.set, self.strategy, self.separator) == (&other.set, other.strategy, other.separator)
    }
}

impl Eq for RegisteredScope {}

fn is_token(text: &str) -> bool {
    !text.contains(' ') && crate::check(text).is_ok()
}

/// Every token of a scope string, until `keep` says no.
#[inline]
fn walk<'r, const BETWEEN: u8>(
    octets: &'r [u8],
    max_tokens: usize,
    mut keep: impl FnMut(Scanned, &'r [u8]) -> bool,
) -> Result<(), ScopeRefusal> {
    let mut scanner = Scanner::<BETWEEN>::new(octets);
    let mut count = 0_usize;
    while let Some(token) = scanner.next() {
        let Ok(token) = token else {
            return Err(ScopeRefusal::Malformed(scanner.reason()));
        };
        let Scanned { at, len, .. } = token;
        if count >= max_tokens {
            return Err(ScopeRefusal::TooMany { at });
        }
        count = count.wrapping_add(1);
        if !keep(token, octets.get(at..at.wrapping_add(len)).unwrap_or_default()) {
            return Err(ScopeRefusal::NotAllowed { at, len });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
