//! The rules that are read off the text of the files.

mod example;
mod link;
mod randomness;
mod source;

use anyhow::Result;

use crate::layers::{CORE, Graph};
use crate::workspace;

pub use example::{hidden_line, idle_example, long_example};
pub use link::dangling_links;
pub use randomness::{own_randomness, unpinned_gate};
pub use source::{forbidden_words, head_of_core_crate, leaked_nom, long_file, stray_std};

/// What is wrong with the files as they stand, in one line each.
pub fn check() -> Result<Vec<String>> {
    let mut problems = Vec::new();
    for path in workspace::files()? {
        // What is not text (a fuzzing seed, a picture) holds no words and no source.
        let Ok(text) = workspace::read(&path) else {
            continue;
        };
        problems.extend(forbidden_words(&path, &text));
        if path.ends_with(".md") {
            problems.extend(dangling_links(&path, &text, |target| {
                workspace::root().join(target).exists()
            }));
        }
        if path.ends_with(".rs") {
            problems.extend(long_file(&path, &text));
            problems.extend(own_randomness(&path, &text));
            if CORE
                .iter()
                .any(|core| path.starts_with(&format!("crates/{}/src/", core.name)))
            {
                problems.extend(stray_std(&path, &text));
            }
            if path.starts_with("crates/countersign-grammar/src/") {
                problems.extend(leaked_nom(&path, &text));
            }
        }
    }
    for core in CORE {
        let path = format!("crates/{}/src/lib.rs", core.name);
        problems.extend(head_of_core_crate(&path, &workspace::read(&path)?));
    }
    problems.extend(long_example(&workspace::read("README.md")?));
    problems.extend(hidden_line("README.md", &workspace::read("README.md")?));
    problems.extend(unpinned_gate(&workspace::read(".ci/run")?));
    problems.extend(published_files()?);
    Ok(problems)
}

/// Each crate that may be published carries its own README and both licence texts, equal to those at the root.
fn published_files() -> Result<Vec<String>> {
    let mut problems = Vec::new();
    let graph = Graph::of_workspace("x86_64-unknown-linux-gnu")?;
    for manifest in graph.published() {
        let folder = std::path::Path::new(manifest)
            .parent()
            .and_then(|folder| folder.strip_prefix(workspace::root()).ok());
        let Some(folder) = folder.and_then(std::path::Path::to_str) else {
            problems.push(format!("{manifest} lies outside the workspace"));
            continue;
        };
        let readme = format!("{folder}/README.md");
        match workspace::read(&readme) {
            Ok(text) => {
                let lib = workspace::read(&format!("{folder}/src/lib.rs"))?;
                problems.extend(hidden_line(&readme, &text));
                problems.extend(idle_example(folder, &text, &lib));
            }
            Err(_) => problems.push(format!("{readme} is missing")),
        }
        for licence in ["LICENSE-APACHE", "LICENSE-MIT"] {
            let original = workspace::read(licence)?;
            if !workspace::read(&format!("{folder}/{licence}")).is_ok_and(|copy| copy == original) {
                problems.push(format!(
                    "{folder}/{licence} must be a copy of, or a link to, the one at the root"
                ));
            }
        }
    }
    Ok(problems)
}
