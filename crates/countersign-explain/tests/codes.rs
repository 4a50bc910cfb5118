//! The table of codes.

use std::collections::BTreeSet;

use countersign_explain::{Code, Severity};
use countersign_server::Reason;

#[test]
fn words_are_stable_and_unique() {
    let mut seen = BTreeSet::new();
    for code in Code::all() {
        let word = code.as_str();
        assert!(seen.insert(word), "{word} stands twice");
        assert!(
            !word.is_empty() && word.split('-').all(|part| !part.is_empty()),
            "{word}"
        );
        assert!(
            word.bytes()
                .all(|octet| octet.is_ascii_lowercase() || octet.is_ascii_digit() || octet == b'-'),
            "{word}"
        );
        assert_eq!(
            (code.to_string(), format!("{code:?}")),
            (word.into(), word.into())
        );
    }
}

#[test]
fn every_refusal_has_a_code_and_every_code_for_a_refusal_is_an_error() {
    for code in Code::all() {
        if let Some(reason) = code.reason() {
            assert_eq!(code.severity(), Severity::Error, "{code}");
            assert_eq!(code.clause(), reason.clause(), "{code}");
        }
    }
    // What a host decides, or what a host lacks, is not in the request.
    let theirs = [
        "the client registry is unavailable",
        "the registry returned the record of another client",
        "the secret verifier is unavailable",
        "the client is not allowed to have this token",
        "the requested scope is not granted",
        "the requested resource is not granted",
        "the authorization policy is unavailable",
        "the token issuer is unavailable",
    ];
    for reason in Reason::ranked() {
        let explained = Code::all().any(|code| code.reason() == Some(reason));
        assert_eq!(explained, !theirs.contains(&reason.describe()), "{reason}");
    }
}

#[test]
fn sentences_are_sentences() {
    for code in Code::all() {
        for text in [code.title(), code.mend()] {
            assert!(
                text.len() > 5 && !text.ends_with('.') && text.is_ascii(),
                "{code}: {text}"
            );
            let first = text.chars().next().unwrap_or_default();
            let name = ["Authorization", "Basic", "Cache-Control", "Content-", "Pragma"];
            let named = name.iter().any(|name| text.starts_with(name));
            assert!(first.is_ascii_lowercase() || named, "{code}: {text}");
        }
    }
}
