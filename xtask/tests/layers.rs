#![allow(clippy::unwrap_used, clippy::indexing_slicing)]
//! The layer rule holds, and its checker notices when it does not.

use serde_json::{Value, json};
use xtask::layers::{self, CORE, Graph, LAYERS};
use xtask::workspace;

#[test]
fn the_workspace_keeps_the_layers() {
    let problems = layers::check().unwrap();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn an_upward_arrow_is_reported() {
    let problems = with_dependency("countersign-grammar", "countersign-server", Value::Null);
    assert_reported(
        &problems,
        "countersign-grammar (layer 0) must not depend on countersign-server (layer 3)",
    );
}

#[test]
fn an_arrow_between_neighbours_is_reported() {
    let problems = with_dependency("countersign-message", "countersign-auth", Value::Null);
    assert_reported(
        &problems,
        "countersign-message (layer 2) must not depend on countersign-auth (layer 2)",
    );
}

#[test]
fn a_crate_that_tests_one_above_it_is_reported() {
    let problems = with_dependency("countersign-scope", "countersign-server", json!("dev"));
    assert_reported(
        &problems,
        "countersign-scope (layer 1) must not depend on countersign-server (layer 3)",
    );
    let problems = with_dependency("countersign-scope", "countersign-jose", json!("dev"));
    assert!(
        !problems
            .iter()
            .any(|problem| problem.contains("countersign-jose")),
        "{problems:?}"
    );
}

#[test]
fn what_is_for_tests_is_named_by_tests_alone() {
    let problems = with_dependency("countersign-scope", "countersign-exhaust", Value::Null);
    assert_reported(
        &problems,
        "countersign-scope (layer 1) must not depend on countersign-exhaust (layer 0)",
    );
}

#[test]
fn nobody_depends_on_the_tools() {
    let problems = with_dependency("countersign-cli", "xtask", Value::Null);
    assert_reported(
        &problems,
        "countersign-cli (layer 5) must not depend on xtask (layer 6)",
    );
}

#[test]
fn a_direct_dependency_that_is_not_listed_is_reported() {
    let problems = with_dependency("countersign-scope", "tokio", Value::Null);
    assert_reported(&problems, "countersign-scope must not depend on tokio");
    let problems = with_dependency("countersign-scope", "nom", Value::Null);
    assert_reported(&problems, "countersign-scope must not depend on nom");
}

#[test]
fn a_build_dependency_of_a_core_crate_is_reported() {
    let problems = with_dependency("countersign-grammar", "cc", json!("build"));
    assert_reported(
        &problems,
        "countersign-grammar is a core crate and has a build dependency, cc",
    );
}

#[test]
fn a_std_crate_deep_below_a_core_crate_is_reported() {
    let mut metadata = metadata();
    let libc = "registry+planted#libc@0.2.0";
    metadata["packages"].as_array_mut().unwrap().push(json!({
        "id": libc, "name": "libc", "manifest_path": "", "dependencies": [], "publish": null,
        "targets": [{ "kind": ["lib"] }],
    }));
    metadata["resolve"]["nodes"]
        .as_array_mut()
        .unwrap()
        .push(json!({ "id": libc, "deps": [] }));
    let sha2 = dependency_of(&metadata, "countersign-secret", "sha2");
    let edge = json!({ "pkg": libc, "dep_kinds": [{ "kind": null }] });
    node(&mut metadata, &sha2)["deps"]
        .as_array_mut()
        .unwrap()
        .push(edge);

    let problems = violations(&metadata);
    for core in [
        "countersign-secret",
        "countersign-auth",
        "countersign-server",
        "countersign-explain",
    ] {
        assert_reported(&problems, &format!("{core} reaches libc through sha2"));
    }
    assert!(
        !problems
            .iter()
            .any(|problem| problem.starts_with("countersign-clause")),
        "{problems:?}"
    );
}

#[test]
fn a_crate_without_a_layer_is_reported() {
    let mut metadata = metadata();
    let scope = id_of(&metadata, "countersign-scope");
    package(&mut metadata, &scope)["name"] = json!("countersign-novelty");
    let problems = violations(&metadata);
    assert_reported(&problems, "countersign-novelty has no layer");
    assert_reported(
        &problems,
        "countersign-scope stands in the table but not in the workspace",
    );
}

#[test]
fn the_guide_shows_the_same_table() {
    let guide = workspace::read("CONTRIBUTING.md").unwrap();
    for core in CORE {
        let (_, layer) = LAYERS.iter().find(|(name, _)| *name == core.name).unwrap();
        let row = guide.lines().find(|line| {
            line.starts_with(&format!("| {layer} |")) && line.contains(&format!("`{}`", core.name))
        });
        let row = row.unwrap_or_else(|| panic!("no row of layer {layer} names {}", core.name));
        let shown = row.split('|').nth(3).unwrap().replace(" (optional)", "");
        let shown: Vec<_> = shown.trim().split(", ").filter(|word| *word != "none").collect();
        assert_eq!(shown, core.external, "{}", core.name);
    }
}

fn with_dependency(from: &str, to: &str, kind: Value) -> Vec<String> {
    let mut metadata = metadata();
    let from = id_of(&metadata, from);
    let dependency = json!({ "name": to, "kind": kind });
    package(&mut metadata, &from)["dependencies"]
        .as_array_mut()
        .unwrap()
        .push(dependency);
    violations(&metadata)
}

fn metadata() -> Value {
    let platform = "x86_64-unknown-linux-gnu";
    let text = workspace::output_of(workspace::cargo().args([
        "metadata",
        "--format-version=1",
        "--all-features",
        "--filter-platform",
        platform,
    ]));
    serde_json::from_str(&text.unwrap()).unwrap()
}

fn violations(metadata: &Value) -> Vec<String> {
    layers::violations(&Graph::from_metadata(&metadata.to_string()).unwrap())
}

fn id_of(metadata: &Value, name: &str) -> String {
    let package = metadata["packages"]
        .as_array()
        .unwrap()
        .iter()
        .find(|package| package["name"] == name);
    package.unwrap()["id"].as_str().unwrap().to_owned()
}

/// The package of this name that another depends on: several versions of it may be in the workspace.
fn dependency_of(metadata: &Value, dependent: &str, name: &str) -> String {
    let dependent = id_of(metadata, dependent);
    let nodes = metadata["resolve"]["nodes"].as_array().unwrap();
    let node = nodes.iter().find(|node| node["id"] == dependent).unwrap();
    let edges = node["deps"].as_array().unwrap();
    let edge = edges.iter().find(|edge| edge["name"] == name).unwrap();
    edge["pkg"].as_str().unwrap().to_owned()
}

fn package<'a>(metadata: &'a mut Value, id: &str) -> &'a mut Value {
    metadata["packages"]
        .as_array_mut()
        .unwrap()
        .iter_mut()
        .find(|package| package["id"] == id)
        .unwrap()
}

fn node<'a>(metadata: &'a mut Value, id: &str) -> &'a mut Value {
    metadata["resolve"]["nodes"]
        .as_array_mut()
        .unwrap()
        .iter_mut()
        .find(|node| node["id"] == id)
        .unwrap()
}

#[track_caller]
fn assert_reported(problems: &[String], expected: &str) {
    assert!(
        problems.iter().any(|problem| problem.starts_with(expected)),
        "{expected:?} is not in {problems:#?}"
    );
}
