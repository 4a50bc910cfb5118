//! Libraries of other ecosystems look at the tokens.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use serde_json::Value;

use super::packages::Packages;
use super::profile::Profile;
use super::scenario::{Host, Runner};
use super::wire::{self, Verification, Verified, VerifyQuestion};
use super::world::World;

/// A token that some client got.
#[derive(Debug, Clone)]
pub(super) struct Token {
    /// Who got it, and how.
    pub(super) name: String,
    /// Who issued it.
    pub(super) host: Host,
    /// Whom it was issued to.
    pub(super) client_id: String,
    /// What the client was told of its scope.
    pub(super) scope: String,
    /// The token itself.
    pub(super) text: String,
}

/// What one library made of all tokens.
#[derive(Debug)]
pub(super) struct Verifier {
    /// The library, with its version and ecosystem.
    pub(super) name: String,
    /// How many tokens of each server are right.
    pub(super) verified: Vec<(Host, usize)>,
    /// What is not as it has to be.
    pub(super) problems: Vec<String>,
}

/// A way to make a wrong question out of a right one, and the reason by which it has to be rejected.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fault {
    /// What is wrong, in a few words.
    pub(super) heading: &'static str,
    reason: &'static str,
    plant: fn(VerifyQuestion, &str) -> Option<VerifyQuestion>,
}

/// What is planted, to show that the libraries look.
pub(super) const FAULTS: &[Fault] = &[
    Fault {
        heading: "the payload of another token in it",
        reason: "signature",
        plant: |question, other| {
            let token = spliced(&question.token, other)?;
            Some(VerifyQuestion { token, ..question })
        },
    },
    Fault {
        heading: "another key to verify it with",
        reason: "signature",
        plant: |question, _| {
            let key: String = question.key.chars().rev().collect();
            (key != question.key).then_some(VerifyQuestion { key, ..question })
        },
    },
    Fault {
        heading: "another audience that it should be for",
        reason: "aud",
        plant: |question, _| {
            let audience = "https://elsewhere.example";
            Some(VerifyQuestion { audience, ..question })
        },
    },
];

/// Header and signature of one token around the payload of another; nothing if they are no different tokens.
fn spliced(token: &str, other: &str) -> Option<String> {
    let (head, _, signature) = parts(token)?;
    let (_, payload, _) = parts(other)?;
    let spliced = format!("{head}.{payload}.{signature}");
    (spliced != token && spliced != other).then_some(spliced)
}

fn parts(token: &str) -> Option<(&str, &str, &str)> {
    let (head, rest) = token.split_once('.')?;
    let (payload, signature) = rest.split_once('.')?;
    Some((head, payload, signature))
}

/// Shows every token to every library.
pub(super) fn all(packages: &Packages, world: &World, tokens: &[Token]) -> Result<Vec<Verifier>> {
    let right = questions(world, tokens)?;
    let faulty = faulty(world, tokens)?;
    let asked: Vec<_> = right
        .iter()
        .chain(faulty.iter().map(|(question, _)| question))
        .cloned()
        .collect();
    let names: Vec<_> = asked.iter().map(|question| question.name.as_str()).collect();
    let input = wire::questions(&asked)?;
    let runs = [
        (
            format!("PyJWT {} (PyPI)", packages.python_version("PyJWT")?),
            packages.run(Runner::Python("verify_pyjwt.py"), &input)?,
        ),
        (
            format!("jose {} (npm)", packages.npm_version("jose")?),
            packages.run(Runner::Node("verify_jose.mjs"), &input)?,
        ),
    ];
    let mut seen: Option<Vec<Verification>> = None;
    let mut verifiers = Vec::new();
    for (name, output) in runs {
        let answers: Vec<Verification> = wire::answers(&names, &output)?;
        let mut verifier = Verifier::judge(name, tokens, &faulty, &answers)?;
        if seen.as_ref().is_some_and(|seen| *seen != answers) {
            verifier.problems.push(format!(
                "{} reads the tokens differently than the library before it",
                verifier.name
            ));
        }
        seen = Some(answers);
        verifiers.push(verifier);
    }
    Ok(verifiers)
}

fn questions(world: &World, tokens: &[Token]) -> Result<Vec<VerifyQuestion>> {
    tokens.iter().map(|token| question(world, token)).collect()
}

