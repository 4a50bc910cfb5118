use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::fmt;
use core::ops::Range;

use countersign_clause::Clause;
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use crate::Code;

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Works, and would be better otherwise.
    Advice,
    /// Works here, and fails or leaks elsewhere.
    Warning,
    /// A token is refused for it, or a secret is exposed by it.
    Error,
}

impl Severity {
    /// The word for people and for JSON.
    ///
    /// ```
    /// assert_eq!(countersign_explain::Severity::Error.as_str(), "error");
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Advice => "advice",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// One thing that is to be said about a captured message.
///
/// Its sentences are chosen from fixed ones; they hold no octet of the message, so no secret either. What they speak
/// of is pointed at by [`Place`]s.
///
/// As JSON: `severity`, `code`, `clause` (its id), `title`, `mend`, `place` and `related`, see
/// [`Report`](crate::Report).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    code: Code,
    clause: &'static Clause,
    title: Cow<'static, str>,
    mend: Cow<'static, str>,
    place: Place,
    related: Vec<Related>,
}

impl Finding {
    pub(crate) fn new(code: Code, place: Place) -> Self {
        Self {
            code,
            clause: code.clause(),
            title: Cow::Borrowed(code.title()),
            mend: Cow::Borrowed(code.mend()),
            place,
            related: Vec::new(),
        }
    }

    /// Another sentence than the one that the code has.
    pub(crate) fn title(mut self, title: impl Into<Cow<'static, str>>) -> Self {
        self.title = title.into();
        self
    }

    /// Another way to mend it than the one that the code has.
    pub(crate) fn mend(mut self, mend: impl Into<Cow<'static, str>>) -> Self {
        self.mend = mend.into();
        self
    }

    /// Another clause: what the server says when this fault shows itself to it as another one.
    pub(crate) const fn clause_of(mut self, clause: &'static Clause) -> Self {
        self.clause = clause;
        self
    }

    /// A second place that belongs to it.
    pub(crate) fn see(mut self, place: Place, label: &'static str) -> Self {
        self.related.push(Related { place, label });
        self
    }

    /// How much it weighs.
    #[must_use]
    pub const fn severity(&self) -> Severity {
        self.code.severity()
    }

    /// What it is, for programs.
    #[must_use]
    pub const fn code(&self) -> Code {
        self.code
    }

    /// The clause that it rests on.
    #[must_use]
    pub const fn clause(&self) -> &'static Clause {
        self.clause
    }

    /// What is wrong, in plain words.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.title
    }

    /// What to do about it.
    #[must_use]
    pub fn remedy(&self) -> &str {
        &self.mend
    }

    /// Where it is.
    #[must_use]
    pub const fn place(&self) -> &Place {
        &self.place
    }

    /// Other places that belong to it.
    #[must_use]
    pub fn related(&self) -> &[Related] {
        &self.related
    }
}

/// `error[method-not-post] the method is not POST (RFC6749-3.2-5)`
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}[{}] {} ({})",
            self.severity(),
            self.code,
            self.title,
            self.clause
        )
    }
}

impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Finding", 7)?;
        out.serialize_field("severity", &self.severity())?;
        out.serialize_field("code", self.code.as_str())?;
        out.serialize_field("clause", self.clause.id())?;
        out.serialize_field("title", &self.title)?;
        out.serialize_field("mend", &self.mend)?;
        out.serialize_field("place", &self.place)?;
        out.serialize_field("related", &self.related)?;
        out.end()
    }
}

/// Where something stands: a part of the message, and octets of that part counted from 0.
///
/// An empty range points between two octets: something is missing there.
///
/// As JSON: `part`, `header` (its index in the capture, or null), `name` (of the header field, or null), `parameter`
/// (or null), `start` and `end`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Place {
    /// The part of the message.
    pub part: Part,
    /// The parameter or JSON member, if it is one that this crate knows by name.
    pub parameter: Option<&'static str>,
    /// The octets of the part, as captured: still encoded.
    pub octets: Range<usize>,
}

impl Place {
    pub(crate) const fn new(part: Part, octets: Range<usize>) -> Self {
        Self {
            part,
            parameter: None,
            octets,
        }
    }

    pub(crate) const fn of(mut self, parameter: Option<&'static str>) -> Self {
        self.parameter = parameter;
        self
    }

    /// The message as a whole.
    pub(crate) const fn whole() -> Self {
        Self::new(Part::Message, 0..0)
    }
}

impl Serialize for Place {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (index, name) = match self.part {
            Part::Header { index, name } => (Some(index), Some(name)),
            Part::Method | Part::Target | Part::Status | Part::Headers | Part::Body | Part::Message => {
                (None, None)
            }
        };
        let mut out = serializer.serialize_struct("Place", 6)?;
        out.serialize_field("part", self.part.as_str())?;
        out.serialize_field("header", &index)?;
        out.serialize_field("name", &name)?;
        out.serialize_field("parameter", &self.parameter)?;
        out.serialize_field("start", &self.octets.start)?;
        out.serialize_field("end", &self.octets.end)?;
        out.end()
    }
}

/// A second place that belongs to a finding, and what it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Related {
    /// Where.
    pub place: Place,
    /// What stands there.
    pub label: &'static str,
}

/// A part of a captured message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    /// The message as a whole.
    Message,
    /// The request method.
    Method,
    /// The request target.
    Target,
    /// The status of a response.
    Status,
    /// The header section as such: a field is missing.
    Headers,
    /// The value of one header field.
    Header {
        /// Its place among the captured header fields, counted from 0.
        index: usize,
        /// The name of the field as the specifications write it.
        name: &'static str,
    },
    /// The body.
    Body,
}

impl Part {
    /// The word for people and for JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::Method => "method",
            Self::Target => "target",
            Self::Status => "status",
            Self::Headers => "headers",
            Self::Header { .. } => "header",
            Self::Body => "body",
        }
    }
}
