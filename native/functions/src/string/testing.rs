//! What unit tests of string kernels share.
#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use arrow::array::StringArray;
use arrow::datatypes::{DataType, Field};
use arrow::util::display::{ArrayFormatter, FormatOptions};
use datafusion_common::{Result, ScalarValue};
use datafusion_expr::ColumnarValue;

use crate::EvalMode;
use crate::table::{Call, Kernel};

pub(crate) fn call() -> Call {
    Call {
        name: "test".into(),
        arg_types: vec![],
        return_field: Arc::new(Field::new("", DataType::Utf8, true)),
        mode: EvalMode::Legacy,
        time_zone: "UTC".into(),
    }
}

pub(crate) fn column(texts: &[Option<&str>]) -> ColumnarValue {
    ColumnarValue::Array(Arc::new(StringArray::from(texts.to_vec())))
}

pub(crate) fn scalar(text: &str) -> ColumnarValue {
    ColumnarValue::Scalar(ScalarValue::Utf8(Some(text.into())))
}

pub(crate) fn int(value: i32) -> ColumnarValue {
    ColumnarValue::Scalar(ScalarValue::Int32(Some(value)))
}

/// The rows of a kernel's result, as texts.
pub(crate) fn eval(
    bind: fn(&Call) -> Result<Kernel>,
    args: &[ColumnarValue],
    rows: usize,
) -> Vec<String> {
    let output = bind(&call()).unwrap()(args, rows).unwrap();
    let array = output.to_array(rows).unwrap().slice(0, rows);
    let options = FormatOptions::default().with_null("NULL");
    let formatter = ArrayFormatter::try_new(&array, &options).unwrap();
    (0..rows)
        .map(|row| formatter.value(row).to_string())
        .collect()
}
