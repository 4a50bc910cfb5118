use std::net::SocketAddr;
use std::time::Duration;

use countersign_auth::AuthPolicy;
use countersign_client::TokenEndpointUrl;
use countersign_grammar::basic::BasicEncoding;
use countersign_grammar::{AbsoluteUri, Limits};
use countersign_message::IssuerIdentifier;
use countersign_scope::ScopeSet;
use countersign_secret::Pepper;
use countersign_server::TokenEndpoint;
use countersign_server::jwt::{JwtAccessTokens, TokenProfile};
use toml::Spanned;

use super::file::{Encoding, File, LimitTable, Profile, Tls};
use super::positive::Positive;
use super::source::{ConfigError, Source};
use super::{Bounds, Rules, Setup, assertions, clients, keys};
use crate::serve::binding::{Binding, parse_address};
use crate::serve::metadata::{self, Published};
use crate::serve::registry::MemoryRegistry;
use crate::serve::tls;

/// Where to listen if nothing is said.
const DEFAULT_LISTEN: &str = "127.0.0.1:8080";

pub(super) fn resolve(
    source: &Source,
    file: &File,
    listen: Option<SocketAddr>,
) -> Result<Setup, ConfigError> {
    let Rules { endpoint, clients } = rules(source, file)?;
    Ok(Setup {
        binding: binding(source, file, listen)?,
        endpoint,
        issuer: issuer(source, file)?,
        published: published(source, file, &clients)?,
        clients,
        replays: assertions::replays(source, file.assertions.as_ref())?,
        bounds: bounds(&file.limits).1,
    })
}

pub(super) fn rules(source: &Source, file: &File) -> Result<Rules, ConfigError> {
    let (limits, _) = bounds(&file.limits);
    let records = clients::records(source, file)?;
    Ok(Rules {
        endpoint: endpoint(source, file, limits)?,
        clients: records.into_iter().collect::<MemoryRegistry>(),
    })
}

fn binding(source: &Source, file: &File, listen: Option<SocketAddr>) -> Result<Binding, ConfigError> {
    let span = file.listen.as_ref().map_or(0..0, Spanned::span);
    let address = match (listen, &file.listen) {
        (Some(address), _) => address,
        (None, written) => parse_address(
            written
                .as_ref()
                .map_or(DEFAULT_LISTEN, |written| written.get_ref()),
        )
        .map_err(|error| source.error(span.clone(), error))?,
    };
    match &file.tls {
        Some(tls) => Ok(Binding::tls(address, tls_config(source, tls)?)),
        None => Binding::plain(address).map_err(|error| source.error(span, error)),
    }
}

fn tls_config(source: &Source, tls: &Tls) -> Result<std::sync::Arc<tls::ServerConfig>, ConfigError> {
    let certificate = source.resolve(tls.certificate.get_ref());
    let key = source.resolve(tls.key.get_ref());
    keys::warn_if_open(&key);
    tls::server_config(&certificate, &key).map_err(|error| {
        let span = match error {
            tls::TlsError::Certificate(_) => tls.certificate.span(),
            tls::TlsError::Key(_) | tls::TlsError::Pair(_) => tls.key.span(),
        };
        source.error(span, error)
    })
}

fn endpoint(source: &Source, file: &File, limits: Limits) -> Result<TokenEndpoint, ConfigError> {
    let mut policy = AuthPolicy::new().basic_encoding(match file.basic_encoding {
        Encoding::Form => BasicEncoding::Form,
        Encoding::Raw => BasicEncoding::Raw,
    });
    if let Some(key) = &file.pepper {
        let pepper = Pepper::new(&keys::read(source, key)?);
        policy = policy.pepper(pepper.map_err(|error| source.error(key.span(), error))?);
    }
    if let Some(table) = &file.assertions {
        policy = policy.assertions(assertions::policy(
            source,
            table,
            identifier(source, &file.issuer)?.as_str(),
        )?);
    }
    let endpoint = TokenEndpoint::new(policy).with_limits(limits);
    match &file.realm {
        None => Ok(endpoint),
        Some(realm) => endpoint
            .with_realm(realm.get_ref())
            .map_err(|error| source.error(realm.span(), format_args!("not a realm: {error}"))),
    }
}

