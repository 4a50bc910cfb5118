//! Appendix A in its order. `VSCHAR`, `NQCHAR`, `NQSCHAR` and `UNICODECHARNOCRLF` are in [`chars`].

use super::uri::check_uri_reference;
use crate::{SyntaxError, SyntaxErrorKind, chars};

/// `check_x` by a rule over the text, and `is_x` by `check_x`.
macro_rules! productions {
    ($($(#[$doc:meta])* $check:ident, $is:ident = $rule:expr;)+) => {
        $(
            $(#[$doc])*
            ///
            /// # Errors
            ///
            /// [`Empty`](SyntaxErrorKind::Empty), [`UnexpectedEnd`](SyntaxErrorKind::UnexpectedEnd) or
            /// [`UnexpectedOctet`](SyntaxErrorKind::UnexpectedOctet) at the first offence; for a URI-reference those of
            /// [`check_uri_reference`].
            pub fn $check(text: &str) -> Result<(), SyntaxError> {
                let rule: fn(&str) -> Result<(), SyntaxError> = $rule;
                rule(text)
            }

            $(#[$doc])*
            #[must_use]
            pub fn $is(text: &str) -> bool {
                $check(text).is_ok()
            }
        )+
    };
}

productions! {
    /// A.1: `client-id = *VSCHAR`
    // = RFC6749-A.1-1
    check_client_id, is_client_id = |text| any(text, chars::is_vschar);
    /// A.2: `client-secret = *VSCHAR`
    // = RFC6749-A.2-1
    check_client_secret, is_client_secret = |text| any(text, chars::is_vschar);
    /// A.3: `response-type = response-name *( SP response-name )`, `response-name = 1*response-char`,
    /// `response-char = "_" / DIGIT / ALPHA`
    check_response_type, is_response_type = |text| list(text, is_response_char);
    /// A.4: `scope = scope-token *( SP scope-token )`, `scope-token = 1*NQCHAR`
    // = RFC6749-A.4-1
    check_scope, is_scope = |text| list(text, chars::is_nqchar);
    /// A.5: `state = 1*VSCHAR`
    check_state, is_state = |text| some(text, chars::is_vschar);
    /// A.6: `redirect-uri = URI-reference`
    check_redirect_uri, is_redirect_uri = check_uri_reference;
    /// A.7: `error = 1*NQSCHAR`
    // = RFC6749-A.7-1
    // = RFC6749-8.5-1
    check_error, is_error = |text| some(text, chars::is_nqschar);
    /// A.8: `error-description = 1*NQSCHAR`
    // = RFC6749-A.8-1
    check_error_description, is_error_description = |text| some(text, chars::is_nqschar);
    /// A.9: `error-uri = URI-reference`
    ///
    /// Section 5.2 keeps it within `%x21 / %x23-5B / %x5D-7E` besides, which every URI-reference is.
    // = RFC6749-A.9-1
    check_error_uri, is_error_uri = check_uri_reference;
    /// A.10: `grant-type = grant-name / URI-reference`, `grant-name = 1*name-char`,
    /// `name-char = "-" / "." / "_" / DIGIT / ALPHA`
    ///
    /// Deviation: the empty URI-reference is no grant type.
    // = RFC6749-A.10-1
    check_grant_type, is_grant_type = name_or_uri;
    /// A.11: `code = 1*VSCHAR`
    check_code, is_code = |text| some(text, chars::is_vschar);
    /// A.12: `access-token = 1*VSCHAR`
    // = RFC6749-A.12-1
    check_access_token, is_access_token = |text| some(text, chars::is_vschar);
    /// A.13: `token-type = type-name / URI-reference`, `type-name = 1*name-char`,
    /// `name-char = "-" / "." / "_" / DIGIT / ALPHA`
    ///
    /// Deviation: the empty URI-reference is no token type.
    // = RFC6749-A.13-1
    // = RFC6749-8.1-2
    check_token_type, is_token_type = name_or_uri;
    /// A.14: `expires-in = 1*DIGIT`
    // = RFC6749-A.14-1
    check_expires_in, is_expires_in = |text| some(text, chars::is_digit);
    /// A.15: `username = *UNICODECHARNOCRLF`
    check_username, is_username = unicode_no_crlf;
    /// A.16: `password = *UNICODECHARNOCRLF`
    check_password, is_password = unicode_no_crlf;
    /// A.17: `refresh-token = 1*VSCHAR`
    // = RFC6749-A.17-1
    check_refresh_token, is_refresh_token = |text| some(text, chars::is_vschar);
    /// A.18: `param-name = 1*name-char`, `name-char = "-" / "." / "_" / DIGIT / ALPHA`
    // = RFC6749-A.18-1
    // = RFC6749-8.2-1
    check_parameter_name, is_parameter_name = |text| some(text, chars::is_name_char);
}

/// `*class`
fn any(text: &str, class: fn(u8) -> bool) -> Result<(), SyntaxError> {
    match text.bytes().position(|octet| !class(octet)) {
        Some(at) => Err(SyntaxError::new(SyntaxErrorKind::UnexpectedOctet, at)),
        None => Ok(()),
    }
}

/// `1*class`
fn some(text: &str, class: fn(u8) -> bool) -> Result<(), SyntaxError> {
    if text.is_empty() {
        return Err(SyntaxError::new(SyntaxErrorKind::Empty, 0));
    }
    any(text, class)
}

/// `1*class *( SP 1*class )`, where `class` is without SP
fn list(text: &str, class: fn(u8) -> bool) -> Result<(), SyntaxError> {
    let mut after_space = true;
    for (at, octet) in text.bytes().enumerate() {
        let space = octet == b' ';
        if (space && after_space) || !(space || class(octet)) {
            return Err(SyntaxError::new(SyntaxErrorKind::UnexpectedOctet, at));
        }
        after_space = space;
    }
    match (text.is_empty(), after_space) {
        (true, _) => Err(SyntaxError::new(SyntaxErrorKind::Empty, 0)),
        (false, true) => Err(SyntaxError::new(SyntaxErrorKind::UnexpectedEnd, text.len())),
        (false, false) => Ok(()),
    }
}

/// `1*name-char / URI-reference`: every name is a relative reference too, so the second alternative says it all.
fn name_or_uri(text: &str) -> Result<(), SyntaxError> {
    if text.is_empty() {
        return Err(SyntaxError::new(SyntaxErrorKind::Empty, 0));
    }
    check_uri_reference(text)
}

/// `*UNICODECHARNOCRLF`
fn unicode_no_crlf(text: &str) -> Result<(), SyntaxError> {
    match text
        .char_indices()
        .find(|(_, character)| !chars::is_unicodecharnocrlf(*character))
    {
        Some((at, _)) => Err(SyntaxError::new(SyntaxErrorKind::UnexpectedOctet, at)),
        None => Ok(()),
    }
}

/// `response-char = "_" / DIGIT / ALPHA`
const fn is_response_char(octet: u8) -> bool {
    chars::is_alpha(octet) || chars::is_digit(octet) || octet == b'_'
}
