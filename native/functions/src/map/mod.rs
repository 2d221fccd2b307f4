//! Functions of maps: `ArrayBasedMapData` and `ArrayBasedMapBuilder`.

mod builder;
mod create;
mod entries;
mod error;
mod from;
mod keys;
mod lookup;
mod str_to_map;
#[cfg(test)]
mod testing;
mod zip;

pub use builder::{Builder, Kept};
pub use zip::{Zipped, zipped};

use crate::table::Function;

pub const FUNCTIONS: &[Function] = &[
    Function {
        name: "map",
        bind: create::create,
    },
    Function {
        name: "map_concat",
        bind: from::concat,
    },
    Function {
        name: "map_entries",
        bind: entries::entries,
    },
    Function {
        name: "map_from_arrays",
        bind: from::arrays,
    },
    Function {
        name: "map_from_entries",
        bind: from::entries,
    },
    Function {
        name: "map_keys",
        bind: entries::keys,
    },
    Function {
        name: "map_size",
        bind: entries::size,
    },
    Function {
        name: "map_value",
        bind: lookup::value,
    },
    Function {
        name: "map_values",
        bind: entries::values,
    },
    Function {
        name: "str_to_map",
        bind: str_to_map::str_to_map,
    },
];
