//! Breadth-first exploration of a model to its end: every state once, exactly, and the shortest trace to a bad one.

use std::fmt;
use std::hash::Hash;
use std::time::{Duration, Instant};

use crate::seen::Seen;

/// A machine whose states can be listed.
pub trait Model {
    /// A state; equal states are explored once.
    type State: Clone + Eq + Hash + fmt::Debug;
    /// What can happen.
    type Action: Clone + fmt::Debug;

    /// Where it begins.
    fn initial(&self) -> Vec<Self::State>;

    /// What can happen in a state, appended to `out`.
    fn actions(&self, state: &Self::State, out: &mut Vec<Self::Action>);

    /// What a state becomes.
    fn after(&self, state: &Self::State, action: &Self::Action) -> Self::State;

    /// The one state that stands for all that are alike. A model that overrides this says why its properties cannot
    /// tell them apart.
    fn representative(&self, state: Self::State) -> Self::State {
        state
    }

    /// A trace in words, for people.
    fn tell(&self, trace: &Trace<Self::State, Self::Action>) -> String {
        trace.to_string()
    }
}

/// What a property says of the states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// It holds in every reachable state.
    Always,
    /// It holds in at least one: without it, what holds always may hold of nothing.
    Sometimes,
}

/// A property of the states of a model.
pub struct Property<M: Model + ?Sized> {
    /// The name of the property, which the test that shows it has as well.
    pub name: &'static str,
    /// What is said.
    pub claim: Claim,
    /// Whether it holds in a state.
    pub holds: fn(&M, &M::State) -> bool,
}

impl<M: Model + ?Sized> Property<M> {
    /// It holds in every reachable state.
    pub const fn always(name: &'static str, holds: fn(&M, &M::State) -> bool) -> Self {
        let claim = Claim::Always;
        Self { name, claim, holds }
    }

    /// It holds in some reachable state.
    pub const fn sometimes(name: &'static str, holds: fn(&M, &M::State) -> bool) -> Self {
        let claim = Claim::Sometimes;
        Self { name, claim, holds }
    }
}

impl<M: Model + ?Sized> fmt::Debug for Property<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {}", self.claim, self.name)
    }
}

/// How a state is reached: the first state, then what happened and what came of it.
#[derive(Debug, Clone)]
pub struct Trace<S, A> {
    /// The property that the last state is about.
    pub property: &'static str,
    /// Where it begins.
    pub start: S,
    /// Each action with the state after it.
    pub moves: Vec<(A, S)>,
}

impl<S: fmt::Debug, A: fmt::Debug> fmt::Display for Trace<S, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} after {} moves:", self.property, self.moves.len())?;
        for (number, (action, _)) in (1_usize..).zip(&self.moves) {
            writeln!(f, "  {number:>2}. {action:?}")?;
        }
        let last = self.moves.last().map_or(&self.start, |(_, state)| state);
        write!(f, "  in {last:#?}")
    }
}

/// What an exploration found.
#[derive(Debug)]
pub struct Exploration<S, A> {
    /// How many different states there are.
    pub states: usize,
    /// How many moves lead from one to another.
    pub moves: usize,
    /// The length of the longest of the shortest ways to a state.
    pub depth: usize,
    /// Whether every reachable state was seen. False only if the bound of states was met.
    pub complete: bool,
    /// The shortest trace to a state in which a property fails that should hold always.
    pub violations: Vec<Trace<S, A>>,
    /// The properties that should hold sometimes, and do not.
    pub unreached: Vec<&'static str>,
    /// How long it took.
    pub took: Duration,
}

impl<S, A> Exploration<S, A> {
    /// Whether every state was seen and every property holds.
    #[must_use]
    pub const fn holds(&self) -> bool {
        self.complete && self.violations.is_empty() && self.unreached.is_empty()
    }
}

impl<S: fmt::Debug, A: fmt::Debug> fmt::Display for Exploration<S, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} states, {} moves, depth {}, {:.1} s",
            self.states,
            self.moves,
            self.depth,
            self.took.as_secs_f64()
        )?;
        if !self.complete {
            write!(f, "; stopped at the bound of states")?;
        }
        for trace in &self.violations {
            write!(f, "\nfails: {trace}")?;
        }
        for name in &self.unreached {
            write!(f, "\nnever happens: {name}")?;
        }
        Ok(())
    }
}

/// Explores a model until it has seen everything or `bound` states, and judges the properties in each.
///
/// Every property that should hold always gets its own shortest counterexample; one that fails does not stop the search.
pub fn explore<M: Model>(
    model: &M,
    properties: &[Property<M>],
    bound: usize,
) -> Exploration<M::State, M::Action> {
    search(model, properties, bound, false)
}

