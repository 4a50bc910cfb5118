//! How a question is printed: the request as sent with its secrets masked, the answer, the explanation.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use countersign_grammar::Limits;
use countersign_message::TokenResponse;

use super::course::Row;
use super::exchange::{Answer, Sent};
use super::explanation;
use super::mask::{body, header_value, target};
use super::play::Played;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const GOOD: Style = AnsiColor::Green.on_default().bold();
const BAD: Style = AnsiColor::Red.on_default().bold();
const NOTE: Style = AnsiColor::Yellow.on_default();

/// What is asked, and of whom.
#[derive(Debug, Clone, Copy)]
pub(super) struct Heading<'h> {
    pub(super) number: usize,
    pub(super) question: &'h str,
    pub(super) id: &'h str,
    pub(super) statement: Option<&'h str>,
}

impl<'h> Heading<'h> {
    pub(super) fn of(number: usize, row: &'h Row) -> Self {
        Self {
            number,
            question: &row.question,
            id: &row.id,
            statement: row.expect.statement.as_deref(),
        }
    }
}

pub(super) fn beginning(
    out: &mut dyn Write,
    questions: usize,
    signed: usize,
    calls: usize,
    url: &str,
) -> io::Result<()> {
    let s = if questions == 1 { "" } else { "s" };
    let then = match (signed, calls) {
        (0, 0) => String::new(),
        _ => format!("; then {signed} requests that are signed, and {calls} calls of an API"),
    };
    writeln!(
        out,
        "{questions} question{s} on OAuth 2.0 client credentials, asked of {url}{then}"
    )?;
    writeln!(out, "{DIM}> sent   < answered   ! explained   = checked{DIM:#}")
}

pub(super) fn question(out: &mut dyn Write, heading: Heading<'_>, played: &Played) -> io::Result<()> {
    let Heading {
        number,
        question,
        id,
        statement,
    } = heading;
    writeln!(out)?;
    writeln!(out, "{BOLD}{number:>2}. {question}{BOLD:#}  {DIM}{id}{DIM:#}")?;
    if let Some(sent) = &played.sent {
        request(out, ">", sent)?;
    }
    if let Some(unsent) = &played.unsent {
        request(out, ".", unsent)?;
    }
    if let Some(read) = &played.read {
        writeln!(out, "    < {}", shortened(read.as_bytes()))?;
    }
    if let Some(answer) = &played.answer {
        response(out, answer)?;
    }
    if let Some(statement) = statement {
        writeln!(out, "    {}", wrapped(&format!("It is said: {statement}."), 4))?;
    }
    for seen in &played.seen {
        writeln!(out, "    {}", wrapped(seen, 4))?;
    }
    for finding in played.report.iter().flat_map(explanation::shown) {
        writeln!(out, "    {NOTE}!{NOTE:#} {}", wrapped(finding.text(), 6))?;
        writeln!(
            out,
            "      {DIM}{} [{}]{DIM:#}",
            wrapped(finding.remedy(), 6),
            finding.clause().id()
        )?;
    }
    if let Some((reason, clause, remedy)) = &played.told {
        writeln!(out, "    {NOTE}!{NOTE:#} {}", wrapped(reason, 6))?;
        writeln!(out, "      {DIM}{} [{clause}]{DIM:#}", wrapped(remedy, 6))?;
    }
    let passed = played
        .checks
        .iter()
        .filter(|check| check.passes())
        .map(|check| check.what.as_str());
    let passed = passed.collect::<Vec<_>>().join("; ");
    let (style, mark) = if played.passes() {
        (GOOD, "ok")
    } else {
        (BAD, "WRONG")
    };
    writeln!(
        out,
        "    {style}= {mark}{style:#} {DIM}{}{DIM:#}",
        wrapped(&passed, 9)
    )?;
    for check in &played.checks {
        if let Some(instead) = &check.instead {
            let told = format!("expected {}, found {instead}", check.what);
            writeln!(out, "      {BAD}{}{BAD:#}", wrapped(&told, 6))?;
        }
    }
    Ok(())
}

