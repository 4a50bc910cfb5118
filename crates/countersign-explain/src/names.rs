//! The names of parameters, and what a name that is none of them was probably meant to be.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

/// What a parameter name is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Name {
    /// A parameter of this grant.
    Own(&'static str),
    /// A parameter of another grant or of authorization requests.
    Foreign(&'static str),
    /// Nearly a parameter of this grant.
    Near(&'static str),
    /// Anything else.
    Other,
}

const OWN: [&str; 9] = [
    "grant_type",
    "client_id",
    "client_secret",
    "scope",
    "client_assertion",
    "client_assertion_type",
    "resource",
    "audience",
    "authorization_details",
];

const FOREIGN: [&str; 16] = [
    "access_token",
    "assertion",
    "code",
    "code_challenge",
    "code_challenge_method",
    "code_verifier",
    "device_code",
    "nonce",
    "password",
    "redirect_uri",
    "refresh_token",
    "response_type",
    "state",
    "subject_token",
    "subject_token_type",
    "username",
];

/// What people write, without case and punctuation.
const ALIASES: [(&str, &str); 8] = [
    ("scopes", "scope"),
    ("grant", "grant_type"),
    ("granttypes", "grant_type"),
    ("appid", "client_id"),
    ("clientidentifier", "client_id"),
    ("consumerkey", "client_id"),
    ("consumersecret", "client_secret"),
    ("secret", "client_secret"),
];

impl Name {
    pub(crate) fn of(name: &str) -> Self {
        if let Some(own) = OWN.iter().find(|own| **own == name) {
            return Self::Own(own);
        }
        if let Some(foreign) = FOREIGN.iter().find(|foreign| **foreign == name) {
            return Self::Foreign(foreign);
        }
        near(name).map_or(Self::Other, Self::Near)
    }

    pub(crate) fn is_own(self, name: &str) -> bool {
        self == Self::of_own(name)
    }

    fn of_own(name: &str) -> Self {
        OWN.iter()
            .find(|own| **own == name)
            .map_or(Self::Other, |own| Self::Own(own))
    }

    /// The name, if it is one that may be shown.
    pub(crate) const fn shown(self) -> Option<&'static str> {
        match self {
            Self::Own(name) | Self::Foreign(name) => Some(name),
            Self::Near(_) | Self::Other => None,
        }
    }

    /// Whether its value may be shown in the clear.
    pub(crate) fn is_harmless(self) -> bool {
        match self {
            Self::Own(name) => !matches!(name, "client_secret" | "client_assertion"),
            Self::Foreign(name) => matches!(name, "redirect_uri" | "response_type"),
            Self::Near(name) => matches!(name, "grant_type" | "scope"),
            Self::Other => false,
        }
    }
}

/// The longest name that is compared with those of this grant.
const LONGEST: usize = 32;

fn near(name: &str) -> Option<&'static str> {
    if name.len() > LONGEST {
        return None;
    }
    let plain = plain(name);
    if let Some((_, meant)) = ALIASES.iter().find(|(alias, _)| *alias == plain) {
        return Some(meant);
    }
    OWN.iter().copied().find(|own| {
        let own = self::plain(own);
        own == plain || (own.len() >= 8 && distance(&own, &plain) == 1)
    })
}

/// Without case, punctuation and white space.
pub(crate) fn plain(text: &str) -> String {
    text.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|char| char.to_ascii_lowercase())
        .collect()
}

/// The edits between two short texts: insert, delete, replace, or swap two neighbours.
pub(crate) fn distance(left: &str, right: &str) -> usize {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=right.len()).collect();
    let mut left_before = None;
    for (row, from) in left.iter().enumerate() {
        let mut line = vec![row.saturating_add(1)];
        let mut right_before = None;
        for (column, to) in right.iter().enumerate() {
            let cell = |line: &[usize], at: usize| line.get(at).copied().unwrap_or(usize::MAX);
            let next = column.saturating_add(1);
            let mut best = cell(&above, column).saturating_add(usize::from(from != to));
            best = best
                .min(cell(&above, next).saturating_add(1))
                .min(cell(&line, column).saturating_add(1));
            if left_before == Some(to) && right_before == Some(from) {
                let swapped = column.checked_sub(1).map_or(usize::MAX, |at| cell(&before, at));
                best = best.min(swapped.saturating_add(1));
            }
            line.push(best);
            right_before = Some(to);
        }
        before = core::mem::replace(&mut above, line);
        left_before = Some(from);
    }
    above.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests;
