//! The course: questions with the answers that are expected, one JSON object to a line.

use std::collections::BTreeMap;

use countersign_auth::{AuthMethod, ClientRecord, Credential};
use countersign_scope::{RegisteredScope, ScopeSet, Strategy};
use countersign_secret::{GeneratedSecret, Secret, SecretDigest};
use serde::Deserialize;

/// The course that comes with the command, a copy of docs/spec/cases/lesson.jsonl.
pub const COURSE: &str = include_str!("../../data/lesson.jsonl");

/// One question. A member that this program does not know is an error, so that none is passed over.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// Its stable name.
    pub id: String,
    /// The question, for a person.
    pub question: String,
    /// The request method, if a request is to be sent.
    pub method: Option<String>,
    /// The request target.
    pub path: Option<String>,
    /// The header fields of the request.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// The body of the request.
    pub body: Option<String>,
    /// Whom the server knows.
    pub policy: Option<Policy>,
    /// A response to be read.
    pub response: Option<Captured>,
    /// A token endpoint that a client is told of.
    pub endpoint: Option<String>,
    /// What is expected.
    pub expect: Expect,
    /// What an explanation has to say.
    pub explain: Option<Explain>,
    /// A remark for the reader of the file.
    #[serde(rename = "note")]
    _note: Option<String>,
}

/// The registered clients.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    clients: BTreeMap<String, Client>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Client {
    secret: String,
    methods: Vec<String>,
    scopes: Vec<String>,
    default_scope: Option<Vec<String>>,
}

/// A response as captured.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Captured {
    /// Its status.
    pub status: u16,
    /// Its media type.
    pub content_type: String,
    /// Its body.
    pub body: String,
}

/// What is expected of the answer.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Expect {
    /// `ok`, `error`, or what a client does.
    pub outcome: Option<String>,
    /// The status.
    pub http_status: Option<u16>,
    /// Another status that is as good.
    pub http_status_alternative: Option<u16>,
    /// The error code.
    pub error: Option<String>,
    /// The question that has the same answer, octet for octet.
    pub same_bytes_as: Option<String>,
    /// Whom the token is for.
    pub client_id: Option<String>,
    /// How the client authenticated.
    pub auth_method: Option<String>,
    /// The type of the token.
    pub token_type: Option<String>,
    /// Its lifetime in seconds.
    pub expires_in: Option<u64>,
    /// The granted scope.
    pub scope: Option<String>,
    /// What the token looks like, in words.
    pub access_token: Option<String>,
    /// Members that the body has.
    pub present: Vec<String>,
    /// Members that the body does not have.
    pub absent: Vec<String>,
    /// The scheme of the challenge.
    pub www_authenticate_scheme: Option<String>,
    /// The value of `Allow`.
    pub allow: Option<String>,
    /// The scope tokens of a response that is read.
    pub scopes: Option<Vec<String>>,
    /// How many these are.
    pub count: Option<usize>,
    /// A statement that is to be shown.
    pub statement: Option<String>,
}

/// What an explanation has to say, in its own words.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Explain {
    /// What it has to say.
    pub must_say: OneOrMany,
    /// What it must not say.
    #[serde(default)]
    pub must_not_say: Vec<String>,
}

/// One text or several.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum OneOrMany {
    /// One.
    One(String),
    /// Several.
    Many(Vec<String>),
}

impl OneOrMany {
    /// All of them.
    #[must_use]
    pub fn all(&self) -> &[String] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Many(many) => many,
        }
    }
}

/// Reads a course.
///
/// # Errors
/// The number of the first line that is no question, and why; or that there is none.
pub fn read(text: &str) -> Result<Vec<Row>, String> {
    let rows = (1..)
        .zip(text.lines())
        .map(|(number, line)| {
            serde_json::from_str(line).map_err(|error| format!("line {number} of the course: {error}"))
        })
        .collect::<Result<Vec<Row>, _>>()?;
    if rows.is_empty() {
        Err("the course has no question".to_owned())
    } else {
        Ok(rows)
    }
}

impl Policy {
    /// The clients as a server registers them.
    ///
    /// # Errors
    /// One of them cannot be registered.
    pub fn records(&self) -> Result<Vec<ClientRecord>, String> {
        self.clients
            .iter()
            .map(|(id, client)| record(id, client).map_err(|error| error.to_string()))
            .collect()
    }
}

fn record(id: &str, client: &Client) -> Result<ClientRecord, Box<dyn std::error::Error>> {
    // The course names its secrets; that they stand for machine-made ones is its premise.
    let secret = GeneratedSecret::asserted_by_caller(Secret::from(client.secret.clone()))?;
    let scope = ScopeSet::parse(&client.scopes.join(" "))?;
    let mut builder = ClientRecord::builder(id)
        .credential(Credential::generated("course", SecretDigest::sha256(&secret)))
        .scope(RegisteredScope::new(scope, Strategy::Exact));
    // Where the course does not say what a request without scope gets, it is a token without scope, so that the
    // missing parameter is nobody's fault.
    builder = match &client.default_scope {
        Some(default) => builder.default_scope(ScopeSet::parse(&default.join(" "))?),
        None => builder.empty_default_scope(),
    };
    for name in &client.methods {
        builder = builder.method(AuthMethod::from_name(name).ok_or_else(|| format!("no method {name}"))?);
    }
    Ok(builder.build()?)
}
