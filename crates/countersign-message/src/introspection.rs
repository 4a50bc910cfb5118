//! Token introspection (RFC 7662): what a resource server asks, and what the authorization server says of a token.

mod request;
mod response;
mod token;

pub use request::{IntrospectionRequest, IntrospectionRequestBuilder};
pub use response::IntrospectionResponse;
pub use token::IntrospectedToken;
