use alloc::boxed::Box;
use alloc::vec::Vec;

use countersign_auth::{AuthRefusal, AuthenticatedClient, Check, Location, Part};
use countersign_grammar::form::FormText;
use countersign_grammar::{AbsoluteUri, GrantType, UnixTime};
use countersign_message::TokenRequest;
use countersign_scope::{RegisteredScope, ScopeRefusal, Selection};

use crate::endpoint::TokenEndpoint;
use crate::phase::Event;
use crate::verdict::Who;
use crate::{
    Authorize, ClaimOnce, Grant, GrantReason, Reason, Reply, RequestReason, Step, Verdict, VerifySecret,
};

/// What travels with a request until its client is proven. Every step is a move of it, so it is kept small.
pub(crate) struct Context<'r> {
    endpoint: &'r TokenEndpoint,
    now: UnixTime,
    asked: Asked<'r>,
    header_used: bool,
    out: Vec<u8>,
}

/// What a request asks for. The rest of it has served its purpose before the first step.
struct Asked<'r> {
    scope: Option<FormText<'r>>,
    /// The body, if a resource is named in it.
    resources: Option<&'r [u8]>,
    scope_at: Offset,
    /// Where another grant type than this one stands.
    other_grant_type: Option<Offset>,
}

/// Why a proven client gets nothing, and where.
type Denied = (GrantReason, Option<Location>);

/// An offset in a body, for the log: one of 4 GiB or more is shown as 4 GiB.
#[derive(Clone, Copy)]
struct Offset(u32);

impl Offset {
    fn of(at: usize) -> Self {
        Self(u32::try_from(at).unwrap_or(u32::MAX))
    }

    fn in_body(self) -> Option<Location> {
        let at = usize::try_from(self.0).unwrap_or(usize::MAX);
        Some(Location::new(Part::Body, at))
    }
}

impl core::fmt::Debug for Context<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Context")
            .field("now", &self.now)
            .finish_non_exhaustive()
    }
}

