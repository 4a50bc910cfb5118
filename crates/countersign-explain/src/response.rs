//! A captured token response: what it grants, and everything that is wrong with it.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use countersign_grammar::Limits;
use countersign_message::{ReceivedResponse, Tolerance, Tolerances, parse_response_with};
use serde::{Serialize, Serializer};

use crate::capture::named;
use crate::collect::Findings;
use crate::report::finish;
use crate::{CapturedResponse, Code, Finding, Omitted, Part, Place, Severity, Summary};

mod error;
mod grant;
mod head;
mod members;

/// What a token response says, and everything that is wrong with it.
///
/// As JSON: `summary`, `findings` and `omitted` as in [`Report`](crate::Report); `status`; `grant`, an object of
/// `token_type` (or null), `expires_in` (seconds or null), `scope` (an array, or null if the response names none),
/// `scope_count`, `refresh_token` and `id_token` (whether there is one), or null; `error`, an object of `error`,
/// `error_description` and `error_uri` (each or null), or null; `tolerances`, the names of those that a client needs to
/// read the response, or null if it cannot be read with any.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ResponseReport {
    summary: Summary,
    status: u16,
    grant: Option<GrantSeen>,
    error: Option<ErrorSeen>,
    #[serde(serialize_with = "names")]
    tolerances: Option<Tolerances>,
    findings: Vec<Finding>,
    omitted: Vec<Omitted>,
}

/// What a response grants. The token itself is not kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GrantSeen {
    pub(crate) token_type: Option<String>,
    pub(crate) expires_in: Option<u64>,
    pub(crate) scope: Option<Vec<String>>,
    pub(crate) scope_count: usize,
    pub(crate) refresh_token: bool,
    pub(crate) id_token: bool,
}

/// What an error response says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ErrorSeen {
    pub(crate) error: Option<String>,
    pub(crate) error_description: Option<String>,
    pub(crate) error_uri: Option<String>,
}

pub(crate) fn explain(captured: &CapturedResponse<'_>, limits: &Limits) -> ResponseReport {
    let mut out = Findings::default();
    let (grant, error) = if (300..400).contains(&captured.status()) {
        // = RFC9110-15.4-1
        out.push(Finding::new(Code::REDIRECT, Place::new(Part::Status, 0..3)));
        (None, None)
    } else {
        body(captured, limits, &mut out)
    };
    head::check(captured, grant.is_some(), &mut out);
    let (findings, omitted, summary) = finish(out);
    ResponseReport {
        summary,
        status: captured.status(),
        grant,
        error,
        tolerances: tolerances(captured, limits),
        findings,
        omitted,
    }
}

/// What it takes to read the response, in the words of the parser that a client has.
fn tolerances(captured: &CapturedResponse<'_>, limits: &Limits) -> Option<Tolerances> {
    let headers = captured.headers();
    let content_type = match named(headers, "content-type").next() {
        Some((_, value)) => Some(value),
        // A body that was captured alone says nothing about its header fields.
        None => headers.is_empty().then_some(&b"application/json"[..]),
    };
    let received = ReceivedResponse {
        status: captured.status(),
        content_type,
        body: captured.body(),
    };
    let response = parse_response_with(received, Tolerances::ALL, limits).ok()?;
    Some(response.used())
}

fn names<S: Serializer>(tolerances: &Option<Tolerances>, serializer: S) -> Result<S::Ok, S::Error> {
    match tolerances {
        Some(tolerances) => serializer.collect_seq(tolerances.iter().map(Tolerance::as_str)),
        None => serializer.serialize_none(),
    }
}

fn body(
    captured: &CapturedResponse<'_>,
    limits: &Limits,
    out: &mut Findings,
) -> (Option<GrantSeen>, Option<ErrorSeen>) {
    let Some(members) = members::read(captured.body(), limits, out) else {
        return (None, None);
    };
    let grant = members.find("access_token").is_some();
    let error = members.find("error").is_some();
    let success = (200..300).contains(&captured.status());
    match (grant, error) {
        (true, true) => {
            let place = members.place("error");
            out.push(
                Finding::new(Code::ERROR_WITH_TOKEN, place).see(members.place("access_token"), "the token"),
            );
        }
        (false, false) if success => {
            out.push(Finding::new(Code::ACCESS_TOKEN_MISSING, members.place_of_end()))
        }
        // = RFC6749-5.2-2
        (false, false) => out.push(Finding::new(Code::ERROR_MISSING, members.place_of_end())),
        (true, false) | (false, true) => {}
    }
    let error = error.then(|| error::read(captured, &members, out));
    let grant = (grant || (success && error.is_none())).then(|| grant::read(captured, &members, out));
    (grant, error)
}

