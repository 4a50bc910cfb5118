//! What was captured, with its way back to the source.

use std::ops::Range;

use countersign_explain::{
    CapturedRequest, CapturedResponse, Finding, Part, Place, Report, ResponseReport, Scheme, Severity,
    Summary, response_secret_ranges, secret_ranges,
};

use super::mapped::Mapped;
use super::{curl, http};

/// A capture that was understood.
#[derive(Debug)]
pub(super) struct Capture {
    pub(super) message: Message,
    /// What was assumed while reading it.
    pub(super) notes: Vec<String>,
    /// Octets of the source that must not be shown although no part of the message holds them.
    pub(super) hidden: Vec<Range<usize>>,
}

#[derive(Debug)]
pub(super) enum Message {
    Request(Request),
    Response(Response),
}

#[derive(Debug)]
pub(super) struct Request {
    pub(super) method: Field,
    pub(super) target: Field,
    pub(super) headers: Vec<(String, Mapped)>,
    pub(super) body: Mapped,
    pub(super) scheme: Scheme,
    /// Where a header field would be added.
    pub(super) headers_end: usize,
}

#[derive(Debug)]
pub(super) struct Response {
    pub(super) status: u16,
    pub(super) status_at: Range<usize>,
    pub(super) headers: Vec<(String, Mapped)>,
    pub(super) body: Mapped,
    pub(super) headers_end: usize,
}

/// Text of the request line.
#[derive(Debug)]
pub(super) struct Field {
    text: String,
    mapped: Mapped,
}

/// Why a capture cannot be explained, and at which octet of it that shows; no octet of it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unusable {
    pub(super) at: usize,
    pub(super) why: &'static str,
}

/// What there is to say.
#[derive(Debug)]
pub(super) enum Explained {
    Request(Report),
    Response(ResponseReport),
}

impl Unusable {
    pub(super) const fn new(at: usize, why: &'static str) -> Self {
        Self { at, why }
    }
}

impl Capture {
    pub(super) fn read(source: &[u8], scheme: Option<Scheme>) -> Result<Self, Unusable> {
        let mut capture = if curl::is_curl(source) {
            curl::read(source)?
        } else {
            http::read(source)?
        };
        if let (Message::Request(request), Some(scheme)) = (&mut capture.message, scheme) {
            request.scheme = scheme;
        }
        Ok(capture)
    }

    /// The octets of the source that a place stands for; none for the message as a whole.
    pub(super) fn locate(&self, place: &Place) -> Option<Range<usize>> {
        self.message.locate(place.part, place.octets.clone())
    }

    /// The octets of the source that must not be shown.
    pub(super) fn secrets(&self) -> Vec<Range<usize>> {
        let places = match &self.message {
            Message::Request(request) => secret_ranges(&request.captured()),
            Message::Response(response) => response_secret_ranges(&response.captured()),
        };
        let located = places.iter().filter_map(|place| self.locate(place));
        located.chain(self.hidden.iter().cloned()).collect()
    }
}

impl Message {
    fn locate(&self, part: Part, octets: Range<usize>) -> Option<Range<usize>> {
        let header = |headers: &[(String, Mapped)], index: usize| {
            headers.get(index).map(|(_, value)| value.locate(octets.clone()))
        };
        match (self, part) {
            (_, Part::Message) => None,
            (Self::Request(request), Part::Method) => Some(request.method.locate(octets)),
            (Self::Request(request), Part::Target) => Some(request.target.locate(octets)),
            (Self::Request(request), Part::Body) => Some(request.body.locate(octets)),
            (Self::Request(request), Part::Headers) => Some(request.headers_end..request.headers_end),
            (Self::Request(request), Part::Header { index, .. }) => header(&request.headers, index),
            (Self::Response(response), Part::Status) => Some(response.status_at.clone()),
            (Self::Response(response), Part::Body) => Some(response.body.locate(octets)),
            (Self::Response(response), Part::Headers) => Some(response.headers_end..response.headers_end),
            (Self::Response(response), Part::Header { index, .. }) => header(&response.headers, index),
            (Self::Request(_), Part::Status) | (Self::Response(_), Part::Method | Part::Target) => None,
        }
    }
}

impl Request {
    pub(super) fn captured(&self) -> CapturedRequest<'_> {
        let request = CapturedRequest::new(&self.method.text, &self.target.text, self.body.octets());
        let request = request.scheme(self.scheme);
        self.headers.iter().fold(request, |request, (name, value)| {
            request.header(name, value.octets())
        })
    }
}

impl Response {
    pub(super) fn captured(&self) -> CapturedResponse<'_> {
        let response = CapturedResponse::new(self.status, self.body.octets());
        self.headers.iter().fold(response, |response, (name, value)| {
            response.header(name, value.octets())
        })
    }
}

impl Field {
    pub(super) fn new(mapped: Mapped) -> Self {
        Self {
            text: mapped.text(),
            mapped,
        }
    }

    fn locate(&self, octets: Range<usize>) -> Range<usize> {
        // Where octets that are no text were replaced, offsets mean nothing any more.
        if self.text.len() == self.mapped.len() {
            self.mapped.locate(octets)
        } else {
            self.mapped.locate(0..self.mapped.len())
        }
    }
}

impl Explained {
    pub(super) fn findings(&self) -> &[Finding] {
        match self {
            Self::Request(report) => report.findings(),
            Self::Response(report) => report.findings(),
        }
    }

    pub(super) fn worst(&self) -> Option<Severity> {
        self.findings().iter().map(Finding::severity).max()
    }

    pub(super) fn summary(&self) -> Summary {
        match self {
            Self::Request(report) => report.summary(),
            Self::Response(report) => report.summary(),
        }
    }

    pub(super) fn omitted(&self) -> &[countersign_explain::Omitted] {
        match self {
            Self::Request(report) => report.omitted(),
            Self::Response(report) => report.omitted(),
        }
    }
}
