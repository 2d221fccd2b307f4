//! What a map is made of: `MapKeys`, `MapValues`, `MapEntries`, `Size`.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Int32Array, StructArray};
use arrow::buffer::{NullBuffer, OffsetBuffer};
use arrow::datatypes::DataType;
use datafusion_common::{Result, ScalarValue, internal_err};
use datafusion_expr::ColumnarValue;

use crate::nested;
use crate::table::{Call, Kernel};

pub fn keys(call: &Call) -> Result<Kernel> {
    lists(call, |entries| Arc::clone(entries.column(0)))
}

pub fn values(call: &Call) -> Result<Kernel> {
    lists(call, |entries| Arc::clone(entries.column(1)))
}

pub fn entries(call: &Call) -> Result<Kernel> {
    lists(call, |entries| Arc::new(entries.clone()))
}

/// Lists of a part of each entry; nothing is copied.
fn lists(call: &Call, part: fn(&StructArray) -> ArrayRef) -> Result<Kernel> {
    let list = call.return_field.data_type().clone();
    Ok(Arc::new(move |args, rows| {
        let array = args[0].to_array(rows)?;
        if array.data_type() == &DataType::Null {
            return Ok(ColumnarValue::Scalar(ScalarValue::try_from(&list)?));
        }
        let map = array.as_map();
        let part = part(map.entries());
        let nulls = map.nulls().cloned();
        let list = nested::list(&list, map.offsets().clone(), &part, nulls)?;
        Ok(ColumnarValue::Array(list))
    }))
}

/// `Size(child, legacySizeOfNull)` of maps and arrays; the second argument is the flag.
pub fn size(_call: &Call) -> Result<Kernel> {
    Ok(Arc::new(|args, rows| {
        let ColumnarValue::Scalar(ScalarValue::Boolean(Some(legacy))) = args[1] else {
            return internal_err!("whether the size of NULL is -1 is not said");
        };
        let array = args[0].to_array(rows)?;
        let (offsets, nulls) = match array.data_type() {
            DataType::Map(_, _) => (array.as_map().offsets(), array.nulls()),
            DataType::List(_) => (array.as_list::<i32>().offsets(), array.nulls()),
            other => return internal_err!("the size of {other}"),
        };
        let sizes = match nulls {
            Some(nulls) if legacy => Int32Array::from(or_minus_one(offsets, nulls)),
            nulls => Int32Array::new(sizes(offsets).into(), nulls.cloned()),
        };
        Ok(ColumnarValue::Array(Arc::new(sizes)))
    }))
}

fn sizes(offsets: &OffsetBuffer<i32>) -> Vec<i32> {
    offsets.windows(2).map(|pair| pair[1] - pair[0]).collect()
}

fn or_minus_one(offsets: &OffsetBuffer<i32>, nulls: &NullBuffer) -> Vec<i32> {
    let sizes = offsets.windows(2).zip(nulls.iter());
    sizes
        .map(|(pair, valid)| if valid { pair[1] - pair[0] } else { -1 })
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use arrow::datatypes::{DataType, Field, Int32Type};

    use super::super::testing::{call, run, text_map};
    use super::*;

    fn list_of(element: DataType) -> DataType {
        DataType::List(Arc::new(Field::new("element", element, true)))
    }

    #[test]
    fn keys_and_values_of_a_slice() {
        let map = text_map(&[
            Some(&[("a", Some(1)), ("b", None)]),
            None,
            Some(&[]),
            Some(&[("c", Some(3))]),
        ]);
        let map = map.slice(1, 3);
        let output = run(
            keys,
            call(list_of(DataType::Utf8)),
            std::slice::from_ref(&map),
        )
        .unwrap();
        assert_eq!(output.null_count(), 1);
        let lists = output.as_list::<i32>();
        assert_eq!(lists.value(2).as_string::<i32>().value(0), "c");
        assert_eq!(lists.value(1).len(), 0);
        let output = run(values, call(list_of(DataType::Int32)), &[map]).unwrap();
        let lists = output.as_list::<i32>();
        assert_eq!(lists.value(2).as_primitive::<Int32Type>().value(0), 3);
    }

    #[test]
    fn the_size_of_null_is_null_or_minus_one() {
        let map = text_map(&[Some(&[("a", Some(1)), ("b", None)]), None, Some(&[])]);
        let sizes = |legacy: bool| {
            let flag = ColumnarValue::Scalar(ScalarValue::Boolean(Some(legacy)));
            let args = [ColumnarValue::Array(map.clone()), flag];
            let kernel = size(&call(DataType::Int32)).unwrap();
            let output = kernel(&args, 3).unwrap().into_array(3).unwrap();
            output
                .as_primitive::<Int32Type>()
                .iter()
                .collect::<Vec<_>>()
        };
        assert_eq!(sizes(true), vec![Some(2), Some(-1), Some(0)]);
        assert_eq!(sizes(false), vec![Some(2), None, Some(0)]);
    }
}
