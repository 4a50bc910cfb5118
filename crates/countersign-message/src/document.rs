//! JSON documents of which some members mean something: introspection responses and metadata.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use countersign_clause as clause;
use countersign_clause::Clause;
use countersign_grammar::json::{self, Kind, RawValue};
use countersign_grammar::{AbsoluteUri, Limits, SyntaxError, SyntaxErrorKind};
use countersign_scope::ScopeToken;

use crate::extra::ExtraMember;
use crate::{DocumentError, DocumentErrorKind, IdentifierErrorKind, IssuerIdentifier};

/// What a kind of document is about: the members that mean something, and the clause that wants it to be one JSON object.
pub(crate) struct Kinds {
    pub(crate) members: &'static [&'static str],
    pub(crate) object: &'static Clause,
}

/// The members of a document, found in one pass and read afterwards: what a member says counts only once the whole body
/// is known to be one JSON object with unique names.
pub(crate) struct Document<'a> {
    known: Vec<Field<'a>>,
    extra: Vec<ExtraMember<'a>>,
    limits: Limits,
    /// The length of the body, which is where a missing member is missing.
    end: usize,
}

/// A member that means something.
#[derive(Clone, Copy)]
pub(crate) struct Field<'a> {
    name: &'static str,
    value: RawValue<'a>,
    limits: Limits,
}

impl<'a> Document<'a> {
    // = RFC8414-4-1
    // = RFC8414-4-2
    // = RFC9728-6-1
    pub(crate) fn read(body: &'a [u8], limits: &Limits, kinds: &Kinds) -> Result<Self, DocumentError> {
        let refuse = |error: SyntaxError| DocumentError::syntax(error, kinds.object);
        // = COUNTERSIGN-LIMITS-1
        if body.len() > limits.body {
            return Err(refuse(SyntaxError::new(SyntaxErrorKind::TooLong, limits.body)));
        }
        let mut document = Self {
            known: Vec::new(),
            extra: Vec::new(),
            limits: *limits,
            end: body.len(),
        };
        for member in json::members(body, limits).map_err(refuse)? {
            let member = member.map_err(refuse)?;
            let name = member.name();
            match kinds.members.iter().find(|known| name.eq_str(known)) {
                Some(name) => document.known.push(Field {
                    name,
                    value: member.value(),
                    limits: *limits,
                }),
                None => document
                    .extra
                    .push(ExtraMember::parsed(member.name(), member.value())),
            }
        }
        Ok(document)
    }

    pub(crate) fn get(&self, name: &'static str) -> Option<Field<'a>> {
        self.known.iter().find(|field| field.name == name).copied()
    }

    pub(crate) fn required(
        &self,
        name: &'static str,
        clause: &'static Clause,
    ) -> Result<Field<'a>, DocumentError> {
        self.get(name)
            .ok_or_else(|| DocumentError::new(DocumentErrorKind::Missing, self.end, name, clause))
    }

    pub(crate) const fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The members that mean nothing here, in the order of the body.
    // = RFC9728-3.2-2
    // = RFC8414-2-14
    pub(crate) fn into_extra(self) -> Vec<ExtraMember<'a>> {
        self.extra
    }
}

