//! A raw HTTP/1.1 message, as it goes over the wire or as it was pasted; or the header list of an HTTP/2 request.

use std::ops::Range;

use countersign_explain::Scheme;
use httparse::{EMPTY_HEADER, Header, ParserConfig, Status};

use super::capture::{Capture, Field, Message, Request, Response, Unusable};
use super::mapped::Mapped;

/// The most header fields that are read.
const MOST_HEADERS: usize = 1000;

pub(super) fn read(source: &[u8]) -> Result<Capture, Unusable> {
    let start = source
        .iter()
        .position(|octet| !matches!(octet, b'\r' | b'\n' | b' ' | b'\t'));
    let Some(start) = start else {
        return Err(Unusable::new(0, "it is empty"));
    };
    let text = source.get(start..).unwrap_or_default();
    let mut notes = Vec::new();
    let (mut head, body_at) = if text.starts_with(b":") {
        pseudo(source, start)?
    } else {
        parse(source, start, &mut notes)?
    };
    let body = body(source, body_at, head.headers(), &mut notes);
    head.set_body(body);
    let hidden = unread(source, start..body_at.min(source.len()), head.headers());
    Ok(Capture {
        message: head,
        notes,
        hidden,
    })
}

/// The lines of a head that were left out: nobody knows what they hold.
fn unread(source: &[u8], head: Range<usize>, headers: &[(String, Mapped)]) -> Vec<Range<usize>> {
    let mut at = head.start;
    let mut hidden = Vec::new();
    let mut fields: Vec<usize> = headers
        .iter()
        .map(|(_, value)| value.locate(0..0).start)
        .collect();
    fields.sort_unstable();
    let holds_field = |line: &Range<usize>| {
        let next = fields.partition_point(|field| *field < line.start);
        fields.get(next).is_some_and(|field| line.contains(field))
    };
    let lines = source.get(head).unwrap_or_default();
    for (number, line) in lines.split_inclusive(|octet| *octet == b'\n').enumerate() {
        let range = at..at.saturating_add(line.len());
        at = range.end;
        // The first line is the request line or the status line, or else names a pseudo field.
        let empty = line.trim_ascii().is_empty();
        let read = number == 0 || empty || line.starts_with(b":") || holds_field(&range);
        if !read {
            hidden.push(range);
        }
    }
    hidden
}

/// Request line or status line, and the header fields; and where the body begins.
fn parse(source: &[u8], start: usize, notes: &mut Vec<String>) -> Result<(Message, usize), Unusable> {
    let text = source.get(start..).unwrap_or_default();
    // A head that was captured alone lacks the empty line after it.
    let mut closed = text.to_vec();
    let line_end: &[u8] = if closed.ends_with(b"\n") {
        b"\r\n"
    } else {
        b"\r\n\r\n"
    };
    for (buffer, config) in [(text, strict()), (text, tolerant())] {
        if let Some(parsed) = attempt(source, start, buffer, &config, notes)? {
            return Ok(parsed);
        }
    }
    closed.extend_from_slice(line_end);
    for config in [strict(), tolerant()] {
        if let Some((message, _)) = attempt(source, start, &closed, &config, notes)? {
            return Ok((message, source.len()));
        }
    }
    Err(Unusable::new(
        start,
        "it begins neither as a request (POST /token HTTP/1.1), nor as a response (HTTP/1.1 200 OK), nor as a curl \
         command",
    ))
}

fn strict() -> ParserConfig {
    ParserConfig::default()
}

fn tolerant() -> ParserConfig {
    let mut config = ParserConfig::default();
    config
        .ignore_invalid_headers_in_requests(true)
        .ignore_invalid_headers_in_responses(true)
        .allow_spaces_after_header_name_in_responses(true)
        .allow_multiple_spaces_in_request_line_delimiters(true)
        .allow_multiple_spaces_in_response_status_delimiters(true);
    config
}

