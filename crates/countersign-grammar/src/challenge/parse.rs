//! The parser: one pass over each line, except that the text behind a scheme is looked at as `token68` first.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use nom::Parser;
use nom::bytes::complete::tag;
use nom::sequence::{delimited, terminated};

use super::{Challenge, ChallengeError, Data, same};
use crate::quoted::parse::{self, offset, ows, step};
use crate::{Limits, SyntaxError, SyntaxErrorKind};

// = RFC9110-11.6.1-2
pub(super) fn challenges<'a>(
    fields: impl IntoIterator<Item = &'a [u8]>,
    limits: &Limits,
) -> Result<Vec<Challenge<'a>>, ChallengeError> {
    let mut list = List {
        challenges: Vec::new(),
        takes_params: false,
        empties: 0,
        most: limits.parameters,
    };
    let mut left = limits.header;
    for (number, field) in fields.into_iter().enumerate() {
        let error = |error| ChallengeError::new(number, error);
        let Some(fewer) = left.checked_sub(field.len()) else {
            return Err(error(SyntaxError::new(SyntaxErrorKind::TooLong, left)));
        };
        left = fewer;
        list.line(field).map_err(error)?;
    }
    Ok(list.challenges)
}

/// What the lines so far come to.
struct List<'a> {
    challenges: Vec<Challenge<'a>>,
    /// Whether the last challenge is one of parameters, so that a parameter that comes now is one more of it.
    takes_params: bool,
    empties: usize,
    most: usize,
}

impl<'a> List<'a> {
    /// Reads one line: `[ element ] *( OWS "," OWS [ element ] )`, an element being what stands between two commas.
    // = RFC9110-5.6.1.2-1
    fn line(&mut self, field: &'a [u8]) -> Result<(), SyntaxError> {
        let (field, mut rest) = parse::trimmed(field);
        loop {
            rest = match rest.first() {
                None | Some(b',') => self.empty(field, rest)?,
                Some(_) => self.element(field, rest)?,
            };
            if rest.is_empty() {
                return Ok(());
            }
            (rest, _) = step(field, rest, |rest| {
                delimited(ows, tag(&b","[..]), ows).parse(rest)
            })?;
        }
    }

    /// Nothing before a comma or the end.
    fn empty(&mut self, field: &'a [u8], rest: &'a [u8]) -> Result<&'a [u8], SyntaxError> {
        self.empties = self.empties.saturating_add(1);
        if self.empties > self.most {
            return Err(SyntaxError::new(SyntaxErrorKind::TooMany, offset(field, rest)));
        }
        Ok(rest)
    }

    /// A token with `=` behind it is a parameter of the last challenge; any other begins a challenge.
    fn element(&mut self, field: &'a [u8], start: &'a [u8]) -> Result<&'a [u8], SyntaxError> {
        let (behind, scheme) = step(field, start, parse::token)?;
        let (text, _) = step(field, behind, ows)?;
        if text.first() == Some(&b'=') {
            return if self.takes_params {
                self.param(field, start)
            } else {
                Err(SyntaxError::new(
                    SyntaxErrorKind::MissingScheme,
                    offset(field, start),
                ))
            };
        }
        if self.challenges.len() >= self.most {
            return Err(SyntaxError::new(SyntaxErrorKind::TooMany, offset(field, start)));
        }
        self.challenges.push(Challenge::bare(Cow::Borrowed(scheme)));
        self.takes_params = false;
        match step(field, behind, parse::spaces) {
            Ok((data, _)) => self.data(field, data),
            Err(_) if ends(text) => Ok(text),
            // = RFC9110-11.3-1
            Err(_) => Err(SyntaxError::new(
                SyntaxErrorKind::MissingSpace,
                offset(field, behind),
            )),
        }
    }

    /// `token68 / #auth-param`, the latter up to the first comma: `data` stands behind `auth-scheme 1*SP`.
    fn data(&mut self, field: &'a [u8], data: &'a [u8]) -> Result<&'a [u8], SyntaxError> {
        let (text, _) = step(field, data, ows)?;
        if ends(text) {
            self.takes_params = true;
            return Ok(text);
        }
        let token68 = step(field, data, |rest| terminated(parse::token68, ows).parse(rest)).ok();
        if let (Some((rest, token68)), Some(challenge)) = (token68, self.challenges.last_mut())
            && ends(rest)
        {
            challenge.data = Data::Token68(Cow::Borrowed(token68));
            return Ok(rest);
        }
        self.takes_params = true;
        self.param(field, data).map_err(|error| {
            // Neither of the two: the reading that came farther says what is wrong.
            match token68.map(|(rest, _)| offset(field, rest)) {
                Some(end) if end >= error.at() => SyntaxError::new(SyntaxErrorKind::TrailingData, end),
                _ => error,
            }
        })
    }

    /// `auth-param = token BWS "=" BWS ( token / quoted-string )`, one more of the last challenge.
    // = RFC9110-5.6.3-2
    // = RFC9110-11.2-1
    fn param(&mut self, field: &'a [u8], start: &'a [u8]) -> Result<&'a [u8], SyntaxError> {
        let equals = delimited(ows, tag(&b"="[..]), ows);
        let (rest, (name, value)) = step(field, start, parse::parameter(equals))?;
        let Some(Challenge {
            data: Data::Params(params),
            ..
        }) = self.challenges.last_mut()
        else {
            return Err(SyntaxError::new(
                SyntaxErrorKind::MissingScheme,
                offset(field, start),
            ));
        };
        // Each name is compared with all before it; `most` bounds their number, and so the work per octet.
        let refusal = if params.len() >= self.most {
            SyntaxErrorKind::TooMany
        } else if params.iter().any(|(other, _)| same(other, name)) {
            SyntaxErrorKind::DuplicateParameter
        } else {
            params.push((Cow::Borrowed(name), value.decode()));
            return Ok(rest);
        };
        Err(SyntaxError::new(refusal, offset(field, start)))
    }
}

/// Whether an element ends here; white space has been read.
const fn ends(rest: &[u8]) -> bool {
    matches!(rest, [] | [b',', ..])
}
