//! What requests cost, counted and not timed: `tests` holds the numbers. They are exact on every machine, however busy;
//! the benchmark beside this crate holds the ratios of time.
