//! `text RLIKE pattern` for constant patterns that mean the same in Rust as in Java.

use std::sync::{Arc, OnceLock};

use arrow::array::{Array, StringArray};
use arrow::buffer::BooleanBuffer;
use datafusion_common::{Result, internal_err};

use super::regex::JavaRegex;
use super::search::{nulls, test};
use crate::argument::Text;
use crate::table::{Call, Kernel};

pub fn rlike(_call: &Call) -> Result<Kernel> {
    let compiled: OnceLock<JavaRegex> = OnceLock::new();
    Ok(Arc::new(move |args, rows| {
        let pattern = match Text::new(&args[1])? {
            Text::Constant(Some(pattern)) => pattern,
            Text::Constant(None) => return nulls(rows),
            Text::Column(_) => return internal_err!("rlike with a pattern that is no constant"),
        };
        let regex = match compiled.get() {
            Some(regex) => regex,
            None => match JavaRegex::new(&pattern) {
                Some(regex) => compiled.get_or_init(|| regex),
                None => return internal_err!("rlike with a pattern of Java's own: {pattern}"),
            },
        };
        test(
            &args[0],
            rows,
            &|text: &str| regex.is_match(text),
            &|all: &StringArray| {
                BooleanBuffer::collect_bool(all.len(), |row| {
                    all.is_valid(row) && regex.is_match(all.value(row))
                })
            },
        )
    }))
}
