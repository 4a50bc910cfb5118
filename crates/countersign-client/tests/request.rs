//! What is sent: read back by the server's own machine, and by hand.
#![allow(clippy::arithmetic_side_effects, clippy::expect_used, clippy::panic)]

mod common;

use std::sync::Arc;

use common::{at, send};
use countersign_auth::{AuthMethod, AuthPolicy, ClientRecord, Credential};
use countersign_client::{
    ClientAuthentication, RequestBuffer, RequestBuilder, RequestSpec, SecretPlacement, SourcePolicy,
    SpecError, TokenEndpointUrl, TokenSource,
};
use countersign_grammar::basic::BasicEscape;
use countersign_grammar::form::EscapeSet;
use countersign_grammar::{AbsoluteUri, ClientId, SyntaxErrorKind};
use countersign_message::{AccessToken, BuildErrorKind, TokenRequest};
use countersign_scope::{RegisteredScope, ScopeSet, Strategy};
use countersign_secret::{GeneratedSecret, Secret, SecretDigest};
use countersign_server::{IssuedToken, Parts, Reply, Step, TokenEndpoint};

const URL: &str = "https://as.example/token";

/// Where a secret can stand, and by which method the server then knows the client.
const PLACEMENTS: &[SecretPlacement] = &[
    SecretPlacement::Basic(BasicEscape::Form(EscapeSet::Minimal)),
    SecretPlacement::Basic(BasicEscape::Form(EscapeSet::Whatwg)),
    SecretPlacement::Basic(BasicEscape::Form(EscapeSet::Html4)),
    SecretPlacement::Basic(BasicEscape::Form(EscapeSet::Rfc3986)),
    SecretPlacement::Basic(BasicEscape::Raw),
    SecretPlacement::Body,
];

fn builder(id: &str, secret: &str, placement: SecretPlacement) -> RequestBuilder {
    let id = ClientId::parse(id.to_owned()).expect("VSCHAR");
    RequestSpec::builder(
        TokenEndpointUrl::parse(URL).expect("https"),
        ClientAuthentication::secret(id, Secret::from(secret.to_owned()), placement),
    )
}

