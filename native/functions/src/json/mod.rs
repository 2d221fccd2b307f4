//! Functions of JSON text. A document is decided only if it is strictly that of RFC 8259 and nothing in
//! it depends on how Jackson, which Spark reads it with, is set; a kernel's `None` is "undecided".

mod column;
mod copy;
mod members;
mod parse;
mod path;
mod scanner;
mod text;
mod tuple;
mod write;

use datafusion_common::Result;

use crate::argument::{Text, strings};
use crate::deciding::{Decided, DecidingFunction};

pub const FUNCTIONS: &[DecidingFunction] = &[
    DecidingFunction {
        name: "from_json",
        bind: parse::from_json,
    },
    DecidingFunction {
        name: "get_json_object",
        bind: path::get_json_object,
    },
    DecidingFunction {
        name: "json_array_length",
        bind: members::json_array_length,
    },
    DecidingFunction {
        name: "json_object_keys",
        bind: members::json_object_keys,
    },
    DecidingFunction {
        name: "json_tuple",
        bind: tuple::json_tuple,
    },
    DecidingFunction {
        name: "to_json",
        bind: write::to_json,
    },
];

/// A column of strings: `write` appends a document's, says false for NULL, or None for undecided. NULL
/// for NULL.
fn texts(
    json: &Text,
    rows: usize,
    capacity: usize,
    mut write: impl FnMut(&str, &mut String) -> Option<bool>,
) -> Result<Decided> {
    let mut undecided = Vec::new();
    let values = strings(rows, capacity, |row, out| {
        let decided = write(json.get(row)?, out);
        if decided.is_none() {
            undecided.push(row as u32);
        }
        decided?.then_some(())
    })?;
    Ok(Decided {
        values: values.into_array(rows)?,
        undecided,
    })
}
