//! Findings for programs.
//!
//! One object: `input` (`request` or `response`), `notes` (an array of sentences), and `report` as
//! `countersign-explain` documents it, where each finding has one member more, `source`: where it stands in the
//! capture, as `start` and `end` in octets from 0 and `line` and `column` from 1; null for the message as a whole.

use serde_json::{Value, json};

use super::capture::{Capture, Explained};
use super::display::Masked;

pub(super) fn render(source: &[u8], capture: &Capture, explained: &Explained) -> Value {
    let masked = Masked::new(source, &[]);
    let (input, report) = match explained {
        Explained::Request(report) => ("request", serde_json::to_value(report)),
        Explained::Response(report) => ("response", serde_json::to_value(report)),
    };
    let mut report = report.unwrap_or_default();
    let list = report.get_mut("findings").and_then(Value::as_array_mut);
    for (value, finding) in list.into_iter().flatten().zip(explained.findings()) {
        let range = capture.locate(finding.place());
        let located = range.map(|range| {
            let (line, column) = masked.position(range.start);
            json!({ "start": range.start, "end": range.end, "line": line, "column": column })
        });
        if let Some(members) = value.as_object_mut() {
            members.insert(String::from("source"), located.unwrap_or_default());
        }
    }
    json!({ "input": input, "notes": capture.notes, "report": report })
}
