//! How the command ends.

use std::fmt;
use std::io::{self, Write};
use std::process::ExitCode;

/// The exit status, the same for every subcommand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// 0: it was done, and the answer is yes.
    Success,
    /// 1: it was done, and the answer is no.
    No,
    /// 2: the command line, the configuration (and so each file that it names) or a capture cannot be used.
    Usage,
    /// 3: the environment failed: an address in use, a file of the command line that cannot be read, no randomness.
    Environment,
    /// 4: a server that was asked gave no answer that can be used.
    NoAnswer,
}

/// What `--help` says about the exit status.
pub const HELP: &str = "Exit status:
  0  done, and the answer is yes
  1  done, and the answer is no
  2  the command line, the configuration or what is to be explained is wrong
  3  the environment failed: an address in use, a file of the command line that cannot be read
  4  a server that was asked gave no usable answer";

impl Exit {
    /// The number that the process ends with.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Success => 0,
            Self::No => 1,
            Self::Usage => 2,
            Self::Environment => 3,
            Self::NoAnswer => 4,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// Why a command could not run to its end, in words for the person who started it.
#[derive(Debug)]
pub struct Failure {
    exit: Exit,
    message: String,
}

impl Failure {
    /// The command line or the configuration is wrong.
    pub fn usage(message: impl fmt::Display) -> Self {
        Self {
            exit: Exit::Usage,
            message: message.to_string(),
        }
    }

    /// The environment failed.
    pub fn environment(message: impl fmt::Display) -> Self {
        Self {
            exit: Exit::Environment,
            message: message.to_string(),
        }
    }

    /// It was done, and the answer is no.
    pub fn refused(message: impl fmt::Display) -> Self {
        Self {
            exit: Exit::No,
            message: message.to_string(),
        }
    }

    /// A server that was asked gave no answer that can be used.
    pub fn no_answer(message: impl fmt::Display) -> Self {
        Self {
            exit: Exit::NoAnswer,
            message: message.to_string(),
        }
    }

    /// The status to end with.
    #[must_use]
    pub const fn exit(&self) -> Exit {
        self.exit
    }

    /// Writes the message to standard error; if that fails too, nobody is left to tell.
    pub fn report(&self) {
        if !self.message.is_empty() {
            let _ = writeln!(io::stderr(), "countersign: {}", self.message);
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}

/// Output that cannot be written. A reader that went away (`| head`) needs no message.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::environment(""),
            _ => Self::environment(format_args!("cannot write the output: {error}")),
        }
    }
}
