use super::{BasicCredentials, BasicEncoding, decode::decode_octets};
use crate::{SyntaxError, SyntaxErrorKind, chars};

/// Reads a whole `Authorization` field value; `None` if the scheme is not Basic.
///
/// `credentials = auth-scheme [ 1*SP ( token68 / #auth-param ) ]` (RFC 9110 section 11.4), where the scheme is compared
/// without regard to case and Basic takes a token68.
///
/// # Errors
///
/// - [`Empty`](SyntaxErrorKind::Empty) at the end if nothing follows the scheme.
/// - [`MissingSpace`](SyntaxErrorKind::MissingSpace) after the scheme if something else than a space follows.
/// - Those of [`decode`](super::decode()), with offsets in the field value. The token68 reaches to the end of the field:
///   an octet that is none of it, a trailing space included, is [`BadBase64`](SyntaxErrorKind::BadBase64).
///
/// ```
/// use countersign_grammar::basic::{self, BasicEncoding};
///
/// let mut buffer = [0; 32];
/// let credentials = basic::parse_field(b"bAsIc Zm9vOmJhcg==", BasicEncoding::Form, &mut buffer)?;
/// assert_eq!(credentials.map(|both| both.user_id()), Some("foo"));
/// assert!(basic::parse_field(b"Bearer Zm9vOmJhcg==", BasicEncoding::Form, &mut buffer)?.is_none());
/// # Ok::<(), countersign_grammar::SyntaxError>(())
/// ```
// = RFC7617-2-3
// = RFC7617-2-5
pub fn parse_field<'b>(
    field_value: &[u8],
    encoding: BasicEncoding,
    buffer: &'b mut [u8],
) -> Result<Option<BasicCredentials<'b>>, SyntaxError> {
    let Some((scheme, rest)) = field_value.split_first_chunk::<5>() else {
        return Ok(None);
    };
    // Nearly everybody spells it so, and that is the cheaper comparison.
    if !(scheme == b"Basic" || scheme.eq_ignore_ascii_case(b"Basic"))
        || rest.first().is_some_and(|octet| chars::is_tchar(*octet))
    {
        return Ok(None);
    }
    let spaces = rest.iter().take_while(|octet| **octet == b' ').count();
    let token68 = rest.get(spaces..).unwrap_or_default();
    let at = field_value.len().saturating_sub(token68.len());
    if token68.is_empty() {
        return Err(SyntaxError::new(SyntaxErrorKind::Empty, at));
    }
    if spaces == 0 {
        return Err(SyntaxError::new(SyntaxErrorKind::MissingSpace, at));
    }
    decode_octets(token68, encoding, buffer)
        .map(Some)
        .map_err(|error| error.offset_by(at))
}