fn question(world: &World, token: &Token) -> Result<VerifyQuestion> {
    let service = world.service(token.host)?;
    let Profile {
        algorithm,
        typ,
        issuer,
        audience,
        ..
    } = Profile::of(token.host);
    Ok(VerifyQuestion {
        name: token.name.clone(),
        token: token.text.clone(),
        key: service.key.clone(),
        algorithm,
        typ,
        issuer,
        audience,
    })
}

/// Each fault planted in a token of each server, with the reason by which it has to be rejected.
fn faulty(world: &World, tokens: &[Token]) -> Result<Vec<(VerifyQuestion, &'static str)>> {
    let mut planted = Vec::new();
    for host in Host::ALL {
        let mut of_host = tokens.iter().filter(|token| token.host == host);
        let (Some(token), Some(other)) = (of_host.next(), of_host.next()) else {
            anyhow::bail!("{host:?} issued fewer than two tokens, so no fault can be planted");
        };
        for fault in FAULTS {
            let question = (fault.plant)(question(world, token)?, &other.text);
            let mut question = question.with_context(|| format!("cannot plant {}", fault.heading))?;
            question.name = format!("{host:?}: {}", fault.heading);
            planted.push((question, fault.reason));
        }
    }
    Ok(planted)
}

impl Verifier {
    fn judge(
        name: String,
        tokens: &[Token],
        faulty: &[(VerifyQuestion, &str)],
        answers: &[Verification],
    ) -> Result<Self> {
        let (right, wrong) = answers
            .split_at_checked(tokens.len())
            .context("answers are missing")?;
        let mut problems = Vec::new();
        let mut verified = Host::ALL.map(|host| (host, 0));
        for (token, answer) in tokens.iter().zip(right) {
            match answer {
                Verification::Verified(found) => match differs(token, found) {
                    None => verified
                        .iter_mut()
                        .filter(|(host, _)| *host == token.host)
                        .for_each(|(_, count)| *count += 1),
                    Some(what) => problems.push(format!("{name}: {}: {what} is wrong", token.name)),
                },
                other => problems.push(format!("{name}: {}: {other:?}", token.name)),
            }
        }
        for ((question, reason), answer) in faulty.iter().zip(wrong) {
            if *answer != Verification::Rejected((*reason).to_owned()) {
                problems.push(format!(
                    "{name}: {}: {answer:?}, not rejected for its {reason}",
                    question.name
                ));
            }
        }
        let ids: BTreeSet<_> = right.iter().filter_map(jti).collect();
        if ids.len() != tokens.len() {
            problems.push(format!("{name}: two tokens have the same jti"));
        }
        Ok(Self {
            name,
            verified: verified.to_vec(),
            problems,
        })
    }
}

fn jti(answer: &Verification) -> Option<&str> {
    match answer {
        Verification::Verified(found) => found.claims.get("jti")?.as_str(),
        Verification::Rejected(_) | Verification::Failed(_) => None,
    }
}

/// The first thing in which a verified token is not what it has to be.
fn differs(token: &Token, found: &Verified) -> Option<&'static str> {
    let profile = Profile::of(token.host);
    let header = |name: &str| found.header.get(name).and_then(Value::as_str);
    let text = |name: &str| found.claims.get(name).and_then(Value::as_str);
    let time = |name: &str| found.claims.get(name).and_then(Value::as_u64);
    let lifetime = time("exp")
        .zip(time("iat"))
        .and_then(|(exp, iat)| exp.checked_sub(iat));
    let id = Some(token.client_id.as_str());
    let members = 2 + usize::from(profile.key_id.is_some());
    let checks = [
        (header("alg") == Some(profile.algorithm), "alg"),
        (header("typ") == Some(profile.typ), "typ"),
        (header("kid") == profile.key_id, "kid"),
        (found.header.len() == members, "the number of header members"),
        (text("iss") == Some(profile.issuer), "iss"),
        (text("aud") == Some(profile.audience), "aud"),
        (text("sub") == id, "sub"),
        (text("client_id") == id, "client_id"),
        (text("scope") == Some(token.scope.as_str()), "scope"),
        (lifetime == Some(profile.lifetime), "exp"),
        (text("jti").is_some_and(|jti| !jti.is_empty()), "jti"),
    ];
    checks.into_iter().find(|(right, _)| !right).map(|(_, what)| what)
}

#[cfg(test)]
mod tests;
