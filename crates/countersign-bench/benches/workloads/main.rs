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
    let workloads = [
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
        return profile(&arguments, workloads.map(|workload| workload()));
    }
    let mut effort = Effort::default();
    effort.passes = arguments.passes.unwrap_or(effort.passes);
    println!(
        "{} passes of {} rounds, a slice of {} us for each case in each round",
        effort.passes,
        effort.rounds,
        effort.slice.as_micros()
    );
    let mut holds = true;
    for workload in workloads {
        let workload = workload();
        if arguments.wants(workload.name) {
            let measured = measure(workload, effort);
            print(&measured);
            holds &= measured.holds();
        }
    }
    if arguments.wants("growth") {
        holds &= growth::print();
    }
    println!("\n{}", if holds { "every gate holds" } else { "a gate FAILS" });
    if arguments.gate && !holds {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
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
