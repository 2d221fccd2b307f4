//! Arithmetic of numbers, under the operators' names.

mod arithmetic;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod arithmetic_tests;
mod extreme;
mod float;
mod integer;
mod normalize;
mod radix;
mod round;
pub mod rows;
mod unary;

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
        name: "div",
        bind: arithmetic::integral_divide,
    },
    Function {
        name: "%",
        bind: arithmetic::remainder,
    },
    Function {
        name: "pmod",
        bind: arithmetic::pmod,
    },
    Function {
        name: "negative",
        bind: arithmetic::negative,
    },
    Function {
        name: "positive",
        bind: arithmetic::positive,
    },
    Function {
        name: "abs",
        bind: arithmetic::abs,
    },
    Function {
        name: "normalize_nan_and_zero",
        bind: normalize::nan_and_zero,
    },
    Function {
        name: "round",
        bind: round::round,
    },
    Function {
        name: "bround",
        bind: round::bround,
    },
    Function {
        name: "ceil",
        bind: round::ceil,
    },
    Function {
        name: "floor",
        bind: round::floor,
    },
    Function {
        name: "sqrt",
        bind: unary::sqrt,
    },
    Function {
        name: "rint",
        bind: unary::rint,
    },
    Function {
        name: "sign",
        bind: unary::signum,
    },
    Function {
        name: "isnan",
        bind: unary::is_nan,
    },
    Function {
        name: "greatest",
        bind: extreme::greatest,
    },
    Function {
        name: "least",
        bind: extreme::least,
    },
    Function {
        name: "hex",
        bind: radix::hex,
    },
    Function {
        name: "unhex",
        bind: radix::unhex,
    },
    Function {
        name: "bin",
        bind: radix::bin,
    },
];
