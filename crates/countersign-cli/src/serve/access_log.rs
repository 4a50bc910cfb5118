//! One line per request: who asked what, and the verdict with its clause. Never a query, a secret or a token.

use std::net::SocketAddr;
use std::time::Duration;

use countersign_auth::{AssertionTolerance, AssertionTolerances};
use countersign_server::Verdict;

/// Where the lines go.
pub trait AccessLog: Send + Sync + 'static {
    /// Takes the line of one request.
    fn record(&self, entry: &AccessEntry);
}

/// What is said about one request. What a client chose is clipped here, and escaped where it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessEntry {
    /// The request method.
    pub method: String,
    /// The path of the target, without the query and what may have been meant as one.
    pub path: String,
    /// Who is at the other end of the connection.
    pub peer: SocketAddr,
    /// The status of the response.
    pub status: u16,
    /// How long it took from the head of the request to the response.
    pub duration: Duration,
    /// What was decided.
    pub decision: Decision,
}

/// What was decided about a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// `granted` or `refused` a token; `authorized` or `refused` at the protected resource; or what the transport made of
    /// it: `not_found`, `timeout`, `broken`.
    pub verdict: &'static str,
    /// Why not, if not.
    pub reason: Option<&'static str>,
    /// The clause that a refusal rests on.
    pub clause: Option<&'static str>,
    /// Where in the request the fault stands.
    pub location: Option<String>,
    /// The client: proven if `authenticated`, otherwise claimed.
    pub client_id: Option<String>,
    /// Whether the client was authenticated, or at the protected resource: whether its token was verified.
    pub authenticated: bool,
    /// The authentication method that was used or tried.
    pub auth_method: Option<&'static str>,
    /// The label of the credential that matched.
    pub credential: Option<String>,
    /// The names of what the policy let pass of the client's assertion, if it was anything.
    pub tolerated: Option<String>,
    /// The granted scope.
    pub scope: Option<String>,
}

impl Decision {
    /// What the transport decided by itself.
    #[must_use]
    pub const fn of_transport(verdict: &'static str, reason: &'static str) -> Self {
        Self {
            verdict,
            reason: Some(reason),
            clause: None,
            location: None,
            client_id: None,
            authenticated: false,
            auth_method: None,
            credential: None,
            tolerated: None,
            scope: None,
        }
    }

    /// What the endpoint decided.
    #[must_use]
    pub fn of_endpoint(verdict: &Verdict<'_>) -> Self {
        Self {
            verdict: if verdict.is_granted() {
                "granted"
            } else {
                "refused"
            },
            reason: verdict.reason().map(countersign_server::Reason::describe),
            clause: verdict.clause().map(countersign_clause::Clause::id),
            location: verdict.location().map(|location| location.to_string()),
            client_id: verdict.client_id().map(clipped),
            authenticated: verdict.is_authenticated(),
            auth_method: verdict.method().map(countersign_auth::AuthMethod::as_str),
            credential: verdict.credential().map(str::to_owned),
            tolerated: names(verdict.tolerated()),
            scope: verdict.scope(),
        }
    }

    /// What the guard of the protected resource decided.
    #[must_use]
    pub fn of_guard(verdict: &countersign_resource::Verdict<'_>) -> Self {
        let facts = verdict.facts();
        Self {
            verdict: if verdict.is_authorized() {
                "authorized"
            } else {
                "refused"
            },
            reason: verdict.reason().map(countersign_resource::Reason::describe),
            clause: verdict.clause().map(countersign_clause::Clause::id),
            location: verdict.location().map(|location| location.to_string()),
            client_id: facts.and_then(|facts| facts.client_id()).map(clipped),
            authenticated: facts.is_some(),
            auth_method: None,
            credential: None,
            tolerated: None,
            scope: facts.and_then(|facts| facts.scope()).map(clipped),
        }
    }
}

fn names(tolerated: AssertionTolerances) -> Option<String> {
    let names: Vec<_> = tolerated.iter().map(AssertionTolerance::as_str).collect();
    (!names.is_empty()).then(|| names.join(" "))
}

/// The longest piece of a client's own text in a line, in characters.
const LONGEST: usize = 200;

/// The beginning of a text, with a mark if there was more.
pub(super) fn clipped(text: &str) -> String {
    let mut characters = text.chars();
    let mut clipped: String = characters.by_ref().take(LONGEST).collect();
    if characters.next().is_some() {
        clipped.push('\u{2026}');
    }
    clipped
}

/// A path up to where it may be a query or a user's password that somebody escaped or misplaced.
pub(super) fn plain_path(path: &str) -> String {
    let is_plain = |char: char| char.is_ascii_alphanumeric() || "/-._~*".contains(char);
    let end = path.find(|char| !is_plain(char)).unwrap_or(path.len());
    let mut plain = clipped(path.get(..end).unwrap_or_default());
    if end < path.len() && !plain.ends_with('\u{2026}') {
        plain.push('\u{2026}');
    }
    plain
}

/// The lines as `tracing` events, which the subscriber of the process writes.
#[derive(Debug, Clone, Copy)]
pub struct TracingLog;

impl AccessLog for TracingLog {
    fn record(&self, entry: &AccessEntry) {
        let decision = &entry.decision;
        tracing::info!(
            target: "access",
            method = entry.method,
            path = entry.path,
            status = entry.status,
            verdict = decision.verdict,
            clause = decision.clause,
            reason = decision.reason,
            location = decision.location,
            client_id = decision.client_id,
            authenticated = decision.authenticated,
            auth_method = decision.auth_method,
            credential = decision.credential,
            tolerated = decision.tolerated,
            scope = decision.scope,
            duration_us = u64::try_from(entry.duration.as_micros()).unwrap_or(u64::MAX),
            peer = %entry.peer,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // = COUNTERSIGN-SECRET-1 (test)
    #[test]
    fn a_path_ends_where_a_secret_may_begin() {
        for path in [
            "/oauth2/token%3Fclient_secret=s",
            "/oauth2/token;client_secret=s",
            "/oauth2/token&client_secret=s",
            "/oauth2/token:s",
        ] {
            assert_eq!(plain_path(path), "/oauth2/token\u{2026}");
        }
        for path in [
            "/oauth2/token",
            "/",
            "*",
            "/.well-known/oauth-authorization-server",
        ] {
            assert_eq!(plain_path(path), path);
        }
    }

    #[test]
    fn names_what_was_tolerated_and_nothing_else() {
        let (endpoint, among) = (
            AssertionTolerance::AudienceIsEndpoint,
            AssertionTolerance::AudienceAmongOthers,
        );
        let none = AssertionTolerances::NONE;
        assert_eq!(names(none), None);
        assert_eq!(
            names(none.with(endpoint)).as_deref(),
            Some("audience-is-endpoint")
        );
        assert_eq!(
            names(none.with(among).with(endpoint)).as_deref(),
            Some("audience-is-endpoint audience-among-others")
        );
    }

    #[test]
    fn clips_by_characters() {
        assert_eq!(clipped("abc"), "abc");
        assert_eq!(clipped(&"ä".repeat(LONGEST)).chars().count(), LONGEST);
        assert_eq!(clipped(&"ä".repeat(LONGEST + 1)).chars().count(), LONGEST + 1);
        assert!(clipped(&"ä".repeat(LONGEST + 1)).ends_with('\u{2026}'));
    }
}
