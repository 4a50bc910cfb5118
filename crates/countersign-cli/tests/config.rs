//! The configuration: what it means, and where its mistakes are.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::path::{Path, PathBuf};

use common::command;
use countersign_cli::config::{self, Source};

const KEY: &str = "a-signing-key-of-at-least-32-characters";

/// That of the example's client that signs.
const SETTLEMENT: &str = "a-secret-that-signs-of-at-least-32-characters";

/// A folder with keys and a certificate, for a configuration to name.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let certified = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        for (name, text) in [
            ("signing.key", KEY.to_owned() + "\n"),
            ("short.key", "short\n".to_owned()),
            (
                "spaced.key",
                "a key with spaces that is long enough, really\n".to_owned(),
            ),
            (
                "pepper.key",
                "a-pepper-of-at-least-32-characters-too\n".to_owned(),
            ),
            ("settlement.key", SETTLEMENT.to_owned() + "\n"),
            ("server.pem", certified.cert.pem()),
            ("server.key", certified.signing_key.serialize_pem()),
            ("other.key", rcgen::KeyPair::generate().unwrap().serialize_pem()),
        ] {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        Self(folder)
    }

    fn source(&self, text: &str) -> Source {
        Source::new(self.0.path().join("a.toml"), text)
    }

    /// The line, the column and the message of the mistake in a text.
    #[track_caller]
    fn mistake(&self, text: &str) -> (usize, usize, String) {
        match config::parse(&self.source(text), None) {
            Ok(_) => panic!("no mistake in\n{text}"),
            Err(error) => (error.line(), error.column(), error.message().to_owned()),
        }
    }
}

/// A configuration without a mistake.
const GOOD: &str = r#"listen = "127.0.0.1:0"
issuer = "https://auth.example.com"
audience = "https://api.example.com"

[token]
profile = "jwt"
signing_key = { file = "signing.key" }

[[clients]]
id = "first"
methods = ["client_secret_basic"]
scope = "read write"
default_scope = "read"

[[clients.credentials]]
label = "2026"
secret_digest = "sha256:JXV2WTlN5sXrq1Igc7B1Q25jsfkx-cFW9WJQtM-xCQ0"
not_before = 2026-11-24T00:00:00Z
"#;

#[test]
fn a_good_one() {
    let folder = Folder::new();
    config::parse(&folder.source(GOOD), None).unwrap();
    let minimal = GOOD.split("[[clients]]").next().unwrap();
    config::parse(&folder.source(minimal), None).unwrap();
}

