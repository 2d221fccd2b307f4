//! `elt(index, values...)` (`Elt`): the value at an index from 1 on.

use std::sync::Arc;

use arrow::datatypes::DataType;
use datafusion_common::{DataFusionError, Result};

use crate::argument::{Bytes, Ints, Text, binaries, strings};
use crate::table::{Call, Kernel};
use crate::{EvalMode, SparkError};

/// An index without a value is NULL, or an error.
pub fn elt(call: &Call) -> Result<Kernel> {
    let ansi = call.mode == EvalMode::Ansi;
    if call.return_field.data_type() == &DataType::Binary {
        return Ok(Arc::new(move |args, rows| {
            let index = Ints::new(&args[0])?;
            let values = args[1..]
                .iter()
                .map(Bytes::new)
                .collect::<Result<Vec<_>>>()?;
            binaries(rows, |row, out| {
                let Some(index) = index.get(row) else {
                    return Ok(None);
                };
                match at(&values, index) {
                    Some(value) => Ok(value.get(row).map(|value| out.extend_from_slice(value))),
                    None if ansi => Err(out_of_range(index, values.len())),
                    None => Ok(None),
                }
            })
        }));
    }
    Ok(Arc::new(move |args, rows| {
        let index = Ints::new(&args[0])?;
        let values = args[1..]
            .iter()
            .map(Text::new)
            .collect::<Result<Vec<_>>>()?;
        let mut failure: Option<DataFusionError> = None;
        let output = strings(rows, 0, |row, out| {
            let index = index.get(row)?;
            match at(&values, index) {
                Some(value) => out.push_str(value.get(row)?),
                None if ansi => {
                    failure.get_or_insert(out_of_range(index, values.len()));
                }
                None => return None,
            }
            Some(())
        });
        failure.map_or(output, Err)
    }))
}

fn at<T>(values: &[T], index: i32) -> Option<&T> {
    values.get(usize::try_from(index).ok()?.checked_sub(1)?)
}

/// `QueryExecutionErrors.invalidArrayIndexError`
fn out_of_range(index: i32, size: usize) -> DataFusionError {
    SparkError::new("INVALID_ARRAY_INDEX")
        .with("indexValue", index.to_string())
        .with("arraySize", size.to_string())
        .into()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::string::testing::{call, column, eval, int, scalar};

    #[test]
    fn chooses() {
        let args = |index| [int(index), column(&[Some("a"), None]), scalar("b")];
        assert_eq!(eval(elt, &args(1), 2), ["a", "NULL"]);
        assert_eq!(eval(elt, &args(2), 2), ["b", "b"]);
        for index in [0, 3, -1, i32::MIN] {
            assert_eq!(eval(elt, &args(index), 1), ["NULL"]);
        }
        let ansi = Call {
            mode: EvalMode::Ansi,
            ..call()
        };
        let error = elt(&ansi).unwrap()(&args(3), 2).unwrap_err().to_string();
        assert!(error.contains("arraySize=2 indexValue=3"), "{error}");
    }
}
