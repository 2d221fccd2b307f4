//! Shuffle: rows of a stage in partitions of a file, and back. Plain Rust over Arrow; no plans.

pub mod block;
pub mod checksum;
pub mod cipher;
pub mod codec;
mod decode;
mod encode;
mod integer;
pub mod output;
pub mod partitioner;
pub mod source;
mod spill;
#[cfg(test)]
mod tests;
pub mod writer;

pub use block::{CorruptBlock, decode_batches, encode_batches};
pub use codec::Codec;
