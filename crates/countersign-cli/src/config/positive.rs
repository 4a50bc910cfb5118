use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, Unexpected, Visitor};

/// A whole number from 1 on. What is none is refused in words for the author of a file, not of a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Positive(u64);

impl Positive {
    pub(super) const fn get(self) -> u64 {
        self.0
    }
}

impl<'de> Deserialize<'de> for Positive {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_i64(Whole)
    }
}

struct Whole;

impl Visitor<'_> for Whole {
    type Value = Positive;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number from 1 on")
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Positive, E> {
        match u64::try_from(number) {
            Ok(number) if number > 0 => Ok(Positive(number)),
            _ => Err(E::invalid_value(Unexpected::Signed(number), &self)),
        }
    }
}
