//! What unit tests of array kernels share.
#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, ListArray};
use arrow::datatypes::{ArrowPrimitiveType, DataType, Field};
use arrow::util::display::{ArrayFormatter, FormatOptions};
use datafusion_common::{Result, ScalarValue};
use datafusion_expr::ColumnarValue;

use crate::EvalMode;
use crate::table::{Call, Kernel};

/// A column of lists whose element is named as Spark's are.
pub(crate) fn list_of<T: ArrowPrimitiveType>(
    rows: Vec<Option<Vec<Option<T::Native>>>>,
) -> ArrayRef {
    let list = ListArray::from_iter_primitive::<T, _, _>(rows);
    let (_, offsets, values, nulls) = list.into_parts();
    let field = Field::new("element", T::DATA_TYPE, true);
    Arc::new(ListArray::new(Arc::new(field), offsets, values, nulls))
}

/// The lists `rows` of elements of `values`, each from a place to a place.
pub(crate) fn lists(values: ArrayRef, rows: &[Option<usize>]) -> ArrayRef {
    let field = Field::new("element", values.data_type().clone(), true);
    let lengths = rows.iter().map(|r| r.unwrap_or(0));
    let offsets = arrow::buffer::OffsetBuffer::from_lengths(lengths);
    let nulls = rows.iter().map(|r| r.is_some()).collect::<Vec<_>>();
    Arc::new(ListArray::new(
        Arc::new(field),
        offsets,
        values,
        Some(nulls.into()),
    ))
}

pub(crate) fn column(array: &ArrayRef) -> ColumnarValue {
    ColumnarValue::Array(Arc::clone(array))
}

/// A row of `array` as a constant.
pub(crate) fn constant(array: &ArrayRef, row: usize) -> ColumnarValue {
    ColumnarValue::Scalar(ScalarValue::try_from_array(array, row).unwrap())
}

pub(crate) fn texts(array: &ArrayRef) -> Vec<String> {
    let options = FormatOptions::default().with_null("NULL");
    let formatter = ArrayFormatter::try_new(array, &options).unwrap();
    (0..array.len())
        .map(|row| formatter.value(row).to_string())
        .collect()
}

pub(crate) fn run(
    bind: fn(&Call) -> Result<Kernel>,
    args: &[ColumnarValue],
    to: &DataType,
    mode: EvalMode,
    rows: usize,
) -> Result<ArrayRef> {
    let call = Call {
        name: "test".into(),
        arg_types: args.iter().map(|a| a.data_type()).collect(),
        return_field: Arc::new(Field::new("", to.clone(), true)),
        mode,
        time_zone: "UTC".into(),
    };
    let output = bind(&call)?(args, rows)?.to_array(rows)?;
    assert_eq!(output.data_type(), to);
    assert_eq!(output.len(), rows);
    Ok(output)
}

/// The rows of a kernel's result of the type `to`, as texts.
pub(crate) fn eval(
    bind: fn(&Call) -> Result<Kernel>,
    args: &[ColumnarValue],
    to: &DataType,
    rows: usize,
) -> Vec<String> {
    texts(&run(bind, args, to, EvalMode::Legacy, rows).unwrap())
}
