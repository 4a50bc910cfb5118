use alloc::string::String;
use alloc::sync::Arc;

use countersign_grammar::base64url::CompactText;
use countersign_grammar::basic::{self, BasicEscape};
use countersign_grammar::form::encode_into;
use countersign_grammar::{AbsoluteUri, Limits, UnixTime, chars};
use countersign_message::TokenRequestBuilder;
use countersign_secret::Secret;
use zeroize::Zeroizing;

use crate::authentication::{Proof, SecretJwt};
use crate::{RequestBuffer, RequestBuilder, RequestSpec, SecretPlacement, SpecError};

/// The only kind of assertion.
// = RFC7523-2.2-1
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// What of a request is written when it is built.
pub(crate) enum Written {
    /// All of it.
    Whole {
        /// The value of the `Authorization` field, where the method has one.
        authorization: Option<Zeroizing<String>>,
        body: Zeroizing<String>,
    },
    /// All but the assertion.
    Around(Frame),
}

/// A body with a gap for an assertion.
pub(crate) struct Frame {
    jwt: Arc<SecretJwt>,
    before: String,
    after: String,
    /// The length of the longest assertion, and of the body with it.
    assertion: usize,
    body: usize,
}

impl Written {
    // = RFC6749-2.3-3
    pub(crate) fn of(request: &RequestBuilder) -> Result<Self, SpecError> {
        let written = match request.authentication.proof() {
            Proof::Secret { secret, placement } => Self::with_secret(request, secret, *placement)?,
            Proof::SecretJwt(jwt) => Self::Around(Frame::of(request, jwt)?),
        };
        // = COUNTERSIGN-LIMITS-1
        let (field, assertion, body) = match &written {
            Self::Whole { authorization, body } => (
                authorization.as_ref().map_or(0, |field| field.len()),
                0,
                body.len(),
            ),
            Self::Around(frame) => (0, frame.assertion, frame.body),
        };
        let limits = Limits::DEFAULT;
        if body > limits.body || field > limits.header || assertion > limits.jwt {
            return Err(SpecError::TooLong);
        }
        Ok(written)
    }

    fn with_secret(
        request: &RequestBuilder,
        secret: &Secret,
        placement: SecretPlacement,
    ) -> Result<Self, SpecError> {
        let authentication = &request.authentication;
        let id = authentication.client_id();
        let mut authorization = None;
        let mut hidden = id.as_str().len();
        // = RFC6749-A.2-1
        if !authentication.beyond_vschar() && !secret.expose().iter().all(|octet| chars::is_vschar(*octet)) {
            return Err(SpecError::BadSecret);
        }
        let mut writer = TokenRequestBuilder::new();
        match placement {
            SecretPlacement::Basic(escape) => {
                let secret = core::str::from_utf8(secret.expose()).map_err(|_| SpecError::BadSecret)?;
                authorization = Some(basic_field(id.as_str(), secret, escape)?);
            }
            SecretPlacement::Body => {
                hidden = hidden.saturating_add(secret.len());
                writer = writer
                    .body_credentials_beyond_vschar(id, secret)
                    .map_err(SpecError::Parameter)?;
            }
        }
        let body = body(writer, request, hidden)?;
        Ok(Self::Whole { authorization, body })
    }
}

impl Frame {
    /// Writes the request around an assertion of one character, which stands before everything that is asked for.
    // = RFC7521-4.2-1
    // = RFC7521-4.2-2
    // = RFC7521-4.2-3
    // = RFC7521-4.2-4
    fn of(request: &RequestBuilder, jwt: &Arc<SecretJwt>) -> Result<Self, SpecError> {
        let id = request.authentication.client_id();
        let kind = AbsoluteUri::parse(JWT_BEARER).map_err(SpecError::Credentials)?;
        let writer = TokenRequestBuilder::new()
            .escape(request.escape)
            .client_assertion(Some(id), &kind, "0")
            .map_err(SpecError::Parameter)?;
        let mut before = String::new();
        writer.write(&mut before);
        let whole = body(writer, request, before.len())?;
        let after = whole.get(before.len()..).unwrap_or_default();
        before.pop();

        // No later time and no other entropy makes a longer one.
        let mut longest = CompactText::new();
        jwt.sign_into(id, UnixTime::MAX, [0; 16], &mut longest);
        let bare = b"-_.".iter().all(|octet| request.escape.leaves(*octet));
        let escaped = longest.len().saturating_mul(if bare { 1 } else { 3 });
        Ok(Self {
            jwt: Arc::clone(jwt),
            assertion: longest.len(),
            body: before.len().saturating_add(after.len()).saturating_add(escaped),
            before,
            after: String::from(after),
        })
    }

    /// Fills the gap with a new assertion of this client.
    pub(crate) fn fill<'x>(
        &self,
        request: &RequestSpec,
        now: UnixTime,
        entropy: [u8; 16],
        buffer: &'x mut RequestBuffer,
    ) -> &'x str {
        let (assertion, body) = buffer.parts(self.assertion, self.body);
        let id = request.authentication().client_id();
        self.jwt.sign_into(id, now, entropy, assertion);
        body.push_str(&self.before);
        encode_into(body, assertion.as_str(), request.escape());
        body.push_str(&self.after);
        body
    }
}

/// The body, in a buffer that is wiped and never grows; `hidden` is the length of what authenticates the client in it.
fn body<'a>(
    writer: TokenRequestBuilder<'a>,
    request: &'a RequestBuilder,
    hidden: usize,
) -> Result<Zeroizing<String>, SpecError> {
    let mut writer = writer.scope(&request.scope).escape(request.escape);
    for resource in &request.resources {
        writer = writer.resource(resource);
    }
    for (name, value) in &request.extra {
        writer = writer.extra(name, value).map_err(SpecError::Parameter)?;
    }
    // Room for everything at its longest: a buffer that grew would leave a copy of the secret behind.
    let public = request
        .extra
        .iter()
        .map(|(name, value)| name.len().saturating_add(value.len()))
        .chain(request.resources.iter().map(|resource| resource.as_str().len()))
        .fold(request.scope.as_str().len(), usize::saturating_add);
    let pairs = request
        .extra
        .len()
        .saturating_add(request.resources.len())
        .saturating_add(4);
    let room = hidden
        .saturating_add(public)
        .saturating_mul(3)
        .saturating_add(pairs.saturating_mul(32));
    let mut body = Zeroizing::new(String::with_capacity(room));
    writer.write(&mut body);
    Ok(body)
}

/// The `Authorization` field of these credentials, in buffers that are wiped and never grow.
fn basic_field(id: &str, secret: &str, escape: BasicEscape) -> Result<Zeroizing<String>, SpecError> {
    if id.is_empty() {
        return Err(SpecError::EmptyClientId);
    }
    let escaped = id
        .len()
        .saturating_add(secret.len())
        .saturating_mul(3)
        .saturating_add(1);
    let mut scratch = Zeroizing::new(String::with_capacity(escaped));
    let mut field = Zeroizing::new(String::with_capacity(
        escaped.saturating_mul(2).saturating_add(16),
    ));
    basic::encode_into(&mut field, &mut scratch, id, secret, escape).map_err(SpecError::Credentials)?;
    Ok(field)
}
