//! Bits of integers.

mod get;
mod operators;

use crate::table::Function;

pub const FUNCTIONS: &[Function] = &[
    Function {
        name: "&",
        bind: operators::and,
    },
    Function {
        name: "|",
        bind: operators::or,
    },
    Function {
        name: "^",
        bind: operators::xor,
    },
    Function {
        name: "~",
        bind: operators::not,
    },
    Function {
        name: "shiftleft",
        bind: operators::shift_left,
    },
    Function {
        name: "shiftright",
        bind: operators::shift_right,
    },
    Function {
        name: "shiftrightunsigned",
        bind: operators::shift_right_unsigned,
    },
    Function {
        name: "bit_get",
        bind: get::bit_get,
    },
    Function {
        name: "getbit",
        bind: get::bit_get,
    },
    Function {
        name: "bit_count",
        bind: operators::bit_count,
    },
];
