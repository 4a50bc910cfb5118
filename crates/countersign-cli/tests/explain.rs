//! `countersign explain` as a process: what it reads, how it ends, and that a configuration adds the registration.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::io::Write;
use std::path::PathBuf;
use std::process::{Output, Stdio};

use common::command;
use countersign_secret::{GeneratedSecret, Secret, SecretDigest};
use serde_json::Value;

const SECRET: &str = "correct-horse-battery-staple-kQ7zV";

fn run(arguments: &[&str], stdin: &[u8]) -> Output {
    let mut child = command()
        .arg("explain")
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

/// The exit status, standard output and standard error.
fn ran(arguments: &[&str], stdin: &str) -> (i32, String, String) {
    let output = run(arguments, stdin.as_bytes());
    let text = |octets| String::from_utf8(octets).unwrap();
    (
        output.status.code().unwrap(),
        text(output.stdout),
        text(output.stderr),
    )
}

fn json(arguments: &[&str], stdin: &str) -> (i32, Value) {
    let (code, out, told) = ran(&[arguments, &["--format", "json"]].concat(), stdin);
    assert_eq!(told, "");
    (code, serde_json::from_str(&out).unwrap())
}

fn codes(value: &Value) -> Vec<&str> {
    value["report"]["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| finding["code"].as_str().unwrap())
        .collect()
}

fn curl(user: &str, more: &str) -> String {
    format!("curl https://auth.example.com/oauth2/token -u '{user}' -d grant_type=client_credentials {more}")
}

/// A configuration with one client, in a folder of its own.
struct Configured(tempfile::TempDir);

impl Configured {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let secret = GeneratedSecret::asserted_by_caller(Secret::from(SECRET.to_owned())).unwrap();
        let digest = SecretDigest::sha256(&secret).to_text();
        std::fs::write(
            folder.path().join("signing.key"),
            "a-signing-key-of-at-least-32-characters\n",
        )
        .unwrap();
        let text = format!(
            r#"listen = "127.0.0.1:0"
issuer = "https://auth.example.com"
audience = "https://api.example.com"

[token]
profile = "jwt"
signing_key = {{ file = "signing.key" }}

[[clients]]
id = "abc123"
methods = ["client_secret_basic"]
scope = "read write"
default_scope = "read"

[[clients.credentials]]
label = "first"
secret_digest = "{digest}"
"#
        );
        std::fs::write(folder.path().join("server.toml"), text).unwrap();
        Self(folder)
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("server.toml")
    }
}

#[test]
fn the_exit_status_is_the_answer() {
    let good = curl("abc123:x", "");
    assert_eq!(ran(&[], &good).0, 0);
    assert_eq!(ran(&["-"], &good).0, 0);
    // Advice is no reason to fail.
    assert_eq!(ran(&[], &curl("abc123:x", "-d tenant=y")).0, 0);
    assert_eq!(ran(&[], &curl("abc123:x", "-X PUT")).0, 1);
    for (arguments, stdin) in [
        (&["--format", "xml"][..], good.as_str()),
        (&["--scheme", "ftp"], &good),
        (&["/nonexistent/capture"], ""),
        (&["--config", "/nonexistent/server.toml"], &good),
        (&[], "hello"),
        (&[], ""),
        (&[], "curl https://a.example -d @body"),
    ] {
        let (code, out, told) = ran(arguments, stdin);
        let file = arguments
            .iter()
            .any(|argument| argument.starts_with("/nonexistent"));
        assert_eq!(code, if file { 3 } else { 2 }, "{arguments:?} {stdin}");
        assert!(out.is_empty() && !told.is_empty(), "{out} {told}");
    }
}

/// What cannot be explained is refused with the place at which that shows.
#[test]
fn a_refusal_has_a_line_and_a_column() {
    for (stdin, place) in [
        ("", "capture:1:1: "),
        ("\n\n  hello", "capture:3:3: "),
        (":method: POST\n:path: /token\nno colon\n", "capture:3:1: "),
        ("curl -d a=b", "capture:1:1: "),
        ("curl https://a.example \\\n -d @body", "capture:2:5: "),
        ("curl https://a.example -d'@body'", "capture:1:27: "),
        ("curl https://a.example --data-urlencode a@body", "capture:1:41: "),
        ("curl https://a.example -H", "capture:1:24: "),
        ("curl https://a.example \\\n --user", "capture:2:2: "),
        (
            "curl https://a.example --next https://b.example",
            "capture:1:24: ",
        ),
        ("curl https://a.example -d 'a=b", "capture:1:27: "),
        ("curl https://a.example -d \"a=b\n", "capture:1:27: "),
        ("curl https://a.example -d $'a=b\\'", "capture:1:27: "),
    ] {
        let (code, out, told) = ran(&[], stdin);
        assert_eq!((code, out.as_str()), (2, ""), "{stdin:?}");
        let wanted = format!("countersign: {place}this cannot be explained: ");
        assert!(
            told.starts_with(&wanted) && told.lines().count() == 1,
            "{stdin:?}: {told}"
        );
    }
}

#[test]
fn a_file_is_read_and_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("exchange.http");
    std::fs::write(&path, "GET /token HTTP/1.1\r\n\r\n").unwrap();
    let (code, out, told) = ran(&[path.to_str().unwrap()], "");
    assert_eq!((code, told.as_str()), (1, ""));
    assert!(out.contains("exchange.http:1:1"), "{out}");
}

