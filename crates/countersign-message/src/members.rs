//! The members of a response one by one: strictly, or with what the caller tolerates.

use alloc::borrow::Cow;
use alloc::string::String;

use countersign_grammar::json::{Kind, RawValue};
use countersign_grammar::{ErrorDescription, Limits, SyntaxErrorKind, TokenType, production};
use countersign_scope::{Scope, ScopeError, ScopeErrorKind, ScopeParameter, ScopeToken};

use crate::fields::{Field, Fields, production};
use crate::tolerances::Leniency;
use crate::{ResponseError, ResponseErrorKind, Tolerance};

/// The value of an optional member, unless it is a `null` that may count as none.
pub(crate) fn not_null<'a>(value: Option<Field<'a>>, leniency: &mut Leniency) -> Option<Field<'a>> {
    match value {
        Some(value) if value.kind() == Kind::Null && leniency.permits(Tolerance::NullMember) => None,
        value => value,
    }
}

// = RFC6749-5.1-3
// = RFC6749-A.13-1
pub(crate) fn token_type<'a>(
    fields: &Fields<'a>,
    leniency: &mut Leniency,
) -> Result<TokenType<'a>, ResponseError> {
    const MEMBER: &str = "token_type";
    let tolerated = match fields.token_type {
        None => leniency.permits(Tolerance::MissingTokenType),
        Some(value) if value.kind() == Kind::Null => {
            leniency.permits_both(Tolerance::NullMember, Tolerance::MissingTokenType)
        }
        Some(value) => match production(value, MEMBER, TokenType::parse) {
            Ok(token_type) => return Ok(token_type),
            Err(error) => match error.kind() {
                ResponseErrorKind::MalformedValue(SyntaxErrorKind::Empty)
                    if leniency.permits(Tolerance::MissingTokenType) =>
                {
                    true
                }
                ResponseErrorKind::MalformedValue(_) if names_another_type(value) => false,
                ResponseErrorKind::MalformedValue(_) => leniency.permits(Tolerance::OddTokenType),
                _ => false,
            },
        },
    };
    let bearer = || TokenType::parse(TokenType::BEARER).ok();
    if let Some(bearer) = tolerated.then(bearer).flatten() {
        return Ok(bearer);
    }
    production(
        fields.required(fields.token_type, MEMBER)?,
        MEMBER,
        TokenType::parse,
    )
}

/// Whether a word of the text is a token type that asks more of its bearer: such a token is never taken for a plain one.
// = RFC6749-7.1-1
fn names_another_type(value: Field<'_>) -> bool {
    const OTHERS: [&str; 4] = ["DPoP", "MAC", "PoP", "N_A"];
    value.text("token_type").is_ok_and(|text| {
        text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .any(|word| OTHERS.iter().any(|other| word.eq_ignore_ascii_case(other)))
    })
}

/// `expires_in = 1*DIGIT`, as a JSON number.
// = RFC6749-5.1-11
// = RFC6749-A.14-1
pub(crate) fn expires_in(
    value: Option<Field<'_>>,
    leniency: &mut Leniency,
) -> Result<Option<u64>, ResponseError> {
    let Some(value) = not_null(value, leniency) else {
        return Ok(None);
    };
    let refuse = |kind| value.refuse(kind, "expires_in");
    let malformed = refuse(ResponseErrorKind::MalformedValue(SyntaxErrorKind::BadNumber));
    let json = match value {
        Field::Json(json) => json,
        Field::Form(text, _) => return digits(&text.decode()).map(Some).ok_or(malformed),
    };
    if let Ok(number) = json.to_number() {
        let whole = || {
            number
                .as_seconds_floor()
                .filter(|_| leniency.permits(Tolerance::ExpiresInFloat))
        };
        return number.as_u64().or_else(whole).map(Some).ok_or(malformed);
    }
    json.to_str()
        .ok()
        .and_then(|text| digits(&text))
        .filter(|_| leniency.permits(Tolerance::ExpiresInString))
        .map(Some)
        .ok_or(refuse(ResponseErrorKind::WrongType))
}

/// `1*DIGIT`, if it fits.
fn digits(text: &str) -> Option<u64> {
    production::is_expires_in(text)
        .then(|| text.parse().ok())
        .flatten()
}

