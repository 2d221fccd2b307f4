//! `startswith`, `endswith` and `contains` (`UTF8String`), on strings and binaries.

use std::sync::Arc;

use arrow::array::{Array, AsArray, BooleanArray, StringArray};
use arrow::buffer::BooleanBuffer;
use arrow::compute::take;
use arrow::datatypes::DataType;
use datafusion_common::Result;
use datafusion_expr::ColumnarValue;
use memchr::memmem::{self, Finder};

use super::pattern::find_all;
use crate::argument::{Bytes, Text, booleans};
use crate::table::{Call, Kernel};

pub fn starts_with(call: &Call) -> Result<Kernel> {
    anchored(call, |text, wanted| text.starts_with(wanted))
}

pub fn ends_with(call: &Call) -> Result<Kernel> {
    anchored(call, |text, wanted| text.ends_with(wanted))
}

pub fn contains(call: &Call) -> Result<Kernel> {
    if call.arg_types.first() == Some(&DataType::Binary) {
        return bytes(|text, wanted| memmem::find(text, wanted).is_some());
    }
    Ok(Arc::new(|args, rows| match Text::new(&args[1])? {
        Text::Constant(None) => nulls(rows),
        Text::Constant(Some(wanted)) if !wanted.is_empty() => {
            let finder = Finder::new(wanted.as_bytes());
            test(
                &args[0],
                rows,
                &|text: &str| finder.find(text.as_bytes()).is_some(),
                &|all: &StringArray| find_all(all, &finder, |_| true),
            )
        }
        wanted => {
            let text = Text::new(&args[0])?;
            booleans(rows, |row| Some(text.get(row)?.contains(wanted.get(row)?)))
        }
    }))
}

fn anchored(call: &Call, f: fn(&[u8], &[u8]) -> bool) -> Result<Kernel> {
    if call.arg_types.first() == Some(&DataType::Binary) {
        return bytes(f);
    }
    Ok(Arc::new(move |args, rows| match Text::new(&args[1])? {
        Text::Constant(None) => nulls(rows),
        Text::Constant(Some(wanted)) => {
            let holds = |text: &str| f(text.as_bytes(), wanted.as_bytes());
            test(&args[0], rows, &holds, &|all: &StringArray| {
                BooleanBuffer::collect_bool(all.len(), |row| holds(all.value(row)))
            })
        }
        wanted => {
            let text = Text::new(&args[0])?;
            booleans(rows, |row| {
                Some(f(text.get(row)?.as_bytes(), wanted.get(row)?.as_bytes()))
            })
        }
    }))
}

fn bytes(f: fn(&[u8], &[u8]) -> bool) -> Result<Kernel> {
    Ok(Arc::new(move |args, rows| {
        let (bytes, wanted) = (Bytes::new(&args[0])?, Bytes::new(&args[1])?);
        booleans(rows, |row| Some(f(bytes.get(row)?, wanted.get(row)?)))
    }))
}

/// Tests strings in the layout they come in: `one` a text, `all` a column without looking at its
/// NULLs. A dictionary's values are tested once.
pub(super) fn test(
    arg: &ColumnarValue,
    rows: usize,
    one: &dyn Fn(&str) -> bool,
    all: &dyn Fn(&StringArray) -> BooleanBuffer,
) -> Result<ColumnarValue> {
    let array = match arg {
        ColumnarValue::Scalar(_) => {
            let text = Text::new(arg)?;
            let output = text.get(0).map(one);
            return booleans(rows, |_| output);
        }
        ColumnarValue::Array(array) => array,
    };
    let output = match array.data_type() {
        DataType::Utf8View => {
            let views = array.as_string_view();
            let bits = BooleanBuffer::collect_bool(rows, |row| one(views.value(row)));
            BooleanArray::new(bits, views.nulls().cloned())
        }
        DataType::Dictionary(_, _) => {
            let dictionary = array.as_any_dictionary();
            let values = ColumnarValue::Array(Arc::clone(dictionary.values()));
            let values = test(&values, dictionary.values().len(), one, all)?.to_array(rows)?;
            return Ok(ColumnarValue::Array(take(
                &values,
                dictionary.keys(),
                None,
            )?));
        }
        _ => match Text::new(arg)? {
            Text::Column(column) => BooleanArray::new(all(&column), column.nulls().cloned()),
            Text::Constant(_) => return nulls(rows),
        },
    };
    Ok(ColumnarValue::Array(Arc::new(output)))
}

pub(super) fn nulls(rows: usize) -> Result<ColumnarValue> {
    Ok(ColumnarValue::Array(Arc::new(BooleanArray::new_null(rows))))
}
