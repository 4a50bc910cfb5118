//! What must come of a question, and whether it did.

use super::answers::Outcome;
use super::list::{Exception, Peer};
use super::questions::{Column, REGISTERED, UNKNOWN, Way};

/// What must come of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::interop) enum Expected {
    /// A token, with this scope if one is stated.
    Granted(Option<&'static str>),
    /// A refusal by the server.
    Refused(Refusal),
    /// Nothing: the server has no such client.
    Unregistered,
    /// Nothing: our client does not send such a request, by this clause.
    Unasked(&'static str),
}

/// By which our client refuses a secret that is not printable ASCII, unless it is allowed by name.
const NO_SECRET: &str = "RFC6749-A.2-1";

/// What a refusal says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::interop) struct Refusal {
    status: u16,
    error: &'static str,
}

impl Refusal {
    pub(in crate::interop) const fn new(status: u16, error: &'static str) -> Self {
        Self { status, error }
    }
}

impl Peer {
    /// What must come of a question that is asked so. `secret` is the right one.
    pub(in crate::interop) fn expected(&self, way: Way, column: &Column, secret: &str) -> Expected {
        let exception = self.exception(way, column).map(|exception| exception.expected);
        if exception == Some(Expected::Unregistered) {
            return Expected::Unregistered;
        }
        if !column.beyond_vschar && !secret.bytes().all(|octet| matches!(octet, b' '..=b'~')) {
            return Expected::Unasked(NO_SECRET);
        }
        if let Some(expected) = exception {
            return expected;
        }
        let wrong = match way {
            Way::Basic(_) => self.wrong_in_field,
            Way::Post => self.wrong_in_body,
        };
        if column.wrong_secret {
            return Expected::Refused(wrong);
        }
        // In the body everything is form-encoded by everybody, so only Basic credentials can be misread.
        if let Way::Basic(sending) = way {
            let (read, malformed) = self.reading.read(&sending.encode(secret));
            if let (Some(refusal), true) = (self.malformed, malformed) {
                return Expected::Refused(refusal);
            }
            if read != secret.as_bytes() {
                return Expected::Refused(wrong);
            }
        }
        match column.scope {
            None => self.no_scope,
            Some(UNKNOWN) => self.unknown_scope,
            Some(_) => Expected::Granted(Some(REGISTERED)),
        }
    }

    /// The exception that a question falls under.
    pub(in crate::interop) fn exception(&self, way: Way, column: &Column) -> Option<&'static Exception> {
        self.exceptions.iter().find(|exception| {
            let method = exception.method.is_none_or(|method| method == way.method());
            let sending = exception.sending.is_none_or(|sending| way == Way::Basic(sending));
            exception.account == column.account && method && sending
        })
    }
}

impl Expected {
    /// What is wrong with an outcome, if anything is.
    pub(in crate::interop) fn judge(&self, asked: Option<&str>, outcome: &Outcome) -> Option<String> {
        let right = match (self, outcome) {
            (Self::Granted(scope), Outcome::Granted(grant)) => {
                let stated = grant.scope.as_deref();
                stated == *scope && grant.comparison == comparison(asked, *scope)
            }
            (Self::Refused(refusal), Outcome::Refused { status, error }) => {
                *status == refusal.status && error.as_deref() == Some(refusal.error)
            }
            (Self::Unregistered, Outcome::Unregistered) => true,
            (Self::Unasked(why), Outcome::Unasked(told)) => why == told,
            _ => false,
        };
        (!right).then(|| format!("{outcome:?}, not {self:?}"))
    }
}

/// How the scope that is stated compares with the one that was asked for, in the words of our client.
fn comparison(asked: Option<&str>, stated: Option<&str>) -> &'static str {
    let (Some(asked), Some(stated)) = (asked, stated) else {
        return if asked.is_some() { "same" } else { "unknown" };
    };
    let asked: Vec<_> = asked.split(' ').collect();
    let stated: Vec<_> = stated.split(' ').collect();
    if stated.iter().any(|token| !asked.contains(token)) {
        "widened"
    } else if asked.iter().all(|token| stated.contains(token)) {
        "same"
    } else {
        "narrowed"
    }
}

#[cfg(test)]
mod tests;
