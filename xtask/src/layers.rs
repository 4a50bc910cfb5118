//! The layer rule: arrows point strictly downwards, and no core crate reaches anything that needs an operating
//! system. It is checked over `cargo metadata` by [`violations`], which the tests of this crate run as well.

mod graph;
mod table;

use std::collections::BTreeSet;

use anyhow::Result;

pub use graph::{Graph, Kind};
pub use table::{BEYOND, CORE, Core, LAYERS, SUPPORT, TESTS_ONLY};

/// What is wrong with the workspace as it stands, in one line each.
pub fn check() -> Result<Vec<String>> {
    let mut problems = BTreeSet::new();
    for platform in PLATFORMS {
        problems.extend(violations(&Graph::of_workspace(platform)?));
    }
    Ok(problems.into_iter().collect())
}

/// One platform without an operating system and one with: the first shows what a core crate needs, the second what
/// it would bring along.
const PLATFORMS: &[&str] = &["thumbv7em-none-eabi", "x86_64-unknown-linux-gnu"];

/// What is wrong with this graph, in one line each.
#[must_use]
pub fn violations(graph: &Graph) -> Vec<String> {
    let mut problems = Vec::new();
    for member in graph.members() {
        let Some(layer) = layer_of(member) else {
            problems.push(format!(
                "{member} has no layer: add it to xtask/src/layers/table.rs"
            ));
            continue;
        };
        arrows(graph, member, layer, &mut problems);
        if let Some(core) = CORE.iter().find(|core| core.name == member) {
            direct(graph, core, &mut problems);
            reached(graph, core, &mut problems);
        }
    }
    for core in CORE {
        if !graph.members().any(|member| member == core.name) {
            problems.push(format!(
                "{} stands in the table but not in the workspace",
                core.name
            ));
        }
    }
    problems
}

fn layer_of(name: &str) -> Option<u8> {
    LAYERS
        .iter()
        .find(|(crate_name, _)| *crate_name == name)
        .map(|(_, layer)| *layer)
}

fn arrows(graph: &Graph, member: &str, layer: u8, problems: &mut Vec<String>) {
    for (name, kind) in graph.declared(member) {
        // A package without a layer that is no member is an external crate, which `direct` judges.
        let Some(below) = layer_of(name) else { continue };
        let fits = match kind {
            Kind::Normal | Kind::Build if TESTS_ONLY.contains(&name) => layer == BEYOND,
            Kind::Normal | Kind::Build => below < layer,
            // A test may use a neighbour, but nothing above; the tools beyond the layers test everything.
            Kind::Development => below <= layer || layer == BEYOND,
        };
        if !fits {
            problems.push(format!(
                "{member} (layer {layer}) must not depend on {name} (layer {below}): arrows point downwards"
            ));
        }
    }
}

fn direct(graph: &Graph, core: &Core, problems: &mut Vec<String>) {
    for (name, kind) in graph.declared(core.name) {
        match kind {
            Kind::Build => problems.push(format!(
                "{} is a core crate and has a build dependency, {name}",
                core.name
            )),
            Kind::Normal if layer_of(name).is_none() && !core.external.contains(&name) => {
                problems.push(format!(
                    "{} must not depend on {name}: it is not on its list",
                    core.name
                ));
            }
            Kind::Normal | Kind::Development => {}
        }
    }
}

fn reached(graph: &Graph, core: &Core, problems: &mut Vec<String>) {
    for (name, through) in graph.closure(core.name) {
        let known = layer_of(&name).is_some()
            || SUPPORT.contains(&name.as_str())
            || CORE.iter().any(|other| other.external.contains(&name.as_str()));
        if !known {
            problems.push(format!(
                "{} reaches {name} through {through}, which nobody vetted for no_std",
                core.name
            ));
        }
    }
}