/// The header fields and the body of a request.
fn written(spec: RequestSpec) -> (Vec<(&'static str, String)>, String) {
    let mut source = TokenSource::new(spec, SourcePolicy::new());
    let exchange = send(&mut source, at(0));
    let mut buffer = RequestBuffer::new();
    let http = exchange.request([0; 16], &mut buffer);
    assert_eq!((http.method(), http.url()), ("POST", URL));
    let fields = http
        .headers()
        .map(|(name, value)| (name, value.to_owned()))
        .collect();
    (fields, http.body().to_owned())
}

/// What our own token endpoint replies to a request.
fn reply(spec: RequestSpec, id: &str, secret: &str, method: AuthMethod) -> u16 {
    let (fields, body) = written(spec);
    let secret = GeneratedSecret::asserted_by_caller(Secret::from(secret.to_owned())).expect("not empty");
    let record = ClientRecord::builder(id)
        .method(method)
        .credential(Credential::generated("one", SecretDigest::sha256(&secret)))
        .scope(RegisteredScope::new(
            ScopeSet::parse("read write").expect("scope"),
            Strategy::Exact,
        ))
        .build()
        .expect("a record");
    let record = Arc::new(record);
    let endpoint = TokenEndpoint::new(AuthPolicy::new());
    let mut parts = Parts::new("POST", "/token", body.as_bytes());
    for (name, value) in &fields {
        parts = parts.header(name, value.as_bytes());
    }
    status(endpoint.receive(parts, at(0)), &record)
}

fn status(mut step: Step<'_>, record: &Arc<ClientRecord>) -> u16 {
    loop {
        step = match step {
            Step::LookUpClient(ask) if ask.client_id() == record.client_id() => ask.found(Arc::clone(record)),
            Step::LookUpClient(ask) => ask.unknown(),
            Step::VerifySecret(ask) => ask.unavailable(),
            Step::ClaimOnce(ask) => ask.unavailable(),
            Step::Authorize(ask) => ask.grant_requested(),
            Step::Issue(ask) => ask.issued(&IssuedToken::bearer(
                AccessToken::parse("token").expect("VSCHAR"),
                60,
            )),
            Step::Reply(reply) => return Reply::status(&reply),
        };
    }
}

// = RFC6749-2.3.1-1 (test)
// = RFC6749-2.3.1-5 (test)
// = RFC6749-2.3.1-6 (test)
// = RFC6749-4.4.2-4 (test)
// = RFC6749-3.2.1-1 (test)
#[test]
fn every_method_of_the_server_is_spoken_with_every_secret() {
    let methods: Vec<AuthMethod> = PLACEMENTS.iter().map(|placement| placement.method()).collect();
    for method in AuthMethod::ALL {
        assert!(
            // The one that signs has tests/assertion.rs.
            methods.contains(method)
                || matches!(method, AuthMethod::ClientSecretJwt | AuthMethod::AssertedByCaller),
            "{method}"
        );
    }
    for id in ["s6BhdRkqt3", "urn:client:1", "a b", "100%", "a+b", "%41", "-._~*"] {
        for secret in [
            "gX1fBat3bV",
            "a:b",
            ":",
            "100%",
            "%41",
            "a+b",
            "a b",
            " ",
            "\"\\",
            "&=;",
            "-._~*",
            "s\u{e9}cret\u{20ac}",
        ] {
            for placement in PLACEMENTS {
                // The server unescapes: what a form cannot hold as it is means nothing to it, or something else.
                let raw = *placement == SecretPlacement::Basic(BasicEscape::Raw);
                let literal = |octet: u8| octet.is_ascii_graphic() && !matches!(octet, b'%' | b'+');
                let readable = !raw || id.bytes().chain(secret.bytes()).all(literal);
                let scope = ScopeSet::parse("read").expect("a scope");
                let built = builder(id, secret, *placement).scope(scope).build();
                match built {
                    Err(SpecError::Credentials(error)) => {
                        assert!(raw && id.contains(':') && error.kind() == SyntaxErrorKind::UnexpectedOctet);
                    }
                    Err(SpecError::BadSecret) => assert!(!secret.is_ascii()),
                    Err(error) => panic!("{id} {secret} {placement:?}: {error}"),
                    Ok(spec) => {
                        let status = reply(spec, id, secret, placement.method());
                        assert_eq!(status == 200, readable, "{id} {secret} {placement:?}");
                    }
                }
            }
        }
    }
}

// = RFC6749-3.2-4 (test)
// = RFC6749-4.4.2-1 (test)
// = RFC6749-4.4.2-2 (test)
// = RFC6749-2.3-3 (test)
// = RFC6749-2.3.1-8 (test)
// = RFC6749-2.3.1-9 (test)
// = RFC9110-8.3-1 (test)
// = RFC9700-2.4-1 (test)
#[test]
fn one_authentication_in_the_right_place_and_none_in_the_address() {
    let basic = builder("s6BhdRkqt3", "gX1fBat3bV", SecretPlacement::default())
        .build()
        .expect("a request");
    let (fields, body) = written(basic);
    assert_eq!(
        fields,
        [
            ("content-type", "application/x-www-form-urlencoded".to_owned()),
            ("accept", "application/json".to_owned()),
            ("authorization", "Basic czZCaGRSa3F0MzpnWDFmQmF0M2JW".to_owned()),
        ]
    );
    assert_eq!(body, "grant_type=client_credentials");

    let post = builder("s6BhdRkqt3", "gX1fBat3bV", SecretPlacement::Body)
        .build()
        .expect("a request");
    let (fields, body) = written(post);
    assert!(fields.iter().all(|(name, _)| *name != "authorization"));
    assert_eq!(
        body,
        "grant_type=client_credentials&client_id=s6BhdRkqt3&client_secret=gX1fBat3bV"
    );
}

// = RFC6749-3.2-1 (test)
#[test]
fn the_query_of_the_endpoint_stays_as_it_is() {
    let url = "https://as.example/token?tenant=7&api-version=1.0";
    let client = ClientAuthentication::basic(
        ClientId::parse("abc").expect("VSCHAR"),
        Secret::from("secret".to_owned()),
    );
    let spec = RequestSpec::builder(TokenEndpointUrl::parse(url).expect("https"), client)
        .scope(ScopeSet::parse("read").expect("a scope"))
        .extra("vendor", "x")
        .build()
        .expect("a request");
    let mut source = TokenSource::new(spec, SourcePolicy::new());
    let exchange = send(&mut source, at(0));
    assert_eq!(exchange.request([0; 16], &mut RequestBuffer::new()).url(), url);
}

// = RFC8707-2.2-1 (test)
#[test]
fn scope_resources_and_extensions_are_sent() {
    let resource = AbsoluteUri::parse("https://api.example/a b".replace(' ', "%20")).expect("a URI");
    let spec = builder("abc", "secret", SecretPlacement::default())
        .scope(ScopeSet::parse("write read").expect("a scope"))
        .resource(resource)
        .resource(AbsoluteUri::parse("urn:api").expect("a URI"))
        .extra("audience", "one")
        .extra("audience", "two")
        .extra("vendor.hint", "a&b=c")
        .build()
        .expect("a request");
    let (_, body) = written(spec);
    assert_eq!(
        body,
        "grant_type=client_credentials&scope=read+write&resource=https%3A%2F%2Fapi.example%2Fa%2520b&resource=urn%3Aapi\
         &audience=one&audience=two&vendor.hint=a%26b%3Dc"
    );
    TokenRequest::parse(body.as_bytes(), &countersign_grammar::Limits::DEFAULT)
        .expect("a strict server reads it");
}

// = RFC6749-3.2-9 (test)
// = RFC6749-8.2-1 (test)
#[test]
fn no_parameter_is_overwritten_or_repeated() {
    for name in [
        "grant_type",
        "client_id",
        "client_secret",
        "client_assertion",
        "client_assertion_type",
        "scope",
        "resource",
    ] {
        let refused = builder("abc", "secret", SecretPlacement::Body)
            .extra(name, "x")
            .build();
        assert!(
            matches!(refused, Err(SpecError::Parameter(error)) if error.kind() == BuildErrorKind::ReservedName),
            "{name}"
        );
    }
    for (extra, kind) in [
        (&[("a", "1"), ("a", "2")][..], BuildErrorKind::NameRepeated),
        (&[("a b", "1")], BuildErrorKind::BadName),
        (&[("a&client_secret", "1")], BuildErrorKind::BadName),
        (&[("", "1")], BuildErrorKind::BadName),
        (&[("a", "")], BuildErrorKind::EmptyValue),
    ] {
        let mut request = builder("abc", "secret", SecretPlacement::Body);
        for (name, value) in extra {
            request = request.extra(*name, *value);
        }
        assert!(
            matches!(request.build(), Err(SpecError::Parameter(error)) if error.kind() == kind),
            "{extra:?}"
        );
    }
}

#[test]
fn credentials_that_a_method_cannot_carry_are_refused() {
    let latin1 = |placement| {
        RequestSpec::builder(
            TokenEndpointUrl::parse(URL).expect("https"),
            ClientAuthentication::secret(
                ClientId::parse("abc").expect("VSCHAR"),
                Secret::new(vec![0xE9]),
                placement,
            ),
        )
        .build()
        .map(|_| ())
    };
    for placement in PLACEMENTS {
        assert_eq!(latin1(*placement), Err(SpecError::BadSecret));
    }
    for placement in PLACEMENTS {
        assert!(
            builder("", "secret", *placement).build().is_err(),
            "{placement:?}"
        );
        assert!(
            builder("abc", "a\nb", *placement).build().is_err(),
            "{placement:?}"
        );
        assert!(
            builder("abc", "a\0b", *placement).build().is_err(),
            "{placement:?}"
        );
        let long = "x".repeat(20_000);
        let refused = builder("abc", &long, *placement).build().map(|_| ());
        assert_eq!(refused, Err(SpecError::TooLong), "{placement:?}");
    }
    assert_eq!(
        builder("a:b", "s", SecretPlacement::Basic(BasicEscape::Raw))
            .build()
            .map(|_| ()),
        Err(SpecError::Credentials(countersign_grammar::SyntaxError::new(
            SyntaxErrorKind::UnexpectedOctet,
            1
        )))
    );
}

// = RFC6749-A.2-1 (test)
#[test]
fn a_secret_beyond_vschar_is_sent_by_name_alone() {
    let spec = |secret: &[u8], placement| {
        let client = ClientAuthentication::secret(
            ClientId::parse("abc").expect("VSCHAR"),
            Secret::new(secret.to_vec()),
            placement,
        );
        RequestSpec::builder(
            TokenEndpointUrl::parse(URL).expect("https"),
            client.allowing_secret_beyond_vschar(),
        )
        .build()
    };
    let secret = "p\u{e9}\u{20ac}";
    let (_, body) = written(spec(secret.as_bytes(), SecretPlacement::Body).expect("a request"));
    assert!(body.ends_with("&client_secret=p%C3%A9%E2%82%AC"), "{body}");
    for (placement, halves) in [
        (SecretPlacement::default(), "abc:p%C3%A9%E2%82%AC"),
        (SecretPlacement::Basic(BasicEscape::Raw), "abc:p\u{e9}\u{20ac}"),
    ] {
        let (fields, _) = written(spec(secret.as_bytes(), placement).expect("a request"));
        let field = format!("Basic {}", countersign_grammar::base64::encode(halves.as_bytes()));
        assert!(fields.contains(&("authorization", field)), "{placement:?}");
    }
    for placement in PLACEMENTS {
        assert!(builder("abc", secret, *placement).build().is_err());
        assert!(spec(b"\xE9", *placement).is_err(), "it is UTF-8 all the same");
    }
    let control = spec(b"a\x07b", SecretPlacement::default())
        .map(|_| ())
        .expect_err("a control character");
    assert_eq!(control.clause().id(), "RFC7617-2-6");
}
