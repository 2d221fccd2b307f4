//! Casts from booleans.

use std::sync::Arc;

use arrow::array::{AsArray, StringArray};
use arrow::datatypes::{
    DataType, Decimal128Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
    TimeUnit, TimestampMicrosecondType,
};

use super::kernel::from_boolean;
use crate::EvalMode;
use crate::decimal::pow10;
use crate::math::rows;
use crate::table::Kernel;

pub fn cast(to: &DataType, mode: EvalMode) -> Option<Kernel> {
    Some(match to {
        DataType::Int8 => from_boolean::<Int8Type>(to, 1, 0),
        DataType::Int16 => from_boolean::<Int16Type>(to, 1, 0),
        DataType::Int32 => from_boolean::<Int32Type>(to, 1, 0),
        DataType::Int64 => from_boolean::<Int64Type>(to, 1, 0),
        DataType::Float32 => from_boolean::<Float32Type>(to, 1.0, 0.0),
        DataType::Float64 => from_boolean::<Float64Type>(to, 1.0, 0.0),
        // Without a digit before the point 1 does not fit.
        DataType::Decimal128(precision, scale) if *precision as i8 > *scale => {
            from_boolean::<Decimal128Type>(to, pow10(*scale as u32), 0)
        }
        // One microsecond.
        DataType::Timestamp(TimeUnit::Microsecond, Some(_)) if mode == EvalMode::Legacy => {
            from_boolean::<TimestampMicrosecondType>(to, 1, 0)
        }
        DataType::Utf8 => Arc::new(|args, rows| {
            let array = args[0].to_array(rows)?;
            let texts = array.as_boolean().iter();
            let output: StringArray = texts
                .map(|b| b.map(|b| if b { "true" } else { "false" }))
                .collect();
            rows::finish(Arc::new(output), args)
        }),
        _ => return None,
    })
}
