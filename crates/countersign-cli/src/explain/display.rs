//! The capture as it may be shown: secrets masked, nothing in it that a terminal would obey.

use std::ops::Range;

/// A piece of the capture that is safe to print, cut out around what a finding points at.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Excerpt {
    pub(super) text: String,
    /// The number of its first line, counted from 1.
    pub(super) line: usize,
    /// Whether the beginning of the first line was left out, so that columns of the text are not those of the capture.
    pub(super) cut: bool,
    /// The ranges that were asked for, in octets of the text, in their order.
    pub(super) ranges: Vec<Range<usize>>,
}

/// The capture with every secret replaced by as many asterisks.
pub(super) struct Masked {
    octets: Vec<u8>,
}

/// How much of a long line is shown on either side of a range.
const AROUND: usize = 100;
/// The longest range of which all is shown.
const LONGEST: usize = 400;

impl Masked {
    pub(super) fn new(source: &[u8], secrets: &[Range<usize>]) -> Self {
        let mut octets = source.to_vec();
        for range in secrets {
            let within = range.start.min(octets.len())..range.end.min(octets.len());
            for octet in octets.get_mut(within).unwrap_or_default() {
                // Line ends stay, so that lines keep their numbers.
                if !matches!(*octet, b'\r' | b'\n') {
                    *octet = b'*';
                }
            }
        }
        Self { octets }
    }

    /// The line and the column of an octet, as [`position`] says.
    pub(super) fn position(&self, at: usize) -> (usize, usize) {
        position(&self.octets, at)
    }

    /// What is shown for these ranges; none if they are too far apart for one piece.
    pub(super) fn excerpt(&self, ranges: &[Range<usize>]) -> Option<Excerpt> {
        let start = ranges
            .iter()
            .map(|range| range.start)
            .min()?
            .min(self.octets.len());
        let end = ranges.iter().map(|range| range.end).max()?.min(self.octets.len());
        let cut = end.min(start.saturating_add(LONGEST));
        if cut < end && ranges.len() > 1 {
            return None;
        }
        let (from, to) = (self.cut_before(start), self.cut_after(cut));
        let mut text = String::new();
        let left_out = from > 0 && self.octets.get(from.saturating_sub(1)) != Some(&b'\n');
        if left_out {
            text.push_str("... ");
        }
        let base = text.len();
        let (visible, places) = self.visible(from..to);
        let shown = |at: usize| {
            let place = places.get(at.min(cut).saturating_sub(from)).copied();
            base.saturating_add(place.unwrap_or(visible.len()))
        };
        let shown = ranges
            .iter()
            .map(|range| shown(range.start)..shown(range.end))
            .collect();
        text.push_str(&visible);
        if to < self.octets.len() && !matches!(self.octets.get(to), Some(b'\r' | b'\n')) {
            text.push_str(" ...");
        }
        Some(Excerpt {
            text,
            line: self.position(from).0,
            cut: left_out,
            ranges: shown,
        })
    }

    /// The start of the line, or of its last octets.
    fn cut_before(&self, at: usize) -> usize {
        let least = at.saturating_sub(AROUND);
        let near = self.octets.get(least..at).unwrap_or_default();
        match near.iter().rposition(|octet| *octet == b'\n') {
            Some(end) => least.saturating_add(end).saturating_add(1),
            None => self.boundary(least),
        }
    }

    /// The end of the line, or of its first octets.
    fn cut_after(&self, at: usize) -> usize {
        let most = at.saturating_add(AROUND).min(self.octets.len());
        let near = self.octets.get(at..most).unwrap_or_default();
        match near.iter().position(|octet| *octet == b'\n') {
            Some(len) => {
                let end = at.saturating_add(len);
                let carriage = len > 0 && self.octets.get(end.saturating_sub(1)) == Some(&b'\r');
                end.saturating_sub(usize::from(carriage))
            }
            None => self.boundary(most),
        }
    }

    /// Not within a character.
    fn boundary(&self, at: usize) -> usize {
        let continued = |at: usize| {
            self.octets
                .get(at)
                .is_some_and(|octet| (0x80..0xC0).contains(octet))
        };
        (0..4)
            .map(|back| at.saturating_sub(back))
            .find(|at| !continued(*at))
            .unwrap_or(at)
    }

    /// Text that a terminal prints and does not obey, and where in it each of the octets stands.
    fn visible(&self, range: Range<usize>) -> (String, Vec<usize>) {
        let mut text = String::new();
        let mut places = Vec::new();
        let octets = self.octets.get(range).unwrap_or_default();
        for chunk in octets.utf8_chunks() {
            let mut chars = chunk.valid().chars().peekable();
            while let Some(char) = chars.next() {
                places.resize(places.len().saturating_add(char.len_utf8()), text.len());
                match char {
                    '\n' => text.push('\n'),
                    // Half of a line end.
                    '\r' if chars.peek() == Some(&'\n') => {}
                    char => text.push(harmless(char)),
                }
            }
            for _ in chunk.invalid() {
                places.push(text.len());
                text.push(char::REPLACEMENT_CHARACTER);
            }
        }
        (text, places)
    }
}

/// The line and the column of an octet, counted from 1; the column counts octets.
pub(super) fn position(octets: &[u8], at: usize) -> (usize, usize) {
    let before = octets.get(..at).unwrap_or(octets);
    let line = before.iter().filter(|octet| **octet == b'\n').count();
    let start = before
        .iter()
        .rposition(|octet| *octet == b'\n')
        .map_or(0, |end| end.saturating_add(1));
    (
        line.saturating_add(1),
        before.len().saturating_sub(start).saturating_add(1),
    )
}

/// The character, or a picture of it if it steers a terminal or hides.
pub(crate) fn harmless(char: char) -> char {
    match char {
        '\t' => ' ',
        '\0'..='\u{1F}' => u32::from(char)
            .checked_add(0x2400)
            .and_then(char::from_u32)
            .unwrap_or(char::REPLACEMENT_CHARACTER),
        '\u{7F}' => '\u{2421}',
        '\u{80}'..='\u{9F}'
        | '\u{AD}'
        | '\u{61C}'
        | '\u{180E}'
        | '\u{200B}'..='\u{200F}'
        | '\u{2028}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}'
        | '\u{FEFF}'
        | '\u{FFF9}'..='\u{FFFB}'
        | '\u{E0000}'..='\u{E007F}' => char::REPLACEMENT_CHARACTER,
        char => char,
    }
}

#[cfg(test)]
mod tests;
