//! What is asked, and what must come of it.

use super::scenario::{Account, Client, Host, Method};

/// A column of the table: one question to each client by each method.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    /// The heading.
    pub(super) heading: &'static str,
    /// What the heading means.
    pub(super) meaning: &'static str,
    /// Who is asked.
    pub(super) host: Host,
    /// By whom.
    pub(super) account: Account,
    /// For what.
    pub(super) scope: Option<&'static str>,
    /// What must come of it, unless client and server read Basic credentials differently.
    pub(super) expected: Expected,
    /// What must come of it if they do.
    pub(super) expected_if_misread: Expected,
}

/// What must come of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Expected {
    /// A token with this scope.
    Granted(&'static str),
    /// A refusal with this error code.
    Refused(&'static str),
    /// Nothing: the library does not ask.
    Unasked,
}

const BOTH: Expected = Expected::Granted("read write");

/// All questions.
pub(super) const COLUMNS: &[Column] = &[
    Column {
        heading: "right secret",
        meaning: "a client of the demonstration, `countersign serve` without a configuration, asks for `read write`",
        host: Host::Demonstration,
        account: Account::Known,
        scope: Some("read write"),
        expected: BOTH,
        expected_if_misread: BOTH,
    },
    Column {
        heading: "no scope",
        meaning: "the same client leaves the scope out and gets its default, `read`",
        host: Host::Demonstration,
        account: Account::Known,
        scope: None,
        expected: Expected::Granted("read"),
        expected_if_misread: Expected::Granted("read"),
    },
    Column {
        heading: "wrong secret",
        meaning: "the same client with another secret",
        host: Host::Demonstration,
        account: Account::WrongSecret,
        scope: Some("read write"),
        expected: Expected::Refused("invalid_client"),
        expected_if_misread: Expected::Refused("invalid_client"),
    },
    Column {
        heading: "unknown scope",
        meaning: "the same client asks for `read admin`, and `admin` is not registered",
        host: Host::Demonstration,
        account: Account::Known,
        scope: Some("read admin"),
        expected: Expected::Refused("invalid_scope"),
        expected_if_misread: Expected::Refused("invalid_scope"),
    },
    Column {
        heading: "generated",
        meaning: "a client whose id and secret `countersign secret` made, served by a configuration file",
        host: Host::Form,
        account: Account::Generated,
        scope: Some("read write"),
        expected: BOTH,
        expected_if_misread: BOTH,
    },
    Column {
        heading: "generated, raw",
        meaning: "the same at a server with `basic_encoding = \"raw\"`",
        host: Host::Raw,
        account: Account::Generated,
        scope: Some("read write"),
        expected: BOTH,
        expected_if_misread: BOTH,
    },
    Column {
        heading: "punctuation",
        meaning: "a secret with every mark of printable ASCII but `+`, `%` and the space",
        host: Host::Form,
        account: Account::Marks,
        scope: Some("read write"),
        expected: BOTH,
        expected_if_misread: BOTH,
    },
    Column {
        heading: "`+` and `%`",
        meaning: "a secret with `+` and `%2F`",
        host: Host::Form,
        account: Account::Escapes,
        scope: Some("read write"),
        expected: BOTH,
        expected_if_misread: Expected::Refused("invalid_client"),
    },
    Column {
        heading: "`+` and `%`, raw",
        meaning: "the same at a server with `basic_encoding = \"raw\"`",
        host: Host::Raw,
        account: Account::Escapes,
        scope: Some("read write"),
        expected: BOTH,
        expected_if_misread: Expected::Refused("invalid_client"),
    },
    Column {
        heading: "space",
        meaning: "a secret with a space",
        host: Host::Form,
        account: Account::Space,
        scope: Some("read write"),
        expected: BOTH,
        expected_if_misread: Expected::Refused("invalid_request"),
    },
    Column {
        heading: "non-ASCII",
        meaning: "a client of the demonstration with a secret that holds `ä`, which no client can have (RFC 6749 \
                  appendix A.2); some libraries do not even ask",
        host: Host::Demonstration,
        account: Account::NonAscii,
        scope: Some("read write"),
        expected: Expected::Refused("invalid_request"),
        expected_if_misread: Expected::Refused("invalid_request"),
    },
];

impl Column {
    /// What must come of this question from a client. In the body everything is form-encoded by everybody, so only
    /// Basic credentials can be misread.
    #[must_use]
    pub(super) fn expected(&self, method: Method, client: &Client) -> Expected {
        if client.ascii_only && self.account == Account::NonAscii {
            Expected::Unasked
        } else if method == Method::Basic && client.encoding != self.host.encoding() {
            self.expected_if_misread
        } else {
            self.expected
        }
    }
}
