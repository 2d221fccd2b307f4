//! String functions, on code points.

mod substring;

use crate::table::Function;

pub const FUNCTIONS: &[Function] = &[Function {
    name: "substring",
    bind: substring::substring,
}];
