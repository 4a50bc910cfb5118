//! No finding holds four octets in a row of a secret, and what is masked covers every secret.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod common;

use std::collections::BTreeSet;

use common::{NOW, Owned, cases, client, clients, endpoint, raw_endpoint};
use countersign_explain::{
    CapturedRequest, CapturedResponse, Code, Explainer, Part, Place, response_secret_ranges, secret_ranges,
};
use countersign_grammar::form::{EscapeSet, encode};
use proptest::prelude::*;
use serde_json::Value;

/// Every window of four octets that the fixed sentences hold, so that a secret is not blamed for what is said anyhow.
fn fixed() -> BTreeSet<Vec<u8>> {
    let mut windows = BTreeSet::new();
    // The names of members and the words of enumerations, as the three forms of a finding write them.
    let words = "null true false severity error warning advice code clause title mend place part header headers name parameter start end \
                 related body target status None Some Finding Severity Error Warning Advice Place Part Body Headers Target";
    windows.extend(
        words
            .split(' ')
            .flat_map(|word| word.as_bytes().windows(4).map(<[u8]>::to_vec)),
    );
    for code in Code::all() {
        for text in [code.as_str(), code.title(), code.mend(), code.clause().id()] {
            windows.extend(text.as_bytes().windows(4).map(<[u8]>::to_vec));
        }
    }
    windows
}

fn assert_silent(what: &str, text: &str, secret: &str, fixed: &BTreeSet<Vec<u8>>) {
    for window in secret
        .as_bytes()
        .windows(4)
        .filter(|window| !fixed.contains(*window))
        // What the data format itself writes between values says nothing of a secret.
        .filter(|window| !window.iter().any(|octet| b"\":,{}[]".contains(octet)))
    {
        let found = text.as_bytes().windows(4).any(|other| other == window);
        assert!(
            !found,
            "{what} shows {:?} of {secret:?}: {text}",
            String::from_utf8_lossy(window)
        );
    }
}

/// The requests in which a secret can stand, rightly and wrongly.
fn requests(secret: &str) -> Vec<Owned> {
    let form = encode(secret, EscapeSet::Whatwg);
    let good = "grant_type=client_credentials";
    let json =
        serde_json::json!({ "client_id": "abc123", "client_secret": secret, secret: 1, "x": [secret] });
    let at = |target: String| Owned {
        target,
        ..Owned::form(good)
    };
    vec![
        Owned::form(&format!(
            "{good}&client_id=abc123&client_secret={form}&scope=read"
        )),
        // Not encoded, so that `&`, `=` and `%` in it do what they do.
        Owned::form(&format!(
            "{good}&client_id=abc123&client_secret={secret}&scope=read"
        )),
        Owned::form(&format!(
            "client_secret={secret}&client_secret={form}&grant_type={form}&scope={form}&resource={form}"
        )),
        Owned::form(&format!("{good}&client_id={form}&client_secret=abc123")),
        Owned::form(&format!(
            "{good}&{form}={form}&password={form}&clientSecret={form}"
        )),
        Owned::form(secret),
        Owned::form(good).basic(format!("abc123:{form}")),
        Owned::form(good).basic(format!("abc123:{secret}")),
        Owned::form(good).basic(secret),
        Owned::form(good).basic(format!("{secret}:abc123")),
        Owned::form(good).header("Authorization", secret),
        Owned::form(good).header("Authorization", format!("Basic {secret}")),
        Owned::form(good).header("Authorization", format!("Bearer {secret}")),
        Owned::form(good).header(secret, secret).header("Host", secret),
        Owned {
            method: secret.into(),
            ..Owned::form(good)
        },
        at(format!("/token?client_secret={form}&{form}")),
        at(format!("https://abc123:{secret}@as.example/token#{secret}")),
        Owned {
            headers: vec![("Content-Type".into(), secret.into())],
            ..Owned::form(good)
        },
        Owned {
            headers: vec![("Content-Type".into(), "application/json".into())],
            ..Owned::form(&json.to_string())
        },
    ]
}

