//! Octets that know where in a capture they come from.

use std::ops::Range;

/// Octets, and for each of them the octets of the source that it stands for.
#[derive(Debug, Clone, Default)]
pub(super) struct Mapped {
    octets: Vec<u8>,
    spans: Vec<Span>,
}

/// A run of octets.
#[derive(Debug, Clone)]
struct Span {
    /// Where it begins.
    at: usize,
    len: usize,
    source: Range<usize>,
    /// Octet for octet as in the source, rather than made from it as a whole.
    verbatim: bool,
}

impl Mapped {
    /// The octets of the source in this range, as they are.
    pub(super) fn verbatim(source: &[u8], range: Range<usize>) -> Self {
        let mut mapped = Self::default();
        mapped.push_verbatim(source, range);
        mapped
    }

    /// Octets that were made from this range of the source.
    pub(super) fn made(octets: impl AsRef<[u8]>, source: Range<usize>) -> Self {
        let mut mapped = Self::default();
        mapped.push_made(octets.as_ref(), source);
        mapped
    }

    pub(super) fn push_verbatim(&mut self, source: &[u8], range: Range<usize>) {
        let octets = source.get(range.clone()).unwrap_or_default();
        if let Some(last) = self.spans.last_mut()
            && last.verbatim
            && last.source.end == range.start
        {
            last.len = last.len.saturating_add(octets.len());
            last.source.end = range.end;
        } else {
            self.spans.push(Span {
                at: self.octets.len(),
                len: octets.len(),
                source: range,
                verbatim: true,
            });
        }
        self.octets.extend_from_slice(octets);
    }

    pub(super) fn push_made(&mut self, octets: &[u8], source: Range<usize>) {
        self.spans.push(Span {
            at: self.octets.len(),
            len: octets.len(),
            source,
            verbatim: false,
        });
        self.octets.extend_from_slice(octets);
    }

    /// Appends what stands in a range of another one.
    pub(super) fn push_part(&mut self, other: &Self, range: Range<usize>) {
        for span in &other.spans {
            let start = range.start.max(span.at);
            let end = range.end.min(span.at.saturating_add(span.len));
            if start >= end {
                continue;
            }
            let octets = other.octets.get(start..end).unwrap_or_default();
            let source = span.part(start..end);
            if let Some(last) = self.spans.last_mut()
                && last.verbatim
                && span.verbatim
                && last.source.end == source.start
            {
                last.len = last.len.saturating_add(octets.len());
                last.source.end = source.end;
            } else {
                self.spans.push(Span {
                    at: self.octets.len(),
                    len: octets.len(),
                    source,
                    verbatim: span.verbatim,
                });
            }
            self.octets.extend_from_slice(octets);
        }
    }

    pub(super) fn push(&mut self, other: &Self) {
        self.push_part(other, 0..other.len());
    }

    /// What stands in this range.
    pub(super) fn part(&self, range: Range<usize>) -> Self {
        let mut part = Self::default();
        let at = self.locate(range.start..range.start);
        part.push_part(self, range);
        if part.spans.is_empty() {
            part.push_made(&[], at);
        }
        part
    }

    pub(super) fn octets(&self) -> &[u8] {
        &self.octets
    }

    /// The octets as text, wrong ones replaced.
    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.octets).into_owned()
    }

    pub(super) fn len(&self) -> usize {
        self.octets.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.octets.is_empty()
    }

    /// The octets of the source that these octets stand for.
    pub(super) fn locate(&self, range: Range<usize>) -> Range<usize> {
        let mut found: Option<Range<usize>> = None;
        // An empty range is a point: the start of what stands there, or the end of what stands before.
        let from = self
            .spans
            .partition_point(|span| span.at.saturating_add(span.len) < range.start);
        for span in self.spans.iter().skip(from) {
            let end = span.at.saturating_add(span.len);
            if span.at > range.end || (span.at == range.end && range.start < range.end) {
                break;
            }
            let part = range.start.max(span.at)..range.end.min(end);
            if part.is_empty() && range.start < range.end {
                continue;
            }
            let source = span.part(part);
            if range.is_empty() {
                found = Some(source);
                continue;
            }
            found = Some(match found {
                Some(found) => found.start.min(source.start)..found.end.max(source.end),
                None => source,
            });
        }
        found.unwrap_or_else(|| {
            let end = self.spans.last().map_or(0, |span| span.source.end);
            end..end
        })
    }
}

impl Span {
    /// The source of some of its octets.
    fn part(&self, octets: Range<usize>) -> Range<usize> {
        if !self.verbatim {
            return self.source.clone();
        }
        let shift = |at: usize| self.source.start.saturating_add(at.saturating_sub(self.at));
        shift(octets.start)..shift(octets.end)
    }
}
