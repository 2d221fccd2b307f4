//! Casts that cannot lose anything but by rounding, in every mode (`Cast` in catalyst).
//!
//! | from | to |
//! |---|---|
//! | byte, short, int, long | a wider integer, float, double, decimal |
//! | float | double |
//! | decimal | decimal, double |
//! | date | timestamp_ntz |
//! | null | anything |

mod decimal;
mod number;

use std::sync::Arc;

use arrow::datatypes::{DataType, TimeUnit};
use datafusion_common::{Result, ScalarValue, internal_err};
use datafusion_expr::ColumnarValue;

use crate::EvalMode;
use crate::table::Kernel;

/// The kernel of `CAST(from AS to)`; its one argument is the value.
pub fn bind(from: &DataType, to: &DataType, mode: EvalMode, _time_zone: &str) -> Result<Kernel> {
    use DataType::*;
    match (from, to) {
        (Null, to) => {
            let null = ScalarValue::try_from(to)?;
            Ok(Arc::new(move |_, _| {
                Ok(ColumnarValue::Scalar(null.clone()))
            }))
        }
        (Int8, Int16 | Int32 | Int64)
        | (Int16, Int32 | Int64)
        | (Int32, Int64)
        | (Int8 | Int16 | Int32 | Int64, Float32 | Float64)
        | (Float32, Float64)
        | (Date32, Timestamp(TimeUnit::Microsecond, None)) => Ok(number::widen(to.clone())),
        (Int8 | Int16 | Int32 | Int64, Decimal128(p, s)) => Ok(decimal::from_integer(*p, *s, mode)),
        (Decimal128(_, from), Decimal128(p, s)) => Ok(decimal::to_decimal(*from, *p, *s, mode)),
        (Decimal128(_, scale), Float64) => Ok(decimal::to_double(*scale)),
        _ => internal_err!("no native cast from {from} to {to}"),
    }
}
