//! Maps of arrays, of entries and of other maps: `MapFromArrays`, `MapFromEntries`, `MapConcat`.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::buffer::NullBuffer;
use arrow::compute::interleave;
use arrow::datatypes::DataType;
use datafusion_common::{Result, ScalarValue};
use datafusion_expr::ColumnarValue;

use super::builder::{Builder, Kept};
use super::error::lengths_differ;
use crate::nested::{self, Lists, offset, offsets_of, retyped};
use crate::table::{Call, Kernel};

fn builder(call: &Call, kept: Kept) -> Builder {
    Builder {
        map: call.return_field.data_type().clone(),
        mode: call.mode,
        kept,
    }
}

/// NULL of the builder's type.
fn null(builder: &Builder) -> Result<ColumnarValue> {
    Ok(ColumnarValue::Scalar(ScalarValue::try_from(&builder.map)?))
}

pub fn arrays(call: &Call) -> Result<Kernel> {
    let builder = builder(call, Kept::AsGiven);
    Ok(Arc::new(move |args, rows| {
        let (keys, values) = (args[0].to_array(rows)?, args[1].to_array(rows)?);
        let nothing = [&keys, &values]
            .iter()
            .any(|a| a.data_type() == &DataType::Null);
        if nothing {
            return null(&builder);
        }
        let nulls = NullBuffer::union(keys.nulls(), values.nulls());
        let keys = Lists::of(&keys, nulls.as_ref())?;
        let values = Lists::of(&values, nulls.as_ref())?;
        if keys.offsets != values.offsets {
            return Err(lengths_differ());
        }
        let (k, v) = (&keys.children[0], &values.children[0]);
        let map = builder.build(keys.offsets, k, v, keys.nulls)?;
        Ok(ColumnarValue::Array(map))
    }))
}

pub fn entries(call: &Call) -> Result<Kernel> {
    let builder = builder(call, Kept::Normalized);
    Ok(Arc::new(move |args, rows| {
        let array = args[0].to_array(rows)?;
        if array.data_type() == &DataType::Null {
            return null(&builder);
        }
        let nulls = without_null_entries(&array);
        let lists = Lists::of(&array, nulls.as_ref())?;
        let entries = lists.children[0].as_struct();
        let (keys, values) = (entries.column(0), entries.column(1));
        let map = builder.build(lists.offsets, keys, values, lists.nulls)?;
        Ok(ColumnarValue::Array(map))
    }))
}

/// The rows that are no NULL and have no entry that is one.
fn without_null_entries(array: &ArrayRef) -> Option<NullBuffer> {
    let list = array.as_list::<i32>();
    let Some(entries) = list.values().nulls().filter(|n| n.null_count() > 0) else {
        return array.nulls().cloned();
    };
    let whole = list.offsets().windows(2).map(|pair| {
        let (start, end) = (pair[0] as usize, pair[1] as usize);
        entries.slice(start, end - start).null_count() == 0
    });
    let whole = NullBuffer::new(whole.collect());
    NullBuffer::union(array.nulls(), Some(&whole))
}

