//! `countersign secret`: what it makes, and that it takes no secret as an argument.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::io::Write;
use std::process::{Output, Stdio};

use common::command;
use countersign_cli::config::{self, Source};
use countersign_secret::{GeneratedSecret, Pepper, PresentedDigests, Secret, SecretDigest};
use serde_json::Value;

fn run(arguments: &[&str], stdin: &[u8]) -> Output {
    let mut child = command()
        .arg("secret")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that does not read closes the pipe, and that is fine.
    let _ = child.stdin.take().unwrap().write_all(stdin);
    child.wait_with_output().unwrap()
}

#[track_caller]
fn printed(arguments: &[&str], stdin: &[u8]) -> String {
    let output = run(arguments, stdin);
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

fn json(arguments: &[&str]) -> Value {
    serde_json::from_str(&printed(&[arguments, &["--format", "json"]].concat(), b"")).unwrap()
}

fn matches(secret: &str, digest: &str, pepper: Option<&Pepper>) -> bool {
    let digest = SecretDigest::parse(digest).unwrap();
    PresentedDigests::compute(secret.as_bytes(), pepper)
        .matches(&digest)
        .to_bool()
}

// = RFC6749-10.10-2 (test)
#[test]
fn each_is_new_and_its_digest_is_right() {
    let (one, other) = (json(&[]), json(&[]));
    for made in [&one, &other] {
        let secret = made["client_secret"].as_str().unwrap();
        assert!(secret.len() == 43 && secret.bytes().all(|octet| octet.is_ascii_alphanumeric()));
        assert!(matches(secret, made["secret_digest"].as_str().unwrap(), None));
        assert!(!matches("else", made["secret_digest"].as_str().unwrap(), None));
        assert_eq!(made["label"], "first");
    }
    assert_ne!(one["client_secret"], other["client_secret"]);
    assert_ne!(one["client_id"], other["client_id"]);
    let kept = json(&["--id", "reports", "--label", "2027"]);
    assert_eq!(
        (&kept["client_id"], &kept["label"]),
        (&Value::from("reports"), &Value::from("2027"))
    );
}

#[test]
fn the_text_has_all_three() {
    let text = printed(&[], b"");
    let words: Vec<_> = text
        .lines()
        .map(|line| line.split_whitespace().take(2).collect::<Vec<_>>())
        .collect();
    assert_eq!(
        [words[0][0], words[1][0], words[2][0]],
        ["client_id", "client_secret", "secret_digest"]
    );
    assert!(matches(words[1][1], words[2][1], None));
}

#[test]
fn the_table_can_be_loaded_and_holds_no_secret() {
    let output = run(&["--format", "toml", "--id", "a\"b\\c"], b"");
    let table = String::from_utf8(output.stdout).unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    let secret = told.trim().rsplit(' ').next().unwrap();
    assert!(secret.len() == 43 && !table.contains(secret), "{told}");

    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("key"), "k".repeat(32)).unwrap();
    let head = "issuer = \"https://a.example\"\naudience = \"b\"\n\
                token = { profile = \"jwt\", signing_key = { file = \"key\" } }\n";
    config::parse(
        &Source::new(folder.path().join("a.toml"), head.to_owned() + &table),
        None,
    )
    .unwrap();
    let digest = table.split('"').find(|text| text.starts_with("sha256:")).unwrap();
    assert!(matches(secret, digest, None));
}

#[test]
fn a_secret_that_exists_is_read_and_not_shown() {
    const EXISTING: &str = "an-existing-secret-of-32-letters";
    let secret = GeneratedSecret::asserted_by_caller(Secret::from(EXISTING.to_owned())).unwrap();
    let digest = SecretDigest::sha256(&secret).to_text();
    for end in ["", "\n", "\r\n"] {
        let output = run(&["--from-stdin"], format!("{EXISTING}{end}").as_bytes());
        let (out, told) = (
            String::from_utf8(output.stdout).unwrap(),
            String::from_utf8(output.stderr).unwrap(),
        );
        assert!(out.contains(&digest) && !out.contains("client_id"), "{out}");
        assert!(told.contains("slow hash") && !told.contains("128 bits"), "{told}");
        assert!(!out.contains(EXISTING) && !told.contains(EXISTING));
    }
    assert!(
        String::from_utf8(run(&["--from-stdin"], b"letmein").stderr)
            .unwrap()
            .contains("128 bits")
    );
}

#[test]
fn a_pepper_makes_another_kind() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pepper");
    let key = "p".repeat(32);
    std::fs::write(&path, format!("{key}\n")).unwrap();
    let made = json(&["--pepper-file", path.to_str().unwrap()]);
    let digest = made["secret_digest"].as_str().unwrap();
    assert!(digest.starts_with("hmac-sha256:"));
    let pepper = Pepper::new(&Secret::from(key)).unwrap();
    assert!(matches(
        made["client_secret"].as_str().unwrap(),
        digest,
        Some(&pepper)
    ));

    std::fs::write(&path, "short").unwrap();
    assert_eq!(
        run(&["--pepper-file", path.to_str().unwrap()], b"").status.code(),
        Some(2)
    );
    assert_eq!(
        run(&["--pepper-file", "no-such-file"], b"").status.code(),
        Some(3)
    );
}

#[test]
fn what_cannot_be_a_secret_is_refused_without_repeating_it() {
    let long = "a".repeat(5000);
    for stdin in [
        "",
        "\n",
        "hunter2\nhunter2",
        "hunter2\t",
        "hünter2",
        "hunter2\0",
        &long,
    ] {
        let output = run(&["--from-stdin"], stdin.as_bytes());
        assert_eq!(
            (output.status.code(), output.stdout.len()),
            (Some(2), 0),
            "{stdin:?}"
        );
        assert!(!String::from_utf8(output.stderr).unwrap().contains("nter2"));
    }
    assert_eq!(run(&["--from-stdin"], b"\xff\xfe").status.code(), Some(3));
    for id in ["", "ä", "a\nb"] {
        assert_eq!(run(&["--id", id], b"").status.code(), Some(2), "{id:?}");
    }
    for label in ["", " ", "a\nb", "a\u{1b}b"] {
        let output = run(&["--label", label], b"");
        assert_eq!(
            (output.status.code(), output.stdout.len()),
            (Some(2), 0),
            "{label:?}"
        );
    }
}
