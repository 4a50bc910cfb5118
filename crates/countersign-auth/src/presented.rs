use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

use countersign_grammar::authorization::{Authorization, Credentials};
use countersign_grammar::basic::{self, BasicCredentials};
use countersign_grammar::form::FormText;
use countersign_grammar::{Limits, chars};
use countersign_secret::{PresentedDigests, Secret};

use crate::assertion::{self, AssertionClaim, Named};
use crate::scratch::{INLINE, Scratch};
use crate::{
    AuthMethod, AuthPolicy, AuthReason, AuthRefusal, AuthenticatedClient, Claimant, IdText, Location, Part,
};

/// What a request presents about its client: the `Authorization` field, and the parameters of the body.
#[derive(Clone, Copy, Default)]
pub struct Presented<'r> {
    /// The value of the first `Authorization` field.
    pub authorization: Option<&'r [u8]>,
    /// Whether there is a second one.
    pub authorization_repeated: bool,
    /// `client_id` from the body and its offset there.
    pub client_id: Option<(FormText<'r>, usize)>,
    /// `client_secret` from the body and its offset there.
    pub client_secret: Option<(FormText<'r>, usize)>,
    /// `client_assertion` and its offset.
    pub client_assertion: Option<(FormText<'r>, usize)>,
    /// `client_assertion_type` and its offset.
    pub client_assertion_type: Option<(FormText<'r>, usize)>,
}

impl AuthPolicy {
    /// Finds the one client authentication in a request.
    ///
    /// The secret is digested here and forgotten; what is returned holds no plain secret, unless the policy
    /// allows [chosen secrets](AuthPolicy::chosen_secrets).
    ///
    /// # Errors
    /// An [`AuthRefusal`]: none, more than one, or one that is malformed.
    #[inline(always)]
    pub fn extract<'r>(
        &'r self,
        presented: &Presented<'r>,
        limits: &Limits,
    ) -> Result<Claimant<'r>, AuthRefusal<'r>> {
        let usual = match presented {
            Presented {
                authorization: Some(field),
                authorization_repeated: false,
                client_id: None,
                client_secret: None,
                client_assertion: None,
                client_assertion_type: None,
            } => self.extract_basic(field, limits),
            _ => None,
        };
        match usual {
            Some(claimant) => Ok(claimant),
            None => self.claimant_or_refusal(presented, limits),
        }
    }

    /// The client authentication of the usual request: sound Basic credentials in its one `Authorization` field, and
    /// nothing about its client in the body, which the caller has to know.
    ///
    /// `None` if they are not sound, or no Basic credentials at all; what is wrong is for [`extract`](Self::extract) to
    /// say, which takes what is sound, too. This is the fast way.
    #[inline(always)]
    #[must_use]
    pub fn extract_basic<'r>(&'r self, field: &[u8], limits: &Limits) -> Option<Claimant<'r>> {
        if field.len() > limits.header {
            return None;
        }
        // Four characters of base64 are three octets.
        let (mut inline, mut more) = ([0; INLINE], Vec::new());
        let mut scratch = Scratch::new(field.len().saturating_mul(3) / 4, &mut inline, &mut more);
        let decoded = basic::parse_field(field, self.encoding(), scratch.buffer());
        self.basic_pair(decoded.ok().flatten()?)
    }

    #[inline(never)]
    fn claimant_or_refusal<'r>(
        &'r self,
        presented: &Presented<'r>,
        limits: &Limits,
    ) -> Result<Claimant<'r>, AuthRefusal<'r>> {
        let header = presented.header(limits)?;
        let body_id = presented.checked(presented.client_id, AuthReason::ClientIdMalformed)?;
        let body_secret = presented.checked(presented.client_secret, AuthReason::ClientSecretMalformed)?;

        // = RFC6749-2.3-3
        // = RFC6749-5.2-5
        let assertion = presented.assertion_at();
        let ways = [header.is_some(), body_secret.is_some(), assertion.is_some()];
        if ways.into_iter().filter(|used| *used).count() > 1 {
            let second = body_secret.map(|(_, at)| at).or(assertion).unwrap_or_default();
            // = RFC7521-4.2.1-2
            let reason = match assertion {
                Some(_) => AuthReason::AssertionNotAlone,
                None => AuthReason::MultipleMethods,
            };
            return Err(AuthRefusal::new(reason).at(Location::new(Part::Body, second)));
        }
        if let Some(header) = header {
            return self.basic_claimant(&header, body_id);
        }
        if let Some(at) = assertion {
            return self.assertion_claimant(presented, body_id, at, limits);
        }
        match (body_id, body_secret) {
            // = RFC6749-2.3.1-4
            (Some((id, _)), Some((secret, _))) => Ok(self.post_claimant(id, secret)),
            // An identifier alone proves nothing, and neither does a secret without its owner.
            // = RFC6749-2.2-1
            // = RFC6749-2.3.1-5
            (Some((_, at)), None) | (None, Some((_, at))) => {
                Err(AuthRefusal::new(AuthReason::NoCredentials).at(Location::new(Part::Body, at)))
            }
            (None, None) => Err(AuthRefusal::new(AuthReason::NoCredentials)),
        }
    }

    fn basic_claimant<'r>(
        &'r self,
        header: &Authorization<'r>,
        body_id: Option<(FormText<'r>, usize)>,
    ) -> Result<Claimant<'r>, AuthRefusal<'r>> {
        // = RFC9110-11.1-1
        if !header.scheme_is("basic") {
            let at = Location::new(Part::Authorization, 0);
            return Err(AuthRefusal::new(AuthReason::SchemeUnsupported).at(at));
        }
        let malformed = |at: usize| {
            AuthRefusal::new(AuthReason::BasicMalformed).at(Location::new(Part::Authorization, at))
        };
        // = RFC7617-2-5
        let Credentials::Token68(token68) = header.data() else {
            return Err(malformed(header.data_at()));
        };
        let (mut inline, mut more) = ([0; INLINE], Vec::new());
        let mut scratch = Scratch::new(basic::decoded_len(token68), &mut inline, &mut more);
        let decoded = basic::decode(token68, self.encoding(), scratch.buffer())
            .map_err(|error| malformed(header.data_at().saturating_add(error.at())))?;
        if decoded.user_id_octets().is_empty() {
            let at = Location::new(Part::Authorization, header.data_at());
            return Err(AuthRefusal::new(AuthReason::NoCredentials).at(at));
        }
        let claimant = self.basic_pair(decoded).ok_or(malformed(header.data_at()))?;
        match body_id {
            // = RFC6749-3.2.1-2
            Some((id, at)) if !id.eq_str(claimant.client_id()) => Err(claimant
                .refuse(AuthReason::ClientIdMismatch)
                .at(Location::new(Part::Body, at))),
            Some(_) | None => Ok(claimant),
        }
    }

    /// What decoded Basic credentials claim, unless there is no identifier or one of both is not VSCHAR.
    #[inline(always)]
    fn basic_pair<'r>(&'r self, decoded: BasicCredentials<'_>) -> Option<Claimant<'r>> {
        let id = decoded.user_id_octets();
        // = RFC6749-10.14-1
        if id.is_empty() || !decoded.are_vschar() {
            return None;
        }
        Some(self.claimant(
            IdText::copied(id)?,
            AuthMethod::ClientSecretBasic,
            decoded.password_octets(),
        ))
    }

    /// What a request with an assertion claims.
    // = RFC7521-4.2-3
    fn assertion_claimant<'r>(
        &'r self,
        presented: &Presented<'r>,
        body_id: Option<(FormText<'r>, usize)>,
        at: usize,
        limits: &Limits,
    ) -> Result<Claimant<'r>, AuthRefusal<'r>> {
        let refuse = |reason, at| AuthRefusal::new(reason).at(Location::new(Part::Body, at));
        let Some(policy) = self.assertion_policy() else {
            return Err(refuse(AuthReason::AssertionUnsupported, at));
        };
        // = RFC7521-4.2-1
        // = RFC7521-4.2-2
        let (Some((assertion, at)), Some((kind, kind_at))) =
            (presented.client_assertion, presented.client_assertion_type)
        else {
            return Err(refuse(AuthReason::AssertionIncomplete, at));
        };
        // = RFC7523-2.2-1
        // = RFC7523BIS-3-1
        if !kind.eq_str(assertion::JWT_BEARER) {
            return Err(refuse(AuthReason::AssertionUnsupported, kind_at));
        }
        let token = assertion.decode();
        let named = Named::read(&token, limits)
            .map_err(|(reason, octet)| refuse(reason, at.saturating_add(octet)))?;
        // = RFC7521-4.2-4
        if let Some((_, id_at)) = body_id.filter(|(id, _)| !id.eq_str(&named.client_id)) {
            return Err(refuse(AuthReason::ClientIdMismatch, id_at));
        }
        let client_id = IdText::copied(named.client_id.as_bytes())
            .ok_or(refuse(AuthReason::AssertionClaimsMalformed, at))?;
        let claim = AssertionClaim::new(policy, token, named, *limits);
        Ok(Claimant::of_assertion(self, client_id, claim))
    }

    fn post_claimant<'r>(&'r self, id: FormText<'r>, secret: FormText<'r>) -> Claimant<'r> {
        let id = IdText::from_form(id);
        let method = AuthMethod::ClientSecretPost;
        if !secret.is_escaped() {
            return self.claimant(id, method, secret.raw_octets());
        }
        let (mut inline, mut more) = ([0; INLINE], Vec::new());
        let mut scratch = Scratch::new(secret.raw_octets().len(), &mut inline, &mut more);
        // Decoding never lengthens, so the buffer is always large enough.
        let len = secret.decode_to_slice(scratch.buffer()).unwrap_or_default();
        self.claimant(id, method, scratch.buffer().get(..len).unwrap_or_default())
    }

    #[inline(always)]
    fn claimant<'r>(&'r self, client_id: IdText<'r>, method: AuthMethod, secret: &[u8]) -> Claimant<'r> {
        let digests = PresentedDigests::compute(secret, self.key());
        let plain = self.chosen().map(|_| Box::new(Secret::new(secret.to_vec())));
        Claimant::new(self, client_id, method, digests, plain)
    }
}

