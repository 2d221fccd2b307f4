//! From a proto plan to a running DataFusion stream. No JNI types.

pub mod broadcast;
pub mod cache;
pub mod execution;
pub mod host;
pub mod memory;
pub mod metrics;
pub mod operator;
pub mod parquet;
pub mod plan;
pub mod rows;
pub mod session;
pub mod shuffle;
pub mod spill;
