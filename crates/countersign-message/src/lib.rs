#![no_std]
#![forbid(unsafe_code)]
//! The messages of the OAuth 2.0 client credentials grant: token request, token response, error response; and beside them
//! introspection, and the metadata of authorization servers and protected resources.
//!
//! Octets in, typed values out, and back. Strict: every refusal has a position and a clause, and nothing that is
//! printed for a log shows a secret or a token.
//!
//! ```
//! use countersign_grammar::Limits;
//! use countersign_message::{Response, TokenRequest, parse_response};
//!
//! let request = TokenRequest::parse(b"grant_type=client_credentials&scope=read+write", &Limits::DEFAULT)?;
//! assert!(request.grant_type().is_some_and(|parameter| parameter.text.eq_str("client_credentials")));
//! assert_eq!(request.scope().map(|parameter| parameter.at), Some(30));
//!
//! let body = br#"{"access_token":"2YotnFZFEjr1zCsicMWpAA","token_type":"Bearer","expires_in":3600}"#;
//! let Response::Success(response) = parse_response(200, body, &Limits::DEFAULT)? else { panic!() };
//! assert_eq!(response.expires_in(), Some(3600));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}

extern crate alloc;
#[cfg(test)]
extern crate std;

mod access_token;
mod build_error;
mod builder;
mod document;
mod document_error;
mod error_code;
mod error_response;
mod extra;
mod fields;
mod introspection;
mod members;
mod metadata;
mod received;
mod request;
mod request_error;
mod response;
mod response_error;
mod token_response;
mod tolerance;
mod tolerances;
mod unusual;

pub use access_token::AccessToken;
pub use build_error::{BuildError, BuildErrorKind};
pub use builder::TokenRequestBuilder;
pub use document_error::{DocumentError, DocumentErrorKind};
pub use error_code::ErrorCode;
pub use error_response::ErrorResponse;
pub use extra::{ExtraMember, ExtraValue};
pub use introspection::{
    IntrospectedToken, IntrospectionRequest, IntrospectionRequestBuilder, IntrospectionResponse,
};
pub use metadata::{
    BearerMethod, IdentifierError, IdentifierErrorKind, IssuerIdentifier, ProtectedResourceMetadata,
    ResourceIdentifier, ServerMetadata, WellKnown,
};
pub use received::{ReceivedResponse, Tolerated, parse_response_with};
pub use request::{Parameter, TokenRequest};
pub use request_error::{RequestError, RequestErrorKind};
pub use response::{Response, parse_response};
pub use response_error::{ResponseError, ResponseErrorKind};
pub use token_response::TokenResponse;
pub use tolerance::{Tolerance, UnknownTolerance};
pub use tolerances::Tolerances;
