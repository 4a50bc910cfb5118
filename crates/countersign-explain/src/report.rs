use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use countersign_clause::Clause;
use serde::{Serialize, Serializer};

use crate::collect::Findings;
use crate::{Code, Finding, Severity};

/// Everything that is to be said about a captured request.
///
/// As JSON, with every member always present:
///
/// ```json
/// {
///   "summary": { "errors": 1, "warnings": 0, "advice": 0 },
///   "verdict": { "outcome": "refused", "status": 405, "error": "invalid_request",
///                "reason": "the request method is not POST", "clause": "RFC6749-3.2-5" },
///   "assumes_first_use": false,
///   "registration": "unknown",
///   "findings": [
///     { "severity": "error", "code": "method-not-post", "clause": "RFC6749-3.2-5",
///       "title": "the method is GET; a token request is a POST", "mend": "send a POST ...",
///       "place": { "part": "method", "header": null, "name": null, "parameter": null, "start": 0, "end": 3 },
///       "related": [] }
///   ],
///   "omitted": [ { "code": "parameter-unknown", "count": 90 } ]
/// }
/// ```
///
/// `outcome` is `granted`, `refused` or `undecided`; only `refused` has the members after it. `assumes_first_use` is true
/// where the verdict takes an assertion for one that was not used before. `registration` is
/// `known` or `unknown`. `related` holds objects of `place` and `label`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    summary: Summary,
    verdict: Verdict,
    assumes_first_use: bool,
    registration: Registration,
    findings: Vec<Finding>,
    omitted: Vec<Omitted>,
}

/// How many findings there are, those left out included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Summary {
    /// Of severity error.
    pub errors: usize,
    /// Of severity warning.
    pub warnings: usize,
    /// Of severity advice.
    pub advice: usize,
}

/// Whether the registered clients are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Registration {
    /// The request was held against them.
    Known,
    /// Nothing can be said about client, secret, registered method and registered scope.
    Unknown,
}

/// Findings of one code beyond those that are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Omitted {
    /// Their code.
    pub code: Code,
    /// How many more there are.
    pub count: usize,
}

/// What the token endpoint answers to the request as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "outcome", rename_all = "lowercase")]
pub enum Verdict {
    /// A token.
    Granted,
    /// An error response.
    Refused {
        /// The status.
        status: u16,
        /// The error code on the wire.
        error: String,
        /// The reason in the server's log.
        reason: &'static str,
        /// The clause behind the reason.
        #[serde(serialize_with = "clause_id")]
        clause: &'static Clause,
    },
    /// It depends on the registration, which is not known here.
    Undecided,
}

fn clause_id<S: Serializer>(clause: &&'static Clause, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(clause.id())
}

impl Report {
    pub(crate) fn new(
        findings: Findings,
        verdict: Verdict,
        assumes_first_use: bool,
        registration: Registration,
    ) -> Self {
        let (findings, omitted, summary) = finish(findings);
        Self {
            summary,
            verdict,
            assumes_first_use,
            registration,
            findings,
            omitted,
        }
    }

    /// How many findings there are of each severity.
    #[must_use]
    pub const fn summary(&self) -> Summary {
        self.summary
    }

    /// What the token endpoint answers.
    #[must_use]
    pub const fn verdict(&self) -> &Verdict {
        &self.verdict
    }

    /// Whether the verdict takes the assertion of the client for one that was not used before. That is not in a capture:
    /// if it was used, the token endpoint refuses the request (RFC7523-3-12).
    #[must_use]
    pub const fn assumes_first_use(&self) -> bool {
        self.assumes_first_use
    }

    /// Whether the registered clients are known.
    #[must_use]
    pub const fn registration(&self) -> Registration {
        self.registration
    }

    /// The findings: the gravest first, and among equals in the order in which a server looks.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// What was left out, because there is enough of it.
    #[must_use]
    pub fn omitted(&self) -> &[Omitted] {
        &self.omitted
    }

    /// The greatest severity among the findings.
    ///
    /// ```
    /// use countersign_explain::{CapturedRequest, Explainer, Severity};
    ///
    /// let request = CapturedRequest::new("GET", "/token", b"");
    /// assert_eq!(Explainer::new().request(&request).worst(), Some(Severity::Error));
    /// ```
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

/// Sorted findings, what was left out, and the counts.
pub(crate) fn finish(findings: Findings) -> (Vec<Finding>, Vec<Omitted>, Summary) {
    let (findings, omitted) = findings.finish();
    let omitted: Vec<_> = omitted
        .into_iter()
        .map(|(code, count)| Omitted { code, count })
        .collect();
    let mut summary = Summary::default();
    for finding in &findings {
        summary.add(finding.severity(), 1);
    }
    for more in &omitted {
        summary.add(more.code.severity(), more.count);
    }
    (findings, omitted, summary)
}

impl Summary {
    fn add(&mut self, severity: Severity, count: usize) {
        let slot = match severity {
            Severity::Advice => &mut self.advice,
            Severity::Warning => &mut self.warnings,
            Severity::Error => &mut self.errors,
        };
        *slot = slot.saturating_add(count);
    }
}

/// `1 error, 2 warnings, 0 pieces of advice`
impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = |count, one, more| if count == 1 { one } else { more };
        write!(
            f,
            "{} {}, {} {}, {} {}",
            self.errors,
            plural(self.errors, "error", "errors"),
            self.warnings,
            plural(self.warnings, "warning", "warnings"),
            self.advice,
            plural(self.advice, "piece of advice", "pieces of advice"),
        )
    }
}

/// `refused: 405 invalid_request, the request method is not POST (RFC6749-3.2-5)`
impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Granted => f.write_str("granted"),
            Self::Refused {
                status,
                error,
                reason,
                clause,
            } => {
                write!(f, "refused: {status} {error}, {reason} ({clause})")
            }
            Self::Undecided => f.write_str("undecided: it depends on what only the server knows"),
        }
    }
}

/// One line: the verdict, then the counts.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.verdict, self.summary)
    }
}
