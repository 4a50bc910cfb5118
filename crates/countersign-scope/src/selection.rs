use alloc::string::String;

use crate::{RegisteredScope, ScopeSet, ScopeToken};

/// Tokens that a [`RegisteredScope`] covers: what a request asked for, or what is to be granted.
///
/// For [`Strategy::Exact`](crate::Strategy::Exact) with at most 128 registered tokens it is one bit for each of them,
/// otherwise a set of its own. It means something only beside the registered scope that made it.
///
/// ```
/// use countersign_scope::{RegisteredScope, ScopeSet, Strategy};
///
/// let registered = RegisteredScope::new(ScopeSet::parse("a b c")?, Strategy::Exact);
/// let asked = registered.evaluate("c b", 128).expect("covered");
/// let mut text = String::new();
/// asked.write(&registered, &mut text);
/// assert_eq!(text, "b c");
/// # Ok::<(), countersign_scope::ScopeError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Selection(Chosen);

#[derive(Debug, Clone)]
enum Chosen {
    Bits(Bits),
    Set(ScopeSet),
}

/// One bit for each registered token; two words, because a `u128` would be aligned to 16 octets and a selection
/// travels far.
#[derive(Debug, Clone, Copy)]
struct Bits {
    high: u64,
    low: u64,
}

impl Bits {
    fn of(bits: u128) -> Self {
        let [high, low] =
            [bits >> 64, bits & u128::from(u64::MAX)].map(|half| u64::try_from(half).unwrap_or(0));
        Self { high, low }
    }

    fn all(self) -> u128 {
        u128::from(self.high) << 64 | u128::from(self.low)
    }
}

impl Selection {
    /// Whether nothing is selected.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        match &self.0 {
            Chosen::Bits(bits) => bits.high | bits.low == 0,
            Chosen::Set(set) => set.is_empty(),
        }
    }

    /// The number of tokens.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.0 {
            Chosen::Bits(bits) => usize::try_from(bits.all().count_ones()).unwrap_or(usize::MAX),
            Chosen::Set(set) => set.len(),
        }
    }

    /// The tokens in order.
    pub fn iter<'s>(&'s self, registered: &'s RegisteredScope) -> impl Iterator<Item = ScopeToken<'s>> {
        self.strs(registered).map(ScopeToken::checked)
    }

    /// The tokens as a set of their own.
    #[must_use]
    pub fn to_set(&self, registered: &RegisteredScope) -> ScopeSet {
        match &self.0 {
            Chosen::Bits(_) => ScopeSet::from_sorted(self.strs(registered)),
            Chosen::Set(set) => set.clone(),
        }
    }

    /// Appends the canonical scope string; nothing if nothing is selected.
    pub fn write(&self, registered: &RegisteredScope, out: &mut String) {
        match &self.0 {
            Chosen::Bits(_) => {
                let mut first = true;
                for token in self.strs(registered) {
                    if !first {
                        out.push(' ');
                    }
                    first = false;
                    out.push_str(token);
                }
            }
            Chosen::Set(set) => out.push_str(set.as_str()),
        }
    }

    /// Writes the canonical scope string to the beginning of `memory` and says how long it is; none if there is not room
    /// enough. The fast way.
    #[inline(always)]
    pub fn write_to(&self, registered: &RegisteredScope, memory: &mut [u8]) -> Option<usize> {
        match (&self.0, registered.tokens()) {
            (Chosen::Bits(bits), Some(tokens)) => {
                let mut end = 0;
                for (first, half) in [(0, bits.low), (64, bits.high)] {
                    let mut left = half;
                    while left != 0 {
                        if end > 0 {
                            *memory.get_mut(end)? = b' ';
                            end = end.saturating_add(1);
                        }
                        let number = left.trailing_zeros().saturating_add(first);
                        let number = u16::try_from(number).unwrap_or(u16::MAX);
                        end = end.saturating_add(tokens.copy(number, memory.get_mut(end..)?)?);
                        left &= left.wrapping_sub(1);
                    }
                }
                Some(end)
            }
            (Chosen::Bits(_), None) => Some(0),
            (Chosen::Set(set), _) => {
                let text = set.as_str().as_bytes();
                memory.get_mut(..text.len())?.copy_from_slice(text);
                Some(text.len())
            }
        }
    }

    /// Whether both select the same tokens. Two selections of different registered scopes must not be compared.
    #[must_use]
    pub fn same_as(&self, other: &Self) -> bool {
        self.is_subset_of(other) && other.is_subset_of(self)
    }

    /// Whether every token here is selected there too.
    #[must_use]
    pub fn is_subset_of(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Chosen::Bits(mine), Chosen::Bits(theirs)) => mine.all() & !theirs.all() == 0,
            (Chosen::Set(mine), Chosen::Set(theirs)) => mine.is_subset(theirs),
            // Not of one registered scope: nothing is known about them, except that nothing is in everything.
            (Chosen::Bits(_), Chosen::Set(_)) | (Chosen::Set(_), Chosen::Bits(_)) => self.is_empty(),
        }
    }

    /// The tokens that are also in `keep`: a selection can shrink, never grow.
    // = RFC6749-3.3-4
    #[must_use]
    pub fn narrowed_to(&self, registered: &RegisteredScope, keep: &ScopeSet) -> Self {
        Self(match &self.0 {
            Chosen::Bits(bits) => Chosen::Bits(Bits::of(
                numbers(bits.all())
                    .filter(|number| {
                        registered
                            .token(*number)
                            .is_some_and(|token| keep.contains(token))
                    })
                    .fold(0, |kept, number| kept | bit(number)),
            )),
            Chosen::Set(set) => Chosen::Set(set.intersection(keep)),
        })
    }

    pub(crate) fn from_bits(bits: u128) -> Self {
        Self(Chosen::Bits(Bits::of(bits)))
    }

    pub(crate) const fn from_set(set: ScopeSet) -> Self {
        Self(Chosen::Set(set))
    }

    /// The tokens in order, as plain texts. Nothing is allocated.
    pub fn strs<'s>(&'s self, registered: &'s RegisteredScope) -> impl Iterator<Item = &'s str> {
        let (bits, set) = match &self.0 {
            Chosen::Bits(bits) => (bits.all(), None),
            Chosen::Set(set) => (0, Some(set)),
        };
        let tokens = registered.tokens();
        numbers(bits)
            .filter_map(move |number| tokens?.token(number))
            .chain(set.into_iter().flat_map(ScopeSet::strs))
    }
}

/// The bit of a number, none for a number beyond the last.
pub(crate) fn bit(number: u16) -> u128 {
    1_u128.checked_shl(u32::from(number)).unwrap_or(0)
}

/// The numbers of the bits that are set, lowest first.
fn numbers(mut bits: u128) -> impl Iterator<Item = u16> {
    core::iter::from_fn(move || {
        if bits == 0 {
            return None;
        }
        let number = u16::try_from(bits.trailing_zeros()).ok()?;
        bits &= bits.wrapping_sub(1);
        Some(number)
    })
}

#[cfg(test)]
mod tests;
