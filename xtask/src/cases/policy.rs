//! The policy that a row states for its source, as the configuration of a host here.
//!
//! - `methods` are the methods of each client, unless the client has its own; `mocked validator`, `client` and
//!   `authenticate_client: true` mean that somebody else has authenticated the client; `validateClient` and `client_ok`
//!   that whatever credentials the request presents are right.
//! - What a client may ask for is its `scopes`, else `client_scopes`, else all that the server knows (`server_scopes`,
//!   `supported_scopes`, `default_scopes` with `optional_scopes`), else whatever it asks for.
//! - Without scope it gets `default_scope`, or what `default_scopes` has in common with its own; where neither is stated
//!   and the source lists what a *client* may have (`scopes`, `client_scopes`, `server_scopes`), the request is refused,
//!   as it is here without an explicit default; otherwise it gets a token without scope.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use countersign_auth::{AuthMethod, AuthPolicy, ClientRecord, Credential};
use countersign_grammar::basic::{self, BasicEncoding};
use countersign_scope::{RegisteredScope, Scope, ScopeSet, ScopeToken, Strategy};
use countersign_secret::{GeneratedSecret, Secret, SecretDigest};
use countersign_server::Denial;
use serde_json::Value;

use super::exchange::{Host, Registry, Request};
use super::row::{Fields, Unusable, fields};

/// Translates the policy; the request may be changed where a mock stands for what it would have to carry.
pub(super) fn host(policy: Fields<'_>, expect: Fields<'_>, request: &mut Request) -> Result<Host, Unusable> {
    let encoding = match policy.flag("basic_form_decoding") {
        Some(false) => BasicEncoding::Raw,
        Some(true) | None => BasicEncoding::Form,
    };
    let mut scope_demanded = BTreeSet::new();
    let registry = registry(policy, expect, request, encoding, &mut scope_demanded)?;
    let mut host = Host::new(AuthPolicy::new().basic_encoding(encoding), registry);
    host.scope_demanded = scope_demanded;
    if policy.flag("validate_scopes") == Some(false) {
        host.denial = Some(Denial::Scope);
    } else if policy.text("owner_solicitor") == Some("denies") {
        host.denial = Some(Denial::Client);
    }
    Ok(host)
}

fn registry(
    policy: Fields<'_>,
    expect: Fields<'_>,
    request: &mut Request,
    encoding: BasicEncoding,
    scope_demanded: &mut BTreeSet<String>,
) -> Result<Registry, Unusable> {
    let requested = request.parameter("scope");
    let requested = requested.as_deref();
    let authenticate = policy.get("authenticate_client");
    // A mock that fails was asked about a client, whom the request of the row does not name.
    if policy.flag("available") == Some(false) || authenticate.is_some_and(Value::is_string) {
        if !request.has_header("authorization") {
            // `client:secret`
            request.headers.push((
                String::from("Authorization"),
                String::from("Basic Y2xpZW50OnNlY3JldA=="),
            ));
        }
        return Ok(Registry::Down);
    }
    if authenticate.and_then(Value::as_bool) == Some(true) || policy.states("client") {
        let id = expect.text("client_id").unwrap_or("client");
        return record(id, None, policy, requested, scope_demanded)
            .map(|record| Registry::Asserted(Arc::new(record)));
    }
    let mut clients = BTreeMap::new();
    let right = policy.flag("validateClient") == Some(true) || policy.flag("client_ok") == Some(true);
    if let (true, Some((id, secret))) = (right, presented(request, encoding)) {
        let client = serde_json::json!({ "secret": secret });
        let record = record(&id, fields(&client), policy, requested, scope_demanded)?;
        clients.insert(id, Arc::new(record));
    }
    for (id, client) in policy.object("clients").into_iter().flat_map(Fields::members) {
        let record = record(id, fields(client), policy, requested, scope_demanded)?;
        clients.insert(String::from(id), Arc::new(record));
    }
    Ok(Registry::Clients(clients))
}

