//! Explores every model to the end of its widest bounds, seeds every fault, and prints what was found.
#![expect(clippy::print_stdout, reason = "printing is what it is for")]

use std::process::ExitCode;
use std::time::Instant;

use countersign_model::explore::{Model, Property, explore};
use countersign_model::hunt::{FOUND_BY, hunt, properties};
use countersign_model::shared::{self, Shared};
use countersign_model::source::{self, Source, Unstated};
use countersign_model::world::World;
use countersign_model::{bounds, compare, fault::Fault, property};

/// More states than any of the bounds has.
const ENOUGH: usize = 30_000_000;

fn main() -> ExitCode {
    let list = std::env::args().any(|argument| argument == "--list");
    let began = Instant::now();
    let mut report = Report::default();
    println!("| explored | states | moves | depth |\n|---|--:|--:|--:|");
    for (name, world, extra) in worlds() {
        report.explored(name, &world, property::always(), extra);
    }
    for (name, source) in sources() {
        let mut extra = source::sometimes();
        extra.extend(
            source
                .disturbed
                .then(source::sometimes_disturbed)
                .into_iter()
                .flatten(),
        );
        report.explored(name, &source, source::always(), extra);
    }
    let shared = Shared { most: 7, fault: None };
    report.explored(
        "sources that callers share",
        &shared,
        shared::always(),
        shared::sometimes(),
    );
    for comparison in compare::ALL {
        report.compared(&comparison);
    }
    report.print_properties();
    report.print_faults(list);
    println!("\nexplored and seeded in {} s", began.elapsed().as_secs());
    if report.failed {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}

/// What was found so far.
#[derive(Debug, Default)]
struct Report {
    /// Each property, how much it was judged on, and what that is.
    judged: Vec<(&'static str, usize, &'static str)>,
    failed: bool,
}

impl Report {
    fn explored<M: Model>(
        &mut self,
        name: &str,
        model: &M,
        always: Vec<Property<M>>,
        sometimes: Vec<Property<M>>,
    ) {
        let names: Vec<&'static str> = always.iter().map(|known| known.name).collect();
        let properties: Vec<_> = always.into_iter().chain(sometimes).collect();
        let found = explore(model, &properties, ENOUGH);
        println!(
            "| {name} | {} | {} | {} |",
            found.states, found.moves, found.depth
        );
        for trace in &found.violations {
            println!("\nfails: {}", model.tell(trace));
        }
        for never in &found.unreached {
            println!("\nnever happens: {never}");
        }
        if !found.complete {
            println!("\nnot explored to the end");
        }
        self.failed |= !found.holds();
        names
            .into_iter()
            .for_each(|name| self.judge(name, found.states, "states"));
    }

    fn compared(&mut self, comparison: &compare::Comparison) {
        let found = (comparison.judge)(None);
        self.judge(comparison.name, found.compared, comparison.of);
        if let Some(difference) = found.difference {
            println!("\nfails: {}: {difference}", comparison.name);
            self.failed = true;
        }
    }

    fn judge(&mut self, name: &'static str, count: usize, of: &'static str) {
        match self.judged.iter_mut().find(|(known, _, _)| *known == name) {
            Some((_, sum, _)) => *sum = sum.saturating_add(count),
            None => self.judged.push((name, count, of)),
        }
    }

    fn print_properties(&self) {
        println!("\n| property | holds on |\n|---|--:|");
        for name in properties() {
            for (_, count, of) in self.judged.iter().filter(|(known, _, _)| *known == name) {
                println!("| `{name}` | {count} {of} |");
            }
        }
    }

    fn print_faults(&mut self, list: bool) {
        println!("\n| faults seeded | found, each by its property |\n|--:|--:|");
        let found: Vec<_> = FOUND_BY
            .iter()
            .map(|(fault, property)| (fault, property, hunt(*fault, property)))
            .collect();
        let missed = Fault::ALL.iter().filter(|fault| {
            let mut of_it = found.iter().filter(|(known, _, _)| known == fault).peekable();
            of_it.peek().is_none() || of_it.any(|(_, _, told)| told.is_none())
        });
        let missed: Vec<&Fault> = missed.collect();
        println!(
            "| {} | {} |",
            Fault::ALL.len(),
            Fault::ALL.len().saturating_sub(missed.len())
        );
        if !missed.is_empty() {
            println!("\nnot found: {missed:?}");
            self.failed = true;
        }
        for (fault, property, told) in found.iter().filter(|_| list) {
            println!(
                "\n{fault:?} breaks {property}: {}",
                told.as_deref().unwrap_or("it does not")
            );
        }
    }
}

type Bounds = (&'static str, World, Vec<Property<World>>);

fn worlds() -> [Bounds; 6] {
    let (assertions, secrets) = (property::sometimes, property::sometimes_with_secrets);
    [
        (
            "assertions of all kinds, 2 nodes, 3 requests",
            bounds::replays(3, None),
            assertions(),
        ),
        (
            "one assertion and its repetitions, 2 nodes, 4 requests",
            bounds::repetitions(4, None),
            assertions(),
        ),
        (
            "the same, failing hosts and lost answers, 2 nodes, 3 requests",
            bounds::lost_answers(3, None),
            assertions(),
        ),
        (
            "secrets and assertions, failing hosts, 2 requests",
            bounds::outages(None),
            secrets(),
        ),
        (
            "any one request, chosen secrets admitted, failing hosts",
            bounds::requests(true, None),
            secrets(),
        ),
        (
            "any one request, generated secrets only, failing hosts",
            bounds::requests(false, None),
            secrets(),
        ),
    ]
}

fn sources() -> [(&'static str, Source); 3] {
    [
        (
            "a token source and its server, 24 units of time",
            Source::plain(24, None),
        ),
        (
            "a token source disturbed, 5 units of time",
            Source::disturbed(5, Unstated::Lives(4), None),
        ),
        (
            "the same, tokens without a lifetime for one use",
            Source::disturbed(5, Unstated::SingleUse, None),
        ),
    ]
}
