//! The target of an HTTP request (RFC 9112 section 3.2), as far as a token endpoint has to look into it.

use memchr::memchr;

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
    let at = memchr(b'?', target.as_bytes())?.saturating_add(1);
    Some((target.get(at..)?, at))
}

/// Where user information begins in a request target in absolute form, as in `http://user:password@as.example/token`;
/// `None` in any other form, and without an `@` before the path.
///
/// The target is not validated here either.
///
/// ```
/// use countersign_grammar::target;
///
/// assert_eq!(target::user_information("http://abc123:secretXYZ@as.example/token"), Some(7));
/// assert_eq!(target::user_information("http://as.example/token"), None);
/// assert_eq!(target::user_information("/token/a@b"), None);
/// ```
#[must_use]
pub fn user_information(target: &str) -> Option<usize> {
    // What every client sends: the origin form.
    if target.starts_with('/') {
        return None;
    }
    let (scheme, rest) = target.split_once("://")?;
    if scheme.contains(['/', '?', '#']) {
        return None;
    }
    let authority = rest.split(['/', '?', '#']).next()?;
    authority
        .contains('@')
        .then(|| scheme.len().saturating_add("://".len()))
}

#[cfg(test)]
mod tests {
    use super::{query, user_information};

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

    #[test]
    fn user_information_stands_between_scheme_and_host() {
        for (target, at) in [
            ("http://a:b@as.example/token", Some(7)),
            ("https://a@as.example", Some(8)),
            ("HTTPS://@as.example?x", Some(8)),
            ("http://a@b@as.example/", Some(7)),
            ("http://as.example/token", None),
            ("http://as.example/a@b", None),
            ("http://as.example?a@b", None),
            ("http://as.example#a@b", None),
            ("/token?to=http://a@b", None),
            ("token?to=http://a@b", None),
            ("//a@as.example/", None),
            ("a@as.example:443", None),
            ("*", None),
            ("", None),
        ] {
            assert_eq!(user_information(target), at, "{target}");
        }
    }
}
