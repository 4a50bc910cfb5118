use std::collections::BTreeSet;
use std::fmt::Debug;

/// A machine as a table of phases and events: what is not in it cannot happen.
#[derive(Debug, Clone, Copy)]
pub struct Table<P: 'static, E: 'static> {
    /// Every phase.
    pub phases: &'static [P],
    /// Every event.
    pub events: &'static [E],
    /// Which event leads from which phase to which.
    pub transitions: &'static [(P, E, P)],
    /// Where it begins.
    pub start: P,
}

impl<P: Copy + Ord + Debug, E: Copy + Ord + Debug> Table<P, E> {
    /// What is wrong with the table, each in a sentence: a phase or an event that is listed twice, not at all, or never
    /// met; two ways from one phase on one event; a pair of the whole product of which `after` says something else.
    #[must_use]
    pub fn problems(&self, after: impl Fn(P, E) -> Option<P>) -> Vec<String> {
        let mut problems = Vec::new();
        let mut phases = BTreeSet::new();
        for phase in self.phases {
            if !phases.insert(*phase) {
                problems.push(format!("{phase:?} is listed twice"));
            }
        }
        let mut events = BTreeSet::new();
        for event in self.events {
            if !events.insert(*event) {
                problems.push(format!("{event:?} is listed twice"));
            }
            if !self.transitions.iter().any(|(_, on, _)| on == event) {
                problems.push(format!("{event:?} never happens"));
            }
        }
        for (from, event, to) in self.transitions {
            if !(phases.contains(from) && phases.contains(to) && events.contains(event)) {
                problems.push(format!(
                    "{from:?} on {event:?} to {to:?} names what is not listed"
                ));
            }
        }
        for (phase, event) in self.product() {
            let mut ways = self
                .transitions
                .iter()
                .filter(|(from, on, _)| *from == phase && *on == event);
            let way = ways.next().map(|(_, _, to)| *to);
            if ways.next().is_some() {
                problems.push(format!("{phase:?} on {event:?} leads to two phases"));
            }
            if after(phase, event) != way {
                problems.push(format!(
                    "{phase:?} on {event:?} is {way:?} in the table, and another where it is asked for"
                ));
            }
        }
        let reached = self.reachable(self.start, |_, _| true);
        problems.extend(
            phases
                .difference(&reached)
                .map(|phase| format!("{phase:?} cannot be reached")),
        );
        problems
    }

    /// Each pair of a phase and an event.
    pub fn product(&self) -> impl Iterator<Item = (P, E)> {
        self.phases
            .iter()
            .flat_map(|phase| self.events.iter().map(|event| (*phase, *event)))
    }

    /// The phases that can be reached from one, itself among them, by the moves that `allowed` lets pass.
    #[must_use]
    pub fn reachable(&self, from: P, allowed: impl Fn(P, E) -> bool) -> BTreeSet<P> {
        let mut reached = BTreeSet::from([from]);
        loop {
            let before = reached.len();
            for (from, event, to) in self.transitions {
                if reached.contains(from) && allowed(*from, *event) {
                    reached.insert(*to);
                }
            }
            if reached.len() == before {
                return reached;
            }
        }
    }

    /// The phases that nothing leads out of.
    #[must_use]
    pub fn finals(&self) -> BTreeSet<P> {
        let phases = self.phases.iter().copied();
        let is_final = |phase: &P| !self.transitions.iter().any(|(from, _, _)| from == phase);
        phases.filter(is_final).collect()
    }

    /// How many moves the longest path from the start has; nothing if there is a cycle.
    #[must_use]
    pub fn longest(&self) -> Option<usize> {
        let mut paths = BTreeSet::from([self.start]);
        // All phases that can be reached by exactly so many moves: a path of as many moves as phases meets one twice.
        for moves in 0..self.phases.len() {
            let ways = self
                .transitions
                .iter()
                .filter(|(from, _, _)| paths.contains(from));
            let next: BTreeSet<P> = ways.map(|(_, _, to)| *to).collect();
            if next.is_empty() {
                return Some(moves);
            }
            paths = next;
        }
        None
    }

    /// The page about the table: what it says at its head, a Mermaid state diagram, and each move in a row.
    #[must_use]
    pub fn page(
        &self,
        head: &str,
        phase: impl Fn(P) -> &'static str,
        event: impl Fn(E) -> &'static str,
    ) -> String {
        let mut page = format!(
            "{head}\n\n```mermaid\nstateDiagram-v2\n    [*] --> {}\n",
            phase(self.start)
        );
        for (from, on, to) in self.transitions {
            page.push_str(&format!(
                "    {} --> {}: {}\n",
                phase(*from),
                phase(*to),
                event(*on)
            ));
        }
        let finals = self.finals();
        for last in self.phases.iter().filter(|phase| finals.contains(phase)) {
            page.push_str(&format!("    {} --> [*]\n", phase(*last)));
        }
        page.push_str("```\n\n| phase | event | next phase |\n|---|---|---|\n");
        for (from, on, to) in self.transitions {
            page.push_str(&format!(
                "| {} | {} | {} |\n",
                phase(*from),
                event(*on),
                phase(*to)
            ));
        }
        page
    }
}

#[cfg(test)]
mod tests;
