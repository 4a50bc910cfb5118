//! Paths of the real token source, each looked up in the model.

mod input;

use std::collections::BTreeSet;
use std::fmt;
use std::ops::AddAssign;

use countersign_client::phase::Phase;
use countersign_model::explore::Model;
use countersign_model::source::{Action, Said, Source, State};

use crate::machine::{Machine, phase};
pub(crate) use input::{Alphabet, Input, Sabotage};

/// What was looked up.
#[derive(Debug, Default)]
pub(crate) struct Looked {
    /// How many paths, each longer one by its last input.
    pub(crate) paths: usize,
    /// The phases that were met.
    pub(crate) phases: BTreeSet<Phase>,
}

impl AddAssign for Looked {
    fn add_assign(&mut self, other: Self) {
        self.paths += other.paths;
        self.phases.extend(other.phases);
    }
}

/// A path on which the two part.
#[derive(Debug)]
pub(crate) struct Difference {
    path: Vec<Input>,
    did: (Option<Said>, Phase),
    allowed: Vec<(Option<Said>, Phase)>,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "the source and its model part after {} inputs:",
            self.path.len()
        )?;
        for (number, input) in (1_usize..).zip(&self.path) {
            writeln!(f, "  {number:>2}. {input}")?;
        }
        writeln!(f, "  the source: {:?}", self.did)?;
        write!(f, "  the model:  {:?}", self.allowed)
    }
}

/// Looks every path of at most `length` inputs up, the first that is not allowed being the end of it.
pub(crate) fn look_up(
    source: &Source,
    alphabet: Alphabet,
    length: usize,
    sabotage: Sabotage,
) -> Result<Looked, Difference> {
    let mut search = Search {
        source,
        inputs: alphabet.inputs(),
        sabotage,
        path: Vec::new(),
        looked: Looked::default(),
    };
    search.go_on(length, &source.initial())?;
    Ok(search.looked)
}

struct Search<'m> {
    source: &'m Source,
    inputs: Vec<Input>,
    sabotage: Sabotage,
    path: Vec<Input>,
    looked: Looked,
}

impl Search<'_> {
    /// From the end of the path on, where the model may be in any of these states.
    fn go_on(&mut self, left: usize, states: &[State]) -> Result<(), Difference> {
        let Some(left) = left.checked_sub(1) else {
            return Ok(());
        };
        let here = self.replayed();
        let possible = self.inputs.iter().filter(|input| input.is_possible(&here));
        for input in possible.copied().collect::<Vec<_>>() {
            // The source cannot be copied, which is the point of it: so each path begins anew.
            let mut machine = self.replayed();
            let did = (input.happens(&mut machine, self.sabotage), machine.phase());
            let possible: Vec<State> = states
                .iter()
                .flat_map(|state| {
                    let ways = input.in_model(self.source, state);
                    ways.into_iter().map(|actions| self.after(state, &actions))
                })
                .collect();
            self.path.push(input);
            self.looked.paths += 1;
            self.looked.phases.insert(did.1);
            let mut next: Vec<State> = Vec::new();
            for state in &possible {
                if (state.said, phase(state)) == did && !next.contains(state) {
                    next.push(state.clone());
                }
            }
            if next.is_empty() {
                return Err(Difference {
                    path: self.path.clone(),
                    did,
                    allowed: possible.iter().map(|state| (state.said, phase(state))).collect(),
                });
            }
            self.go_on(left, &next)?;
            self.path.pop();
        }
        Ok(())
    }

    /// A machine at the end of the path.
    fn replayed(&self) -> Machine {
        let mut machine = Machine::new(&self.source.policy, self.source.start);
        for input in &self.path {
            input.happens(&mut machine, self.sabotage);
        }
        machine
    }

    fn after(&self, state: &State, actions: &[Action]) -> State {
        actions
            .iter()
            .fold(state.clone(), |state, action| self.source.after(&state, action))
    }
}
