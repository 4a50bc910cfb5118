//! The table of codes.
#![allow(clippy::unwrap_used)]

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
        "the replay store is unavailable",
        "the client assertion was used before",
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

/// The list for readers is the table of the code. `COUNTERSIGN_WRITE=1` writes it anew.
#[test]
fn the_list_for_readers_is_current() {
    let mut text = String::from(
        "# The codes of findings\n\nThe severity and the clause that a finding with this code usually has, and what it says \
         unless it can be more exact.\n\n| code | severity | clause | what is wrong | how to mend it |\n|---|---|---|---|---|\n",
    );
    for code in Code::all() {
        let (severity, clause, title, mend) = (code.severity(), code.clause(), code.title(), code.mend());
        let cell = |text: &str| text.replace('|', "\\|");
        text += &format!(
            "| `{code}` | {severity} | {clause} | {} | {} |\n",
            cell(title),
            cell(mend)
        );
    }
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("CODES.md");
    if std::env::var_os("COUNTERSIGN_WRITE").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    assert!(
        std::fs::read_to_string(&path).unwrap_or_default() == text,
        "CODES.md is out of date"
    );
}
