//! Errors that stand elsewhere than in `error`, or nowhere.

use countersign_grammar::Limits;
use countersign_grammar::json::{Kind, RawValue};

use crate::extra::{ExtraMember, ExtraValue};
use crate::fields::{Field, Fields};
use crate::tolerances::Leniency;
use crate::{ErrorCode, ErrorResponse, ResponseError, ResponseErrorKind, Tolerance, members};

/// Where a code may stand in place of `error`, and whether a number is one.
const CODES: &[(&str, bool)] = &[
    ("error_type", false),
    ("errorCode", false),
    ("ErrorCode", false),
    ("errcode", true),
    // A number here repeats the status.
    ("status", false),
];

/// Where a description may stand in place of `error_description`.
const DESCRIPTIONS: &[&str] = &["error_message", "errorSummary", "errmsg", "message", "Error"];

/// The same two within an object of its own.
const NESTED_CODES: &[(&str, bool)] = &[
    ("type", false),
    ("error_type", false),
    ("errorType", false),
    ("code", true),
];
const NESTED_DESCRIPTIONS: &[&str] = &["message", "error_message"];

/// The error response under a status for errors, or where the body is one all the same.
pub(crate) fn error<'a>(
    status: u16,
    fields: &Fields<'a>,
    extra: &[ExtraMember<'a>],
    limits: &Limits,
    leniency: &mut Leniency,
) -> Result<ErrorResponse<'a>, ResponseError> {
    let nested = |value: Field<'_>| value.kind() == Kind::Object && leniency.allows(Tolerance::NestedError);
    let missing = match fields.error {
        None => fields.missing("error"),
        Some(value) if nested(value) => value.refuse(ResponseErrorKind::WrongType, "error"),
        Some(_) => return ErrorResponse::from_fields(fields, leniency),
    };
    let places = Places::of(fields, extra, limits, leniency);
    let code = match places.code(leniency) {
        Some(code) => code,
        None => ErrorCode::for_status(status)
            .filter(|_| leniency.permits(Tolerance::MissingError))
            .ok_or(missing)?,
    };
    if fields.error.is_some() {
        leniency.permits(Tolerance::NestedError);
    }
    places.complete(code, fields, leniency)
}

/// An error without `error` under status 200, if one is known to be there and no token is.
pub(crate) fn error_under_200<'a>(
    fields: &Fields<'a>,
    extra: &[ExtraMember<'a>],
    limits: &Limits,
    leniency: &mut Leniency,
) -> Result<Option<ErrorResponse<'a>>, ResponseError> {
    if fields.access_token.is_some() || !leniency.allows(Tolerance::ErrorWithStatus200) {
        return Ok(None);
    }
    let places = Places::of(fields, extra, limits, leniency);
    let Some(code) = places.code(leniency) else {
        return Ok(None);
    };
    leniency.permits(Tolerance::ErrorWithStatus200);
    places.complete(code, fields, leniency).map(Some)
}

/// What stands in places where it may be tolerated, the better one first.
struct Places<'a>([Option<Found<'a>>; 2]);

/// What was found in place of `error` and `error_description`, and what lets it count.
struct Found<'a> {
    code: Option<ErrorCode<'a>>,
    description: Option<Field<'a>>,
    tolerance: Tolerance,
}

impl<'a> Places<'a> {
    fn of(fields: &Fields<'a>, extra: &[ExtraMember<'a>], limits: &Limits, leniency: &Leniency) -> Self {
        let named = |name: &str| {
            let member = extra.iter().find(|member| member.name() == name)?;
            match member.value() {
                ExtraValue::Json(value) => Some(Field::Json(value)),
                ExtraValue::Form(text) => Some(Field::Form(text, fields.end)),
                ExtraValue::Bool(_) | ExtraValue::Integer(_) | ExtraValue::Text(_) => None,
            }
        };
        let renamed = || {
            (leniency.allows(Tolerance::RenamedError) && fields.error.is_none())
                .then(|| Found::look_up(Tolerance::RenamedError, CODES, DESCRIPTIONS, named))
        };
        let within = || {
            let object = nested(fields, named, limits).filter(|_| leniency.allows(Tolerance::NestedError))?;
            let named = |name: &str| {
                let mut members = object.members(limits).ok()?.filter_map(Result::ok);
                members
                    .find(|member| member.name().eq_str(name))
                    .map(|member| Field::Json(member.value()))
            };
            Some(Found::look_up(
                Tolerance::NestedError,
                NESTED_CODES,
                NESTED_DESCRIPTIONS,
                named,
            ))
        };
        Self([renamed(), within()])
    }

    fn code(&self, leniency: &mut Leniency) -> Option<ErrorCode<'a>> {
        let found = self.0.iter().flatten().find(|found| found.code.is_some())?;
        leniency.permits(found.tolerance);
        found.code.clone()
    }

    /// The response with this code and the best description that there is.
    fn complete(
        &self,
        code: ErrorCode<'a>,
        fields: &Fields<'a>,
        leniency: &mut Leniency,
    ) -> Result<ErrorResponse<'a>, ResponseError> {
        let response = ErrorResponse::with_fields(code, fields, leniency)?;
        if response.description().is_some() {
            return Ok(response);
        }
        for found in self.0.iter().flatten() {
            let other = found
                .description
                .and_then(|value| members::other_description(value, leniency));
            if let Some(description) = other {
                leniency.permits(found.tolerance);
                return Ok(response.with_description(description));
            }
        }
        Ok(response)
    }
}

impl<'a> Found<'a> {
    fn look_up(
        tolerance: Tolerance,
        codes: &[(&str, bool)],
        descriptions: &[&str],
        named: impl Fn(&str) -> Option<Field<'a>>,
    ) -> Self {
        Self {
            code: codes
                .iter()
                .find_map(|(name, numbers)| code(named(name)?, *numbers)),
            description: descriptions
                .iter()
                .find_map(|name| named(name).filter(|value| value.kind() == Kind::String)),
            tolerance,
        }
    }
}

/// The object that holds the error.
fn nested<'a>(
    fields: &Fields<'a>,
    named: impl Fn(&str) -> Option<Field<'a>>,
    limits: &Limits,
) -> Option<RawValue<'a>> {
    let json = |field| match field {
        Field::Json(value) => Some(value),
        Field::Form(..) => None,
    };
    let first = || json(named("errors")?)?.elements(limits).ok()?.next()?.ok();
    let meta = || json(named("meta")?);
    let holder = match fields.error {
        Some(field) => json(field),
        None => first().or_else(meta),
    };
    holder.filter(|value| value.kind() == Kind::Object)
}

fn code<'a>(value: Field<'a>, numbers: bool) -> Option<ErrorCode<'a>> {
    match value {
        Field::Json(json) if numbers && json.kind() == Kind::Number => ErrorCode::parse(json.raw()).ok(),
        value => ErrorCode::parse(value.text("error").ok()?).ok(),
    }
}
