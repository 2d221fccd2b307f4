//! Comparisons and pattern matching.

mod float;
mod like;

pub use float::{CompareOp, float_comparison};

use crate::table::Function;

pub const FUNCTIONS: &[Function] = &[
    Function {
        name: "like",
        bind: like::like,
    },
    Function {
        name: "startswith",
        bind: like::starts_with,
    },
    Function {
        name: "endswith",
        bind: like::ends_with,
    },
    Function {
        name: "contains",
        bind: like::contains,
    },
];
