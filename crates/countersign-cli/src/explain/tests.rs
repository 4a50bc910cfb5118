#![allow(
    clippy::single_range_in_vec_init,
    clippy::unwrap_used,
    clippy::panic,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::as_conversions
)]

use countersign_explain::{Explainer, Finding, Scheme};
use proptest::prelude::*;

use super::capture::{Capture, Explained, Message};
use super::mapped::Mapped;
use super::{json, text};

mod captures;
mod curl_commands;
mod misplaced;
mod rendering;

/// A capture, explained without registration.
fn explain(source: &[u8], scheme: Option<Scheme>) -> (Capture, Explained) {
    let capture =
        Capture::read(source, scheme).unwrap_or_else(|error| panic!("{error:?}: {}", source.escape_ascii()));
    let explained = match &capture.message {
        Message::Request(request) => Explained::Request(Explainer::new().request(&request.captured())),
        Message::Response(response) => Explained::Response(Explainer::new().response(&response.captured())),
    };
    (capture, explained)
}

fn render(source: &[u8]) -> String {
    let (capture, explained) = explain(source, None);
    text::render("capture", source, &capture, &explained, false)
}

fn codes(explained: &Explained) -> Vec<&'static str> {
    explained
        .findings()
        .iter()
        .map(|finding: &Finding| finding.code().as_str())
        .collect()
}

proptest! {
    /// Whatever is given, it is explained or refused, and nothing in the output steers a terminal.
    #[test]
    fn nothing_breaks_it(source in prop_oneof![
        prop::collection::vec(any::<u8>(), 0..120),
        "(POST|GET|HTTP/1.1) [ -~]{0,12} HTTP/1.1(\r\n|\n)([ -~]{0,20}(\r\n|\n)){0,4}[ -~\u{1b}\u{85}\0]{0,30}".prop_map(String::into_bytes),
        "curl [ -~\u{1b}\n]{0,80}".prop_map(String::into_bytes),
        ":method: POST\n([a-z:]{0,8}: ?[ -~]{0,10}\n){0,4}\n[ -~]{0,20}".prop_map(String::into_bytes),
    ]) {
        if let Ok(capture) = Capture::read(&source, None) {
            let _ = capture;
            let (capture, explained) = explain(&source, None);
            let shown = text::render("capture", &source, &capture, &explained, false);
            prop_assert!(!shown.chars().any(|char| char.is_control() && char != '\n'), "{:?}", shown);
            let value = json::render(&source, &capture, &explained);
            for finding in value["report"]["findings"].as_array().unwrap() {
                let at = |name: &str| finding["source"][name].as_u64();
                prop_assert!(finding["source"].is_null() || at("start") <= at("end"));
                prop_assert!(at("end").unwrap_or_default() <= source.len() as u64);
            }
        }
    }

    /// A part of mapped octets knows the same source as the whole.
    #[test]
    fn parts_are_located_alike(cuts in prop::collection::vec((0..20_usize, 0..6_usize, any::<bool>()), 1..6), from in 0..30_usize, len in 0..10_usize) {
        let source: Vec<u8> = (0..40).collect();
        let mut mapped = Mapped::default();
        for (at, len, verbatim) in cuts {
            if verbatim {
                mapped.push_verbatim(&source, at..at + len);
            } else {
                mapped.push_made(&vec![0; len], at..at + 3);
            }
        }
        let end = (from + len).min(mapped.len());
        let from = from.min(end);
        let part = mapped.part(from..end);
        prop_assert_eq!(part.octets(), &mapped.octets()[from..end]);
        for at in from..end {
            prop_assert_eq!(part.locate(at - from..at - from + 1), mapped.locate(at..at + 1));
        }
        let whole = mapped.locate(from..end);
        for at in from..end {
            let one = mapped.locate(at..at + 1);
            prop_assert!(whole.start <= one.start && one.end <= whole.end);
        }
    }
}
