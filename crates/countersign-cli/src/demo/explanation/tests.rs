use countersign_explain::{CapturedRequest, Explainer};

use super::*;
use crate::demo::course::{COURSE, OneOrMany, read};

fn report(method: &str, content_type: &str, body: &str) -> Report {
    let request = CapturedRequest::new(method, "/oauth2/token", body.as_bytes())
        .header("Content-Type", content_type.as_bytes());
    Explainer::new().request(&request)
}

const FORM: &str = "application/x-www-form-urlencoded";

#[test]
fn every_sentence_of_the_course_has_a_meaning() {
    let mut sentences = 0;
    for explain in read(COURSE)
        .unwrap()
        .iter()
        .filter_map(|row| row.explain.as_ref())
    {
        for sentence in explain.must_say.all() {
            sentences += 1;
            assert!(SAID.iter().any(|said| said.sentence == sentence), "{sentence}");
        }
        for sentence in &explain.must_not_say {
            sentences += 1;
            assert!(
                UNSAID.iter().any(|unsaid| unsaid.sentence == sentence),
                "{sentence}"
            );
        }
    }
    assert_eq!(sentences, 10);
}

#[test]
fn every_meaning_can_fail() {
    let fine = report(
        "POST",
        FORM,
        "grant_type=client_credentials&client_id=a&client_secret=b",
    );
    for meaning in SAID {
        let explain = Explain {
            must_say: OneOrMany::One(meaning.sentence.to_owned()),
            must_not_say: vec![],
        };
        assert!(
            !judge(&explain, &fine).iter().any(Check::passes),
            "{}",
            meaning.sentence
        );
    }
    let guilty = [
        (
            "parameters are missing",
            report("POST", FORM, "grant_type=client_credentials"),
        ),
        (
            "parameters are missing",
            report("POST", FORM, "client_id=a&client_secret=b"),
        ),
        ("Content-Type is wrong", report("POST", "text/plain", "a=b")),
        (
            "grant_type is missing or misspelled",
            report("POST", FORM, "client_id=a&client_secret=b"),
        ),
        (
            "grant_type is incorrect",
            report("POST", FORM, "grant_type=password&client_id=a&client_secret=b"),
        ),
        ("GET", report("GET", FORM, "")),
    ];
    for (sentence, report) in guilty {
        assert!(!unsaid(sentence, report.findings()).passes(), "{sentence}");
        assert!(unsaid(sentence, fine.findings()).passes(), "{sentence}");
    }
}

#[test]
fn a_sentence_without_a_meaning_fails() {
    let fine = report(
        "POST",
        FORM,
        "grant_type=client_credentials&client_id=a&client_secret=b",
    );
    let explain = Explain {
        must_say: OneOrMany::One("something new".to_owned()),
        must_not_say: vec!["else".to_owned()],
    };
    assert!(judge(&explain, &fine).iter().all(|check| !check.passes()));
}
