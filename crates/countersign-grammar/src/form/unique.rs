use alloc::{borrow::Cow, collections::BTreeSet, vec::Vec};

use super::{FormText, Pair};
use crate::{SyntaxError, SyntaxErrorKind};

/// Up to this many names, comparing each with each is cheaper than a tree, and it needs no memory.
const FEW: usize = 32;

/// The pairs, if none repeats a name outside `repeatable`.
// = RFC6749-3.2-9
pub(super) fn collect<'a>(
    pairs: impl Iterator<Item = Result<Pair<'a>, SyntaxError>>,
    repeatable: &[&str],
) -> Result<Vec<Pair<'a>>, SyntaxError> {
    let mut unique: Vec<Pair<'a>> = Vec::new();
    let mut many: BTreeSet<Cow<'a, str>> = BTreeSet::new();
    for pair in pairs {
        let pair = pair?;
        let duplicate = if unique.len() < FEW {
            unique.iter().any(|earlier| same(earlier.name, pair.name))
        } else {
            if many.is_empty() {
                many.extend(unique.iter().map(|earlier| earlier.name.decode()));
            }
            !many.insert(pair.name.decode())
        };
        if duplicate && !repeatable.iter().any(|name| pair.name.eq_str(name)) {
            return Err(SyntaxError::new(SyntaxErrorKind::DuplicateParameter, pair.at));
        }
        unique.push(pair);
    }
    Ok(unique)
}

fn same(left: FormText<'_>, right: FormText<'_>) -> bool {
    if left.is_escaped() || right.is_escaped() {
        left.octets().eq(right.octets())
    } else {
        left.raw() == right.raw()
    }
}
