use arbitrary::{Arbitrary, Unstructured};
use countersign_grammar::{UnixTime, base64url};
use countersign_jose::{Algorithm, HmacKey, HmacKeySet, sign_compact};
use countersign_resource::phase::Phase;
use countersign_resource::{
    Authorized, Carrier, Check, IntrospectionPolicy, JwtPolicy, Leniency, Parts, Possession,
    ReceivedResponse, Refusal, Requirement, ResourceServer, Scratch, TokenFormat,
};
use countersign_scope::ScopeSet;
use serde_json::{Map, Value, json};

const NOW: u64 = 1_700_000_000;
const ISSUER: &str = "https://as.example";
const AUDIENCE: &str = "https://api.example";
const CERTIFICATE: [u8; 32] = [5; 32];

/// A resource server, and requests to it one after the other through one scratch.
#[derive(Arbitrary, Debug)]
struct Guard<'a> {
    format: Format,
    leniencies: u8,
    requests: Vec<Request<'a>>,
}

#[derive(Arbitrary, Debug, Clone, Copy, PartialEq)]
enum Format {
    Jwt,
    Opaque,
    Either,
}

#[derive(Arbitrary, Debug)]
struct Request<'a> {
    place: Place<'a>,
    token: Token<'a>,
    more: Option<&'a [u8]>,
    claims: Claims<'a>,
    status: Option<u16>,
    after: i8,
    requires: u8,
    answers: Vec<Answer>,
}

#[derive(Arbitrary, Debug)]
enum Place<'a> {
    Field,
    Query,
    Body,
    Octets(&'a [u8]),
}

#[derive(Arbitrary, Debug)]
enum Token<'a> {
    /// Made of the claims.
    Signed {
        right_key: bool,
        typ: Option<&'a str>,
    },
    Text(&'a str),
}

/// Each claim as it has to be, unless something else is said.
#[derive(Arbitrary, Debug)]
struct Claims<'a> {
    missing: u16,
    issuer: Option<&'a str>,
    audience: Option<&'a str>,
    lifetime: Option<i8>,
    begins: Option<i8>,
    scope: Option<&'a str>,
    bound: Bound,
    active: Option<bool>,
    instead: Option<&'a [u8]>,
}

#[derive(Arbitrary, Debug, Clone, Copy, PartialEq)]
enum Bound {
    No,
    Certificate,
    Dpop,
    Otherwise,
}

#[derive(Arbitrary, Debug, Clone, Copy, PartialEq)]
enum Answer {
    Yes,
    No,
    Unavailable,
    Foreign,
}

/// Every move is in the table, every request ends within four moves, and one is authorized only with a token that is
/// signed with the key or that the authorization server vouches for, of this issuer, for this audience, in its time,
/// with the required scope, by an allowed carrier, and bound to no key or to one that the caller holds.
pub fn guard(data: &[u8]) {
    let Ok(guard) = Guard::arbitrary_take_rest(Unstructured::new(data)) else {
        return;
    };
    let jwt = || JwtPolicy::new(ISSUER, AUDIENCE);
    let introspection = || IntrospectionPolicy::new(AUDIENCE).of_issuer(ISSUER);
    let format = match guard.format {
        Format::Jwt => TokenFormat::Jwt(jwt()),
        Format::Opaque => TokenFormat::Opaque(introspection()),
        Format::Either => TokenFormat::Either(jwt(), introspection()),
    };
    let mut server = ResourceServer::new(format);
    for (bit, leniency) in Leniency::ALL.iter().enumerate() {
        if guard.leniencies & (1 << bit) != 0 {
            server = server.allowing(*leniency);
        }
    }
    let mut scratch = Scratch::new();
    for request in guard.requests.iter().take(4) {
        run(&server, request, &mut scratch);
    }
}

