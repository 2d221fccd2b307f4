//! `array_join`: the strings of an array as one (`ArrayJoin`).

use std::sync::Arc;

use datafusion_common::{Result, internal_err};

use super::lists::Lists;
use crate::argument::{Text, plain, strings};
use crate::table::{Call, Kernel};

/// Array and delimiter, or the text for NULLs before both; without it NULLs are left out.
pub fn array_join(_call: &Call) -> Result<Kernel> {
    Ok(Arc::new(|args, rows| {
        let (replacement, array, delimiter) = match args {
            [array, delimiter] => (None, array, delimiter),
            [replacement, array, delimiter] => (Some(Text::new(replacement)?), array, delimiter),
            _ => return internal_err!("array_join of {} arguments", args.len()),
        };
        let (lists, delimiter) = (Lists::new(array)?, Text::new(delimiter)?);
        let elements = plain(lists.values())?;
        let nulls = lists.element_nulls();
        let bytes = elements.value_data().len() + 2 * lists.elements(rows);
        strings(rows, bytes, |row, out| {
            let replacement = match &replacement {
                Some(text) => Some(text.get(row)?),
                None => None,
            };
            let (places, delimiter) = (lists.get(row)?, delimiter.get(row)?);
            let mut first = true;
            for at in places {
                let text = match nulls {
                    Some(nulls) if nulls.is_null(at) => replacement,
                    _ => Some(elements.value(at)),
                };
                let Some(text) = text else { continue };
                if !first {
                    out.push_str(delimiter);
                }
                out.push_str(text);
                first = false;
            }
            Some(())
        })
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::array::testing::{column, constant, eval, lists};
    use arrow::array::{ArrayRef, StringArray};
    use arrow::datatypes::DataType;

    #[test]
    fn with_and_without_nulls() {
        let texts: ArrayRef = Arc::new(StringArray::from(vec![
            None,
            Some("a"),
            Some(""),
            None,
            Some("\u{1F600}"),
        ]));
        let array = lists(Arc::clone(&texts), &[Some(5), Some(0), None]);
        let words: ArrayRef = Arc::new(StringArray::from(vec![Some(", "), Some("-"), None]));
        let to = DataType::Utf8;
        let args = [column(&array), constant(&words, 0)];
        assert_eq!(
            eval(array_join, &args, &to, 3),
            ["a, , \u{1F600}", "", "NULL"]
        );
        let args = [constant(&words, 1), column(&array), constant(&words, 0)];
        assert_eq!(
            eval(array_join, &args, &to, 3),
            ["-, a, , -, \u{1F600}", "", "NULL"]
        );
        let args = [constant(&words, 2), column(&array), constant(&words, 0)];
        assert_eq!(eval(array_join, &args, &to, 3), ["NULL"; 3]);
        let args = [constant(&array, 0), column(&words)];
        assert_eq!(
            eval(array_join, &args, &to, 3),
            ["a, , \u{1F600}", "a--\u{1F600}", "NULL"]
        );
    }
}
