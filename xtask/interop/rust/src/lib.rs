//! What the Rust programs share: questions on standard input, one line of JSON for each answer.

use std::io::{self, Write};

use serde::{Deserialize, Serialize};

/// A question, as `cargo xtask interop` puts it.
#[derive(Debug, Deserialize)]
pub struct Question {
    /// Names the answer.
    pub name: String,
    /// The token endpoint.
    pub url: String,
    /// The authentication method, by its registered name.
    pub method: String,
    /// The client.
    pub client_id: String,
    /// Its secret, or what is presented as such.
    pub client_secret: String,
    /// The scope parameter, if there is one.
    pub scope: Option<String>,
    /// The issuer identifier of the server, for a client that signs.
    pub issuer: Option<String>,
    /// The algorithm with which it signs.
    pub algorithm: Option<String>,
    /// The audience that it is told; the library's own choice, if none.
    pub audience: Option<String>,
}

/// What the library made of the server's answer.
#[derive(Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// It has a token.
    Granted {
        /// The token.
        access_token: String,
        /// Its type.
        token_type: String,
        /// Its lifetime in seconds.
        expires_in: Option<u64>,
        /// Its scope.
        scope: Option<String>,
    },
    /// It was refused.
    Refused {
        /// The HTTP status.
        status: u16,
        /// The error code.
        error: Option<String>,
        /// The scheme of the challenge, if there is a challenge.
        challenge: Option<String>,
    },
    /// Neither.
    Failed(String),
}

/// An outcome, and the body that was sent, if there was an assertion in it.
#[derive(Debug, Serialize)]
pub struct Answered {
    #[serde(flatten)]
    outcome: Outcome,
    #[serde(skip_serializing_if = "Option::is_none")]
    sent: Option<String>,
}

impl Answered {
    /// The outcome of sending this body.
    pub fn sent(self, body: &str) -> Self {
        let sent = body.contains("client_assertion=").then(|| body.to_owned());
        Self { sent, ..self }
    }
}

impl From<Outcome> for Answered {
    fn from(outcome: Outcome) -> Self {
        Self { outcome, sent: None }
    }
}

/// What libraries do not hand over with a refusal: the status of the response, and the scheme of its challenge.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The HTTP status.
    pub status: u16,
    /// The scheme of the challenge, if there is a challenge.
    pub challenge: Option<String>,
}

impl Seen {
    /// Looks at a status and the value of `WWW-Authenticate`.
    pub fn new(status: u16, challenge: Option<&[u8]>) -> Self {
        let scheme = |value: &[u8]| {
            let text = String::from_utf8_lossy(value);
            text.split(' ').next().unwrap_or_default().to_owned()
        };
        Self {
            status,
            challenge: challenge.map(scheme),
        }
    }

    /// The refusal with this error code.
    pub fn refused(self, error: impl Into<String>) -> Outcome {
        Outcome::Refused {
            status: self.status,
            error: Some(error.into()),
            challenge: self.challenge,
        }
    }
}

/// Puts each question to `ask` and prints what comes back; an error that `ask` does not understand is an answer too.
pub fn answer<A: Into<Answered>>(
    ask: impl Fn(&Question) -> Result<A, String>,
) -> Result<(), Box<dyn std::error::Error>> {
    #[derive(Deserialize)]
    struct Questions {
        questions: Vec<Question>,
    }
    #[derive(Serialize)]
    struct Answer<'a> {
        question: &'a str,
        #[serde(flatten)]
        answered: Answered,
    }
    let Questions { questions } = serde_json::from_reader(io::stdin().lock())?;
    for question in &questions {
        let answered = match ask(question) {
            Ok(answered) => answered.into(),
            Err(error) => Outcome::Failed(error).into(),
        };
        let question = &question.name;
        let line = serde_json::to_string(&Answer { question, answered })?;
        writeln!(io::stdout(), "{line}")?;
    }
    Ok(())
}
