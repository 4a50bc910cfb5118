//! The words of a POSIX shell command, each with its way back to the source.
//!
//! Crates that split words give text without positions, and a finding has to point into the command as it was
//! written; so the words are split here, and held against such a crate in the tests. Nothing is expanded.

use std::ops::Range;

use super::capture::Unusable;
use super::mapped::Mapped;

/// A command up to its end.
#[derive(Debug, Default)]
pub(super) struct Words {
    pub(super) list: Vec<Word>,
    pub(super) notes: Vec<&'static str>,
    /// What is no word of the command: redirections, comments, further commands.
    pub(super) hidden: Vec<Range<usize>>,
}

/// A word with its quotes and escapes resolved.
#[derive(Debug)]
pub(super) struct Word {
    pub(super) text: Mapped,
    /// The word as it was written.
    pub(super) range: Range<usize>,
}

/// Splits the command that begins at `start`.
pub(super) fn split(source: &[u8], start: usize) -> Result<Words, Unusable> {
    let mut reader = Reader {
        source,
        at: start,
        words: Words::default(),
    };
    while reader.next_word()? {}
    Ok(reader.words)
}

const EXPANSION: &str =
    "$ and ` are taken as they stand: what the shell would put in their place is not known here";
const BACKGROUND: &str =
    "an & outside quotation marks ends the command for the shell: what follows it was not sent";
const OPERATOR: &str = "what follows the command, such as a pipe, is not looked at";

struct Reader<'s> {
    source: &'s [u8],
    at: usize,
    words: Words,
}

