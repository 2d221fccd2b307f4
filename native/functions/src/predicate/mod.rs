//! Comparisons and pattern matching.

mod float;
mod like;
mod pattern;
mod regex;
mod rlike;
mod search;

pub use float::{CompareOp, float_comparison};
pub use rlike::rlike_supported;

use crate::table::Function;

pub const FUNCTIONS: &[Function] = &[
    Function {
        name: "like",
        bind: like::like,
    },
    Function {
        name: "rlike",
        bind: rlike::rlike,
    },
    Function {
        name: "startswith",
        bind: search::starts_with,
    },
    Function {
        name: "endswith",
        bind: search::ends_with,
    },
    Function {
        name: "contains",
        bind: search::contains,
    },
];
