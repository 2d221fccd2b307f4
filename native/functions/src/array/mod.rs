//! Functions that make, read and change arrays and structs.

mod combine;
mod compare;
mod create;
mod extreme;
mod item;
mod join;
mod keys;
mod lists;
mod search;
mod select;
mod sequence;
mod set;
mod size;
mod sort;
#[cfg(test)]
pub(crate) mod testing;

/// What casts of arrays and structs need of both.
pub(crate) mod parts {
    pub(crate) use super::item::field;
    pub(crate) use super::lists::{Lists, Picks, conform, list};
}

pub use combine::concat;
pub use compare::nested_comparison;
pub use lists::conforming;
pub use select::reverse;

use crate::table::Function;

pub const FUNCTIONS: &[Function] = &[
    Function {
        name: "array",
        bind: create::array,
    },
    Function {
        name: "array_compact",
        bind: select::compact,
    },
    Function {
        name: "array_contains",
        bind: search::contains,
    },
    Function {
        name: "array_distinct",
        bind: set::distinct,
    },
    Function {
        name: "array_except",
        bind: set::except,
    },
    Function {
        name: "array_insert",
        bind: combine::insert,
    },
    Function {
        name: "array_intersect",
        bind: set::intersect,
    },
    Function {
        name: "array_join",
        bind: join::array_join,
    },
    Function {
        name: "array_max",
        bind: extreme::max,
    },
    Function {
        name: "array_min",
        bind: extreme::min,
    },
    Function {
        name: "array_position",
        bind: search::position,
    },
    Function {
        name: "array_remove",
        bind: search::remove,
    },
    Function {
        name: "array_repeat",
        bind: create::repeat,
    },
    Function {
        name: "array_sort",
        bind: sort::array_sort,
    },
    Function {
        name: "array_struct_fields",
        bind: item::array_struct_fields,
    },
    Function {
        name: "array_union",
        bind: set::union,
    },
    Function {
        name: "arrays_overlap",
        bind: search::overlap,
    },
    Function {
        name: "arrays_zip",
        bind: combine::zip,
    },
    Function {
        name: "element_at",
        bind: item::element_at,
    },
    Function {
        name: "flatten",
        bind: select::flatten,
    },
    Function {
        name: "get_array_item",
        bind: item::get_array_item,
    },
    Function {
        name: "get_struct_field",
        bind: item::struct_field,
    },
    Function {
        name: "named_struct",
        bind: create::named_struct,
    },
    Function {
        name: "sequence",
        bind: sequence::sequence,
    },
    Function {
        name: "size",
        bind: size::size,
    },
    Function {
        name: "slice",
        bind: select::slice,
    },
    Function {
        name: "sort_array",
        bind: sort::sort_array,
    },
];
