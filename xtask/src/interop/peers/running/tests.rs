use super::super::list::PEERS;
use super::*;

#[test]
fn the_settings_are_one_line_with_each_client_for_each_method() {
    let settings = settings("Abc019").unwrap();
    assert_eq!(settings.matches('\n').count(), 1);
    let read: serde_json::Value = serde_json::from_str(&settings).unwrap();
    let clients = read["clients"].as_array().unwrap();
    let mut ids: Vec<_> = clients
        .iter()
        .map(|client| client["id"].as_str().unwrap())
        .collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), Account::ALL.len() * 2);
    for client in clients {
        let method = client["method"].as_str().unwrap();
        let end = if method == "client_secret_basic" {
            "basic"
        } else {
            "post"
        };
        assert!(client["id"].as_str().unwrap().ends_with(end));
        assert_eq!(client["scope"], REGISTERED);
    }
    assert!(settings.contains("\"Abc019\""));
}

/// The tests run where there is a shell; what is asked of it is asked of every server.
#[cfg(unix)]
fn shell(script: &str) -> Result<Running> {
    let mut command = std::process::Command::new("sh");
    command.args(["-c", script]);
    Running::new(Server::start(&mut command, "settings\n").unwrap())
}

#[cfg(unix)]
#[test]
fn a_server_says_where_it_listens_and_whom_it_does_not_know() {
    let running = shell(
        r#"read line; echo a warning; echo '{"token_endpoint": "http://127.0.0.1:1/", "refused": ["a"]}'; read line"#,
    )
    .unwrap();
    assert_eq!(running.token_endpoint(), "http://127.0.0.1:1/");
    assert!(!running.knows("a") && running.knows("b"));
}

#[cfg(unix)]
#[test]
fn a_server_that_ends_says_why() {
    let error = shell("read line; echo no such module >&2; exit 1").unwrap_err();
    let text = format!("{error:#}");
    assert!(text.contains("no such module"), "{text}");
}

#[cfg(unix)]
#[test]
fn who_is_registered_is_compared_with_who_should_be() {
    let strict = PEERS
        .iter()
        .find(|peer| {
            peer.exceptions
                .iter()
                .any(|exception| exception.expected == Expected::Unregistered)
        })
        .unwrap();
    let free = PEERS.iter().find(|peer| peer.exceptions.is_empty()).unwrap();
    let running = |refused: &str| {
        shell(&format!(
            r#"echo '{{"token_endpoint": "u", "refused": [{refused}]}}'; read line; read line"#
        ))
        .unwrap()
    };
    let letters = r#""lettersbasic", "letterspost""#;
    assert_eq!(running("").problems(free), [""; 0]);
    assert_eq!(running(letters).problems(strict), [""; 0]);
    assert_eq!(running(letters).problems(free).len(), 2);
    assert_eq!(running("").problems(strict).len(), 2);
    assert_eq!(running(r#""lettersbasic""#).problems(strict).len(), 1);
    assert_eq!(running(r#""colonpost""#).problems(free).len(), 1);
}
