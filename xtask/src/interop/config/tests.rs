use super::*;

fn account(id: &str, digest: Option<&str>) -> (Account, Credentials) {
    let credentials = Credentials {
        id: id.to_owned(),
        secret: "never in a file".to_owned(),
        digest: digest.map(str::to_owned),
    };
    (Account::Generated, credentials)
}

#[test]
fn a_configuration_holds_the_digests_and_no_secret() {
    let accounts = [
        account("a", Some("sha256:x")),
        account("b", None),
        account("c", Some("sha256:y")),
    ];
    for host in [Host::Form, Host::Raw] {
        let text = configuration(host, &accounts);
        assert!(!text.contains("never in a file"));
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
