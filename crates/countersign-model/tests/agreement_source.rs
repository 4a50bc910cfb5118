//! The real token source does what the model says: every trace of the model is replayed on it, and after each move it has
//! said the same and stands in the same phase.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout
)]

mod bounds;
mod machine;

use std::collections::BTreeSet;

use countersign_client::Complaint as Complained;
use countersign_client::phase::Phase;
use countersign_model::explore::walk;
use countersign_model::source::{Action, Complaint, Said, Source, Unstated};
use machine::{Machine, answers, phase};

/// Lets the same thing happen, and returns what the source said.
fn apply(machine: &mut Machine, action: Action) -> Option<Said> {
    match action {
        Action::Tick => machine.now += 1,
        Action::Back(by) => machine.now -= by,
        Action::Becomes(_) => {}
        Action::Poll => return Some(machine.poll()),
        Action::Answer(reply, chance) => return machine.answer(&answers::of(reply), u64::from(chance)),
        Action::LateAnswer(reply, chance) => {
            return machine.answer_late(&answers::of(reply), u64::from(chance));
        }
        Action::ForeignAnswer => return Some(machine.answer_foreign(&answers::REPRESENTATIVE[0], 0)),
        Action::Drop => machine.drop_request(),
        Action::Reject(complaint) => {
            let complaint = match complaint {
                Complaint::Token => Complained::InvalidToken,
                Complaint::Other => Complained::InsufficientScope,
            };
            return machine.reject(machine.last.clone(), complaint);
        }
        Action::RejectOld => return machine.reject(machine.before.clone(), Complained::InvalidToken),
        Action::Replace => machine.replace(),
        Action::Resume => machine.resume(),
    }
    None
}

/// Replays every trace; returns how many there were and how many moves they had, and which phases were met.
fn replay(model: &Source) -> (usize, usize, BTreeSet<Phase>) {
    let mut phases = BTreeSet::new();
    let mut steps = 0;
    let traces = walk(model, |_, moves| {
        let mut machine = Machine::new(&model.policy, model.start);
        for (action, after) in moves {
            let said = apply(&mut machine, *action);
            let told = || {
                let moves: Vec<Action> = moves.iter().map(|(action, _)| *action).collect();
                format!("after {moves:?}")
            };
            assert_eq!(said, after.said, "{}", told());
            assert_eq!(machine.phase(), phase(after), "{}", told());
            steps += 1;
        }
        phases.insert(machine.phase());
    });
    (traces, steps, phases)
}

#[test]
fn the_source_does_what_the_model_says() {
    let (traces, steps, phases) = replay(&Source::plain(7, None));
    println!("| a token source | model to code | {traces} traces, {steps} moves |");
    assert_eq!(phases.len(), Phase::ALL.len(), "{phases:?}");
    assert!(traces > 100_000, "{traces}");
}

#[test]
fn the_disturbed_source_does_what_the_model_says() {
    let (mut traces, mut steps) = (0, 0);
    for unstated in [Unstated::Lives(4), Unstated::SingleUse] {
        let replayed = replay(&Source::disturbed(bounds::wide_or(2, 1), unstated, None));
        traces += replayed.0;
        steps += replayed.1;
    }
    println!("| a token source disturbed | model to code | {traces} traces, {steps} moves |");
    assert!(traces > 10_000, "{traces}");
}