impl Reader<'_> {
    fn peek(&self, ahead: usize) -> Option<u8> {
        self.source.get(self.at.checked_add(ahead)?).copied()
    }

    fn skip(&mut self, len: usize) {
        self.at = self.at.saturating_add(len).min(self.source.len());
    }

    /// The length of a line end at this distance.
    fn line_end(&self, ahead: usize) -> usize {
        match (self.peek(ahead), self.peek(ahead.saturating_add(1))) {
            (Some(b'\n'), _) => 1,
            (Some(b'\r'), Some(b'\n')) => 2,
            _ => 0,
        }
    }

    fn note(&mut self, note: &'static str) {
        if !self.words.notes.contains(&note) {
            self.words.notes.push(note);
        }
    }

    fn hide(&mut self, range: Range<usize>) {
        self.words.hidden.push(range);
    }

    fn hide_rest(&mut self) {
        let rest = self.at..self.source.len();
        self.at = self.source.len();
        if !self
            .source
            .get(rest.clone())
            .unwrap_or_default()
            .trim_ascii()
            .is_empty()
        {
            self.hide(rest);
        }
    }

    /// White space and continued lines.
    fn blanks(&mut self) {
        loop {
            match self.peek(0) {
                Some(b' ' | b'\t') => self.skip(1),
                Some(b'\r') if self.line_end(0) == 0 => self.skip(1),
                Some(b'\\') if self.line_end(1) > 0 => self.skip(self.line_end(1).saturating_add(1)),
                _ => return,
            }
        }
    }

    /// False at the end of the command.
    fn next_word(&mut self) -> Result<bool, Unusable> {
        self.blanks();
        let start = self.at;
        match self.peek(0) {
            None => return Ok(false),
            Some(b'\n' | b'\r') => {
                // The line ends, and with it the command, once there is one.
                if self.words.list.is_empty() {
                    self.skip(1);
                    return Ok(true);
                }
                let rest = self.source.get(self.at..).unwrap_or_default();
                if !rest.trim_ascii().is_empty() {
                    self.note("only the first command is looked at: a line ends without a backslash");
                }
                self.hide_rest();
                return Ok(false);
            }
            Some(b'#') => {
                let rest = self.source.get(self.at..).unwrap_or_default();
                let len = rest
                    .iter()
                    .position(|octet| *octet == b'\n')
                    .unwrap_or(rest.len());
                self.skip(len);
                self.hide(start..self.at);
                return Ok(true);
            }
            Some(b'&') => {
                self.note(BACKGROUND);
                self.hide_rest();
                return Ok(false);
            }
            Some(b'|' | b';' | b'(' | b')') => {
                self.note(OPERATOR);
                self.hide_rest();
                return Ok(false);
            }
            Some(b'<' | b'>') => {
                while matches!(self.peek(0), Some(b'<' | b'>' | b'&')) {
                    self.skip(1);
                }
                self.blanks();
                let _ = self.word()?;
                self.hide(start..self.at);
                return Ok(true);
            }
            Some(_) => {}
        }
        let text = self.word()?;
        let redirection =
            text.octets().iter().all(u8::is_ascii_digit) && matches!(self.peek(0), Some(b'<' | b'>'));
        if !redirection {
            self.words.list.push(Word {
                text,
                range: start..self.at,
            });
        }
        Ok(true)
    }

    fn word(&mut self) -> Result<Mapped, Unusable> {
        let mut text = Mapped::default();
        text.push_made(&[], self.at..self.at);
        while let Some(octet) = self.peek(0) {
            match octet {
                b' ' | b'\t' | b'\n' | b'\r' | b'|' | b';' | b'&' | b'<' | b'>' | b'(' | b')' => break,
                b'\'' => self.single(&mut text)?,
                b'"' => self.double(&mut text)?,
                b'\\' => self.escape(&mut text),
                b'$' if self.peek(1) == Some(b'\'') => self.ansi(&mut text)?,
                b'$' if self.peek(1) == Some(b'"') => self.skip(1),
                _ => {
                    if matches!(octet, b'$' | b'`') {
                        self.note(EXPANSION);
                    }
                    self.verbatim(&mut text);
                }
            }
        }
        Ok(text)
    }

    fn verbatim(&mut self, text: &mut Mapped) {
        text.push_verbatim(self.source, self.at..self.at.saturating_add(1));
        self.skip(1);
    }

    fn single(&mut self, text: &mut Mapped) -> Result<(), Unusable> {
        let start = self.at;
        self.skip(1);
        loop {
            match self.peek(0) {
                None => return Err(Unusable::new(start, "a ' in the command is never closed")),
                Some(b'\'') => {
                    self.skip(1);
                    return Ok(());
                }
                Some(_) => self.verbatim(text),
            }
        }
    }

    fn double(&mut self, text: &mut Mapped) -> Result<(), Unusable> {
        let start = self.at;
        self.skip(1);
        loop {
            match self.peek(0) {
                None => return Err(Unusable::new(start, "a \" in the command is never closed")),
                Some(b'"') => {
                    self.skip(1);
                    return Ok(());
                }
                Some(b'\\') if self.line_end(1) > 0 => self.skip(self.line_end(1).saturating_add(1)),
                Some(b'\\') if matches!(self.peek(1), Some(b'\\' | b'"' | b'$' | b'`')) => {
                    self.skip(1);
                    self.verbatim(text);
                }
                Some(octet) => {
                    if matches!(octet, b'$' | b'`') {
                        self.note(EXPANSION);
                    }
                    self.verbatim(text);
                }
            }
        }
    }

    fn escape(&mut self, text: &mut Mapped) {
        let line_end = self.line_end(1);
        if line_end > 0 {
            self.skip(line_end.saturating_add(1));
        } else if self.peek(1).is_none() {
            self.verbatim(text);
        } else {
            self.skip(1);
            self.verbatim(text);
        }
    }

    /// `$'...'`, as browsers copy requests.
    fn ansi(&mut self, text: &mut Mapped) -> Result<(), Unusable> {
        let opened = self.at;
        self.skip(2);
        loop {
            let start = self.at;
            match (self.peek(0), self.peek(1)) {
                (None, _) | (Some(b'\\'), None) => {
                    return Err(Unusable::new(opened, "a $' in the command is never closed"));
                }
                (Some(b'\''), _) => {
                    self.skip(1);
                    return Ok(());
                }
                (Some(b'\\'), Some(letter)) => {
                    self.skip(2);
                    let made = self.ansi_escape(letter);
                    text.push_made(&made, start..self.at);
                }
                (Some(_), _) => self.verbatim(text),
            }
        }
    }

    fn ansi_escape(&mut self, letter: u8) -> Vec<u8> {
        let (radix, most) = match letter {
            b'x' => (16, 2),
            b'u' => (16, 4),
            b'U' => (16, 8),
            b'0'..=b'7' => (8, 3),
            _ => {
                return vec![match letter {
                    b'n' => b'\n',
                    b'r' => b'\r',
                    b't' => b'\t',
                    b'a' => 7,
                    b'b' => 8,
                    b'e' | b'E' => 27,
                    b'f' => 12,
                    b'v' => 11,
                    other => other,
                }];
            }
        };
        if radix == 8 {
            // The letter is the first digit.
            self.at = self.at.saturating_sub(1);
        }
        let rest = self.source.get(self.at..).unwrap_or_default();
        let len = rest
            .iter()
            .take(most)
            .take_while(|octet| char::from(**octet).is_digit(radix))
            .count();
        let digits = rest
            .get(..len)
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .unwrap_or_default();
        let value = u32::from_str_radix(digits, radix).unwrap_or_default();
        self.skip(len);
        if matches!(letter, b'u' | b'U') {
            let char = char::from_u32(value).unwrap_or(char::REPLACEMENT_CHARACTER);
            return char.to_string().into_bytes();
        }
        vec![u8::try_from(value & 0xFF).unwrap_or_default()]
    }
}

#[cfg(test)]
mod tests;
