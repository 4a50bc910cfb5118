use alloc::string::String;
use core::ops::Range;

use countersign_grammar::json::{self, Kind, RawValue};
use countersign_grammar::{Limits, SyntaxError};

use crate::error::encoded_offset;
use crate::{Algorithm, JwsError, JwsErrorKind, typ_is};

/// The protected header of a JWS (RFC 7515 section 4): its JSON and the parameters that matter here.
///
/// Everything in it is what the sender says. `jku`, `x5u`, `jwk` and `x5c` are never followed (RFC 8725 section
/// 3.10); they stay in [`json`](Self::json) like every parameter that is not known.
///
/// ```
/// use countersign_grammar::Limits;
/// use countersign_jose::UnverifiedJws;
///
/// let jws = UnverifiedJws::parse("eyJhbGciOiJIUzI1NiIsInR5cCI6ImF0K2p3dCJ9.e30.AAAA", &Limits::DEFAULT)?;
/// assert_eq!(jws.header().alg(), "HS256");
/// assert!(jws.header().typ_is("at+jwt"));
/// assert_eq!(jws.header().kid(), None);
/// assert_eq!(jws.header().json(), br#"{"alg":"HS256","typ":"at+jwt"}"#);
/// # Ok::<(), countersign_jose::JwsError>(())
/// ```
#[derive(Clone, Copy)]
pub struct JoseHeader<'j> {
    json: &'j [u8],
    fields: &'j Fields,
}

impl<'j> JoseHeader<'j> {
    pub(crate) const fn new(json: &'j [u8], fields: &'j Fields) -> Self {
        Self { json, fields }
    }

    /// The header as it was signed.
    #[must_use]
    pub const fn json(self) -> &'j [u8] {
        self.json
    }

    /// The name of the algorithm, as the sender wrote it.
    #[must_use]
    pub fn alg(self) -> &'j str {
        self.text(&self.fields.alg).unwrap_or("")
    }

    /// The algorithm, if it is one of this crate.
    #[must_use]
    pub fn algorithm(self) -> Option<Algorithm> {
        Algorithm::from_name(self.alg())
    }

    /// The identifier of the key. It is input like any other: compare it, and build no path or query of it.
    #[must_use]
    pub fn kid(self) -> Option<&'j str> {
        self.text(&self.fields.kid)
    }

    /// The type of the whole, such as `JWT` or `at+jwt`.
    #[must_use]
    pub fn typ(self) -> Option<&'j str> {
        self.text(&self.fields.typ)
    }

    /// The type of the payload; `JWT` means a token within the token.
    #[must_use]
    pub fn cty(self) -> Option<&'j str> {
        self.text(&self.fields.cty)
    }

    /// Whether `typ` is present and names this media type; see [`typ_is`].
    #[must_use]
    pub fn typ_is(self, expected: &str) -> bool {
        self.typ().is_some_and(|typ| typ_is(typ, expected))
    }

    /// Why no verifier may accept the header, whatever the signature: `crit` or `b64` stands in it.
    #[must_use]
    pub const fn refusal(self) -> Option<JwsError> {
        self.fields.refusal
    }

    fn text(self, field: &'j Field) -> Option<&'j str> {
        match field {
            Field::Absent => None,
            Field::Plain(range) => core::str::from_utf8(self.json.get(range.clone())?).ok(),
            Field::Decoded(text) => Some(text),
        }
    }
}

impl core::fmt::Debug for JoseHeader<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("JoseHeader")
            .field("algorithm", &self.algorithm())
            .finish_non_exhaustive()
    }
}

/// Where the parameters stand in the JSON of the header.
pub(crate) struct Fields {
    alg: Field,
    kid: Field,
    typ: Field,
    cty: Field,
    refusal: Option<JwsError>,
}

enum Field {
    Absent,
    /// A string without an escape: the octets between its quotes.
    Plain(Range<usize>),
    Decoded(String),
}

impl Fields {
    /// Reads the JSON of a header; errors are placed within the token, where the header begins at `base`.
    // = RFC7515-4-1
    // = RFC7515-4-2
    // = RFC7515-5.2-2
    // = RFC7515-5.2-3
    // = RFC7515-10.12-1
    // = RFC7515-10.12-2
    // = RFC8725-3.7-1
    pub(crate) fn read(json: &[u8], limits: &Limits) -> Result<Self, JwsError> {
        let mut fields = Self {
            alg: Field::Absent,
            kid: Field::Absent,
            typ: Field::Absent,
            cty: Field::Absent,
            refusal: None,
        };
        json::visit_object(json, limits, |name, value| {
            if name.eq_str("alg") {
                fields.alg = string("alg", value)?;
            } else if name.eq_str("kid") {
                // = RFC7515-4.1.4-1
                fields.kid = string("kid", value)?;
            } else if name.eq_str("typ") {
                fields.typ = string("typ", value)?;
            } else if name.eq_str("cty") {
                fields.cty = string("cty", value)?;
            } else if name.eq_str("crit") {
                fields.refuse(critical(value, limits), value.at());
            } else if name.eq_str("b64") {
                fields.refuse(JwsErrorKind::UnencodedPayload, value.at());
            }
            Ok::<(), JwsError>(())
        })?;
        // = RFC7515-4.1.1-1
        if matches!(fields.alg, Field::Absent) {
            return Err(JwsError::new(JwsErrorKind::MissingAlgorithm, 0));
        }
        Ok(fields)
    }

    /// The first refusal stands.
    fn refuse(&mut self, kind: JwsErrorKind, at: usize) {
        self.refusal
            .get_or_insert(JwsError::new(kind, encoded_offset(0, at)));
    }
}

fn string(parameter: &'static str, value: RawValue<'_>) -> Result<Field, JwsError> {
    let not_a_string = JwsError::new(
        JwsErrorKind::NotAString { parameter },
        encoded_offset(0, value.at()),
    );
    let text = value.to_text().map_err(|_| not_a_string)?;
    if text.is_escaped() {
        return Ok(Field::Decoded(text.decode().into_owned()));
    }
    let start = value.at().saturating_add(1);
    Ok(Field::Plain(start..start.saturating_add(text.raw().len())))
}

/// No extension is understood, so each `crit` is refused; this only says how it is wrong.
// = RFC7515-4.1.11-1
// = RFC7515-4.1.11-3
// = RFC7515-4.1.11-4
fn critical(value: RawValue<'_>, limits: &Limits) -> JwsErrorKind {
    let Ok(elements) = value.elements(limits) else {
        return JwsErrorKind::MalformedCritical;
    };
    let mut named = false;
    for element in elements {
        if !element.is_ok_and(|element| element.kind() == Kind::String) {
            return JwsErrorKind::MalformedCritical;
        }
        named = true;
    }
    if named {
        JwsErrorKind::CriticalExtension
    } else {
        JwsErrorKind::MalformedCritical
    }
}

impl From<SyntaxError> for JwsError {
    /// An error of the header's JSON, the header being the beginning of the token.
    fn from(error: SyntaxError) -> Self {
        Self::new(JwsErrorKind::Header(error.kind()), encoded_offset(0, error.at()))
    }
}
