//! Our own execution plans, where DataFusion has none.

pub mod concat;
pub mod expand;
pub mod generate;
pub mod hash_join;
pub mod jvm_aggregate;
pub mod source;
