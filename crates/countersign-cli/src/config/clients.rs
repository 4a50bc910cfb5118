use std::collections::BTreeSet;

use countersign_auth::{AuthMethod, ClientRecord, Credential, RecordError};
use countersign_grammar::{AbsoluteUri, UnixTime};
use countersign_scope::{RegisteredScope, ScopeSet, Separator, Strategy};
use countersign_secret::SecretDigest;
use toml::Spanned;
use toml::value::Datetime;

use super::file::{Client, Secret, SeparatorName, StrategyName};
use super::source::{ConfigError, Source};

/// The methods that a file can name.
const METHODS: [AuthMethod; 2] = [AuthMethod::ClientSecretBasic, AuthMethod::ClientSecretPost];

pub(super) fn records(
    source: &Source,
    clients: &[Spanned<Client>],
    peppered: bool,
) -> Result<Vec<ClientRecord>, ConfigError> {
    let mut ids = BTreeSet::new();
    let mut records = Vec::with_capacity(clients.len());
    for client in clients {
        let id = &client.get_ref().id;
        if !ids.insert(id.get_ref().as_str()) {
            return Err(source.error(id.span(), "another client has this id"));
        }
        records.push(record(source, client.get_ref(), peppered)?);
    }
    Ok(records)
}

fn record(source: &Source, client: &Client, peppered: bool) -> Result<ClientRecord, ConfigError> {
    let mut builder = ClientRecord::builder(client.id.get_ref().as_str());
    if client.methods.is_empty() {
        return Err(source.error(
            client.id.span(),
            "the client has no method, so it can never authenticate",
        ));
    }
    for name in &client.methods {
        builder = builder.method(method(source, name)?);
    }
    let registered = client
        .scope
        .as_ref()
        .map(|scope| scope_set(source, scope))
        .transpose()?;
    builder = builder.scope(RegisteredScope::with_separator(
        registered.unwrap_or_default(),
        client.strategy.into(),
        client.separator.into(),
    ));
    if let Some(scope) = &client.default_scope {
        builder = builder.default_scope(scope_set(source, scope)?);
    }
    for resource in &client.resources {
        let uri = AbsoluteUri::parse(resource.get_ref().clone())
            .map_err(|_| source.error(resource.span(), "a resource is an absolute URI without fragment"))?;
        builder = builder.resource(uri);
    }
    for secret in &client.credentials {
        builder = builder.credential(credential(source, secret.get_ref(), peppered)?);
    }
    builder
        .build()
        .map_err(|error| source.error(culprit(client, error), error))
}

/// The place in the text that a record error is about.
fn culprit(client: &Client, error: RecordError) -> std::ops::Range<usize> {
    let place = match error {
        RecordError::DefaultScopeNotRegistered => client.default_scope.as_ref().map(Spanned::span),
        RecordError::TooManyCredentials => client
            .credentials
            .get(ClientRecord::MAX_CREDENTIALS)
            .map(Spanned::span),
        RecordError::LabelRepeated => {
            let mut seen = BTreeSet::new();
            let labels = client.credentials.iter().map(|secret| &secret.get_ref().label);
            labels
                .into_iter()
                .find(|label| !seen.insert(label.get_ref().as_str()))
                .map(Spanned::span)
        }
        _ => None,
    };
    place.unwrap_or_else(|| client.id.span())
}

fn method(source: &Source, name: &Spanned<String>) -> Result<AuthMethod, ConfigError> {
    METHODS
        .into_iter()
        .find(|method| method.as_str() == name.get_ref())
        .ok_or_else(|| {
            let [basic, post] = METHODS;
            source.error(
                name.span(),
                format_args!("unknown method, expected `{basic}` or `{post}`"),
            )
        })
}

/// A scope string as on the wire; the empty one, which the wire does not know, means no scope.
fn scope_set(source: &Source, scope: &Spanned<String>) -> Result<ScopeSet, ConfigError> {
    match scope.get_ref().as_str() {
        "" => Ok(ScopeSet::new()),
        text => ScopeSet::parse(text).map_err(|error| {
            let clause = error.clause().id();
            source.error(scope.span(), format_args!("malformed scope: {error} [{clause}]"))
        }),
    }
}

/// A label is for people who read the log.
///
/// # Errors
/// It is empty, or holds what cannot be read there.
pub fn check_label(label: &str) -> Result<(), &'static str> {
    let readable = !label.trim().is_empty() && !label.chars().any(char::is_control);
    readable
        .then_some(())
        .ok_or("a label is one or more printable characters")
}

fn credential(source: &Source, secret: &Secret, peppered: bool) -> Result<Credential, ConfigError> {
    let digest = &secret.secret_digest;
    let parsed = SecretDigest::parse(digest.get_ref()).map_err(|error| source.error(digest.span(), error))?;
    if digest.get_ref().starts_with("hmac-") && !peppered {
        return Err(source.error(
            digest.span(),
            "an hmac-sha256 digest needs `pepper`, and there is none",
        ));
    }
    check_label(secret.label.get_ref()).map_err(|error| source.error(secret.label.span(), error))?;
    let mut credential = Credential::generated(secret.label.get_ref().as_str(), parsed);
    let not_before = secret
        .not_before
        .as_ref()
        .map(|time| unix_time(source, time))
        .transpose()?;
    let not_after = secret
        .not_after
        .as_ref()
        .map(|time| unix_time(source, time))
        .transpose()?;
    if let (Some(not_before), Some(not_after), Some(time)) = (not_before, not_after, &secret.not_after)
        && not_before >= not_after
    {
        return Err(source.error(time.span(), "not_after is not later than not_before"));
    }
    if let Some(not_before) = not_before {
        credential = credential.valid_from(not_before);
    }
    if let Some(not_after) = not_after {
        credential = credential.valid_until(not_after);
    }
    Ok(credential)
}

/// An RFC 3339 time; without an offset it would mean something else on every machine.
fn unix_time(source: &Source, time: &Spanned<Datetime>) -> Result<UnixTime, ConfigError> {
    let text = time.get_ref().to_string();
    text.parse::<jiff::Timestamp>()
        .ok()
        .and_then(|timestamp| u64::try_from(timestamp.as_second()).ok())
        .map(UnixTime::from_secs)
        .ok_or_else(|| {
            source.error(
                time.span(),
                "a time is like 2026-11-23T08:00:00Z, with an offset, since 1970",
            )
        })
}

impl From<StrategyName> for Strategy {
    fn from(name: StrategyName) -> Self {
        match name {
            StrategyName::Exact => Self::Exact,
            StrategyName::Hierarchic => Self::Hierarchic,
            StrategyName::Wildcard => Self::Wildcard,
        }
    }
}

impl From<SeparatorName> for Separator {
    fn from(name: SeparatorName) -> Self {
        match name {
            SeparatorName::Dot => Self::Dot,
            SeparatorName::Colon => Self::Colon,
            SeparatorName::Slash => Self::Slash,
        }
    }
}
