//! `NormalizeNaNAndZero`: one NaN, one zero.

use std::sync::Arc;

use arrow::array::{AsArray, Float32Array, Float64Array};
use arrow::datatypes::{DataType, Float32Type, Float64Type};
use datafusion_common::{Result, internal_err};
use datafusion_expr::ColumnarValue;

use crate::table::{Call, Kernel};

pub fn nan_and_zero(call: &Call) -> Result<Kernel> {
    match call.return_field.data_type() {
        DataType::Float32 => Ok(Arc::new(|args, rows| {
            let array = args[0].to_array(rows)?;
            let output: Float32Array = array
                .as_primitive::<Float32Type>()
                .unary(|v| if v.is_nan() { f32::NAN } else { v + 0.0 });
            Ok(ColumnarValue::Array(Arc::new(output)))
        })),
        DataType::Float64 => Ok(Arc::new(|args, rows| {
            let array = args[0].to_array(rows)?;
            let output: Float64Array = array
                .as_primitive::<Float64Type>()
                .unary(|v| if v.is_nan() { f64::NAN } else { v + 0.0 });
            Ok(ColumnarValue::Array(Arc::new(output)))
        })),
        other => internal_err!("normalize_nan_and_zero of {other}"),
    }
}
