//! The real map of token sources hands tokens out as the model does: every trace of the model is replayed on it, and every
//! sequence of callers up to a length is looked up in the model.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout
)]

mod bounds;

use countersign_client::{
    Action, Answer, ClientAuthentication, Handled, Outcome, RequestSpec, SourcePolicy, SourcesError,
    TokenEndpointUrl, TokenSources,
};
use countersign_grammar::{ClientId, UnixTime};
use countersign_model::explore::{Model, walk};
use countersign_model::fault::Fault;
use countersign_model::shared::{Caller, Key, Shared, State, Told};
use countersign_scope::ScopeSet;
use countersign_secret::Secret;

fn request(caller: Caller) -> RequestSpec {
    let endpoint = format!("https://as{}.example/token", caller.key.endpoint);
    let id = ClientId::parse(format!("client{}", caller.key.client)).expect("an identifier");
    let client = ClientAuthentication::basic(id, Secret::from(format!("secret {}", caller.secret)));
    // The second scope holds the first: no prefix and no part of a key will do.
    let scope = if caller.key.scope == 0 {
        "read"
    } else {
        "read write"
    };
    RequestSpec::builder(TokenEndpointUrl::parse(endpoint).expect("an endpoint"), client)
        .scope(ScopeSet::parse(scope).expect("a scope"))
        .build()
        .expect("a request")
}

/// A token tells whom it was fetched for.
fn token(caller: Caller) -> String {
    let Key {
        endpoint,
        client,
        scope,
    } = caller.key;
    format!("{endpoint}{client}{scope}{}", caller.secret)
}

/// A caller asks, and what it is told. A server answers at once.
fn ask(sources: &mut TokenSources, caller: Caller) -> Told {
    let now = UnixTime::from_secs(1_700_000_000);
    let source = match sources.source(request(caller)) {
        Ok(source) => source,
        Err(SourcesError::OtherCredentials) => return Told::OtherSecret,
        Err(SourcesError::Full) => return Told::Full,
        Err(other) => panic!("{other}"),
    };
    let exchange = match source.poll(now) {
        Action::Send(exchange) => exchange,
        Action::Use(held) => {
            let held = held.access_token().expose();
            let whose = Caller::all().find(|known| token(*known).as_bytes() == held.as_bytes());
            return Told::Shared(whose.expect("a token of a caller"));
        }
        other => panic!("{other:?}"),
    };
    let body = format!(
        r#"{{"access_token":"{}","token_type":"Bearer","expires_in":3600}}"#,
        token(caller)
    );
    let answer = Answer::new(200, body.as_bytes()).header("content-type", b"application/json");
    match source.handle(exchange, Outcome::Answered(answer), now, 0) {
        Handled::Granted(_) => Told::Fetched,
        other => panic!("{other:?}"),
    }
}

/// A new map with room for so many, after these callers have asked.
fn after(callers: impl IntoIterator<Item = Caller>, most: usize) -> (TokenSources, Option<Told>) {
    let mut sources = TokenSources::new(SourcePolicy::new(), most);
    let told = callers
        .into_iter()
        .fold(None, |_, caller| Some(ask(&mut sources, caller)));
    (sources, told)
}

#[test]
fn every_trace_of_the_model_is_that_of_the_map() {
    let most = bounds::wide_or(3, 2);
    let traces = walk(&Shared { most, fault: None }, |_, moves| {
        let (sources, told) = after(moves.iter().map(|(caller, _)| *caller), most);
        let state = moves.last().map(|(_, state)| state).expect("a move");
        assert_eq!(told, state.told.map(|(_, told)| told), "{moves:?}");
        assert_eq!(sources.len(), state.sources.len(), "{moves:?}");
    });
    println!("| sources that callers share, {most} at most | model to code | {traces} traces |");
    assert!(traces > 10_000, "{traces}");
}

/// Looks every sequence of callers up; returns how many there were, or the first that the model does not allow.
fn look_up(model: &Shared, left: usize, path: &mut Vec<Caller>, state: &State) -> Result<usize, Vec<Caller>> {
    let Some(left) = left.checked_sub(1) else {
        return Ok(0);
    };
    let mut paths = 0;
    for caller in Caller::all() {
        path.push(caller);
        let next = model.after(state, &caller);
        if after(path.iter().copied(), model.most).1 != next.told.map(|(_, told)| told) {
            return Err(path.clone());
        }
        paths += 1 + look_up(model, left, path, &next)?;
        path.pop();
    }
    Ok(paths)
}

#[test]
fn the_model_allows_all_that_the_map_does() {
    let length = bounds::wide_or(4, 3);
    let looked = look_up(
        &Shared { most: 2, fault: None },
        length,
        &mut Vec::new(),
        &State::default(),
    );
    let paths = looked.unwrap_or_else(|path| panic!("the map and its model part after {path:?}"));
    println!("| sources that callers share: up to {length} of 16 callers | code to model | {paths} paths |");
    assert!(paths >= 16 + 16 * 16 + 16 * 16 * 16, "{paths}");
}

#[test]
fn each_fault_of_the_model_is_found_by_the_real_map() {
    for fault in [
        Fault::KeyWithoutScope,
        Fault::KeyWithoutEndpoint,
        Fault::KeyWithoutClient,
        Fault::SecretNotCompared,
    ] {
        let model = Shared {
            most: 2,
            fault: Some(fault),
        };
        let found = look_up(&model, 2, &mut Vec::new(), &State::default());
        let path = found.expect_err("a path on which they part");
        println!("{fault:?} in the model: they part after {path:?}");
    }
}
