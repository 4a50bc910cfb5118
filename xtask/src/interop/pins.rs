use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

/// The exact versions that package.json asks for.
pub(super) fn npm_pins(text: &str) -> Result<BTreeMap<String, String>> {
    #[derive(Deserialize)]
    struct Manifest {
        dependencies: BTreeMap<String, String>,
    }
    let manifest: Manifest = serde_json::from_str(text).context("cannot read package.json")?;
    for (name, version) in &manifest.dependencies {
        let exact = version.chars().all(|c| c.is_ascii_digit() || c == '.');
        ensure!(
            exact,
            "package.json asks for {name} {version}, which is no exact version"
        );
    }
    Ok(manifest.dependencies)
}

/// The exact versions of requirements.txt, each of which has to have a hash.
pub(super) fn python_pins(text: &str) -> Result<BTreeMap<String, String>> {
    let mut pins = BTreeMap::new();
    let joined = text.replace("\\\n", " ");
    for line in joined.lines().map(str::trim) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (pin, hashes) = line.split_once(' ').unwrap_or((line, ""));
        let (name, version) = pin
            .split_once("==")
            .with_context(|| format!("requirements.txt does not pin {pin}"))?;
        ensure!(
            hashes.contains("--hash=sha256:"),
            "requirements.txt has no hash for {name}"
        );
        pins.insert(normalised(name), version.to_owned());
    }
    ensure!(!pins.is_empty(), "requirements.txt names no package");
    Ok(pins)
}

/// The exact versions among the dependencies of a manifest of Cargo. What has another requirement is no peer, and the
/// lock holds it.
pub(super) fn rust_pins(text: &str) -> Result<BTreeMap<String, String>> {
    #[derive(Deserialize)]
    struct Manifest {
        dependencies: BTreeMap<String, Dependency>,
    }
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Dependency {
        Short(String),
        Long { version: String },
    }
    let manifest: Manifest = toml::from_str(text).context("cannot read the manifest of the Rust peers")?;
    let pin = |(name, dependency)| {
        let (Dependency::Short(version) | Dependency::Long { version }) = dependency;
        Some((name, version.strip_prefix('=')?.to_owned()))
    };
    Ok(manifest.dependencies.into_iter().filter_map(pin).collect())
}

/// The name by which PyPI compares names.
pub(super) fn normalised(name: &str) -> String {
    name.to_ascii_lowercase().replace(['_', '.'], "-")
}

/// The version of a package.
pub(super) fn pinned(pins: &BTreeMap<String, String>, name: &str) -> Result<String> {
    pins.get(name)
        .cloned()
        .with_context(|| format!("{name} is not among the pinned packages"))
}

#[cfg(test)]
mod tests;
