//! Questions without a request of their own: what they state is shown on a running server.

use std::net::{Ipv4Addr, SocketAddr};

use anyhow::{Result, anyhow};
use countersign_auth::{AuthMethod, ClientRecord, ClientRecordBuilder, Credential};
use countersign_client::TokenEndpointUrl;
use countersign_explain::{Code, Report};
use countersign_grammar::Limits;
use countersign_grammar::basic::{self, BasicEscape};
use countersign_grammar::form::EscapeSet;
use countersign_jose::Claims;
use countersign_message::{ErrorResponse, TokenResponse};
use countersign_secret::{GeneratedSecret, SecretDigest};

use super::course::Row;
use super::exchange::{Answer, Sent};
use super::judge::{Check, member_names, verified};
use super::play::{Played, Player};
use crate::serve::binding::Binding;
use crate::serve::entropy;
use crate::serve::http::TOKEN_PATH;

/// A client of its own for these questions, with a secret that nobody knows.
const CLIENT: &str = "report-writer";

const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");

pub(super) async fn play(player: &Player, row: &Row) -> Result<Played> {
    match row.id.as_str() {
        "lesson-no-user" => no_user(player).await,
        "lesson-no-refresh-token" => no_refresh_token(player).await,
        "lesson-https-only" => https_only(player, row),
        "lesson-secret-in-url" => secret_in_url(player).await,
        _ => Err(anyhow!("nothing is known that would show this statement")),
    }
}

/// The subject of the token is the client.
async fn no_user(player: &Player) -> Result<Played> {
    let client = Client::new()?;
    let sent = client.asks_with_basic()?;
    let answer = player.exchange(client.records()?, &sent).await?;
    let response = TokenResponse::parse(&answer.body, &Limits::DEFAULT).map_err(anyhow::Error::msg)?;
    let payload = verified(response.access_token().expose(), player.key()).map_err(anyhow::Error::msg)?;
    let claims = Claims::parse(&payload, &Limits::DEFAULT).map_err(anyhow::Error::msg)?;
    let seen = vec![format!(
        "claims of the token: {}",
        String::from_utf8_lossy(&payload)
    )];
    let members = member_names(&payload).map_err(anyhow::Error::msg)?;
    let of_a_user = [
        "auth_time",
        "acr",
        "amr",
        "email",
        "name",
        "preferred_username",
        "nonce",
    ];
    let checks = vec![
        Check::equal("sub", CLIENT, claims.sub()),
        Check::new(
            "no claim about a user",
            !members.iter().any(|name| of_a_user.contains(&name.as_str())),
            members.join(", "),
        ),
    ];
    Ok(Played {
        sent: Some(sent),
        answer: Some(answer),
        seen,
        checks,
        ..Played::default()
    })
}

/// The answer has the members of an access token response and no others; who asks again gets another token.
async fn no_refresh_token(player: &Player) -> Result<Played> {
    let client = Client::new()?;
    let sent = client.asks_with_basic()?;
    let first = player.exchange(client.records()?, &sent).await?;
    let second = player.exchange(client.records()?, &sent).await?;
    let members = member_names(&first.body).map_err(anyhow::Error::msg)?;
    let absent = |name: &str| {
        Check::new(
            format!("no {name}"),
            !members.iter().any(|m| m == name),
            members.join(", "),
        )
    };
    let token = |answer: &Answer| -> Result<String> {
        let response = TokenResponse::parse(&answer.body, &Limits::DEFAULT).map_err(anyhow::Error::msg)?;
        Ok(response.access_token().expose().to_owned())
    };
    let again = token(&first)? != token(&second)?;
    let checks = vec![
        Check::new(
            "status 200",
            first.status == 200 && second.status == 200,
            first.status.to_string(),
        ),
        absent("refresh_token"),
        absent("id_token"),
        Check::new("asked again, a new token", again, "the same one"),
    ];
    let seen = vec![format!("members: {}", members.join(", "))];
    Ok(Played {
        sent: Some(sent),
        answer: Some(first),
        seen,
        checks,
        ..Played::default()
    })
}

