use std::sync::Arc;

use countersign_auth::AssertionPolicy;
use countersign_replay::DiskStore;
use toml::Spanned;

use super::file::{Assertions, AudienceRule};
use super::source::{ConfigError, Source};
use crate::serve::replays::Replays;

/// How assertions are judged.
pub(super) fn policy(
    source: &Source,
    table: &Assertions,
    issuer: &str,
) -> Result<AssertionPolicy, ConfigError> {
    let rule = table.policy.as_ref().map(|rule| (*rule.get_ref(), rule.span()));
    let policy = match (rule, &table.endpoints) {
        (None | Some((AudienceRule::Strict, _)), None) => AssertionPolicy::strict(issuer),
        (None | Some((AudienceRule::Strict, _)), Some(endpoints)) => {
            return Err(source.error(endpoints.span(), "`endpoints` are for `policy = \"legacy\"`"));
        }
        (Some((AudienceRule::Legacy, _)), Some(endpoints)) if !endpoints.get_ref().is_empty() => {
            AssertionPolicy::legacy(issuer, endpoints.get_ref().iter().map(String::as_str))
        }
        (Some((AudienceRule::Legacy, policy)), endpoints) => {
            let place = endpoints.as_ref().map_or(policy, Spanned::span);
            return Err(source.error(
                place,
                "`policy = \"legacy\"` needs `endpoints`: the URLs that may be the audience",
            ));
        }
    };
    Ok(match table.longest {
        Some(seconds) => policy.longest(seconds.get()),
        None => policy,
    })
}

/// What remembers them.
pub(super) fn replays(source: &Source, table: Option<&Assertions>) -> Result<Replays, ConfigError> {
    let Some(path) = table.and_then(|table| table.replay_store.as_ref()) else {
        return Ok(Replays::default());
    };
    let file = source.resolve(path.get_ref());
    let store = DiskStore::open(&file, u64::from(Replays::CAPACITY))
        .map_err(|error| source.error(path.span(), format_args!("{}: {error}", file.display())))?;
    Ok(Replays::Disk(Arc::new(store)))
}
