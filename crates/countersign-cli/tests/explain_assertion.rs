//! `countersign explain --config` with clients that sign: what is wrong with an assertion, and nothing of it is shown.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::io::Write;
use std::process::Stdio;

use common::command;
use common::signing::{ISSUER, SECRET, configured};
use countersign_cli::config::Demonstration;
use countersign_cli::serve::http::now;
use countersign_jose::{Algorithm, HmacKey, TokenSigner};

const ENDPOINT: &str = "https://auth.example.com/oauth2/token";
const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

struct Assertion {
    secret: &'static str,
    typ: &'static str,
    client: &'static str,
    audience: &'static str,
    /// Seconds from now.
    issued: i64,
    expires: i64,
}

const GOOD: Assertion = Assertion {
    secret: SECRET,
    typ: "client-authentication+jwt",
    client: "inventory",
    audience: ISSUER,
    issued: 0,
    expires: 60,
};

impl Assertion {
    fn signed(&self) -> String {
        let key = HmacKey::new(Algorithm::Hs256, self.secret.as_bytes()).unwrap();
        let at = |seconds: i64| now().as_secs().saturating_add_signed(seconds);
        let mut token = String::new();
        TokenSigner::new(&key, Some(self.typ)).sign(&mut token, |claims| {
            claims
                .member_str("iss", self.client)
                .member_str("sub", self.client);
            claims.member_str("aud", self.audience).member_str("jti", "7f3a");
            claims
                .member_u64("iat", at(self.issued))
                .member_u64("exp", at(self.expires));
        });
        token
    }
}

