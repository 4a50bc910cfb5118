use std::collections::BTreeSet;

use countersign_auth::{AuthMethod, ClientRecord, Credential, RecordError};
use countersign_grammar::{AbsoluteUri, UnixTime};
use countersign_scope::{RegisteredScope, ScopeSet, Separator, Strategy};
use countersign_secret::SecretDigest;
use toml::Spanned;
use toml::value::Datetime;

use super::file::{AssertionKey, Client, File, Secret, SeparatorName, StrategyName};
use super::keys;
use super::source::{ConfigError, Source};

/// The methods that a file can name.
const METHODS: [AuthMethod; 3] = [
    AuthMethod::ClientSecretBasic,
    AuthMethod::ClientSecretPost,
    AuthMethod::ClientSecretJwt,
];

pub(super) fn records(source: &Source, file: &File) -> Result<Vec<ClientRecord>, ConfigError> {
    let clients = &file.clients;
    let mut ids = BTreeSet::new();
    let mut records = Vec::with_capacity(clients.len());
    for client in clients {
        let id = &client.get_ref().id;
        if !ids.insert(id.get_ref().as_str()) {
            return Err(source.error(id.span(), "another client has this id"));
        }
        records.push(record(source, client.get_ref(), file)?);
    }
    Ok(records)
}

fn record(source: &Source, client: &Client, file: &File) -> Result<ClientRecord, ConfigError> {
    let mut builder = ClientRecord::builder(client.id.get_ref().as_str());
    if client.methods.is_empty() {
        return Err(source.error(
            client.id.span(),
            "the client has no method, so it can never authenticate",
        ));
    }
    for name in &client.methods {
        let method = method(source, name)?;
        if method == AuthMethod::ClientSecretJwt && file.assertions.is_none() {
            return Err(source.error(
                name.span(),
                "a client that signs needs `[assertions]`, and there is none",
            ));
        }
        builder = builder.method(method);
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
        builder = builder.credential(credential(source, secret.get_ref(), file.pepper.is_some())?);
    }
    for key in &client.assertion_keys {
        builder = builder.credential(assertion_key(source, key.get_ref())?);
    }
    builder
        .build()
        .map_err(|error| source.error(culprit(client, error), error))
}

/// The place in the text that a record error is about.
fn culprit(client: &Client, error: RecordError) -> std::ops::Range<usize> {
    let place = match error {
        RecordError::DefaultScopeNotRegistered => client.default_scope.as_ref().map(Spanned::span),
        RecordError::TooManyAssertionKeys => client
            .assertion_keys
            .get(ClientRecord::MAX_ASSERTION_KEYS)
            .map(Spanned::span),
        RecordError::TooManyCredentials => client
            .credentials
            .get(ClientRecord::MAX_CREDENTIALS)
            .map(Spanned::span),
        RecordError::LabelRepeated => {
            let mut seen = BTreeSet::new();
            let labels = client.credentials.iter().map(|secret| &secret.get_ref().label);
            let labels = labels.chain(client.assertion_keys.iter().map(|key| &key.get_ref().label));
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
            let [basic, post, jwt] = METHODS;
            source.error(
                name.span(),
                format_args!("unknown method, expected `{basic}`, `{post}` or `{jwt}`"),
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
    let label = label(source, &secret.label)?;
    let credential = Credential::generated(label, parsed);
    within(
        source,
        credential,
        secret.not_before.as_ref(),
        secret.not_after.as_ref(),
    )
}

fn assertion_key(source: &Source, key: &AssertionKey) -> Result<Credential, ConfigError> {
    let label = label(source, &key.label)?;
    let credential = Credential::assertion_key(label, keys::signing(source, &key.key, key.algorithm)?);
    within(
        source,
        credential,
        key.not_before.as_ref(),
        key.not_after.as_ref(),
    )
}

fn label<'f>(source: &Source, label: &'f Spanned<String>) -> Result<&'f str, ConfigError> {
    check_label(label.get_ref()).map_err(|error| source.error(label.span(), error))?;
    Ok(label.get_ref())
}

/// The credential with the time in which it is valid.
fn within(
    source: &Source,
    mut credential: Credential,
    begin: Option<&Spanned<Datetime>>,
    end: Option<&Spanned<Datetime>>,
) -> Result<Credential, ConfigError> {
    let not_before = begin.map(|time| unix_time(source, time)).transpose()?;
    let not_after = end.map(|time| unix_time(source, time)).transpose()?;
    if let (Some(not_before), Some(not_after), Some(time)) = (not_before, not_after, end)
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
