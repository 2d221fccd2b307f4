//! Dates.

mod fields;

use crate::table::Function;

pub const FUNCTIONS: &[Function] = &[
    Function {
        name: "year",
        bind: fields::year,
    },
    Function {
        name: "month",
        bind: fields::month,
    },
    Function {
        name: "day",
        bind: fields::day,
    },
    Function {
        name: "quarter",
        bind: fields::quarter,
    },
    Function {
        name: "date_add",
        bind: fields::date_add,
    },
    Function {
        name: "date_sub",
        bind: fields::date_sub,
    },
    Function {
        name: "datediff",
        bind: fields::datediff,
    },
];
