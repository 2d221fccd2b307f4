//! Decimal arithmetic: the exact result, rounded HALF_UP to the result's scale. Spark's `Decimal`
//! cuts intermediate results at 39 digits (`MATH_CONTEXT`), which never changes the rounded result.

mod arithmetic;
mod overflow;
mod rescale;
mod value;

pub use arithmetic::{Op, bind as arithmetic};
pub use rescale::{change, out_of_range, pow10, round_half_up, to_decimal};

use crate::table::Function;

pub const FUNCTIONS: &[Function] = &[
    Function {
        name: "check_overflow",
        bind: rescale::check_overflow,
    },
    Function {
        name: "make_decimal",
        bind: rescale::make_decimal,
    },
    Function {
        name: "unscaled_value",
        bind: rescale::unscaled_value,
    },
];
