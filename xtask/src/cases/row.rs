//! A row of a case file, and its fields.

use std::collections::BTreeSet;
use std::fmt;

use serde_json::{Map, Value};

/// One row: a JSON object with an `id`, and the line it stands on.
#[derive(Debug, Clone)]
pub struct Row {
    line: usize,
    id: String,
    fields: Map<String, Value>,
}

/// Why a text is no case file, and on which line, counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowError {
    line: usize,
    kind: RowErrorKind,
}

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RowErrorKind {
    /// The line is not JSON; with the reader's words.
    NotJson(String),
    /// The line is JSON and no object.
    NotAnObject,
    /// The object has no `id` that is a string.
    NoId,
    /// The `id` stands on an earlier line.
    IdRepeated(String),
}

impl Row {
    /// Reads JSON Lines; empty lines are passed over.
    pub fn read_all(text: &str) -> Result<Vec<Self>, RowError> {
        let mut ids = BTreeSet::new();
        let mut rows = Vec::new();
        for (line, text) in (1..)
            .zip(text.lines())
            .filter(|(_, text)| !text.trim().is_empty())
        {
            let row = Self::read(line, text).map_err(|kind| RowError { line, kind })?;
            if !ids.insert(row.id.clone()) {
                return Err(RowError {
                    line,
                    kind: RowErrorKind::IdRepeated(row.id),
                });
            }
            rows.push(row);
        }
        Ok(rows)
    }

    fn read(line: usize, text: &str) -> Result<Self, RowErrorKind> {
        let value: Value =
            serde_json::from_str(text).map_err(|error| RowErrorKind::NotJson(error.to_string()))?;
        let Value::Object(fields) = value else {
            return Err(RowErrorKind::NotAnObject);
        };
        let id = fields
            .get("id")
            .and_then(Value::as_str)
            .ok_or(RowErrorKind::NoId)?;
        Ok(Self {
            line,
            id: String::from(id),
            fields,
        })
    }

    /// The line, counted from 1.
    #[must_use]
    pub const fn line(&self) -> usize {
        self.line
    }

    /// The `id`, for reports; no verdict depends on it.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The fields.
    #[must_use]
    pub const fn fields(&self) -> Fields<'_> {
        Fields(&self.fields)
    }
}

impl RowError {
    /// The line, counted from 1.
    #[must_use]
    pub const fn line(&self) -> usize {
        self.line
    }

    /// What is wrong.
    #[must_use]
    pub const fn kind(&self) -> &RowErrorKind {
        &self.kind
    }
}

impl fmt::Display for RowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: ", self.line)?;
        match &self.kind {
            RowErrorKind::NotJson(why) => write!(f, "not JSON: {why}"),
            RowErrorKind::NotAnObject => f.write_str("not a JSON object"),
            RowErrorKind::NoId => f.write_str("no id"),
            RowErrorKind::IdRepeated(id) => write!(f, "the id {id} stands twice"),
        }
    }
}

impl std::error::Error for RowError {}

/// The row lacks what its kind needs: why it cannot be judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unusable(pub String);

impl Unusable {
    /// For this reason.
    pub fn because(why: impl Into<String>) -> Self {
        Self(why.into())
    }
}

/// The members of a row, or of an object in it.
#[derive(Debug, Clone, Copy)]
pub struct Fields<'r>(&'r Map<String, Value>);

impl<'r> Fields<'r> {
    /// The value, unless it is absent or `null`.
    #[must_use]
    pub fn get(self, name: &str) -> Option<&'r Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    /// Whether the member is there, `null` or not.
    #[must_use]
    pub fn states(self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// The value, which the kind of the row needs.
    pub fn need(self, name: &str) -> Result<&'r Value, Unusable> {
        self.get(name)
            .ok_or_else(|| Unusable(format!("the row has no `{name}`")))
    }

    /// The text, if it is one.
    #[must_use]
    pub fn text(self, name: &str) -> Option<&'r str> {
        self.get(name).and_then(Value::as_str)
    }

    /// The text, which the kind of the row needs.
    pub fn need_text(self, name: &str) -> Result<&'r str, Unusable> {
        self.need(name)?
            .as_str()
            .ok_or_else(|| Unusable(format!("`{name}` is no text")))
    }

    /// The whole number, if it is one.
    #[must_use]
    pub fn number(self, name: &str) -> Option<u64> {
        self.get(name).and_then(Value::as_u64)
    }

    /// The truth value, if it is one.
    #[must_use]
    pub fn flag(self, name: &str) -> Option<bool> {
        self.get(name).and_then(Value::as_bool)
    }

    /// The object, if it is one.
    #[must_use]
    pub fn object(self, name: &str) -> Option<Self> {
        self.get(name).and_then(Value::as_object).map(Fields)
    }

    /// The texts of an array, or the one text.
    pub fn texts(self, name: &str) -> Result<Option<Vec<&'r str>>, Unusable> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::String(one)) => Ok(Some(vec![one])),
            Some(Value::Array(many)) => many
                .iter()
                .map(|one| {
                    one.as_str()
                        .ok_or_else(|| Unusable(format!("`{name}` holds what is no text")))
                })
                .collect::<Result<_, _>>()
                .map(Some),
            Some(_) => Err(Unusable(format!("`{name}` is no list of texts"))),
        }
    }

    /// The octets that a text in hexadecimal digits stands for.
    pub fn need_hex(self, name: &str) -> Result<Vec<u8>, Unusable> {
        let (pairs, rest) = self.need_text(name)?.as_bytes().as_chunks::<2>();
        let octets: Option<Vec<u8>> = pairs
            .iter()
            .map(|pair| {
                str::from_utf8(pair)
                    .ok()
                    .and_then(|pair| u8::from_str_radix(pair, 16).ok())
            })
            .collect();
        match octets {
            Some(octets) if rest.is_empty() => Ok(octets),
            Some(_) | None => Err(Unusable(format!("`{name}` is not hexadecimal"))),
        }
    }

    /// Each member with its name.
    pub fn members(self) -> impl Iterator<Item = (&'r str, &'r Value)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// The members as JSON.
    #[must_use]
    pub fn to_json(self) -> String {
        Value::Object(self.0.clone()).to_string()
    }
}

/// The fields of a JSON value, if it is an object.
#[must_use]
pub(super) fn fields(value: &Value) -> Option<Fields<'_>> {
    value.as_object().map(Fields)
}
