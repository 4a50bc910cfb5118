/// What the gate sets so that each of its runs draws the same inputs.
const PIN: &str = "export PROPTEST_RNG_SEED=";

/// A property test that decides for itself where its randomness comes from, or forgets what it found. Both are
/// decided in one place, the environment: the gate pins the seed, and everywhere else a failure is kept in a file.
#[must_use]
pub fn own_randomness(path: &str, text: &str) -> Vec<String> {
    const SETTINGS: [&str; 2] = [concat!("failure_", "persistence:"), concat!("rng_", "seed:")];
    (1..)
        .zip(text.lines())
        .filter(|(_, line)| SETTINGS.iter().any(|setting| line.contains(setting)))
        .map(|(number, _)| {
            format!("{path}:{number} takes the seed or the memory of failures into its own hands")
        })
        .collect()
}

/// A gate whose property tests draw other inputs at each run.
#[must_use]
pub fn unpinned_gate(script: &str) -> Option<String> {
    let pinned = script
        .lines()
        .any(|line| line.starts_with(PIN) && line.len() > PIN.len());
    (!pinned).then(|| format!(".ci/run does not say `{PIN}..`"))
}
