#![cfg(unix)]

use std::fs;
use std::path::PathBuf;

use super::*;

/// A program in place of `countersign`, removed with its value.
struct Program(PathBuf);

impl Program {
    fn new(name: &str, script: &str) -> Self {
        let path = std::env::temp_dir().join(format!("countersign-{name}-{}", std::process::id()));
        // Another process writes it: what this one has open for writing, a child of another test may hold on to, and
        // then it cannot be run.
        let mut write = Command::new("sh");
        write.args(["-c", "cat > \"$0\" && chmod 700 \"$0\""]).arg(&path);
        process::output(&mut write, &format!("#!/bin/sh\n{script}\n"), SECRET).unwrap();
        Self(path)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// Refuses what is no printable ASCII, as the command does, and gives an id and a secret if there is none.
const FAITHFUL: &str = r#"
if [ "$3" = --from-stdin ]; then
    if LC_ALL=C grep -q '[^ -~]'; then exit 2; fi
    echo '{"secret_digest": "sha256:given"}'
else
    echo '{"client_id": "drawn", "client_secret": "hunter2", "secret_digest": "sha256:drawn"}'
fi"#;

#[test]
fn those_that_a_server_is_to_know_have_a_digest() {
    let program = Program::new("faithful", FAITHFUL);
    let accounts = accounts(&program.0).unwrap();
    for (account, credentials) in &accounts {
        let demonstration = matches!(account, Account::Known | Account::WrongSecret | Account::NonAscii);
        assert_eq!(credentials.digest.is_none(), demonstration, "{account:?}");
        let digest = match account {
            Account::Generated => "sha256:drawn",
            _ => "sha256:given",
        };
        assert_eq!(credentials.digest.as_deref().unwrap_or(digest), digest);
    }
    assert_eq!(draw(&program.0).unwrap(), "hunter2");
}

#[test]
fn a_client_signs_with_each_algorithm_and_a_key_of_its_own() {
    let program = Program::new("drawing", FAITHFUL);
    let clients = signing(&program.0).unwrap();
    let algorithms: Vec<_> = clients.iter().map(|client| client.algorithm).collect();
    assert_eq!(algorithms, ALGORITHMS);
    let ids: std::collections::BTreeSet<_> = clients.iter().map(|client| &client.id).collect();
    assert_eq!(ids.len(), clients.len());
    assert!(clients.iter().all(|client| client.secret == "hunter2hunter2"));
}

#[test]
fn a_command_that_digests_what_no_client_can_have_is_an_error() {
    let program = Program::new("lenient", &FAITHFUL.replace("exit 2", "true"));
    let error = accounts(&program.0).unwrap_err();
    assert!(error.to_string().contains("no client can have"), "{error}");
}

#[test]
fn a_command_that_does_not_do_what_it_should_is_an_error_that_shows_no_secret() {
    for (name, script) in [
        ("silent", "true"),
        ("failing", "echo '{\"client_secret\": \"hunter2\"}'; exit 3"),
        ("talking", "echo hunter2"),
        ("digestless", "echo '{\"client_secret\": \"hunter2\"}'"),
        ("secretless", "echo '{\"secret_digest\": \"sha256:hunter2\"}'"),
    ] {
        let program = Program::new(name, script);
        let error = draw(&program.0).unwrap_err();
        assert!(!format!("{error:#}").contains("hunter2"), "{name}: {error:#}");
        assert!(
            accounts(&program.0).is_err() && signing(&program.0).is_err(),
            "{name}"
        );
    }
    assert!(draw(Path::new("/there/is/no/such/program")).is_err());
}
