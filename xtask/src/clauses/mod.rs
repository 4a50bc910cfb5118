//! The clause catalogue at work: the generated crate, the markers in the code, the matrix.

pub mod generate;
