//! Our own execution plans, where DataFusion has none.

pub mod expand;
pub mod source;
