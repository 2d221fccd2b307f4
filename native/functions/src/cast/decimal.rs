//! Casts from and to decimals.

use std::sync::Arc;

use arrow::array::{AsArray, Decimal128Array, Float64Array};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Decimal128Type, DecimalType, Int64Type};
use datafusion_expr::ColumnarValue;

use crate::EvalMode;
use crate::decimal::{map_decimal, pow10, rescaled};
use crate::table::Kernel;

pub fn from_integer(precision: u8, scale: i8, mode: EvalMode) -> Kernel {
    let bound = pow10(u32::from(precision));
    Arc::new(move |args, rows| {
        let longs = cast(&args[0].to_array(rows)?, &DataType::Int64)?;
        let unscaled: Decimal128Array = longs.as_primitive::<Int64Type>().unary(i128::from);
        let unscaled = unscaled.with_precision_and_scale(38, 0)?;
        let output = map_decimal(&unscaled, precision, scale, mode, |v| {
            rescaled(v, 0, scale, bound)
        })?;
        Ok(ColumnarValue::Array(Arc::new(output)))
    })
}

pub fn to_decimal(from: i8, precision: u8, scale: i8, mode: EvalMode) -> Kernel {
    let bound = pow10(u32::from(precision));
    Arc::new(move |args, rows| {
        let array = args[0].to_array(rows)?;
        let output = map_decimal(
            array.as_primitive::<Decimal128Type>(),
            precision,
            scale,
            mode,
            |v| rescaled(v, from, scale, bound),
        )?;
        Ok(ColumnarValue::Array(Arc::new(output)))
    })
}

/// `BigDecimal.doubleValue`: the nearest double.
pub fn to_double(scale: i8) -> Kernel {
    let divisor = 10f64.powi(i32::from(scale));
    Arc::new(move |args, rows| {
        let array = args[0].to_array(rows)?;
        let decimals = array.as_primitive::<Decimal128Type>();
        let output: Float64Array = decimals.unary(|v| {
            // Both operands are exact, so the quotient is the nearest double.
            if v.unsigned_abs() < 1 << 53 && scale <= 22 {
                v as f64 / divisor
            } else {
                let text = Decimal128Type::format_decimal(v, 38, scale);
                text.parse().unwrap_or(f64::NAN)
            }
        });
        Ok(ColumnarValue::Array(Arc::new(output)))
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use arrow::datatypes::Float64Type;

    #[test]
    fn decimals_become_the_nearest_double() {
        let values = vec![10, 12_345_678_901_234_567_890_123];
        let input = Decimal128Array::from(values)
            .with_precision_and_scale(38, 2)
            .unwrap();
        let out = to_double(2)(&[ColumnarValue::Array(Arc::new(input))], 2).unwrap();
        let out = out.to_array(2).unwrap();
        let out = out.as_primitive::<Float64Type>();
        assert_eq!(out.value(0), 0.1);
        assert_eq!(out.value(1), 123_456_789_012_345_678_901.23);
    }
}
