//! What is asked of each library that signs, and what must come of it.

use countersign_jose::Algorithm;

use crate::interop::columns::Expected;
use crate::interop::scenario::Host;

use super::journal::Logged;
use super::list::{Audience, Signer};

/// A column of the table: one question to each library.
#[derive(Debug, Clone, Copy)]
pub(in crate::interop) struct Column {
    /// The heading.
    pub(in crate::interop) heading: &'static str,
    /// What the heading means.
    pub(in crate::interop) meaning: &'static str,
    /// Who is asked.
    pub(in crate::interop) host: Host,
    /// With what the library is to sign.
    pub(in crate::interop) algorithm: Algorithm,
    /// What it is told of the audience.
    pub(in crate::interop) told: Told,
    /// Whether it signs with another secret.
    pub(in crate::interop) wrong_secret: bool,
}

/// What a library is told of the audience.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::interop) enum Told {
    /// Nothing: it is used as its manual begins.
    Nothing,
    /// That it is the issuer, unless the library names it by itself.
    Issuer,
    /// The same, and an expiry that the server takes, unless the library chooses one.
    IssuerAndExpiry,
    /// That it is somebody else.
    Elsewhere,
}

/// Somebody else.
pub(in crate::interop) const ELSEWHERE: &str = "https://elsewhere.example";

/// By which an assertion is refused that is signed with another key.
const SIGNATURE: &str = "RFC7523-3-14";

/// By which one is refused that is for somebody else, or not for the issuer alone.
pub(in crate::interop) const AUDIENCE: &str = "RFC7523BIS-4-4";

/// By which one is refused that expires too far ahead.
const TOO_FAR: &str = "RFC7521-5.2-9";

/// By which one is refused that was used before.
pub(in crate::interop) const USED: &str = "RFC7523-3-12";

/// What a server logs that took its token endpoint for the audience.
const ENDPOINT: &str = "audience-is-endpoint";

/// How far ahead a library is told to let an assertion expire, if its own choice is too far: seconds.
const SHORT: u64 = 60;

const TOLD: Column = Column {
    heading: "HS256",
    meaning: "it is also told to let the assertion expire soon, unless it does so by itself",
    host: Host::Strict,
    algorithm: Algorithm::Hs256,
    told: Told::IssuerAndExpiry,
    wrong_secret: false,
};

/// All questions.
pub(in crate::interop) const COLUMNS: &[Column] = &[
    Column {
        heading: "as it is",
        meaning: "the library as its manual begins, at a server with `[assertions]` and nothing in it",
        told: Told::Nothing,
        ..TOLD
    },
    Column {
        heading: "told the issuer",
        meaning: "it is told to name the issuer as the audience, unless it does so by itself",
        told: Told::Issuer,
        ..TOLD
    },
    TOLD,
    Column {
        heading: "HS384",
        meaning: "the same with a client whose key is for HS384; a library that is not asked has no option for it",
        algorithm: Algorithm::Hs384,
        ..TOLD
    },
    Column {
        heading: "HS512",
        meaning: "the same for HS512",
        algorithm: Algorithm::Hs512,
        ..TOLD
    },
    Column {
        heading: "as it is, legacy",
        meaning: "the library as its manual begins, at a server with `policy = \"legacy\"`, its token endpoint among \
                  `endpoints`, and `longest = 3600`",
        host: Host::Legacy,
        told: Told::Nothing,
        ..TOLD
    },
    Column {
        heading: "wrong secret",
        meaning: "as *HS256*, signed with another secret",
        wrong_secret: true,
        ..TOLD
    },
    Column {
        heading: "other audience",
        meaning: "as *HS256*, but for somebody else",
        told: Told::Elsewhere,
        ..TOLD
    },
    Column {
        heading: "other audience, legacy",
        meaning: "the same at the server with `policy = \"legacy\"`",
        host: Host::Legacy,
        told: Told::Elsewhere,
        ..TOLD
    },
];

impl Column {
    /// The audience that a library is told, if it has to be told one.
    pub(in crate::interop) fn audience(&self, signer: &Signer, issuer: &str) -> Option<String> {
        match self.told {
            Told::Nothing => None,
            Told::Issuer | Told::IssuerAndExpiry => {
                (signer.audience != Audience::Issuer).then(|| issuer.to_owned())
            }
            Told::Elsewhere => Some(ELSEWHERE.to_owned()),
        }
    }

    /// The number of seconds to the expiry that a library is told, if it has to be told one.
    pub(in crate::interop) fn lifetime(&self, signer: &Signer) -> Option<u64> {
        let may = matches!(self.told, Told::IssuerAndExpiry | Told::Elsewhere);
        (may && !self.in_time(signer)).then_some(SHORT)
    }

    /// What must come of this question.
    pub(in crate::interop) fn expected(&self, signer: &Signer) -> Expected {
        match self.logged(signer) {
            None => Expected::Unasked,
            Some(Logged::Granted(_)) => Expected::Granted("read write"),
            Some(Logged::Refused(_)) => Expected::Refused("invalid_client"),
        }
    }

    /// What the log of the server must say of this question, if it comes to be asked.
    pub(in crate::interop) fn logged(&self, signer: &Signer) -> Option<Logged> {
        let asked = signer.algorithms.contains(&self.algorithm);
        let by_name = self.told == Told::Nothing && signer.audience == Audience::Endpoint;
        asked.then(|| match self.clause(signer) {
            Some(clause) => Logged::Refused(clause),
            None => Logged::Granted(by_name.then_some(ENDPOINT)),
        })
    }

    /// The clause by which the assertion of this question has to be refused, if it has to.
    fn clause(&self, signer: &Signer) -> Option<&'static str> {
        if self.wrong_secret {
            return Some(SIGNATURE);
        }
        let right = match self.told {
            Told::Nothing => signer.audience == Audience::Issuer || self.host == Host::Legacy,
            Told::Issuer | Told::IssuerAndExpiry => true,
            Told::Elsewhere => false,
        };
        if !right {
            return Some(AUDIENCE);
        }
        let in_time = self.lifetime(signer).is_some() || self.in_time(signer);
        (!in_time).then_some(TOO_FAR)
    }

    /// Whether what the library chooses as the expiry is near enough for the server.
    fn in_time(&self, signer: &Signer) -> bool {
        self.host
            .longest_assertion()
            .is_some_and(|longest| signer.lifetime <= longest)
    }
}

#[cfg(test)]
mod tests;
