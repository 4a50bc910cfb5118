use super::*;

const GRANTED: &str = r#"{"verdict":"granted"}"#;
const REFUSED: &str = r#"{"verdict":"refused","clause":"RFC7523-3-12"}"#;
const STARTED: &str = r#"{"message":"started"}"#;

fn journal() -> Journal {
    let mut journal = Journal::default();
    journal.expect(Host::Strict, Logged::Granted(None));
    journal.expect(Host::Legacy, Logged::Refused("RFC7523-3-14"));
    journal.expect(Host::Strict, Logged::Refused("RFC7523-3-12"));
    journal
}

fn problem(host: Host, lines: &[&str]) -> Option<String> {
    journal().problem(host, &lines.join("\n")).unwrap()
}

#[test]
fn a_log_has_a_line_for_each_request_in_their_order() {
    assert_eq!(problem(Host::Strict, &[STARTED, GRANTED, REFUSED]), None);
    for lines in [
        &[][..],
        &[GRANTED],
        &[REFUSED, GRANTED],
        &[GRANTED, GRANTED],
        &[GRANTED, REFUSED, REFUSED],
        &[GRANTED, REFUSED, GRANTED],
        &[STARTED, REFUSED],
    ] {
        assert!(problem(Host::Strict, lines).is_some(), "{lines:?}");
    }
}

#[test]
fn a_refusal_for_another_reason_is_a_problem() {
    let other = REFUSED.replace("3-12", "3-14");
    assert!(problem(Host::Strict, &[GRANTED, &other]).is_some());
    assert_eq!(problem(Host::Legacy, &[&other]), None);
    assert!(problem(Host::Legacy, &[REFUSED]).is_some());
    let without = r#"{"verdict":"refused"}"#;
    assert!(problem(Host::Legacy, &[without]).is_some());
}

#[test]
fn what_was_tolerated_is_compared() {
    let tolerated = r#"{"verdict":"granted","tolerated":"audience-is-endpoint"}"#;
    assert!(problem(Host::Strict, &[tolerated, REFUSED]).is_some());
    let mut journal = Journal::default();
    journal.expect(Host::Legacy, Logged::Granted(Some("audience-is-endpoint")));
    assert_eq!(journal.problem(Host::Legacy, tolerated).unwrap(), None);
    for other in [
        GRANTED.to_owned(),
        tolerated.replace("is-endpoint", "among-others"),
        tolerated.replace("granted", "refused"),
    ] {
        assert!(
            journal.problem(Host::Legacy, &other).unwrap().is_some(),
            "{other}"
        );
    }
}

#[test]
fn of_other_servers_there_is_nothing_to_say() {
    assert_eq!(problem(Host::Form, &["anything"]), None);
}

#[test]
fn a_line_that_is_no_object_is_an_error_that_does_not_repeat_it() {
    let error = journal()
        .problem(Host::Strict, "panicked at hunter2")
        .unwrap_err();
    assert!(!format!("{error:#}").contains("hunter2"));
}