#[test]
fn without_a_configuration_nothing_is_said_about_registration() {
    let (code, value) = json(&[], &curl("nobody:nothing", "-d scope=anything"));
    assert_eq!((code, codes(&value)), (0, vec![]));
    assert_eq!(value["report"]["registration"], "unknown");
    assert_eq!(value["report"]["verdict"]["outcome"], "undecided");
    assert!(
        ran(&[], &curl("nobody:nothing", ""))
            .1
            .contains("without --config or --demonstration the registered clients are not known")
    );
}

#[test]
fn a_configuration_adds_the_registration() {
    let configured = Configured::new();
    let path = configured.path();
    let config = ["--config", path.to_str().unwrap()];
    let right = format!("abc123:{SECRET}");
    for (command, code, expected) in [
        (curl(&right, ""), 0, vec![]),
        (curl("abc124:x", ""), 1, vec!["client-unknown"]),
        (curl("abc123:x", ""), 1, vec!["wrong-secret"]),
        (
            curl(&right, "-d scope=read+admin"),
            1,
            vec!["scope-not-registered"],
        ),
        (
            format!(
                "curl https://a.example/t -d grant_type=client_credentials -d client_id=abc123 -d client_secret={SECRET}"
            ),
            1,
            vec!["method-not-registered"],
        ),
    ] {
        let (exit, value) = json(&config, &command);
        assert_eq!((exit, codes(&value)), (code, expected), "{command}");
        assert!(!value.to_string().contains(SECRET));
        let (_, out, _) = ran(&config, &command);
        assert!(
            !out.contains(SECRET) && !out.contains("without --config"),
            "{out}"
        );
    }
    let (_, value) = json(&config, &curl(&right, ""));
    assert_eq!(value["report"]["verdict"]["outcome"], "granted");
}

/// Whoever explains needs neither the signing key nor the key of the certificate, nor a loopback address.
#[test]
fn a_configuration_without_its_keys_is_enough() {
    let configured = Configured::new();
    let path = configured.path();
    let config = ["--config", path.to_str().unwrap()];
    std::fs::remove_file(path.with_file_name("signing.key")).unwrap();
    let tls = "[tls]\ncertificate = \"none.pem\"\nkey = \"none.key\"\n\n[token]";
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(
        &path,
        text.replace("127.0.0.1:0", "192.0.2.1:443")
            .replace("[token]", tls),
    )
    .unwrap();
    let (code, value) = json(&config, &curl("abc123:guess", ""));
    assert_eq!((code, codes(&value)), (1, vec!["wrong-secret"]));

    let broken = text.replace("client_secret_basic", "client_secret_basics");
    std::fs::write(&path, broken).unwrap();
    let (code, out, told) = ran(&config, &curl("abc123:guess", ""));
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(told.contains("server.toml:11:12: unknown method"), "{told}");
}

#[test]
fn no_colour_goes_into_a_pipe() {
    let (_, out, _) = ran(&[], &curl("a:b", "-X PUT"));
    assert!(!out.contains('\u{1b}'), "{out}");
}

#[test]
fn responses_are_explained() {
    let source = "HTTP/1.1 200 OK\nContent-Type: application/json\n\n{\"access_token\":\"eyJz93a\",\"token_type\":\"Bearer\",\"expires_in\":3600,\"scope\":\"read write delete\"}";
    let (code, out, _) = ran(&[], source);
    assert_eq!(code, 0);
    assert!(
        out.contains(
            "response: grants a Bearer token for 3600 seconds with 3 scope tokens: read write delete\n"
        ),
        "{out}"
    );
    let (_, value) = json(&[], source);
    assert_eq!(value["input"], "response");
    assert_eq!(
        value["report"]["grant"]["scope"],
        serde_json::json!(["read", "write", "delete"])
    );
    assert_eq!(value["report"]["grant"]["scope_count"], 3);
}

#[test]
fn the_demonstrations_clients_can_be_known() {
    let asked = |user: &str, arguments: &[&str]| json(arguments, &curl(user, ""));
    let (code, told) = asked("abc123:secretXYZ", &["--demonstration"]);
    assert_eq!((code, codes(&told)), (0, vec![]), "{told}");
    let (code, told) = asked("abc123:wrong", &["--demonstration"]);
    assert_eq!(code, 1, "{told}");
    assert!(codes(&told).contains(&"wrong-secret"), "{told}");
    let (code, told) = asked("demo-post:secretPost", &["--demonstration"]);
    assert_eq!(code, 1, "{told}");
    assert!(codes(&told).contains(&"method-not-registered"), "{told}");
    let (code, _) = asked("abc123:wrong", &[]);
    assert_eq!(code, 0, "without it nothing is known of the secret");
    let (code, _, _) = ran(&["--demonstration", "--config", "x.toml"], "");
    assert_eq!(code, 2);
}
