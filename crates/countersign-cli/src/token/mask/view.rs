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

    /// With the escapes of JSON strings undone, wherever they stand; surrogates are left.
    pub(super) fn json_unescaped(&self) -> Self {
        let mut view = Vec::with_capacity(self.0.len());
        let mut at = 0;
        while let Some((octet, place)) = self.0.get(at) {
            let (text, len) = if *octet == b'\\' {
                self.escape(at)
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
        let char = match self.0.get(next).map(|(octet, _)| *octet) {
            Some(b'u') => {
                let code = self.hex(at.saturating_add(2), 4);
                return match code.and_then(char::from_u32) {
                    Some(char) => (Some(char), 6),
                    None => (None, 1),
                };
            }
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
