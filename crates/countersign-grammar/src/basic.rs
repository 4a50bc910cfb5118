//! The Basic scheme (RFC 7617) with client credentials in it (RFC 6749 section 2.3.1).
//!
//! RFC 6749 has both halves form-encoded before they are joined and encoded in base64, and unescaped again by the
//! server. Many clients and servers leave that out; [`BasicEncoding::Raw`] and [`BasicEscape::Raw`] are how to speak
//! with them. The two readings differ for an identifier or secret that holds `%` or `+`.
//!
//! Decoding writes to a buffer of the caller and allocates nothing. The buffer holds the secret afterwards, after an
//! error too: clearing it is up to the caller.
//!
//! ```
//! use countersign_grammar::basic::{self, BasicEncoding, BasicEscape};
//!
//! let field = basic::encode("1PpG/Q 1", "z/tZ+V", BasicEscape::default())?;
//! assert_eq!(field, "Basic MVBwRyUyRlErMTp6JTJGdFolMkJW");
//!
//! let mut buffer = [0; 64];
//! let credentials = basic::parse_field(field.as_bytes(), BasicEncoding::Form, &mut buffer)?.expect("scheme is Basic");
//! assert_eq!((credentials.user_id(), credentials.password()), ("1PpG/Q 1", "z/tZ+V"));
//! # Ok::<(), countersign_grammar::SyntaxError>(())
//! ```

mod decode;
mod encode;
mod field;
#[cfg(test)]
mod tests;

pub use decode::{BasicCredentials, BasicEncoding, decode, decoded_len};
pub use encode::{BasicEscape, encode, encode_into};
pub use field::parse_field;
