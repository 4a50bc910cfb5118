//! The parameters of a request, wherever they stand and however broken what stands around them.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use countersign_grammar::form::{self, FormText};
use countersign_grammar::{Limits, json, target};
use zeroize::Zeroizing;

use crate::names::Name;
use crate::request::Scene;
use crate::{Code, Finding, Part, Place};

/// Parameters in their order.
#[derive(Default)]
pub(crate) struct Parameters {
    list: Vec<Parameter>,
    part: Option<Part>,
    opaque: bool,
    escaped: bool,
    end: usize,
}

/// One parameter.
pub(crate) struct Parameter {
    pub(crate) name: Name,
    /// The name as it reads, for telling repetitions.
    pub(crate) text: Zeroizing<String>,
    pub(crate) name_octets: Range<usize>,
    /// The octets of the value, still encoded, without quotes.
    pub(crate) value_octets: Range<usize>,
    /// The value, unless it is broken or no text.
    pub(crate) value: Option<Zeroizing<String>>,
    /// Whether there is anything between name and value.
    pub(crate) has_delimiter: bool,
}

impl Parameter {
    pub(crate) fn is_empty(&self) -> bool {
        self.value_octets.is_empty()
    }

    pub(crate) fn value(&self) -> Option<&str> {
        self.value.as_ref().map(|value| value.as_str())
    }

    fn all_octets(&self) -> Range<usize> {
        self.name_octets.start..self.value_octets.end.max(self.name_octets.end)
    }
}

impl Parameters {
    /// A body that cannot be read.
    pub(crate) fn opaque(len: usize) -> Self {
        Self {
            opaque: true,
            part: Some(Part::Body),
            end: len,
            ..Self::default()
        }
    }

    pub(crate) const fn is_opaque(&self) -> bool {
        self.opaque
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Parameter> {
        self.list.iter()
    }

    /// The first parameter of this name with a value.
    pub(crate) fn find(&self, name: &str) -> Option<&Parameter> {
        self.all(name).next()
    }

    /// Every parameter of this name with a value.
    pub(crate) fn all<'p, 'n>(&'p self, name: &'n str) -> impl Iterator<Item = &'p Parameter> + use<'p, 'n> {
        self.list
            .iter()
            .filter(move |parameter| parameter.name.is_own(name) && !parameter.is_empty())
    }

    /// Whether any parameter of this grant has a value here.
    pub(crate) fn names_any(&self) -> bool {
        self.list
            .iter()
            .any(|parameter| matches!(parameter.name, Name::Own(_) | Name::Near(_)) && !parameter.is_empty())
    }

    const fn part(&self) -> Part {
        match self.part {
            Some(part) => part,
            None => Part::Body,
        }
    }

    /// Where the name stands.
    pub(crate) fn place_of_name(&self, parameter: &Parameter) -> Place {
        Place::new(self.part(), parameter.name_octets.clone()).of(parameter.name.shown())
    }

    /// Where the value stands.
    pub(crate) fn place_of_value(&self, parameter: &Parameter) -> Place {
        Place::new(self.part(), parameter.value_octets.clone()).of(parameter.name.shown())
    }

    /// Where name and value stand.
    pub(crate) fn place_of_all(&self, parameter: &Parameter) -> Place {
        Place::new(self.part(), parameter.all_octets()).of(parameter.name.shown())
    }

    /// Where some octets of the decoded value stand. `raw` is the part as captured.
    pub(crate) fn place_within(&self, parameter: &Parameter, raw: &[u8], decoded: Range<usize>) -> Place {
        let start = parameter.value_octets.start;
        let encoded = raw.get(parameter.value_octets.clone()).unwrap_or_default();
        let octets = if self.escaped {
            let at = |decoded| start.saturating_add(encoded_at(encoded, decoded));
            at(decoded.start)..at(decoded.end)
        } else if encoded.contains(&b'\\') {
            parameter.value_octets.clone()
        } else {
            start.saturating_add(decoded.start)..start.saturating_add(decoded.end)
        };
        Place::new(self.part(), octets).of(parameter.name.shown())
    }

    /// Where a parameter would be added.
    pub(crate) const fn place_of_end(&self) -> Place {
        Place::new(self.part(), self.end..self.end)
    }
}

