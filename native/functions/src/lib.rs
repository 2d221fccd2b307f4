//! Spark's expression semantics on Arrow arrays. Knows no plans and no JNI.
//!
//! The door is [`table::lookup`]: a [`table::Call`] in, a DataFusion `ScalarUDF` out. Each family of
//! functions is a module whose `mod.rs` is a table of rows.

pub mod error;
pub mod eval_mode;
pub mod table;

pub use error::SparkError;
pub use eval_mode::EvalMode;
