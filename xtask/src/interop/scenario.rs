//! Who asks whom, and how.

use countersign_jose::Algorithm;

/// A client authentication method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    /// In the Authorization field.
    Basic,
    /// In the body.
    Post,
    /// In no place: a JWT in the body is signed with it.
    Jwt,
}

impl Method {
    /// Those that send the secret.
    pub(super) const WITH_SECRET: [Self; 2] = [Self::Basic, Self::Post];

    /// The registered name.
    #[must_use]
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Basic => "client_secret_basic",
            Self::Post => "client_secret_post",
            Self::Jwt => "client_secret_jwt",
        }
    }
}

/// What stands between the colon and the base64 of Basic credentials; the same words for client and server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    /// Form-encoded (RFC 6749 section 2.3.1).
    Form,
    /// As it is (RFC 7617 alone).
    Raw,
}

impl Encoding {
    /// A word for the table.
    #[must_use]
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Form => "form-encoded",
            Self::Raw => "raw",
        }
    }
}

/// The algorithms that a secret can sign with.
pub(super) const ALGORITHMS: &[Algorithm] = &[Algorithm::Hs256, Algorithm::Hs384, Algorithm::Hs512];

/// Where a client comes from, and the script that speaks through it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Runner {
    /// The curl of this machine.
    Curl,
    /// A package from npm.
    Node(&'static str),
    /// A package from PyPI.
    Python(&'static str),
    /// A crate, by the program that is built on it.
    Rust(&'static str),
}

/// A client library.
#[derive(Debug, Clone, Copy)]
pub(super) struct Client {
    /// Its name, as its ecosystem writes it.
    pub(super) name: &'static str,
    /// How it is run.
    pub(super) runner: Runner,
    /// What it does with an id and a secret before base64.
    pub(super) encoding: Encoding,
    /// Whether it presents no secret that holds anything but printable ASCII.
    pub(super) ascii_only: bool,
}

/// Everybody who asks.
pub(super) const CLIENTS: &[Client] = &[
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
    Client {
        ascii_only: true,
        ..client(
            "simple-oauth2",
            Runner::Node("client_simple_oauth2.mjs"),
            Encoding::Form,
        )
    },
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
    client("oauth2", Runner::Rust("client_oauth2"), Encoding::Form),
    client("huskarl", Runner::Rust("client_huskarl"), Encoding::Form),
    client("curl", Runner::Curl, Encoding::Raw),
];

const fn client(name: &'static str, runner: Runner, encoding: Encoding) -> Client {
    Client {
        name,
        runner,
        encoding,
        ascii_only: false,
    }
}

/// One of the servers that run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Host {
    /// `countersign serve` without a configuration.
    Demonstration,
    /// With a configuration that says nothing of Basic credentials: they are form-encoded.
    Form,
    /// With `basic_encoding = "raw"`.
    Raw,
    /// With `[assertions]`, for clients that sign.
    Strict,
    /// With `policy = "legacy"` there.
    Legacy,
}

impl Host {
    /// All of them.
    pub(super) const ALL: [Self; 5] = [
        Self::Demonstration,
        Self::Form,
        Self::Raw,
        Self::Strict,
        Self::Legacy,
    ];

    /// How it reads Basic credentials.
    #[must_use]
    pub(super) const fn encoding(self) -> Encoding {
        match self {
            Self::Demonstration | Self::Form | Self::Strict | Self::Legacy => Encoding::Form,
            Self::Raw => Encoding::Raw,
        }
    }

    /// How many seconds ahead an assertion may expire there, if the server takes any.
    #[must_use]
    pub(super) const fn longest_assertion(self) -> Option<u64> {
        match self {
            Self::Demonstration | Self::Form | Self::Raw => None,
            Self::Strict => Some(300),
            Self::Legacy => Some(3600),
        }
    }
}

/// Whose credentials are presented.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Account {
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
    /// A client of the demonstration with a secret that no client can have.
    NonAscii,
}
