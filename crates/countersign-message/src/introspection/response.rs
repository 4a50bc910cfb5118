use countersign_clause as clause;
use countersign_grammar::Limits;
use countersign_grammar::json::{ObjectWriter, Output};

use super::IntrospectedToken;
use super::token::KINDS;
use crate::DocumentError;
use crate::document::Document;

/// What the authorization server says of a token (RFC 7662 section 2.2).
///
/// An inactive token has no other members: whatever else such a response holds is not read.
///
/// ```
/// use countersign_grammar::Limits;
/// use countersign_message::IntrospectionResponse;
///
/// let body = br#"{"active":true,"scope":"read write","client_id":"l238j323ds-23ij4","exp":1419356238}"#;
/// let IntrospectionResponse::Active(token) = IntrospectionResponse::parse(body, &Limits::DEFAULT)? else { panic!() };
/// assert_eq!(token.scope().map(|scope| scope.as_str()), Some("read write"));
/// assert_eq!(token.exp().map(|exp| exp.as_secs()), Some(1_419_356_238));
///
/// let body = br#"{"active":false,"scope":7}"#;
/// assert!(matches!(
///     IntrospectionResponse::parse(body, &Limits::DEFAULT)?,
///     IntrospectionResponse::Inactive,
/// ));
/// # Ok::<(), countersign_message::DocumentError>(())
/// ```
#[derive(Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "it is taken apart where it is made, and almost every answer is the large one"
)]
pub enum IntrospectionResponse<'a> {
    /// The token is not to be accepted; why is not said.
    Inactive,
    /// The token was issued, is in force, and may be used at the one who asks.
    Active(IntrospectedToken<'a>),
}

impl<'a> IntrospectionResponse<'a> {
    /// Reads a body, strictly.
    ///
    /// # Errors
    ///
    /// First what makes the body no JSON object with unique names; then an `active` that is missing or no boolean; then,
    /// for an active token only, the first fault in the order of [`IntrospectedToken`].
    // = RFC7662-2.2-1
    // = RFC7662-2.2-2
    pub fn parse(body: &'a [u8], limits: &Limits) -> Result<Self, DocumentError> {
        let document = Document::read(body, limits, &KINDS)?;
        let active = document.required("active", &clause::RFC7662_2_2_2)?;
        if active.bool(&clause::RFC7662_2_2_2)? {
            IntrospectedToken::read(document).map(Self::Active)
        } else {
            Ok(Self::Inactive)
        }
    }

    /// Appends the body: `application/json`, one object. Of an inactive token nothing is said but that.
    // = RFC7662-2.2-1
    // = RFC7662-2.2-7
    pub fn write_json<O: Output>(&self, out: &mut O) {
        let mut object = ObjectWriter::new(out);
        match self {
            Self::Inactive => {
                object.member_bool("active", false);
            }
            Self::Active(token) => {
                object.member_bool("active", true);
                token.write(&mut object);
            }
        }
        object.finish();
    }
}
