//! Functions of one double whose result is the same on every machine: IEEE 754 defines it.

use std::sync::Arc;

use arrow::array::{Array, AsArray, BooleanArray};
use arrow::buffer::BooleanBuffer;
use arrow::datatypes::{DataType, Float32Type, Float64Type};
use datafusion_common::{Result, internal_err};

use super::rows::{self, Failure};
use crate::SparkError;
use crate::table::{Call, Kernel};

fn bind(call: &Call, f: fn(f64) -> f64) -> Result<Kernel> {
    if call.arg_types != [DataType::Float64] {
        return internal_err!("{} of {:?}", call.name, call.arg_types);
    }
    Ok(Arc::new(move |args, rows| {
        let never = Failure::<fn(f64) -> SparkError>::Null;
        let output =
            rows::unary::<Float64Type, Float64Type>(args, rows, &never, |v| (f(v), false))?;
        rows::finish(Arc::new(output), args)
    }))
}

pub fn sqrt(call: &Call) -> Result<Kernel> {
    bind(call, f64::sqrt)
}

/// `Math.rint`.
pub fn rint(call: &Call) -> Result<Kernel> {
    bind(call, f64::round_ties_even)
}

/// `Math.signum`: zeros and NaN are their own.
pub fn signum(call: &Call) -> Result<Kernel> {
    bind(call, |v| {
        if v > 0.0 {
            1.0
        } else if v < 0.0 {
            -1.0
        } else {
            v
        }
    })
}

/// `IsNaN`: NULL is none.
pub fn is_nan(call: &Call) -> Result<Kernel> {
    let float = match call.arg_types[..] {
        [DataType::Float32] => true,
        [DataType::Float64] => false,
        _ => return internal_err!("isnan of {:?}", call.arg_types),
    };
    Ok(Arc::new(move |args, rows| {
        let array = args[0].to_array(rows)?;
        let bits = BooleanBuffer::collect_bool(rows, |row| {
            array.is_valid(row)
                && if float {
                    array.as_primitive::<Float32Type>().value(row).is_nan()
                } else {
                    array.as_primitive::<Float64Type>().value(row).is_nan()
                }
        });
        rows::finish(Arc::new(BooleanArray::new(bits, None)), args)
    }))
}
