use anyhow::Result;

use super::columns::{COLUMNS, Column};
use super::curl;
use super::judge::judge;
use super::packages::Packages;
use super::profile::Profile;
use super::scenario::{Client, Method, Runner};
use super::verify::Token;
use super::wire::{self, Outcome, TokenQuestion};
use super::world::World;

/// What came of all questions by one method.
#[derive(Debug)]
pub(super) struct Answered {
    pub(super) method: Method,
    pub(super) answers: Vec<Answer>,
}

/// One question and its outcome.
#[derive(Debug)]
pub(super) struct Answer {
    column: &'static Column,
    client_id: String,
    pub(super) outcome: Outcome,
}

/// Puts every question to a client, by both methods that send a secret.
pub(super) fn client(client: &Client, packages: &Packages, world: &World) -> Result<Vec<Answered>> {
    let mut questions = Vec::new();
    for method in Method::WITH_SECRET {
        for column in COLUMNS {
            let credentials = world.credentials(column.account)?;
            questions.push(TokenQuestion {
                name: format!("{}: {}", method.name(), column.heading),
                url: world.service(column.host)?.url().to_owned(),
                method: method.name(),
                client_id: credentials.id.clone(),
                client_secret: credentials.secret.clone(),
                scope: column.scope,
            });
        }
    }
    let mut outcomes = outcomes(client, packages, &questions)?.into_iter();
    let mut questions = questions.into_iter();
    let answered = Method::WITH_SECRET.into_iter().map(|method| Answered {
        method,
        answers: COLUMNS
            .iter()
            .zip(questions.by_ref().zip(outcomes.by_ref()))
            .map(|(column, (question, outcome))| Answer {
                column,
                client_id: question.client_id,
                outcome,
            })
            .collect(),
    });
    Ok(answered.collect())
}

fn outcomes(client: &Client, packages: &Packages, questions: &[TokenQuestion]) -> Result<Vec<Outcome>> {
    if client.runner == Runner::Curl {
        return questions.iter().map(curl::ask).collect();
    }
    let output = packages.run(client.runner, &wire::questions(questions)?)?;
    let names: Vec<_> = questions.iter().map(|question| question.name.as_str()).collect();
    wire::answers(&names, &output)
}

impl Answered {
    /// Each answer that is not as it has to be.
    pub(super) fn problems(&self, client: &Client) -> Vec<String> {
        let problem = |answer: &Answer| {
            let expected = answer.column.expected(self.method, client);
            let lifetime = Profile::of(answer.column.host).lifetime;
            let problem = judge(expected, self.method, lifetime, &answer.outcome)?;
            Some(format!("{}: {problem}", self.name(client, answer)))
        };
        self.answers.iter().filter_map(problem).collect()
    }

    /// The tokens among the answers.
    pub(super) fn tokens(&self, client: &Client) -> Vec<Token> {
        let token = |answer: &Answer| match &answer.outcome {
            Outcome::Granted(grant) => Some(Token {
                name: self.name(client, answer),
                host: answer.column.host,
                client_id: answer.client_id.clone(),
                scope: grant.scope.clone().unwrap_or_default(),
                text: grant.access_token.clone().unwrap_or_default(),
            }),
            Outcome::Refused(_) | Outcome::Unasked(_) | Outcome::Failed(_) => None,
        };
        self.answers.iter().filter_map(token).collect()
    }

    fn name(&self, client: &Client, answer: &Answer) -> String {
        format!(
            "{}, {}: {}",
            client.name,
            self.method.name(),
            answer.column.heading
        )
    }
}

#[cfg(test)]
mod tests;
