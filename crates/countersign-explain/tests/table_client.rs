//! Captures with a fault in what is asked for, who asks, and how that is proven.
#![allow(clippy::unwrap_used)]

mod common;

use common::table::{GOOD, asking, basic, check, post, registry};
use common::{NOW, Owned, endpoint};
use countersign_explain::Explainer;

// = RFC6749-5.2-3 (test)
// = RFC6749-5.2-11 (test)
#[test]
fn grant_type() {
    let with = |body: &str| Owned::form(body).basic("abc123:secretXYZ");
    check(&with(""), "grant-type-missing@body:0..0");
    check(&with("scope=read"), "grant-type-missing@body:10..10");
    check(&with("grant_type="), "grant-type-empty@body:0..11");
    check(
        &with("grantType=client_credentials"),
        "grant-type-misnamed@body:0..9 parameter-misnamed@body:0..9",
    );
    check(&with("grant_type=password"), "grant-type-unsupported@body:11..19");
    check(&with("grant_type=magic"), "grant-type-unsupported@body:11..16");
    check(
        &with("grant_type=client-credentials"),
        "grant-type-misspelt@body:11..29",
    );
    check(
        &with("grant_type=client_credentials%0A"),
        "grant-type-misspelt@body:11..32",
    );
    let query = Owned {
        target: "/token?grant_type=client_credentials".into(),
        ..with("")
    };
    check(
        &query,
        "grant-type-in-query@target:7..36 parameters-in-query@target:7..36",
    );
}

#[test]
fn scope() {
    check(&asking("&scope=admin"), "scope-not-registered@body:36..41");
    check(
        &asking("&scope=read+admin+root"),
        "scope-not-registered@body:41..46 scope-not-registered@body:47..51",
    );
    check(&asking("&scope=Read"), "scope-not-registered@body:36..40");
    check(&asking("&scope=+read"), "scope-malformed@body:36..37");
    check(&asking("&scope=read+"), "scope-malformed@body:40..41");
    check(&asking("&scope=read%20%20write"), "scope-malformed@body:43..46");
    check(
        &asking("&scope=read+%22write%22"),
        "scope-malformed@body:41..44 scope-malformed@body:49..52",
    );
    check(&asking("&scope=%C3%A9"), "scope-malformed@body:36..42");
    check(
        &asking("&scope=read,write"),
        "scope-not-registered@body:36..46 scope-comma@body:36..46",
    );
    check(&asking("&scope=read+read"), "scope-token-repeated@body:41..45");
    let query = Owned {
        target: "/token?scope=read".into(),
        ..Owned::form(GOOD).basic("basic:secretXYZ")
    };
    check(&query, "parameters-in-query@target:7..17");
}

#[test]
fn resource() {
    check(&asking("&resource=api"), "resource-malformed@body:39..42");
    check(
        &asking("&resource=https://api.example.com/%23x"),
        "resource-malformed@body:39..67",
    );
    check(
        &asking("&resource=https://api.example.com"),
        "resource-not-registered@body:39..62",
    );
    check(
        &asking("&resource=https://other.example/"),
        "resource-not-registered@body:39..61",
    );
}

#[test]
fn authorization_field() {
    let with = |value: &str| Owned::form(GOOD).header("Authorization", value);
    check(&with(""), "authorization-malformed@Authorization#1:0..0");
    check(&with("Basic"), "basic-not-token68@Authorization#1:5..5");
    check(&with("Basic a=b"), "basic-not-token68@Authorization#1:6..9");
    check(
        &with("Basic:YWJj"),
        "authorization-malformed@Authorization#1:5..6",
    );
    check(
        &with("YWJjMTIzOnNlY3JldFlZWg=="),
        "authorization-without-scheme@Authorization#1:0..24",
    );
    check(
        &with("YWJjMTIzOnNlY3JldFhZWjEy"),
        "authorization-without-scheme@Authorization#1:0..24",
    );
    check(&with("Bearer abc"), "scheme-not-basic@Authorization#1:0..6");
    check(
        &with("Basic YWJjMTIzOnNlY3JldFhZWg, x"),
        "authorization-malformed@Authorization#1:28..29",
    );
    check(
        &basic().basic("abc123:secretXYZ"),
        "authorization-repeated@Authorization#2:0..30",
    );
}