/// Off the loopback interface this server does not start without TLS, and an http:// endpoint is a finding.
fn https_only(player: &Player, row: &Row) -> Result<Played> {
    let endpoint = row
        .endpoint
        .as_deref()
        .ok_or_else(|| anyhow!("the question names no endpoint"))?;
    let off_loopback = SocketAddr::from((Ipv4Addr::UNSPECIFIED, 8080));
    let refused = Binding::plain(off_loopback).err();
    let not_sent = TokenEndpointUrl::parse_allowing_loopback_http(endpoint).err();
    let client = Client::new()?;
    let mut sent = client.asks_with_basic()?;
    sent.target = endpoint.to_owned();
    let report = player.explain(client.records()?, &sent);
    let checks = vec![
        Check::new(
            format!("serve refuses plain HTTP on {off_loopback}"),
            refused.is_some_and(|refused| refused.clause().id() == "RFC6749-3.2-3"),
            "it would listen",
        ),
        Check::new(
            "token refuses the endpoint",
            not_sent.is_some_and(|error| error.clause().id() == "RFC6749-10.9-1"),
            "it would send the secret there",
        ),
        found(&report, Code::ENDPOINT_NOT_HTTPS),
    ];
    let mut seen = Vec::new();
    seen.extend(
        not_sent.map(|error| format!("token --endpoint {endpoint}: {error} [{}]", error.clause().id())),
    );
    seen.extend(refused.map(|refused| format!("serve --listen {off_loopback}: {refused}")));
    Ok(Played {
        unsent: Some(sent),
        report: Some(report),
        seen,
        checks,
        ..Played::default()
    })
}

/// A secret in the query is refused before anything else is looked at, and reported as leaked.
async fn secret_in_url(player: &Player) -> Result<Played> {
    let client = Client::new()?;
    let secret = client.secret()?;
    let sent = Sent {
        method: "POST".to_owned(),
        target: format!("{TOKEN_PATH}?client_id={CLIENT}&client_secret={secret}"),
        headers: vec![(FORM.0.to_owned(), FORM.1.to_owned())],
        body: "grant_type=client_credentials".to_owned(),
    };
    let answer = player.exchange(client.records()?, &sent).await?;
    let error = ErrorResponse::parse(&answer.body, &Limits::DEFAULT).map_err(anyhow::Error::msg)?;
    let report = player.explain(client.records()?, &sent);
    let leaked = report
        .findings()
        .iter()
        .any(|finding| finding.code() == Code::CREDENTIALS_IN_QUERY && finding.text().contains("leaked"));
    let checks = vec![
        Check::new("status 400", answer.status == 400, answer.status.to_string()),
        Check::equal("error", "invalid_request", Some(error.error().as_str())),
        Check::new("explained as leaked", leaked, "no such finding"),
    ];
    Ok(Played {
        sent: Some(sent),
        answer: Some(answer),
        report: Some(report),
        checks,
        ..Played::default()
    })
}

fn found(report: &Report, code: Code) -> Check {
    Check::new(format!("explained: {code}"), report.has(code), "no such finding")
}

pub(super) struct Client {
    secret: GeneratedSecret,
}

impl Client {
    pub(super) fn new() -> Result<Self> {
        Ok(Self {
            secret: GeneratedSecret::generate(entropy::draw()?),
        })
    }

    fn secret(&self) -> Result<&str> {
        Ok(std::str::from_utf8(self.secret.expose())?)
    }

    fn records(&self) -> Result<Vec<ClientRecord>> {
        Ok(vec![self.builder().build()?])
    }

    /// Its record, without scope.
    pub(super) fn builder(&self) -> ClientRecordBuilder {
        ClientRecord::builder(CLIENT)
            .method(AuthMethod::ClientSecretBasic)
            .credential(Credential::generated(
                "course",
                SecretDigest::sha256(&self.secret),
            ))
    }

    pub(super) fn asks_with_basic(&self) -> Result<Sent> {
        let basic = basic::encode(CLIENT, self.secret()?, BasicEscape::Form(EscapeSet::Whatwg))
            .map_err(anyhow::Error::msg)?;
        Ok(Sent {
            method: "POST".to_owned(),
            target: TOKEN_PATH.to_owned(),
            headers: vec![
                (FORM.0.to_owned(), FORM.1.to_owned()),
                ("Authorization".to_owned(), basic),
            ],
            body: "grant_type=client_credentials".to_owned(),
        })
    }
}