impl<'r> Context<'r> {
    #[inline]
    pub(crate) fn new(
        endpoint: &'r TokenEndpoint,
        now: UnixTime,
        body: &'r [u8],
        request: &TokenRequest<'r>,
        header_used: bool,
        out: Vec<u8>,
    ) -> Self {
        let asked = Asked {
            scope: request.scope().map(|scope| scope.text),
            resources: request.has_resources().then_some(body),
            scope_at: Offset::of(request.scope().map_or(0, |scope| scope.at)),
            other_grant_type: request
                .grant_type()
                .filter(|grant_type| !grant_type.text.eq_str(GrantType::CLIENT_CREDENTIALS))
                .map(|grant_type| Offset::of(grant_type.at)),
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
    #[cold]
    pub(crate) fn turned(
        endpoint: &'r TokenEndpoint,
        out: Vec<u8>,
        (reason, location): (RequestReason, Location),
    ) -> Reply<'r> {
        let reason = Reason::Request(reason);
        let verdict = Verdict::refused(reason, Some(location), Who::Nobody);
        Reply::error(
            Event::RequestRefused,
            reason,
            endpoint.challenge(false),
            out,
            verdict,
        )
    }

    /// What the comparison inside came to.
    #[inline]
    pub(crate) fn checked(self, check: Check<'r>) -> Step<'r> {
        match check {
            Check::Authenticated(client) => self.authenticated(client),
            Check::VerifySecret(pending) => Step::VerifySecret(VerifySecret {
                context: self,
                pending,
            }),
            Check::ClaimOnce(pending) => Step::ClaimOnce(ClaimOnce {
                context: self,
                pending,
            }),
            Check::Refused(refusal) => Step::Reply(self.client_refused(Event::ClientRefused, refusal)),
        }
    }

    /// From here on the client is proven: what it asks for is held against its registration.
    #[inline]
    pub(crate) fn authenticated(self, client: AuthenticatedClient<'r>) -> Step<'r> {
        match self.granted(client) {
            Ok((grant, out)) => Step::Authorize(Authorize::new(grant, out)),
            Err(reply) => Step::Reply(reply),
        }
    }

    /// The grant, as far as the registration goes, and the buffer; or the refusal.
    #[expect(clippy::result_large_err, reason = "inlined, so that nothing is moved")]
    #[inline(always)]
    pub(crate) fn granted(self, client: AuthenticatedClient<'r>) -> Result<(Grant<'r>, Vec<u8>), Reply<'r>> {
        match self.within_registration(&client) {
            Ok((scope, resources)) => Ok((Grant::new(client, scope, resources, self.now), self.out)),
            Err((reason, location)) => Err(grant_refused(
                Event::GrantRefused,
                Reason::Grant(reason),
                location,
                client,
                self.out,
            )),
        }
    }

    /// The client is not who it says, or cannot be checked.
    // = RFC6749-10.2-1
    #[cold]
    pub(crate) fn client_refused(self, event: Event, refusal: AuthRefusal<'r>) -> Reply<'r> {
        let reason = Reason::Authentication(refusal.reason());
        let challenge = self.endpoint.challenge(self.header_used);
        let verdict = Verdict::refused(reason, refusal.location(), Who::Claimed(refusal));
        Reply::error(event, reason, challenge, self.out, verdict)
    }

    /// Grant type, then resources, then scope, in the order of [`GrantReason`].
    #[inline(always)]
    fn within_registration(
        &self,
        client: &AuthenticatedClient<'_>,
    ) -> Result<(Selection, Box<[usize]>), Denied> {
        // = RFC6749-4.4.2-2
        // = RFC6749-5.2-11
        if let Some(at) = self.asked.other_grant_type {
            return Err((GrantReason::GrantTypeUnsupported, at.in_body()));
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
    #[inline(always)]
    fn resources(&self, client: &AuthenticatedClient<'_>) -> Result<Box<[usize]>, Denied> {
        match self.asked.resources {
            None => Ok(Box::default()),
            Some(body) => self.named_resources(body, client),
        }
    }

    /// Named by few requests, and read again for those; that the body is sound is known.
    #[inline(never)]
    fn named_resources(&self, body: &[u8], client: &AuthenticatedClient<'_>) -> Result<Box<[usize]>, Denied> {
        let Ok(named) = TokenRequest::parse(body, self.endpoint.limits()) else {
            return Ok(Box::default());
        };
        let registered = client.record().resources();
        let mut resources = Vec::new();
        for resource in named.resources() {
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
        Ok(resources.into_boxed_slice())
    }

    // = RFC6749-3.3-6
    // = RFC6749-5.2-12
    #[inline(always)]
    fn scope(&self, client: &AuthenticatedClient<'_>) -> Result<Selection, Denied> {
        let Some(scope) = self.asked.scope else {
            return client
                .record()
                .default_selection()
                .cloned()
                .ok_or((GrantReason::ScopeMissing, None));
        };
        let registered = client.record().scope();
        let most = self.endpoint.limits().scope_tokens;
        evaluate(registered, scope, most).map_err(|refusal| {
            let reason = match refusal {
                ScopeRefusal::NotAllowed { .. } => GrantReason::ScopeNotAllowed,
                ScopeRefusal::TooMany { .. } => GrantReason::ScopeTooLong,
                // The type can grow; whatever else is wrong with a scope, it is malformed.
                _ => GrantReason::ScopeMalformed,
            };
            (reason, self.asked.scope_at.in_body())
        })
    }
}

/// The client is proven, and still gets nothing.
#[cold]
pub(crate) fn grant_refused<'r>(
    event: Event,
    reason: Reason,
    location: Option<Location>,
    client: AuthenticatedClient<'r>,
    out: Vec<u8>,
) -> Reply<'r> {
    let verdict = Verdict::refused(reason, location, Who::Proven(client));
    Reply::error(event, reason, None, out, verdict)
}

/// The scope as it stands if that can be; most are of plain words, with plus signs between them.
#[inline(always)]
fn evaluate(
    registered: &RegisteredScope,
    scope: FormText<'_>,
    max_tokens: usize,
) -> Result<Selection, ScopeRefusal> {
    if scope.has_triplets() {
        return registered.evaluate(&scope.decode(), max_tokens);
    }
    registered.evaluate_with_plus(scope.raw_octets(), max_tokens)
}
