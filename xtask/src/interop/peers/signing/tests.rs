use super::super::answers::Grant;
use super::super::list::PEERS;
use super::*;

const REFUSAL: Refusal = Refusal::new(401, "invalid_client");

const SIGNING: Signing = Signing {
    algorithms: &[Algorithm::Hs256, Algorithm::Hs512],
    wrong: REFUSAL,
    note: "planted",
};

fn granted(scope: &str) -> Outcome {
    Outcome::Granted(Grant {
        access_token: "very-secret-token".to_owned(),
        scope: Some(scope.to_owned()),
        comparison: "same".to_owned(),
    })
}

fn refused(status: u16, error: &str) -> Outcome {
    Outcome::Refused {
        status,
        error: Some(error.to_owned()),
    }
}

#[test]
fn what_is_expected_follows_from_what_a_server_takes() {
    let expected: Vec<_> = CASES.iter().map(|case| case.expected(&SIGNING)).collect();
    let (token, no) = (Expected::Granted(Some(REGISTERED)), Expected::Refused(REFUSAL));
    assert_eq!(expected, [token, no, token, token, token, token, no, no, no]);
    let none = Signing {
        algorithms: &[],
        ..SIGNING
    };
    assert!(CASES.iter().all(|case| case.expected(&none) == no));
}

#[test]
fn each_case_has_a_heading_and_something_of_its_own() {
    for (number, case) in CASES.iter().enumerate() {
        for other in CASES.iter().skip(number + 1) {
            assert_ne!(case.heading, other.heading);
            let own = |case: &Case| {
                (
                    case.algorithm,
                    case.audience,
                    case.typ,
                    case.wrong_secret,
                    case.again,
                )
            };
            assert_ne!(own(case), own(other), "{} {}", case.heading, other.heading);
        }
    }
}

#[test]
fn every_other_outcome_is_a_problem_that_shows_no_token() {
    let outcomes = [
        granted(REGISTERED),
        granted("read"),
        refused(401, "invalid_client"),
        refused(400, "invalid_client"),
        refused(401, "invalid_request"),
        Outcome::Unasked("why".to_owned()),
        Outcome::Misunderstood("why".to_owned()),
        Outcome::Unregistered,
    ];
    for case in CASES {
        let right = match case.expected(&SIGNING) {
            Expected::Granted(_) => 0,
            _ => 2,
        };
        for (number, outcome) in outcomes.iter().enumerate() {
            let problem = case.judge(&SIGNING, outcome);
            assert_eq!(problem.is_none(), number == right, "{} {outcome:?}", case.heading);
            let text = problem.unwrap_or_default();
            assert!(!text.contains("very-secret-token"));
            assert!(number == right || text.contains(case.heading));
        }
    }
}

#[test]
fn a_secret_is_long_enough_and_a_wrong_one_is_another() {
    // What is drawn has 43 characters.
    let generated = "a".repeat(43);
    for case in CASES {
        let presented = case.secret(&generated);
        assert!(presented.len() >= case.algorithm.tag_len());
        assert_eq!(presented == secret(&generated), !case.wrong_secret);
    }
    assert!(CASES.iter().any(|case| case.wrong_secret));
}

#[test]
fn some_servers_take_assertions_and_of_each_something_is_said() {
    let signing: Vec<_> = PEERS.iter().filter_map(|peer| peer.signing).collect();
    assert!(!signing.is_empty() && signing.len() < PEERS.len());
    for one in signing {
        assert!(one.algorithms.contains(&STRICT.algorithm) && !one.note.is_empty());
    }
}
