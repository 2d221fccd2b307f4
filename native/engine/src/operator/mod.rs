//! Our own execution plans, where DataFusion has none.

pub mod concat;
pub mod expand;
pub mod hash_join;
pub mod source;
