//! Spark's expression semantics on Arrow arrays. Knows no plans and no JNI.
//!
//! The door is [`table::bind`]: a [`table::Call`] in, a [`table::Kernel`] out. Each family of
//! functions is a module whose `mod.rs` is a table of rows.

pub mod aggregate;
pub(crate) mod argument;
pub mod array;
pub mod bitwise;
pub mod cast;
pub mod datetime;
pub mod decimal;
pub mod error;
pub mod eval_mode;
pub mod hash;
pub mod map;
pub mod math;
pub mod nested;
pub mod predicate;
pub mod random;
pub mod string;
pub mod table;

pub use error::SparkError;
pub use eval_mode::EvalMode;
