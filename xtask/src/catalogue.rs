//! docs/spec/clauses.toml, read and checked.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;

use crate::workspace;

/// Where the catalogue lives.
pub const PATH: &str = "docs/spec/clauses.toml";

/// One entry of the catalogue, field by field as in the file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    missing_docs,
    reason = "the fields are described at the top of docs/spec/clauses.toml"
)]
pub struct Entry {
    pub id: String,
    pub spec: String,
    pub section: String,
    pub level: String,
    pub role: String,
    pub topic: String,
    pub basis: String,
    pub text: String,
    pub check: String,
    pub tier: String,
    pub related: Vec<String>,
    pub restates: bool,
    pub verified: bool,
    pub source: String,
}

impl Entry {
    /// The name of the `static`: each character of the id that is no ASCII letter or digit becomes `_`.
    #[must_use]
    pub fn rust_name(&self) -> String {
        self.id
            .chars()
            .map(|c| {
                if c.is_ascii_alphanumeric() {
                    c.to_ascii_uppercase()
                } else {
                    '_'
                }
            })
            .collect()
    }

    /// The generated module that holds the clause: what stands before the first `-` of the id, in lower case.
    #[must_use]
    pub fn module(&self) -> String {
        self.id.split('-').next().unwrap_or_default().to_ascii_lowercase()
    }

    /// Whether the level is MUST or MUST NOT.
    #[must_use]
    pub fn is_absolute(&self) -> bool {
        self.level.starts_with("MUST")
    }
}

/// The whole catalogue, in the order of the file.
pub fn load() -> Result<Vec<Entry>> {
    parse(&workspace::read(PATH)?).with_context(|| PATH.to_owned())
}

/// Reads a catalogue and checks it: ids are unique, well formed and map injectively to Rust names; words are from
/// the vocabulary; related clauses exist.
pub fn parse(text: &str) -> Result<Vec<Entry>> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        clause: Vec<Entry>,
    }
    let File { clause: entries } = toml::from_str(text)?;

    let mut names: BTreeMap<String, &str> = BTreeMap::new();
    let mut ids = BTreeSet::new();
    for entry in &entries {
        let id = entry.id.as_str();
        ensure!(is_id(id), "{id:?} is not a clause id");
        ensure!(ids.insert(id), "{id} stands twice");
        if let Some(other) = names.insert(entry.rust_name(), id) {
            bail!("{id} and {other} have the same Rust name {}", entry.rust_name());
        }
        for (field, word, known) in [
            ("level", &entry.level, LEVELS),
            ("role", &entry.role, ROLES),
            ("topic", &entry.topic, TOPICS),
            ("tier", &entry.tier, TIERS),
            ("basis", &entry.basis, BASES),
        ] {
            ensure!(known.contains(&word.as_str()), "{id}: unknown {field} {word:?}");
        }
        for (field, value) in [
            ("spec", &entry.spec),
            ("section", &entry.section),
            ("text", &entry.text),
            ("check", &entry.check),
            ("source", &entry.source),
        ] {
            ensure!(!value.trim().is_empty(), "{id}: {field} is empty");
            ensure!(
                !value.contains(char::is_control),
                "{id}: {field} holds a control character"
            );
        }
    }
    for entry in &entries {
        for related in &entry.related {
            ensure!(
                ids.contains(related.as_str()),
                "{}: related {related} does not exist",
                entry.id
            );
        }
    }
    Ok(entries)
}

/// Whether a text has the form of a clause id: `PREFIX-place-number`, where the prefix begins with a capital letter.
#[must_use]
pub fn is_id(text: &str) -> bool {
    let mut parts = text.split('-');
    let prefix_fits = parts.next().is_some_and(|prefix| {
        prefix.starts_with(|c: char| c.is_ascii_uppercase())
            && prefix
                .chars()
                .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
    });
    let rest: Vec<_> = parts.collect();
    let Some((number, places)) = rest.split_last() else {
        return false;
    };
    prefix_fits
        && !places.is_empty()
        && places
            .iter()
            .all(|place| !place.is_empty() && place.chars().all(|c| c.is_ascii_alphanumeric() || c == '.'))
        && !number.is_empty()
        && number.chars().all(|c| c.is_ascii_digit())
}

const LEVELS: &[&str] = &["MUST", "MUST NOT", "SHOULD", "SHOULD NOT", "MAY"];
const ROLES: &[&str] = &["any", "client", "resource", "server"];
const TIERS: &[&str] = &["core", "extension", "profile"];
const BASES: &[&str] = &["keyword", "grammar", "prose", "inferred"];
const TOPICS: &[&str] = &[
    "bearer",
    "client-auth",
    "dpop",
    "error",
    "grammar",
    "introspection",
    "jwt",
    "metadata",
    "mtls",
    "rar",
    "request",
    "resource-indicators",
    "response",
    "revocation",
    "scope",
    "token",
    "transport",
];
