use alloc::vec::Vec;

use countersign_auth::{AuthRefusal, AuthenticatedClient, Check, Location, Part};
use countersign_grammar::form::FormText;
use countersign_grammar::{AbsoluteUri, UnixTime};
use countersign_message::{Parameter, TokenRequest};
use countersign_scope::{ScopeRefusal, Selection};

use crate::endpoint::TokenEndpoint;
use crate::phase::Event;
use crate::verdict::Who;
use crate::{
    Authorize, Grant, GrantReason, IssuedToken, Reason, Reply, RequestReason, Step, Verdict, VerifySecret,
};

/// What travels with a request from step to step.
pub(crate) struct Context<'r> {
    endpoint: &'r TokenEndpoint,
    now: UnixTime,
    asked: Asked<'r>,
    header_used: bool,
    out: Vec<u8>,
}

/// What a request asks for. The rest of it has served its purpose before the first step, and every step is a move of
/// what is kept.
struct Asked<'r> {
    grant_type: Option<Parameter<'r>>,
    scope: Option<Parameter<'r>>,
    /// The body, if a resource is named in it.
    resources: Option<&'r [u8]>,
}

impl core::fmt::Debug for Context<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Context")
            .field("now", &self.now)
            .finish_non_exhaustive()
    }
}

impl<'r> Context<'r> {
    pub(crate) fn new(
        endpoint: &'r TokenEndpoint,
        now: UnixTime,
        body: &'r [u8],
        request: &TokenRequest<'r>,
        header_used: bool,
        out: Vec<u8>,
    ) -> Self {
        let asked = Asked {
            grant_type: request.grant_type(),
            scope: request.scope(),
            resources: request.resources().next().map(|_| body),
        };
        Self {
            endpoint,
            now,
            asked,
            header_used,
            out,
        }
    }

    pub(crate) const fn now(&self) -> UnixTime {
        self.now
    }