/// None if the buffer is not a whole head of either kind.
fn attempt(
    source: &[u8],
    start: usize,
    buffer: &[u8],
    config: &ParserConfig,
    notes: &mut Vec<String>,
) -> Result<Option<(Message, usize)>, Unusable> {
    let mut headers = vec![EMPTY_HEADER; MOST_HEADERS];
    let at = |part: &[u8]| {
        let offset = part.as_ptr().addr().saturating_sub(buffer.as_ptr().addr());
        let from = start.saturating_add(offset);
        from..from.saturating_add(part.len())
    };
    let message;
    let len;
    if buffer.starts_with(b"HTTP/") {
        let mut response = httparse::Response::new(&mut headers);
        match config.parse_response(&mut response, buffer) {
            Ok(Status::Complete(end)) => len = end,
            Ok(Status::Partial) => return Ok(None),
            Err(error) => return refused(start, error),
        }
        let status = response.code.unwrap_or_default();
        let line_at = buffer
            .iter()
            .position(|octet| *octet == b' ')
            .map_or(0, |at| at.saturating_add(1));
        let status_at = start.saturating_add(line_at);
        message = Message::Response(Response {
            status,
            status_at: status_at..status_at.saturating_add(3),
            headers: fields(source, response.headers, at),
            body: Mapped::default(),
            headers_end: end_of_head(buffer, len).saturating_add(start),
        });
    } else {
        let mut request = httparse::Request::new(&mut headers);
        match config.parse_request(&mut request, buffer) {
            Ok(Status::Complete(end)) => len = end,
            Ok(Status::Partial) => return Ok(None),
            Err(error) => return refused(start, error),
        }
        let text = |part: Option<&str>| {
            Field::new(Mapped::verbatim(source, at(part.unwrap_or_default().as_bytes())))
        };
        message = Message::Request(Request {
            method: text(request.method),
            target: text(request.path),
            headers: fields(source, request.headers, at),
            body: Mapped::default(),
            scheme: Scheme::Unknown,
            headers_end: end_of_head(buffer, len).saturating_add(start),
        });
    }
    let head = buffer.get(..len).unwrap_or_default();
    let lines = head.iter().filter(|octet| **octet == b'\n').count();
    if head.windows(2).filter(|pair| pair == b"\r\n").count() < lines {
        notes.push(String::from(
            "lines end in LF alone; HTTP/1.1 ends them in CR LF, so the capture was probably pasted",
        ));
    }
    // The first line and the empty one are no fields.
    if lines.saturating_sub(2) > message.headers().len() {
        notes.push(String::from(
            "a line among the header fields is none, and was left out",
        ));
    }
    Ok(Some((message, start.saturating_add(len))))
}

fn refused<T>(start: usize, error: httparse::Error) -> Result<Option<T>, Unusable> {
    match error {
        httparse::Error::TooManyHeaders => {
            Err(Unusable::new(start, "it has more header fields than are read"))
        }
        _ => Ok(None),
    }
}

