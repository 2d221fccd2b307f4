//! `length(str)`: code points of a string.

use std::sync::Arc;

use arrow::array::{Array, AsArray, Int32Array};
use datafusion_common::Result;
use datafusion_expr::ColumnarValue;

use crate::table::{Call, Kernel};

pub fn length(_call: &Call) -> Result<Kernel> {
    Ok(Arc::new(|args, rows| {
        let array = args[0].to_array(rows)?;
        let strings = array.as_string::<i32>();
        let lengths = (0..strings.len()).map(|i| strings.value(i).chars().count() as i32);
        let output = Int32Array::new(lengths.collect(), strings.nulls().cloned());
        Ok(ColumnarValue::Array(Arc::new(output)))
    }))
}
