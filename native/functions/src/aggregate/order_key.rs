//! Byte strings in the order of values: strings and binaries themselves, values with parts in Arrow's
//! row format, which is Spark's order once there is one zero and one NaN.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BinaryArray, Float32Array, Float64Array, ListArray, StructArray,
};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float32Type, Float64Type};
use arrow::row::{RowConverter, SortField};
use datafusion_common::Result;

/// Whether values of the type have an order that is known here.
pub fn is_ordered(data_type: &DataType) -> bool {
    match data_type {
        DataType::List(element) => is_ordered(element.data_type()),
        DataType::Struct(fields) => fields.iter().all(|f| is_ordered(f.data_type())),
        DataType::Utf8 | DataType::Binary | DataType::Boolean | DataType::Null => true,
        other => other.is_primitive(),
    }
}

/// The byte strings; NULL where the value is.
pub fn bytes(values: &ArrayRef) -> Result<BinaryArray> {
    if !values.data_type().is_nested() {
        return Ok(cast(values, &DataType::Binary)?.as_binary().clone());
    }
    let values = normalized(values)?;
    let converter = RowConverter::new(vec![SortField::new(values.data_type().clone())])?;
    let rows = converter.convert_columns(&[Arc::clone(&values)])?;
    let (offsets, bytes, _) = rows.try_into_binary()?.into_parts();
    let nulls = values.logical_nulls();
    Ok(BinaryArray::try_new(offsets, bytes, nulls)?)
}

/// The values with one zero and one NaN (`NormalizeFloatingNumbers`).
pub fn normalized(values: &ArrayRef) -> Result<ArrayRef> {
    Ok(match values.data_type() {
        DataType::Float32 => {
            let floats = values.as_primitive::<Float32Type>();
            let floats: Float32Array =
                floats.unary(|v| if v.is_nan() { f32::NAN } else { v + 0.0 });
            Arc::new(floats)
        }
        DataType::Float64 => {
            let floats = values.as_primitive::<Float64Type>();
            let floats: Float64Array =
                floats.unary(|v| if v.is_nan() { f64::NAN } else { v + 0.0 });
            Arc::new(floats)
        }
        DataType::List(_) => {
            let (field, offsets, values, nulls) = values.as_list::<i32>().clone().into_parts();
            Arc::new(ListArray::try_new(
                field,
                offsets,
                normalized(&values)?,
                nulls,
            )?)
        }
        DataType::Struct(_) => {
            let len = values.len();
            let (fields, columns, nulls) = values.as_struct().clone().into_parts();
            let columns = columns.iter().map(normalized).collect::<Result<_>>()?;
            Arc::new(StructArray::try_new_with_length(
                fields, columns, nulls, len,
            )?)
        }
        _ => Arc::clone(values),
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn lists_in_order() {
        let nan = f64::from_bits(0xfff8_0000_0000_0001);
        let lists: Vec<Option<Vec<Option<f64>>>> = vec![
            Some(vec![]),
            Some(vec![None]),
            Some(vec![None, Some(-1.0)]),
            Some(vec![Some(-1.0)]),
            Some(vec![Some(0.0)]),
            Some(vec![Some(0.0), None]),
            Some(vec![Some(f64::INFINITY)]),
            Some(vec![Some(nan)]),
            None,
        ];
        let lists: ArrayRef = Arc::new(ListArray::from_iter_primitive::<Float64Type, _, _>(lists));
        let keys = bytes(&lists).unwrap();
        assert!((1..8).all(|i| keys.value(i - 1) < keys.value(i)));
        assert!(keys.is_null(8));
        let zeros: ArrayRef = Arc::new(ListArray::from_iter_primitive::<Float64Type, _, _>(vec![
            Some(vec![Some(0.0), Some(nan)]),
            Some(vec![Some(-0.0), Some(f64::NAN)]),
        ]));
        let keys = bytes(&zeros).unwrap();
        assert_eq!(keys.value(0), keys.value(1));
    }
}
