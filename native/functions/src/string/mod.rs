//! String functions, on code points.

mod length;
mod substring;

use crate::table::Function;

pub const FUNCTIONS: &[Function] = &[
    Function {
        name: "length",
        bind: length::length,
    },
    Function {
        name: "substring",
        bind: substring::substring,
    },
];