fn secret() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-zA-Z0-9]{4,40}",
        2 => "[ -~]{4,24}",
        1 => "[a-z]{4,12}[&=%+][a-z]{4,12}",
        1 => "\\PC{4,12}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn no_finding_holds_four_octets_of_a_secret(secret in secret()) {
        let fixed = fixed();
        let clients = [client("abc123", "another secret")];
        for request in requests(&secret) {
            for endpoint in [endpoint(), raw_endpoint()] {
                let report = Explainer::new().endpoint(&endpoint).clients(&clients, NOW).request(&request.captured());
                for finding in report.findings() {
                    let json = serde_json::to_string(finding).unwrap();
                    assert_silent("JSON", &json, &secret, &fixed);
                    assert_silent("Display", &finding.to_string(), &secret, &fixed);
                    assert_silent("Debug", &format!("{finding:?}"), &secret, &fixed);
                }
            }
        }
    }

    #[test]
    fn no_finding_holds_four_octets_of_a_token(token in "[a-zA-Z0-9._~+/-]{8,40}", other in secret()) {
        let fixed = fixed();
        let body = serde_json::json!({
            "access_token": token, "refresh_token": other, "token_type": token, "scope": format!("read {token}"),
            "error": token, "error_description": format!("the token {token} is bad"), "expires_in": token,
        });
        for body in [body.to_string(), token.clone()] {
            let response = CapturedResponse::new(200, body.as_bytes()).header("Content-Type", token.as_bytes());
            let report = Explainer::new().response(&response);
            for finding in report.findings() {
                assert_silent("JSON", &serde_json::to_string(finding).unwrap(), &token, &fixed);
            }
            let all = serde_json::to_string(&report).unwrap();
            prop_assert!(!all.contains(&token), "{}", all);
            prop_assert!(!report.to_string().contains(&token));
            prop_assert!(!masked_response(&response).contains(&token));
        }
    }

    /// Wherever a secret is sent as one, encoded rightly or not at all, nothing of it is left.
    #[test]
    fn what_is_masked_covers_the_secret(secret in "[a-zA-Z0-9%+ ~!\"-]{6,24}") {
        let form = encode(&secret, EscapeSet::Whatwg).into_owned();
        let good = "grant_type=client_credentials";
        let joined = format!("abc123:{form}");
        let json = serde_json::json!({ "client_id": "abc123", "client_secret": secret, "password": form });
        let at = |target: String| Owned { target, ..Owned::form(good) };
        for request in [
            Owned::form(&format!("{good}&client_secret={form}&password={form}&Client-Secret={form}&x={form}")),
            Owned::form(&format!("{good}&client_id=abc123&client_secret={secret}")),
            Owned::form(&format!("{good}&client_id={form}&client_secret={form}")),
            Owned::form(&json.to_string()),
            Owned::form(good).basic(&joined),
            Owned::form(&format!("{good}&scope={form}")).basic(&joined),
            Owned::form(good).header("X-Api-Key", secret.as_str()).header("Authorization", secret.as_str()),
            at(format!("/token?client_secret={form}&code={form}")),
            at(format!("https://abc123:{form}@as.example/token")),
        ] {
            let text = masked_request(&request);
            let token68 = countersign_grammar::base64::encode(joined.as_bytes());
            for shape in [&form, &secret, &token68] {
                let raw_in_form = shape == &secret && form != secret;
                prop_assert!(raw_in_form || !text.contains(shape.as_str()), "{} in {}", shape, text);
            }
        }
    }
}

fn mask(part: Part, octets: &[u8], places: &[Place]) -> String {
    let mut octets = octets.to_vec();
    let same = |place: &&Place| match (place.part, part) {
        (Part::Header { index, .. }, Part::Header { index: other, .. }) => index == other,
        (left, right) => left == right,
    };
    for place in places.iter().filter(same) {
        octets[place.octets.clone()].fill(b'*');
    }
    String::from_utf8_lossy(&octets).into_owned()
}

