//! W3: a client writes a token request and reads the answer.

use std::convert::Infallible;
use std::hint::black_box;

use base64_simd::STANDARD;
use countersign_bench::{Case, Gate, Role, Workload};
use countersign_client::{
    Action, Answer, ClientAuthentication, Handled, Outcome, RequestBuffer, RequestSpec, SourcePolicy,
    TokenEndpointUrl, TokenSource,
};
use countersign_grammar::basic::{self, BasicEscape};
use countersign_grammar::form::EscapeSet;
use countersign_grammar::{ClientId, UnixTime};
use countersign_message::TokenRequestBuilder;
use countersign_scope::ScopeSet;
use countersign_secret::Secret;
use oauth2::basic::BasicClient;
use oauth2::{ClientSecret, HttpRequest, HttpResponse, Scope, TokenResponse as _, TokenUrl};

use crate::response;

const URL: &str = "https://as.example/token";
const ID: &str = "s6BhdRkqt3";
const SECRET: &str = "7Fjfp0ZBr1KtDRbnfVdmIw";
const SCOPE: &str = "read write delete";
const FIELD: &str = "Basic czZCaGRSa3F0Mzo3RmpmcDBaQnIxS3REUmJuZlZkbUl3";

const OAUTH2: &str = "oauth2 5.0, request and answer";

pub(crate) fn workload() -> Workload {
    let mut read = response::limit();
    let (mut field, mut body) = ([0; 128], [0; 128]);
    let limit = move || {
        let credentials = b"s6BhdRkqt3:7Fjfp0ZBr1KtDRbnfVdmIw";
        let written = STANDARD.encode(
            black_box(credentials),
            base64_simd::Out::from_slice(black_box(&mut field)),
        );
        let text = b"grant_type=client_credentials&scope=read+write+delete";
        black_box(&mut body)[..text.len()].copy_from_slice(black_box(text));
        written.len() ^ read()
    };
    Workload {
        name: "W3",
        about: "a request with Basic and three scope tokens written, and the answer of W4 read",
        cases: vec![
            Case::new(
                Role::Limit,
                "base64-simd, a copy of the body, and the limit of W4",
                limit,
            ),
            Case::new(
                Role::Ours,
                "written into buffers that are used again, answer borrowed",
                buffers(),
            )
            .gate_kept_at(
                Gate::Peer {
                    name: OAUTH2,
                    gate: 3.5,
                    target: 10.0,
                },
                2.8,
            )
            .gate(Gate::Allocations(0)),
            Case::new(
                Role::Ours,
                "a renewal of a TokenSource: poll, request, handle",
                renewal(),
            )
            .gate_kept_at(
                Gate::Peer {
                    name: OAUTH2,
                    gate: 3.5,
                    target: 4.0,
                },
                1.3,
            )
            .gate(Gate::Allocations(10)),
            Case::new(Role::Ours, "a token that is there: TokenSource::poll", held())
                .gate(Gate::Allocations(0)),
            Case::new(Role::Peer, OAUTH2, peer()),
        ],
    }
}

fn buffers() -> impl FnMut() -> usize {
    let id = ClientId::parse(ID).expect("VSCHAR");
    let scope = ScopeSet::parse(SCOPE).expect("a scope");
    let secret = Secret::from(SECRET.to_owned());
    let [mut field, mut scratch, mut body] = [(); 3].map(|()| String::with_capacity(512));
    move || {
        let secret = std::str::from_utf8(black_box(secret.expose())).expect("UTF-8");
        let escape = BasicEscape::Form(EscapeSet::Minimal);
        field.clear();
        basic::encode_into(&mut field, &mut scratch, id.as_str(), secret, escape).expect("sound credentials");
        body.clear();
        TokenRequestBuilder::new()
            .scope(black_box(&scope))
            .write(&mut body);
        assert_eq!(black_box(&field), FIELD);
        black_box(&body).len() ^ response::read().access_token().expose().len()
    }
}

fn source() -> TokenSource {
    let client = ClientAuthentication::basic(
        ClientId::parse(ID).expect("VSCHAR"),
        Secret::from(SECRET.to_owned()),
    );
    let request = RequestSpec::builder(TokenEndpointUrl::parse(URL).expect("https"), client)
        .scope(ScopeSet::parse(SCOPE).expect("a scope"))
        .build()
        .expect("a request");
    TokenSource::new(request, SourcePolicy::new())
}

/// Each operation comes a day after the last, when the token has expired.
fn renewal() -> impl FnMut() -> UnixTime {
    let mut source = source();
    let mut now = 1_700_000_000;
    let mut buffer = RequestBuffer::new();
    move || {
        now += 86_400;
        let time = UnixTime::from_secs(now);
        let Action::Send(exchange) = source.poll(time) else {
            panic!("the token has expired")
        };
        let http = exchange.request([0; 16], &mut buffer);
        assert_eq!(black_box(http.authorization()), Some(FIELD));
        black_box(http.body());
        let answer = Answer::new(200, black_box(response::BODY.as_bytes()))
            .header("content-type", b"application/json");
        match source.handle(exchange, Outcome::Answered(answer), time, 7) {
            Handled::Granted(token) => token.usable_until(),
            other => panic!("the answer is sound: {other:?}"),
        }
    }
}

fn held() -> impl FnMut() -> usize {
    let mut source = source();
    let now = UnixTime::from_secs(1_700_000_000);
    let Action::Send(exchange) = source.poll(now) else {
        panic!("there is no token yet")
    };
    let answer = Answer::new(200, response::BODY.as_bytes()).header("content-type", b"application/json");
    source.handle(exchange, Outcome::Answered(answer), now, 7);
    move || match source.poll(black_box(now)) {
        Action::Use(token) => token.access_token().expose().len(),
        other => panic!("the token is there: {other:?}"),
    }
}

/// The client is made once, and the server answers at once from memory.
fn peer() -> impl FnMut() -> usize {
    let client = BasicClient::new(oauth2::ClientId::new(ID.to_owned()))
        .set_client_secret(ClientSecret::new(SECRET.to_owned()))
        .set_token_uri(TokenUrl::new(URL.to_owned()).expect("a URL"));
    move || {
        let http = |request: HttpRequest| -> Result<HttpResponse, Infallible> {
            black_box(request);
            let mut answer = HttpResponse::new(response::BODY.as_bytes().to_vec());
            let json = oauth2::http::HeaderValue::from_static("application/json");
            answer
                .headers_mut()
                .insert(oauth2::http::header::CONTENT_TYPE, json);
            Ok(answer)
        };
        let response = client
            .exchange_client_credentials()
            .add_scopes(SCOPE.split(' ').map(|token| Scope::new(token.to_owned())))
            .request(&http)
            .expect("the answer is sound");
        response.access_token().secret().len()
    }
}
