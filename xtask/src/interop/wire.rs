//! The lines of JSON between this program and the scripts.

use std::collections::BTreeMap;

use anyhow::{Context, Result, anyhow, bail, ensure};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// A token request that a client library is to make.
#[derive(Debug, Clone, Serialize)]
pub(super) struct TokenQuestion {
    /// Names the answer.
    pub(super) name: String,
    /// The token endpoint.
    pub(super) url: String,
    /// The authentication method, by its registered name.
    pub(super) method: &'static str,
    /// The client.
    pub(super) client_id: String,
    /// Its secret, or what is presented as such.
    pub(super) client_secret: String,
    /// The scope parameter, if there is one.
    pub(super) scope: Option<&'static str>,
}

/// What a client library made of the server's answer.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Outcome {
    /// It has a token.
    Granted(Grant),
    /// It was refused.
    Refused(Refusal),
    /// It did not ask: it does not take such an id, secret or scope, and says why.
    Unasked(String),
    /// Neither: it threw something else, or understood nothing.
    Failed(String),
}

/// The members of RFC 6749 section 5.1, as the library hands them over.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Grant {
    /// The token.
    pub(super) access_token: Option<String>,
    /// Its type; some libraries write it in lower case.
    pub(super) token_type: Option<String>,
    /// Its lifetime in seconds.
    pub(super) expires_in: Option<u64>,
    /// Its scope.
    pub(super) scope: Option<String>,
}

impl std::fmt::Debug for Grant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Grant")
            .field("token_type", &self.token_type)
            .field("expires_in", &self.expires_in)
            .field("scope", &self.scope)
            .finish_non_exhaustive()
    }
}

/// What RFC 6749 section 5.2 asks of a refusal.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Refusal {
    /// The HTTP status.
    pub(super) status: u16,
    /// The `error` member.
    pub(super) error: Option<String>,
    /// The scheme of the challenge, if there is a challenge.
    pub(super) challenge: Option<String>,
}

/// A token that a library is to verify.
#[derive(Debug, Clone, Serialize)]
pub(super) struct VerifyQuestion {
    /// Names the answer.
    pub(super) name: String,
    /// The token.
    pub(super) token: String,
    /// The key; its octets are those of this text.
    pub(super) key: String,
    /// The only algorithm that is allowed.
    pub(super) algorithm: &'static str,
    /// The type that the protected header has to have.
    pub(super) typ: &'static str,
    /// The issuer that it has to have.
    pub(super) issuer: &'static str,
    /// The audience that it has to have.
    pub(super) audience: &'static str,
}

/// What a library made of a token.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Verification {
    /// It is right.
    Verified(Verified),
    /// It is not, for this reason: `signature`, or the name of a claim.
    Rejected(String),
    /// The library threw something else.
    Failed(String),
}

/// What a right token says.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(super) struct Verified {
    /// The protected header.
    pub(super) header: serde_json::Map<String, serde_json::Value>,
    /// The claims.
    pub(super) claims: serde_json::Map<String, serde_json::Value>,
}

/// The standard input of a script.
pub(super) fn questions<Q: Serialize>(questions: &[Q]) -> Result<String> {
    #[derive(Serialize)]
    struct Questions<'a, Q> {
        questions: &'a [Q],
    }
    Ok(serde_json::to_string(&Questions { questions })?)
}

/// Reads the standard output of a script: one line for each question, none missing, none twice, nothing else.
/// The answers come in the order of the names.
pub(super) fn answers<A: DeserializeOwned>(names: &[&str], output: &str) -> Result<Vec<A>> {
    #[derive(Deserialize)]
    struct Line<A> {
        question: String,
        #[serde(flatten)]
        answer: A,
    }
    let mut found = BTreeMap::new();
    for (number, line) in (1..).zip(output.lines()) {
        // The line may hold a token, and the message of the reader a piece of the line.
        let line = serde_json::from_str::<Line<A>>(line).map_err(|error| {
            anyhow!(
                "line {number} of a script is no answer, from column {}",
                error.column()
            )
        })?;
        ensure!(
            names.contains(&line.question.as_str()),
            "nobody asked {:?}",
            line.question
        );
        if found.insert(line.question.clone(), line.answer).is_some() {
            bail!("{:?} is answered twice", line.question);
        }
    }
    names
        .iter()
        .map(|name| {
            found
                .remove(*name)
                .with_context(|| format!("{name:?} is not answered"))
        })
        .collect()
}

#[cfg(test)]
mod tests;
