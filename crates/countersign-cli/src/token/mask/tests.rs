#![allow(clippy::unwrap_used, clippy::single_range_in_vec_init)]

use proptest::{prop_assert, proptest};

use super::*;

const SECRET: &str = "s3cr%t c+n\"ry/é<😀";

fn known() -> Known {
    Known::new("abc", &Secret::from(SECRET.to_owned()))
}

// = COUNTERSIGN-SECRET-1 (test)
#[test]
fn the_secret_is_hidden_in_every_form() {
    let json = serde_json::to_string(SECRET).unwrap();
    let ascii: String = SECRET
        .encode_utf16()
        .map(|unit| format!("\\u{unit:04x}"))
        .collect();
    let form = "s3cr%25t+c%2Bn%22ry%2F%C3%A9%3C%F0%9F%98%80";
    let html = "s3cr%t c+n&quot;ry/&#233;&lt;&#x1F600;";
    let percent: String = SECRET.bytes().map(|octet| format!("%{octet:02X}")).collect();
    let form_in_json = form.replace('%', "\\u0025");
    let pair = base64::encode(format!("abc:{SECRET}").as_bytes());
    let alone = base64::encode(SECRET.as_bytes());
    for text in [
        SECRET,
        json.trim_matches('"'),
        &ascii,
        &ascii.to_uppercase().replace("\\U", "\\u"),
        form,
        &percent,
        &percent.to_lowercase(),
        &form_in_json,
        html,
        &html.replace('&', "\\u0026"),
        &SECRET.replace('/', "\\/").replace('"', "\\\""),
        &SECRET.to_uppercase().replace('É', "é"),
    ] {
        let shown = known().shown(format!("before {text} after").as_bytes());
        assert_eq!(shown, "before ***** after", "{text}");
    }
    for text in [pair, alone] {
        let shown = known().shown(format!("before {text} after").as_bytes());
        assert!(
            !shown.contains(text.trim_end_matches('=')) && shown.starts_with("before *****"),
            "{shown}"
        );
    }
}

#[test]
fn what_is_harmless_is_shown_and_what_steers_is_not() {
    assert_eq!(known().shown(b"a b%20c \\u0041"), "a b%20c \\u0041");
    assert_eq!(
        known().shown(b"a\x1b[31m\r\n\xff"),
        "a\u{241b}[31m\u{240d}\u{240a}\u{fffd}"
    );
    assert_eq!(known().shown(b""), "");
}

/// In whatever form it comes back, and whatever stands around it.
#[test]
fn no_form_of_any_secret_is_shown() {
    let secrets = "[ -~]{6,20}";
    let around = "[ -~]{0,12}";
    proptest!(|(secret in secrets, before in around, after in around)| {
        let known = Known::new("abc", &Secret::from(secret.clone()));
        let percent: String = secret.bytes().map(|octet| format!("%{octet:02x}")).collect();
        let escaped: String = secret.bytes().map(|octet| format!("\\u{octet:04x}")).collect();
        let html: String = secret.bytes().map(|octet| format!("&#{octet};")).collect();
        for form in [secret, percent, escaped, html] {
            let shown = known.shown(format!("{before}{form}{after}").as_bytes());
            prop_assert!(!shown.contains(&form), "{shown}");
        }
    });
}

#[test]
fn what_is_no_escape_is_left() {
    for text in [
        "\\ud83d",
        "\\ud83d\\u0041",
        "\\u12",
        "\\x",
        "\\",
        "%",
        "%4",
        "%zz",
        "&",
        "&amp",
        "&nope;",
        "&#;",
        "&#xD800;",
    ] {
        assert_eq!(known().shown(text.as_bytes()), text);
        // It neither hides what follows nor swallows it.
        let followed = format!("{text} {SECRET}");
        assert_eq!(known().shown(followed.as_bytes()), format!("{text} *****"));
    }
}

#[test]
fn ranges_are_replaced_in_any_order_and_overlap() {
    assert_eq!(replaced(b"abcdef", vec![4..5, 1..2]), "a*****cd*****f");
    assert_eq!(replaced(b"abcdef", vec![1..4, 2..3, 3..5]), "a*****f");
    assert_eq!(replaced(b"abcdef", vec![0..3, 3..6]), "*****");
    assert_eq!(replaced(b"abcdef", vec![0..0, 0..6]), "*****");
    assert_eq!(replaced(b"abc", vec![2..9]), "*****");
    assert_eq!(replaced(b"abc", vec![7..9]), "*****");
}

#[test]
fn a_message_is_hidden_by_its_meaning_too() {
    let response = CapturedResponse::new(
        200,
        br#"{"access_token":"2YotnFZFEjr1","token_type":"Bearer","x":"y"}"#,
    )
    .header("content-type", b"application/json")
    .header("set-cookie", b"session=1");
    let known = known();
    let masked = known.response(&response);
    let body = masked.part(response.body(), |part| part == Part::Body);
    assert_eq!(
        body,
        r#"{"access_token":"*****","token_type":"Bearer","x":"*****"}"#
    );
    assert_eq!(masked.field(b"application/json", 0), "application/json");
    assert_eq!(masked.field(b"session=1", 1), "*****");
}