fn run(server: &ResourceServer, request: &Request<'_>, scratch: &mut Scratch) {
    let payload = request.claims.payload();
    let token = match request.token {
        Token::Signed { right_key, typ } => {
            let mut token = String::new();
            let key = if right_key { 7 } else { 8 };
            sign_compact(Some(typ.unwrap_or("at+jwt")), &payload, &key_of(key), &mut token);
            token
        }
        Token::Text(text) => text.to_owned(),
    };
    let pair = format!("access_token={token}");
    let target = match request.place {
        Place::Query => format!("/photos?{pair}"),
        Place::Field | Place::Body | Place::Octets(_) => "/photos".to_owned(),
    };
    let field = match request.place {
        Place::Field => Some(format!("Bearer {token}").into_bytes()),
        Place::Octets(octets) => Some(octets.to_vec()),
        Place::Query | Place::Body => None,
    };
    let mut parts = Parts::new("POST", &target)
        .header("content-type", b"application/x-www-form-urlencoded")
        .body(if matches!(request.place, Place::Body) {
            pair.as_bytes()
        } else {
            b""
        });
    for field in field.iter().map(Vec::as_slice).chain(request.more) {
        parts = parts.header("authorization", field);
    }
    let now = NOW.saturating_add_signed(request.after.into());
    let outcome = drive(server, request, parts, now, &payload, scratch);
    match outcome {
        Ok((access, introspected)) => allowed(server, request, &access, now, introspected),
        Err(refusal) => refused(&refusal, &token),
    }
}

type Outcome<'r> = Result<(Authorized<'r>, bool), Refusal<'r>>;

/// Answers as the request says, and holds each move against the table; tells whether the authorization server was
/// asked.
fn drive<'r>(
    server: &'r ResourceServer,
    request: &Request<'_>,
    parts: Parts<'r>,
    now: u64,
    payload: &[u8],
    scratch: &'r mut Scratch,
) -> Outcome<'r> {
    let mut answers = request.answers.iter().copied();
    let mut answer = || answers.next().unwrap_or(Answer::Yes);
    let mut phase = Phase::Received;
    let mut introspected = false;
    let mut check = server.receive(parts, UnixTime::from_secs(now), scratch);
    for _ in 0..4 {
        assert_eq!(
            phase.after(check.event()),
            Some(check.phase()),
            "{phase:?} on {:?}",
            check.event()
        );
        phase = check.phase();
        check = match check {
            Check::LookUpKey(ask) => match answer() {
                Answer::Yes => ask.keys(&HmacKeySet::new(vec![key_of(7)])),
                Answer::Foreign if request.requires > 127 => ask.key(&key_of(9)),
                Answer::Foreign => ask.keys(&HmacKeySet::new(vec![key_of(7), key_of(9)])),
                Answer::No => ask.unknown(),
                Answer::Unavailable => ask.unavailable(),
            },
            Check::Introspect(ask) => {
                introspected = true;
                let received = |status, content_type| ReceivedResponse {
                    status,
                    content_type,
                    body: payload,
                };
                match answer() {
                    Answer::Yes => ask.answered(received(
                        request.status.unwrap_or(200),
                        Some(&b"application/json"[..]),
                    )),
                    Answer::Foreign => ask.answered(received(200, Some(b"text/html"))),
                    Answer::No => ask.answered(received(401, None)),
                    Answer::Unavailable => ask.unavailable(),
                }
            }
            Check::ProvePossession(ask) => {
                assert!(request.claims.bound != Bound::Dpop || request.claims.instead.is_some());
                match answer() {
                    Answer::Yes => ask.certificate(CERTIFICATE),
                    Answer::Foreign => ask.possession_asserted_by_caller(),
                    Answer::No => ask.unproven(),
                    Answer::Unavailable => ask.unavailable(),
                }
            }
            Check::Refused(refusal) => return Err(refusal),
            Check::Verified(token) => {
                let met = token.meet(&Requirement::of(required(request)));
                let (event, next) = match &met {
                    Ok(access) => (access.event(), access.phase()),
                    Err(refusal) => (refusal.event(), refusal.phase()),
                };
                assert_eq!(phase.after(event), Some(next));
                return met.map(|access| (access, introspected));
            }
        };
    }
    panic!("no end after four moves");
}

