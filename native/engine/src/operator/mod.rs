//! Our own execution plans, where DataFusion has none.

pub mod concat;
pub mod expand;
pub mod source;
