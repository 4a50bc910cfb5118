//! The parts of a request as a person may see them: every secret replaced by a mark that does not tell its length.

use std::ops::Range;

use countersign_explain::{Part, secret_ranges};

use super::exchange::Sent;
use super::play::captured;

/// What stands in the place of a secret.
const MARK: &str = "*****";

pub(super) fn target(sent: &Sent) -> String {
    masked(sent, &sent.target, |part| part == Part::Target)
}

pub(super) fn body(sent: &Sent) -> String {
    masked(sent, &sent.body, |part| part == Part::Body)
}

pub(super) fn header_value(sent: &Sent, position: usize) -> String {
    let value = sent.headers.get(position).map_or("", |(_, value)| value);
    let in_question = |part| matches!(part, Part::Header { index, .. } if index == position);
    // The space after the scheme is hidden along with what follows it.
    masked(sent, value, in_question)
        .replacen("Basic*", "Basic *", 1)
        .replacen("Bearer*", "Bearer *", 1)
}

fn masked(sent: &Sent, text: &str, in_question: impl Fn(Part) -> bool) -> String {
    let places = secret_ranges(&captured(sent));
    let ranges = places
        .into_iter()
        .filter(|place| in_question(place.part))
        .map(|place| place.octets);
    replace(text, ranges.collect())
}

/// Replaces each range, and what ranges share only once. A range that is none of this text hides all of it.
fn replace(text: &str, mut ranges: Vec<Range<usize>>) -> String {
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut shown = String::with_capacity(text.len());
    let mut at = 0;
    for range in ranges {
        if range.end <= at {
            continue;
        }
        if range.start >= at {
            let Some(before) = text.get(at..range.start) else {
                return MARK.to_owned();
            };
            shown.push_str(before);
            shown.push_str(MARK);
        }
        at = range.end;
    }
    match text.get(at..) {
        Some(rest) => shown + rest,
        None => MARK.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::single_range_in_vec_init)]

    use super::*;

    #[test]
    fn ranges_are_replaced_in_any_order_and_overlap() {
        assert_eq!(replace("abcdef", vec![]), "abcdef");
        assert_eq!(replace("abcdef", vec![1..3]), "a*****def");
        assert_eq!(replace("abcdef", vec![4..5, 1..2]), "a*****cd*****f");
        assert_eq!(replace("abcdef", vec![1..4, 2..3, 3..5]), "a*****f");
        assert_eq!(replace("abcdef", vec![0..6]), "*****");
    }

    #[test]
    fn a_range_that_fits_nowhere_hides_everything() {
        assert_eq!(replace("abc", vec![2..9]), "*****");
        assert_eq!(replace("äö", vec![1..2]), "*****");
    }

    #[test]
    fn secrets_are_hidden_wherever_they_stand() {
        let sent = Sent {
            method: "POST".to_owned(),
            target: "/oauth2/token?client_secret=canary".to_owned(),
            headers: vec![
                ("Host".to_owned(), "x".to_owned()),
                ("Authorization".to_owned(), "Basic YWJjOmNhbmFyeQ==".to_owned()),
            ],
            body: "grant_type=client_credentials&client_secret=canary&scope=read".to_owned(),
        };
        assert_eq!(target(&sent), "/oauth2/token?client_secret=*****");
        assert_eq!(
            body(&sent),
            "grant_type=client_credentials&client_secret=*****&scope=read"
        );
        assert_eq!(header_value(&sent, 0), "x");
        let shown = header_value(&sent, 1);
        assert!(
            shown.starts_with("Basic ") && !shown.contains("Y2FuYXJ5") && !shown.contains("mFyeQ"),
            "{shown}"
        );
    }
}