// = RFC6749-2.3.1-3 (test)
// = RFC6749-10.14-1 (test)
#[test]
fn basic_credentials() {
    let with = |token68: &str| Owned::form(GOOD).header("Authorization", format!("Basic {token68}"));
    let joined = |text: &str| Owned::form(GOOD).basic(text);
    check(
        &with("YWJjMTIzOnNlY3JldFhZWg"),
        "basic-padding@Authorization#1:28..28",
    );
    check(
        &with("YWJjMTIzOnNlY3JldFhZWg="),
        "basic-padding@Authorization#1:28..29",
    );
    check(
        &with("YWJjMTIzOnNlY3JldFhZWg==="),
        "basic-padding@Authorization#1:28..31",
    );
    check(
        &with("YWJjMTIzOnNlY3JldFhZWh=="),
        "basic-trailing-bits@Authorization#1:27..28",
    );
    check(
        &with("YWJjMTIzOnNlY3JldFhZW"),
        "basic-base64@Authorization#1:27..27",
    );
    check(&with("YWJj.MTIz"), "basic-base64@Authorization#1:10..11");
    check(
        &with("eyJhbGci.eyJpc3Mi.c2ln"),
        "basic-base64@Authorization#1:14..15",
    );
    // Both alphabets decode alike here, so the client is known in spite of it.
    check(
        &with("YWJjMTIzOj8_"),
        "basic-base64url@Authorization#1:17..18 wrong-secret@Authorization#1:6..18",
    );
    check(&with("YWJjMTIz"), "basic-no-colon@Authorization#1:6..14");
    check(
        &with("WVdKak1USXpPbk5sWTNKbGRGaFpXZz09"),
        "basic-no-colon@Authorization#1:6..38",
    );
    check(
        &joined("abc123:secretXYZ\n"),
        "basic-line-end@Authorization#1:27..29",
    );
    check(
        &joined("abc123:sec\u{7}ret"),
        "basic-control@Authorization#1:19..21",
    );
    check(
        &joined("abc123:p%zz"),
        "basic-percent-escape@Authorization#1:16..18 wrong-secret@Authorization#1:6..22",
    );
    check(
        &joined("abc123:a b"),
        "basic-unescaped@Authorization#1:16..18 wrong-secret@Authorization#1:6..22",
    );
    check(
        &joined("abc123:%C3%A9"),
        "basic-not-ascii@Authorization#1:15..24 basic-readings-differ@Authorization#1:6..26",
    );
    check(
        &joined("abc123:%FF"),
        "basic-not-utf-8@Authorization#1:15..20 basic-readings-differ@Authorization#1:6..22",
    );
    check(
        &joined("abc123:secretXYZ%0D%0A"),
        "basic-line-end@Authorization#1:15..36 basic-readings-differ@Authorization#1:6..38",
    );
    check(&joined(":secretXYZ"), "client-id-empty@Authorization#1:6..22");
    // The halves are not form-encoded, and hold what form encoding would change.
    check(
        &joined("a+b:se%41ret+X"),
        "client-unknown@Authorization#1:6..26 basic-readings-differ@Authorization#1:6..26",
    );
    check(
        &joined("a%2Bb:se%2541ret%2BX"),
        "basic-readings-differ@Authorization#1:6..34",
    );
    check(
        &joined("a%2Bb:se%41ret+X"),
        "wrong-secret@Authorization#1:6..30 basic-readings-differ@Authorization#1:6..30",
    );
}

