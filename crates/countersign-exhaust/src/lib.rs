#![forbid(unsafe_code)]
//! What tests go to the end with: [every string](every_string) over some symbols, and the checks over the whole product of
//! phases and events that a [`Table`] stands for. Each has one home here, and its own tests with planted faults.

mod page;
mod strings;
mod table;

pub use page::is_current;
pub use strings::{every_string, every_string_of_octets, every_text, strings};
pub use table::Table;