/// Explores a model until a property fails that should hold always, and returns the shortest trace to it.
pub fn counterexample<M: Model>(
    model: &M,
    properties: &[Property<M>],
    bound: usize,
) -> Option<Trace<M::State, M::Action>> {
    search(model, properties, bound, true)
        .violations
        .into_iter()
        .next()
}

/// Walks every move of a model: a shortest way to each state, and from there each thing that can happen. `visit` gets the
/// first state and the moves, the last of them being the one that is walked. Returns how many there are.
pub fn walk<M: Model>(model: &M, mut visit: impl FnMut(&M::State, &[(M::Action, M::State)])) -> usize {
    let mut search = Search {
        model,
        seen: Seen::new(),
        came_from: Vec::new(),
        open: Vec::new(),
        found: Vec::new(),
    };
    for state in model.initial() {
        search.meet(state, None);
    }
    let (mut walked, mut at) = (0_usize, 0_usize);
    let mut actions = Vec::new();
    while let Some(trace) = search.trace("", at) {
        let state = trace
            .moves
            .last()
            .map_or(&trace.start, |(_, state)| state)
            .clone();
        let mut moves = trace.moves;
        model.actions(&state, &mut actions);
        for action in actions.drain(..) {
            walked = walked.saturating_add(1);
            let next = model.representative(model.after(&state, &action));
            moves.push((action.clone(), next.clone()));
            visit(&trace.start, &moves);
            moves.pop();
            search.meet(next, Some((at, action)));
        }
        at = at.saturating_add(1);
    }
    walked
}

fn search<M: Model>(
    model: &M,
    properties: &[Property<M>],
    bound: usize,
    first_only: bool,
) -> Exploration<M::State, M::Action> {
    let began = Instant::now();
    let mut search = Search {
        model,
        seen: Seen::new(),
        came_from: Vec::new(),
        open: properties.iter().collect(),
        found: Vec::new(),
    };
    for state in model.initial() {
        search.meet(state, None);
    }
    let (mut moves, mut at, mut complete) = (0_usize, 0_usize, true);
    let mut actions = Vec::new();
    while let Some(state) = search.seen.state(at).cloned() {
        if search.seen.len() > bound || (first_only && !search.found.is_empty()) {
            complete = false;
            break;
        }
        actions.clear();
        model.actions(&state, &mut actions);
        for action in actions.drain(..) {
            moves = moves.saturating_add(1);
            let next = model.after(&state, &action);
            search.meet(next, Some((at, action)));
        }
        at = at.saturating_add(1);
    }
    Exploration {
        states: search.seen.len(),
        moves,
        depth: search.depth(),
        complete,
        unreached: search
            .open
            .iter()
            .filter(|property| property.claim == Claim::Sometimes)
            .map(|property| property.name)
            .collect(),
        violations: search.found,
        took: began.elapsed(),
    }
}

struct Search<'m, M: Model> {
    model: &'m M,
    seen: Seen<M::State>,
    /// For each state, the state before it and what happened there; nothing for the first ones.
    came_from: Vec<Option<(usize, M::Action)>>,
    /// The properties that nothing was found for yet.
    open: Vec<&'m Property<M>>,
    found: Vec<Trace<M::State, M::Action>>,
}

impl<M: Model> Search<'_, M> {
    fn meet(&mut self, state: M::State, from: Option<(usize, M::Action)>) {
        let state = self.model.representative(state);
        let Some(index) = self.seen.insert(state) else {
            return;
        };
        self.came_from.push(from);
        let mut open = std::mem::take(&mut self.open);
        open.retain(|property| {
            let Some(state) = self.seen.state(index) else {
                return true;
            };
            match ((property.holds)(self.model, state), property.claim) {
                (true, Claim::Always) | (false, Claim::Sometimes) => true,
                (true, Claim::Sometimes) => false,
                (false, Claim::Always) => {
                    let trace = self.trace(property.name, index);
                    self.found.extend(trace);
                    false
                }
            }
        });
        self.open = open;
    }

    fn trace(&self, property: &'static str, index: usize) -> Option<Trace<M::State, M::Action>> {
        let mut moves = Vec::new();
        let mut at = index;
        while let Some(Some((before, action))) = self.came_from.get(at) {
            moves.push((action.clone(), self.seen.state(at)?.clone()));
            at = *before;
        }
        moves.reverse();
        let start = self.seen.state(at)?.clone();
        Some(Trace {
            property,
            start,
            moves,
        })
    }

    /// Breadth first means that the last state to be met is among the farthest.
    fn depth(&self) -> usize {
        let mut depth = 0_usize;
        let mut at = self.seen.len().saturating_sub(1);
        while let Some(Some((before, _))) = self.came_from.get(at) {
            depth = depth.saturating_add(1);
            at = *before;
        }
        depth
    }
}

#[cfg(test)]
mod tests;
