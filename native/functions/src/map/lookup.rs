//! The value of a key: `GetMapValue` and `ElementAt` of maps.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Int32Array};
use arrow::buffer::NullBuffer;
use arrow::compute::take;
use arrow::datatypes::DataType;
use datafusion_common::{Result, ScalarValue, internal_err};
use datafusion_expr::ColumnarValue;

use super::keys::{Keys, with_keys};
use crate::nested::retyped;
use crate::table::{Call, Kernel};

/// The place of a key that is not there.
const NOWHERE: i32 = -1;

/// One map for all rows is indexed if it has more entries than this.
const FEW: usize = 8;

pub fn value(call: &Call) -> Result<Kernel> {
    let output = call.return_field.data_type().clone();
    Ok(Arc::new(move |args, rows| {
        if is_null(&args[0]) || is_null(&args[1]) {
            return Ok(ColumnarValue::Scalar(ScalarValue::try_from(&output)?));
        }
        let (maps, one_map) = column(&args[0])?;
        let (wanted, one_key) = column(&args[1])?;
        let Some(map) = maps.as_map_opt() else {
            return internal_err!("the value of a key of {}", maps.data_type());
        };
        let keys = map.keys();
        if keys.data_type() != wanted.data_type() {
            return internal_err!("a key of {} of {}", wanted.data_type(), maps.data_type());
        }
        let all = one_map && one_key;
        let rows = if all { 1 } else { rows };
        let nulls = NullBuffer::union(
            map.nulls().filter(|_| !one_map),
            wanted.nulls().filter(|_| !one_key),
        );
        let offsets = map.offsets();
        let places = with_keys!(keys => k, wanted => w; {
            let search = Search { keys: k, wanted: w, one_key };
            Ok(if one_map {
                search.in_one(offsets[0] as usize..offsets[1] as usize, nulls.as_ref(), rows)
            } else {
                search.in_each(offsets, nulls.as_ref(), rows)
            })
        })?;
        let found = places.iter().map(|place| *place != NOWHERE).collect();
        let places = Int32Array::new(places.into(), Some(NullBuffer::new(found)));
        let values = retyped(&take(map.values(), &places, None)?, &output)?;
        Ok(if all {
            ColumnarValue::Scalar(ScalarValue::try_from_array(&values, 0)?)
        } else {
            ColumnarValue::Array(values)
        })
    }))
}

fn is_null(arg: &ColumnarValue) -> bool {
    match arg {
        ColumnarValue::Scalar(scalar) => scalar.is_null(),
        ColumnarValue::Array(array) => array.data_type() == &DataType::Null,
    }
}

/// A column, or a constant as a column of one row.
fn column(arg: &ColumnarValue) -> Result<(ArrayRef, bool)> {
    match arg {
        ColumnarValue::Array(array) => Ok((Arc::clone(array), false)),
        ColumnarValue::Scalar(scalar) => Ok((scalar.to_array()?, true)),
    }
}

struct Search<'a, K> {
    keys: &'a K,
    wanted: &'a K,
    one_key: bool,
}

impl<K: Keys> Search<'_, K> {
    #[inline]
    fn wanted(&self, row: usize) -> K::Key<'_> {
        self.wanted.key(if self.one_key { 0 } else { row })
    }

    /// By row, the place of its key in its map.
    fn in_each(&self, offsets: &[i32], nulls: Option<&NullBuffer>, rows: usize) -> Vec<i32> {
        (0..rows)
            .map(|row| {
                if nulls.is_some_and(|n| n.is_null(row)) {
                    return NOWHERE;
                }
                let wanted = self.wanted(row);
                let mut entries = offsets[row]..offsets[row + 1];
                let found = entries.find(|entry| self.keys.key(*entry as usize) == wanted);
                found.unwrap_or(NOWHERE)
            })
            .collect()
    }

    /// The same where all rows have the map of these entries.
    fn in_one(
        &self,
        entries: std::ops::Range<usize>,
        nulls: Option<&NullBuffer>,
        rows: usize,
    ) -> Vec<i32> {
        let mut index = HashMap::new();
        if entries.len() > FEW && rows > 1 {
            for entry in entries.clone() {
                index.entry(self.keys.key(entry)).or_insert(entry as i32);
            }
        }
        (0..rows)
            .map(|row| {
                if nulls.is_some_and(|n| n.is_null(row)) {
                    return NOWHERE;
                }
                let wanted = self.wanted(row);
                if !index.is_empty() {
                    return index.get(&wanted).copied().unwrap_or(NOWHERE);
                }
                let found = entries
                    .clone()
                    .find(|entry| self.keys.key(*entry) == wanted);
                found.map_or(NOWHERE, |entry| entry as i32)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use arrow::array::{Int32Array, StringArray};
    use arrow::datatypes::Int32Type;

    use super::super::testing::{call, map_of, run, text_map, texts};
    use super::*;
    use crate::nested::{self, offsets_of};

    #[test]
    fn keys_by_row() {
        let map = text_map(&[
            Some(&[("a", Some(1)), ("b", None)]),
            None,
            Some(&[("a", Some(2)), ("b", Some(3))]),
            Some(&[]),
            Some(&[("b", None)]),
        ]);
        let wanted: ArrayRef = Arc::new(StringArray::from(vec![
            Some("a"),
            Some("a"),
            Some("b"),
            Some("a"),
            None,
        ]));
        let args = [map.clone(), wanted.clone()];
        let output = run(value, call(DataType::Int32), &args).unwrap();
        assert_eq!(texts(&output), ["1", "NULL", "3", "NULL", "NULL"]);
        let args = [map.slice(2, 3), wanted.slice(2, 3)];
        let output = run(value, call(DataType::Int32), &args).unwrap();
        assert_eq!(texts(&output), ["3", "NULL", "NULL"]);
    }

    #[test]
    fn one_map_of_many_entries() {
        let keys: ArrayRef = Arc::new(Int32Array::from_iter_values(0..20));
        let values: ArrayRef = Arc::new(Int32Array::from_iter_values((0..20).map(|v| v * v)));
        let map = map_of(DataType::Int32, DataType::Int32);
        let map = nested::map(&map, offsets_of(vec![0, 20]), &keys, &values, None).unwrap();
        let map = ColumnarValue::Scalar(ScalarValue::try_from_array(&map, 0).unwrap());
        let wanted: ArrayRef = Arc::new(Int32Array::from(vec![Some(3), None, Some(19), Some(20)]));
        let kernel = value(&call(DataType::Int32)).unwrap();
        let output = kernel(&[map.clone(), ColumnarValue::Array(wanted)], 4).unwrap();
        let output = output.into_array(4).unwrap();
        assert_eq!(texts(&output), ["9", "NULL", "361", "NULL"]);
        let key = ColumnarValue::Scalar(ScalarValue::Int32(Some(4)));
        let output = kernel(&[map, key], 4).unwrap().into_array(4).unwrap();
        assert_eq!(
            output.as_primitive::<Int32Type>().values().to_vec(),
            [16; 4]
        );
    }
}