pub fn concat(call: &Call) -> Result<Kernel> {
    let builder = builder(call, Kept::Normalized);
    Ok(Arc::new(move |args, rows| {
        let (_, [key, value]) = nested::entry_fields(&builder.map)?;
        let mut nulls = None;
        let mut columns = Vec::with_capacity(args.len());
        for arg in args {
            let array = match arg {
                ColumnarValue::Scalar(scalar) if scalar.is_null() => return null(&builder),
                ColumnarValue::Scalar(scalar) => scalar.to_array()?,
                ColumnarValue::Array(array) if array.data_type() == &DataType::Null => {
                    return null(&builder);
                }
                ColumnarValue::Array(array) => {
                    nulls = NullBuffer::union(nulls.as_ref(), array.nulls());
                    Arc::clone(array)
                }
            };
            columns.push((array, matches!(arg, ColumnarValue::Scalar(_))));
        }
        let mut places = Vec::new();
        let mut offsets = Vec::with_capacity(rows + 1);
        offsets.push(0);
        for row in 0..rows {
            if nulls.as_ref().is_none_or(|n| n.is_valid(row)) {
                for (i, (array, constant)) in columns.iter().enumerate() {
                    let row = if *constant { 0 } else { row };
                    let entries = array.as_map().offsets();
                    let entries = entries[row] as usize..entries[row + 1] as usize;
                    places.extend(entries.map(|entry| (i, entry)));
                }
            }
            offsets.push(offset(places.len())?);
        }
        let part = |part: usize, data_type: &DataType| -> Result<ArrayRef> {
            let arrays = columns
                .iter()
                .map(|(array, _)| retyped(array.as_map().entries().column(part), data_type));
            let arrays = arrays.collect::<Result<Vec<_>>>()?;
            let arrays: Vec<&dyn Array> = arrays.iter().map(|a| a.as_ref()).collect();
            Ok(match arrays.as_slice() {
                [] => arrow::array::new_empty_array(data_type),
                arrays => interleave(arrays, &places)?,
            })
        };
        let (keys, values) = (part(0, key.data_type())?, part(1, value.data_type())?);
        let map = builder.build(offsets_of(offsets), &keys, &values, nulls)?;
        Ok(ColumnarValue::Array(map))
    }))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use arrow::array::{Int32Array, ListArray, StringArray, StructArray};
    use arrow::datatypes::{Field, Fields, Int32Type};

    use super::super::testing::{call, last_wins, map_of, run, text_map, texts};
    use super::*;

    fn list(rows: Vec<Option<Vec<Option<i32>>>>) -> ArrayRef {
        Arc::new(ListArray::from_iter_primitive::<Int32Type, _, _>(rows))
    }

    #[test]
    fn keys_and_values_of_arrays() {
        let keys = list(vec![
            Some(vec![Some(1), Some(2)]),
            Some(vec![None]),
            None,
            Some(vec![]),
            Some(vec![Some(3), Some(3)]),
        ]);
        let values = list(vec![
            Some(vec![Some(10), None]),
            None,
            Some(vec![Some(1)]),
            Some(vec![]),
            Some(vec![Some(4), Some(5)]),
        ]);
        let map = map_of(DataType::Int32, DataType::Int32);
        let args = [keys.clone(), values.clone()];
        let output = run(arrays, last_wins(map.clone()), &args).unwrap();
        assert_eq!(
            texts(&output),
            ["{1: 10, 2: NULL}", "NULL", "NULL", "{}", "{3: 5}"]
        );
        let error = run(arrays, call(map.clone()), &args).unwrap_err();
        assert!(error.to_string().contains("key=3"), "{error}");
        let args = [keys.slice(0, 1), values.slice(3, 1)];
        let error = run(arrays, call(map), &args).unwrap_err();
        assert!(
            error.to_string().contains("_LEGACY_ERROR_TEMP_2128"),
            "{error}"
        );
    }

    #[test]
    fn a_null_entry_makes_the_map_null() {
        let fields = Fields::from(vec![
            Field::new("k", DataType::Utf8, true),
            Field::new("v", DataType::Int32, true),
        ]);
        let keys: ArrayRef = Arc::new(StringArray::from(vec![Some("a"), None, Some("b"), None]));
        let values: ArrayRef = Arc::new(Int32Array::from(vec![1, 2, 3, 4]));
        let nulls = NullBuffer::from(vec![true, false, true, true]);
        let structs = StructArray::new(fields.clone(), vec![keys, values], Some(nulls));
        let field = Arc::new(Field::new("element", DataType::Struct(fields), true));
        let offsets = offsets_of(vec![0, 2, 3, 4]);
        let lists: ArrayRef = Arc::new(ListArray::new(field, offsets, Arc::new(structs), None));
        let map = map_of(DataType::Utf8, DataType::Int32);
        let output = run(entries, call(map.clone()), &[lists.slice(0, 2)]).unwrap();
        assert_eq!(texts(&output), ["NULL", "{b: 3}"]);
        assert!(run(entries, call(map), &[lists]).is_err());
    }

    #[test]
    fn later_maps_win() {
        let a = text_map(&[Some(&[("a", Some(1)), ("b", Some(2))]), None, Some(&[])]);
        let b = text_map(&[Some(&[("a", Some(3))]), Some(&[("c", Some(1))]), Some(&[])]);
        let map = map_of(DataType::Utf8, DataType::Int32);
        let args = [a.clone(), b.clone()];
        let output = run(concat, last_wins(map.clone()), &args).unwrap();
        assert_eq!(texts(&output), ["{a: 3, b: 2}", "NULL", "{}"]);
        assert!(run(concat, call(map.clone()), &args).is_err());
        let output = run(concat, call(map), &[a.slice(1, 2), b.slice(1, 2)]).unwrap();
        assert_eq!(texts(&output), ["NULL", "{}"]);
    }
}