/// Each line: what is replaced in the good one, by what, and where the message points and what it says.
#[rustfmt::skip]
const MISTAKES: &[(&str, &str, usize, usize, &str)] = &[
    // Typos and wrong types.
    ("listen =", "lisen =", 1, 1, "unknown field `lisen`"),
    ("profile =", "profil =", 6, 1, "unknown field `profil`"),
    ("{ file =", "{ flie =", 7, 17, "unknown field `flie`"),
    ("[[clients]]", "[[client]]", 9, 3, "unknown field `client`"),
    ("label =", "lable =", 16, 1, "unknown field `lable`"),
    ("secret_digest = \"sha256:", "secret = \"sha256:", 17, 1, "unknown field `secret`"),
    ("\"jwt\"", "\"JWT\"", 6, 11, "unknown variant `JWT`, expected `jwt` or `at+jwt`"),
    ("\"jwt\"", "\"jwt\"\nalgorithm = \"none\"", 7, 13, "unknown variant `none`"),
    ("\"jwt\"", "\"jwt\"\nalgorithm = \"RS256\"", 7, 13, "unknown variant `RS256`"),
    ("\"jwt\"", "\"jwt\"\nlifetime = 0", 7, 12, "expected a whole number from 1 on"),
    ("\"jwt\"", "\"jwt\"\nlifetime = -1", 7, 12, "expected a whole number from 1 on"),
    ("[token]", "[limits]\nbody = 0\n[token]", 6, 8, "expected a whole number from 1 on"),
    ("[token]", "[limits]\nbody = \"1 MB\"\n[token]", 6, 8, "invalid type: string, expected a whole number from 1 on"),
    ("[token]", "[limits]\nparameters = 1.5\n[token]", 6, 14, "expected a whole number from 1 on"),
    ("[token]", "[limits]\nheader_read_timeout = true\n[token]", 6, 23, "expected a whole number from 1 on"),
    ("\"2026\"", "\"\"", 16, 9, "a label is"),
    ("\"2026\"", "\"a\\nb\"", 16, 9, "a label is"),
    ("issuer =", "= ", 2, 1, ""),
    ("[token]", "[token", 5, 7, ""),
    ("{ file = \"signing.key\" }", "\"hunter2-hunter2-hunter2-hunter2-xx\"", 7, 15, "a key is never in the configuration"),
    ("\"first\"", "\"first\"\nid = \"second\"", 11, 1, "duplicate key"),
    ("issuer = \"https://auth.example.com\"\n", "", 1, 1, "missing field `issuer`"),
    // What they mean.
    ("127.0.0.1:0", "localhost", 1, 10, "an address is like"),
    ("127.0.0.1:0", "0.0.0.0:0", 1, 10, "[RFC6749-3.2-3]"),
    ("127.0.0.1:0", "[::]:0", 1, 10, "[RFC6749-3.2-3]"),
    ("127.0.0.1:0", "192.0.2.1:8080", 1, 10, "[RFC6749-3.2-3]"),
    ("127.0.0.1:0", "[::ffff:192.0.2.1]:8080", 1, 10, "[RFC6749-3.2-3]"),
    ("https://auth.example.com", "http://auth.example.com", 2, 10, "an issuer is an https URI"),
    ("https://auth.example.com", "https://auth.example.com?a=b", 2, 10, "an issuer is an https URI"),
    ("https://auth.example.com", "auth.example.com", 2, 10, "an issuer is an https URI"),
    ("https://api.example.com", "", 3, 12, "the audience is empty"),
    ("[token]", "realm = \"a\\nb\"\n[token]", 5, 9, "not a realm"),
    ("signing.key", "missing.key", 7, 15, "cannot read"),
    ("signing.key", "short.key", 7, 15, "[RFC7518-3.2-1]"),
    ("signing.key", "spaced.key", 7, 15, "is not one line of printable ASCII"),
    ("{ file = \"signing.key\" }", "{ env = \"COUNTERSIGN_TEST_IS_NOT_SET\" }", 7, 15, "COUNTERSIGN_TEST_IS_NOT_SET is not set"),
    ("{ file = \"signing.key\" }", "{}", 7, 15, "a key is either"),
    ("{ file = \"signing.key\" }", "{ file = \"a\", env = \"b\" }", 7, 15, "a key is either"),
    ("[token]", "pepper = { file = \"short.key\" }\n[token]", 5, 10, "fewer than 32"),
    ("[token]", "[tls]\ncertificate = \"no.pem\"\nkey = \"server.key\"\n[token]", 6, 15, "cannot read"),
    ("[token]", "[tls]\ncertificate = \"server.pem\"\nkey = \"no.key\"\n[token]", 7, 7, "no.key: No such file"),
    ("[token]", "[tls]\ncertificate = \"server.pem\"\nkey = \"other.key\"\n[token]", 7, 7, "cannot be used"),
    ("[token]", "[tls]\ncertificate = \"signing.key\"\nkey = \"server.key\"\n[token]", 6, 15, "holds no certificate"),
    ("\"first\"", "\"\"", 10, 6, "the client identifier is empty"),
    ("\"first\"", "\"fïrst\"", 10, 6, "outside printable ASCII"),
    ("[\"client_secret_basic\"]", "[]", 10, 6, "no method"),
    ("client_secret_basic", "client_secret_jwt", 11, 12, "needs `[assertions]`"),
    ("client_secret_basic", "private_key_jwt", 11, 12, "expected `client_secret_basic`, `client_secret_post` or `client_secret_jwt`"),
    ("[token]", "[assertions]\npolicy = \"lax\"\n[token]", 6, 10, "unknown variant `lax`"),
    ("[token]", "[assertions]\nlongest = 0\n[token]", 6, 11, "expected a whole number from 1 on"),
    ("[token]", "[assertions]\nendpoints = [\"https://a.example\"]\n[token]", 6, 13, "are for `policy = \"legacy\"`"),
    ("[token]", "[assertions]\npolicy = \"legacy\"\nendpoints = []\n[token]", 7, 13, "needs `endpoints`"),
    ("[token]", "[assertions]\npolicy = \"legacy\"\n[token]", 6, 10, "needs `endpoints`"),
    ("[token]", "[assertions]\nlongest = 60\npolicy   =   \"legacy\"\n[token]", 7, 14, "needs `endpoints`"),
    ("[token]", "[assertions]\npolicy = \"strict\"\nendpoints = [\"https://a.example\"]\n[token]", 7, 13, "are for `policy = \"legacy\"`"),
    ("[token]", "[assertions]\nreplay_store = \"signing.key\"\n[token]", 6, 16, "not that of a replay store"),
    ("[token]", "[assertions]\nreplay_store = \"no/store\"\n[token]", 6, 16, "cannot be opened"),
    ("[[clients.credentials]]\nlabel = \"2026\"\nsecret_digest = \"sha256:JXV2WTlN5sXrq1Igc7B1Q25jsfkx-cFW9WJQtM-xCQ0\"", "[[clients.assertion_keys]]\nlabel = \"2026\"\nkey = { file = \"short.key\" }", 17, 7, "[RFC7518-3.2-1]"),
    ("[[clients.credentials]]\nlabel = \"2026\"\nsecret_digest = \"sha256:JXV2WTlN5sXrq1Igc7B1Q25jsfkx-cFW9WJQtM-xCQ0\"", "[[clients.assertion_keys]]\nlabel = \"2026\"\nkey = \"hunter2-hunter2-hunter2-hunter2-xx\"", 17, 7, "a key is never in the configuration"),
    ("client_secret_basic", "asserted_by_caller", 11, 12, "unknown method"),
    ("\"read write\"", "\"read  write\"", 12, 9, "[RFC6749-3.3-3]"),
    ("\"read write\"", "\"read\\u0000write\"", 12, 9, "malformed scope"),
    ("default_scope = \"read\"", "default_scope = \"admin\"", 13, 17, "not within the registered scope"),
    ("default_scope = \"read\"", "strategy = \"regex\"", 13, 12, "unknown variant `regex`"),
    ("default_scope = \"read\"", "resources = [\"https://a.example\", \"b\"]", 13, 35, "a resource is an absolute URI"),
    ("default_scope = \"read\"", "resources = [\"https://a.example/#b\"]", 13, 14, "a resource is an absolute URI"),
    ("sha256:JX", "md5:JX", 17, 17, "begins with neither"),
    ("sha256:JX", "sha256:JX=", 17, 17, "not the base64url of 32 octets"),
    ("sha256:JX", "hmac-sha256:JX", 17, 17, "needs `pepper`"),
    ("2026-11-24T00:00:00Z", "2026-11-24T00:00:00", 18, 14, "with an offset"),
    ("2026-11-24T00:00:00Z", "2026-11-24", 18, 14, "with an offset"),
    ("2026-11-24T00:00:00Z", "1969-12-31T23:59:59Z", 18, 14, "since 1970"),
    ("2026-11-24T00:00:00Z", "\"tomorrow\"", 18, 14, "invalid type: string"),
    ("2026-11-24T00:00:00Z", "2026-11-24T00:00:00Z\nnot_after = 2026-11-24T00:00:00Z", 19, 13, "not later than not_before"),
];