/// The exit status, the codes with their clauses, and all that was said.
fn explained(arguments: &[&str], assertion: &Assertion) -> (i32, Vec<String>, String) {
    let signed = assertion.signed();
    let request = format!(
        "curl https://auth.example.com/oauth2/token -d grant_type=client_credentials \
         --data-urlencode client_assertion_type={TYPE} -d client_assertion={signed}"
    );
    let mut said = String::new();
    let mut outcome = (0, Vec::new());
    for format in ["text", "json"] {
        let mut child = command()
            .args(["explain", "--format", format])
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(request.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        let out = String::from_utf8(output.stdout).unwrap();
        if format == "json" {
            let json: serde_json::Value = serde_json::from_str(&out).unwrap();
            let findings = json["report"]["findings"].as_array().unwrap();
            let errors = findings.iter().filter(|finding| finding["severity"] == "error");
            let named = |finding: &serde_json::Value| {
                let text = |name: &str| finding[name].as_str().unwrap().to_owned();
                format!("{} {}", text("code"), text("clause"))
            };
            outcome = (output.status.code().unwrap(), errors.map(named).collect());
        }
        said = said + &out + &String::from_utf8(output.stderr).unwrap();
    }
    let parts: Vec<_> = signed.split('.').collect();
    for shown in [signed.as_str(), parts[1], parts[2], assertion.secret] {
        assert!(!said.contains(shown), "{said}");
    }
    (outcome.0, outcome.1, said)
}

#[test]
fn an_assertion_is_held_against_the_configuration() {
    let folder = tempfile::tempdir().unwrap();
    let strict = configured(folder.path(), "longest = 120");
    let strict = ["--config", strict.to_str().unwrap()];
    for (assertion, finding) in [
        (GOOD, None),
        (Assertion { typ: "JWT", ..GOOD }, None),
        (
            Assertion {
                audience: ENDPOINT,
                ..GOOD
            },
            Some("assertion-audience-wrong RFC7523BIS-4-4"),
        ),
        (
            Assertion {
                audience: "https://other.example",
                ..GOOD
            },
            Some("assertion-audience-wrong RFC7523BIS-4-4"),
        ),
        (
            Assertion {
                issued: -700,
                expires: -600,
                ..GOOD
            },
            Some("assertion-expired RFC7523-3-9"),
        ),
        (
            Assertion {
                issued: 600,
                expires: 660,
                ..GOOD
            },
            Some("assertion-from-the-future RFC7523-3-11"),
        ),
        (
            Assertion { expires: 600, ..GOOD },
            Some("assertion-lives-too-long RFC7521-5.2-9"),
        ),
        (
            Assertion {
                typ: "at+jwt",
                ..GOOD
            },
            Some("assertion-type-wrong RFC7523BIS-4-6"),
        ),
        (
            Assertion {
                secret: "another-secret-to-sign-with-of-32-too",
                ..GOOD
            },
            Some("assertion-signature-wrong RFC7523-3-14"),
        ),
        (
            Assertion {
                client: "nobody",
                ..GOOD
            },
            Some("client-unknown RFC6749-5.2-7"),
        ),
    ] {
        let (code, found, said) = explained(&strict, &assertion);
        assert_eq!(found, finding.into_iter().collect::<Vec<_>>(), "{said}");
        // Only where everything else is right does it depend on what was used before.
        assert_eq!(
            said.contains("note: each assertion counts once"),
            finding.is_none(),
            "{said}"
        );
        assert_eq!(code, i32::from(finding.is_some()));
    }
}

/// A server that is not known may take assertions: what is wrong whoever judges it is told, and nothing else.
#[test]
fn an_assertion_for_an_unknown_server_is_judged_by_itself() {
    let elsewhere = Assertion {
        audience: "https://other.example",
        ..GOOD
    };
    let expired = Assertion {
        expires: -600,
        ..GOOD
    };
    for assertion in [&GOOD, &elsewhere, &expired] {
        let (code, found, said) = explained(&[], assertion);
        assert_eq!((code, found), (0, Vec::new()), "{said}");
        assert!(said.contains("verdict: undecided"), "{said}");
        assert!(!said.contains("counts once"), "{said}");
    }
    let typed = Assertion {
        typ: "at+jwt",
        ..GOOD
    };
    let (code, found, said) = explained(&[], &typed);
    assert_eq!(
        (code, found),
        (1, vec![String::from("assertion-type-wrong RFC7523BIS-4-6")]),
        "{said}"
    );
}

#[test]
fn the_legacy_policy_explains_what_it_takes() {
    let folder = tempfile::tempdir().unwrap();
    let table = format!("policy = \"legacy\"\nendpoints = [\"{ENDPOINT}\"]\nreplay_store = \"used\"");
    let config = configured(folder.path(), &table);
    let legacy = ["--config", config.to_str().unwrap()];
    for (audience, code) in [(ISSUER, 0), (ENDPOINT, 0), ("https://other.example", 1)] {
        let (found, codes, said) = explained(&legacy, &Assertion { audience, ..GOOD });
        assert_eq!(found, code, "{said}");
        assert_eq!(codes.len(), usize::from(code == 1), "{said}");
    }
    // Nothing is claimed by an explanation, and no store is made.
    assert!(!folder.path().join("used").exists());
}

#[test]
fn a_policy_that_cannot_be_is_refused_where_it_stands() {
    let folder = tempfile::tempdir().unwrap();
    for (table, place) in [
        ("policy = \"legacy\"", ":5:10: "),
        ("policy = \"legacy\"\nendpoints = []", ":6:13: "),
        ("endpoints = [\"https://hunter2.example\"]", ":5:13: "),
    ] {
        let config = configured(folder.path(), table);
        let output = command()
            .args(["explain", "--config"])
            .arg(&config)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{told}");
        assert!(told.contains(place) && told.contains("`endpoints`"), "{told}");
        assert!(!told.contains("hunter2"), "{told}");
    }
}

/// The demonstration, as it is where it listens by itself.
#[test]
fn the_demonstration_knows_its_client_that_signs() {
    let right = Assertion {
        secret: Demonstration::SIGNING.secret,
        client: Demonstration::SIGNING.id,
        audience: "http://127.0.0.1:8080",
        ..GOOD
    };
    assert_eq!(explained(&["--demonstration"], &right).0, 0);
    let (code, found, said) = explained(
        &["--demonstration"],
        &Assertion {
            audience: ISSUER,
            ..right
        },
    );
    assert_eq!((code, found.len()), (1, 1), "{said}");
    assert!(found[0].starts_with("assertion-audience-wrong "), "{found:?}");
}
