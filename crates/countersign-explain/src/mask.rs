//! Where a captured message holds what must not be shown.
//!
//! What is known to be harmless is shown; everything else is not.

use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use memchr::memmem::Finder;
use zeroize::Zeroizing;

use crate::capture::{Header, trimmed};
use crate::names::Name;
use crate::request::parameters::{self, Parameter, Parameters};
use crate::request::{basic_secret, url};
use crate::{CapturedRequest, CapturedResponse, Part, Place};

pub(crate) mod hint;

/// The header fields whose values may be shown.
const HARMLESS_FIELDS: [&str; 24] = [
    "accept",
    "accept-charset",
    "accept-encoding",
    "accept-language",
    "allow",
    "cache-control",
    "connection",
    "content-encoding",
    "content-language",
    "content-length",
    "content-type",
    "date",
    "expect",
    "expires",
    "host",
    "keep-alive",
    "pragma",
    "retry-after",
    "server",
    "transfer-encoding",
    "user-agent",
    "vary",
    "via",
    "www-authenticate",
];

/// The schemes that may be shown before what follows them.
const SCHEMES: [&str; 5] = ["basic", "bearer", "dpop", "digest", "negotiate"];

/// The octets of a request that must not be shown: secrets, tokens, passwords, and everything that might be one.
///
/// Each place is octets of one part, in ascending order and disjoint; the name of a header field is not filled in.
/// Replace every octet in them before anything is displayed.
///
/// ```
/// use countersign_explain::{CapturedRequest, Part, secret_ranges};
///
/// let request = CapturedRequest::new("POST", "/token", b"client_id=abc123&client_secret=secretXYZ&scope=read");
/// let places = secret_ranges(&request);
/// assert_eq!((places[0].part, places[0].octets.clone()), (Part::Body, 31..40));
/// assert_eq!(places.len(), 1);
/// ```
// = COUNTERSIGN-SECRET-1
#[must_use]
pub fn secret_ranges(request: &CapturedRequest<'_>) -> Vec<Place> {
    let mut hidden = Hidden::default();
    hidden.method(request.method());
    let target = request.target();
    let absolute = url::Absolute::of(target);
    let path_at = absolute.as_ref().map_or(0, url::Absolute::end);
    if let Some(userinfo) = absolute.and_then(|absolute| absolute.userinfo) {
        hidden.add(Part::Target, userinfo);
    }
    let path = path_at..target.find('?').unwrap_or(target.len()).max(path_at);
    if hint::in_path(target.get(path.clone()).unwrap_or_default()) {
        hidden.add(Part::Target, path);
    }
    if let Some(fragment) = target.find('#') {
        hidden.add(Part::Target, fragment..target.len());
    }
    hidden.parameters(Part::Target, target.as_bytes(), &parameters::query(target));
    hidden.headers(request.headers());
    let body = request.body();
    match parameters::read(body) {
        Some(parameters) => hidden.parameters(Part::Body, body, &parameters),
        None => hidden.add(Part::Body, 0..body.len()),
    }
    hidden.echoes(parts(Some(target), request.headers(), body));
    hidden.merged()
}

/// The octets of a response that must not be shown, likewise.
///
/// ```
/// use countersign_explain::{CapturedResponse, response_secret_ranges};
///
/// let response = CapturedResponse::new(200, br#"{"access_token":"2YotnFZF","token_type":"Bearer"}"#);
/// let places = response_secret_ranges(&response);
/// assert_eq!(places[0].octets, 17..25);
/// assert_eq!(places.len(), 1);
/// ```
// = COUNTERSIGN-SECRET-1
#[must_use]
pub fn response_secret_ranges(response: &CapturedResponse<'_>) -> Vec<Place> {
    const HARMLESS: [&str; 7] = [
        "token_type",
        "expires_in",
        "scope",
        "error",
        "error_description",
        "error_uri",
        "issued_token_type",
    ];
    let mut hidden = Hidden::default();
    hidden.headers(response.headers());
    let body = response.body();
    match parameters::json(body) {
        Some(members) => {
            for member in members.iter() {
                if !is_word(&member.text) {
                    hidden.add(Part::Body, member.name_octets.clone());
                }
                if !HARMLESS.contains(&member.text.as_str()) || speaks_of_more(member, body) {
                    hidden.add(Part::Body, member.value_octets.clone());
                    hidden.secrets.extend(member.value.clone());
                } else if let Some(value) = &member.value {
                    hidden
                        .shown
                        .push((Place::new(Part::Body, member.value_octets.clone()), value.clone()));
                }
            }
        }
        None => hidden.add(Part::Body, 0..body.len()),
    }
    hidden.echoes(parts(None, response.headers(), body));
    hidden.merged()
}

#[derive(Default)]
struct Hidden {
    places: Vec<Place>,
    /// Values that may be shown unless they hold a secret, decoded.
    shown: Vec<(Place, Zeroizing<String>)>,
    secrets: Vec<Zeroizing<String>>,
}

/// A secret shorter than this is not looked for elsewhere.
const SHORTEST: usize = 4;
/// How many secrets are looked for elsewhere.
const MOST: usize = 16;

impl Hidden {
    fn add(&mut self, part: Part, octets: Range<usize>) {
        if !octets.is_empty() {
            self.places.push(Place::new(part, octets));
        }
    }

    /// In ascending order, those that touch joined.
    fn merged(mut self) -> Vec<Place> {
        self.places
            .sort_unstable_by_key(|place| (place.part, place.octets.start));
        self.places.dedup_by(|next, before| {
            let touches = next.part == before.part && next.octets.start <= before.octets.end;
            if touches {
                before.octets.end = before.octets.end.max(next.octets.end);
            }
            touches
        });
        self.places
    }