    /// A request that is turned away before its client is looked at.
    pub(crate) fn turned(
        endpoint: &'r TokenEndpoint,
        out: Vec<u8>,
        (reason, location): (RequestReason, Location),
    ) -> Step<'r> {
        let reason = Reason::Request(reason);
        let verdict = Verdict::refused(reason, Some(location), Who::Nobody);
        Step::Reply(Reply::error(
            Event::RequestRefused,
            reason,
            endpoint.challenge(false),
            out,
            verdict,
        ))
    }

    /// What the comparison inside came to.
    pub(crate) fn checked(self, check: Check<'r>) -> Step<'r> {
        match check {
            Check::Authenticated(client) => self.authenticated(client),
            Check::VerifySecret(pending) => Step::VerifySecret(VerifySecret {
                context: self,
                pending,
            }),
            Check::Refused(refusal) => self.client_refused(Event::ClientRefused, refusal),
        }
    }

    /// From here on the client is proven: what it asks for is held against its registration.
    pub(crate) fn authenticated(self, client: AuthenticatedClient) -> Step<'r> {
        match self.within_registration(&client) {
            Ok((scope, resources)) => {
                let grant = Grant::new(client, scope, resources, self.now);
                Step::Authorize(Authorize { context: self, grant })
            }
            Err((reason, location)) => {
                self.grant_refused(Event::GrantRefused, Reason::Grant(reason), location, client)
            }
        }
    }

    /// The client is not who it says, or cannot be checked.
    pub(crate) fn client_refused(self, event: Event, refusal: AuthRefusal<'r>) -> Step<'r> {
        let reason = Reason::Authentication(refusal.reason());
        let challenge = self.endpoint.challenge(self.header_used);
        let verdict = Verdict::refused(reason, refusal.location(), Who::Claimed(refusal));
        Step::Reply(Reply::error(event, reason, challenge, self.out, verdict))
    }

    /// The client is proven, and still gets nothing.
    pub(crate) fn grant_refused(
        self,
        event: Event,
        reason: Reason,
        location: Option<Location>,
        client: AuthenticatedClient,
    ) -> Step<'r> {
        let verdict = Verdict::refused(reason, location, Who::Proven(client));
        Step::Reply(Reply::error(event, reason, None, self.out, verdict))
    }

    /// The one way to a success reply.
    // = COUNTERSIGN-PROOF-1
    pub(crate) fn issued(mut self, grant: Grant, token: &IssuedToken<'_>) -> Step<'r> {
        self.out.clear();
        token.write(&grant, &mut self.out);
        Step::Reply(Reply::success(self.out, Verdict::granted(grant)))
    }

    /// Grant type, then resources, then scope, in the order of [`GrantReason`].
    fn within_registration(
        &self,
        client: &AuthenticatedClient,
    ) -> Result<(Selection, Vec<usize>), (GrantReason, Option<Location>)> {
        let in_body = |at| Some(Location::new(Part::Body, at));
        // = RFC6749-4.4.2-2
        // = RFC6749-5.2-11
        match self.asked.grant_type {
            Some(grant_type) if grant_type.text.eq_str("client_credentials") => {}
            Some(grant_type) => return Err((GrantReason::GrantTypeUnsupported, in_body(grant_type.at))),
            None => return Err((GrantReason::GrantTypeUnsupported, None)),
        }
        // = RFC6749-5.2-10
        if !client.record().client_credentials_allowed() {
            return Err((GrantReason::GrantTypeNotAllowed, None));
        }
        let resources = self.resources(client)?;
        let scope = self.scope(client)?;
        Ok((scope, resources))
    }

    // = RFC8707-2.2-1
    fn resources(&self, client: &AuthenticatedClient) -> Result<Vec<usize>, (GrantReason, Option<Location>)> {
        let registered = client.record().resources();
        let mut resources = Vec::new();
        // Named by few requests, and read again for those; that the body is sound is known.
        let named = self
            .asked
            .resources
            .and_then(|body| TokenRequest::parse(body, self.endpoint.limits()).ok());
        for resource in named.iter().flat_map(TokenRequest::resources) {
            let location = Some(Location::new(Part::Body, resource.at));
            // = RFC8707-2-1
            // = RFC8707-2-2
            let uri = AbsoluteUri::parse(resource.text.decode())
                .map_err(|_| (GrantReason::ResourceMalformed, location))?;
            // = RFC8707-2-7
            let index = registered
                .iter()
                .position(|allowed| allowed.as_str() == uri.as_str())
                .ok_or((GrantReason::ResourceNotAllowed, location))?;
            if !resources.contains(&index) {
                resources.push(index);
            }
        }
        Ok(resources)
    }

    // = RFC6749-3.3-6
    // = RFC6749-5.2-12
    fn scope(&self, client: &AuthenticatedClient) -> Result<Selection, (GrantReason, Option<Location>)> {
        let Some(scope) = self.asked.scope else {
            return client
                .record()
                .default_selection()
                .cloned()
                .ok_or((GrantReason::ScopeMissing, None));
        };
        let registered = client.record().scope();
        let most = self.endpoint.limits().scope_tokens;
        with_decoded(scope.text, |text| registered.evaluate(text, most)).map_err(|refusal| {
            let reason = match refusal {
                ScopeRefusal::NotAllowed { .. } => GrantReason::ScopeNotAllowed,
                ScopeRefusal::TooMany { .. } => GrantReason::ScopeTooLong,
                // The type can grow; whatever else is wrong with a scope, it is malformed.
                _ => GrantReason::ScopeMalformed,
            };
            (reason, Some(Location::new(Part::Body, scope.at)))
        })
    }
}

/// The decoded text, on the stack when it is short.
fn with_decoded<R>(text: FormText<'_>, f: impl FnOnce(&str) -> R) -> R {
    if !text.is_escaped() {
        return f(text.raw());
    }
    let mut buffer = [0; 256];
    match text
        .decode_to_slice(&mut buffer)
        .and_then(|len| str::from_utf8(buffer.get(..len)?).ok())
    {
        Some(text) => f(text),
        None => f(&text.decode()),
    }
}