fn header(index: usize) -> Part {
    Part::Header { index, name: "" }
}

fn masked_request(request: &Owned) -> String {
    let places = secret_ranges(&request.captured());
    let mut text = format!(
        "{} {}\n",
        request.method,
        mask(Part::Target, request.target.as_bytes(), &places)
    );
    for (index, (_, value)) in request.headers.iter().enumerate() {
        text += &mask(header(index), value, &places);
        text += "\n";
    }
    text + &mask(Part::Body, &request.body, &places)
}

fn masked_response(response: &CapturedResponse<'_>) -> String {
    let places = response_secret_ranges(response);
    mask(Part::Body, response.body(), &places)
}

/// Every secret of every case is replaced by a canary wherever it stands, and the canary never sings.
#[test]
fn no_secret_of_a_case_is_shown() {
    const CANARY: &str = "kQ7zV-canary-W3xJp";
    let mut count = 0;
    for row in cases("token_request.jsonl")
        .into_iter()
        .chain(cases("lesson.jsonl"))
    {
        let secrets = row["policy"]["clients"]
            .as_object()
            .into_iter()
            .flat_map(|clients| clients.values());
        let secrets: Vec<String> = secrets
            .filter_map(|client| Some(client["secret"].as_str()?.to_string()))
            .collect();
        let Some(mut request) = Owned::from_case(&row) else {
            continue;
        };
        for secret in secrets.iter().filter(|secret| secret.len() >= 4) {
            let swap = |text: &str| text.replace(secret.as_str(), CANARY);
            request.target = swap(&request.target);
            request.body = swap(&String::from_utf8_lossy(&request.body)).into_bytes();
            for (_, value) in &mut request.headers {
                let text = String::from_utf8_lossy(value).into_owned();
                let decoded = text
                    .strip_prefix("Basic ")
                    .and_then(|data| countersign_grammar::base64::decode(data).ok());
                if let Some(decoded) = decoded.and_then(|octets| String::from_utf8(octets).ok()) {
                    let token68 = countersign_grammar::base64::encode(swap(&decoded).as_bytes());
                    *value = format!("Basic {token68}").into_bytes();
                }
            }
        }
        let holds = format!("{request:?}").contains(CANARY);
        count += usize::from(holds);
        let report = common::explain(&endpoint(), &clients(&row["policy"]), &request);
        assert!(
            !serde_json::to_string(&report).unwrap().contains(CANARY),
            "{}",
            row["id"]
        );
        assert!(
            !masked_request(&request).contains(CANARY),
            "{}: {}",
            row["id"],
            masked_request(&request)
        );
    }
    assert!(count > 15, "{count}");
}