#[test]
fn mistakes_have_a_line_and_a_column() {
    let folder = Folder::new();
    for (right, wrong, line, column, told) in MISTAKES {
        let text = GOOD.replacen(right, wrong, 1);
        assert_ne!(text, GOOD, "{right}");
        let (found_line, found_column, message) = folder.mistake(&text);
        assert!(message.contains(told), "{wrong}: {message}");
        assert_eq!((found_line, found_column), (*line, *column), "{wrong}: {message}");
        assert!(!message.contains("hunter2"), "{message}");
    }
}

#[test]
fn mistakes_between_clients_and_credentials() {
    let folder = Folder::new();
    let second = "\n[[clients]]\nid = \"first\"\nmethods = [\"client_secret_post\"]\n";
    assert_eq!(
        folder.mistake(&(GOOD.to_owned() + second)),
        (21, 6, "another client has this id".to_owned())
    );

    let credential = |label: &str| {
        format!(
            "\n[[clients.credentials]]\nlabel = \"{label}\"\nsecret_digest = \"sha256:{}\"\n",
            "A".repeat(43)
        )
    };
    let (line, column, message) = folder.mistake(&(GOOD.to_owned() + &credential("2026")));
    assert_eq!((line, column), (21, 9), "{message}");
    let many: String = ["a", "b", "c", "d"].map(credential).concat();
    let (line, _, message) = folder.mistake(&(GOOD.to_owned() + &many));
    assert!(
        message.contains("at most four") && line >= 32,
        "{line}: {message}"
    );
}

