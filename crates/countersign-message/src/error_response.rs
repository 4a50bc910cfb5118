use countersign_grammar::json::{ObjectWriter, Output};
use countersign_grammar::{ErrorDescription, ErrorUri, Limits};

use crate::fields::{Fields, production};
use crate::members;
use crate::tolerances::Leniency;
use crate::{ErrorCode, ResponseError};

/// An error response (RFC 6749 section 5.2).
///
/// ```
/// use countersign_grammar::{ErrorDescription, Limits};
/// use countersign_message::{ErrorCode, ErrorResponse};
///
/// let response = ErrorResponse::new(ErrorCode::InvalidScope)
///     .with_description(ErrorDescription::parse("the scope is not a list of tokens")?);
/// let mut body = String::new();
/// response.write_json(&mut body);
/// assert_eq!(body, r#"{"error":"invalid_scope","error_description":"the scope is not a list of tokens"}"#);
/// assert_eq!(ErrorResponse::parse(body.as_bytes(), &Limits::DEFAULT)?, response);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorResponse<'a> {
    error: ErrorCode<'a>,
    description: Option<ErrorDescription<'a>>,
    uri: Option<ErrorUri<'a>>,
}

impl<'a> ErrorResponse<'a> {
    /// Reads a body, strictly. Members other than the three are ignored.
    ///
    /// # Errors
    ///
    /// First what makes the body no JSON object with unique names; then the first fault in the order `error`,
    /// `error_description`, `error_uri`.
    pub fn parse(body: &'a [u8], limits: &Limits) -> Result<Self, ResponseError> {
        Self::from_fields(&Fields::read(body, limits, |_, _| {})?, &mut Leniency::strict())
    }

    pub(crate) fn from_fields(fields: &Fields<'a>, leniency: &mut Leniency) -> Result<Self, ResponseError> {
        // = RFC6749-5.2-2
        let error = fields.required(fields.error, "error")?;
        let error = production(error, "error", ErrorCode::parse)?;
        Self::with_fields(error, fields, leniency)
    }

    /// The response with this code and what else the body says.
    pub(crate) fn with_fields(
        error: ErrorCode<'a>,
        fields: &Fields<'a>,
        leniency: &mut Leniency,
    ) -> Result<Self, ResponseError> {
        let description = members::description(fields.error_description, leniency)?;
        // = RFC6749-5.2-16
        // = RFC6749-A.9-1
        let uri = members::not_null(fields.error_uri, leniency)
            .map(|value| production(value, "error_uri", ErrorUri::parse))
            .transpose()?;
        Ok(Self {
            error,
            description,
            uri,
        })
    }

    /// A response with its code alone.
    #[must_use]
    pub const fn new(error: ErrorCode<'a>) -> Self {
        Self {
            error,
            description: None,
            uri: None,
        }
    }

    /// With a text for the developer of the client.
    #[must_use]
    pub fn with_description(mut self, description: ErrorDescription<'a>) -> Self {
        self.description = Some(description);
        self
    }

    /// With the address of a page about the error.
    #[must_use]
    pub fn with_uri(mut self, uri: ErrorUri<'a>) -> Self {
        self.uri = Some(uri);
        self
    }

    /// `error`.
    #[must_use]
    pub const fn error(&self) -> &ErrorCode<'a> {
        &self.error
    }

    /// `error_description`.
    #[must_use]
    pub const fn description(&self) -> Option<&ErrorDescription<'a>> {
        self.description.as_ref()
    }

    /// `error_uri`.
    #[must_use]
    pub const fn uri(&self) -> Option<&ErrorUri<'a>> {
        self.uri.as_ref()
    }

    /// The same response, owned.
    #[must_use]
    pub fn into_owned(self) -> ErrorResponse<'static> {
        ErrorResponse {
            error: self.error.into_owned(),
            description: self.description.map(ErrorDescription::into_owned),
            uri: self.uri.map(ErrorUri::into_owned),
        }
    }

    /// Appends the body: `application/json`, one object.
    // = RFC6749-5.2-17
    pub fn write_json<O: Output>(&self, out: &mut O) {
        let mut object = ObjectWriter::new(out);
        object.member_str("error", self.error.as_str());
        if let Some(description) = &self.description {
            object.member_str("error_description", description.as_str());
        }
        if let Some(uri) = &self.uri {
            object.member_str("error_uri", uri.as_str());
        }
        object.finish();
    }
}
