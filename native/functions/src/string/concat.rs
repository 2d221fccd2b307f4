//! `concat` and `concat_ws` (`UTF8String.concat`, `UTF8String.concatWs`, `ByteArray.concat`).

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::DataType;
use datafusion_common::{Result, ScalarValue, internal_err};
use datafusion_expr::ColumnarValue;

use crate::argument::{Bytes, Text, binaries, plain, strings};
use crate::table::{Call, Kernel};

/// NULL if an argument is.
pub fn concat(call: &Call) -> Result<Kernel> {
    match call.return_field.data_type() {
        DataType::Utf8 => Ok(Arc::new(|args, rows| {
            let texts = args.iter().map(Text::new).collect::<Result<Vec<_>>>()?;
            let capacity = texts.iter().map(Text::bytes).sum();
            strings(rows, capacity, |row, out| {
                texts.iter().try_for_each(|text| {
                    out.push_str(text.get(row)?);
                    Some(())
                })
            })
        })),
        DataType::Binary => Ok(Arc::new(|args, rows| {
            let parts = args.iter().map(Bytes::new).collect::<Result<Vec<_>>>()?;
            binaries(rows, |row, out| {
                Ok(parts.iter().try_for_each(|part| {
                    out.extend_from_slice(part.get(row)?);
                    Some(())
                }))
            })
        })),
        DataType::List(_) => crate::array::concat(call),
        other => internal_err!("concat to {other}"),
    }
}

/// An argument of `concat_ws` behind the separator.
enum Strings {
    One(Text),
    /// Lists of strings, or one such list for all rows.
    Many {
        lists: ArrayRef,
        constant: bool,
    },
}

impl Strings {
    fn new(arg: &ColumnarValue) -> Result<Self> {
        match arg {
            ColumnarValue::Array(array) if matches!(array.data_type(), DataType::List(_)) => {
                Ok(Self::Many {
                    lists: Arc::clone(array),
                    constant: false,
                })
            }
            ColumnarValue::Scalar(ScalarValue::List(list)) => Ok(Self::Many {
                lists: Arc::clone(list) as ArrayRef,
                constant: true,
            }),
            _ => Ok(Self::One(Text::new(arg)?)),
        }
    }

    /// Calls `push` with each string that is not NULL.
    fn each(&self, row: usize, mut push: impl FnMut(&str)) -> Result<()> {
        match self {
            Self::One(text) => {
                if let Some(text) = text.get(row) {
                    push(text);
                }
            }
            Self::Many { lists, constant } => {
                let lists = lists.as_list::<i32>();
                let row = if *constant { 0 } else { row };
                if lists.is_valid(row) {
                    let list = plain(&lists.value(row))?;
                    list.iter().flatten().for_each(push);
                }
            }
        }
        Ok(())
    }
}

/// The separator stands between the strings that are not NULL; NULL only if the separator is.
pub fn concat_ws(_call: &Call) -> Result<Kernel> {
    Ok(Arc::new(|args, rows| {
        let Some((separator, parts)) = args.split_first() else {
            return internal_err!("concat_ws without a separator");
        };
        let separator = Text::new(separator)?;
        let parts = parts.iter().map(Strings::new).collect::<Result<Vec<_>>>()?;
        let mut failure = None;
        let output = strings(rows, 0, |row, out| {
            let separator = separator.get(row)?;
            let mut first = true;
            for part in &parts {
                let each = part.each(row, |text| {
                    if !first {
                        out.push_str(separator);
                    }
                    first = false;
                    out.push_str(text);
                });
                if let Err(error) = each {
                    failure.get_or_insert(error);
                }
            }
            Some(())
        });
        failure.map_or(output, Err)
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::string::testing::{column, eval, scalar};
    use arrow::array::{ListBuilder, StringBuilder};

    #[test]
    fn concat_is_null_if_an_argument_is() {
        let args = [
            column(&[Some("a"), None, Some("")]),
            scalar("-"),
            column(&[Some("b"); 3]),
        ];
        assert_eq!(eval(concat, &args, 3), ["a-b", "NULL", "-b"]);
        assert_eq!(eval(concat, &[], 2), ["", ""]);
    }

    #[test]
    fn concat_ws_skips_nulls() {
        let mut lists = ListBuilder::new(StringBuilder::new());
        lists.append_value([Some("x"), None, Some("y")]);
        lists.append_null();
        lists.append_value([None::<&str>; 0]);
        let args = [
            scalar(", "),
            column(&[Some("a"), None, None]),
            ColumnarValue::Array(Arc::new(lists.finish())),
            column(&[None, Some(""), None]),
        ];
        assert_eq!(eval(concat_ws, &args, 3), ["a, x, y", "", ""]);
        let separators = column(&[None, Some("-")]);
        let args = [separators, scalar("a"), scalar("b")];
        assert_eq!(eval(concat_ws, &args, 2), ["NULL", "a-b"]);
    }
}
