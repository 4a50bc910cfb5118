use std::collections::BTreeSet;

/// The longest source file, in lines, that still reads in one sitting.
const LONGEST: usize = 400;

/// A source file that is too long; a generated one says so in its first line and may be.
#[must_use]
pub fn long_file(path: &str, text: &str) -> Option<String> {
    let lines = text.lines().count();
    let generated = text
        .lines()
        .next()
        .is_some_and(|line| line.contains("@generated"));
    (lines > LONGEST && !generated).then(|| format!("{path} has {lines} lines; split it before {LONGEST}"))
}

/// Paths of one machine, and folders outside the repository. (`concat!` keeps this file itself clean.)
const FORBIDDEN: &[&str] = &[
    concat!("/wo", "rk/"),
    concat!("/ro", "ot/"),
    concat!("/ho", "me/"),
    concat!("/tm", "p/"),
    concat!("../sha", "red"),
];

/// Each line that names a path of somebody's machine. A path inside a longer one or inside an address is none.
#[must_use]
pub fn forbidden_words(path: &str, text: &str) -> Vec<String> {
    let mut problems = BTreeSet::new();
    for (number, line) in (1..).zip(text.lines()) {
        for word in FORBIDDEN {
            for (at, _) in line.match_indices(word) {
                let before = line.get(..at).and_then(|head| head.chars().next_back());
                let inside =
                    before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '}'));
                if word.starts_with('.') || !inside {
                    problems.insert(format!("{path}:{number} names {word}"));
                }
            }
        }
    }
    problems.into_iter().collect()
}

/// The two attributes without which a core crate may read the clock or hold unsafe code.
#[must_use]
pub fn head_of_core_crate(path: &str, text: &str) -> Vec<String> {
    let attributes: BTreeSet<_> = text.lines().filter(|line| line.starts_with("#![")).collect();
    ["#![no_std]", "#![forbid(unsafe_code)]"]
        .into_iter()
        .filter(|wanted| !attributes.contains(wanted))
        .map(|wanted| format!("{path} does not begin with {wanted}"))
        .collect()
}

/// `extern crate std` outside of tests, which would undo `#![no_std]`.
#[must_use]
pub fn stray_std(path: &str, text: &str) -> Vec<String> {
    let mut problems = Vec::new();
    let mut previous = "";
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        if line.starts_with("extern crate std") && previous != "#[cfg(test)]" {
            problems.push(format!("{path}:{number} brings in std outside of tests"));
        }
        previous = line;
    }
    problems
}

/// A public item or an `impl` whose head names `nom`: a type of that library would be in our public face.
#[must_use]
pub fn leaked_nom(path: &str, text: &str) -> Vec<String> {
    let mut problems = Vec::new();
    // The line on which a head began, and the head so far.
    let mut open: Option<(usize, String)> = None;
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.split("//").next().unwrap_or_default().trim();
        let begins = line.starts_with("pub ") || line.starts_with("impl ") || line.starts_with("impl<");
        let (start, mut head) = match open.take() {
            Some(head) => head,
            None if begins => (number, String::new()),
            None => continue,
        };
        let end = line.find(['{', ';']);
        // The braces of `pub use nom::{..}` belong to the head.
        let end = if line.starts_with("pub use") {
            line.find(';')
        } else {
            end
        };
        head.push_str(end.and_then(|end| line.get(..end)).unwrap_or(line));
        head.push(' ');
        if end.is_none() {
            open = Some((start, head));
        } else if names_nom(&head) && !is_impl_for_private_type(&head, text) {
            problems.push(format!("{path}:{start} has nom in a public signature"));
        }
    }
    problems
}

/// Whether this is the head of an `impl .. for Type` whose type the same file declares, and not as public.
fn is_impl_for_private_type(head: &str, text: &str) -> bool {
    let Some((_, subject)) = head.split_once(" for ").filter(|_| head.starts_with("impl")) else {
        return false;
    };
    let name: String = subject
        .trim()
        .chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect();
    text.lines().any(|line| {
        let declaration = line
            .strip_prefix("pub(")
            .and_then(|rest| Some(rest.split_once(") ")?.1))
            .unwrap_or(line);
        let declared = declaration
            .strip_prefix("struct ")
            .or_else(|| declaration.strip_prefix("enum "));
        declared
            .and_then(|rest| rest.strip_prefix(name.as_str()))
            .is_some_and(|rest| {
                !name.is_empty() && !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_')
            })
    })
}

fn names_nom(head: &str) -> bool {
    head.split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .any(|word| matches!(word, "nom" | "IResult" | "ParseError"))
}
