//! The key of a request: equal for equal requests, different for different ones, and without the secret.
#![allow(clippy::arithmetic_side_effects, clippy::expect_used)]

use std::collections::{BTreeSet, HashSet};

use countersign_client::{
    Algorithm, AssertionProfile, AssertionTyp, ClientAuthentication, Provider, RequestKey, RequestSpec,
    SecretPlacement, SourcePolicy, SourcesError, TokenEndpointUrl, TokenSources,
};
use countersign_grammar::basic::BasicEscape;
use countersign_grammar::{AbsoluteUri, ClientId};
use countersign_message::{Tolerance, Tolerances};
use countersign_scope::{ScopeSet, ScopeToken};
use countersign_secret::Secret;
use proptest::prelude::*;

/// A request in plain words, in canonical order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Plain {
    path: String,
    id: String,
    method: usize,
    scope: BTreeSet<String>,
    resources: BTreeSet<String>,
    extra: Vec<(String, String)>,
    tolerances: Vec<Tolerance>,
    provider: Option<&'static str>,
}

/// The methods, by the names that they have in a key.
const METHODS: [&str; 8] = [
    "client_secret_basic form",
    "client_secret_basic raw",
    "client_secret_post",
    "client_secret_jwt HS256 client-authentication+jwt a:b",
    "client_secret_jwt HS256 JWT a:b",
    "client_secret_jwt HS256 - a:b",
    "client_secret_jwt HS256 client-authentication+jwt a:-",
    "client_secret_jwt HS512 client-authentication+jwt a:b",
];

fn client(id: &str, secret: &str, method: usize) -> ClientAuthentication {
    let id = ClientId::parse(id.to_owned()).expect("VSCHAR");
    let long = Secret::from(format!("{secret:x>64}"));
    let signing = |algorithm, audience: &'static str, typ| {
        let profile = AssertionProfile::strict(AbsoluteUri::parse(audience).expect("a URI")).typed(typ);
        ClientAuthentication::secret_jwt(id.clone(), long, algorithm, profile).expect("long enough")
    };
    let placed =
        |placement| ClientAuthentication::secret(id.clone(), Secret::from(secret.to_owned()), placement);
    match method {
        0 => placed(SecretPlacement::default()),
        1 => placed(SecretPlacement::Basic(BasicEscape::Raw)),
        2 => placed(SecretPlacement::Body),
        3 => signing(Algorithm::Hs256, "a:b", AssertionTyp::ClientAuthentication),
        4 => signing(Algorithm::Hs256, "a:b", AssertionTyp::Jwt),
        5 => signing(Algorithm::Hs256, "a:b", AssertionTyp::Absent),
        6 => signing(Algorithm::Hs256, "a:-", AssertionTyp::ClientAuthentication),
        _ => signing(Algorithm::Hs512, "a:b", AssertionTyp::ClientAuthentication),
    }
}

/// Builds it with its lists rotated by so much: order must not count.
fn spec(plain: &Plain, secret: &str, turn: usize) -> RequestSpec {
    let client = client(&plain.id, secret, plain.method);
    let endpoint = TokenEndpointUrl::parse(format!("https://as.example/{}", plain.path)).expect("https");
    let scope: ScopeSet = plain
        .scope
        .iter()
        .map(|token| ScopeToken::parse(token.as_str()).expect("a token"))
        .collect();
    let mut request = RequestSpec::builder(endpoint, client).scope(scope);
    if let Some(provider) = plain.provider {
        request = request.provider(Provider::named(provider).expect("a provider"));
    }
    request = request.tolerances(plain.tolerances.iter().copied().collect::<Tolerances>());
    for resource in rotated(plain.resources.iter(), turn) {
        request = request.resource(AbsoluteUri::parse(resource.clone()).expect("a URI"));
    }
    for (name, value) in rotated(plain.extra.iter(), turn) {
        request = request.extra(name.clone(), value.clone());
    }
    request.build().expect("a request")
}

fn rotated<T>(items: impl Iterator<Item = T>, turn: usize) -> Vec<T> {
    let mut items: Vec<T> = items.collect();
    if !items.is_empty() {
        let turn = turn % items.len();
        items.rotate_left(turn);
    }
    items
}

/// Reads a key back: what can be read back was written by nothing else.
struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn count(&mut self) -> usize {
        let (head, rest) = self.0.split_first_chunk::<8>().expect("a count");
        self.0 = rest;
        usize::try_from(u64::from_be_bytes(*head)).expect("a length")
    }

    fn text(&mut self) -> String {
        let len = self.count();
        let (head, rest) = self.0.split_at(len);
        self.0 = rest;
        String::from_utf8(head.to_vec()).expect("UTF-8")
    }
}

fn read(key: &RequestKey) -> Plain {
    let mut reader = Reader(key.as_bytes());
    let url = reader.text();
    let id = reader.text();
    let label = reader.text();
    let scope = reader.text();
    let tolerances = reader.text();
    let provider = reader.text();
    let resources = (0..reader.count()).map(|_| reader.text()).collect();
    let extra = (0..reader.count())
        .map(|_| (reader.text(), reader.text()))
        .collect();
    assert!(reader.0.is_empty());
    Plain {
        path: url
            .strip_prefix("https://as.example/")
            .expect("the endpoint")
            .to_owned(),
        id,
        method: METHODS.iter().position(|name| *name == label).expect("a method"),
        scope: scope
            .split(' ')
            .filter(|token| !token.is_empty())
            .map(str::to_owned)
            .collect(),
        resources,
        extra,
        tolerances: tolerances
            .split(", ")
            .filter(|name| !name.is_empty())
            .map(|name| name.parse().expect("a tolerance"))
            .collect(),
        provider: Provider::named(&provider).map(Provider::name),
    }
}