/// Where the `decoded`-th octet of a form-encoded text begins.
fn encoded_at(encoded: &[u8], decoded: usize) -> usize {
    let mut at = 0_usize;
    for _ in 0..decoded {
        at = at.saturating_add(if is_escape(encoded, at) { 3 } else { 1 });
    }
    at.min(encoded.len())
}

fn is_escape(encoded: &[u8], at: usize) -> bool {
    let digit = |ahead| {
        encoded
            .get(at.saturating_add(ahead))
            .is_some_and(u8::is_ascii_hexdigit)
    };
    encoded.get(at) == Some(&b'%') && digit(1) && digit(2)
}

/// The parameters in the query of a target, read as leniently as a browser does.
pub(crate) fn query(request_target: &str) -> Parameters {
    let (query, at) = target::query(request_target).unwrap_or_default();
    let mut parameters = pieces(query.as_bytes(), |_| {});
    for parameter in &mut parameters.list {
        for octets in [&mut parameter.name_octets, &mut parameter.value_octets] {
            *octets = octets.start.saturating_add(at)..octets.end.saturating_add(at);
        }
    }
    parameters.part = Some(Part::Target);
    parameters.end = request_target.len();
    parameters
}

/// The parameters of a form. What is broken is told to `fault`, and read as leniently as a browser does.
pub(crate) fn form(body: &[u8], fault: impl FnMut(Fault)) -> Parameters {
    pieces(body, fault)
}

/// The parameters of a body of any kind; none if it cannot be read.
pub(crate) fn read(body: &[u8]) -> Option<Parameters> {
    if is_object(body)
        && let Some(parameters) = json(body)
    {
        return Some(parameters);
    }
    (is_form(body) && !is_multipart(body)).then(|| form(body, |_| {}))
}

/// Whether a body begins like a JSON object.
pub(super) fn is_object(body: &[u8]) -> bool {
    body.trim_ascii_start().first() == Some(&b'{')
}

/// Whether a body looks like form data, although something else was announced.
pub(super) fn is_form(body: &[u8]) -> bool {
    !matches!(body.trim_ascii_start().first(), Some(b'{' | b'[' | b'<')) && body.contains(&b'=')
}

/// Whether a body is divided into parts.
pub(super) fn is_multipart(body: &[u8]) -> bool {
    const DISPOSITION: &[u8] = b"content-disposition:";
    /// How far into a body a disposition is looked for.
    const HEAD: usize = 1024;
    let head = body.get(..HEAD).unwrap_or(body);
    head.starts_with(b"--")
        && head
            .windows(DISPOSITION.len())
            .any(|text| text.eq_ignore_ascii_case(DISPOSITION))
}

/// A name or value that is not well-formed.
pub(crate) struct Fault {
    pub(crate) error: countersign_grammar::SyntaxError,
    pub(crate) parameter: Option<&'static str>,
}

fn pieces(body: &[u8], mut fault: impl FnMut(Fault)) -> Parameters {
    let mut parameters = Parameters {
        escaped: true,
        end: body.len(),
        ..Parameters::default()
    };
    let mut at = 0_usize;
    for piece in body.split(|octet| *octet == b'&') {
        let start = at;
        at = at.saturating_add(piece.len()).saturating_add(1);
        if piece.is_empty() {
            continue;
        }
        let name_len = piece.iter().position(|octet| *octet == b'=');
        let (name, value) = match name_len {
            Some(len) => (piece.get(..len), piece.get(len.saturating_add(1)..)),
            None => (Some(piece), None),
        };
        let (name, value) = (name.unwrap_or_default(), value.unwrap_or_default());
        let name_end = start.saturating_add(name.len());
        let value_at = name_end.saturating_add(usize::from(name_len.is_some()));

        let text = lossy(name);
        let known = Name::of(&text);
        let mut report = |octets, base| match FormText::parse(octets) {
            Ok(text) => Some(Zeroizing::new(text.decode().into_owned())),
            Err(error) => {
                fault(Fault {
                    error: error.offset_by(base),
                    parameter: known.shown(),
                });
                None
            }
        };
        report(name, start);
        parameters.list.push(Parameter {
            name: known,
            text,
            name_octets: start..name_end,
            value_octets: value_at..value_at.saturating_add(value.len()),
            value: report(value, value_at),
            has_delimiter: name_len.is_some(),
        });
    }
    parameters
}

