//! `cargo xtask model`: explores the models to the end of their widest bounds, holds the crates against them, and the page
//! about them against what was found.

use std::time::Instant;

use anyhow::{Context, Result, ensure};

use crate::workspace;

/// The page, and between which marks it repeats what the command prints.
const PAGE: &str = "docs/model/README.md";
const BEGIN: &str = "<!-- what `cargo xtask model` prints -->\n";
const END: &str = "<!-- until here -->\n";

/// What is to be done beside exploring.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Options {
    /// Print how each seeded fault is found.
    pub list: bool,
    /// Write the tables into the page, instead of comparing them.
    pub write: bool,
}

/// Explores, replays, and prints all tables.
///
/// # Errors
/// A property fails, a fault is not found, a crate and its model part, or the page says something else.
pub fn run(options: Options) -> Result<()> {
    let began = Instant::now();
    let mut arguments = vec!["run", "--quiet", "--package", "countersign-model"];
    arguments.extend(options.list.then_some(["--", "--list"]).into_iter().flatten());
    let (explored, whole) = output(&arguments)?;
    print!("{explored}");
    ensure!(whole, "a property fails or a fault is not found: see above");

    let tests = [
        "test",
        "--quiet",
        "--package",
        "countersign-model",
        "--test",
        "agreement_*",
        "--",
        "--nocapture",
    ];
    let (told, whole) = output(&tests)?;
    if !whole {
        print!("{told}");
    }
    ensure!(whole, "a crate and its model part: see above");
    let agreed = agreed(&told);
    println!("\n{agreed}\n{} s in all", began.elapsed().as_secs());
    let rows = agreed.lines().count().saturating_sub(2);
    ensure!(
        rows == AGREEMENTS,
        "{rows} of {AGREEMENTS} comparisons with a crate were told"
    );
    page(&tables(&explored), &agreed, options.write)
}

/// How many comparisons there are of a crate with its model.
const AGREEMENTS: usize = 16;

/// What a command of cargo prints, and whether it succeeded; what it says of failures goes to the terminal.
fn output(arguments: &[&str]) -> Result<(String, bool)> {
    let output = workspace::cargo()
        .args(arguments)
        .env("COUNTERSIGN_MODEL", "wide")
        .stderr(std::process::Stdio::inherit())
        .output()
        .context("cannot start cargo")?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    Ok((text, output.status.success()))
}

/// The lines in which the tests say what they compared, behind the marks that the harness prints before them; in an order
/// that does not depend on which test was faster.
fn agreed(told: &str) -> String {
    let mut rows: Vec<&str> = told
        .lines()
        .map(|line| line.trim_start_matches('.'))
        .filter(|line| line.starts_with("| "))
        .collect();
    rows.sort_unstable();
    format!(
        "| the crates beside their models | direction | compared |\n|---|---|--:|\n{}\n",
        rows.join("\n")
    )
}

/// The tables of a text, each line of them, with an empty line between two.
fn tables(text: &str) -> String {
    let paragraphs = text.split("\n\n").map(str::trim);
    let tables: Vec<&str> = paragraphs
        .filter(|paragraph| paragraph.starts_with('|'))
        .collect();
    tables.join("\n\n") + "\n"
}

fn page(explored: &str, agreed: &str, write: bool) -> Result<()> {
    let path = workspace::root().join(PAGE);
    let page = std::fs::read_to_string(&path).with_context(|| format!("cannot read {PAGE}"))?;
    let expected = with(&page, &format!("{explored}\n{agreed}"))
        .with_context(|| format!("{PAGE} has no place for the tables"))?;
    if write {
        return std::fs::write(&path, expected).with_context(|| format!("cannot write {PAGE}"));
    }
    ensure!(
        page == expected,
        "{PAGE} says something else: cargo xtask model --write"
    );
    Ok(())
}

/// The page with these tables between its marks.
fn with(page: &str, tables: &str) -> Option<String> {
    let (before, rest) = page.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}\n{tables}\n{END}{after}"))
}

#[cfg(test)]
mod tests {
    use super::{BEGIN, END, agreed, tables, with};

    #[test]
    fn what_the_tests_say_is_found_between_the_marks_of_the_harness() {
        let told =
            "running 2 tests\n.| the guard | both | 7 |\n.\nnothing: compared\n..| a source | both | 2 |\n";
        assert_eq!(
            agreed(told),
            "| the crates beside their models | direction | compared |\n|---|---|--:|\n| a source | both | 2 |\n\
             | the guard | both | 7 |\n"
        );
    }

    #[test]
    fn times_and_traces_are_no_part_of_the_tables() {
        let text = "| a |\n|---|\n| 1 |\n\n| b |\n|---|\n| 2 |\n\nexplored and seeded in 3 s\n";
        assert_eq!(tables(text), "| a |\n|---|\n| 1 |\n\n| b |\n|---|\n| 2 |\n");
    }

    #[test]
    fn another_number_is_another_page() {
        let page = format!("# x\n{BEGIN}\n| 1 |\n\n{END}rest\n");
        assert_eq!(with(&page, "| 1 |\n").as_deref(), Some(page.as_str()));
        assert_ne!(with(&page, "| 2 |\n").as_deref(), Some(page.as_str()));
        assert_eq!(with("# x\n", "| 1 |\n"), None);
    }
}
