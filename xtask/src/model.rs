//! `cargo xtask model`: explores the models to the end of their widest bounds, and holds the crates against them.

use std::time::Instant;

use anyhow::{Context, Result, ensure};

use crate::workspace;

/// What the tests of agreement say about themselves, in words that their lines end with.
const COUNTS: [&str; 4] = [
    "traces replayed",
    "moves replayed",
    "courses compared",
    "of them open",
];

/// Explores, replays, and prints both tables.
///
/// # Errors
/// A property fails, a fault is not found, or a crate and its model part.
pub fn run() -> Result<()> {
    let began = Instant::now();
    let explored = workspace::cargo()
        .args(["run", "--quiet", "--package", "countersign-model"])
        .status()
        .context("cannot start cargo")?;
    ensure!(
        explored.success(),
        "a property fails or a fault is not found: see above"
    );

    let output = workspace::cargo()
        .args([
            "test",
            "--quiet",
            "--package",
            "countersign-model",
            "--",
            "--nocapture",
        ])
        .output()
        .context("cannot start cargo")?;
    let text = String::from_utf8_lossy(&output.stdout);
    if !output.status.success() {
        print!("{text}{}", String::from_utf8_lossy(&output.stderr));
    }
    ensure!(output.status.success(), "a crate and its model part: see above");
    println!("\n| the crate beside its model | |\n|---|---|");
    let counts = counts(&text);
    for (what, count) in &counts {
        println!("| {what} | {count} |");
    }
    ensure!(
        counts.len() == AGREEMENTS,
        "{} of {AGREEMENTS} tests of agreement said what they compared",
        counts.len()
    );
    println!("\n{} s in all", began.elapsed().as_secs());
    Ok(())
}

/// How many tests hold a crate against its model.
const AGREEMENTS: usize = 5;

/// The lines in which a test says what it compared, behind the marks that the harness prints before them.
fn counts(text: &str) -> Vec<(&str, &str)> {
    text.lines()
        .filter(|line| COUNTS.iter().any(|ending| line.ends_with(ending)))
        .filter_map(|line| line.trim_start_matches('.').split_once(": "))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::counts;

    #[test]
    fn what_the_tests_say_is_found_between_the_marks_of_the_harness() {
        let text = "running 2 tests\n.the guard: 7 judgements compared, 3 of them open\n.\nnothing: compared\n\
                    repetitions on two nodes: 2 traces, 9 moves replayed\n";
        assert_eq!(
            counts(text),
            [
                ("the guard", "7 judgements compared, 3 of them open"),
                ("repetitions on two nodes", "2 traces, 9 moves replayed"),
            ]
        );
    }
}
