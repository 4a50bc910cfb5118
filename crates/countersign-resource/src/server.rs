use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use countersign_grammar::{AbsoluteUri, Limits, SyntaxError, SyntaxErrorKind, UnixTime, quoted};
use countersign_jose::Skew;
use countersign_message::ResourceIdentifier;

use crate::bearer;
use crate::context::Context;
use crate::format::{Route, TokenFormat};
use crate::phase::Event;
use crate::{Check, Leniencies, Leniency, Parts, Reason, introspection, jwt};

/// The guard of a resource server, without any I/O.
///
/// It is configuration only: one value serves any number of requests at once. See the crate's front page for a driver.
#[derive(Debug)]
pub struct ResourceServer {
    pub(crate) format: TokenFormat,
    pub(crate) leniencies: Leniencies,
    pub(crate) limits: Limits,
    pub(crate) skew: Skew,
    realm: String,
    /// Where the metadata is, in quotes.
    pub(crate) metadata_url: Option<String>,
    pub(crate) resource: Option<ResourceIdentifier<'static>>,
    /// The beginning of every challenge: the scheme, the realm and where the metadata is.
    pub(crate) challenge: String,
}

impl ResourceServer {
    /// A strict guard with [`Limits::DEFAULT`], [`Skew::DEFAULT`] and the realm `resource`.
    #[must_use]
    pub fn new(format: TokenFormat) -> Self {
        let mut server = Self {
            format,
            leniencies: Leniencies::NONE,
            limits: Limits::DEFAULT,
            skew: Skew::DEFAULT,
            realm: String::from("\"resource\""),
            metadata_url: None,
            resource: None,
            challenge: String::new(),
        };
        server.write_challenge();
        server
    }

    /// Other bounds on the size of a request, a token and an answer.
    #[must_use]
    pub const fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// How far the clocks may differ.
    // = RFC9068-4-11
    #[must_use]
    pub const fn with_skew(mut self, skew: Skew) -> Self {
        self.skew = skew;
        self
    }

    /// Allows something that is refused otherwise.
    // = COUNTERSIGN-STRICT-2
    #[must_use]
    pub const fn allowing(mut self, leniency: Leniency) -> Self {
        self.leniencies = self.leniencies.with(leniency);
        self
    }

    /// Another realm in the challenges.
    ///
    /// # Errors
    /// The realm holds a character that a quoted-string cannot.
    // = RFC6750-3-4
    pub fn with_realm(mut self, realm: &str) -> Result<Self, SyntaxError> {
        self.realm = quoted::emit_quoted(realm)?;
        self.write_challenge();
        Ok(self)
    }

    /// Where the protected resource metadata is if it is not where [`for_resource`](Self::for_resource) puts it, for the
    /// parameter `resource_metadata` of the challenges (RFC 9728 section 5.1): an `https` URL and no other, on loopback
    /// neither. For a resource on loopback that is named over `http`, `for_resource` alone says where its metadata is.
    ///
    /// # Errors
    /// The text is no absolute URI, or not one of https; the latter is an
    /// [`UnexpectedOctet`](SyntaxErrorKind::UnexpectedOctet) at 0.
    // = RFC9728-5-1
    // = RFC9728-5.1-1
    pub fn with_metadata_url(mut self, url: &str) -> Result<Self, SyntaxError> {
        let url = AbsoluteUri::parse(url)?;
        if !url.scheme().eq_ignore_ascii_case("https") {
            return Err(SyntaxError::new(SyntaxErrorKind::UnexpectedOctet, 0));
        }
        self.metadata_url = Some(quoted::emit_quoted(url.as_str())?);
        self.write_challenge();
        Ok(self)
    }

    /// The bounds; a host reads no more of an answer than `limits().body`.
    #[must_use]
    pub const fn limits(&self) -> &Limits {
        &self.limits
    }

    /// What is allowed beyond the strict reading.
    #[must_use]
    pub const fn leniencies(&self) -> Leniencies {
        self.leniencies
    }

    /// Receives a request at this point in time; the first step.
    ///
    /// What is decoded lies in `scratch`; once it has grown, nothing is allocated on the way to a verified JWT.
    pub fn receive<'r>(&'r self, parts: Parts<'r>, now: UnixTime, scratch: &'r mut Scratch) -> Check<'r> {
        let presented = match bearer::find(&parts, self.leniencies, &self.limits) {
            Ok(presented) => presented,
            Err((reason, location)) => {
                return Check::refused(self, Event::RequestRefused, Reason::Request(reason), location);
            }
        };
        let Scratch { token, octets } = scratch;
        let text = match presented.token {
            Cow::Borrowed(text) => text,
            Cow::Owned(text) => {
                *token = text;
                token.as_str()
            }
        };
        let context = Context::new(self, now, presented.carrier, presented.at);
        match self.format.route(text) {
            Route::Jwt(policy) => jwt::receive(context, policy, text, octets),
            Route::Introspection(policy) => introspection::receive(context, policy, text, octets),
        }
    }

    // = RFC6750-3-2
    // = RFC6750-3-3
    // = RFC6750-3-5
    pub(crate) fn write_challenge(&mut self) {
        self.challenge.clear();
        self.challenge.push_str("Bearer realm=");
        self.challenge.push_str(&self.realm);
        if let Some(url) = &self.metadata_url {
            self.challenge.push_str(", resource_metadata=");
            self.challenge.push_str(url);
        }
    }
}

/// Room for what is decoded while one request is checked; use it again for the next.
#[derive(Default)]
pub struct Scratch {
    token: String,
    octets: Vec<u8>,
}

impl Scratch {
    /// Without room yet.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            token: String::new(),
            octets: Vec::new(),
        }
    }
}

/// Does not show what is left in it.
// = COUNTERSIGN-SECRET-1
impl core::fmt::Debug for Scratch {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Scratch(..)")
    }
}
