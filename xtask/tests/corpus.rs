//! Every committed input of every fuzz target, replayed on a stable compiler.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::arithmetic_side_effects
)]

use std::fs;
use std::path::Path;

use countersign_fuzz::TARGETS;

#[test]
fn every_target_has_a_corpus_and_holds_on_it() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus");
    for (name, target) in TARGETS {
        let mut inputs = 0;
        for entry in
            fs::read_dir(corpus.join(name)).unwrap_or_else(|error| panic!("corpus of {name}: {error}"))
        {
            let path = entry.expect("an entry").path();
            let data = fs::read(&path).expect("a file");
            if let Err(panic) = std::panic::catch_unwind(|| target(&data)) {
                eprintln!("{name} fails on {}", path.display());
                std::panic::resume_unwind(panic);
            }
            inputs += 1;
        }
        assert!(inputs >= 8, "{name} has {inputs} inputs");
        println!("{name}: {inputs} inputs");
    }
}

#[test]
fn every_target_is_in_the_table_and_has_a_folder_and_a_binary() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz");
    let names = |folder: &str| {
        let mut names: Vec<String> = fs::read_dir(root.join(folder))
            .expect("a folder")
            .map(|entry| {
                entry
                    .expect("an entry")
                    .path()
                    .file_stem()
                    .expect("a name")
                    .to_string_lossy()
                    .into_owned()
            })
            .collect();
        names.sort();
        names
    };
    let table: Vec<&str> = TARGETS.iter().map(|(name, _)| *name).collect();
    assert_eq!(names("corpus"), table);
    assert_eq!(names("fuzz_targets"), table);
}