/// The record of one client; without an entry of its own it is one that somebody else authenticates.
fn record(
    id: &str,
    client: Option<Fields<'_>>,
    policy: Fields<'_>,
    requested: Option<&str>,
    scope_demanded: &mut BTreeSet<String>,
) -> Result<ClientRecord, Unusable> {
    let mut record = ClientRecord::builder(id);
    if let Some(client) = client {
        let methods = match client.texts("methods")? {
            Some(methods) => Some(methods),
            None => policy.texts("methods")?,
        };
        let methods: Vec<AuthMethod> = match methods {
            Some(methods) => methods.into_iter().filter_map(AuthMethod::from_name).collect(),
            None => vec![AuthMethod::ClientSecretBasic, AuthMethod::ClientSecretPost],
        };
        record = methods
            .into_iter()
            .fold(record, countersign_auth::ClientRecordBuilder::method);
        let secret = client.text("secret");
        if client.flag("public") == Some(true) || secret == Some("") {
            record = record.public();
        } else if let Some(secret) = secret {
            record = record.credential(credential(secret)?);
        }
    } else {
        record = record.method(AuthMethod::AssertedByCaller);
    }
    let grants = client
        .map_or(Ok(None), |client| client.texts("grants"))?
        .or(policy.texts("grants")?);
    let forbidden = policy.flag("grant_allowed") == Some(false)
        || grants.is_some_and(|grants| !grants.contains(&"client_credentials"));
    if forbidden {
        record = record.forbid_client_credentials();
    }
    let scope = ScopePolicy::of(client, policy, requested)?;
    if matches!(scope.default, Default::Refuse) && scope.registered.is_empty() {
        scope_demanded.insert(String::from(id));
    }
    record = record.scope(RegisteredScope::new(scope.registered, Strategy::Exact));
    record = match scope.default {
        Default::Refuse => record,
        Default::Empty => record.empty_default_scope(),
        Default::Set(set) => record.default_scope(set),
    };
    record
        .build()
        .map_err(|error| Unusable(format!("no record of the client {id:?} can be built: {error}")))
}

struct ScopePolicy {
    registered: ScopeSet,
    default: Default,
}

enum Default {
    Refuse,
    Empty,
    Set(ScopeSet),
}

impl ScopePolicy {
    fn of(client: Option<Fields<'_>>, policy: Fields<'_>, requested: Option<&str>) -> Result<Self, Unusable> {
        let own = match client.map_or(Ok(None), |client| client.texts("scopes"))? {
            Some(scopes) => Some(scopes),
            None => policy.texts("client_scopes")?,
        };
        let mut known = Vec::new();
        for name in [
            "server_scopes",
            "supported_scopes",
            "default_scopes",
            "optional_scopes",
        ] {
            known.extend(policy.texts(name)?.unwrap_or_default());
        }
        let listed = own.is_some() || policy.states("server_scopes");
        let any = own.is_none() && known.is_empty();
        let mut registered = set(own.unwrap_or(known))?;
        if any {
            // What is no scope at all stays out, and is refused.
            let asked = requested.and_then(|requested| Scope::parse(requested).ok());
            registered = asked.map_or_else(ScopeSet::new, |scope| scope.to_set());
        }
        let default = client
            .and_then(|client| client.get("default_scope"))
            .or(policy.get("default_scope"));
        let default = match (default, policy.texts("default_scopes")?) {
            (Some(Value::Bool(false)), _) => Default::Refuse,
            (Some(Value::String(scope)), _) => Default::Set(set(scope.split(' ').collect())?),
            (Some(Value::Array(tokens)), _) => {
                Default::Set(set(tokens.iter().filter_map(Value::as_str).collect())?)
            }
            (Some(_), _) => {
                return Err(Unusable::because(
                    "`default_scope` is neither a text nor a list nor false",
                ));
            }
            (None, Some(tokens)) => match set(tokens)?.intersection(&registered) {
                none if none.is_empty() => Default::Refuse,
                some => Default::Set(some),
            },
            (None, None) if listed && policy.flag("scope_optional") != Some(true) => Default::Refuse,
            (None, None) => Default::Empty,
        };
        if let (true, Default::Set(default)) = (any, &default) {
            registered = registered.union(default);
        }
        Ok(Self { registered, default })
    }
}

fn set(tokens: Vec<&str>) -> Result<ScopeSet, Unusable> {
    let tokens: Result<ScopeSet, _> = tokens.into_iter().map(ScopeToken::parse).collect();
    tokens.map_err(|error| Unusable(format!("a scope of the policy is none: {error}")))
}

fn credential(secret: &str) -> Result<Credential, Unusable> {
    let secret = GeneratedSecret::asserted_by_caller(Secret::from(String::from(secret)))
        .map_err(|error| Unusable(error.to_string()))?;
    Ok(Credential::generated("first", SecretDigest::sha256(&secret)))
}

/// The credentials that a request presents, for a source that takes any.
fn presented(request: &Request, encoding: BasicEncoding) -> Option<(String, String)> {
    if let (Some(id), Some(secret)) = (request.parameter("client_id"), request.parameter("client_secret")) {
        return Some((id, secret));
    }
    let (_, header) = request
        .headers
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("authorization"))?;
    let mut buffer = vec![0; header.len()];
    let both = basic::parse_field(header.as_bytes(), encoding, &mut buffer).ok()??;
    Some((String::from(both.user_id()), String::from(both.password())))
}
