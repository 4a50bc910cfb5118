use alloc::vec::Vec;
use core::cmp::Ordering;

use countersign_grammar::form::FormText;

/// Names that are compared pairwise on the stack; more are sorted.
const INLINE: usize = 32;

type Seen<'a> = (FormText<'a>, usize);

/// The offset of the first name that stood there before. `count` is how many names there are.
#[cold]
pub(super) fn first<'a>(names: impl Iterator<Item = Seen<'a>>, count: usize) -> Option<usize> {
    if count <= INLINE {
        pairwise(names)
    } else {
        sorted(names.collect())
    }
}

fn pairwise<'a>(names: impl Iterator<Item = Seen<'a>>) -> Option<usize> {
    let mut seen: [Option<Seen<'a>>; INLINE] = [None; INLINE];
    let mut free = seen.len();
    for (name, at) in names {
        if seen.iter().flatten().any(|(other, _)| same(*other, name)) {
            return Some(at);
        }
        free = free.checked_sub(1)?;
        *seen.get_mut(free)? = Some((name, at));
    }
    None
}

/// `n log n` comparisons, so that a host that raises the limit does not get quadratic work.
fn sorted(mut names: Vec<Seen<'_>>) -> Option<usize> {
    names.sort_unstable_by(|(left, left_at), (right, right_at)| {
        order(*left, *right).then(left_at.cmp(right_at))
    });
    names
        .windows(2)
        .filter_map(|pair| match pair {
            [(left, _), (right, at)] if same(*left, *right) => Some(*at),
            _ => None,
        })
        .min()
}

fn same(left: FormText<'_>, right: FormText<'_>) -> bool {
    if left.is_escaped() || right.is_escaped() {
        left.octets().eq(right.octets())
    } else {
        left.raw() == right.raw()
    }
}

fn order(left: FormText<'_>, right: FormText<'_>) -> Ordering {
    left.octets().cmp(right.octets())
}
