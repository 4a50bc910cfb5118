use super::*;
use crate::interop::columns::Expected;
use crate::interop::scenario::CLIENTS;
use crate::interop::wire::{Grant, Refusal};

/// What has to come of each question, if the client is this one.
fn right(client: &Client, method: Method) -> Answered {
    let outcome = |column: &Column| match column.expected(method, client) {
        Expected::Granted(scope) => Outcome::Granted(Grant {
            access_token: Some(format!("token of {}", column.heading)),
            token_type: Some("Bearer".to_owned()),
            expires_in: Some(Profile::of(column.host).lifetime),
            scope: Some(scope.to_owned()),
        }),
        Expected::Refused(error) => {
            let in_field = error == "invalid_client" && method == Method::Basic;
            Outcome::Refused(Refusal {
                status: if in_field { 401 } else { 400 },
                error: Some(error.to_owned()),
                challenge: in_field.then(|| "Basic".to_owned()),
            })
        }
        Expected::Unasked => Outcome::Unasked("client_secret".to_owned()),
    };
    let answers = COLUMNS.iter().map(|column| Answer {
        column,
        client_id: format!("client of {}", column.heading),
        outcome: outcome(column),
    });
    Answered {
        method,
        answers: answers.collect(),
    }
}

#[test]
fn right_answers_are_no_problem_and_each_token_is_kept_with_whose_it_is() {
    for client in CLIENTS {
        for method in Method::WITH_SECRET {
            let answered = right(client, method);
            assert_eq!(answered.problems(client), [""; 0], "{}", client.name);
            let tokens = answered.tokens(client);
            let granted = COLUMNS
                .iter()
                .filter(|column| matches!(column.expected(method, client), Expected::Granted(_)));
            assert_eq!(tokens.len(), granted.clone().count());
            for (token, column) in tokens.iter().zip(granted) {
                assert_eq!(token.text, format!("token of {}", column.heading));
                assert_eq!(token.client_id, format!("client of {}", column.heading));
                assert_eq!(token.host, column.host);
                assert!(token.name.contains(client.name) && token.name.contains(method.name()));
            }
        }
    }
}

#[test]
fn each_wrong_answer_is_a_problem_that_says_whose_and_shows_no_token() {
    let client = &CLIENTS[0];
    let wrong = [
        Outcome::Failed("TypeError".to_owned()),
        Outcome::Unasked("scope".to_owned()),
        Outcome::Granted(Grant {
            access_token: Some("very-secret-token".to_owned()),
            ..Grant::default()
        }),
        Outcome::Refused(Refusal {
            status: 500,
            ..Refusal::default()
        }),
    ];
    for (number, column) in COLUMNS.iter().enumerate() {
        for outcome in &wrong {
            let mut answered = right(client, Method::Basic);
            answered.answers[number].outcome = outcome.clone();
            let problems = answered.problems(client);
            let [problem] = problems.as_slice() else {
                panic!("{}: {outcome:?}: {problems:?}", column.heading);
            };
            let name = format!("{}, client_secret_basic: {}: ", client.name, column.heading);
            assert!(problem.starts_with(&name), "{problem}");
            assert!(!problem.contains("very-secret-token"));
        }
    }
}
