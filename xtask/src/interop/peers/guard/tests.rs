use super::*;

fn passed(client_id: Option<&str>, scope: Option<&str>) -> Outcome {
    Outcome::Passed {
        client_id: client_id.map(str::to_owned),
        scope: scope.map(str::to_owned),
    }
}

fn stopped(status: u16, clause: Option<&str>) -> Outcome {
    Outcome::Stopped {
        status,
        clause: clause.map(str::to_owned),
    }
}

#[test]
fn a_token_passes_as_whose_it_is_and_what_it_is_good_for() {
    let id = Account::Generated.id(Method::Basic);
    assert_eq!(RIGHT.judge(&passed(Some(&id), Some(REGISTERED))), None);
    for other in [
        passed(Some("somebody"), Some(REGISTERED)),
        passed(None, Some(REGISTERED)),
        passed(Some(&id), Some("read")),
        passed(Some(&id), None),
        stopped(401, Some("RFC7662-2.2-6")),
        stopped(401, None),
    ] {
        assert!(RIGHT.judge(&other).is_some(), "{other:?}");
    }
}

#[test]
fn what_is_stopped_has_its_status_and_its_clause() {
    let id = Account::Generated.id(Method::Basic);
    let stops = CASES.iter().filter_map(|case| match case.expected {
        Expected::Passed => None,
        Expected::Stopped(status, clause) => Some((case, status, clause)),
    });
    for (case, status, clause) in stops {
        assert_eq!(case.judge(&stopped(status, Some(clause))), None);
        for other in [
            stopped(status + 1, Some(clause)),
            stopped(status, Some("RFC6749-5.2-7")),
            stopped(status, None),
            passed(Some(&id), Some(REGISTERED)),
        ] {
            assert!(case.judge(&other).is_some(), "{}: {other:?}", case.heading);
        }
    }
}

#[test]
fn each_case_changes_one_thing_and_comes_to_something_else() {
    for (number, case) in CASES.iter().enumerate() {
        let changes = [
            case.unknown != RIGHT.unknown,
            case.required != RIGHT.required,
            case.without_audience != RIGHT.without_audience,
            case.wrong_secret != RIGHT.wrong_secret,
        ];
        let count = changes.into_iter().filter(|changed| *changed).count();
        assert_eq!(count, usize::from(number > 0), "{}", case.heading);
        let same = CASES.iter().filter(|other| other.expected == case.expected);
        assert_eq!(same.count(), 1, "{}", case.heading);
    }
    assert_ne!(other_if(true, "token"), "token");
    assert_eq!(other_if(false, "token"), "token");
}
