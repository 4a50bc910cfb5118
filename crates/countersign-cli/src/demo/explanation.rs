//! Whether an explanation says what the course wants said, and does not say what it must not say.
//!
//! The course uses its own sentences. Each one that it knows stands below with what it means: which finding it has
//! to be, and which words that finding has to hold. A sentence that is not below fails its check, so that a new
//! one in the course is not passed over.

use countersign_explain::{Finding, Report, Severity};

use super::course::Explain;
use super::judge::Check;

/// A sentence that has to be said: by a finding with this code that holds all these words.
struct Said {
    sentence: &'static str,
    code: &'static str,
    words: &'static [&'static str],
}

const SAID: &[Said] = &[
    Said {
        sentence: "credentials were sent in the body, and this client is registered for client_secret_basic: send \
                   them in the Authorization header",
        code: "method-not-registered",
        words: &[
            "body",
            "registered for client_secret_basic",
            "Authorization header",
        ],
    },
    Said {
        sentence: "Content-Type is application/json; a token request is application/x-www-form-urlencoded",
        code: "content-type-not-form",
        words: &[
            "Content-Type is application/json",
            "application/x-www-form-urlencoded",
        ],
    },
    Said {
        sentence: "the method is GET; a token request is a POST",
        code: "method-not-post",
        words: &["GET", "POST"],
    },
    Said {
        sentence: "a client secret must not appear in the URL: treat it as leaked",
        code: "credentials-in-query",
        words: &["must not appear in the URL", "leaked"],
    },
];

/// A sentence that must not be said: no finding with such a code, and none with such words.
struct Unsaid {
    sentence: &'static str,
    /// The beginnings of codes.
    codes: &'static [&'static str],
    words: &'static [&'static str],
}

const UNSAID: &[Unsaid] = &[
    Unsaid {
        sentence: "parameters are missing",
        codes: &[
            "grant-type-missing",
            "grant-type-empty",
            "no-credentials",
            "scope-missing",
        ],
        words: &["is missing", "are missing"],
    },
    Unsaid {
        sentence: "Content-Type is wrong",
        codes: &["content-type-", "charset-"],
        words: &["Content-Type"],
    },
    Unsaid {
        sentence: "grant_type is missing or misspelled",
        codes: &["grant-type-", "parameter-misnamed"],
        words: &["grant_type is", "grant type is"],
    },
    Unsaid {
        sentence: "grant_type is incorrect",
        codes: &["grant-type-", "parameter-misnamed"],
        words: &["grant_type is", "grant type is"],
    },
    Unsaid {
        sentence: "GET",
        codes: &["method-not-post"],
        words: &["GET"],
    },
];

/// Holds a report against the course.
#[must_use]
pub fn judge(explain: &Explain, report: &Report) -> Vec<Check> {
    let findings = report.findings();
    let said = explain
        .must_say
        .all()
        .iter()
        .map(|sentence| said(sentence, findings));
    let unsaid = explain
        .must_not_say
        .iter()
        .map(|sentence| unsaid(sentence, findings));
    said.chain(unsaid).collect()
}

fn said(sentence: &str, findings: &[Finding]) -> Check {
    let Some(said) = SAID.iter().find(|said| said.sentence == sentence) else {
        return Check::new(
            format!("explained: {sentence}"),
            false,
            "a sentence with no known meaning",
        );
    };
    let passes = findings.iter().any(|finding| {
        finding.code().as_str() == said.code
            && said
                .words
                .iter()
                .all(|word| finding.text().contains(word) || finding.remedy().contains(word))
    });
    Check::new(format!("explained: {}", said.code), passes, codes(findings))
}

fn unsaid(sentence: &str, findings: &[Finding]) -> Check {
    let Some(unsaid) = UNSAID.iter().find(|unsaid| unsaid.sentence == sentence) else {
        return Check::new(
            format!("not blamed: {sentence}"),
            false,
            "a sentence with no known meaning",
        );
    };
    // Advice names what could be better, not what the request fails of.
    let mut blamed = findings
        .iter()
        .filter(|finding| finding.severity() > Severity::Advice);
    let passes = !blamed.any(|finding| {
        unsaid
            .codes
            .iter()
            .any(|code| finding.code().as_str().starts_with(code))
            || unsaid.words.iter().any(|word| finding.text().contains(word))
    });
    Check::new(format!("not blamed: {sentence}"), passes, codes(findings))
}

fn codes(findings: &[Finding]) -> String {
    let codes: Vec<_> = findings.iter().map(|finding| finding.code().as_str()).collect();
    if codes.is_empty() {
        "no finding".to_owned()
    } else {
        codes.join(", ")
    }
}

/// The findings that a person is to read: what a token is refused for, or a secret is exposed by; or if there is
/// none, no more than a warning.
pub fn shown(report: &Report) -> impl Iterator<Item = &Finding> {
    let least = report.worst().unwrap_or(Severity::Error).max(Severity::Warning);
    report
        .findings()
        .iter()
        .filter(move |finding| finding.severity() >= least)
}

#[cfg(test)]
mod tests;
