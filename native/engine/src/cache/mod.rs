//! Cached batches: rows that Spark keeps, each column of a batch as one block of its own.

mod bounds;
mod reader;
mod size;
#[cfg(test)]
mod tests;
mod writer;

pub use reader::CacheReader;
pub use writer::{CacheWriter, CachedColumns};
