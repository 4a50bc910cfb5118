//! The exchange as a person may see it, on standard error.

use std::io::{self, Write};

use countersign_explain::{CapturedRequest, CapturedResponse, Part};
use countersign_http::Octets;
use hyper::{HeaderMap, Request, Response};

use super::mask::{Known, Masked};

/// How much of a body is shown, in characters.
const LONGEST: usize = 4000;

pub(super) fn request(known: &Known, sent: &Request<Octets>) -> io::Result<()> {
    let target = sent.uri().to_string();
    let captured = CapturedRequest::new(sent.method().as_str(), &target, sent.body().expose());
    let captured =
        fields(sent.headers()).fold(captured, |captured, (name, value)| captured.header(name, value));
    let masked = known.request(&captured);
    let mut lines = vec![format!(
        "{} {}",
        known.shown(sent.method().as_str().as_bytes()),
        masked.part(target.as_bytes(), |part| part == Part::Target)
    )];
    head(known, &masked, sent.headers(), &mut lines);
    body(&masked, sent.body(), &mut lines);
    write(">", &lines)
}

pub(super) fn response(known: &Known, answer: &Response<Octets>) -> io::Result<()> {
    let captured = CapturedResponse::new(answer.status().as_u16(), answer.body().expose());
    let captured =
        fields(answer.headers()).fold(captured, |captured, (name, value)| captured.header(name, value));
    let masked = known.response(&captured);
    let mut lines = vec![answer.status().as_u16().to_string()];
    head(known, &masked, answer.headers(), &mut lines);
    body(&masked, answer.body(), &mut lines);
    write("<", &lines)
}

/// A line on standard error.
pub(super) fn note(text: &str) -> io::Result<()> {
    write("*", &[text.to_owned()])
}

fn fields(headers: &HeaderMap) -> impl Iterator<Item = (&str, &[u8])> {
    headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_bytes()))
}

fn head(known: &Known, masked: &Masked<'_>, headers: &HeaderMap, lines: &mut Vec<String>) {
    lines.extend(fields(headers).enumerate().map(|(position, (name, value))| {
        let name = known.shown(name.as_bytes());
        format!("{name}: {}", masked.field(value, position))
    }));
}

fn body(masked: &Masked<'_>, octets: &Octets, lines: &mut Vec<String>) {
    if octets.is_empty() {
        return;
    }
    let shown = masked.part(octets.expose(), |part| part == Part::Body);
    let mut chars = shown.chars();
    let mut line: String = chars.by_ref().take(LONGEST).collect();
    if chars.next().is_some() {
        line.push('\u{2026}');
    }
    lines.push(String::new());
    lines.push(line);
}

fn write(mark: &str, lines: &[String]) -> io::Result<()> {
    let mut out = io::stderr().lock();
    for line in lines {
        writeln!(out, "{}", format_args!("{mark} {line}").to_string().trim_end())?;
    }
    Ok(())
}