// = RFC6749-4.4.2-4 (test)
// = RFC6749-2.3-3 (test)
#[test]
fn who_authenticates_and_how() {
    check(&Owned::form(GOOD), "no-credentials@headers:0..0");
    check(
        &Owned::form(&format!("{GOOD}&client_id=abc123")),
        "client-id-alone@body:30..46",
    );
    check(
        &Owned::form(&format!("{GOOD}&client_secret=secretXYZ")),
        "client-secret-alone@body:30..53",
    );
    check(
        &Owned::form(&format!("{GOOD}&client_id=abc123&client_secret=")),
        "client-id-alone@body:30..46 parameter-empty@body:47..60",
    );
    check(
        &Owned::form(&format!("{GOOD}&client_assertion=eyJ")),
        "assertion-unsupported@body:30..46",
    );
    check(
        &asking("&client_secret=secretXYZ"),
        "multiple-methods@body:30..43",
    );
    check(
        &post("&client_assertion=eyJ"),
        "assertion-not-alone@body:71..87 assertion-unsupported@body:71..87",
    );
    check(&asking("&client_id=abc123"), "");
    check(&asking("&client_id=other"), "client-id-mismatch@body:40..45");
    check(
        &Owned::form(&format!("{GOOD}&client_id=abc123%0A&client_secret=secretXYZ")),
        "client-id-line-end@body:40..49 secret-in-body@body:64..73",
    );
    check(
        &Owned::form(&format!("{GOOD}&client_id=%C3%A9&client_secret=x")),
        "client-id-malformed@body:40..46 client-unknown@body:40..46 secret-in-body@body:61..62",
    );
    check(
        &post("%0A"),
        "client-secret-line-end@body:61..73 secret-in-body@body:61..73",
    );
    check(
        &post("%20"),
        "wrong-secret@body:61..73 client-secret-white-space@body:61..73 secret-in-body@body:61..73",
    );
}

// = RFC6749-5.2-10 (test)
#[test]
fn what_is_registered() {
    let with = |id: &str, secret: &str| Owned::form(GOOD).basic(format!("{id}:{secret}"));
    let body = |id: &str| Owned::form(&format!("{GOOD}&client_id={id}&client_secret=secretXYZ"));
    check(&with("nobody", "x"), "client-unknown@Authorization#1:6..18");
    check(&with("abc123", "secretXYz"), "wrong-secret@Authorization#1:6..30");
    check(
        &with("post", "secretXYZ"),
        "method-not-registered@Authorization#1:6..26",
    );
    check(&body("basic"), "method-not-registered@body:60..69");
    check(
        &with("post", "wrong"),
        "method-not-registered@Authorization#1:6..22 wrong-secret@Authorization#1:6..22",
    );
    check(&with("public", ""), "client-public@Authorization#1:6..18");
    check(
        &with("forbidden", "secretXYZ"),
        "client-credentials-not-allowed@Authorization#1:6..34",
    );
    check(&with("old", "secretXYZ"), "secret-expired@Authorization#1:6..26");
    check(&with("old", "other"), "wrong-secret@Authorization#1:6..18");
    check(
        &with("new", "secretXYZ"),
        "secret-not-yet-valid@Authorization#1:6..26",
    );
}

/// The causes of a wrong secret and of an unknown client, in words.
#[test]
fn causes() {
    let endpoint = endpoint();
    let said = |request: Owned| {
        let report = Explainer::new()
            .endpoint(&endpoint)
            .clients(&registry(), NOW)
            .request(&request.captured());
        report.findings().first().unwrap().text().to_string()
    };
    let with = |id: &str, secret: &str| {
        let form = |text: &str| {
            countersign_grammar::form::encode(text, countersign_grammar::form::EscapeSet::Whatwg).into_owned()
        };
        Owned::form(GOOD).basic(format!("{}:{}", form(id), form(secret)))
    };
    for (request, words) in [
        (with("abc123", " secretXYZ"), "right without the white space"),
        (
            with("abc123", "\"secretXYZ\""),
            "right without the quotation marks",
        ),
        (with("abc123", "secret%58YZ"), "encoded twice"),
        (with("abc123", "c2VjcmV0WFla"), "decoded from base64"),
        (with("abc123", "c2VjcmV0WFlaCg=="), "decoded from base64"),
        (
            with("abc123 ", "secretXYZ"),
            "without the white space around it, one is",
        ),
        (
            with("'abc123'", "secretXYZ"),
            "without the quotation marks around it, one is",
        ),
        (with("ABC123", "secretXYZ"), "in another case, one is"),
        (with("secretXYZ", "abc123"), "look swapped"),
        (
            Owned::form(GOOD).basic("a+b:se%41ret+X"),
            "in the other reading of the Basic credentials, one is",
        ),
        (
            Owned::form(GOOD).basic("a%2Bb:se%41ret+X"),
            "right in the other reading",
        ),
        (
            Owned::form(&format!("{GOOD}&client_id=a%2Bb&client_secret=se%2541ret+X")),
            "if each plus sign is meant as one",
        ),
    ] {
        assert!(
            said(request.clone()).contains(words),
            "{words}: {}",
            said(request)
        );
    }
}
