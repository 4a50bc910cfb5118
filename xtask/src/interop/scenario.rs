//! What is asked, by whom, and what the answer has to be.

use super::wire::{Outcome, Refusal};

/// A client authentication method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// In the Authorization field.
    Basic,
    /// In the body.
    Post,
}

impl Method {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Basic, Self::Post];

    /// The registered name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Basic => "client_secret_basic",
            Self::Post => "client_secret_post",
        }
    }
}

/// What stands between the colon and the base64 of Basic credentials; the same words for client and server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// Form-encoded (RFC 6749 section 2.3.1).
    Form,
    /// As it is (RFC 7617 alone).
    Raw,
}

impl Encoding {
    /// A word for the table.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Form => "form-encoded",
            Self::Raw => "raw",
        }
    }
}

/// Where a client comes from, and the script that speaks through it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Runner {
    /// The curl of this machine.
    Curl,
    /// A package from npm.
    Node(&'static str),
    /// A package from PyPI.
    Python(&'static str),
}

/// A client library.
#[derive(Debug, Clone, Copy)]
pub struct Client {
    /// Its name, as its ecosystem writes it.
    pub name: &'static str,
    /// How it is run.
    pub runner: Runner,
    /// What it does with an id and a secret before base64.
    pub encoding: Encoding,
}

/// Everybody who asks.
pub const CLIENTS: &[Client] = &[
    client(
        "oauth4webapi",
        Runner::Node("client_oauth4webapi.mjs"),
        Encoding::Form,
    ),
    client(
        "openid-client",
        Runner::Node("client_openid_client.mjs"),
        Encoding::Form,
    ),
    client(
        "simple-oauth2",
        Runner::Node("client_simple_oauth2.mjs"),
        Encoding::Form,
    ),
    client("Authlib", Runner::Python("client_authlib.py"), Encoding::Raw),
    client(
        "requests-oauthlib",
        Runner::Python("client_requests_oauthlib.py"),
        Encoding::Raw,
    ),
    client(
        "requests_oauth2client",
        Runner::Python("client_requests_oauth2client.py"),
        Encoding::Raw,
    ),
    client("curl", Runner::Curl, Encoding::Raw),
];

const fn client(name: &'static str, runner: Runner, encoding: Encoding) -> Client {
    Client {
        name,
        runner,
        encoding,
    }
}

/// One of the servers that run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Host {
    /// `countersign serve` without a configuration.
    Demonstration,
    /// With a configuration that says nothing of Basic credentials: they are form-encoded.
    Form,
    /// With `basic_encoding = "raw"`.
    Raw,
}

impl Host {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Demonstration, Self::Form, Self::Raw];

    /// How it reads Basic credentials.
    #[must_use]
    pub const fn encoding(self) -> Encoding {
        match self {
            Self::Demonstration | Self::Form => Encoding::Form,
            Self::Raw => Encoding::Raw,
        }
    }
}

/// Whose credentials are presented.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Account {
    /// A client of the demonstration.
    Known,
    /// The same with another secret.
    WrongSecret,
    /// One whose id and secret come from `countersign secret`.
    Generated,
    /// One whose secret holds every printable character but `+`, `%` and the space.
    Marks,
    /// One whose secret holds `+` and `%2F`.
    Escapes,
    /// One whose secret holds a space.
    Space,
}

/// A column of the table: one question to each client by each method.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// The heading.
    pub heading: &'static str,
    /// What the heading means.
    pub meaning: &'static str,
    /// Who is asked.
    pub host: Host,
    /// By whom.
    pub account: Account,
    /// For what.
    pub scope: Option<&'static str>,
    /// What must come of it, unless client and server read Basic credentials differently.
    pub expected: Expected,
    /// What must come of it if they do.
    pub expected_if_misread: Expected,
}

/// What must come of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// A token with this scope.
    Granted(&'static str),
    /// A refusal with this error code.
    Refused(&'static str),
}

const BOTH: Expected = Expected::Granted("read write");

/// All questions.
pub const COLUMNS: &[Column] = &[
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
];

impl Column {
    /// What must come of this question from a client with this encoding. In the body everything is form-encoded by
    /// everybody, so only Basic credentials can be misread.
    #[must_use]
    pub fn expected(&self, method: Method, encoding: Encoding) -> Expected {
        if method == Method::Basic && encoding != self.host.encoding() {
            self.expected_if_misread
        } else {
            self.expected
        }
    }
}

/// What is wrong with an outcome, if anything is. The lifetime is that of the server's tokens, in seconds.
#[must_use]
pub fn judge(expected: Expected, method: Method, lifetime: u64, outcome: &Outcome) -> Option<String> {
    match (expected, outcome) {
        (Expected::Granted(scope), Outcome::Granted(grant)) => {
            let token = grant.access_token.as_deref().unwrap_or_default();
            let bearer = |name: &String| name.eq_ignore_ascii_case("Bearer");
            // A library may count down from the time at which it received the token.
            let in_time = |left: u64| left <= lifetime && lifetime - left <= LATE;
            let wrong = [
                (token.is_empty(), "no access_token"),
                (!grant.token_type.as_ref().is_some_and(bearer), "token_type"),
                (!grant.expires_in.is_some_and(in_time), "expires_in"),
                (grant.scope.as_deref() != Some(scope), "scope"),
            ];
            let (_, what) = wrong.into_iter().find(|(wrong, _)| *wrong)?;
            let told = (&grant.token_type, &grant.expires_in, &grant.scope);
            Some(format!("{what}: granted with {told:?}, not with scope {scope:?}"))
        }
        (Expected::Refused(error), Outcome::Refused(refusal)) => {
            let (status, challenge) = refusal_shape(error, method);
            let challenged = refusal
                .challenge
                .as_ref()
                .map(|scheme| scheme.to_ascii_lowercase());
            let right = refusal.error.as_deref() == Some(error)
                && refusal.status == status
                && challenged.as_deref() == challenge;
            (!right).then(|| format!("{refusal:?}, not {status} {error} with challenge {challenge:?}"))
        }
        (expected, Outcome::Granted(_)) => Some(format!("granted, not {expected:?}")),
        (expected, other) => Some(format!("{other:?}, not {expected:?}")),
    }
}

/// The longest time, in seconds, between the server's answer and the library's count.
const LATE: u64 = 10;

/// RFC 6749 section 5.2: 401 and a challenge if the client used the Authorization field and failed, else 400.
fn refusal_shape(error: &str, method: Method) -> (u16, Option<&'static str>) {
    match (error, method) {
        ("invalid_client", Method::Basic) => (401, Some("basic")),
        _ => (400, None),
    }
}

impl Refusal {
    /// The error code, or what stands for it in the table.
    #[must_use]
    pub fn code(&self) -> &str {
        self.error.as_deref().unwrap_or("no error code")
    }
}