fn issuer(source: &Source, file: &File) -> Result<JwtAccessTokens, ConfigError> {
    let token = &file.token;
    let issuer = identifier(source, &file.issuer)?;
    if file.audience.get_ref().is_empty() {
        return Err(source.error(file.audience.span(), "the audience is empty"));
    }
    let mut key = keys::signing(source, &token.signing_key, token.algorithm)?;
    if let Some(key_id) = &token.key_id {
        key = key.with_key_id(key_id.as_str());
    }
    let profile = match token.profile {
        Profile::Jwt => TokenProfile::Jwt,
        Profile::AtJwt => TokenProfile::AtJwt,
    };
    let tokens = JwtAccessTokens::new(issuer.as_str(), file.audience.get_ref().as_str(), key, profile);
    Ok(match token.lifetime {
        Some(seconds) => tokens.with_lifetime(seconds.get()),
        None => tokens,
    })
}

/// What the server says of itself. Of the scopes it says nothing: what single clients may ask for is nobody else's business.
fn published(source: &Source, file: &File, clients: &MemoryRegistry) -> Result<Published, ConfigError> {
    let issuer = identifier(source, &file.issuer)?;
    let (span, endpoint) = match &file.token_endpoint {
        Some(url) => (url.span(), endpoint_url(source, url)),
        None => {
            let span = file.issuer.span();
            let url = metadata::token_endpoint(&issuer);
            (span.clone(), url.map_err(|error| source.error(span, error)))
        }
    };
    Published::of(&issuer, endpoint?, &clients.records(), &ScopeSet::EMPTY)
        .map_err(|error| source.error(span, error))
}

/// Where clients reach the token endpoint.
// = RFC6749-3.2-2
// = RFC8414-2-2
fn endpoint_url(source: &Source, url: &Spanned<String>) -> Result<AbsoluteUri<'static>, ConfigError> {
    let endpoint = TokenEndpointUrl::parse(url.get_ref()).map_err(|error| {
        let clause = error.clause().id();
        source.error(url.span(), format_args!("no token endpoint: {error} [{clause}]"))
    })?;
    AbsoluteUri::parse(endpoint.as_str().to_owned()).map_err(|error| source.error(url.span(), error))
}

/// The issuer identifier: an https URI without query or fragment (RFC 8414 section 2).
fn identifier<'f>(source: &Source, uri: &'f Spanned<String>) -> Result<IssuerIdentifier<'f>, ConfigError> {
    IssuerIdentifier::parse(uri.get_ref().as_str()).map_err(|error| {
        let clause = error.clause().id();
        source.error(
            uri.span(),
            format_args!("an issuer is an https URI without query or fragment: {error} [{clause}]"),
        )
    })
}

fn bounds(table: &LimitTable) -> (Limits, Bounds) {
    let mut limits = Limits::DEFAULT;
    set(&mut limits.body, table.body);
    set(&mut limits.parameters, table.parameters);
    set(&mut limits.header, table.header);
    set(&mut limits.scope_tokens, table.scope_tokens);

    let mut bounds = Bounds::DEFAULT;
    set(&mut bounds.connections, table.connections);
    // The target and an Authorization field of the full length, and as much again for the rest.
    bounds.head = limits.header.saturating_mul(4).max(Bounds::LEAST_HEAD);
    let seconds = |value: Option<Positive>, default| {
        value.map_or(default, |seconds| Duration::from_secs(seconds.get()))
    };
    bounds.head_time = seconds(table.header_read_timeout, bounds.head_time);
    bounds.body_time = seconds(table.body_read_timeout, bounds.body_time);
    bounds.write_time = seconds(table.write_timeout, bounds.write_time);
    bounds.grace = seconds(table.shutdown_timeout, bounds.grace);
    (limits, bounds)
}

fn set(bound: &mut usize, configured: Option<Positive>) {
    if let Some(configured) = configured {
        *bound = usize::try_from(configured.get()).unwrap_or(usize::MAX);
    }
}
