use alloc::string::String;
use core::fmt;

use countersign_grammar::Limits;
use countersign_grammar::form::{EscapeSet, encode_into};

use crate::{AccessToken, Parameter, RequestError, TokenRequest};

/// An introspection request as it stands in a body, borrowed and still encoded.
///
/// As in a token request, a parameter without a value counts as not sent, and one with a value stands there once.
///
/// ```
/// use countersign_grammar::Limits;
/// use countersign_message::{IntrospectionRequest, RequestErrorKind};
///
/// let request = IntrospectionRequest::parse(b"token=2YotnFZFEjr1zCsicMWpAA", &Limits::DEFAULT)?;
/// assert_eq!(request.token().text.decode(), "2YotnFZFEjr1zCsicMWpAA");
///
/// let error = IntrospectionRequest::parse(b"token=&x=1", &Limits::DEFAULT).unwrap_err();
/// assert_eq!((error.kind(), error.parameter()), (RequestErrorKind::ParameterMissing, Some("token")));
/// # Ok::<(), countersign_message::RequestError>(())
/// ```
#[derive(Clone, Copy)]
pub struct IntrospectionRequest<'a> {
    form: TokenRequest<'a>,
    token: Parameter<'a>,
    token_type_hint: Option<Parameter<'a>>,
}

impl<'a> IntrospectionRequest<'a> {
    /// Reads a body.
    ///
    /// # Errors
    ///
    /// Those of [`TokenRequest::parse`], then [`ParameterMissing`](crate::RequestErrorKind::ParameterMissing) without a
    /// token.
    // = RFC7662-2.1-1
    // = RFC7662-2.1-2
    // = RFC7662-2.1-3
    pub fn parse(body: &'a [u8], limits: &Limits) -> Result<Self, RequestError> {
        let form = TokenRequest::parse(body, limits)?;
        let token = form
            .parameter("token")
            .ok_or(RequestError::missing(body.len(), "token"))?;
        Ok(Self {
            form,
            token,
            token_type_hint: form.parameter("token_type_hint"),
        })
    }

    /// `token`.
    #[must_use]
    pub const fn token(&self) -> Parameter<'a> {
        self.token
    }

    /// `token_type_hint`.
    #[must_use]
    pub const fn token_type_hint(&self) -> Option<Parameter<'a>> {
        self.token_type_hint
    }

    /// The same body with the parameters by which a client authenticates.
    #[must_use]
    pub const fn client(&self) -> &TokenRequest<'a> {
        &self.form
    }
}

/// Which parameters there are and where; no value.
impl fmt::Debug for IntrospectionRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IntrospectionRequest")
            .field("token_at", &self.token.at)
            .field("token_type_hint_at", &self.token_type_hint.map(|hint| hint.at))
            .field("client", &self.form)
            .finish()
    }
}

/// Writes an introspection request, to be sent with the resource server's credentials in an `Authorization` field.
///
/// ```
/// use countersign_message::{AccessToken, IntrospectionRequestBuilder};
///
/// let token = AccessToken::parse("mF_9.B5f-4.1JqM")?;
/// let mut body = String::new();
/// IntrospectionRequestBuilder::new(&token).token_type_hint("access_token").write(&mut body);
/// assert_eq!(body, "token=mF_9.B5f-4.1JqM&token_type_hint=access_token");
/// # Ok::<(), countersign_grammar::SyntaxError>(())
/// ```
#[derive(Clone)]
#[must_use = "a builder writes nothing until `write` is called"]
pub struct IntrospectionRequestBuilder<'a> {
    token: &'a AccessToken<'a>,
    token_type_hint: &'a str,
}

impl<'a> IntrospectionRequestBuilder<'a> {
    /// Asks about this token.
    // = RFC7662-2.1-2
    pub const fn new(token: &'a AccessToken<'a>) -> Self {
        Self {
            token,
            token_type_hint: "",
        }
    }

    /// Says what kind of token it is; an empty hint is left out.
    // = RFC7662-2.1-3
    pub const fn token_type_hint(mut self, hint: &'a str) -> Self {
        self.token_type_hint = hint;
        self
    }

    /// Appends the body: `application/x-www-form-urlencoded`.
    ///
    /// What is appended holds the token, so the buffer is the caller's to keep and to wipe.
    // = RFC7662-2.1-1
    pub fn write(&self, out: &mut String) {
        out.push_str("token=");
        encode_into(out, self.token.expose(), EscapeSet::Whatwg);
        if !self.token_type_hint.is_empty() {
            out.push_str("&token_type_hint=");
            encode_into(out, self.token_type_hint, EscapeSet::Whatwg);
        }
    }
}

impl fmt::Debug for IntrospectionRequestBuilder<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IntrospectionRequestBuilder")
            .field("token", &self.token)
            .field("token_type_hint", &!self.token_type_hint.is_empty())
            .finish()
    }
}