fn fields(
    source: &[u8],
    headers: &[Header<'_>],
    at: impl Fn(&[u8]) -> Range<usize>,
) -> Vec<(String, Mapped)> {
    headers
        .iter()
        .map(|header| {
            (
                String::from(header.name),
                Mapped::verbatim(source, at(header.value)),
            )
        })
        .collect()
}

/// The end of the last line with something on it.
fn end_of_head(buffer: &[u8], len: usize) -> usize {
    let head = buffer.get(..len).unwrap_or_default();
    head.iter()
        .rposition(|octet| !matches!(octet, b'\r' | b'\n'))
        .map_or(0, |last| last.saturating_add(1))
}

/// An HTTP/2 request as tools show it: `:method: POST`, `:path: /token`, then the other fields.
fn pseudo(source: &[u8], start: usize) -> Result<(Message, usize), Unusable> {
    let mut request = Request {
        method: Field::new(Mapped::default()),
        target: Field::new(Mapped::default()),
        headers: Vec::new(),
        body: Mapped::default(),
        scheme: Scheme::Unknown,
        headers_end: start,
    };
    let mut at = start;
    let mut named = false;
    for line in source
        .get(start..)
        .unwrap_or_default()
        .split_inclusive(|octet| *octet == b'\n')
    {
        let line_at = at;
        at = at.saturating_add(line.len());
        let line = line.trim_ascii_end();
        if line.is_empty() {
            break;
        }
        request.headers_end = line_at.saturating_add(line.len());
        let pseudo = usize::from(line.starts_with(b":"));
        let colon = line.iter().skip(pseudo).position(|octet| *octet == b':');
        let Some(colon) = colon.map(|colon| colon.saturating_add(pseudo)) else {
            return Err(Unusable::new(
                line_at,
                "a line among the header fields has no colon",
            ));
        };
        let (name, rest) = line.split_at_checked(colon).unwrap_or_default();
        let rest = rest.get(1..).unwrap_or_default();
        let value = rest.trim_ascii();
        let space = rest.len().saturating_sub(rest.trim_ascii_start().len());
        let from = line_at
            .saturating_add(colon)
            .saturating_add(1)
            .saturating_add(space);
        let value_at = from..from.saturating_add(value.len());
        let mapped = Mapped::verbatim(source, value_at);
        match name {
            b":method" => {
                named = true;
                request.method = Field::new(mapped);
            }
            b":path" => request.target = Field::new(mapped),
            b":authority" => request.headers.push((String::from("Host"), mapped)),
            b":scheme" if value == b"http" => request.scheme = Scheme::Http,
            b":scheme" if value == b"https" => request.scheme = Scheme::Https,
            name => request
                .headers
                .push((String::from_utf8_lossy(name).into_owned(), mapped)),
        }
    }
    if !named {
        return Err(Unusable::new(
            start,
            "it begins like the header list of an HTTP/2 request and has no :method",
        ));
    }
    Ok((Message::Request(request), at))
}

/// The body: what follows the head, less what an editor added, and put together if it is in chunks.
fn body(source: &[u8], at: usize, headers: &[(String, Mapped)], notes: &mut Vec<String>) -> Mapped {
    let whole = at.min(source.len())..source.len();
    let rest = source.get(whole.clone()).unwrap_or_default();
    let field = |name: &str| {
        headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.octets().trim_ascii())
    };
    if field("transfer-encoding").is_some_and(|coding| coding.to_ascii_lowercase().ends_with(b"chunked"))
        && let Some(body) = chunks(source, whole.clone())
    {
        notes.push(String::from(
            "the body was sent in chunks; it is explained as a whole",
        ));
        return body;
    }
    let line_ends = |rest: &[u8]| rest.iter().all(|octet| matches!(octet, b'\r' | b'\n'));
    let declared =
        field("content-length").and_then(|value| std::str::from_utf8(value).ok()?.parse::<usize>().ok());
    if let Some(declared) = declared
        && rest
            .get(declared..)
            .is_some_and(|more| !more.is_empty() && line_ends(more))
    {
        notes.push(String::from(
            "the line end after the body is not counted by Content-Length, and was left out",
        ));
        return Mapped::verbatim(source, at..at.saturating_add(declared));
    }
    let head = source.get(..at).unwrap_or_default();
    let pasted = head.iter().filter(|octet| **octet == b'\n').count()
        > head.windows(2).filter(|pair| pair == b"\r\n").count();
    if declared.is_none() && pasted && rest.ends_with(b"\n") {
        notes.push(String::from(
            "the line end at the end of the capture is taken for the capture's, and not for the body's",
        ));
        return Mapped::verbatim(source, at..source.len().saturating_sub(1));
    }
    Mapped::verbatim(source, whole)
}

/// A body in chunks, put together; none if it is not in chunks.
fn chunks(source: &[u8], range: Range<usize>) -> Option<Mapped> {
    let mut body = Mapped::default();
    let mut at = range.start;
    loop {
        let Ok(Status::Complete((line, size))) = httparse::parse_chunk_size(source.get(at..range.end)?)
        else {
            return None;
        };
        at = at.checked_add(line)?;
        if size == 0 {
            if body.is_empty() {
                body.push_made(&[], at..at);
            }
            return Some(body);
        }
        let end = at.checked_add(usize::try_from(size).ok()?)?;
        source.get(at..end)?;
        body.push_verbatim(source, at..end);
        let after = source.get(end..range.end)?;
        at = if after.starts_with(b"\r\n") {
            end.checked_add(2)?
        } else if after.starts_with(b"\n") {
            end.checked_add(1)?
        } else {
            return None;
        };
    }
}

impl Message {
    fn headers(&self) -> &[(String, Mapped)] {
        match self {
            Self::Request(request) => &request.headers,
            Self::Response(response) => &response.headers,
        }
    }

    fn set_body(&mut self, body: Mapped) {
        match self {
            Self::Request(request) => request.body = body,
            Self::Response(response) => response.body = body,
        }
    }
}