impl ResponseReport {
    /// What the response grants, if it is a token response.
    #[must_use]
    pub const fn grant(&self) -> Option<&GrantSeen> {
        self.grant.as_ref()
    }

    /// The error that it reports, if it is an error response.
    #[must_use]
    pub const fn error(&self) -> Option<&ErrorSeen> {
        self.error.as_ref()
    }

    /// The tolerances that a client needs to read the response, see [`parse_response_with`]; none if it can be read with
    /// no set of them.
    #[must_use]
    pub const fn tolerances(&self) -> Option<Tolerances> {
        self.tolerances
    }

    /// The findings, the gravest first.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// What was left out, because there is enough of it.
    #[must_use]
    pub fn omitted(&self) -> &[Omitted] {
        &self.omitted
    }

    /// How many findings there are of each severity.
    #[must_use]
    pub const fn summary(&self) -> Summary {
        self.summary
    }

    /// The greatest severity among the findings.
    #[must_use]
    pub fn worst(&self) -> Option<Severity> {
        self.findings.iter().map(Finding::severity).max()
    }

    /// Whether there is a finding with this code.
    #[must_use]
    pub fn has(&self, code: Code) -> bool {
        self.findings.iter().any(|finding| finding.code() == code)
    }
}

impl GrantSeen {
    /// How the token is used, such as `Bearer`.
    #[must_use]
    pub fn token_type(&self) -> Option<&str> {
        self.token_type.as_deref()
    }

    /// The lifetime in seconds, counted from the response on.
    #[must_use]
    pub const fn expires_in(&self) -> Option<u64> {
        self.expires_in
    }

    /// The scope tokens; empty if the response names none, see [`states_scope`](Self::states_scope).
    #[must_use]
    pub fn scope(&self) -> &[String] {
        self.scope.as_deref().unwrap_or_default()
    }

    /// Whether the response names the scope. If it does not, it is the requested one.
    // = RFC6749-5.1-9
    #[must_use]
    pub const fn states_scope(&self) -> bool {
        self.scope.is_some()
    }

    /// How many scope tokens there are.
    #[must_use]
    pub const fn scope_count(&self) -> usize {
        self.scope_count
    }
}

impl ErrorSeen {
    /// The error code.
    #[must_use]
    pub fn error(&self) -> Option<&str> {
        self.error.as_deref()
    }

    /// The description for people.
    #[must_use]
    pub fn description(&self) -> Option<&str> {
        self.error_description.as_deref()
    }
}

/// One line.
impl fmt::Display for ResponseReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.grant, &self.error) {
            (_, Some(error)) => write!(
                f,
                "error response {}",
                error.error().unwrap_or("without a readable code")
            )?,
            (Some(grant), None) => grant.fmt(f)?,
            (None, None) => f.write_str("not a token response")?,
        }
        write!(f, "; {}", self.summary)
    }
}

/// `grants a Bearer token for 3600 seconds with 3 scope tokens: read write delete`
impl fmt::Display for GrantSeen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.token_type {
            Some(token_type) => write!(f, "grants a {token_type} token")?,
            None => f.write_str("grants a token of unknown type")?,
        }
        match self.expires_in {
            Some(seconds) => write!(f, " for {seconds} seconds")?,
            None => f.write_str(" for an unstated time")?,
        }
        match &self.scope {
            None => f.write_str(" with the scope that was requested"),
            Some(scope) => {
                let plural = if self.scope_count == 1 { "" } else { "s" };
                let list = format!(": {}", scope.join(" "));
                let list = if scope.is_empty() { "" } else { &list };
                write!(f, " with {} scope token{plural}{list}", self.scope_count)
            }
        }
    }
}
