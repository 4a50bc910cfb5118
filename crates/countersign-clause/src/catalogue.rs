use crate::{ALL, Clause};

/// The clause with this id, such as `RFC6749-3.2-5`.
///
/// ```
/// use countersign_clause::{RFC6749_3_2_5, by_id};
///
/// assert_eq!(by_id("RFC6749-3.2-5"), Some(&RFC6749_3_2_5));
/// assert_eq!(by_id("RFC6749-3.2"), None);
/// ```
#[must_use]
pub fn by_id(id: &str) -> Option<&'static Clause> {
    let place = ALL.binary_search_by(|clause| clause.id().cmp(id)).ok()?;
    ALL.get(place).copied()
}
