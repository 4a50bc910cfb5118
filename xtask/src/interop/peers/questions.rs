//! What our client asks each server.

use crate::interop::scenario::Method;

use super::encoding::Sending;

/// Whose credentials are presented; each is a client that the server is to register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::interop) enum Account {
    /// One whose secret `countersign secret` made.
    Generated,
    /// One with `:` in its secret.
    Colon,
    /// One with a `%` that begins no escape.
    Percent,
    /// One with a `%` that looks like an escape.
    Escape,
    /// One with `+`.
    Plus,
    /// One with a space.
    Space,
    /// One with letters that are not ASCII.
    NonAscii,
}

impl Account {
    /// All of them.
    pub(in crate::interop) const ALL: [Self; 7] = [
        Self::Generated,
        Self::Colon,
        Self::Percent,
        Self::Escape,
        Self::Plus,
        Self::Space,
        Self::NonAscii,
    ];

    /// The client's identifier, without the method that it is registered for. Some servers hold a client to one.
    const fn name(self) -> &'static str {
        match self {
            Self::Generated => "generated",
            Self::Colon => "colon",
            Self::Percent => "percent",
            Self::Escape => "escape",
            Self::Plus => "plus",
            Self::Space => "space",
            Self::NonAscii => "letters",
        }
    }

    /// The client's identifier.
    pub(in crate::interop) fn id(self, method: Method) -> String {
        match method {
            Method::Basic => format!("{}basic", self.name()),
            Method::Post => format!("{}post", self.name()),
            Method::Jwt => format!("{}jwt", self.name()),
        }
    }

    /// The client's secret, `generated` being the one that was made.
    pub(in crate::interop) const fn secret(self, generated: &str) -> &str {
        match self {
            Self::Generated => generated,
            Self::Colon => "left:right:left",
            Self::Percent => "100%sure",
            Self::Escape => "half%2Fquarter",
            Self::Plus => "two+three",
            Self::Space => "a space in it",
            Self::NonAscii => "pässwörd",
        }
    }
}

/// A column of the table: one question to each server in each way.
#[derive(Debug, Clone, Copy)]
pub(in crate::interop) struct Column {
    /// The heading.
    pub(in crate::interop) heading: &'static str,
    /// By whom.
    pub(in crate::interop) account: Account,
    /// Whether the secret is another one.
    pub(in crate::interop) wrong_secret: bool,
    /// Whether our client is allowed to present more than printable ASCII.
    pub(in crate::interop) beyond_vschar: bool,
    /// For what.
    pub(in crate::interop) scope: Option<&'static str>,
}

/// What every client is registered for.
pub(in crate::interop) const REGISTERED: &str = "read write";

/// The scope parameter of which one token is not registered.
pub(in crate::interop) const UNKNOWN: &str = "read admin";

/// All questions.
pub(in crate::interop) const COLUMNS: &[Column] = &[
    column("right secret", Account::Generated),
    Column {
        scope: None,
        ..column("no scope", Account::Generated)
    },
    Column {
        wrong_secret: true,
        ..column("wrong secret", Account::Generated)
    },
    Column {
        scope: Some(UNKNOWN),
        ..column("unknown scope", Account::Generated)
    },
    column("`:`", Account::Colon),
    column("`%`", Account::Percent),
    column("`%2F`", Account::Escape),
    column("`+`", Account::Plus),
    column("space", Account::Space),
    column("non-ASCII", Account::NonAscii),
    Column {
        beyond_vschar: true,
        ..column("non-ASCII, allowed", Account::NonAscii)
    },
];

const fn column(heading: &'static str, account: Account) -> Column {
    Column {
        heading,
        account,
        wrong_secret: false,
        beyond_vschar: false,
        scope: Some(REGISTERED),
    }
}

/// Where our client puts the secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::interop) enum Way {
    /// In the Authorization field, encoded so.
    Basic(Sending),
    /// In the body.
    Post,
}

impl Way {
    /// All of them, in the order of the table.
    pub(in crate::interop) const ALL: [Self; 4] = [
        Self::Basic(Sending::Minimal),
        Self::Basic(Sending::Form),
        Self::Basic(Sending::Raw),
        Self::Post,
    ];

    /// The authentication method.
    pub(in crate::interop) const fn method(self) -> Method {
        match self {
            Self::Basic(_) => Method::Basic,
            Self::Post => Method::Post,
        }
    }

    /// By which our client is told.
    pub(in crate::interop) const fn name(self) -> &'static str {
        match self {
            Self::Basic(sending) => sending.name(),
            Self::Post => "body",
        }
    }
}

#[cfg(test)]
mod tests;