pub(super) fn end(out: &mut dyn Write, questions: usize, wrong: usize) -> io::Result<()> {
    writeln!(out)?;
    match (wrong, questions) {
        (0, 1) => writeln!(out, "{GOOD}The answer is as expected.{GOOD:#}"),
        (0, _) => writeln!(out, "{GOOD}All {questions} answers are as expected.{GOOD:#}"),
        (1, _) => writeln!(out, "{BAD}1 of {questions} answers is wrong.{BAD:#}"),
        _ => writeln!(out, "{BAD}{wrong} of {questions} answers are wrong.{BAD:#}"),
    }
}

fn request(out: &mut dyn Write, mark: &str, sent: &Sent) -> io::Result<()> {
    writeln!(out, "    {mark} {} {}", sent.method, target(sent))?;
    for (index, (name, _)) in sent.headers.iter().enumerate() {
        // The host is that of the course, and the same everywhere.
        if !name.eq_ignore_ascii_case("host") {
            writeln!(out, "    {mark} {name}: {}", header_value(sent, index))?;
        }
    }
    if !sent.body.is_empty() {
        writeln!(out, "    {mark} {}", body(sent))?;
    }
    Ok(())
}

fn response(out: &mut dyn Write, answer: &Answer) -> io::Result<()> {
    let line = format!("    < {} {}", answer.status, shortened(&answer.body));
    writeln!(out, "{}", line.trim_end())?;
    for name in ["allow", "www-authenticate"] {
        if let Some(value) = answer.header(name) {
            writeln!(out, "    < {name}: {value}")?;
        }
    }
    Ok(())
}

/// A token response with the beginning and the end of its token only; any other body as it is.
fn shortened(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    let Ok(response) = TokenResponse::parse(body, &Limits::DEFAULT) else {
        return text.into_owned();
    };
    let token = response.access_token().expose();
    let ends = token
        .get(..20)
        .zip(token.len().checked_sub(4).and_then(|at| token.get(at..)));
    match ends {
        Some((head, tail)) if token.len() > 40 => text.replace(token, &format!("{head}…{tail}")),
        _ => text.into_owned(),
    }
}

/// The widest line of prose.
const WIDTH: usize = 100;

/// A text in lines of [`WIDTH`], all but the first indented by so many spaces; the first one begins there.
fn wrapped(text: &str, indent: usize) -> String {
    let mut lines = String::with_capacity(text.len());
    let mut column = indent;
    for word in text.split(' ') {
        let length = word.chars().count().saturating_add(1);
        if column.saturating_add(length) > WIDTH && column > indent {
            lines.push('\n');
            lines.extend(std::iter::repeat_n(' ', indent));
            column = indent;
        } else if column > indent {
            lines.push(' ');
        }
        lines.push_str(word);
        column = column.saturating_add(length);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_is_wrapped_between_words() {
        let text = "word ".repeat(50);
        let lines = wrapped(text.trim_end(), 6);
        assert!(lines.lines().count() == 3, "{lines}");
        assert!(lines.lines().all(|line| line.len() <= WIDTH));
        assert!(lines.lines().skip(1).all(|line| line.starts_with("      word")));
        assert_eq!(lines.split_whitespace().count(), 50);
        let long = "x".repeat(200);
        assert_eq!(wrapped(&long, 6), long);
    }

    #[test]
    fn a_token_is_shown_by_its_ends() {
        let token = format!("eyJhbGciOiJIUzI1NiIs{}tail", "canary".repeat(20));
        let body = format!(r#"{{"access_token":"{token}","token_type":"Bearer"}}"#);
        let shown = shortened(body.as_bytes());
        assert_eq!(
            shown,
            r#"{"access_token":"eyJhbGciOiJIUzI1NiIs…tail","token_type":"Bearer"}"#
        );
        assert_eq!(shortened(b"{\"error\":\"x\"}"), "{\"error\":\"x\"}");
    }
}
