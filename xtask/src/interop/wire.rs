//! The lines of JSON between this program and the scripts.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail, ensure};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// A token request that a client library is to make.
#[derive(Debug, Clone, Serialize)]
pub struct TokenQuestion {
    /// Names the answer.
    pub name: String,
    /// The token endpoint.
    pub url: String,
    /// The authentication method, by its registered name.
    pub method: &'static str,
    /// The client.
    pub client_id: String,
    /// Its secret, or what is presented as such.
    pub client_secret: String,
    /// The scope parameter, if there is one.
    pub scope: Option<&'static str>,
}

/// What a client library made of the server's answer.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// It has a token.
    Granted(Grant),
    /// It was refused.
    Refused(Refusal),
    /// Neither: it threw something else, or understood nothing.
    Failed(String),
}

/// The members of RFC 6749 section 5.1, as the library hands them over.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grant {
    /// The token.
    pub access_token: Option<String>,
    /// Its type; some libraries write it in lower case.
    pub token_type: Option<String>,
    /// Its lifetime in seconds.
    pub expires_in: Option<u64>,
    /// Its scope.
    pub scope: Option<String>,
}

/// What RFC 6749 section 5.2 asks of a refusal.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    /// The `error` member.
    pub error: Option<String>,
    /// The scheme of the challenge, if there is a challenge.
    pub challenge: Option<String>,
}

/// A token that a library is to verify.
#[derive(Debug, Clone, Serialize)]
pub struct VerifyQuestion {
    /// Names the answer.
    pub name: String,
    /// The token.
    pub token: String,
    /// The key; its octets are those of this text.
    pub key: String,
    /// The only algorithm that is allowed.
    pub algorithm: &'static str,
    /// The type that the protected header has to have.
    pub typ: &'static str,
    /// The issuer that it has to have.
    pub issuer: &'static str,
    /// The audience that it has to have.
    pub audience: &'static str,
}

/// What a library made of a token.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verification {
    /// It is right.
    Verified(Verified),
    /// It is not, for this reason: `signature`, or the name of a claim.
    Rejected(String),
    /// The library threw something else.
    Failed(String),
}

/// What a right token says.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Verified {
    /// The protected header.
    pub header: serde_json::Map<String, serde_json::Value>,
    /// The claims.
    pub claims: serde_json::Map<String, serde_json::Value>,
}

/// The standard input of a script.
pub fn questions<Q: Serialize>(questions: &[Q]) -> Result<String> {
    #[derive(Serialize)]
    struct Questions<'a, Q> {
        questions: &'a [Q],
    }
    Ok(serde_json::to_string(&Questions { questions })?)
}

/// Reads the standard output of a script: one line for each question, none missing, none twice, nothing else.
/// The answers come in the order of the names.
pub fn answers<A: DeserializeOwned>(names: &[&str], output: &str) -> Result<Vec<A>> {
    #[derive(Deserialize)]
    struct Line<A> {
        question: String,
        #[serde(flatten)]
        answer: A,
    }
    let mut found = BTreeMap::new();
    for line in output.lines() {
        let line: Line<A> =
            serde_json::from_str(line).with_context(|| format!("a line of a script is no answer: {line}"))?;
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
