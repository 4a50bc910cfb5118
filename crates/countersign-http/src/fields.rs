//! Header fields and targets between the machines and the `http` crate.

use http::{HeaderMap, HeaderName, HeaderValue, Uri};

/// The target of a request in origin form; that of a request without a path is `/`.
pub(crate) fn target(uri: &Uri) -> &str {
    uri.path_and_query().map_or("/", |target| target.as_str())
}

/// Whether a target in absolute form has user information before its host, which [`target`] does not show.
// = RFC6749-2.3.1-9
#[cfg(feature = "server")]
pub(crate) fn has_user_information(uri: &Uri) -> bool {
    uri.authority()
        .is_some_and(|authority| authority.as_str().contains('@'))
}

/// Appends what a machine wants to be sent. Each of its values can stand in a field.
pub(crate) fn append<'v>(headers: &mut HeaderMap, fields: impl Iterator<Item = (&'static str, &'v str)>) {
    for (name, value) in fields {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.append(HeaderName::from_static(name), value);
        }
    }
}
