//! `width_bucket` and `factorial`.

use std::sync::Arc;

use arrow::array::Int64Array;
use arrow::datatypes::{Float64Type, Int32Type, Int64Type};
use datafusion_common::Result;
use datafusion_expr::ColumnarValue;

use super::rows::{self, Failure};
use crate::SparkError;
use crate::argument::{Longs, Values};
use crate::table::{Call, Kernel};

/// `WidthBucket`
pub fn width_bucket(_call: &Call) -> Result<Kernel> {
    Ok(Arc::new(|args, rows| {
        let value = Values::<Float64Type>::new(&args[0])?;
        let (min, max) = (
            Values::<Float64Type>::new(&args[1])?,
            Values::<Float64Type>::new(&args[2])?,
        );
        let count = Longs::new(&args[3])?;
        let buckets: Int64Array = (0..rows)
            .map(|row| {
                bucket(
                    value.get(row)?,
                    min.get(row)?,
                    max.get(row)?,
                    count.get(row)?,
                )
            })
            .collect();
        Ok(ColumnarValue::Array(Arc::new(buckets)))
    }))
}

fn bucket(value: f64, min: f64, max: f64, count: i64) -> Option<i64> {
    let none = count <= 0
        || count == i64::MAX
        || value.is_nan()
        || min == max
        || !min.is_finite()
        || !max.is_finite();
    if none {
        return None;
    }
    let (lower, upper) = (min.min(max), min.max(max));
    let (before, behind, distance) = if min < max {
        (value < lower, value >= upper, value - lower)
    } else {
        (value > upper, value <= lower, upper - value)
    };
    Some(if before {
        0
    } else if behind {
        count + 1
    } else {
        ((count as f64 * distance / (upper - lower)) as i64).wrapping_add(1)
    })
}

const FACTORIALS: [i64; 21] = {
    let mut all = [1; 21];
    let mut n = 1;
    while n < 21 {
        all[n] = all[n - 1] * n as i64;
        n += 1;
    }
    all
};

/// NULL where the result does not fit.
pub fn factorial(_call: &Call) -> Result<Kernel> {
    Ok(Arc::new(|args, rows| {
        let failure = Failure::<fn(i32) -> SparkError>::Null;
        let output =
            rows::unary::<Int32Type, Int64Type>(args, rows, &failure, |n| {
                match FACTORIALS.get(n as usize) {
                    Some(factorial) => (*factorial, false),
                    None => (0, true),
                }
            })?;
        rows::finish(Arc::new(output), args)
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::string::testing::{eval, int};

    #[test]
    fn factorials() {
        let of = |n| eval(factorial, &[int(n)], 1).remove(0);
        assert_eq!(of(0), "1");
        assert_eq!(of(5), "120");
        assert_eq!(of(20), "2432902008176640000");
        assert_eq!(of(21), "NULL");
        assert_eq!(of(-1), "NULL");
    }

    #[test]
    fn buckets() {
        assert_eq!(bucket(5.3, 0.2, 10.6, 5), Some(3));
        assert_eq!(bucket(-2.1, 1.3, 3.4, 3), Some(0));
        assert_eq!(bucket(-0.9, 5.2, 0.5, 2), Some(3));
        assert_eq!(bucket(8.1, 0.0, 5.7, 4), Some(5));
        assert_eq!(bucket(f64::INFINITY, 0.0, 5.7, 4), Some(5));
        assert_eq!(bucket(1.0, 0.0, -0.0, 4), None);
        assert_eq!(bucket(1.0, 0.0, 2.0, i64::MAX), None);
    }
}
