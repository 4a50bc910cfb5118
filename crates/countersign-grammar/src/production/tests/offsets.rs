use crate::production::*;
use crate::{
    SyntaxError, SyntaxErrorKind,
    SyntaxErrorKind::{BadPercentEscape, Empty, UnexpectedEnd, UnexpectedOctet},
};

#[track_caller]
fn refused(check: fn(&str) -> Result<(), SyntaxError>, text: &str, kind: SyntaxErrorKind, at: usize) {
    let error = check(text).unwrap_err();
    assert_eq!((error.kind(), error.at()), (kind, at), "{text:?}");
}

#[test]
fn characters() {
    refused(check_client_id, "abc\u{E9}", UnexpectedOctet, 3);
    refused(check_client_secret, "\0", UnexpectedOctet, 0);
    refused(check_client_secret, "ab\x7F", UnexpectedOctet, 2);
    refused(check_state, "", Empty, 0);
    refused(check_code, "a\tb", UnexpectedOctet, 1);
    refused(check_access_token, "", Empty, 0);
    refused(check_access_token, "token\n", UnexpectedOctet, 5);
    refused(check_refresh_token, "\u{20AC}", UnexpectedOctet, 0);
    refused(check_error, "in\"valid", UnexpectedOctet, 2);
    refused(check_error, "", Empty, 0);
    refused(check_error_description, "a\\b", UnexpectedOctet, 1);
    refused(check_expires_in, "36.0", UnexpectedOctet, 2);
    refused(check_expires_in, "-1", UnexpectedOctet, 0);
    refused(check_expires_in, "", Empty, 0);
    refused(check_parameter_name, "client id", UnexpectedOctet, 6);
    refused(check_parameter_name, "", Empty, 0);
    refused(check_username, "caf\u{E9}\n", UnexpectedOctet, 5);
    refused(check_password, "\u{FFFE}", UnexpectedOctet, 0);
}

#[test]
fn lists() {
    refused(check_scope, "", Empty, 0);
    refused(check_scope, " ", UnexpectedOctet, 0);
    refused(check_scope, " a", UnexpectedOctet, 0);
    refused(check_scope, "a ", UnexpectedEnd, 2);
    refused(check_scope, "a  b", UnexpectedOctet, 2);
    refused(check_scope, "a\tb", UnexpectedOctet, 1);
    refused(check_scope, "a b\"", UnexpectedOctet, 3);
    refused(check_response_type, "code  token", UnexpectedOctet, 5);
    refused(check_response_type, "id-token", UnexpectedOctet, 2);
}

// = RFC8707-2-2 (test)
#[test]
fn uris() {
    refused(check_absolute_uri, "", Empty, 0);
    refused(check_absolute_uri, "https", UnexpectedEnd, 5);
    refused(check_absolute_uri, "1https:", UnexpectedOctet, 0);
    refused(check_absolute_uri, "as.example/x", UnexpectedOctet, 10);
    refused(check_absolute_uri, "https://h/#f", UnexpectedOctet, 10);
    refused(check_absolute_uri, "https://h/%zz", BadPercentEscape, 10);
    refused(check_absolute_uri, "https://h%/", BadPercentEscape, 9);
    refused(check_absolute_uri, "https://h:8a/", UnexpectedOctet, 11);
    refused(check_absolute_uri, "https://h:%38/", UnexpectedOctet, 10);
    refused(check_absolute_uri, "https://a@b@c", UnexpectedOctet, 11);
    refused(check_absolute_uri, "https://a[@b", UnexpectedOctet, 9);
    refused(check_absolute_uri, "https://u@[::g]", UnexpectedOctet, 10);
    refused(check_absolute_uri, "https://[::1", UnexpectedOctet, 8);
    refused(check_absolute_uri, "https://[::1]x", UnexpectedOctet, 13);
    refused(check_absolute_uri, "https://h/?a b", UnexpectedOctet, 12);
    refused(check_uri_reference, "a_b:c", UnexpectedOctet, 3);
    refused(check_uri_reference, "#a#b", UnexpectedOctet, 2);
    refused(check_uri_reference, "?\u{E9}", UnexpectedOctet, 1);
    refused(check_grant_type, "", Empty, 0);
    refused(check_token_type, "", Empty, 0);
    refused(check_grant_type, "client credentials", UnexpectedOctet, 6);
    assert_eq!(check_error_uri(""), Ok(()));
}
