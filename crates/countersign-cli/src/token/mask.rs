//! What may be shown of an exchange: the secret is hidden wherever it stands, as it is or encoded, and so is what a token
//! endpoint would only be told or tell in confidence.

use std::ops::Range;

use countersign_explain::{
    CapturedRequest, CapturedResponse, Part, Place, response_secret_ranges, secret_ranges,
};
use countersign_grammar::base64;
use countersign_secret::Secret;
use zeroize::Zeroizing;

use super::mask::view::View;
use crate::explain::display::harmless;

mod view;

/// What stands in the place of a secret; it does not tell its length.
const MARK: &str = "*****";

/// The secret in the forms in which it may come back.
pub(super) struct Known(Vec<Zeroizing<Vec<u8>>>);

// = COUNTERSIGN-SECRET-1
impl Known {
    pub(super) fn new(client_id: &str, secret: &Secret) -> Self {
        let pair = Zeroizing::new([client_id.as_bytes(), b":", secret.expose()].concat());
        let encoded = |octets: &[u8]| {
            let text = Zeroizing::new(base64::encode(octets));
            Zeroizing::new(text.trim_end_matches('=').as_bytes().to_vec())
        };
        Self(vec![
            Zeroizing::new(secret.expose().to_vec()),
            encoded(secret.expose()),
            encoded(&pair),
        ])
    }

    /// Hides this as well.
    pub(super) fn learn(&mut self, text: &str) {
        self.0.push(Zeroizing::new(text.as_bytes().to_vec()));
    }

    /// A text without secrets and without what a terminal would obey.
    pub(super) fn shown(&self, octets: &[u8]) -> String {
        replaced(octets, self.ranges(octets))
    }

    pub(super) fn request<'r>(&'r self, request: &'r CapturedRequest<'_>) -> Masked<'r> {
        Masked {
            known: self,
            places: secret_ranges(request),
        }
    }

    pub(super) fn response<'r>(&'r self, response: &'r CapturedResponse<'_>) -> Masked<'r> {
        Masked {
            known: self,
            places: response_secret_ranges(response),
        }
    }

    fn ranges(&self, octets: &[u8]) -> Vec<Range<usize>> {
        let plain = View::of(octets);
        let json = plain.json_unescaped();
        let late = plain.json_unescaped_late();
        let mut ranges = Vec::new();
        for view in [plain, json, late] {
            for view in [view.percent_decoded(), view.html_unescaped(), view] {
                for known in self.0.iter().filter(|known| !known.is_empty()) {
                    view.find(known, &mut ranges);
                }
            }
        }
        ranges
    }
}

/// A message with what is known to be secret in it.
pub(super) struct Masked<'m> {
    known: &'m Known,
    places: Vec<Place>,
}

impl Masked<'_> {
    /// The part of the message as it may be shown.
    pub(super) fn part(&self, octets: &[u8], which: impl Fn(Part) -> bool) -> String {
        let mut ranges = self.known.ranges(octets);
        let places = self.places.iter().filter(|place| which(place.part));
        ranges.extend(places.map(|place| place.octets.clone()));
        replaced(octets, ranges)
    }

    pub(super) fn field(&self, octets: &[u8], position: usize) -> String {
        self.part(
            octets,
            |part| matches!(part, Part::Header { index, .. } if index == position),
        )
    }
}

/// Each range replaced, and what ranges share only once. A range that is none of these octets hides all of them.
fn replaced(octets: &[u8], mut ranges: Vec<Range<usize>>) -> String {
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut shown = String::new();
    let mut at = 0;
    for range in ranges {
        if range.end <= at || range.is_empty() {
            continue;
        }
        // Ranges that touch are one secret, or two of which nobody need know the border.
        if range.start > at || at == 0 {
            let Some(before) = octets.get(at..range.start) else {
                return MARK.to_owned();
            };
            push(&mut shown, before);
            shown.push_str(MARK);
        }
        at = range.end;
    }
    match octets.get(at..) {
        Some(rest) => push(&mut shown, rest),
        None => return MARK.to_owned(),
    }
    shown
}

fn push(shown: &mut String, octets: &[u8]) {
    shown.extend(String::from_utf8_lossy(octets).chars().map(harmless));
}

#[cfg(test)]
mod tests;
