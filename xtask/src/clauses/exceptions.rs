//! docs/spec/exceptions.toml: clauses that the code leaves to somebody else, each with its reason.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use crate::workspace;

const PATH: &str = "docs/spec/exceptions.toml";

/// The reason of each excepted clause, by its id.
#[derive(Debug, Default)]
pub struct Exceptions(pub BTreeMap<String, String>);

impl Exceptions {
    /// The exceptions as they stand.
    pub fn load() -> Result<Self> {
        Self::parse(&workspace::read(PATH)?).with_context(|| PATH.to_owned())
    }

    /// Reads `[[exception]]` tables of `ids`, the clauses, and `reason`, one argument for them all.
    pub fn parse(text: &str) -> Result<Self> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct File {
            #[serde(default)]
            exception: Vec<Table>,
        }
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Table {
            ids: Vec<String>,
            reason: String,
        }
        let file: File = toml::from_str(text)?;
        let mut reasons = BTreeMap::new();
        for Table { ids, reason } in file.exception {
            ensure!(
                reason.trim().len() >= 20,
                "{ids:?}: the reason must be an argument"
            );
            for id in ids {
                ensure!(
                    reasons.insert(id.clone(), reason.clone()).is_none(),
                    "{id} is excepted twice"
                );
            }
        }
        Ok(Self(reasons))
    }
}
