//! The command lines that are not read.

use crate::explain::capture::Unusable;
use crate::explain::mapped::Mapped;
use crate::explain::options::Effect;
use crate::explain::shell::Word;

pub(super) const SEVERAL: &str = "the command makes several requests (--next); give one of them";

/// The refusal of a value that names a file.
pub(in crate::explain) fn in_a_file(value: &Mapped) -> Unusable {
    Unusable::new(
        value.locate(0..0).start,
        "the command takes data from a file (@); put the data into the command, or capture the request itself",
    )
}

pub(super) fn no_value(option: &Word) -> Unusable {
    Unusable::new(
        option.range.start,
        "the last option of the command lacks its value",
    )
}

/// Whether curl would read a file for this value.
pub(super) fn file(effect: Effect, value: &Mapped) -> bool {
    match effect {
        Effect::Data | Effect::Json | Effect::Header => value.octets().starts_with(b"@"),
        _ => false,
    }
}
