//! `slice`, `reverse`, `array_compact` and `flatten`: some elements of an array, or in another order.

use std::sync::Arc;

use arrow::array::{Array, AsArray};
use arrow::buffer::{NullBuffer, OffsetBuffer, ScalarBuffer};
use datafusion_common::{Result, internal_err};

use super::lists::{Lists, Picks, list};
use crate::SparkError;
use crate::argument::Ints;
use crate::table::{Call, Kernel};

/// `Slice`: from 1 on, or from -1 back; empty if it begins outside of the array.
pub fn slice(call: &Call) -> Result<Kernel> {
    let to = call.return_field.data_type().clone();
    Ok(Arc::new(move |args, rows| {
        let [array, start, length] = args else {
            return internal_err!("slice of {} arguments", args.len());
        };
        let lists = Lists::new(array)?;
        let (starts, lengths) = (Ints::new(start)?, Ints::new(length)?);
        let mut picks = Picks::new(rows, lists.elements(rows));
        for row in 0..rows {
            let (Some(places), Some(start), Some(length)) =
                (lists.get(row), starts.get(row), lengths.get(row))
            else {
                picks.end_null()?;
                continue;
            };
            let skipped = match start {
                0 => return Err(bad_start().into()),
                1.. => Some(start as usize - 1),
                _ => places.len().checked_sub(start.unsigned_abs() as usize),
            };
            let Ok(length) = usize::try_from(length) else {
                return Err(bad_length(length).into());
            };
            if let Some(skipped) = skipped.filter(|n| *n < places.len()) {
                let start = places.start + skipped;
                picks.extend(start..places.end.min(start + length));
            }
            picks.end()?;
        }
        picks.finish(lists.values(), &to)
    }))
}

/// `QueryExecutionErrors.unexpectedValueForStartInFunctionError`.
fn bad_start() -> SparkError {
    SparkError::new("INVALID_PARAMETER_VALUE.START")
        .with("parameter", "`start`")
        .with("functionName", "`slice`")
}

/// `QueryExecutionErrors.unexpectedValueForLengthInFunctionError`.
fn bad_length(length: i32) -> SparkError {
    SparkError::new("INVALID_PARAMETER_VALUE.LENGTH")
        .with("parameter", "`length`")
        .with("length", length.to_string())
        .with("functionName", "`slice`")
}

/// `Reverse` of an array.
pub fn reverse(call: &Call) -> Result<Kernel> {
    let to = call.return_field.data_type().clone();
    Ok(Arc::new(move |args, rows| {
        let lists = Lists::new(&args[0])?;
        let mut picks = Picks::new(rows, lists.elements(rows));
        for row in 0..rows {
            match lists.get(row) {
                Some(places) => {
                    picks.extend(places.rev());
                    picks.end()?;
                }
                None => picks.end_null()?,
            }
        }
        picks.finish(lists.values(), &to)
    }))
}

/// `ArrayCompact`: without the NULLs.
pub fn compact(call: &Call) -> Result<Kernel> {
    let to = call.return_field.data_type().clone();
    Ok(Arc::new(move |args, rows| {
        let lists = Lists::new(&args[0])?;
        let mut picks = Picks::new(rows, lists.elements(rows));
        for row in 0..rows {
            match (lists.get(row), lists.element_nulls()) {
                (Some(places), Some(nulls)) => {
                    picks.extend(places.filter(|at| nulls.is_valid(*at)));
                    picks.end()?;
                }
                (Some(places), None) => {
                    picks.extend(places);
                    picks.end()?;
                }
                (None, _) => picks.end_null()?,
            }
        }
        picks.finish(lists.values(), &to)
    }))
}

