use super::*;
use crate::interop::columns::COLUMNS;
use crate::interop::scenario::{Account, Client, Encoding, Runner};
use crate::interop::wire::{Grant, Refusal};

fn grant() -> Grant {
    Grant {
        access_token: Some("t".to_owned()),
        token_type: Some("bearer".to_owned()),
        expires_in: Some(600),
        scope: Some("read".to_owned()),
    }
}

fn of_grant(change: impl FnOnce(&mut Grant)) -> Option<String> {
    let mut grant = grant();
    change(&mut grant);
    judge(
        Expected::Granted("read"),
        Method::Basic,
        600,
        &Outcome::Granted(grant),
    )
}

fn of_refusal(
    error: &'static str,
    method: Method,
    status: u16,
    told: &str,
    challenge: Option<&str>,
) -> Option<String> {
    let refusal = Refusal {
        status,
        error: Some(told.to_owned()),
        challenge: challenge.map(str::to_owned),
    };
    judge(Expected::Refused(error), method, 600, &Outcome::Refused(refusal))
}

#[test]
fn a_grant_has_all_four_members() {
    assert_eq!(of_grant(|_| ()), None);
    assert_eq!(
        of_grant(|grant| grant.token_type = Some("Bearer".to_owned())),
        None
    );
    assert_eq!(of_grant(|grant| grant.expires_in = Some(600 - LATE)), None);
    let changes: &[fn(&mut Grant)] = &[
        |grant| grant.access_token = None,
        |grant| grant.access_token = Some(String::new()),
        |grant| grant.token_type = None,
        |grant| grant.token_type = Some("mac".to_owned()),
        |grant| grant.expires_in = None,
        |grant| grant.expires_in = Some(601),
        |grant| grant.expires_in = Some(600 - LATE - 1),
        |grant| grant.scope = None,
        |grant| grant.scope = Some("read write".to_owned()),
        |grant| grant.scope = Some(String::new()),
    ];
    for change in changes {
        assert!(of_grant(change).is_some());
    }
}

#[test]
fn no_problem_shows_the_token() {
    let problem = of_grant(|grant| {
        grant.access_token = Some("very-secret-token".to_owned());
        grant.scope = None;
    });
    assert!(!problem.unwrap().contains("very-secret-token"));
    let granted = Outcome::Granted(Grant {
        access_token: Some("very-secret-token".to_owned()),
        ..grant()
    });
    let problem = judge(Expected::Refused("invalid_client"), Method::Basic, 600, &granted);
    assert!(!problem.unwrap().contains("very-secret-token"));
}

#[test]
fn a_refusal_has_its_status_and_its_challenge() {
    let (basic, post) = (Method::Basic, Method::Post);
    assert_eq!(
        of_refusal("invalid_client", basic, 401, "invalid_client", Some("Basic")),
        None
    );
    assert_eq!(
        of_refusal("invalid_client", basic, 401, "invalid_client", Some("basic")),
        None
    );
    assert_eq!(
        of_refusal("invalid_client", post, 400, "invalid_client", None),
        None
    );
    assert_eq!(
        of_refusal("invalid_scope", basic, 400, "invalid_scope", None),
        None
    );
    for problem in [
        of_refusal("invalid_client", basic, 401, "invalid_client", None),
        of_refusal("invalid_client", basic, 401, "invalid_client", Some("Bearer")),
        of_refusal("invalid_client", basic, 400, "invalid_client", Some("Basic")),
        of_refusal("invalid_client", basic, 401, "invalid_scope", Some("Basic")),
        of_refusal("invalid_client", post, 401, "invalid_client", None),
        of_refusal("invalid_scope", basic, 401, "invalid_scope", Some("Basic")),
        of_refusal("invalid_scope", post, 400, "invalid_scope", Some("Basic")),
    ] {
        assert!(problem.is_some());
    }
}

#[test]
fn the_other_outcome_is_a_problem() {
    let granted = Outcome::Granted(grant());
    let failed = Outcome::Failed("TypeError".to_owned());
    assert!(judge(Expected::Refused("invalid_client"), Method::Post, 600, &granted).is_some());
    for expected in [Expected::Granted("read"), Expected::Refused("invalid_client")] {
        let problem = judge(expected, Method::Post, 600, &failed).unwrap();
        assert!(problem.contains("TypeError"), "{problem}");
    }
    assert!(of_refusal("invalid_client", Method::Post, 400, "", None).is_some());
}

#[test]
fn only_basic_credentials_can_be_misread() {
    for column in COLUMNS {
        for encoding in [Encoding::Form, Encoding::Raw] {
            let client = client(encoding, false);
            assert_eq!(column.expected(Method::Post, &client), column.expected);
            let same = encoding == column.host.encoding();
            let expected = if same {
                column.expected
            } else {
                column.expected_if_misread
            };
            assert_eq!(column.expected(Method::Basic, &client), expected);
        }
    }
    let differing = COLUMNS
        .iter()
        .filter(|column| column.expected != column.expected_if_misread);
    assert!(differing.count() >= 2);
}

fn client(encoding: Encoding, ascii_only: bool) -> Client {
    Client {
        name: "planted",
        runner: Runner::Curl,
        encoding,
        ascii_only,
    }
}

#[test]
fn some_clients_do_not_ask_with_what_no_client_has() {
    for method in Method::WITH_SECRET {
        for column in COLUMNS {
            let unasked = column.expected(method, &client(Encoding::Form, true)) == Expected::Unasked;
            assert_eq!(unasked, column.account == Account::NonAscii, "{}", column.heading);
        }
    }
    let judged = |outcome: &Outcome| judge(Expected::Unasked, Method::Post, 600, outcome);
    let unasked = Outcome::Unasked("secret".to_owned());
    assert_eq!(judged(&unasked), None);
    for other in [
        Outcome::Granted(grant()),
        Outcome::Refused(Refusal::default()),
        Outcome::Failed("secret".to_owned()),
    ] {
        assert!(judged(&other).is_some());
    }
    for expected in [Expected::Granted("read"), Expected::Refused("invalid_client")] {
        assert!(judge(expected, Method::Post, 600, &unasked).is_some());
    }
}

#[test]
fn headings_name_their_column() {
    let mut headings: Vec<_> = COLUMNS.iter().map(|column| column.heading).collect();
    headings.sort_unstable();
    headings.dedup();
    assert_eq!(headings.len(), COLUMNS.len());
}
