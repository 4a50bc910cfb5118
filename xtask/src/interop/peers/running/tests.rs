use super::super::list::PEERS;
use super::*;

#[test]
fn the_settings_are_one_line_with_each_client_for_each_method() {
    let settings = settings("Abc019", false).unwrap();
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

#[test]
fn those_that_sign_are_registered_where_they_can_be_asked() {
    let plain = settings("Abc019", false).unwrap();
    assert!(!plain.contains("client_secret_jwt") && !plain.contains("HS256"));
    let read: serde_json::Value = serde_json::from_str(&settings("Abc019", true).unwrap()).unwrap();
    let clients = read["clients"].as_array().unwrap();
    let signing: Vec<_> = clients
        .iter()
        .filter(|client| client["method"] == "client_secret_jwt")
        .collect();
    assert_eq!(clients.len(), Account::ALL.len() * 2 + ALGORITHMS.len());
    for (client, algorithm) in signing.iter().zip(ALGORITHMS) {
        assert_eq!(client["algorithm"], algorithm.name());
        assert_eq!(client["id"], signing::id(*algorithm));
        assert_eq!(client["secret"], "Abc019Abc019");
        assert_eq!(client["scope"], REGISTERED);
    }
    assert_eq!(signing.len(), ALGORITHMS.len());
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
    assert_eq!(running.issuer(), None);
    let named = shell(r#"echo '{"issuer": "i", "token_endpoint": "u", "refused": []}'; read line"#).unwrap();
    assert_eq!((named.issuer(), named.token_endpoint()), ("i".into(), "u"));
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
    // Who does not ask is not missed.
    let signs = r#""signshs256", "signshs512""#;
    let taking = PEERS
        .iter()
        .find(|peer| peer.signing.is_some() && peer.exceptions.is_empty());
    assert_eq!(running(signs).problems(taking.unwrap()).len(), 2);
    let without = PEERS
        .iter()
        .find(|peer| peer.signing.is_none() && peer.exceptions.is_empty());
    assert_eq!(running(signs).problems(without.unwrap()), [""; 0]);
}