#[test]
fn the_listen_argument_takes_the_place_of_the_address_and_not_of_the_rule() {
    let folder = Folder::new();
    let elsewhere = config::parse(&folder.source(GOOD), Some("127.0.0.1:9".parse().unwrap())).unwrap();
    assert_eq!(elsewhere.binding.address().port(), 9);
    let error = config::parse(&folder.source(GOOD), Some("0.0.0.0:9".parse().unwrap())).unwrap_err();
    assert!(error.message().contains("0.0.0.0:9") && error.message().contains("[RFC6749-3.2-3]"));
    let tls = GOOD.replace(
        "[token]",
        "[tls]\ncertificate = \"server.pem\"\nkey = \"server.key\"\n[token]",
    );
    config::parse(&folder.source(&tls), Some("0.0.0.0:9".parse().unwrap())).unwrap();
}

#[test]
fn the_message_of_the_command_is_one_line_with_the_place() {
    let folder = Folder::new();
    let path = folder.0.path().join("typo.toml");
    std::fs::write(&path, GOOD.replace("audience", "audiance")).unwrap();
    let output = command().args(["serve", "--config"]).arg(&path).output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{told}");
    let place = format!("countersign: {}:3:1: unknown field `audiance`", path.display());
    assert!(told.starts_with(&place) && told.lines().count() == 1, "{told}");
    assert!(output.stdout.is_empty());

    let output = command()
        .args(["serve", "--config", "no-such-file.toml"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(3));
}

/// The example of the guide, with the files that it names.
#[test]
fn the_example_of_the_guide() {
    let guide = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/guide");
    let example = std::fs::read_to_string(guide.join("countersign.toml")).unwrap();
    let folder = Folder::new();
    let path: PathBuf = folder.0.path().join("countersign.toml");
    std::fs::write(&path, &example).unwrap();
    let started = |pepper: Option<&str>| {
        let mut command = command();
        command
            .args(["serve", "--listen", "127.0.0.1:0", "--config"])
            .arg(&path)
            .env_remove("COUNTERSIGN_PEPPER");
        if let Some(pepper) = pepper {
            command.env("COUNTERSIGN_PEPPER", pepper);
        }
        let mut child = command
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        std::io::BufRead::read_line(
            &mut std::io::BufReader::new(child.stdout.take().unwrap()),
            &mut line,
        )
        .unwrap();
        child.kill().unwrap();
        let told = child.wait_with_output().unwrap().stderr;
        (line, String::from_utf8(told).unwrap())
    };
    let (line, told) = started(Some("a-pepper-of-at-least-32-characters-too"));
    assert!(
        line.starts_with("listening on https://127.0.0.1:"),
        "{line}{told}"
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;

        assert_eq!(
            told.matches("others than the owner can read or write this key")
                .count(),
            3,
            "{told}"
        );
        for name in ["signing.key", "server.key", "settlement.key"] {
            let path = folder.0.path().join(name);
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
        }
        let (_, told) = started(Some("a-pepper-of-at-least-32-characters-too"));
        assert!(!told.contains("others than the owner"), "{told}");
    }
    let (line, told) = started(None);
    assert!(
        line.is_empty() && told.contains("COUNTERSIGN_PEPPER is not set"),
        "{line}{told}"
    );

    let explained = std::fs::read_to_string(guide.join("serve.md")).unwrap();
    let keys = example
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(" = "));
    for (key, _) in keys {
        assert!(
            explained.contains(&format!("`{key}`")),
            "the guide does not explain {key}"
        );
    }
}