impl<'a> Field<'a> {
    pub(crate) const fn value(self) -> RawValue<'a> {
        self.value
    }

    pub(crate) fn bool(self, clause: &'static Clause) -> Result<bool, DocumentError> {
        self.value.to_bool().map_err(|_| self.wrong_type(clause))
    }

    /// A number written as `1*DIGIT`, if it fits.
    pub(crate) fn integer(self, clause: &'static Clause) -> Result<u64, DocumentError> {
        let number = self.value.to_number().map_err(|_| self.wrong_type(clause))?;
        let malformed = DocumentErrorKind::Malformed(SyntaxErrorKind::BadNumber);
        number.as_u64().ok_or_else(|| self.refuse(malformed, clause))
    }

    pub(crate) fn text(self, clause: &'static Clause) -> Result<Cow<'a, str>, DocumentError> {
        self.value.to_str().map_err(|_| self.wrong_type(clause))
    }

    /// A string that matches a production.
    pub(crate) fn production<T>(
        self,
        clause: &'static Clause,
        parse: impl FnOnce(Cow<'a, str>) -> Result<T, SyntaxError>,
    ) -> Result<T, DocumentError> {
        parse(self.text(clause)?)
            .map_err(|error| self.refuse(DocumentErrorKind::Malformed(error.kind()), clause))
    }

    pub(crate) fn object(self, clause: &'static Clause) -> Result<RawValue<'a>, DocumentError> {
        if self.value.kind() == Kind::Object {
            Ok(self.value)
        } else {
            Err(self.wrong_type(clause))
        }
    }

    /// An array of at least one element, each of which `read` takes.
    // = RFC8414-3.2-2
    // = RFC9728-3.2-3
    pub(crate) fn some<T>(
        self,
        clause: &'static Clause,
        empty: &'static Clause,
        read: impl FnMut(Self) -> Result<T, DocumentError>,
    ) -> Result<Vec<T>, DocumentError> {
        let elements = self.each(clause, read)?;
        if elements.is_empty() {
            return Err(self.refuse(DocumentErrorKind::NoElement, empty));
        }
        Ok(elements)
    }

    /// An element that is a scope token.
    pub(crate) fn scope_token(self) -> Result<ScopeToken<'a>, DocumentError> {
        ScopeToken::parse(self.text(&clause::RFC6749_3_3_3)?).map_err(|error| {
            let kind = DocumentErrorKind::MalformedScope(error.kind());
            self.refuse(kind, &clause::RFC6749_3_3_3)
        })
    }

    /// An `https` URL.
    pub(crate) fn https(self, clause: &'static Clause) -> Result<AbsoluteUri<'a>, DocumentError> {
        let uri = self.production(clause, AbsoluteUri::parse)?;
        if uri.scheme().eq_ignore_ascii_case("https") && uri.authority().is_some_and(|host| !host.is_empty())
        {
            Ok(uri)
        } else {
            Err(self.refuse(DocumentErrorKind::NotHttps, clause))
        }
    }

    /// An element that is an issuer.
    pub(crate) fn issuer(self, loopback_http: bool) -> Result<IssuerIdentifier<'a>, DocumentError> {
        let clause = &clause::RFC8414_2_1;
        IssuerIdentifier::read(self.text(clause)?, loopback_http).map_err(|error| {
            let kind = match error.kind() {
                IdentifierErrorKind::Malformed(kind) => DocumentErrorKind::Malformed(kind),
                IdentifierErrorKind::NotHttps | IdentifierErrorKind::NoHost => DocumentErrorKind::NotHttps,
                IdentifierErrorKind::Fragment
                | IdentifierErrorKind::DotSegment
                | IdentifierErrorKind::Query
                | IdentifierErrorKind::UserInformation => DocumentErrorKind::Forbidden,
            };
            self.refuse(kind, error.clause())
        })
    }

    /// An element that is the name of an algorithm, and not `none`.
    pub(crate) fn algorithm(self, clause: &'static Clause) -> Result<Cow<'a, str>, DocumentError> {
        let name = self.text(clause)?;
        if name == "none" {
            return Err(self.refuse(DocumentErrorKind::Forbidden, clause));
        }
        Ok(name)
    }

    /// Each element of an array, perhaps of none, as a member of the same name.
    pub(crate) fn each<T>(
        self,
        clause: &'static Clause,
        mut read: impl FnMut(Self) -> Result<T, DocumentError>,
    ) -> Result<Vec<T>, DocumentError> {
        let elements = self
            .value
            .elements(&self.limits)
            .map_err(|_| self.wrong_type(clause))?;
        let mut found = Vec::new();
        for element in elements {
            let value = element.map_err(|_| self.wrong_type(clause))?;
            if found.len() >= self.limits.parameters {
                let at = value.at();
                let kind = DocumentErrorKind::TooManyElements;
                return Err(DocumentError::new(
                    kind,
                    at,
                    self.name,
                    &clause::COUNTERSIGN_LIMITS_1,
                ));
            }
            found.push(read(Self { value, ..self })?);
        }
        Ok(found)
    }

    fn wrong_type(self, clause: &'static Clause) -> DocumentError {
        self.refuse(DocumentErrorKind::WrongType, clause)
    }

    pub(crate) fn refuse(self, kind: DocumentErrorKind, clause: &'static Clause) -> DocumentError {
        DocumentError::new(kind, self.value.at(), self.name, clause)
    }
}
