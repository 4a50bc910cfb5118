use serde::{Deserialize, Serialize};

/// What stands on standard input.
#[derive(Deserialize)]
pub(crate) struct Questions<Q> {
    pub(crate) questions: Vec<Q>,
}

/// A question has a name, by which the answer is known.
pub(crate) trait Named {
    /// The name.
    fn name(&self) -> &str;
}

/// A token request to make.
#[derive(Deserialize)]
pub(crate) struct Question {
    /// Names the answer.
    pub(crate) name: String,
    /// The token endpoint.
    pub(crate) url: String,
    /// Where the secret goes.
    pub(crate) placement: Placement,
    /// The client.
    pub(crate) client_id: String,
    /// Its secret, or what is presented as such.
    pub(crate) client_secret: String,
    /// Whether the secret may hold more than printable ASCII.
    pub(crate) beyond_vschar: bool,
    /// The scope parameter, if there is one.
    pub(crate) scope: Option<String>,
}

impl Named for Question {
    fn name(&self) -> &str {
        &self.name
    }
}

/// Where the secret goes, and how it is encoded there.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Placement {
    /// Into the Authorization field, form-encoded.
    Form,
    /// Into the Authorization field, escaped as little as possible.
    Minimal,
    /// Into the Authorization field as it is.
    Raw,
    /// Into the body.
    Body,
}

/// A token request to sign.
#[derive(Deserialize)]
pub(crate) struct SigningQuestion {
    /// Names the answer.
    pub(crate) name: String,
    /// The token endpoint.
    pub(crate) url: String,
    /// The client.
    pub(crate) client_id: String,
    /// Its secret, or what it signs with in place of it.
    pub(crate) client_secret: String,
    /// The algorithm.
    pub(crate) algorithm: String,
    /// Whom the assertion is for.
    pub(crate) audience: Audience,
    /// What its header calls it.
    pub(crate) typ: Typ,
    /// The scope parameter.
    pub(crate) scope: String,
    /// Whether the request is sent once more if it brought a token, and the second answer is the outcome.
    pub(crate) again: bool,
}

impl Named for SigningQuestion {
    fn name(&self) -> &str {
        &self.name
    }
}

/// Whom an assertion is for.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Audience {
    /// The issuer identifier of a server.
    Issuer(String),
    /// The URL of its token endpoint.
    Endpoint(String),
}

/// What its header calls an assertion.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Typ {
    /// `client-authentication+jwt`.
    Explicit,
    /// `JWT`.
    Jwt,
    /// Nothing.
    Absent,
}

/// A line of standard output.
#[derive(Serialize)]
pub(crate) struct Answer<'a, O> {
    pub(crate) question: &'a str,
    #[serde(flatten)]
    pub(crate) outcome: O,
}

/// What came of a question.
#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Outcome {
    /// A token.
    Granted {
        /// The token.
        access_token: String,
        /// The scope, if it is stated.
        scope: Option<String>,
        /// How it compares with the one that was asked for.
        comparison: &'static str,
    },
    /// A refusal.
    Refused {
        /// The HTTP status.
        status: u16,
        /// The error code, if it is one that has a name.
        error: Option<&'static str>,
    },
    /// The request cannot be built, by this clause.
    Unasked(&'static str),
    /// The answer is none of a token endpoint, for this reason.
    Misunderstood(String),
}

/// A request to a resource server of ours.
#[derive(Deserialize)]
pub(crate) struct GuardQuestion {
    /// Names the answer.
    pub(crate) name: String,
    /// The introspection endpoint.
    pub(crate) url: String,
    /// As whom it is asked.
    pub(crate) client_id: String,
    /// The secret of that client, or what is presented as such.
    pub(crate) client_secret: String,
    /// The token that the request comes with.
    pub(crate) token: String,
    /// The scope that the route requires.
    pub(crate) required: String,
    /// Whether the answer may name no audience.
    pub(crate) without_audience: bool,
}

impl Named for GuardQuestion {
    fn name(&self) -> &str {
        &self.name
    }
}

/// What became of the request.
#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum GuardOutcome {
    /// It may pass.
    Passed {
        /// The client that the token was issued to.
        client_id: Option<String>,
        /// What the token is good for.
        scope: Option<String>,
    },
    /// It may not.
    Stopped {
        /// The HTTP status.
        status: u16,
        /// The clause, which is for the log.
        clause: Option<&'static str>,
    },
}
