//! The comparison of `typ` and `cty` values.

/// Whether a `typ` names a media type: case is ignored, and a value without a slash means `application/` before it.
///
/// ```
/// use countersign_jose::typ_is;
///
/// assert!(typ_is("at+jwt", "at+jwt"));
/// assert!(typ_is("application/AT+JWT", "at+jwt"));
/// assert!(!typ_is("JWT", "at+jwt"));
/// assert!(!typ_is("text/at+jwt", "at+jwt"));
/// ```
// = RFC7515-4.1.9-2
// = RFC7515-4.1.9-3
// = RFC7515-5.3-1
#[must_use]
pub fn typ_is(typ: &str, expected: &str) -> bool {
    without_prefix(typ).eq_ignore_ascii_case(without_prefix(expected))
}

/// Drops `application/` where nothing but the subtype follows: a further slash would belong to no media type.
pub(crate) fn without_prefix(typ: &str) -> &str {
    match typ.split_once('/') {
        Some((kind, subtype)) if kind.eq_ignore_ascii_case("application") && !subtype.contains('/') => {
            subtype
        }
        Some(_) | None => typ,
    }
}

#[cfg(test)]
mod tests;
