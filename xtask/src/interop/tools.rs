use std::process::Command;
use std::time::Duration;

use anyhow::{Result, bail};

use super::process;

/// The longest that a program may take to say its version.
const VERSION: Duration = Duration::from_secs(20);

/// The programs of this machine, by what they say of their version.
pub(super) struct Tools {
    pub(super) node: String,
    pub(super) python: String,
}

impl Tools {
    /// Looks for all of them, so that one run names everything that is missing.
    pub(super) fn find() -> Result<Self> {
        let mut missing = Vec::new();
        let mut find = |program: &str, arguments: &[&str], need: &str| {
            let said = process::output(Command::new(program).args(arguments), "", VERSION);
            said.unwrap_or_else(|error| {
                missing.push(format!(
                    "{need} ({})",
                    format!("{error:#}").trim().replace('\n', "; ")
                ));
                String::new()
            })
        };
        let node = find(
            "node",
            &[
                "--eval",
                "console.log(process.version); process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)",
            ],
            "Node.js 20 or later",
        );
        find("npm", &["--version"], "npm");
        let python = find(
            "python3",
            &[
                "-c",
                "import ensurepip, sys, venv; print(sys.version); sys.exit(sys.version_info < (3, 10))",
            ],
            "Python 3.10 or later with its venv module (python3-venv on Debian)",
        );
        find("curl", &["--version"], "curl");
        if !missing.is_empty() {
            bail!(
                "interop needs what this machine does not have: {}",
                missing.join(", ")
            );
        }
        Ok(Self { node, python })
    }
}
