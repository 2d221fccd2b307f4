//! The shapes of cast kernels: fixed-width values, booleans and strings in and out.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, ArrowPrimitiveType, AsArray, BooleanArray, PrimitiveArray, StringArray,
    StringBuilder,
};
use arrow::buffer::BooleanBuffer;
use arrow::compute::cast;
use arrow::datatypes::DataType;
use datafusion_common::{Result, ScalarValue, internal_err};
use datafusion_expr::ColumnarValue;

use crate::math::rows::{self, Failure};
use crate::table::Kernel;
use crate::{EvalMode, SparkError};

/// The argument as an array: a constant as one row.
pub fn input(args: &[ColumnarValue]) -> Result<ArrayRef> {
    match args {
        [ColumnarValue::Array(array)] => Ok(Arc::clone(array)),
        [ColumnarValue::Scalar(scalar)] => scalar.to_array_of_size(1),
        _ => internal_err!("a cast of {} arguments", args.len()),
    }
}

/// NULL for every value.
pub fn null(to: &DataType) -> Result<Kernel> {
    let null = ScalarValue::try_from(to)?;
    Ok(Arc::new(move |_, _| {
        Ok(ColumnarValue::Scalar(null.clone()))
    }))
}

/// A row that `f` flags is NULL, or `error` in ANSI mode.
pub fn fixed<T, O>(
    to: &DataType,
    mode: EvalMode,
    error: impl Fn(T::Native) -> SparkError + Send + Sync + 'static,
    f: impl Fn(T::Native) -> (O::Native, bool) + Send + Sync + 'static,
) -> Kernel
where
    T: ArrowPrimitiveType,
    O: ArrowPrimitiveType,
{
    let to = to.clone();
    let failure = match mode {
        EvalMode::Ansi => Failure::Raise(error),
        _ => Failure::Null,
    };
    Arc::new(move |args, rows| {
        let rows = if args.iter().all(|a| matches!(a, ColumnarValue::Scalar(_))) {
            1
        } else {
            rows
        };
        let output = rows::unary::<T, O>(args, rows, &failure, &f)?;
        rows::finish(Arc::new(output.with_data_type(to.clone())), args)
    })
}

/// A cast that every value survives.
pub fn total<T, O>(
    to: &DataType,
    f: impl Fn(T::Native) -> O::Native + Send + Sync + 'static,
) -> Kernel
where
    T: ArrowPrimitiveType,
    O: ArrowPrimitiveType,
{
    fixed::<T, O>(
        to,
        EvalMode::Legacy,
        |_| SparkError::java_arithmetic("long overflow"),
        move |v| (f(v), false),
    )
}

pub fn to_boolean<T: ArrowPrimitiveType>(
    f: impl Fn(T::Native) -> bool + Send + Sync + 'static,
) -> Kernel {
    Arc::new(move |args, _| {
        let array = input(args)?;
        let values = array.as_primitive::<T>();
        let bits = BooleanBuffer::collect_bool(values.len(), |row| f(values.value(row)));
        let output = BooleanArray::new(bits, values.nulls().cloned());
        rows::finish(Arc::new(output), args)
    })
}

pub fn from_boolean<O: ArrowPrimitiveType>(to: &DataType, yes: O::Native, no: O::Native) -> Kernel {
    let to = to.clone();
    Arc::new(move |args, _| {
        let array = input(args)?;
        let booleans = array.as_boolean();
        let values = booleans.values().iter().map(|b| if b { yes } else { no });
        let values = values.collect::<Vec<_>>().into();
        let output = PrimitiveArray::<O>::new(values, booleans.nulls().cloned());
        rows::finish(Arc::new(output.with_data_type(to.clone())), args)
    })
}

pub fn to_string<T: ArrowPrimitiveType>(
    write: impl Fn(T::Native, &mut String) + Send + Sync + 'static,
) -> Kernel {
    Arc::new(move |args, _| {
        let array = input(args)?;
        let values = array.as_primitive::<T>();
        let mut output = StringBuilder::with_capacity(values.len(), 12 * values.len());
        let mut text = String::new();
        for value in values {
            match value {
                Some(value) => {
                    text.clear();
                    write(value, &mut text);
                    output.append_value(&text);
                }
                None => output.append_null(),
            }
        }
        rows::finish(Arc::new(output.finish()), args)
    })
}

pub fn strings(args: &[ColumnarValue]) -> Result<StringArray> {
    let array = input(args)?;
    Ok(match array.data_type() {
        DataType::Utf8 => array.as_string::<i32>().clone(),
        _ => cast(&array, &DataType::Utf8)?.as_string::<i32>().clone(),
    })
}

/// A string that `parse` does not read is NULL, or `error` in ANSI mode.
pub fn from_string<O: ArrowPrimitiveType>(
    to: &DataType,
    mode: EvalMode,
    error: impl Fn(&str) -> SparkError + Send + Sync + 'static,
    parse: impl Fn(&str) -> Option<O::Native> + Send + Sync + 'static,
) -> Kernel {
    let to = to.clone();
    Arc::new(move |args, _| {
        let strings = strings(args)?;
        let mut output = PrimitiveArray::<O>::builder(strings.len());
        for text in &strings {
            match text.map(|text| parse(text).ok_or(text)) {
                Some(Ok(value)) => output.append_value(value),
                Some(Err(text)) if mode == EvalMode::Ansi => return Err(error(text).into()),
                _ => output.append_null(),
            }
        }
        let output = output.finish().with_data_type(to.clone());
        rows::finish(Arc::new(output), args)
    })
}

/// `DataTypeErrors.castingCauseOverflowError`; `value` as SQL writes it.
pub fn overflow(value: String, from: &DataType, to: &DataType) -> SparkError {
    SparkError::new("CAST_OVERFLOW")
        .with("value", value)
        .with("sourceType", sql_name(from))
        .with("targetType", sql_name(to))
}

/// `QueryExecutionErrors.invalidInputInCastToNumberError` and its kin; `expression` is the value as text.
pub fn invalid(expression: String, from: &DataType, to: &DataType) -> SparkError {
    SparkError::new("CAST_INVALID_INPUT")
        .with("expression", expression)
        .with("sourceType", sql_name(from))
        .with("targetType", sql_name(to))
}

/// `DataType.sql`.
fn sql_name(data_type: &DataType) -> String {
    match data_type {
        DataType::Boolean => "BOOLEAN",
        DataType::Int8 => "TINYINT",
        DataType::Int16 => "SMALLINT",
        DataType::Int32 => "INT",
        DataType::Int64 => "BIGINT",
        DataType::Float32 => "FLOAT",
        DataType::Float64 => "DOUBLE",
        DataType::Decimal128(precision, scale) => return format!("DECIMAL({precision},{scale})"),
        DataType::Binary => "BINARY",
        DataType::Date32 => "DATE",
        DataType::Timestamp(_, Some(_)) => "TIMESTAMP",
        DataType::Timestamp(_, None) => "TIMESTAMP_NTZ",
        _ => "STRING",
    }
    .to_string()
}
