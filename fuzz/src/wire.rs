use std::collections::BTreeSet;
use std::time::{Duration, SystemTime};

use countersign_grammar::authorization::{Authorization, Credentials};
use countersign_grammar::challenge::{Challenge, emit_challenges, parse_challenges};
use countersign_grammar::{HttpDate, Limits, RetryAfter, UnixTime};
use countersign_message::{
    AccessToken, DocumentError, IntrospectionRequest, IntrospectionRequestBuilder, IntrospectionResponse,
    IssuerIdentifier, ProtectedResourceMetadata, ResourceIdentifier, ServerMetadata,
};
use serde_json::Value;

/// Challenges that are accepted, in lines divided by line feeds, name no parameter twice, are the same when printed, in
/// one line or in many, and each alone means the same to the reader of credentials.
pub fn challenge(data: &[u8]) {
    let limits = Limits::DEFAULT;
    let lines: Vec<&[u8]> = data.split(|octet| *octet == b'\n').collect();
    let parsed = match parse_challenges(lines.iter().copied(), &limits) {
        Ok(parsed) => parsed,
        Err(error) => {
            let line = lines.get(error.line()).expect("an error is in a line");
            return assert!(error.at() <= line.len(), "{error}");
        }
    };
    assert!(parsed.len() <= limits.parameters);
    for challenge in &parsed {
        let names: BTreeSet<String> = challenge
            .params()
            .map(|(name, _)| name.to_ascii_lowercase())
            .collect();
        assert_eq!(names.len(), challenge.params().len());
        for (name, value) in challenge.params() {
            assert_eq!(challenge.param(&name.to_ascii_uppercase()), Some(value));
        }
        same_as_credentials(challenge, &limits);
    }
    let printed = emit_challenges(&parsed);
    if printed.len() <= limits.header {
        let again = parse_challenges([printed.as_bytes()], &limits).expect("what is printed can be parsed");
        assert_eq!(again, parsed);
        let each: Vec<String> = parsed.iter().map(Challenge::to_string).collect();
        let again = parse_challenges(each.iter().map(String::as_bytes), &limits);
        assert_eq!(again.expect("a line for each is the same list"), parsed);
    }
}

fn same_as_credentials(challenge: &Challenge<'_>, limits: &Limits) {
    let printed = challenge.to_string();
    if printed.len() > limits.header {
        return;
    }
    let read = Authorization::parse(printed.as_bytes(), limits).expect("a challenge looks like credentials");
    assert_eq!(read.scheme(), challenge.scheme());
    match read.data() {
        Credentials::None => assert!(challenge.params().len() == 0 && challenge.token68().is_none()),
        Credentials::Token68(token68) => assert_eq!(challenge.token68(), Some(*token68)),
        Credentials::Params(params) => {
            let params: Vec<_> = params
                .iter()
                .map(|(name, value)| (name, value.into_owned()))
                .collect();
            let ours: Vec<_> = challenge
                .params()
                .map(|(name, value)| (name, value.to_owned()))
                .collect();
            assert_eq!(params, ours);
        }
    }
}

/// A delay or date that is accepted is the same when printed, is never over before now, and a date with its whole year is
/// the same second to another reader.
pub fn retry_after(data: &[u8]) {
    let value = match RetryAfter::parse(data) {
        Ok(value) => value,
        Err(error) => return assert!(error.at() <= data.len(), "{error}"),
    };
    let printed = value.to_string();
    assert_eq!(RetryAfter::parse(printed.as_bytes()), Ok(value));
    let nows = [0, 784_111_777, 1_700_000_000, 253_402_300_799, u64::MAX].map(UnixTime::from_secs);
    for now in nows {
        assert!(value.until(now) >= now);
    }
    let date = match value {
        RetryAfter::At(date) => date,
        RetryAfter::Seconds(seconds) => {
            let text = String::from_utf8_lossy(data).trim().to_owned();
            return assert!(text.parse() == Ok(seconds) || seconds == u64::MAX);
        }
    };
    let points: BTreeSet<UnixTime> = nows.iter().map(|now| date.at(*now)).collect();
    let leap = printed.contains(":60 ");
    let same = points.len() == 1 && date.at(nows[0]) > UnixTime::EPOCH;
    if let (true, false, Ok(theirs)) = (same, leap, httpdate::parse_http_date(&printed)) {
        let since = theirs
            .duration_since(SystemTime::UNIX_EPOCH)
            .expect("behind the epoch");
        assert_eq!(since, Duration::from_secs(date.at(nows[0]).as_secs()));
        assert_eq!(HttpDate::new(date.at(nows[0])), Some(date));
    }
}

