//! The shape of the file. What the values mean is decided in `resolve`.

use std::path::PathBuf;

use serde::Deserialize;
use toml::Spanned;
use toml::value::Datetime;

use super::positive::Positive;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) listen: Option<Spanned<String>>,
    pub(super) issuer: Spanned<String>,
    pub(super) token_endpoint: Option<Spanned<String>>,
    pub(super) audience: Spanned<String>,
    pub(super) realm: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) basic_encoding: Encoding,
    pub(super) token: Token,
    pub(super) pepper: Option<Spanned<Key>>,
    pub(super) tls: Option<Tls>,
    pub(super) assertions: Option<Assertions>,
    #[serde(default)]
    pub(super) limits: LimitTable,
    #[serde(default)]
    pub(super) clients: Vec<Spanned<Client>>,
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Encoding {
    #[default]
    Form,
    Raw,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Token {
    pub(super) profile: Profile,
    pub(super) lifetime: Option<Positive>,
    pub(super) signing_key: Spanned<Key>,
    pub(super) key_id: Option<String>,
    #[serde(default)]
    pub(super) algorithm: AlgorithmName,
}

#[derive(Debug, Clone, Copy, Deserialize)]
pub(super) enum Profile {
    #[serde(rename = "jwt")]
    Jwt,
    #[serde(rename = "at+jwt")]
    AtJwt,
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(super) enum AlgorithmName {
    #[default]
    Hs256,
    Hs384,
    Hs512,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Assertions {
    pub(super) policy: Option<Spanned<AudienceRule>>,
    pub(super) endpoints: Option<Spanned<Vec<String>>>,
    pub(super) longest: Option<Positive>,
    pub(super) replay_store: Option<Spanned<PathBuf>>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum AudienceRule {
    Strict,
    Legacy,
}

/// Where a key is; never the key.
#[derive(Debug, Deserialize)]
#[serde(
    deny_unknown_fields,
    expecting = "a table with `file` or `env`, for a key is never in the configuration"
)]
pub(super) struct Key {
    pub(super) file: Option<PathBuf>,
    pub(super) env: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Tls {
    pub(super) certificate: Spanned<PathBuf>,
    pub(super) key: Spanned<PathBuf>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LimitTable {
    pub(super) body: Option<Positive>,
    pub(super) parameters: Option<Positive>,
    pub(super) header: Option<Positive>,
    pub(super) scope_tokens: Option<Positive>,
    pub(super) connections: Option<Positive>,
    pub(super) header_read_timeout: Option<Positive>,
    pub(super) body_read_timeout: Option<Positive>,
    pub(super) write_timeout: Option<Positive>,
    pub(super) shutdown_timeout: Option<Positive>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Client {
    pub(super) id: Spanned<String>,
    pub(super) methods: Vec<Spanned<String>>,
    pub(super) scope: Option<Spanned<String>>,
    pub(super) default_scope: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) strategy: StrategyName,
    #[serde(default)]
    pub(super) separator: SeparatorName,
    #[serde(default)]
    pub(super) resources: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) credentials: Vec<Spanned<Secret>>,
    #[serde(default)]
    pub(super) assertion_keys: Vec<Spanned<AssertionKey>>,
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum StrategyName {
    #[default]
    Exact,
    Hierarchic,
    Wildcard,
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum SeparatorName {
    #[default]
    Dot,
    Colon,
    Slash,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Secret {
    pub(super) label: Spanned<String>,
    pub(super) secret_digest: Spanned<String>,
    pub(super) not_before: Option<Spanned<Datetime>>,
    pub(super) not_after: Option<Spanned<Datetime>>,
}

/// A secret with which a client signs: it is kept as it is, so the file says only where.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AssertionKey {
    pub(super) label: Spanned<String>,
    pub(super) key: Spanned<Key>,
    #[serde(default)]
    pub(super) algorithm: AlgorithmName,
    pub(super) not_before: Option<Spanned<Datetime>>,
    pub(super) not_after: Option<Spanned<Datetime>>,
}
