//! A captured token request: everything that is wrong with it.

use alloc::format;

use countersign_server::{Reason, RequestReason};
use zeroize::Zeroizing;

use crate::capture::CapturedRequest;
use crate::collect::Findings;
use crate::{Code, Explainer, Finding, Part, Place, Registration, Report, Severity};

mod authorization;
mod basic;
mod body;
mod content_type;
mod credentials;
mod framing;
mod grant_type;
mod method;
pub(crate) mod parameters;
mod registration;
mod resource;
mod scope;
mod target;
pub(crate) mod url;

pub(crate) use basic::secret as basic_secret;
pub use url::endpoint;

/// What is known while a request is explained.
pub(crate) struct Scene<'s> {
    pub(crate) explainer: &'s Explainer<'s>,
    pub(crate) request: &'s CapturedRequest<'s>,
    /// Why the server refuses the request as it stands.
    pub(crate) refusal: Option<Reason>,
    pub(crate) out: Findings,
}

pub(crate) fn explain(explainer: &Explainer<'_>, request: &CapturedRequest<'_>) -> Report {
    let (verdict, driven) = explainer.verdict(request);
    let mut scene = Scene {
        explainer,
        request,
        refusal: driven.end.reason(),
        out: Findings::default(),
    };
    let scene = &mut scene;

    method::check(scene);
    target::check(scene);
    url::check(scene);
    let declared = content_type::check(scene);
    framing::check(scene);
    let body = body::read(scene, declared);
    let query = parameters::query(request.target());
    parameters::check(scene, &body);
    target::check_parameters(scene, &query);

    // A request with everything in the URL is explained as if it stood in the body.
    let asked = if body.names_any() || body.is_opaque() {
        &body
    } else {
        &query
    };
    grant_type::check(scene, &body, &query, asked);
    scope::check_syntax(scene, asked);
    resource::check_syntax(scene, asked);
    let header = authorization::check(scene);
    let mut claim = credentials::check(scene, header, &body, &query);
    // Whom a sound assertion names is held against what is registered as if `client_id` said it.
    if driven.assumes_first_use && claim.id.is_none() {
        let assertion = body.find("client_assertion");
        claim.id = driven.claimed.map(Zeroizing::new);
        claim.id_place = assertion.map(|assertion| body.place_of_name(assertion));
    }
    if let Some(record) = registration::check(scene, &claim) {
        scope::check_registered(scene, record, asked, &body, &query);
        resource::check_registered(scene, record, asked);
    }
    nothing_missed(scene);

    let registration = if explainer.clients.is_some() {
        Registration::Known
    } else {
        Registration::Unknown
    };
    Report::new(
        core::mem::take(&mut scene.out),
        verdict,
        driven.assumes_first_use,
        registration,
    )
}

/// The net below all the above: a refusal of the server is never left without a finding. The tests show that
/// nothing falls into it.
fn nothing_missed(scene: &mut Scene<'_>) {
    let Some(reason) = scene.refusal else {
        return;
    };
    let clause = reason.clause();
    let explained = |finding: &Finding| finding.severity() == Severity::Error && finding.clause() == clause;
    if !scene.out.kept().iter().any(explained) {
        let finding = Finding::new(Code::REFUSED_OTHERWISE, Place::whole())
            .title(format!("the server refuses the request: {}", reason.describe()))
            .clause_of(clause);
        scene.out.push(finding);
    }
}

impl Scene<'_> {
    pub(crate) fn push(&mut self, finding: Finding) {
        self.out.push(finding);
    }

    /// Why the server refuses the body as a form, if it does.
    pub(crate) fn body_refusal(&self) -> Option<RequestReason> {
        match self.refusal {
            Some(Reason::Request(
                reason @ (RequestReason::BodyMalformed
                | RequestReason::ParameterRepeated
                | RequestReason::TooManyParameters
                | RequestReason::GrantTypeMissing),
            )) => Some(reason),
            _ => None,
        }
    }
}

/// A place in the body.
pub(crate) const fn in_body(octets: core::ops::Range<usize>) -> Place {
    Place::new(Part::Body, octets)
}

/// `1st`, `2nd`, `3rd`, `4th`
pub(crate) fn ordinal(number: usize) -> alloc::string::String {
    let ending = match (number % 10, number % 100) {
        (1, tens) if tens != 11 => "st",
        (2, tens) if tens != 12 => "nd",
        (3, tens) if tens != 13 => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}