/// The text of a name as a browser reads it.
fn lossy(name: &[u8]) -> Zeroizing<String> {
    let text = form::lossy_pairs(name).next().map(|(name, _)| name);
    Zeroizing::new(text.unwrap_or_default())
}

/// The members of a JSON object; none if the body is not one.
pub(crate) fn json(body: &[u8]) -> Option<Parameters> {
    let mut limits = Limits::DEFAULT;
    limits.body = body.len();
    limits.parameters = usize::MAX;
    limits.json_depth = json::MAX_DEPTH;
    let mut parameters = Parameters {
        end: body.len(),
        ..Parameters::default()
    };
    for member in json::members(body, &limits).ok()? {
        let member = member.ok()?;
        let (name, value) = (member.name(), member.value());
        let text = Zeroizing::new(name.decode().into_owned());
        let name_at = member.at().saturating_add(1);
        let quoted = value.kind() == json::Kind::String;
        let inset = usize::from(quoted);
        let value_at = value.at().saturating_add(inset);
        let value_end = value.at().saturating_add(value.raw().len()).saturating_sub(inset);
        parameters.list.push(Parameter {
            name: Name::of(&text),
            text,
            name_octets: name_at..name_at.saturating_add(name.raw().len()),
            value_octets: value_at..value_end,
            value: value.to_str().ok().map(|text| Zeroizing::new(text.into_owned())),
            has_delimiter: true,
        });
    }
    Some(parameters)
}

/// What is wrong with the parameters of the body, whatever they say.
pub(super) fn check(scene: &mut Scene<'_>, parameters: &Parameters) {
    // = RFC6749-3.2-9
    // = COUNTERSIGN-STRICT-3
    let mut seen: BTreeMap<&str, &Parameter> = BTreeMap::new();
    let mut after_secret = None;
    for parameter in parameters.iter() {
        let repeatable = matches!(parameter.name, Name::Own("resource" | "audience"));
        if !parameter.is_empty() && !repeatable {
            let first = *seen.entry(parameter.text.as_str()).or_insert(parameter);
            if !core::ptr::eq(first, parameter) {
                let finding = Finding::new(Code::PARAMETER_REPEATED, parameters.place_of_all(parameter))
                    .see(parameters.place_of_all(first), "the first");
                scene.push(match parameter.name {
                    Name::Own(name) => finding.title(alloc::format!("{name} is included more than once")),
                    _ => finding,
                });
            }
        }
        if let Some(secret) = after_secret.filter(|_| !parameter.has_delimiter) {
            let finding = Finding::new(Code::SECRET_SPLIT, parameters.place_of_all(parameter));
            scene.push(finding.see(parameters.place_of_all(secret), "the secret before it"));
        } else {
            name(scene, parameters, parameter);
        }
        let secret = matches!(parameter.name, Name::Own("client_secret"));
        after_secret = if secret {
            Some(parameter)
        } else {
            after_secret.filter(|_| !parameter.has_delimiter)
        };
    }
}

// = RFC6749-3.2-7
// = RFC6749-3.2-8
fn name(scene: &mut Scene<'_>, parameters: &Parameters, parameter: &Parameter) {
    let place = parameters.place_of_name(parameter);
    scene.push(match parameter.name {
        Name::Own("grant_type") if parameter.is_empty() => return,
        Name::Own(name) if parameter.is_empty() => Finding::new(Code::PARAMETER_EMPTY, place)
            .title(alloc::format!("{name} has no value, which counts as not sent")),
        Name::Own(_) => return,
        Name::Foreign(name) => Finding::new(Code::PARAMETER_FOREIGN, place).title(alloc::format!(
            "{name} belongs to another grant and is ignored here"
        )),
        Name::Near(own) => Finding::new(Code::PARAMETER_MISNAMED, place)
            .title(alloc::format!(
                "the name of this parameter is nearly {own}; as it stands it is ignored"
            ))
            .mend(alloc::format!("write {own}")),
        Name::Other => Finding::new(Code::PARAMETER_UNKNOWN, place),
    });
}

#[cfg(test)]
mod tests;
