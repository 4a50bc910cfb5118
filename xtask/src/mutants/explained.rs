use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use super::CRATES;
use crate::workspace;

/// Where the survivors are explained.
pub const EXPLAINED: &str = "docs/model/mutants.toml";

/// Survivors by name, and how often each name survives.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Explained(pub(super) BTreeMap<String, usize>);

impl Explained {
    /// The list as it stands.
    pub fn load() -> Result<Self> {
        Self::parse(&workspace::read(EXPLAINED)?).with_context(|| EXPLAINED.to_owned())
    }

    /// Reads `[[survivor]]` tables of `mutants`, names without line and column, and `reason`, one argument for them
    /// all. A name that stands for several survivors stands there as often.
    pub fn parse(text: &str) -> Result<Self> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct File {
            #[serde(default)]
            survivor: Vec<Table>,
        }
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Table {
            mutants: Vec<String>,
            reason: String,
        }
        let file: File = toml::from_str(text)?;
        let mut explained = BTreeMap::new();
        for Table { mutants, reason } in file.survivor {
            ensure!(!mutants.is_empty(), "a reason without a mutant: {reason}");
            ensure!(
                reason.trim().len() >= 20,
                "{mutants:?}: the reason must be an argument"
            );
            for name in mutants {
                ensure!(
                    CRATES.iter().any(|owner| belongs(&name, owner)),
                    "{name} is of no crate that is examined"
                );
                *explained.entry(name).or_default() += 1;
            }
        }
        Ok(Self(explained))
    }

    /// How many survivors of a crate are explained.
    #[must_use]
    pub fn count(&self, owner: &str) -> usize {
        let own = self.0.iter().filter(|(name, _)| belongs(name, owner));
        own.map(|(_, times)| times).sum()
    }

    /// Every file that a name is of.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.0.keys().filter_map(|name| Some(name.split_once(": ")?.0))
    }
}

/// Whether a mutant of this name is of this crate.
pub(super) fn belongs(name: &str, owner: &str) -> bool {
    name.strip_prefix("crates/")
        .and_then(|rest| rest.strip_prefix(owner))
        .is_some_and(|rest| rest.starts_with("/src/"))
}
