//! `sequence` of integers, of days, and of microseconds by a fixed step (`IntegralSequenceImpl`).

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, ArrowPrimitiveType, AsArray, PrimitiveArray};
use arrow::buffer::{NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow::compute::cast;
use arrow::datatypes::{
    DataType, Date32Type, Int8Type, Int16Type, Int32Type, Int64Type, TimeUnit,
    TimestampMicrosecondType,
};
use datafusion_common::{Result, internal_err};
use datafusion_expr::ColumnarValue;

use super::create::too_long;
use super::lists::{MAX_LENGTH, column, element, list, offset};
use crate::SparkError;
use crate::argument::Longs;
use crate::table::{Call, Kernel};

/// From start to stop by a step, or by 1 towards stop.
pub fn sequence(call: &Call) -> Result<Kernel> {
    let to = call.return_field.data_type().clone();
    match element(&to)?.data_type() {
        DataType::Int8 => by_type::<Int8Type>(to, |v| v as i8),
        DataType::Int16 => by_type::<Int16Type>(to, |v| v as i16),
        DataType::Int32 => by_type::<Int32Type>(to, |v| v as i32),
        DataType::Int64 => by_type::<Int64Type>(to, |v| v),
        DataType::Date32 => by_type::<Date32Type>(to, |v| v as i32),
        DataType::Timestamp(TimeUnit::Microsecond, _) => {
            by_type::<TimestampMicrosecondType>(to, |v| v)
        }
        other => internal_err!("a sequence of {other}"),
    }
}

/// `wrap` cuts a number to the type, as Java's arithmetic does.
fn by_type<T: ArrowPrimitiveType>(to: DataType, wrap: fn(i64) -> T::Native) -> Result<Kernel> {
    Ok(Arc::new(move |args, rows| {
        let numbers = args.iter().map(longs).collect::<Result<Vec<_>>>()?;
        let (start, stop, step) = match numbers.as_slice() {
            [start, stop] => (start, stop, None),
            [start, stop, step] => (start, stop, Some(step)),
            _ => return internal_err!("sequence of {} arguments", args.len()),
        };
        let mut values: Vec<T::Native> = Vec::new();
        let mut offsets: Vec<i32> = Vec::with_capacity(rows + 1);
        let mut valid: Vec<bool> = Vec::with_capacity(rows);
        offsets.push(0);
        for row in 0..rows {
            let given = (start.get(row), stop.get(row), step.map(|s| s.get(row)));
            let span = match given {
                (Some(start), Some(stop), None) => {
                    Some((start, stop, if start <= stop { 1 } else { -1 }))
                }
                (Some(start), Some(stop), Some(Some(step))) => Some((start, stop, step)),
                _ => None,
            };
            valid.push(span.is_some());
            if let Some((start, stop, step)) = span {
                let length = length(start, stop, step)?;
                offset(values.len() + length as usize)?;
                let numbers = 0..length;
                values.extend(numbers.map(|i| wrap(start.wrapping_add(step.wrapping_mul(i)))));
            }
            offsets.push(offset(values.len())?);
        }
        let values = PrimitiveArray::<T>::new(values.into(), None);
        let values: ArrayRef = Arc::new(values.with_data_type(element(&to)?.data_type().clone()));
        let nulls = NullBuffer::from(valid);
        let nulls = Some(nulls).filter(|n| n.null_count() > 0);
        let offsets = OffsetBuffer::new(ScalarBuffer::from(offsets));
        list(&to, offsets, &values, nulls)
    }))
}

/// An argument as 64-bit integers.
fn longs(arg: &ColumnarValue) -> Result<Longs> {
    let (array, constant) = column(arg)?;
    let array = match array.data_type() {
        DataType::Int8 | DataType::Int16 | DataType::Int32 => cast(&array, &DataType::Int64)?,
        DataType::Date32 => {
            let days = array.as_primitive::<Date32Type>();
            Arc::new(days.unary::<_, Int64Type>(i64::from))
        }
        DataType::Timestamp(TimeUnit::Microsecond, _) => {
            let micros = array.as_primitive::<TimestampMicrosecondType>();
            Arc::new(micros.reinterpret_cast::<Int64Type>())
        }
        _ => array,
    };
    let Some(longs) = array.as_primitive_opt::<Int64Type>() else {
        return internal_err!("{} where an integer is due", array.data_type());
    };
    Ok(if constant {
        Longs::Constant(longs.is_valid(0).then(|| longs.value(0)))
    } else {
        Longs::Column(longs.clone())
    })
}

/// `Sequence.sequenceLength`.
fn length(start: i64, stop: i64, step: i64) -> Result<i64> {
    let leads = match step {
        1.. => start <= stop,
        0 => start == stop,
        _ => start >= stop,
    };
    if !leads {
        let error = SparkError::new("_LEGACY_ERROR_TEMP_3243")
            .with("start", start.to_string())
            .with("stop", stop.to_string())
            .with("step", step.to_string());
        return Err(error.into());
    }
    if start == stop {
        return Ok(1);
    }
    let length = 1 + (i128::from(stop) - i128::from(start)) / i128::from(step);
    if length > i128::from(MAX_LENGTH) {
        return Err(too_long("sequence", length).into());
    }
    Ok(length as i64)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::EvalMode;
    use crate::array::testing::{self, constant, eval, run};
    use arrow::array::{Date32Array, Int8Array, Int64Array};
    use arrow::datatypes::Field;

    fn list_type(of: DataType) -> DataType {
        DataType::List(Arc::new(Field::new("element", of, false)))
    }

    #[test]
    fn up_and_down() {
        let start: ArrayRef = Arc::new(Int64Array::from(vec![Some(1), Some(5), None, Some(7)]));
        let stop: ArrayRef = Arc::new(Int64Array::from(vec![3, 4, 1, 7]));
        let args = [testing::column(&start), testing::column(&stop)];
        let to = list_type(DataType::Int64);
        assert_eq!(
            eval(sequence, &args, &to, 4),
            ["[1, 2, 3]", "[5, 4]", "NULL", "[7]"]
        );
        let step: ArrayRef = Arc::new(Int64Array::from(vec![Some(2), Some(-3), Some(0), None]));
        let args = [&start, &stop, &step].map(testing::column);
        assert_eq!(
            eval(sequence, &args, &to, 4),
            ["[1, 3]", "[5]", "NULL", "NULL"]
        );
        let bytes: ArrayRef = Arc::new(Int8Array::from(vec![-128, 127, 100]));
        let args = [0, 1, 2].map(|i| constant(&bytes, i));
        let to = list_type(DataType::Int8);
        assert_eq!(
            eval(sequence, &args, &to, 2),
            ["[-128, -28, 72]", "[-128, -28, 72]"]
        );
        let days: ArrayRef = Arc::new(Date32Array::from(vec![1, 3]));
        let args = [constant(&days, 1), testing::column(&days)];
        let to = list_type(DataType::Date32);
        assert_eq!(
            eval(sequence, &args, &to, 2),
            ["[1970-01-04, 1970-01-03, 1970-01-02]", "[1970-01-04]"]
        );
    }

    #[test]
    fn impossible() {
        let error = |start, stop, step| {
            let numbers: ArrayRef = Arc::new(Int64Array::from(vec![start, stop, step]));
            let args = [0, 1, 2].map(|i| constant(&numbers, i));
            let to = list_type(DataType::Int64);
            let result = run(sequence, &args, &to, EvalMode::Legacy, 1);
            result.unwrap_err().to_string()
        };
        assert_eq!(
            error(1, 2, -1),
            "External error: [_LEGACY_ERROR_TEMP_3243] start=1 step=-1 stop=2"
        );
        assert!(error(1, 2, 0).contains("step=0"));
        assert!(error(i64::MAX, i64::MIN, -1).contains("numberOfElements=18446744073709551616"));
        assert!(error(0, 1 << 31, 1).contains("[COLLECTION_SIZE_LIMIT_EXCEEDED.PARAMETER]"));
    }
}
