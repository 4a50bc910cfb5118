//! The workloads of Countersign: each with the work that nobody can leave out, our way, and the ways of others.
//!
//! `docs/perf.md` says how to run this and what the numbers mean.

mod basic;
mod body;
mod client;
mod growth;
mod peers;
mod response;
mod scope;
mod server;
mod verify;

use std::process::ExitCode;

use countersign_bench::{Arguments, Effort, Workload, measure, print};

fn main() -> ExitCode {
    let arguments = match Arguments::of_process() {
        Ok(arguments) => arguments,
        Err(sentence) => {
            eprintln!("{sentence}");
            return ExitCode::from(2);
        }
    };
    let workloads: &[fn() -> Workload] = &[
        body::workload,
        basic::workload,
        client::workload,
        response::workload,
        server::hot,
        server::in_turn,
        verify::workload,
        scope::workload,
    ];
    if arguments.case.is_some() {
        return profile(&arguments, workloads.iter().map(|workload| workload()));
    }
    let mut effort = Effort::default();
    effort.passes = arguments.passes.unwrap_or(effort.passes);
    println!(
        "{} passes of {} rounds, a slice of {} us for each case in each round",
        effort.passes,
        effort.rounds,
        effort.slice.as_micros()
    );
    let attempts = if arguments.gate { ATTEMPTS } else { 1 };
    let mut holds = true;
    for workload in workloads {
        let first = workload();
        if arguments.wants(first.name) {
            holds &= judge(first, *workload, effort, attempts);
        }
    }
    if arguments.wants("growth") {
        holds &= (0..attempts).any(|_| growth::print());
    }
    println!(
        "\n{}",
        if holds {
            "every gate holds, or is missed and kept where it was"
        } else {
            "a gate FAILS"
        }
    );
    if arguments.gate && !holds {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}

/// How often a workload is measured at most before its gates count as failed: what else the machine does can spoil a
/// measurement, and never makes a slow case fast beside a limit that was measured in the same moments.
const ATTEMPTS: usize = 4;

/// Measures a workload and prints it; again if a gate fails, so many times in all.
fn judge(first: Workload, again: fn() -> Workload, effort: Effort, attempts: usize) -> bool {
    let mut workload = first;
    for left in (0..attempts).rev() {
        let measured = measure(workload, effort);
        print(&measured);
        if measured.holds() {
            return true;
        }
        if left > 0 {
            println!("\n{}: a gate fails, so it is measured again", measured.name);
        }
        workload = again();
    }
    false
}

/// Runs one case and nothing else, so that a profiler sees it alone.
fn profile(arguments: &Arguments, workloads: impl IntoIterator<Item = Workload>) -> ExitCode {
    let wanted = arguments.case.as_deref().unwrap_or_default();
    let case = workloads
        .into_iter()
        .filter(|workload| arguments.wants(workload.name))
        .flat_map(|workload| workload.cases)
        .find(|case| case.name().contains(wanted));
    match case {
        Some(mut case) => {
            case.run(arguments.iterations);
            println!("{}: {} iterations", case.name(), arguments.iterations);
            ExitCode::SUCCESS
        }
        None => {
            eprintln!("no case is named {wanted}");
            ExitCode::from(2)
        }
    }
}
