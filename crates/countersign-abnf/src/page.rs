use std::fmt::Write;

use crate::{PRODUCTIONS, Production};

const HEAD: &str = "# Grammars

Generated from `PRODUCTIONS` in `countersign-abnf`, whose tests do what is said here. To write it anew after a change:
`COUNTERSIGN_BLESS=1 cargo test -p countersign-abnf --test page`.

Each production is held as the text of its ABNF, and an interpreter of that notation, which shares no code with the crates
and follows all alternatives at once, says which strings match. On every string of at most so many symbols the
verdict of the crate is that of the grammar, and what the crate reads is written and read again without a change where
there is a printer. The last column counts faults planted in the ABNF, each of which the same comparison has to find.

| production | source | asked | most symbols | out of | strings | faults found |
|---|---|---|---:|---:|---:|---:|
";

const TAIL: &str = "
The symbols stand for the classes of octets that decide: delimiters, white space, what may stand between them and what
may not. Some are short pieces; a fixed text may stand before the string. UTF-8 is there with its sequences of two octets,
plain or percent-encoded; longer ones, the other members of a class, and longer strings are left to random tests with the
same comparison: sentences of the grammar, sentences with one octet changed, symbols, and any octets.
*No name twice* is a rule beside the grammar (RFC 9110 section 11.2), which the test works out for itself. Every character
class equals its ABNF on all 256 octets in `countersign-grammar` (`src/chars/tests.rs`), and percent-decoding, base64 and
base64url, and the arithmetic of times are covered over their boundary values in `countersign-abnf` (`tests/boundaries`) and `countersign-auth` (`tests/retention.rs`).

This is testing, exhaustive up to the lengths above; it is no proof for longer strings.
";

/// docs/model/grammars.md.
#[must_use]
pub fn page() -> String {
    let mut page = String::from(HEAD);
    for production in &PRODUCTIONS {
        // A String takes everything.
        let _ = row(&mut page, production);
    }
    page.push_str("\n## The symbols and the rules\n");
    for production in &PRODUCTIONS {
        let _ = rules(&mut page, production);
    }
    page.push_str(TAIL);
    page
}

fn row(page: &mut String, production: &Production) -> std::fmt::Result {
    writeln!(
        page,
        "| {} | {} | {} | {} | {} | {} | {} |",
        production.name,
        production.source,
        production.judge,
        production.most,
        production.symbols.len(),
        grouped(production.strings()),
        production.faults.len(),
    )
}

fn rules(page: &mut String, production: &Production) -> std::fmt::Result {
    write!(page, "\n### {}\n\nSymbols:", production.name)?;
    for symbol in production.symbols {
        write!(page, " `[{}]`", symbol.escape_ascii())?;
    }
    if !production.before.is_empty() {
        write!(page, ", behind `[{}]`", production.before.escape_ascii())?;
    }
    if production.utf8 {
        page.push_str("; the whole is UTF-8");
    }
    writeln!(page, ".\n\n```abnf{}```", production.rules)
}

/// The digits in threes.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && digits.len().saturating_sub(place) % 3 == 0 {
            grouped.push(' ');
        }
        grouped.push(digit);
    }
    grouped
}