/// Everything that has to be so for a request to be authorized.
fn allowed(
    server: &ResourceServer,
    request: &Request<'_>,
    access: &Authorized<'_>,
    now: u64,
    introspected: bool,
) {
    let facts = access.facts();
    let allows = |leniency| server.leniencies().contains(leniency);
    match facts.carrier() {
        Carrier::Authorization => {
            assert!(matches!(request.place, Place::Field | Place::Octets(_)) || request.more.is_some())
        }
        Carrier::FormBody => assert!(allows(Leniency::FormBody) && request.more.is_none()),
        Carrier::Query => assert!(allows(Leniency::Query) && request.more.is_none()),
    }
    assert!(
        facts.leniencies().iter().all(allows),
        "a leniency that nobody allowed"
    );
    assert!(
        required(request).is_subset(&facts.scope_set()),
        "scope that was not granted"
    );
    if let Some(exp) = facts.expires_at() {
        assert!(now < exp.as_secs().saturating_add(10), "an expired token");
    }
    assert!(facts.is_for(AUDIENCE) || (introspected && allows(Leniency::IntrospectionWithoutAudience)));
    assert!(facts.issuer().is_none_or(|issuer| issuer == ISSUER));
    match (facts.claim("cnf"), facts.possession()) {
        (None, possession) => assert_eq!(possession, Possession::NotNeeded),
        (Some(_), possession) => assert_ne!(
            possession,
            Possession::NotNeeded,
            "a bound token passed as a plain one"
        ),
    }
    if introspected {
        assert!(request.status.is_none_or(|status| status == 200));
        assert!(
            facts
                .claim("active")
                .is_some_and(|active| active.to_bool() == Ok(true))
        );
    } else {
        for text in [
            facts.issuer(),
            facts.subject(),
            facts.client_id(),
            facts.token_id(),
        ] {
            assert!(text.is_some_and(|text| !text.is_empty()));
        }
        assert!(facts.expires_at().is_some() && facts.claim("iat").is_some());
        // Whoever does not have the key cannot make a token; a text that is one would have to be found in a seed.
        if let (Token::Signed { right_key, .. }, Place::Field) = (&request.token, &request.place) {
            assert!(right_key, "signed with another key");
        }
    }
}

fn refused(refusal: &Refusal<'_>, token: &str) {
    let verdict = refusal.verdict();
    let reason = verdict.reason().expect("a reason");
    assert!(verdict.clause().is_some());
    assert_eq!(refusal.status(), reason.status());
    assert_eq!(refusal.www_authenticate().is_some(), refusal.status() != 503);
    for (_, value) in refusal.headers() {
        assert!(value.bytes().all(|octet| (0x20..0x7F).contains(&octet)));
        assert!(token.len() < 40 || !value.contains(token));
    }
    assert!(token.len() < 40 || !format!("{refusal:?}").contains(token));
}

fn required(request: &Request<'_>) -> ScopeSet {
    let text = ["", "read", "write", "read write"][usize::from(request.requires % 4)];
    ScopeSet::parse(text).unwrap_or_default()
}

fn key_of(octet: u8) -> HmacKey {
    HmacKey::new(Algorithm::Hs256, &[octet; 32]).expect("long enough")
}

impl Claims<'_> {
    fn payload(&self) -> Vec<u8> {
        if let Some(instead) = self.instead {
            return instead.to_vec();
        }
        let at = |offset: i8| NOW.saturating_add_signed(offset.into());
        let mut claims = Map::new();
        let members = [
            ("iss", json!(self.issuer.unwrap_or(ISSUER))),
            ("aud", json!(self.audience.unwrap_or(AUDIENCE))),
            ("exp", json!(at(self.lifetime.unwrap_or(60)))),
            ("iat", json!(at(self.begins.unwrap_or(0)))),
            ("sub", json!("s")),
            ("client_id", json!("c")),
            ("jti", json!("j")),
            ("scope", json!(self.scope.unwrap_or("read"))),
            ("active", json!(self.active.unwrap_or(true))),
        ];
        for (bit, (name, value)) in members.into_iter().enumerate() {
            // Rarely missing: most octets of the input would leave something out.
            if self.missing & (1 << bit) == 0 || self.missing.count_ones() > 2 {
                claims.insert(name.to_owned(), value);
            }
        }
        let confirmation = match self.bound {
            Bound::No => None,
            Bound::Certificate => Some(json!({"x5t#S256": base64url::encode(&CERTIFICATE)})),
            Bound::Dpop => Some(json!({"jkt": "x"})),
            Bound::Otherwise => Some(json!({"kid": "k"})),
        };
        if let Some(confirmation) = confirmation {
            claims.insert("cnf".to_owned(), confirmation);
        }
        Value::Object(claims).to_string().into_bytes()
    }
}