#[test]
fn masking_by_kind() {
    let shown = |request: Owned| masked_request(&request).lines().last().unwrap().to_string();
    for (body, masked) in [
        (
            "grant_type=x&client_id=y&scope=z",
            "grant_type=x&client_id=y&scope=z",
        ),
        ("client_secret=abcd", "client_secret=****"),
        ("client%5Fsecret=abcd", "client%5Fsecret=****"),
        (
            "tenant=abcd&clientSecret=abcd&password=p",
            "tenant=****&clientSecret=****&password=*",
        ),
        // An unescaped ampersand or equals sign in the secret.
        (
            "client_secret=ab&cd=ef&gh&scope=read",
            "client_secret=**&**=**&**&scope=read",
        ),
        ("client_secret=ab=cd", "client_secret=*****"),
        ("Some-Thing=x", "**********=*"),
        ("nothing at all", "**************"),
        (
            r#"{"client_secret":"ab\"cd","scope":"read","n":{"client_secret":1}}"#,
            r#"{"client_secret":"******","scope":"read","n":*******************}"#,
        ),
        (r#"{"client_secret":"abcd""#, "***********************"),
        // What was sent as a secret is masked wherever else it stands.
        (
            "client_secret=hunter22&client_id=hunter22",
            "client_secret=********&client_id=********",
        ),
    ] {
        assert_eq!(shown(Owned::form(body)), masked);
    }
    let field = |value: &str| {
        masked_request(&Owned::form("").header("Authorization", value))
            .lines()
            .nth(2)
            .unwrap()
            .to_string()
    };
    assert_eq!(field("Basic YWJj"), "Basic ****");
    assert_eq!(field(" bearer  YWJj"), " bearer  ****");
    assert_eq!(field("YWJjMTIz"), "********");
    assert_eq!(field("Secret YWJj"), "***********");
    let cookie = masked_request(&Owned::form("").header("Cookie", "a=b").header("User-Agent", "x"));
    assert!(cookie.contains("\n***\nx\n"), "{cookie}");
    let target = |target: &str| {
        let request = CapturedRequest::new("GET", target, b"");
        mask(Part::Target, target.as_bytes(), &secret_ranges(&request))
    };
    assert_eq!(
        target("https://u:p@h/t?a=b&scope=c#d"),
        "https://***@h/t?a=*&scope=c**"
    );
}

#[test]
fn masking_of_responses() {
    let shown = |body: &str| masked_response(&CapturedResponse::new(200, body.as_bytes()));
    for (body, masked) in [
        (
            r#"{"access_token":"abcd","scope":"read","x":1}"#,
            r#"{"access_token":"****","scope":"read","x":*}"#,
        ),
        (
            r#"{"access_token":"abcd","scope":"abcd"}"#,
            r#"{"access_token":"****","scope":"****"}"#,
        ),
        ("access_token=abcd", "*****************"),
        ("", ""),
    ] {
        assert_eq!(shown(body), masked);
    }
    let response = CapturedResponse::new(200, b"")
        .header("Set-Cookie", b"a=b")
        .header("Cache-Control", b"no-store");
    assert_eq!(response_secret_ranges(&response).len(), 1);
}

/// JSON has the documented members, always.
#[test]
fn the_shape_of_the_json() {
    let request = Owned::form("grant_type=client_credentials&client_id=a&client_secret=b").basic("a:b");
    let value = serde_json::to_value(common::explain(&endpoint(), &[], &request)).unwrap();
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let members = "assumes_first_use findings omitted registration summary verdict";
    assert_eq!(keys(&value).join(" "), members);
    assert_eq!(keys(&value["summary"]), ["advice", "errors", "warnings"]);
    assert_eq!(value["registration"], "known");
    assert_eq!(
        value["verdict"],
        serde_json::json!({
            "outcome": "refused", "status": 400, "error": "invalid_request", "clause": "RFC6749-2.3-3",
            "reason": "the request uses more than one client authentication method",
        })
    );
    let finding = &value["findings"][0];
    assert_eq!(
        keys(finding),
        ["clause", "code", "mend", "place", "related", "severity", "title"]
    );
    assert_eq!(
        finding["place"],
        serde_json::json!({
            "part": "body", "header": null, "name": null, "parameter": "client_secret", "start": 42, "end": 55,
        })
    );
    assert_eq!(
        finding["related"],
        serde_json::json!([{
            "label": "the first way",
            "place": { "part": "header", "header": 1, "name": "Authorization", "parameter": null, "start": 6, "end": 10 },
        }])
    );
    for (request, outcome) in [
        (Owned::form(""), "refused"),
        (
            Owned::form("grant_type=client_credentials").basic("a:b"),
            "undecided",
        ),
    ] {
        let value = serde_json::to_value(Explainer::new().request(&request.captured())).unwrap();
        assert_eq!(
            (&value["verdict"]["outcome"], &value["registration"]),
            (&outcome.into(), &"unknown".into())
        );
    }
}
