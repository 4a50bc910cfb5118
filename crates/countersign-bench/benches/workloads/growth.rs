//! How W1 grows: requests with more and more parameters that nobody knows.

use std::fmt::Write as _;
use std::hint::black_box;
use std::time::{Duration, Instant};

use countersign_bench::{allocations_of, median};
use countersign_grammar::Limits;
use countersign_message::TokenRequest;

/// The most that an octet of the largest body may cost, as a multiple of what it costs in the cheapest.
const STEEPEST: f64 = 8.0;

/// Prints a row for each size; whether the growth is linear.
pub(crate) fn print() -> bool {
    println!("\ngrowth: a token request with n unknown parameters under raised limits\n");
    println!("| n | octets | ns per octet | allocs |");
    println!("|---:|---:|---:|---:|");
    let costs: Vec<f64> = [100, 300, 1_000, 3_000, 10_000, 30_000].map(row).to_vec();
    let cheapest = costs.iter().copied().fold(f64::INFINITY, f64::min);
    let dearest = costs.iter().copied().fold(0.0, f64::max);
    let holds = dearest <= STEEPEST * cheapest;
    println!(
        "\n- dearest octet {:.1}x the cheapest <= {STEEPEST:.1} {}; quadratic growth would be 300x",
        dearest / cheapest,
        if holds { "ok" } else { "FAIL" }
    );
    let refused = TokenRequest::parse(body(100).as_bytes(), &Limits::DEFAULT).is_err();
    println!(
        "- 100 parameters under the default limits are refused {}",
        if refused { "ok" } else { "FAIL" }
    );
    holds && refused
}

fn row(parameters: usize) -> f64 {
    let body = body(parameters);
    let mut limits = Limits::DEFAULT;
    limits.body = body.len();
    limits.parameters = parameters + 1;
    let parse = || {
        let request = TokenRequest::parse(black_box(body.as_bytes()), &limits).expect("nothing is repeated");
        assert!(black_box(request).grant_type().is_some());
    };
    parse();
    let allocations = allocations_of(parse).count;
    let times = (0..15).map(|_| {
        let start = Instant::now();
        let mut rounds = 0_u32;
        while rounds == 0 || start.elapsed() < Duration::from_millis(2) {
            parse();
            rounds += 1;
        }
        start.elapsed().as_nanos() as f64 / f64::from(rounds)
    });
    let cost = median(times) / body.len() as f64;
    println!("| {parameters} | {} | {cost:.2} | {allocations} |", body.len());
    cost
}

/// Distinct names, in no order.
fn body(parameters: usize) -> String {
    let mut body = String::from("grant_type=client_credentials");
    for number in 0..parameters {
        let name = (number as u32).wrapping_mul(0x9E37_79B9);
        write!(body, "&x{name:08x}=value{number}").expect("a String takes all");
    }
    body
}
