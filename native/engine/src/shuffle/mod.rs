//! Shuffle: rows of a stage in partitions of a file, and back. Plain Rust over Arrow; no plans.

pub mod array;
pub mod block;
pub mod output;
pub mod partitioner;
pub mod source;
pub mod writer;

pub use block::{Codec, CorruptBlock, decode_batches, encode_batches};
