//! Numbers to a wider type, where Rust's conversion is Java's.

use arrow::compute::cast;
use arrow::datatypes::DataType;
use datafusion_expr::ColumnarValue;
use std::sync::Arc;

use crate::table::Kernel;

pub fn widen(to: DataType) -> Kernel {
    Arc::new(move |args, rows| {
        Ok(match &args[0] {
            ColumnarValue::Array(array) => ColumnarValue::Array(cast(array, &to)?),
            scalar => ColumnarValue::Array(cast(&scalar.to_array(rows)?, &to)?),
        })
    })
}
