//! The productions of RFC 6749 appendix A, and the URIs of RFC 3986 that they rest on.
//!
//! What travels through a program is a type that can be made through `parse` alone: [`ClientId`], [`GrantType`],
//! [`TokenType`], [`ErrorCodeText`], [`ErrorDescription`], [`ErrorUri`], [`ParameterName`], [`AbsoluteUri`]. What is a
//! secret, or belongs to another grant, is a pair of functions: `check_x` with the offset of the first offence, and
//! `is_x`. The empty text follows the grammar here; that an empty parameter counts as omitted (section 3.2) is up to the
//! caller.
//!
//! ```
//! use countersign_grammar::{GrantType, SyntaxErrorKind, production};
//!
//! assert!(GrantType::parse("client_credentials")?.is_client_credentials());
//! assert!(production::is_client_secret("gX1fBat3bV"));
//!
//! let error = production::check_scope("read  write").unwrap_err();
//! assert_eq!((error.kind(), error.at()), (SyntaxErrorKind::UnexpectedOctet, 5));
//! # Ok::<(), countersign_grammar::SyntaxError>(())
//! ```

mod check;
mod ip;
mod names;
mod newtype;
#[cfg(test)]
mod tests;
mod texts;
mod uri;
mod uris;

pub use check::{
    check_access_token, check_client_id, check_client_secret, check_code, check_error,
    check_error_description, check_error_uri, check_expires_in, check_grant_type, check_parameter_name,
    check_password, check_redirect_uri, check_refresh_token, check_response_type, check_scope, check_state,
    check_token_type, check_username, is_access_token, is_client_id, is_client_secret, is_code, is_error,
    is_error_description, is_error_uri, is_expires_in, is_grant_type, is_parameter_name, is_password,
    is_redirect_uri, is_refresh_token, is_response_type, is_scope, is_state, is_token_type, is_username,
};
pub use names::{GrantType, ParameterName, TokenType};
pub use texts::{ClientId, ErrorCodeText, ErrorDescription};
pub use uri::{check_absolute_uri, check_uri_reference, is_absolute_uri, is_uri_reference};
pub use uris::{AbsoluteUri, ErrorUri};
