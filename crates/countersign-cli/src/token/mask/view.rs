use std::ops::Range;

/// Octets as somebody would decode them, each with the place of the text that it comes from.
pub(super) struct View(Vec<(u8, Range<usize>)>);

impl View {
    /// The octets as they are.
    pub(super) fn of(octets: &[u8]) -> Self {
        let places = octets.iter().enumerate();
        Self(
            places
                .map(|(at, octet)| (*octet, at..at.saturating_add(1)))
                .collect(),
        )
    }

    /// With the escapes of JSON strings undone, wherever they stand.
    pub(super) fn json_unescaped(&self) -> Self {
        self.replacing(b'\\', Self::escape)
    }

    /// The same, but of two backslashes the second one begins an escape: what follows may have been put there as it is.
    pub(super) fn json_unescaped_late(&self) -> Self {
        self.replacing(b'\\', |view, at| match view.octet(at.saturating_add(1)) {
            Some(b'\\') => (None, 1),
            _ => view.escape(at),
        })
    }

    /// With the character references of HTML undone, numeric ones and those of its own five characters.
    pub(super) fn html_unescaped(&self) -> Self {
        self.replacing(b'&', Self::reference)
    }

    /// Where this octet stands, `read` says for which character and how many octets.
    fn replacing(&self, start: u8, read: impl Fn(&Self, usize) -> (Option<char>, usize)) -> Self {
        let mut view = Vec::with_capacity(self.0.len());
        let mut at = 0;
        while let Some((octet, place)) = self.0.get(at) {
            let (text, len) = if *octet == start {
                read(self, at)
            } else {
                (None, 1)
            };
            let end = at.saturating_add(len);
            match text {
                Some(char) => {
                    let whole = self.span(at, end);
                    let mut buffer = [0; 4];
                    let octets = char.encode_utf8(&mut buffer).bytes();
                    view.extend(octets.map(|octet| (octet, whole.clone())));
                }
                None => view.push((*octet, place.clone())),
            }
            at = end;
        }
        Self(view)
    }

    /// With the escapes of forms undone, wherever they stand.
    pub(super) fn percent_decoded(&self) -> Self {
        let mut view = Vec::with_capacity(self.0.len());
        let mut at = 0;
        while let Some((octet, place)) = self.0.get(at) {
            let hex = (*octet == b'%')
                .then(|| self.hex(at.saturating_add(1), 2))
                .flatten();
            match hex.and_then(|code| u8::try_from(code).ok()) {
                Some(code) => {
                    let end = at.saturating_add(3);
                    view.push((code, self.span(at, end)));
                    at = end;
                }
                None => {
                    let octet = if *octet == b'+' { b' ' } else { *octet };
                    view.push((octet, place.clone()));
                    at = at.saturating_add(1);
                }
            }
        }
        Self(view)
    }

    /// Where this text stands, in whatever case.
    pub(super) fn find(&self, text: &[u8], ranges: &mut Vec<Range<usize>>) {
        for window in self.0.windows(text.len().max(1)) {
            let mut pairs = window.iter().zip(text);
            if pairs.all(|((octet, _), sought)| octet.eq_ignore_ascii_case(sought))
                && let (Some((_, first)), Some((_, last))) = (window.first(), window.last())
            {
                ranges.push(first.start..last.end);
            }
        }
    }

    /// The character of the escape that begins here, and its length.
    fn escape(&self, at: usize) -> (Option<char>, usize) {
        let next = at.saturating_add(1);
        let char = match self.octet(next) {
            Some(b'u') => return self.code_units(at),
            Some(octet @ (b'"' | b'\\' | b'/')) => char::from(octet),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            _ => return (None, 1),
        };
        (Some(char), 2)
    }

    /// The character of the reference that begins here, and its length.
    fn reference(&self, at: usize) -> (Option<char>, usize) {
        const LONGEST: usize = 10;
        let start = at.saturating_add(1);
        let ahead = self.0.get(start..).unwrap_or_default().iter().take(LONGEST);
        let name: Vec<u8> = ahead
            .map(|(octet, _)| *octet)
            .take_while(|octet| *octet != b';')
            .collect();
        let end = start.saturating_add(name.len());
        if self.octet(end) != Some(b';') {
            return (None, 1);
        }
        let name = std::str::from_utf8(&name).unwrap_or_default();
        let char = match name {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            _ => {
                let digits = name.strip_prefix('#').unwrap_or_default();
                let code = match digits.strip_prefix(['x', 'X']) {
                    Some(digits) => u32::from_str_radix(digits, 16),
                    None => digits.parse(),
                };
                code.ok().and_then(char::from_u32)
            }
        };
        match char {
            Some(char) => (Some(char), end.saturating_sub(at).saturating_add(1)),
            None => (None, 1),
        }
    }

    /// The character of `\uXXXX`, or of two of them that are a surrogate pair.
    fn code_units(&self, at: usize) -> (Option<char>, usize) {
        let unit = |at: usize| {
            let escape = self.octet(at) == Some(b'\\') && self.octet(at.saturating_add(1)) == Some(b'u');
            let code = escape.then(|| self.hex(at.saturating_add(2), 4)).flatten()?;
            u16::try_from(code).ok()
        };
        let Some(first) = unit(at) else {
            return (None, 1);
        };
        if let Some(Ok(char)) = char::decode_utf16([first]).next() {
            return (Some(char), 6);
        }
        let second = unit(at.saturating_add(6));
        match char::decode_utf16([first].into_iter().chain(second)).next() {
            Some(Ok(char)) => (Some(char), 12),
            _ => (None, 1),
        }
    }

    fn octet(&self, at: usize) -> Option<u8> {
        self.0.get(at).map(|(octet, _)| *octet)
    }

    fn hex(&self, at: usize, digits: usize) -> Option<u32> {
        let octets = self.0.get(at..at.saturating_add(digits))?;
        octets.iter().try_fold(0_u32, |code, (octet, _)| {
            let digit = char::from(*octet).to_digit(16)?;
            code.checked_mul(16)?.checked_add(digit)
        })
    }

    /// The place of several octets as one.
    fn span(&self, from: usize, to: usize) -> Range<usize> {
        let covered = self.0.get(from..to).unwrap_or_default();
        match (covered.first(), covered.last()) {
            (Some((_, first)), Some((_, last))) => first.start..last.end,
            _ => 0..0,
        }
    }
}
