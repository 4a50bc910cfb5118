/// What the command line asks for.
#[derive(Debug, Clone, Default)]
pub struct Arguments {
    /// Fail if a gate does not hold: `--gate`.
    pub gate: bool,
    /// Only workloads whose name begins so: `--only W5`.
    pub only: Option<String>,
    /// The number of passes, if not the usual one: `--passes 31`.
    pub passes: Option<usize>,
    /// Run one case, whose name contains this, and measure nothing: `--case ours`.
    pub case: Option<String>,
    /// How often to run it: `--iterations 100000`.
    pub iterations: u64,
}

impl Arguments {
    /// Reads the arguments of the process. Those of `cargo bench` itself are passed over.
    ///
    /// # Errors
    /// A sentence about the first argument that is not understood.
    pub fn of_process() -> Result<Self, String> {
        let mut arguments = std::env::args().skip(1);
        let mut found = Self {
            iterations: 100_000,
            ..Self::default()
        };
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or(format!("{argument} needs a value"));
            match argument.as_str() {
                "--bench" => {}
                "--gate" => found.gate = true,
                "--only" => found.only = Some(value()?),
                "--passes" => found.passes = Some(value()?.parse().map_err(|_| "--passes needs a number")?),
                "--case" => found.case = Some(value()?),
                "--iterations" => {
                    found.iterations = value()?.parse().map_err(|_| "--iterations needs a number")?;
                }
                other => return Err(format!("{other} is not understood")),
            }
        }
        Ok(found)
    }

    /// Whether this workload is asked for.
    #[must_use]
    pub fn wants(&self, workload: &str) -> bool {
        self.only.as_deref().is_none_or(|only| workload.starts_with(only))
    }
}
