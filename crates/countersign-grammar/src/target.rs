//! The target of an HTTP request (RFC 9112 section 3.2), as far as a token endpoint has to look into it.

/// The query of a request target and the offset at which it begins; `None` without a `?`.
///
/// The target is not validated: the answer serves to find credentials where none may be
/// (RFC 6749 section 2.3.1), and that search must not end at the first malformed octet. A fragment does not belong to a
/// request target; if there is one, it counts as a part of the query when it follows a `?`.
///
/// ```
/// use countersign_grammar::target;
///
/// assert_eq!(target::query("/token?client_id=abc123"), Some(("client_id=abc123", 7)));
/// assert_eq!(target::query("/token?"), Some(("", 7)));
/// assert_eq!(target::query("/token"), None);
/// ```
#[must_use]
pub fn query(target: &str) -> Option<(&str, usize)> {
    let at = target.bytes().position(|octet| octet == b'?')?.saturating_add(1);
    Some((target.get(at..)?, at))
}

#[cfg(test)]
mod tests {
    use super::query;

    #[test]
    fn begins_after_the_first_question_mark() {
        assert_eq!(query("/t?a=b?c&d=e"), Some(("a=b?c&d=e", 3)));
        assert_eq!(query("https://as.example/token?x"), Some(("x", 25)));
        assert_eq!(query("?"), Some(("", 1)));
    }

    #[test]
    fn none_without_question_mark() {
        for target in [
            "",
            "/",
            "*",
            "as.example:443",
            "/token%3Fclient_secret=s",
            "/token&client_secret=s",
        ] {
            assert_eq!(query(target), None, "{target}");
        }
    }

    #[test]
    fn the_offset_points_into_the_target() {
        let target = "/\u{20AC}?secret=1";
        let (text, at) = query(target).unwrap();
        assert_eq!(target.get(at..), Some(text));
    }
}
