//! Thousands of schedules of time, answers, failures and lost answers, clock steps and callers: what the source promises
//! holds in each of them.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;
#[path = "simulation/schedule.rs"]
mod schedule;
#[path = "simulation/world.rs"]
mod world;

use schedule::{Op, Seed, printed, schedule, shrink};
use world::World;

const SCHEDULES: u64 = 4_000;

/// Runs a schedule, and then the recovery.
fn run(seed: u64, ops: &[Op]) -> Result<World, String> {
    let mut world = World::new(seed);
    world.run(ops)?;
    world.recover()?;
    Ok(world)
}

#[test]
fn what_the_source_promises_holds_in_every_schedule() {
    let (mut served, mut sent) = (0, 0);
    for seed in 0..SCHEDULES {
        let ops = schedule(&mut Seed::new(seed), seed % 3 != 0);
        match run(seed, &ops) {
            Ok(world) => {
                served += world.served;
                sent += world.sent;
            }
            Err(_) => {
                let ops = shrink(ops, |fewer| run(seed, fewer).is_err());
                let why = run(seed, &ops).err().unwrap_or_default();
                panic!("seed {seed}: {why}\n{}", printed(&ops));
            }
        }
    }
    // The schedules are worth something only if a lot happens in them.
    assert!(
        served > 20 * SCHEDULES && sent > 4 * SCHEDULES,
        "{served} served, {sent} sent"
    );
}

#[test]
fn a_schedule_that_fails_is_made_short() {
    let ops = schedule(&mut Seed::new(1), true);
    let marked = |ops: &[Op]| {
        let rejected = ops.iter().position(|op| *op == Op::Reject);
        rejected.is_some_and(|at| ops[at..].iter().any(|op| matches!(op, Op::Arrive(_))))
    };
    let mut long = ops.clone();
    long.extend([Op::Reject, Op::Pass(1), Op::Arrive(3)]);
    assert_eq!(shrink(long, marked).len(), 2);
}
