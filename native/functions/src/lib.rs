//! Spark's expression semantics on Arrow arrays. Knows no plans and no JNI.
//!
//! The door is [`table::bind`]: a [`table::Call`] in, a [`table::Kernel`] out. Each family of
//! functions is a module whose `mod.rs` is a table of rows. Functions that decide most rows and leave the others
//! to Spark come from [`deciding::bind`].

pub mod aggregate;
pub(crate) mod argument;
pub mod array;
pub mod bitwise;
pub mod cast;
pub mod datetime;
pub mod deciding;
pub mod decimal;
pub mod error;
pub mod eval_mode;
pub mod hash;
pub mod json;
pub mod map;
pub mod math;
pub mod nested;
pub mod predicate;
pub mod random;
pub mod string;
pub mod table;

pub use error::SparkError;
pub use eval_mode::EvalMode;
