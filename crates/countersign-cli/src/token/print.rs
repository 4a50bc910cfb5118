use std::io::{self, Write};

use countersign_client::ScopeComparison;
use serde::Serialize;

use super::exchange::{Granted, Line};
use super::transcript;
use crate::args::TokenFormat;

/// What the caller should know besides the token, on standard error.
pub(super) fn notes(granted: &Granted, line: &Line) -> io::Result<()> {
    let differs = match granted.token.scope().comparison() {
        ScopeComparison::Narrowed => "less than",
        ScopeComparison::Widened => "other than",
        ScopeComparison::Same | ScopeComparison::Unknown => "",
    };
    if !differs.is_empty() {
        let stated = granted.token.scope().stated().map_or("", |scope| scope.as_str());
        let shown = line.known.shown(stated.as_bytes());
        writeln!(
            io::stderr(),
            "countersign: note: the granted scope is {differs} asked for: {shown:?} [RFC6749-3.3-5]"
        )?;
    }
    if line.verbose {
        for tolerance in granted.tolerated.iter() {
            transcript::note(&format!("tolerated: {tolerance} [{}]", tolerance.clause().id()))?;
        }
    }
    Ok(())
}

/// The token in the form that was asked for: the one place where it is printed.
pub(super) fn token(
    granted: &Granted,
    format: TokenFormat,
    line: &Line,
    out: &mut dyn Write,
) -> io::Result<()> {
    let token = granted.token.access_token().expose();
    match format {
        TokenFormat::Token => writeln!(out, "{token}"),
        TokenFormat::Header => writeln!(out, "Authorization: Bearer {token}"),
        TokenFormat::Json => {
            #[derive(Serialize)]
            struct Json<'g> {
                access_token: &'g str,
                token_type: String,
                #[serde(skip_serializing_if = "Option::is_none")]
                expires_in: Option<u64>,
                #[serde(skip_serializing_if = "Option::is_none")]
                scope: Option<String>,
                tolerated: Vec<&'static str>,
            }
            // Nothing said about the scope means that it is the one that was asked for.
            let scope = granted.token.scope().stated().unwrap_or(&granted.asked);
            let known = granted.token.scope().stated().is_some() || !granted.asked.is_empty();
            let json = Json {
                access_token: token,
                token_type: line.known.shown(granted.token_type.as_bytes()),
                expires_in: granted.expires_in,
                scope: known.then(|| line.known.shown(scope.as_str().as_bytes())),
                tolerated: granted
                    .tolerated
                    .iter()
                    .map(|tolerance| tolerance.as_str())
                    .collect(),
            };
            serde_json::to_writer(&mut *out, &json)?;
            writeln!(out)
        }
    }
}