/// An introspection response that is accepted says what another reader of JSON sees, is the same when printed, and says
/// nothing of an inactive token; a request that is accepted is the same when built anew.
pub fn introspection(data: &[u8]) {
    let limits = Limits::DEFAULT;
    request(data, &limits);
    let response = match IntrospectionResponse::parse(data, &limits) {
        Ok(response) => response,
        Err(error) => return within(error, data),
    };
    let mut printed = String::new();
    response.write_json(&mut printed);
    match serde_json::from_slice(data) {
        Ok(foreign) => same_members(&response, &foreign),
        // A number stays text here until somebody asks for its value.
        Err(error) => assert!(error.to_string().contains("number out of range"), "{error}"),
    }
    if let IntrospectionResponse::Inactive = &response {
        assert_eq!(printed, r#"{"active":false}"#);
    }
    if printed.len() <= limits.body {
        let again =
            IntrospectionResponse::parse(printed.as_bytes(), &limits).expect("what is printed can be parsed");
        let mut twice = String::new();
        again.write_json(&mut twice);
        assert_eq!(twice, printed);
    }
}

fn same_members(response: &IntrospectionResponse<'_>, foreign: &Value) {
    match response {
        IntrospectionResponse::Inactive => {
            assert_eq!(foreign["active"], Value::Bool(false));
        }
        IntrospectionResponse::Active(token) => {
            assert_eq!(foreign["active"], Value::Bool(true));
            for (name, time) in [("exp", token.exp()), ("iat", token.iat()), ("nbf", token.nbf())] {
                assert_eq!(
                    foreign.get(name).and_then(Value::as_u64),
                    time.map(UnixTime::as_secs)
                );
            }
            for (name, text) in [("sub", token.sub()), ("iss", token.iss()), ("jti", token.jti())] {
                assert_eq!(foreign.get(name).and_then(Value::as_str), text);
            }
            let audience: Vec<&str> = match foreign.get("aud") {
                Some(Value::Array(many)) => many.iter().filter_map(Value::as_str).collect(),
                one => one.and_then(Value::as_str).into_iter().collect(),
            };
            assert_eq!(token.aud().collect::<Vec<_>>(), audience);
            assert_eq!(foreign.get("cnf").is_some(), token.cnf().is_some());
        }
    }
}

fn request(data: &[u8], limits: &Limits) {
    let Ok(request) = IntrospectionRequest::parse(data, limits) else {
        return;
    };
    let text = request.token().text.decode();
    let Ok(token) = AccessToken::parse(&*text) else {
        return;
    };
    let hint = request
        .token_type_hint()
        .map(|hint| hint.text.decode().into_owned())
        .unwrap_or_default();
    let mut body = String::new();
    IntrospectionRequestBuilder::new(&token)
        .token_type_hint(&hint)
        .write(&mut body);
    if body.len() <= limits.body {
        let again =
            IntrospectionRequest::parse(body.as_bytes(), limits).expect("what is built can be parsed");
        assert_eq!(again.token().text.decode(), text);
        assert_eq!(
            again
                .token_type_hint()
                .map(|hint| hint.text.decode().into_owned())
                .unwrap_or_default(),
            hint
        );
    }
}

/// Metadata is accepted only for the one it names, says what another reader of JSON sees, and is the same when printed;
/// its address is one of the same host.
pub fn metadata(data: &[u8]) {
    let limits = ServerMetadata::LIMITS;
    let other = ResourceIdentifier::parse("https://other.example/not-this").expect("a resource");
    let Ok(foreign) = serde_json::from_slice::<Value>(data) else {
        // No JSON, or a number that does not fit into that reader.
        if let Err(error) = ProtectedResourceMetadata::parse(data, &other, &limits) {
            within(error, data);
        }
        return;
    };
    let named = |name| {
        foreign
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or("https://other.example")
    };
    if let Ok(asked) = ResourceIdentifier::parse_allowing_loopback_http(named("resource")) {
        assert!(asked.metadata_url().starts_with(origin(asked.as_str())));
        match ProtectedResourceMetadata::parse(data, &asked, &limits) {
            Ok(metadata) => {
                assert_eq!(metadata.resource(), &asked);
                texts(
                    &foreign,
                    "scopes_supported",
                    metadata.scopes_supported().map(|scope| scope.as_str()),
                );
                let issuers = metadata.authorization_servers().map(|issuer| issuer.as_str());
                texts(&foreign, "authorization_servers", issuers);
                let (mut printed, mut twice) = (String::new(), String::new());
                metadata.write_json(&mut printed);
                if printed.len() <= limits.body {
                    let again = ProtectedResourceMetadata::parse(printed.as_bytes(), &asked, &limits);
                    again
                        .expect("what is printed can be parsed")
                        .write_json(&mut twice);
                    assert_eq!(twice, printed);
                }
            }
            Err(error) => within(error, data),
        }
        assert!(asked == other || ProtectedResourceMetadata::parse(data, &other, &limits).is_err());
    }
    if let Ok(asked) = IssuerIdentifier::parse_allowing_loopback_http(named("issuer")) {
        assert!(
            asked
                .metadata_url(Default::default())
                .starts_with(origin(asked.as_str()))
        );
        match ServerMetadata::parse(data, &asked, &limits) {
            Ok(metadata) => {
                assert_eq!(metadata.issuer(), &asked);
                assert_eq!(
                    foreign["token_endpoint"].as_str(),
                    Some(metadata.token_endpoint().as_str())
                );
                texts(
                    &foreign,
                    "scopes_supported",
                    metadata.scopes_supported().map(|scope| scope.as_str()),
                );
                assert!(
                    metadata
                        .token_endpoint_auth_signing_algorithms()
                        .all(|name| name != "none")
                );
                let (mut printed, mut twice) = (String::new(), String::new());
                metadata.write_json(&mut printed);
                if printed.len() <= limits.body {
                    let again = ServerMetadata::parse(printed.as_bytes(), &asked, &limits);
                    again
                        .expect("what is printed can be parsed")
                        .write_json(&mut twice);
                    assert_eq!(twice, printed);
                }
            }
            Err(error) => within(error, data),
        }
    }
}

fn within(error: DocumentError, data: &[u8]) {
    assert!(error.at() <= data.len(), "{error}");
}

/// Scheme, `://` and what stands before the next `/` or `?`.
fn origin(url: &str) -> &str {
    let start = url.find("://").expect("an authority") + 3;
    let end = url[start..].find(['/', '?']).map_or(url.len(), |end| start + end);
    &url[..end]
}

fn texts<'t>(foreign: &Value, name: &str, ours: impl Iterator<Item = &'t str>) {
    let theirs: Vec<&str> = foreign
        .get(name)
        .and_then(Value::as_array)
        .map(|each| each.iter().filter_map(Value::as_str).collect())
        .unwrap_or_default();
    assert_eq!(ours.collect::<Vec<_>>(), theirs);
}