impl<'r> Presented<'r> {
    /// Whether a request that comes with an [asserted](AuthenticatedClient::asserted_by_caller) client presents
    /// nothing else, neither a second authentication nor another `client_id`, and whether that client is
    /// confidential and registered for being asserted.
    ///
    /// # Errors
    /// An [`AuthRefusal`] if not.
    // = RFC6749-2.3-3
    pub fn accompanies(&self, client: &AuthenticatedClient<'_>) -> Result<(), AuthRefusal<'r>> {
        let second = [
            self.authorization.map(|_| Location::new(Part::Authorization, 0)),
            self.client_secret.map(|(_, at)| Location::new(Part::Body, at)),
            self.assertion_at().map(|at| Location::new(Part::Body, at)),
        ];
        if let Some(location) = second.into_iter().flatten().next() {
            return Err(AuthRefusal::new(AuthReason::MultipleMethods).at(location));
        }
        if let Some((_, at)) = self.client_id.filter(|(id, _)| !id.eq_str(client.client_id())) {
            return Err(AuthRefusal::new(AuthReason::ClientIdMismatch).at(Location::new(Part::Body, at)));
        }
        match client.record().unfit_for(AuthMethod::AssertedByCaller) {
            Some(reason) => Err(AuthRefusal::new(reason)),
            None => Ok(()),
        }
    }

    /// Where an assertion stands, or half of one.
    fn assertion_at(&self) -> Option<usize> {
        self.client_assertion
            .or(self.client_assertion_type)
            .map(|(_, at)| at)
    }

    /// The `Authorization` field, if there is exactly one and it has a shape.
    fn header(&self, limits: &Limits) -> Result<Option<Authorization<'r>>, AuthRefusal<'r>> {
        let refuse = |reason, at| AuthRefusal::new(reason).at(Location::new(Part::Authorization, at));
        // = RFC9110-5.3-1
        if self.authorization_repeated {
            return Err(refuse(AuthReason::AuthorizationRepeated, 0));
        }
        self.authorization
            .map(|value| {
                Authorization::parse(value, limits)
                    .map_err(|error| refuse(AuthReason::AuthorizationMalformed, error.at()))
            })
            .transpose()
    }

    /// A parameter of the body, if it is VSCHAR throughout.
    fn checked(
        &self,
        parameter: Option<(FormText<'r>, usize)>,
        reason: AuthReason,
    ) -> Result<Option<(FormText<'r>, usize)>, AuthRefusal<'r>> {
        match parameter {
            // What is not escaped is VCHAR already.
            // = RFC6749-10.14-1
            Some((text, at)) if text.is_escaped() && !text.octets().all(chars::is_vschar) => {
                Err(AuthRefusal::new(reason).at(Location::new(Part::Body, at)))
            }
            checked => Ok(checked),
        }
    }
}

/// Shows what there is and no octet of it: the field and the secret are what nobody may see.
impl fmt::Debug for Presented<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Presented")
            .field("authorization_octets", &self.authorization.map(<[u8]>::len))
            .field("authorization_repeated", &self.authorization_repeated)
            .field("client_id_at", &self.client_id.map(|(_, at)| at))
            .field("client_secret_at", &self.client_secret.map(|(_, at)| at))
            .field("client_assertion_at", &self.assertion_at())
            .finish()
    }
}
