//! The servers, and what each does differently.

use countersign_jose::Algorithm;

use crate::interop::scenario::{ALGORITHMS, Method, Runner};

use super::encoding::{Reading, Sending};
use super::expect::{Expected, Refusal};
use super::questions::Account;
use super::signing::Signing;

/// A server of other people.
#[derive(Debug, Clone, Copy)]
pub(in crate::interop) struct Peer {
    /// Its name, as its ecosystem writes it.
    pub(in crate::interop) name: &'static str,
    /// How it is run.
    pub(in crate::interop) runner: Runner,
    /// How it reads Basic credentials.
    pub(in crate::interop) reading: Reading,
    /// What it says to a `%` there that begins no escape, unless it takes it for itself.
    pub(in crate::interop) malformed: Option<Refusal>,
    /// What it says to a wrong secret in the Authorization field.
    pub(in crate::interop) wrong_in_field: Refusal,
    /// And in the body.
    pub(in crate::interop) wrong_in_body: Refusal,
    /// What it says to a request without a scope.
    pub(in crate::interop) no_scope: Expected,
    /// What it says to a request for `read admin`.
    pub(in crate::interop) unknown_scope: Expected,
    /// What it makes of clients that sign, if it takes assertions.
    pub(in crate::interop) signing: Option<Signing>,
    /// What cannot be read off these.
    pub(in crate::interop) exceptions: &'static [Exception],
}

/// An outcome that is known, and why.
#[derive(Debug, Clone, Copy)]
pub(in crate::interop) struct Exception {
    /// Whose question.
    pub(in crate::interop) account: Account,
    /// By which method, if not by both.
    pub(in crate::interop) method: Option<Method>,
    /// Encoded how, if not in every way.
    pub(in crate::interop) sending: Option<Sending>,
    /// What must come of it.
    pub(in crate::interop) expected: Expected,
    /// Why.
    pub(in crate::interop) reason: &'static str,
}

const INVALID_CLIENT_401: Refusal = Refusal::new(401, "invalid_client");
const INVALID_SCOPE: Expected = Expected::Refused(Refusal::new(400, "invalid_scope"));

/// Everybody who is asked.
pub(in crate::interop) const PEERS: &[Peer] = &[
    Peer {
        name: "oidc-provider",
        runner: Runner::Node("server_oidc_provider.mjs"),
        reading: Reading::Form,
        malformed: Some(Refusal::new(400, "invalid_request")),
        wrong_in_field: INVALID_CLIENT_401,
        wrong_in_body: INVALID_CLIENT_401,
        no_scope: Expected::Granted(None),
        unknown_scope: Expected::Granted(Some("read")),
        signing: Some(Signing {
            algorithms: ALGORITHMS,
            wrong: INVALID_CLIENT_401,
            note: "it takes its issuer identifier and its token endpoint as the audience, and remembers \
                   each `jti` until it expires",
        }),
        exceptions: &[Exception {
            account: Account::NonAscii,
            method: None,
            sending: None,
            expected: Expected::Unregistered,
            reason: "it registers no client whose secret is not printable ASCII",
        }],
    },
    Peer {
        name: "@node-oauth/oauth2-server",
        runner: Runner::Node("server_node_oauth2_server.mjs"),
        reading: Reading::Raw,
        malformed: None,
        wrong_in_field: INVALID_CLIENT_401,
        wrong_in_body: Refusal::new(400, "invalid_client"),
        no_scope: Expected::Granted(Some("read")),
        unknown_scope: INVALID_SCOPE,
        signing: None,
        exceptions: &[
            Exception {
                account: Account::NonAscii,
                method: Some(Method::Basic),
                sending: Some(Sending::Raw),
                expected: Expected::Refused(Refusal::new(400, "invalid_request")),
                reason: "it takes no secret that is not printable ASCII",
            },
            Exception {
                account: Account::NonAscii,
                method: Some(Method::Post),
                sending: None,
                expected: Expected::Refused(Refusal::new(400, "invalid_request")),
                reason: "it takes no secret that is not printable ASCII",
            },
        ],
    },
    Peer {
        name: "Authlib",
        runner: Runner::Python("server_authlib.py"),
        reading: Reading::Percent,
        malformed: None,
        wrong_in_field: INVALID_CLIENT_401,
        wrong_in_body: INVALID_CLIENT_401,
        no_scope: Expected::Granted(None),
        unknown_scope: INVALID_SCOPE,
        signing: Some(Signing {
            algorithms: &[Algorithm::Hs256],
            wrong: Refusal::new(400, "invalid_client"),
            note: "whom an assertion may be for, and what is remembered, is left to whoever builds a server on it; this one takes \
                   its issuer identifier and its token endpoint, and remembers each `jti`; HS384 and HS512 are not among the \
                   algorithms that its JOSE library has on by default",
        }),
        exceptions: &[],
    },
    Peer {
        name: "django-oauth-toolkit",
        runner: Runner::Python("server_django_oauth_toolkit.py"),
        reading: Reading::Form,
        malformed: None,
        wrong_in_field: INVALID_CLIENT_401,
        wrong_in_body: INVALID_CLIENT_401,
        no_scope: Expected::Granted(Some("read")),
        unknown_scope: INVALID_SCOPE,
        signing: None,
        exceptions: &[],
    },
    Peer {
        name: "oxide-auth",
        runner: Runner::Rust("server_oxide_auth"),
        reading: Reading::Raw,
        malformed: None,
        wrong_in_field: INVALID_CLIENT_401,
        wrong_in_body: INVALID_CLIENT_401,
        // What the client is registered for, whatever is asked.
        no_scope: Expected::Granted(Some("read write")),
        unknown_scope: Expected::Granted(Some("read write")),
        signing: None,
        exceptions: &[],
    },
];
