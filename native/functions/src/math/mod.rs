//! Arithmetic of numbers, under the operators' names.

mod arithmetic;
mod normalize;

use crate::table::Function;

pub const FUNCTIONS: &[Function] = &[
    Function {
        name: "+",
        bind: arithmetic::add,
    },
    Function {
        name: "-",
        bind: arithmetic::subtract,
    },
    Function {
        name: "*",
        bind: arithmetic::multiply,
    },
    Function {
        name: "/",
        bind: arithmetic::divide,
    },
    Function {
        name: "%",
        bind: arithmetic::remainder,
    },
    Function {
        name: "negative",
        bind: arithmetic::negative,
    },
    Function {
        name: "normalize_nan_and_zero",
        bind: normalize::nan_and_zero,
    },
];
