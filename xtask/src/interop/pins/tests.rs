use super::*;
use crate::workspace;

#[test]
fn reads_the_pins_of_npm_and_takes_no_range() {
    let pins = npm_pins(r#"{"name": "x", "dependencies": {"a": "1.2.3"}}"#).unwrap();
    assert_eq!(pinned(&pins, "a").unwrap(), "1.2.3");
    assert!(pinned(&pins, "b").is_err());
    for range in ["^1.2.3", "~1.2.3", "1.x", "latest", "file:../a"] {
        let text = format!(r#"{{"dependencies": {{"a": "{range}"}}}}"#);
        assert!(npm_pins(&text).is_err(), "{range}");
    }
    for broken in ["", "[]", "{}"] {
        assert!(npm_pins(broken).is_err(), "{broken}");
    }
}

#[test]
fn reads_the_pins_of_python_and_wants_a_hash_for_each() {
    let text = "# why\nsome_Name==1.0 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\n    # via x\n\nb==2 --hash=sha256:cc\n";
    let pins = python_pins(text).unwrap();
    assert_eq!(pinned(&pins, &normalised("Some.Name")).unwrap(), "1.0");
    assert_eq!(pins.len(), 2);
    for bad in [
        "",
        "# nothing\n",
        "a==1\n",
        "a>=1 --hash=sha256:aa\n",
        "a==1 --hash=md5:aa\n",
        "a\n",
    ] {
        assert!(python_pins(bad).is_err(), "{bad}");
    }
}

#[test]
fn reads_the_pins_of_cargo_and_nothing_else() {
    let text =
        "[dependencies]\na = \"=1.2.3\"\nb = { version = \"=2.0.0\", features = [\"x\"] }\nc = \"1\"\n";
    let pins = rust_pins(text).unwrap();
    assert_eq!(pinned(&pins, "a").unwrap(), "1.2.3");
    assert_eq!(pinned(&pins, "b").unwrap(), "2.0.0");
    assert!(pinned(&pins, "c").is_err());
    for broken in [
        "",
        "[dependencies]\na = 1\n",
        "[dependencies]\na = { path = \"..\" }\n",
    ] {
        assert!(rust_pins(broken).is_err(), "{broken}");
    }
}

#[test]
fn the_committed_lock_of_cargo_has_the_pinned_versions() {
    let pins = rust_pins(&workspace::read("xtask/interop/rust/Cargo.toml").unwrap()).unwrap();
    let lock = workspace::read("xtask/interop/rust/Cargo.lock").unwrap();
    for name in ["huskarl", "oauth2", "oxide-auth"] {
        let version = pinned(&pins, name).unwrap();
        let locked = format!("name = \"{name}\"\nversion = \"{version}\"\n");
        assert_eq!(lock.matches(&locked).count(), 1, "{name}");
    }
}

#[test]
fn the_committed_lists_are_pinned_and_name_no_registry() {
    let npm = npm_pins(&workspace::read("xtask/interop/package.json").unwrap()).unwrap();
    let lock: serde_json::Value =
        serde_json::from_str(&workspace::read("xtask/interop/package-lock.json").unwrap()).unwrap();
    let locked = lock["packages"].as_object().unwrap();
    for (path, package) in locked.iter().filter(|(path, _)| !path.is_empty()) {
        // Where a package comes from is the business of whoever installs it; what it holds is not.
        assert_eq!(package["resolved"], serde_json::Value::Null, "{path}");
        assert!(
            package["integrity"].as_str().unwrap().starts_with("sha512-"),
            "{path}"
        );
    }
    for (name, version) in &npm {
        assert_eq!(
            locked[&format!("node_modules/{name}")]["version"],
            **version,
            "{name}"
        );
    }
    let requirements = workspace::read("xtask/interop/requirements.txt").unwrap();
    assert!(!requirements.contains("http") && !requirements.contains("index-url"));
    let python = python_pins(&requirements).unwrap();
    for line in workspace::read("xtask/interop/requirements.in").unwrap().lines() {
        if let Some((name, version)) = line.split_once("==") {
            assert_eq!(pinned(&python, &normalised(name)).unwrap(), version);
        }
    }
}
