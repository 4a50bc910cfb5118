//! What the guides and the demonstration print is run as it is printed.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr
)]

mod common;

use std::io::BufRead;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use common::{Answer, Process, Token, answer, command, post};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

/// The blocks of this language in a guide.
fn blocks(guide: &str, language: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../docs/guide")
        .join(guide);
    let text = std::fs::read_to_string(path).unwrap();
    let fence = format!("```{language}\n");
    let blocks = text.split(&fence).skip(1);
    let blocks: Vec<_> = blocks
        .map(|block| block.split("```").next().unwrap().to_owned())
        .collect();
    assert!(!blocks.is_empty(), "{guide} has no block of {language}");
    blocks
}

/// Runs lines in a shell that finds the command under its name.
fn shell(folder: &Path, lines: &str) -> Output {
    let binary = command().get_program().to_owned();
    let beside = Path::new(&binary).parent().unwrap();
    let path = format!("{}:{}", beside.display(), std::env::var("PATH").unwrap());
    Command::new("sh")
        .args(["-euc", lines])
        .current_dir(folder)
        .env("PATH", path)
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

async fn ask(server: &Process, headers: &str, body: &str) -> Answer {
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    stream.write_all(post(headers, body).as_bytes()).await.unwrap();
    answer(&mut stream).await.unwrap()
}

/// The configuration that the guide begins with is a whole one, and its client gets a token by the secret that is
/// printed; the server takes a free port.
#[tokio::test]
async fn the_smallest_configuration_works() {
    const SERVE: &str = "countersign serve --config countersign.toml\n";
    let lines = blocks("serve.md", "sh").remove(0);
    let before = lines.strip_suffix(SERVE).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let done = shell(folder.path(), before);
    let told = String::from_utf8(done.stderr).unwrap();
    assert!(done.status.success() && done.stdout.is_empty(), "{told}");
    let secret = told.trim().rsplit(' ').next().unwrap();

    let config = folder.path().join("countersign.toml");
    let server = Process::serve(&["--listen", "127.0.0.1:0", "--config", config.to_str().unwrap()]);
    for (secret, status) in [(secret, 200), ("guess", 401)] {
        let field = countersign_grammar::basic::encode("inventory", secret, Default::default()).unwrap();
        let mut stream = TcpStream::connect(server.address()).await.unwrap();
        let request = post(
            &format!("Authorization: {field}\r\n"),
            "grant_type=client_credentials",
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let answer = answer(&mut stream).await.unwrap();
        assert_eq!(answer.status, status, "{answer:?}");
        assert_eq!(answer.json()["access_token"].is_string(), status == 200);
    }
    let key = folder.path().join("signing.key");
    let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(key).unwrap().permissions());
    assert_eq!(mode & 0o077, 0, "others can read the key");
}

/// The whole configuration of the guide, on loopback instead of behind TLS: its client that signs gets a token, for the issuer
/// and for nobody else; with the lines that it shows in comments, for the named endpoint as well.
#[test]
fn the_example_takes_assertions_strictly_and_the_legacy_ones_by_name() {
    const TLS: &str = "[tls]\ncertificate = \"server.pem\"\nkey = \"server.key\"\n\n";
    const STRICT: &str = "policy = \"strict\"\n";
    const LEGACY: &str = "# policy = \"legacy\"\n# endpoints = [\"https://auth.example.com/oauth2/token\"]\n";
    const SECRET: &str = "a-secret-that-signs-of-at-least-32-characters";
    let guide = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/guide/countersign.toml");
    let example = std::fs::read_to_string(guide).unwrap();
    assert!(
        [TLS, STRICT, LEGACY]
            .iter()
            .all(|text| example.matches(text).count() == 1)
    );
    let plain = example
        .replace(TLS, "")
        .replace("env = \"COUNTERSIGN_PEPPER\"", "file = \"pepper.key\"");
    let legacy = plain
        .replace(STRICT, "")
        .replace(LEGACY, &LEGACY.replace("# ", ""));

    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [
        ("signing.key", "a-signing-key-of-at-least-32-characters"),
        ("pepper.key", "a-pepper-of-at-least-32-characters-too"),
        ("settlement.key", SECRET),
    ] {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let config = folder.path().join("countersign.toml");
    let (issuer, endpoint) = (
        "https://auth.example.com",
        "https://auth.example.com/oauth2/token",
    );
    for (text, audiences) in [
        (&plain, [(issuer, 0), (endpoint, 1), ("https://other.example", 1)]),
        (
            &legacy,
            [(issuer, 0), (endpoint, 0), ("https://other.example", 1)],
        ),
    ] {
        std::fs::write(&config, text).unwrap();
        let server = Process::serve(&["--listen", "127.0.0.1:0", "--config", config.to_str().unwrap()]);
        for (audience, code) in audiences {
            let ran = Token::of("settlement")
                .input(SECRET)
                .arguments(&["--endpoint", &server.url, "--allow-loopback-http"])
                .arguments(&["--auth", "secret-jwt", "--audience", audience, "--format", "json"])
                .run();
            assert_eq!(ran.code, code, "{audience} {}", ran.told);
            assert_eq!(
                ran.out.contains(r#""scope":"settlement.run""#),
                code == 0,
                "{}",
                ran.out
            );
        }
        assert!(folder.path().join("assertions.used").is_file());
    }
}

/// The output that the guide shows is that of the command above it.
#[test]
fn the_explanation_is_the_one_that_is_printed() {
    let folder = tempfile::tempdir().unwrap();
    let done = shell(folder.path(), &blocks("explain.md", "sh")[0]);
    assert_eq!(
        String::from_utf8(done.stdout).unwrap(),
        blocks("explain.md", "text")[0]
    );
    assert_eq!(done.status.code(), Some(1));
}

/// The lines of the guide against a server that took a free port.
#[test]
fn the_token_of_the_guide_opens_the_api() {
    let server = Process::serve(&["--listen", "127.0.0.1:0"]);
    let folder = tempfile::tempdir().unwrap();
    let here = |lines: &str| lines.replace("127.0.0.1:8080", &server.address().to_string());
    let (lines, printed) = (blocks("token.md", "sh"), blocks("token.md", "text"));
    assert_eq!((lines.len(), printed.len()), (3, 3));
    if Command::new("curl").arg("--version").output().is_err() {
        eprintln!("there is no curl here: the token is got, and not used");
        for lines in [&lines[2], &lines[0]] {
            let without: Vec<_> = lines.lines().filter(|line| !line.starts_with("curl ")).collect();
            assert!(shell(folder.path(), &here(&without.join("\n"))).status.success());
        }
    } else {
        for (lines, printed) in lines.iter().zip(&printed) {
            let done = shell(folder.path(), &here(lines));
            let told = String::from_utf8(done.stderr).unwrap();
            assert!(done.status.success() && told.is_empty(), "{told}");
            let out = String::from_utf8(done.stdout).unwrap();
            assert_eq!(out.trim_end(), here(printed).trim_end());
        }
    }
    let header = std::fs::read_to_string(folder.path().join("header")).unwrap();
    assert!(header.starts_with("Authorization: Bearer eyJ"));
}

/// The header lines and the body that curl sends for a command of the demonstration.
fn sent(line: &str) -> (String, String) {
    let words = shell_words::split(line).unwrap();
    let mut words = words.iter().map(String::as_str).skip(1);
    let (mut headers, mut data) = (String::new(), Vec::new());
    while let Some(word) = words.next() {
        match word {
            "-u" => {
                let user = words.next().unwrap();
                let (id, secret) = user.split_once(':').unwrap();
                let escape = countersign_grammar::basic::BasicEscape::Raw;
                let field = countersign_grammar::basic::encode(id, secret, escape).unwrap();
                headers = format!("Authorization: {field}\r\n");
            }
            "-d" => data.push(words.next().unwrap().to_owned()),
            "--data-urlencode" => {
                let (name, value) = words.next().unwrap().split_once('=').unwrap();
                data.push(format!("{name}={}", value.replace(' ', "%20")));
            }
            url => assert!(
                url.starts_with("http://127.0.0.1:") && url.ends_with("/oauth2/token"),
                "{url}"
            ),
        }
    }
    (headers, data.join("&"))
}

/// The lines that the demonstration prints, sent by this test, and by curl where there is one.
#[tokio::test]
async fn the_printed_curl_lines_work() {
    const STATUSES: [u16; 5] = [200, 200, 200, 200, 401];
    let mut server = Process::serve(&["--listen", "127.0.0.1:0"]);
    let printed = std::io::BufReader::new(server.child.stdout.take().unwrap());
    let printed = printed.lines().map(Result::unwrap);
    let lines: Vec<_> = printed.take_while(|line| !line.contains("jwt.decode")).collect();
    let lines: Vec<_> = lines
        .iter()
        .filter(|line| line.starts_with("curl ") && line.contains("/oauth2/token"))
        .collect();
    let mut statuses = Vec::new();
    for line in &lines {
        let (headers, body) = sent(line);
        statuses.push(ask(&server, &headers, &body).await.status);
    }
    assert_eq!(statuses, STATUSES, "{lines:#?}");

    if Command::new("curl").arg("--version").output().is_err() {
        eprintln!("there is no curl here: the lines were sent by the test alone");
        return;
    }
    for (line, status) in lines.iter().zip(STATUSES) {
        let asked = format!("{line} --silent --output /dev/null --write-out '%{{http_code}}'");
        let output = shell(Path::new("."), &asked);
        assert_eq!(
            String::from_utf8(output.stdout).unwrap(),
            status.to_string(),
            "{line}"
        );
    }
}

/// The commands that the demonstration prints beside them.
#[test]
fn the_printed_commands_get_a_token() {
    let mut server = Process::serve(&["--listen", "127.0.0.1:0"]);
    let printed = std::io::BufReader::new(server.child.stdout.take().unwrap());
    let printed = printed.lines().map(Result::unwrap);
    let lines: Vec<_> = printed.take_while(|line| !line.contains("jwt.decode")).collect();
    let folder = tempfile::tempdir().unwrap();
    let text = lines.join("\n").replace("\\\n", "");
    let commands: Vec<_> = text
        .lines()
        .filter(|line| line.contains(" countersign token "))
        .collect();
    assert_eq!(commands.len(), 3, "{text}");
    assert!(commands.iter().any(|line| line.contains("--auth secret-jwt")));
    assert!(
        commands
            .iter()
            .any(|line| line.contains("--issuer http://127.0.0.1:"))
    );
    for line in commands {
        let done = shell(folder.path(), line);
        let told = String::from_utf8(done.stderr).unwrap();
        assert!(done.status.success(), "{line}: {told}");
        let shows = line.contains("--verbose");
        assert_eq!(told.contains("client_assertion=*****"), shows, "{told}");
        let header = || std::fs::read_to_string(folder.path().join("header")).unwrap();
        let out = String::from_utf8(done.stdout).unwrap();
        let token = if line.ends_with("> header") { header() } else { out };
        assert!(
            token.trim().rsplit(' ').next().unwrap().starts_with("eyJ"),
            "{token}"
        );
    }
}

/// Each example of a subcommand's help is a command line that it takes.
#[test]
fn the_examples_of_the_help_are_taken() {
    use clap::Parser;

    for subcommand in ["serve", "token", "secret", "explain"] {
        let help = command().args([subcommand, "--help"]).output().unwrap();
        let help = String::from_utf8(help.stdout).unwrap();
        let examples = help.split("Examples:\n").nth(1).unwrap();
        let lines: Vec<_> = examples
            .lines()
            .take_while(|line| line.starts_with("  "))
            .collect();
        assert!(lines.len() >= 2, "{help}");
        for line in lines {
            let words = shell_words::split(line.split(['>', '<']).next().unwrap()).unwrap();
            assert_eq!(words[1], subcommand, "{line}");
            if let Err(error) = countersign_cli::args::Arguments::try_parse_from(&words) {
                panic!("{line}: {error}");
            }
        }
    }
}
