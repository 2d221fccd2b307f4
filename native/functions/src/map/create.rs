//! `CreateMap`: keys and values by turns.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, ArrowPrimitiveType, AsArray, BooleanBufferBuilder, PrimitiveArray,
    downcast_primitive, new_empty_array,
};
use arrow::buffer::NullBuffer;
use arrow::compute::interleave;
use arrow::datatypes::DataType;
use datafusion_common::{Result, internal_err};
use datafusion_expr::ColumnarValue;

use super::builder::{Builder, Kept};
use super::error::{duplicate_key, null_key};
use super::keys::{Keys, normalized, with_keys};
use crate::EvalMode;
use crate::nested::{self, offset, offsets_of, retyped};
use crate::table::{Call, Kernel};

pub fn create(call: &Call) -> Result<Kernel> {
    let builder = Builder {
        map: call.return_field.data_type().clone(),
        mode: call.mode,
        kept: Kept::AsGiven,
    };
    Ok(Arc::new(move |args, rows| {
        let (_, [key, value]) = nested::entry_fields(&builder.map)?;
        let mut keys = columns(args.iter().step_by(2), key.data_type())?;
        let mut values = columns(args.iter().skip(1).step_by(2), value.data_type())?;
        if keys.len() != values.len() {
            return internal_err!("a map of {} arguments", args.len());
        }
        let distinct = rows > 0 && keys.iter().all(|key| key.constant);
        if distinct {
            (keys, values) = decided(keys, values, builder.mode)?;
        }
        let entries = offset(keys.len() * rows)? as usize / rows.max(1);
        let offsets = (0..=rows).map(|row| (row * entries) as i32).collect();
        let keys = by_row(&keys, key.data_type(), rows)?;
        let values = by_row(&values, value.data_type(), rows)?;
        let offsets = offsets_of(offsets);
        let map = if distinct {
            nested::map(&builder.map, offsets, &keys, &values, None)?
        } else {
            builder.build(offsets, &keys, &values, None)?
        };
        Ok(ColumnarValue::Array(map))
    }))
}

/// A column, or a constant as a column of one row.
#[derive(Clone)]
struct Column {
    array: ArrayRef,
    constant: bool,
}

fn columns<'a>(
    args: impl Iterator<Item = &'a ColumnarValue>,
    data_type: &DataType,
) -> Result<Vec<Column>> {
    args.map(|arg| {
        let (array, constant) = match arg {
            ColumnarValue::Array(array) => (Arc::clone(array), false),
            ColumnarValue::Scalar(scalar) => (scalar.to_array()?, true),
        };
        let array = retyped(&array, data_type)?;
        Ok(Column { array, constant })
    })
    .collect()
}

/// Constant keys are compared once: the entries that stay.
fn decided(
    keys: Vec<Column>,
    mut values: Vec<Column>,
    mode: EvalMode,
) -> Result<(Vec<Column>, Vec<Column>)> {
    let arrays: Vec<&dyn Array> = keys.iter().map(|key| key.array.as_ref()).collect();
    let Some(first) = keys.first() else {
        return Ok((keys, values));
    };
    let places: Vec<_> = (0..keys.len()).map(|i| (i, 0)).collect();
    let all = interleave(&arrays, &places)?;
    let kept = with_keys!(first.array => _k, all => k; distinct(k, &all, &mut values, mode))?;
    if kept.len() == keys.len() {
        return Ok((keys, values));
    }
    let one = |i: &usize| Column {
        array: normalized(&keys[*i].array, |_| true),
        constant: true,
    };
    let values = kept.iter().map(|i| values[*i].clone()).collect();
    Ok((kept.iter().map(one).collect(), values))
}

/// The entries whose keys are the first of their kind; they get the last values.
fn distinct<K: Keys>(
    keys: &K,
    array: &ArrayRef,
    values: &mut [Column],
    mode: EvalMode,
) -> Result<Vec<usize>> {
    let mut places = HashMap::new();
    let mut kept = Vec::with_capacity(array.len());
    for entry in 0..array.len() {
        if array.is_null(entry) {
            return Err(null_key());
        }
        match places.get(&keys.key(entry)) {
            Some(_) if mode == EvalMode::Ansi => return Err(duplicate_key(array, entry)),
            Some(place) => values[*place] = values[entry].clone(),
            None => {
                places.insert(keys.key(entry), entry);
                kept.push(entry);
            }
        }
    }
    Ok(kept)
}

/// The first row of each column, then the second, and so on.
fn by_row(columns: &[Column], data_type: &DataType, rows: usize) -> Result<ArrayRef> {
    if columns.is_empty() || rows == 0 {
        return Ok(new_empty_array(data_type));
    }
    if let [column] = columns
        && !column.constant
    {
        return Ok(Arc::clone(&column.array));
    }
    macro_rules! primitives {
        ($t:ty) => {
            Ok(Arc::new(
                primitives_by_row::<$t>(columns, rows).with_data_type(data_type.clone()),
            ))
        };
    }
    downcast_primitive! {
        data_type => (primitives),
        _ => {
            let arrays: Vec<&dyn Array> = columns.iter().map(|c| c.array.as_ref()).collect();
            let places: Vec<_> = (0..rows)
                .flat_map(|row| {
                    let place = move |(i, c): (usize, &Column)| (i, if c.constant { 0 } else { row });
                    columns.iter().enumerate().map(place)
                })
                .collect();
            Ok(interleave(&arrays, &places)?)
        }
    }
}

