//! Arithmetic of numbers, under the operators' names.

mod arithmetic;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod arithmetic_tests;
mod bucket;
mod conv;
mod extreme;
mod float;
mod format;
mod integer;
mod normalize;
mod radix;
mod round;
pub mod rows;
pub(crate) mod strict;
mod transcendental;
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
    Function {
        name: "exp",
        bind: transcendental::exp,
    },
    Function {
        name: "expm1",
        bind: transcendental::expm1,
    },
    Function {
        name: "ln",
        bind: transcendental::ln,
    },
    Function {
        name: "log",
        bind: transcendental::log,
    },
    Function {
        name: "log10",
        bind: transcendental::log10,
    },
    Function {
        name: "log1p",
        bind: transcendental::log1p,
    },
    Function {
        name: "log2",
        bind: transcendental::log2,
    },
    Function {
        name: "power",
        bind: transcendental::power,
    },
    Function {
        name: "hypot",
        bind: transcendental::hypot,
    },
    Function {
        name: "cbrt",
        bind: transcendental::cbrt,
    },
    Function {
        name: "acos",
        bind: transcendental::acos,
    },
    Function {
        name: "acosh",
        bind: transcendental::acosh,
    },
    Function {
        name: "asin",
        bind: transcendental::asin,
    },
    Function {
        name: "asinh",
        bind: transcendental::asinh,
    },
    Function {
        name: "atan",
        bind: transcendental::atan,
    },
    Function {
        name: "atan2",
        bind: transcendental::atan2,
    },
    Function {
        name: "atanh",
        bind: transcendental::atanh,
    },
    Function {
        name: "cosh",
        bind: transcendental::cosh,
    },
    Function {
        name: "sinh",
        bind: transcendental::sinh,
    },
    Function {
        name: "tanh",
        bind: transcendental::tanh,
    },
    Function {
        name: "degrees",
        bind: transcendental::degrees,
    },
    Function {
        name: "radians",
        bind: transcendental::radians,
    },
    Function {
        name: "conv",
        bind: conv::conv,
    },
    Function {
        name: "factorial",
        bind: bucket::factorial,
    },
    Function {
        name: "width_bucket",
        bind: bucket::width_bucket,
    },
    Function {
        name: "format_number",
        bind: format::format_number,
    },
];
