//! String functions, on code points.

mod base64;
mod case;
mod code_point;
mod concat;
mod length;
mod locate;
mod pad;
mod replace;
mod substring;
#[cfg(test)]
pub(crate) mod testing;
mod trim;

use crate::table::Function;

pub const FUNCTIONS: &[Function] = &[
    Function {
        name: "ascii",
        bind: code_point::ascii,
    },
    Function {
        name: "base64",
        bind: base64::base64,
    },
    Function {
        name: "bit_length",
        bind: length::bit_length,
    },
    Function {
        name: "chr",
        bind: code_point::chr,
    },
    Function {
        name: "concat",
        bind: concat::concat,
    },
    Function {
        name: "concat_ws",
        bind: concat::concat_ws,
    },
    Function {
        name: "empty2null",
        bind: replace::empty2null,
    },
    Function {
        name: "find_in_set",
        bind: locate::find_in_set,
    },
    Function {
        name: "instr",
        bind: locate::instr,
    },
    Function {
        name: "length",
        bind: length::length,
    },
    Function {
        name: "locate",
        bind: locate::locate,
    },
    Function {
        name: "lower",
        bind: case::lower,
    },
    Function {
        name: "lpad",
        bind: pad::lpad,
    },
    Function {
        name: "ltrim",
        bind: trim::ltrim,
    },
    Function {
        name: "octet_length",
        bind: length::octet_length,
    },
    Function {
        name: "overlay",
        bind: replace::overlay,
    },
    Function {
        name: "repeat",
        bind: pad::repeat,
    },
    Function {
        name: "replace",
        bind: replace::replace,
    },
    Function {
        name: "reverse",
        bind: replace::reverse,
    },
    Function {
        name: "rpad",
        bind: pad::rpad,
    },
    Function {
        name: "rtrim",
        bind: trim::rtrim,
    },
    Function {
        name: "space",
        bind: pad::space,
    },
    Function {
        name: "substring",
        bind: substring::substring,
    },
    Function {
        name: "substring_index",
        bind: locate::substring_index,
    },
    Function {
        name: "translate",
        bind: replace::translate,
    },
    Function {
        name: "trim",
        bind: trim::trim,
    },
    Function {
        name: "upper",
        bind: case::upper,
    },
];
