//! What happens to a source, as data: drawn from a seed, and made shorter as long as it still shows a fault.

use std::fmt::Write;

/// One thing that happens.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Op {
    /// So many callers ask for a token.
    Arrive(u8),
    /// Milliseconds pass.
    Pass(u64),
    /// The clock is set, by so many seconds.
    Step(i64),
    /// From now on the server does this, after so many milliseconds.
    Server(Behaviour, u64),
    /// The resource server refuses the token that was handed out last.
    Reject,
    /// The host has new credentials.
    Replace,
    /// The operator says that a refusal is mended.
    Resume,
}

/// What becomes of a request.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Behaviour {
    /// A token that lives so long, or of which nothing is said.
    Grant(Option<u64>),
    /// 503, and maybe a number of seconds.
    Unavailable(Option<u64>),
    /// The connection breaks.
    Broken,
    /// 200 and a page for people.
    Garbage,
    /// A redirect.
    Redirect,
    /// 401 and `invalid_client`.
    Refuse,
    /// The host gives the request up, and drops it.
    Drop,
    /// The host forgets the request, and keeps it.
    Never,
}

/// SplitMix64.
#[derive(Debug, Clone)]
pub(crate) struct Seed(u64);

impl Seed {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `bound`.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    pub(crate) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len() as u64) as usize]
    }
}

/// The schedule of a seed. Every third has a clock that is never set.
pub(crate) fn schedule(seed: &mut Seed, clock_is_set: bool) -> Vec<Op> {
    let len = 5 + seed.below(60);
    let mut ops = vec![Op::Server(Behaviour::Grant(Some(3600)), 50)];
    ops.extend((0..len).map(|_| op(seed, clock_is_set)));
    ops
}

fn op(seed: &mut Seed, clock_is_set: bool) -> Op {
    match seed.below(20) {
        0..=5 => Op::Arrive(1 + seed.below(4) as u8),
        6..=10 => {
            Op::Pass(seed.pick(&[1, 300, 1_000, 5_000, 40_000, 300_000, 4_000_000]) + seed.below(3_000))
        }
        11..=14 => Op::Server(
            behaviour(seed),
            seed.pick(&[0, 20, 900, 5_000, 29_000, 31_000, 90_000]) + seed.below(500),
        ),
        15 if clock_is_set => {
            let by = seed.pick(&[1, 4, 6, 60, 4_000, 100_000]) as i64;
            Op::Step(if seed.below(2) == 0 { by } else { -by })
        }
        15..=16 => Op::Reject,
        17 => Op::Replace,
        18 => Op::Resume,
        _ => Op::Arrive(20),
    }
}

fn behaviour(seed: &mut Seed) -> Behaviour {
    match seed.below(12) {
        0..=3 => Behaviour::Grant(Some(seed.pick(&[
            0,
            1,
            2,
            7,
            30,
            60,
            600,
            3600,
            100_000,
            u64::MAX,
        ]))),
        4 => Behaviour::Grant(None),
        5 => Behaviour::Unavailable(Some(seed.pick(&[0, 1, 30, 300, 3600, 1_000_000, u64::MAX]))),
        6 => Behaviour::Unavailable(None),
        7 => Behaviour::Broken,
        8 => seed.pick(&[Behaviour::Garbage, Behaviour::Redirect]),
        9 => Behaviour::Refuse,
        10 => Behaviour::Drop,
        _ => Behaviour::Never,
    }
}

/// The shortest schedule that can be had by leaving out operations, and that still shows a fault.
pub(crate) fn shrink(mut ops: Vec<Op>, fails: impl Fn(&[Op]) -> bool) -> Vec<Op> {
    let mut chunk = ops.len().max(1);
    while chunk > 0 {
        let mut at = 0;
        while at < ops.len() {
            let mut fewer = ops.clone();
            fewer.drain(at..(at + chunk).min(ops.len()));
            if fails(&fewer) {
                ops = fewer;
            } else {
                at += chunk;
            }
        }
        chunk /= 2;
    }
    ops
}

/// A schedule to be read.
pub(crate) fn printed(ops: &[Op]) -> String {
    ops.iter().fold(String::new(), |mut text, op| {
        let _ = writeln!(text, "    Op::{op:?},");
        text
    })
}
