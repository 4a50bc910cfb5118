use super::*;
use crate::interop::peers::PEERS;
use crate::interop::scenario::CLIENTS;

#[test]
fn a_program_is_run_without_settings_that_lead_elsewhere() {
    let command = clean(Path::new("program"));
    let removed: Vec<_> = command
        .get_envs()
        .filter(|(_, value)| value.is_none())
        .map(|(name, _)| name.to_string_lossy().into_owned())
        .collect();
    for name in FOREIGN {
        assert!(removed.iter().any(|other| other == name), "{name}");
    }
    assert_eq!(removed.len(), FOREIGN.len());
}

/// A script that is named and not there would be found out by a whole run only.
#[test]
fn every_program_that_is_named_is_committed() {
    let runners = CLIENTS
        .iter()
        .map(|client| client.runner)
        .chain(PEERS.iter().map(|peer| peer.runner));
    for runner in runners {
        let path = match runner {
            Runner::Curl => continue,
            Runner::Node(script) | Runner::Python(script) => format!("{SOURCE}/{script}"),
            Runner::Rust(program) => format!("{SOURCE}/rust/src/bin/{program}.rs"),
        };
        assert!(workspace::read(&path).is_ok(), "{path}");
    }
}

#[test]
fn each_package_has_a_version_and_a_program_of_this_machine_has_none() {
    let committed = |name: &str| workspace::read(&format!("{SOURCE}/{name}")).unwrap();
    let packages = Packages {
        folder: PathBuf::from("/there/is/no/such/folder"),
        npm: npm_pins(&committed("package.json")).unwrap(),
        python: python_pins(&committed("requirements.txt")).unwrap(),
        rust: rust_pins(&committed("rust/Cargo.toml")).unwrap(),
    };
    for client in CLIENTS {
        let version = packages.version(client).unwrap();
        assert_eq!(
            version.is_none(),
            client.runner == Runner::Curl,
            "{}",
            client.name
        );
    }
    for peer in PEERS {
        assert!(
            packages.named_version(peer.name, peer.runner).is_ok(),
            "{}",
            peer.name
        );
    }
    // In its own ecosystem, and nowhere else.
    for (name, runner) in [
        ("curl", Runner::Curl),
        ("oauth4webapi", Runner::Python("x")),
        ("Authlib", Runner::Node("x")),
        ("huskarl", Runner::Node("x")),
        ("oauth4webapi", Runner::Rust("x")),
        ("", Runner::Node("x")),
    ] {
        assert!(packages.named_version(name, runner).is_err(), "{name}");
    }
    assert!(
        packages
            .run(Runner::Rust("there-is-no-such-program"), "")
            .is_err()
    );
}

#[test]
fn scripts_are_copied_and_folders_are_not() {
    let folder = std::env::temp_dir().join(format!("countersign-interop-scripts-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    copy_scripts(&folder).unwrap();
    let copied = fs::read_to_string(folder.join("harness.py")).unwrap();
    let folders = fs::read_dir(&folder)
        .unwrap()
        .filter(|entry| entry.as_ref().unwrap().path().is_dir())
        .count();
    fs::remove_dir_all(&folder).unwrap();
    assert_eq!(copied, workspace::read(&format!("{SOURCE}/harness.py")).unwrap());
    assert_eq!(folders, 0);
    assert!(copy_scripts(&folder).is_err());
}
