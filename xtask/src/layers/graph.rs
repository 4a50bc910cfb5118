//! `cargo metadata`, reduced to what the layer rule asks.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::workspace;

/// The packages of a workspace and what each depends on.
#[derive(Debug)]
pub struct Graph {
    members: BTreeSet<String>,
    packages: BTreeMap<String, Package>,
    resolved: BTreeMap<String, Vec<String>>,
}

/// Why a package is depended on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `[dependencies]`, optional ones included.
    Normal,
    /// `[dev-dependencies]`.
    Development,
    /// `[build-dependencies]`.
    Build,
}

impl Graph {
    /// The workspace of this program with every feature, as resolved for one platform.
    pub fn of_workspace(platform: &str) -> Result<Self> {
        let metadata = workspace::output_of(workspace::cargo().args([
            "metadata",
            "--format-version=1",
            "--all-features",
            "--filter-platform",
            platform,
        ]))?;
        Self::from_metadata(&metadata)
    }

    /// Reads what `cargo metadata --format-version=1` prints.
    pub fn from_metadata(json: &str) -> Result<Self> {
        let metadata: Metadata = serde_json::from_str(json).context("cannot read cargo metadata")?;
        let resolved = metadata.resolve.nodes.into_iter().map(|node| {
            let dependencies = node.deps.into_iter().filter(NodeDependency::is_normal);
            (node.id, dependencies.map(|dependency| dependency.pkg).collect())
        });
        Ok(Self {
            members: metadata.workspace_members.into_iter().collect(),
            resolved: resolved.collect(),
            packages: metadata
                .packages
                .into_iter()
                .map(|package| (package.id.clone(), package))
                .collect(),
        })
    }

    /// The names of the packages of the workspace.
    pub fn members(&self) -> impl Iterator<Item = &str> {
        self.members
            .iter()
            .filter_map(|id| Some(self.packages.get(id)?.name.as_str()))
    }

    /// The manifest of each member that may be published.
    pub fn published(&self) -> impl Iterator<Item = &str> {
        self.members
            .iter()
            .filter_map(|id| self.packages.get(id))
            .filter(|package| {
                package
                    .publish
                    .as_ref()
                    .is_none_or(|registries| !registries.is_empty())
            })
            .map(|package| package.manifest_path.as_str())
    }

    /// What a member names in its manifest.
    pub fn declared(&self, member: &str) -> impl Iterator<Item = (&str, Kind)> {
        self.member(member)
            .into_iter()
            .flat_map(|package| &package.dependencies)
            .map(|dependency| (dependency.name.as_str(), dependency.kind()))
    }

    /// Every package that a member links, each with the package that brings it in. A procedural macro counts, but
    /// what it needs runs in the compiler and does not.
    #[must_use]
    pub fn closure(&self, member: &str) -> BTreeMap<String, String> {
        let mut found = BTreeMap::new();
        let mut seen = BTreeSet::new();
        let mut pending: Vec<_> = self.member(member).into_iter().collect();
        while let Some(package) = pending.pop() {
            if package.is_procedural_macro() {
                continue;
            }
            for id in self.resolved.get(&package.id).into_iter().flatten() {
                if let Some(dependency) = self.packages.get(id).filter(|_| seen.insert(id)) {
                    found.insert(dependency.name.clone(), package.name.clone());
                    pending.push(dependency);
                }
            }
        }
        found
    }

    fn member(&self, name: &str) -> Option<&Package> {
        self.members
            .iter()
            .filter_map(|id| self.packages.get(id))
            .find(|package| package.name == name)
    }
}

#[derive(Debug, Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    workspace_members: Vec<String>,
    resolve: Resolve,
}

#[derive(Debug, Deserialize)]
struct Package {
    id: String,
    name: String,
    manifest_path: String,
    dependencies: Vec<Dependency>,
    targets: Vec<Target>,
    publish: Option<Vec<String>>,
}

impl Package {
    fn is_procedural_macro(&self) -> bool {
        self.targets
            .iter()
            .any(|target| target.kind.iter().any(|kind| kind == "proc-macro"))
    }
}

#[derive(Debug, Deserialize)]
struct Target {
    kind: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Dependency {
    name: String,
    kind: Option<String>,
}

impl Dependency {
    fn kind(&self) -> Kind {
        match self.kind.as_deref() {
            Some("dev") => Kind::Development,
            Some("build") => Kind::Build,
            _ => Kind::Normal,
        }
    }
}

#[derive(Debug, Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Debug, Deserialize)]
struct Node {
    id: String,
    deps: Vec<NodeDependency>,
}

#[derive(Debug, Deserialize)]
struct NodeDependency {
    pkg: String,
    dep_kinds: Vec<NodeKind>,
}

impl NodeDependency {
    fn is_normal(&self) -> bool {
        self.dep_kinds.iter().any(|kind| kind.kind.is_none())
    }
}

#[derive(Debug, Deserialize)]
struct NodeKind {
    kind: Option<String>,
}
