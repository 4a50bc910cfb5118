use crate::case::Role;
use crate::gate::Verdict;
use crate::measure::Measured;

/// Prints one workload: its cases, then the gates of each.
pub fn print(measured: &Measured) {
    println!("\n{}: {}\n", measured.name, measured.about);
    println!("| case | ns, median (min) | x limit | allocs/op | bytes/op | SHA-256 blocks | gate |");
    println!("|---|---:|---:|---:|---:|---:|---|");
    for case in &measured.cases {
        let ratio = measured.limit().map_or(0.0, |limit| case.ratio_to(limit));
        let role = match case.role {
            Role::Limit => "**limit** ",
            Role::Ours => "**ours** ",
            Role::Peer => "",
        };
        let gate = measured.verdict(case).map_or("", Verdict::as_str);
        println!(
            "| {role}{} | {:.1} ({:.1}) | {ratio:.2} | {} | {} | {} | {gate} |",
            case.name,
            case.median(),
            case.least(),
            number(case.allocations.count),
            number(case.allocations.bytes),
            case.compressions
                .map_or(String::new(), |blocks| blocks.to_string()),
        );
    }
    for case in measured.cases.iter().filter(|case| !case.gates.is_empty()) {
        println!("\n{}:", case.name);
        for gate in &case.gates {
            println!("- {}", gate.line(measured, case));
        }
    }
}

/// A whole number as such, anything else to a tenth.
fn number(value: f64) -> String {
    if value.fract() == 0.0 {
        format!("{value:.0}")
    } else {
        format!("{value:.1}")
    }
}