    /// What is no word may be anything, such as a body whose request line was lost.
    fn method(&mut self, method: &str) {
        const LONGEST: usize = 20;
        if method.len() > LONGEST || !method.bytes().all(|octet| octet.is_ascii_alphabetic()) {
            self.add(Part::Method, 0..method.len());
        }
    }

    fn parameters(&mut self, part: Part, octets: &[u8], parameters: &Parameters) {
        // What follows a secret may be the rest of it, cut off by an `&` that nobody escaped.
        let mut after_secret = false;
        for parameter in parameters.iter() {
            if !shows_name(parameter, after_secret) {
                self.add(part, parameter.name_octets.clone());
            }
            if !parameter.name.is_harmless() || speaks_of_more(parameter, octets) {
                self.add(part, parameter.value_octets.clone());
            } else if let Some(value) = &parameter.value {
                self.shown
                    .push((Place::new(part, parameter.value_octets.clone()), value.clone()));
            }
            match parameter.name {
                Name::Own("client_secret" | "client_assertion")
                | Name::Foreign("password")
                | Name::Near("client_secret") => {
                    after_secret = true;
                    self.secrets.extend(parameter.value.clone());
                }
                Name::Own(_) | Name::Foreign(_) => after_secret = false,
                Name::Near(_) | Name::Other => {}
            }
        }
    }

    fn headers(&mut self, headers: &[Header<'_>]) {
        for (index, header) in headers.iter().enumerate() {
            if HARMLESS_FIELDS
                .iter()
                .any(|name| header.name.eq_ignore_ascii_case(name))
            {
                let value = hint::lossy(header.value);
                if hint::in_words(&value) || (header.name.eq_ignore_ascii_case("host") && value.contains('@'))
                {
                    self.add(part(index), 0..header.value.len());
                }
                continue;
            }
            let shown = if header.name.eq_ignore_ascii_case("authorization") {
                self.scheme(header.value)
            } else {
                0
            };
            self.add(part(index), shown..header.value.len());
        }
    }

    /// How many octets of an `Authorization` field may be shown.
    fn scheme(&mut self, value: &[u8]) -> usize {
        let (start, text) = trimmed(value);
        let len = text.iter().position(|octet| *octet == b' ').unwrap_or(text.len());
        let (scheme, data) = text.split_at_checked(len).unwrap_or_default();
        self.secrets.extend(basic_secret(data));
        self.secrets.extend(
            core::str::from_utf8(data.trim_ascii())
                .ok()
                .map(String::from)
                .map(Zeroizing::new),
        );
        let known = SCHEMES
            .iter()
            .any(|known| known.as_bytes().eq_ignore_ascii_case(scheme));
        let spaces = data.iter().take_while(|octet| **octet == b' ').count();
        if known {
            start.saturating_add(len).saturating_add(spaces)
        } else {
            0
        }
    }

    /// A secret that stands where nobody expects one, as it is or encoded.
    fn echoes<'m>(&mut self, parts: impl Iterator<Item = (Part, &'m [u8])> + Clone) {
        let secrets = self
            .secrets
            .iter()
            .filter(|secret| secret.len() >= SHORTEST)
            .take(MOST);
        for secret in secrets {
            let found = Finder::new(secret.as_bytes());
            for (part, octets) in parts.clone() {
                let ranges = found
                    .find_iter(octets)
                    .map(|at| at..at.saturating_add(secret.len()));
                self.places.extend(ranges.map(|octets| Place::new(part, octets)));
            }
            let shown = self
                .shown
                .iter()
                .filter(|(_, value)| found.find(value.as_bytes()).is_some());
            self.places.extend(shown.map(|(place, _)| place.clone()));
        }
    }
}

/// Whether the value of a harmless parameter holds more than it should.
fn speaks_of_more(parameter: &Parameter, octets: &[u8]) -> bool {
    let raw = hint::lossy(octets.get(parameter.value_octets.clone()).unwrap_or_default());
    let value = parameter.value().unwrap_or(&raw);
    hint::in_value(&raw)
        || hint::in_value(value)
        || (parameter.name.is_own("client_id") && hint::in_client_id(value))
}

/// A name that nobody knows is shown only if it looks like a name and nothing speaks against it.
fn shows_name(parameter: &Parameter, after_secret: bool) -> bool {
    const LONGEST: usize = 32;
    match parameter.name {
        Name::Own(_) | Name::Foreign(_) | Name::Near(_) => true,
        Name::Other => {
            let word = parameter
                .text
                .bytes()
                .all(|octet| octet.is_ascii_lowercase() || octet == b'_');
            word && parameter.has_delimiter && parameter.text.len() <= LONGEST && !after_secret
        }
    }
}

/// A name that nobody knows is shown only if it looks like a name.
fn is_word(name: &str) -> bool {
    const LONGEST: usize = 32;
    name.len() <= LONGEST
        && name
            .bytes()
            .all(|octet| octet.is_ascii_alphabetic() || matches!(octet, b'_' | b'-'))
}

fn parts<'m>(
    target: Option<&'m str>,
    headers: &[Header<'m>],
    body: &'m [u8],
) -> impl Iterator<Item = (Part, &'m [u8])> + Clone {
    let target = target.map(|target| (Part::Target, target.as_bytes()));
    let fields = headers
        .iter()
        .enumerate()
        .map(|(index, header)| (part(index), header.value));
    target.into_iter().chain(fields).chain([(Part::Body, body)])
}

const fn part(index: usize) -> Part {
    Part::Header { index, name: "" }
}
