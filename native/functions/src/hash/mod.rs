//! Spark's hash functions.

pub mod murmur3;