/// `Flatten`: NULL if one of the inner arrays is. The elements stay where they are.
pub fn flatten(call: &Call) -> Result<Kernel> {
    let to = call.return_field.data_type().clone();
    Ok(Arc::new(move |args, rows| {
        let array = args[0].to_array(rows)?;
        let Some(outer) = array.as_list_opt::<i32>() else {
            return internal_err!("flatten of {}", array.data_type());
        };
        let Some(inner) = outer.values().as_list_opt::<i32>() else {
            return internal_err!("flatten of {}", array.data_type());
        };
        let ends = outer.offsets().iter().map(|o| inner.offsets()[*o as usize]);
        let offsets = OffsetBuffer::new(ScalarBuffer::from(ends.collect::<Vec<i32>>()));
        let nulls = match inner.nulls().filter(|n| n.null_count() > 0) {
            None => outer.nulls().cloned(),
            Some(missing) => {
                let places = |row: usize| outer.offsets()[row]..outer.offsets()[row + 1];
                let whole =
                    (0..rows).map(|row| places(row).all(|at| missing.is_valid(at as usize)));
                let whole: NullBuffer = whole.collect::<Vec<_>>().into();
                NullBuffer::union(outer.nulls(), Some(&whole))
            }
        };
        list(&to, offsets, inner.values(), nulls)
    }))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::EvalMode;
    use crate::array::testing::{column, constant, eval, list_of, lists, run};
    use arrow::array::{ArrayRef, Int32Array};
    use arrow::datatypes::{DataType, Int32Type};
    use datafusion_common::ScalarValue;
    use datafusion_expr::ColumnarValue;

    fn arrays() -> ArrayRef {
        list_of::<Int32Type>(vec![
            Some(vec![Some(9)]),
            Some(vec![Some(1), None, Some(3)]),
            None,
            Some(vec![]),
        ])
    }

    fn int(value: i32) -> ColumnarValue {
        ColumnarValue::Scalar(ScalarValue::Int32(Some(value)))
    }

    #[test]
    fn slices() {
        let array = arrays();
        let to = array.data_type().clone();
        let cut = |start, length| {
            let args = [column(&array.slice(1, 3)), int(start), int(length)];
            eval(slice, &args, &to, 3)
        };
        assert_eq!(cut(2, 5), ["[NULL, 3]", "NULL", "[]"]);
        assert_eq!(cut(-3, 1), ["[1]", "NULL", "[]"]);
        assert_eq!(cut(-4, 4), ["[]", "NULL", "[]"]);
        assert_eq!(cut(i32::MIN, i32::MAX), ["[]", "NULL", "[]"]);
        let starts: ArrayRef = Arc::new(Int32Array::from(vec![1, 3, 0, 1]));
        let args = [column(&array), column(&starts), int(2)];
        assert_eq!(eval(slice, &args, &to, 4), ["[9]", "[3]", "NULL", "[]"]);
        let error = |start, length| {
            let args = [column(&array), int(start), int(length)];
            let result = run(slice, &args, &to, EvalMode::Legacy, 4);
            result.unwrap_err().to_string()
        };
        assert!(error(0, -1).contains("[INVALID_PARAMETER_VALUE.START]"));
        assert!(error(1, -1).contains("[INVALID_PARAMETER_VALUE.LENGTH]"));
    }

    #[test]
    fn reversed_and_flattened() {
        let array = arrays();
        let to = array.data_type().clone();
        assert_eq!(
            eval(reverse, &[column(&array.slice(1, 3))], &to, 3),
            ["[3, NULL, 1]", "NULL", "[]"]
        );
        let element = arrow::datatypes::Field::new("element", DataType::Int32, false);
        let strict = DataType::List(Arc::new(element));
        assert_eq!(
            eval(compact, &[column(&array)], &strict, 4),
            ["[9]", "[1, 3]", "NULL", "[]"]
        );
        let outer = lists(
            list_of::<Int32Type>(vec![
                Some(vec![Some(1)]),
                Some(vec![None, Some(2)]),
                Some(vec![]),
                None,
            ]),
            &[Some(2), Some(0), None, Some(1), Some(1)],
        );
        assert_eq!(
            eval(flatten, &[column(&outer)], &to, 5),
            ["[1, NULL, 2]", "[]", "NULL", "[]", "NULL"]
        );
        assert_eq!(
            eval(flatten, &[column(&outer.slice(3, 2))], &to, 2),
            ["[]", "NULL"]
        );
        assert_eq!(
            eval(flatten, &[constant(&outer, 0)], &to, 2),
            ["[1, NULL, 2]", "[1, NULL, 2]"]
        );
    }
}
