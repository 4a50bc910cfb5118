use countersign_jose::Algorithm;

use super::*;

fn account(id: &str, digest: Option<&str>) -> (Account, Credentials) {
    let credentials = Credentials {
        id: id.to_owned(),
        secret: "never in a file".to_owned(),
        digest: digest.map(str::to_owned),
    };
    (Account::Generated, credentials)
}

fn signing() -> Vec<SigningClient> {
    let client = |algorithm: Algorithm| SigningClient {
        algorithm,
        id: format!("with-{}", algorithm.name()),
        secret: "never in a file".to_owned(),
    };
    [Algorithm::Hs256, Algorithm::Hs512].map(client).into()
}

fn configured<'w>(
    host: Host,
    accounts: &'w [(Account, Credentials)],
    signing: &'w [SigningClient],
    endpoint: Option<&'w str>,
) -> Configured<'w> {
    Configured {
        host,
        key: "never in a file",
        accounts,
        signing,
        endpoint,
    }
}

#[test]
fn a_configuration_holds_the_digests_and_no_secret() {
    let accounts = [
        account("a", Some("sha256:x")),
        account("b", None),
        account("c", Some("sha256:y")),
    ];
    for host in [Host::Form, Host::Raw] {
        let text = configured(host, &accounts, &signing(), None).text();
        assert!(!text.contains("never in a file") && !text.contains("assertion"));
        let table: toml::Table = toml::from_str(&text).unwrap();
        let clients = table["clients"].as_array().unwrap();
        let ids: Vec<_> = clients
            .iter()
            .map(|client| client["id"].as_str().unwrap())
            .collect();
        assert_eq!(ids, ["a", "c"]);
        assert_eq!(
            clients[0]["credentials"][0]["secret_digest"].as_str(),
            Some("sha256:x")
        );
        assert_eq!(
            table["token"]["algorithm"].as_str(),
            Some(Profile::of(host).algorithm)
        );
        let raw = table.get("basic_encoding").and_then(toml::Value::as_str);
        assert_eq!(raw, (host == Host::Raw).then_some("raw"));
    }
}

#[test]
fn a_configuration_for_clients_that_sign_says_where_their_keys_are() {
    let accounts = [account("a", Some("sha256:x"))];
    let url = "http://127.0.0.1:1/token";
    for (host, endpoint) in [(Host::Strict, None), (Host::Legacy, Some(url))] {
        let text = configured(host, &accounts, &signing(), endpoint).text();
        assert!(!text.contains("never in a file") && !text.contains("sha256:"));
        let table: toml::Table = toml::from_str(&text).unwrap();
        let assertions = table["assertions"].as_table().unwrap();
        // What is not said is what is shown.
        let strict: Vec<_> = assertions.keys().map(String::as_str).collect();
        if let Some(url) = endpoint {
            assert_eq!(assertions["policy"].as_str(), Some("legacy"));
            assert_eq!(assertions["endpoints"][0].as_str(), Some(url));
            let longest = assertions["longest"].as_integer().unwrap();
            assert_eq!(u64::try_from(longest).ok(), host.longest_assertion());
        } else {
            assert_eq!(strict, ["replay_store"]);
        }
        let clients = table["clients"].as_array().unwrap();
        let keys: Vec<_> = clients
            .iter()
            .map(|client| &client["assertion_keys"][0])
            .map(|key| (key["algorithm"].as_str(), key["key"]["file"].as_str()))
            .collect();
        let expected = ["HS256", "HS512"].map(|name| format!("with-{name}.key"));
        assert_eq!(
            keys,
            [
                (Some("HS256"), Some(expected[0].as_str())),
                (Some("HS512"), Some(expected[1].as_str()))
            ]
        );
        for client in clients {
            assert_eq!(client["methods"].as_array().unwrap().len(), 1);
            assert_eq!(client["methods"][0].as_str(), Some("client_secret_jwt"));
        }
    }
}

/// Each server that takes assertions says how far ahead they may expire, and no other one does.
#[test]
fn a_server_takes_assertions_by_its_configuration_alone() {
    for host in [Host::Form, Host::Raw, Host::Strict, Host::Legacy] {
        let text = configured(host, &[], &signing(), None).text();
        let takes = toml::from_str::<toml::Table>(&text)
            .unwrap()
            .contains_key("assertions");
        assert_eq!(takes, host.longest_assertion().is_some(), "{host:?}");
    }
}

#[cfg(unix)]
#[test]
fn keys_are_written_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = std::env::temp_dir().join(format!("countersign-interop-keys-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let scratch = Scratch(folder);
    let config = scratch
        .configure(&configured(Host::Strict, &[], &signing(), None))
        .unwrap();
    for name in ["Strict.key", "with-HS256.key", "with-HS512.key"] {
        let path = config.with_file_name(name);
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "never in a file");
    }
}

#[test]
fn removes_old_folders_of_runs_only() {
    let all = std::env::temp_dir().join(format!("countersign-interop-{}", std::process::id()));
    let past = std::time::SystemTime::now() - OLD - Duration::from_secs(60);
    for (name, old) in [("run-1", true), ("run-2", false), ("venv", true)] {
        fs::create_dir_all(all.join(name)).unwrap();
        if old {
            fs::File::open(all.join(name))
                .unwrap()
                .set_modified(past)
                .unwrap();
        }
    }
    remove_old(&all);
    let left = |name: &str| all.join(name).is_dir();
    assert_eq!((left("run-1"), left("run-2"), left("venv")), (false, true, true));
    fs::remove_dir_all(&all).unwrap();
}