fn primitives_by_row<T: ArrowPrimitiveType>(columns: &[Column], rows: usize) -> PrimitiveArray<T> {
    let width = columns.len();
    let mut values = vec![T::Native::default(); width * rows];
    for (i, column) in columns.iter().enumerate() {
        let from = column.array.as_primitive::<T>().values();
        let to = values[i..].iter_mut().step_by(width);
        if column.constant {
            to.for_each(|to| *to = from[0]);
        } else {
            to.zip(from.iter()).for_each(|(to, from)| *to = *from);
        }
    }
    let nulls = columns.iter().any(|c| c.array.null_count() > 0).then(|| {
        let mut valid = BooleanBufferBuilder::new(width * rows);
        for row in 0..rows {
            for column in columns {
                valid.append(column.array.is_valid(if column.constant { 0 } else { row }));
            }
        }
        NullBuffer::new(valid.finish())
    });
    PrimitiveArray::new(values.into(), nulls)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use arrow::array::{Float64Array, Int32Array, StringArray};
    use datafusion_common::ScalarValue;

    use super::super::testing::{call, last_wins, map_of, run, texts};
    use super::*;

    fn ints(values: &[Option<i32>]) -> ArrayRef {
        Arc::new(Int32Array::from(values.to_vec()))
    }

    fn numbers() -> DataType {
        map_of(DataType::Int32, DataType::Int32)
    }

    #[test]
    fn columns_of_keys() {
        let (a, b) = (ints(&[Some(1), Some(2)]), ints(&[Some(2), Some(2)]));
        let args = [a.clone(), b.clone(), b.clone(), a.clone()];
        let error = run(create, call(numbers()), &args).unwrap_err();
        assert!(error.to_string().contains("DUPLICATED_MAP_KEY"), "{error}");
        let output = run(create, last_wins(numbers()), &args).unwrap();
        assert_eq!(texts(&output), ["{1: 2, 2: 1}", "{2: 2}"]);
        let args = [a.slice(0, 1), b.slice(0, 1), b.slice(0, 1), ints(&[None])];
        let output = run(create, call(numbers()), &args).unwrap();
        assert_eq!(texts(&output), ["{1: 2, 2: NULL}"]);
        let error = run(
            create,
            last_wins(numbers()),
            &[ints(&[None]), ints(&[None])],
        );
        assert!(error.unwrap_err().to_string().contains("NULL_MAP_KEY"));
    }

    #[test]
    fn constant_keys() {
        let texts_of = |keys: [&str; 3], call: Call| -> Result<Vec<String>> {
            let key = |k: &str| ColumnarValue::Scalar(ScalarValue::Utf8(Some(k.into())));
            let value = |v| ColumnarValue::Array(ints(&[Some(v), None]));
            let args = [
                key(keys[0]),
                value(1),
                key(keys[1]),
                value(2),
                key(keys[2]),
                value(3),
            ];
            let output = create(&call).unwrap()(&args, 2)?;
            Ok(texts(&output.into_array(2)?))
        };
        let map = map_of(DataType::Utf8, DataType::Int32);
        assert_eq!(
            texts_of(["a", "b", "c"], call(map.clone())).unwrap(),
            ["{a: 1, b: 2, c: 3}", "{a: NULL, b: NULL, c: NULL}"]
        );
        assert!(texts_of(["a", "b", "a"], call(map.clone())).is_err());
        assert_eq!(
            texts_of(["a", "b", "a"], last_wins(map)).unwrap()[0],
            "{a: 3, b: 2}"
        );
    }

    #[test]
    fn zeros_are_kept_where_nothing_is_twice() {
        let zeros: ArrayRef = Arc::new(Float64Array::from(vec![-0.0, -0.0]));
        let other: ArrayRef = Arc::new(Float64Array::from(vec![1.0, 0.0]));
        let (one, two) = (ints(&[Some(1); 2]), ints(&[Some(2); 2]));
        let map = map_of(DataType::Float64, DataType::Int32);
        let output = run(create, last_wins(map), &[zeros, one, other, two]).unwrap();
        assert_eq!(texts(&output), ["{-0.0: 1, 1.0: 2}", "{0.0: 2}"]);
    }

    #[test]
    fn strings_and_no_entries() {
        let names: ArrayRef = Arc::new(StringArray::from(vec!["x", "y"]));
        let map = map_of(DataType::Utf8, DataType::Int32);
        let args = [names, ints(&[Some(1), Some(2)])];
        let output = run(create, call(map.clone()), &args).unwrap();
        assert_eq!(texts(&output), ["{x: 1}", "{y: 2}"]);
        let none = create(&call(map)).unwrap()(&[], 2).unwrap();
        assert_eq!(texts(&none.into_array(2).unwrap()), ["{}", "{}"]);
    }
}
