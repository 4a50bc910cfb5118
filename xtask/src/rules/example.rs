use std::ops::RangeInclusive;

/// How many lines of code the example of the root README may have; its heading says thirty.
const LINES: RangeInclusive<usize> = 20..=30;

/// The example of the root README if it is no longer as long as its heading says. Blank lines do not count.
#[must_use]
pub fn long_example(readme: &str) -> Option<String> {
    let lines = first_example(readme)
        .filter(|line| !line.trim().is_empty())
        .count();
    (!LINES.contains(&lines)).then(|| {
        let (least, most) = (LINES.start(), LINES.end());
        format!("README.md: the example has {lines} lines of code, and not {least} to {most}")
    })
}

/// An example in a crate's README that `cargo test` does not run, because its `lib.rs` does not take the README in.
#[must_use]
pub fn idle_example(folder: &str, readme: &str, lib: &str) -> Option<String> {
    let shows = readme.lines().any(|line| line.starts_with("```rust"));
    let runs = lib.contains("#[doc = include_str!(\"../README.md\")]");
    (shows && !runs).then(|| format!("{folder}/README.md has an example that src/lib.rs does not run"))
}

/// A line that rustdoc hides and every other reader of the file sees, `#` and all.
#[must_use]
pub fn hidden_line(path: &str, readme: &str) -> Vec<String> {
    let mut fence = None;
    let mut problems = Vec::new();
    for (number, line) in (1..).zip(readme.lines()) {
        if let Some(language) = line.strip_prefix("```") {
            fence = fence.is_none().then_some(language);
        } else if fence.is_some_and(|language| language.starts_with("rust"))
            && (line.trim() == "#" || line.trim().starts_with("# "))
        {
            problems.push(format!("{path}:{number} is a line that rustdoc hides"));
        }
    }
    problems
}

/// The lines of the first Rust block.
fn first_example(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .skip_while(|line| !line.starts_with("```rust"))
        .skip(1)
        .take_while(|line| !line.starts_with("```"))
}
