//! Casts of arrays and structs, part by part (`Cast.castArray`, `Cast.castStruct`).

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, StructArray};
use arrow::datatypes::{DataType, Fields};
use datafusion_common::{Result, ScalarValue};
use datafusion_expr::ColumnarValue;

use super::kernel::input;
use crate::EvalMode;
use crate::array::parts::{Lists, Picks, conform, field, list};
use crate::table::Kernel;

/// How a part is cast; None for a part that has its type.
type Part = Option<Kernel>;

pub fn cast(
    from: &DataType,
    to: &DataType,
    mode: EvalMode,
    time_zone: &str,
) -> Result<Option<Kernel>> {
    let part = |from, to| part(from, to, mode, time_zone);
    match (from, to) {
        // try_cast is NULL as a whole, or in a part.
        _ if mode == EvalMode::Try => Ok(None),
        (DataType::List(f), DataType::List(t)) => {
            let element = part(f.data_type(), t.data_type())?;
            Ok(element.map(|element| lists(element, to.clone())))
        }
        (DataType::Struct(f), DataType::Struct(t)) if f.len() == t.len() => {
            let fields = f.iter().zip(t);
            let fields = fields.map(|(f, t)| part(f.data_type(), t.data_type()));
            let fields: Option<Vec<Part>> = fields.collect::<Result<_>>()?;
            Ok(fields.map(|fields| structs(fields, t.clone())))
        }
        _ => Ok(None),
    }
}

/// None if there is no native cast.
fn part(from: &DataType, to: &DataType, mode: EvalMode, time_zone: &str) -> Result<Option<Part>> {
    if from == to {
        return Ok(Some(None));
    }
    Ok(super::kernel(from, to, mode, time_zone)?.map(Some))
}

fn lists(element: Part, to: DataType) -> Kernel {
    Arc::new(move |args, _| {
        let array = input(args)?;
        let rows = array.len();
        let lists = Lists::new(&ColumnarValue::Array(array))?;
        let offsets = lists.offsets();
        let is_hidden = |row: usize| lists.get(row).is_none() && offsets[row] != offsets[row + 1];
        let output = if lists.nulls().is_some() && (0..rows).any(is_hidden) {
            let mut picks = Picks::new(rows, lists.elements(rows));
            for row in 0..rows {
                match lists.get(row) {
                    Some(places) => {
                        picks.extend(places);
                        picks.end()?;
                    }
                    None => picks.end_null()?,
                }
            }
            picks.finish_with(lists.values(), &to, |values| run(&element, &values))?
        } else {
            let values = run(&element, lists.values())?;
            list(&to, offsets, &values, lists.nulls().cloned())?
        };
        finish(output.to_array(rows)?, args)
    })
}

fn structs(parts: Vec<Part>, to: Fields) -> Kernel {
    Arc::new(move |args, _| {
        let array = input(args)?;
        let columns = parts.iter().zip(&to).enumerate().map(|(at, (part, to))| {
            let column = run(part, &field(&array, at)?)?;
            conform(&column, to.data_type())
        });
        let columns = columns.collect::<Result<Vec<_>>>()?;
        let row = array.as_struct();
        let nulls = row.nulls().cloned();
        let output = StructArray::try_new_with_length(to.clone(), columns, nulls, row.len())?;
        finish(Arc::new(output), args)
    })
}

fn run(part: &Part, values: &ArrayRef) -> Result<ArrayRef> {
    match part {
        Some(kernel) => kernel(&[ColumnarValue::Array(Arc::clone(values))], values.len())?
            .to_array(values.len()),
        None => Ok(Arc::clone(values)),
    }
}

fn finish(output: ArrayRef, args: &[ColumnarValue]) -> Result<ColumnarValue> {
    Ok(match args {
        [ColumnarValue::Scalar(_)] => {
            ColumnarValue::Scalar(ScalarValue::try_from_array(&output, 0)?)
        }
        _ => ColumnarValue::Array(output),
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::array::testing::{column, constant, list_of, lists, texts};
    use arrow::array::{ListArray, StringArray};
    use arrow::buffer::{NullBuffer, OffsetBuffer};
    use arrow::datatypes::{Field, Int64Type};

    fn list_type(of: DataType) -> DataType {
        DataType::List(Arc::new(Field::new("element", of, true)))
    }

    fn eval(arg: ColumnarValue, to: &DataType, mode: EvalMode, rows: usize) -> Result<Vec<String>> {
        let kernel = cast(&arg.data_type(), to, mode, "UTC")?.unwrap();
        Ok(texts(&kernel(&[arg], rows)?.to_array(rows)?))
    }

    #[test]
    fn elements() {
        let array = list_of::<Int64Type>(vec![
            Some(vec![Some(1), None]),
            None,
            Some(vec![]),
            Some(vec![Some(1 << 40)]),
        ]);
        let to = list_type(DataType::Int32);
        let head = column(&array.slice(0, 3));
        assert_eq!(
            eval(head, &to, EvalMode::Ansi, 3).unwrap(),
            ["[1, NULL]", "NULL", "[]"]
        );
        assert!(eval(column(&array), &to, EvalMode::Ansi, 4).is_err());
        let one = constant(&array, 0);
        assert_eq!(
            eval(one, &list_type(DataType::Utf8), EvalMode::Legacy, 2).unwrap(),
            ["[1, NULL]", "[1, NULL]"]
        );
        assert!(
            cast(array.data_type(), &to, EvalMode::Try, "UTC")
                .unwrap()
                .is_none()
        );
    }

    #[test]
    fn what_lies_below_null_is_not_cast() {
        let values: ArrayRef = Arc::new(StringArray::from(vec!["1", "x", "2"]));
        let field = Arc::new(Field::new("element", DataType::Utf8, true));
        let nulls = NullBuffer::from(vec![true, false, true]);
        let offsets = OffsetBuffer::from_lengths([1, 1, 1]);
        let array = ListArray::new(field, offsets, Arc::clone(&values), Some(nulls.clone()));
        let array: ArrayRef = Arc::new(array);
        let to = list_type(DataType::Int32);
        assert_eq!(
            eval(column(&array), &to, EvalMode::Ansi, 3).unwrap(),
            ["[1]", "NULL", "[2]"]
        );
        let of = |t| Fields::from(vec![Field::new("a", t, true)]);
        let rows: ArrayRef = Arc::new(StructArray::new(
            of(DataType::Utf8),
            vec![values],
            Some(nulls),
        ));
        let to = DataType::Struct(of(DataType::Int32));
        assert_eq!(
            eval(column(&rows), &to, EvalMode::Ansi, 3).unwrap(),
            ["{a: 1}", "NULL", "{a: 2}"]
        );
        let outer = lists(rows, &[Some(2), Some(1)]);
        assert_eq!(
            eval(column(&outer), &list_type(to), EvalMode::Ansi, 2).unwrap(),
            ["[{a: 1}, NULL]", "[{a: 2}]"]
        );
    }
}
