use std::fmt;

/// A port cannot answer, which is never the same as "no".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Unavailable;

impl fmt::Display for Unavailable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no answer can be had")
    }
}

impl std::error::Error for Unavailable {}
