//! The guard of a resource server as the clauses have it: which token opens which route.

mod tokens;

use crate::fault::Fault;
use crate::term::{Date, Scope, Time};

pub use tokens::tokens;

/// Who signed a token and says so in `iss`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Issuer {
    /// The authorization server that the guard trusts.
    Trusted,
    /// Another one, whose key the guard does not hold.
    Other,
}

/// What kind of JWT a token says it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Type {
    /// `at+jwt`.
    AccessToken,
    /// `client-authentication+jwt`, or any other.
    Another,
}

/// A JWT that is presented as a bearer token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Token {
    /// Its `typ`.
    pub typ: Type,
    /// Its `iss`.
    pub iss: Issuer,
    /// Under whose key its MAC verifies.
    pub signed_by: Issuer,
    /// The resources in its `aud`, a bit each.
    pub aud: u8,
    /// Its `exp`.
    pub exp: Date,
    /// Its `nbf`.
    pub nbf: Date,
    /// Its `scope`.
    pub scope: Scope,
    /// Whether it is bound to a key by `cnf`.
    pub bound: bool,
}

/// What a guard answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verdict {
    /// The route is open.
    Open,
    /// 401 `invalid_token`.
    InvalidToken,
    /// 403 `insufficient_scope`.
    InsufficientScope,
}

/// The guard of one resource.
#[derive(Debug, Clone, Copy)]
pub struct Guard {
    /// The bit of the resource in `aud`.
    pub resource: u8,
    /// How far clocks may be apart.
    pub skew: Time,
    /// What is wrong with it, if anything is.
    pub fault: Option<Fault>,
}

impl Guard {
    /// Whether a token opens a route that needs a scope.
    #[must_use]
    pub fn judge(&self, token: &Token, needed: Scope, now: Time) -> Verdict {
        let has = |fault| self.fault == Some(fault);
        let typed = token.typ == Type::AccessToken || has(Fault::GuardAnyType);
        let issued = token.iss == Issuer::Trusted || has(Fault::GuardAnyIssuer);
        let signed = token.signed_by == token.iss;
        let addressed = token.aud & self.resource != 0 || has(Fault::GuardAnyAudience);
        let free = !token.bound || has(Fault::GuardIgnoresBinding);
        if !(typed && issued && signed && addressed && free && self.is_timely(token, now)) {
            return Verdict::InvalidToken;
        }
        let enough = if has(Fault::GuardAnyScope) {
            needed == 0 || token.scope & needed != 0
        } else {
            needed & !token.scope == 0
        };
        if enough {
            Verdict::Open
        } else {
            Verdict::InsufficientScope
        }
    }

    fn is_timely(&self, token: &Token, now: Time) -> bool {
        let late = u8::from(self.fault == Some(Fault::GuardExpiryInclusive));
        let Date::At(exp) = token.exp else {
            return false;
        };
        let begun = match token.nbf {
            Date::Absent => true,
            Date::WrongType => self.fault == Some(Fault::WrongTypeIsAbsent),
            Date::At(nbf) => nbf <= now.saturating_add(self.skew),
        };
        begun && now < exp.saturating_add(self.skew).saturating_add(late)
    }
}