fn plain() -> impl Strategy<Value = Plain> {
    let tolerance = proptest::sample::subsequence(Tolerance::ALL, 0..4);
    let provider =
        proptest::option::of(proptest::sample::select(Provider::ALL)).prop_map(|it| it.map(|it| it.name()));
    (
        "[a-c/]{0,3}",
        "[ab !]{1,3}",
        0..METHODS.len(),
        proptest::collection::btree_set("[ab,!]{1,3}", 0..3),
        proptest::collection::btree_set("[ab]:[ab/]{0,3}", 0..3),
        proptest::collection::btree_map("[ab]{1,2}", "[ab =&]{1,3}", 0..3),
        tolerance,
        provider,
    )
        .prop_map(
            |(path, id, method, scope, resources, extra, tolerances, provider)| Plain {
                path,
                id,
                method,
                scope,
                resources,
                extra: extra.into_iter().collect(),
                tolerances,
                provider,
            },
        )
}

proptest! {
    #[test]
    fn a_key_is_read_back_as_the_request_that_wrote_it(plain in plain(), turn in 0..4_usize) {
        let key = spec(&plain, "secret", turn).key().clone();
        prop_assert_eq!(&read(&key), &plain);
        let again = spec(&plain, "another", turn + 1);
        prop_assert_eq!(again.key(), &key, "neither order nor the secret counts");
    }

    #[test]
    fn two_requests_are_equal_exactly_if_their_keys_are(one in plain(), other in plain()) {
        let keys = (spec(&one, "secret", 0).key().clone(), spec(&other, "secret", 0).key().clone());
        prop_assert_eq!(one == other, keys.0 == keys.1);
        prop_assert_eq!(keys.0 == keys.1, keys.0.cmp(&keys.1).is_eq());
        prop_assert_eq!(keys.0 == keys.1, HashSet::from([keys.0, keys.1]).len() == 1);
    }
}

#[test]
fn no_boundary_between_fields_can_be_moved() {
    let base = Plain {
        path: "ab".into(),
        id: "ab".into(),
        method: 0,
        scope: BTreeSet::from(["ab".into()]),
        resources: BTreeSet::from(["a:b".into()]),
        extra: vec![("ab".into(), "ab".into())],
        tolerances: vec![],
        provider: None,
    };
    let mut variants = vec![base.clone()];
    let mut vary = |change: &dyn Fn(&mut Plain)| {
        let mut plain = base.clone();
        change(&mut plain);
        variants.push(plain);
    };
    vary(&|plain| (plain.path, plain.id) = ("a".into(), "bab".into()));
    vary(&|plain| (plain.path, plain.id) = ("aba".into(), "b".into()));
    for method in 1..METHODS.len() {
        vary(&|plain| plain.method = method);
    }
    vary(&|plain| plain.scope = BTreeSet::new());
    vary(&|plain| plain.scope = BTreeSet::from(["a".into(), "b".into()]));
    vary(&|plain| plain.resources = BTreeSet::new());
    vary(&|plain| plain.resources = BTreeSet::from(["a:".into(), "b:".into()]));
    vary(&|plain| plain.extra = vec![("a".into(), "bab".into())]);
    vary(&|plain| plain.extra = vec![("a".into(), "b".into()), ("b".into(), "a".into())]);
    vary(&|plain| plain.extra = vec![]);
    vary(&|plain| plain.tolerances = vec![Tolerance::ScopeArray]);
    vary(&|plain| plain.provider = Some(Provider::ALL[0].name()));
    let keys: BTreeSet<RequestKey> = variants
        .iter()
        .map(|plain| spec(plain, "secret", 0).key().clone())
        .collect();
    assert_eq!(keys.len(), variants.len());
}

#[test]
fn the_secret_is_not_in_the_key_and_guards_the_source() {
    let request = |secret: &str, id: &str| {
        let client = ClientAuthentication::basic(
            ClientId::parse(id.to_owned()).expect("VSCHAR"),
            Secret::from(secret.to_owned()),
        );
        RequestSpec::builder(
            TokenEndpointUrl::parse("https://as.example/").expect("https"),
            client,
        )
        .build()
        .expect("a request")
    };
    let spec = request("canary", "abc");
    let key = spec.key().clone();
    assert!(!key.as_bytes().windows(6).any(|window| window == b"canary"));

    let mut sources = TokenSources::new(SourcePolicy::new(), 2);
    assert!(sources.is_empty());
    sources.source(spec).expect("a new source");
    for guess in ["", "canary!", "canarz", "CANARY"] {
        let refused = sources
            .source(request(guess, "abc"))
            .map(|_| ())
            .expect_err(guess);
        assert_eq!(refused, SourcesError::OtherCredentials);
    }
    sources.source(request("canary", "abc")).expect("the same source");
    sources.source(request("x", "second")).expect("another source");
    assert_eq!(
        sources.source(request("x", "third")).map(|_| ()),
        Err(SourcesError::Full)
    );
    sources
        .source(request("canary", "abc"))
        .expect("the old ones are still there");
    assert!(sources.get_mut(&key).is_some());
    assert!(sources.remove(&key).is_some() && sources.get_mut(&key).is_none());
    assert_eq!(sources.len(), 1);
}