// = RFC6749-3.3-3
pub(crate) fn scope<'a>(
    value: Option<Field<'a>>,
    limits: &Limits,
    leniency: &mut Leniency,
) -> Result<ScopeParameter<Scope<'a>>, ResponseError> {
    let Some(value) = not_null(value, leniency) else {
        return Ok(ScopeParameter::Absent);
    };
    if let Field::Json(json) = value
        && json.kind() == Kind::Array
        && leniency.allows(Tolerance::ScopeArray)
    {
        return scope_array(json, limits, leniency);
    }
    let text = value.text("scope")?;
    if text.is_empty() && leniency.permits(Tolerance::ScopeEmpty) {
        return Ok(ScopeParameter::Empty);
    }
    let refuse = |error| ResponseError::scope(error, value.at());
    let read = |text: Cow<'a, str>| Scope::parse_bounded(text, limits.scope_tokens);
    if text.contains(',') && leniency.allows(Tolerance::ScopeCommaList) {
        let spaced = text.replace(", ", " ").replace(',', " ");
        // Only the list may be over the limit where the text as one token is not.
        match read_spaced(spaced.into(), read, leniency) {
            Ok(scope) => {
                leniency.permits(Tolerance::ScopeCommaList);
                return Ok(scope);
            }
            Err(error) if error.kind() == ScopeErrorKind::TooManyTokens => return Err(refuse(error)),
            Err(_) => {}
        }
    }
    read_spaced(text, read, leniency).map_err(refuse)
}

/// A scope string, or one whose tokens have more spaces around them than one between two.
fn read_spaced<'a>(
    text: Cow<'a, str>,
    read: impl Fn(Cow<'a, str>) -> Result<Scope<'a>, ScopeError>,
    leniency: &mut Leniency,
) -> Result<ScopeParameter<Scope<'a>>, ScopeError> {
    if text.is_empty() || !leniency.allows(Tolerance::ScopeSpaces) {
        return read(text).map(ScopeParameter::Present);
    }
    let error = match read(text.clone()) {
        Ok(scope) => return Ok(ScopeParameter::Present(scope)),
        Err(error) => error,
    };
    let tokens = joined(text.split(' '));
    if tokens.is_empty() {
        return match leniency.permits_both(Tolerance::ScopeSpaces, Tolerance::ScopeEmpty) {
            true => Ok(ScopeParameter::Empty),
            false => Err(error),
        };
    }
    match read(tokens.into()) {
        Ok(scope) => {
            leniency.permits(Tolerance::ScopeSpaces);
            Ok(ScopeParameter::Present(scope))
        }
        Err(spaced) if spaced.kind() == ScopeErrorKind::TooManyTokens => Err(spaced),
        Err(_) => Err(error),
    }
}

/// An array of scope tokens.
fn scope_array<'a>(
    value: RawValue<'a>,
    limits: &Limits,
    leniency: &mut Leniency,
) -> Result<ScopeParameter<Scope<'a>>, ResponseError> {
    let wrong = ResponseError::new(ResponseErrorKind::WrongType, value.at(), "scope");
    let mut text = String::new();
    for element in value.elements(limits).map_err(|_| wrong)? {
        let element = element.and_then(RawValue::to_str).map_err(|_| wrong)?;
        let token = ScopeToken::parse(element).map_err(|_| wrong)?;
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(token.as_str());
    }
    if text.is_empty() {
        return match leniency.permits_both(Tolerance::ScopeArray, Tolerance::ScopeEmpty) {
            true => Ok(ScopeParameter::Empty),
            false => Err(wrong),
        };
    }
    leniency.permits(Tolerance::ScopeArray);
    Scope::parse_bounded(text, limits.scope_tokens)
        .map(ScopeParameter::Present)
        .map_err(|error| ResponseError::scope(error, value.at()))
}

// = RFC6749-5.2-14
// = RFC6749-5.2-15
// = RFC6749-A.8-1
pub(crate) fn description<'a>(
    value: Option<Field<'a>>,
    leniency: &mut Leniency,
) -> Result<Option<ErrorDescription<'a>>, ResponseError> {
    let Some(value) = not_null(value, leniency) else {
        return Ok(None);
    };
    let error = match production(value, "error_description", ErrorDescription::parse) {
        Ok(description) => return Ok(Some(description)),
        Err(error) => error,
    };
    if !matches!(error.kind(), ResponseErrorKind::MalformedValue(_)) {
        return Err(error);
    }
    if let Some(description) = without_crlf(value, leniency) {
        return Ok(Some(description));
    }
    if leniency.permits(Tolerance::OddDescription) {
        return Ok(None);
    }
    Err(error)
}

/// The description that some servers give under another name; what is none is no fault there.
pub(crate) fn other_description<'a>(
    value: Field<'a>,
    leniency: &mut Leniency,
) -> Option<ErrorDescription<'a>> {
    match production(value, "error_description", ErrorDescription::parse) {
        Ok(description) => Some(description),
        Err(_) => without_crlf(value, leniency),
    }
}

fn without_crlf<'a>(value: Field<'a>, leniency: &mut Leniency) -> Option<ErrorDescription<'a>> {
    if !leniency.allows(Tolerance::CrlfInDescription) {
        return None;
    }
    let text = joined(value.text("error_description").ok()?.split(['\r', '\n']));
    let description = ErrorDescription::parse(text).ok()?;
    leniency.permits(Tolerance::CrlfInDescription);
    Some(description)
}

/// The pieces that hold something, with a space between them.
fn joined<'t>(pieces: impl Iterator<Item = &'t str>) -> String {
    let mut text = String::new();
    for piece in pieces.filter(|piece| !piece.is_empty()) {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(piece);
    }
    text
}
