//! `json_array_length` and `json_object_keys` (`JsonExpressionUtils`): NULL for other documents.

use std::sync::Arc;

use arrow::array::{Int32Array, ListArray, NullBufferBuilder, StringBuilder};
use arrow::buffer::{OffsetBuffer, ScalarBuffer};
use arrow::datatypes::DataType;
use datafusion_common::{Result, internal_err};

use super::scanner::{Scanner, Token};
use crate::argument::Text;
use crate::deciding::{Decided, DecidingKernel};
use crate::table::Call;

pub fn json_array_length(_call: &Call) -> Result<DecidingKernel> {
    Ok(Arc::new(|args, rows| {
        let json = Text::new(&args[0])?;
        let mut undecided = Vec::new();
        let lengths: Int32Array = (0..rows)
            .map(|row| {
                let length = length(json.get(row)?);
                if length.is_none() {
                    undecided.push(row as u32);
                }
                length?
            })
            .collect();
        Ok(Decided {
            values: Arc::new(lengths),
            undecided,
        })
    }))
}

fn length(document: &str) -> Option<Option<i32>> {
    let mut scanner = Scanner::new(document)?;
    let mut length = None;
    match scanner.value()? {
        Token::Array => {
            let mut count = 0;
            while scanner.element()? {
                let value = scanner.value()?;
                scanner.skip(value)?;
                count += 1;
            }
            length = Some(count);
        }
        other => scanner.skip(other)?,
    }
    scanner.end()?;
    Some(length)
}

pub fn json_object_keys(call: &Call) -> Result<DecidingKernel> {
    let DataType::List(element) = call.return_field.data_type() else {
        return internal_err!("keys are a list");
    };
    let element = Arc::clone(element);
    Ok(Arc::new(move |args, rows| {
        let json = Text::new(&args[0])?;
        let mut undecided = Vec::new();
        let mut keys = StringBuilder::new();
        let mut of_row = Vec::new();
        let mut offsets = vec![0];
        let mut nulls = NullBufferBuilder::new(rows);
        let mut count = 0;
        for row in 0..rows {
            let decided = json.get(row).map(|document| {
                of_row.clear();
                object_keys(document, &mut of_row)
            });
            match decided {
                Some(Some(true)) => {
                    of_row.iter().for_each(|key| keys.append_value(key));
                    count += of_row.len() as i32;
                    nulls.append_non_null();
                }
                Some(None) => {
                    undecided.push(row as u32);
                    nulls.append_null();
                }
                _ => nulls.append_null(),
            }
            offsets.push(count);
        }
        let list = ListArray::try_new(
            Arc::clone(&element),
            OffsetBuffer::new(ScalarBuffer::from(offsets)),
            Arc::new(keys.finish()),
            nulls.finish(),
        )?;
        Ok(Decided {
            values: Arc::new(list),
            undecided,
        })
    }))
}

/// Whether it is an object; its names in their order.
fn object_keys(document: &str, keys: &mut Vec<String>) -> Option<bool> {
    let mut scanner = Scanner::new(document)?;
    let token = scanner.value()?;
    let is_object = matches!(token, Token::Object);
    if is_object {
        while let Some(name) = scanner.name()? {
            let mut key = String::new();
            name.unescape(&mut key);
            keys.push(key);
            let value = scanner.value()?;
            scanner.skip(value)?;
        }
    } else {
        scanner.skip(token)?;
    }
    scanner.end()?;
    Some(is_object)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_of_documents() {
        assert_eq!(length("[]"), Some(Some(0)));
        assert_eq!(length("[1,[2,3],{\"a\":[]}]"), Some(Some(3)));
        assert_eq!(length("{\"a\":[1]}"), Some(None));
        assert_eq!(length("null"), Some(None));
        assert_eq!(length("[1"), None);
        let keys = |text| {
            let mut keys = Vec::new();
            object_keys(text, &mut keys).map(|is_object| (is_object, keys.join(",")))
        };
        let expected = Some((true, "a,,a,é".to_string()));
        assert_eq!(
            keys("{\"a\":1,\"\":{\"b\":2},\"a\":[3],\"\\u00e9\":4}"),
            expected
        );
        assert_eq!(keys("[{\"a\":1}]"), Some((false, String::new())));
        assert_eq!(keys("{\"a\":1"), None);
    }
}
