//! Comparison of floating-point numbers in Spark's order (`SQLOrderingUtil`): NaN is the largest and
//! equals itself, -0.0 equals 0.0.

use std::cmp::Ordering;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray};
use arrow::buffer::{BooleanBuffer, NullBuffer};
use arrow::datatypes::{DataType, Float32Type, Float64Type};
use datafusion_common::internal_err;
use datafusion_expr::ColumnarValue;

use crate::table::Kernel;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CompareOp {
    Eq,
    NotEq,
    Lt,
    LtEq,
    Gt,
    GtEq,
    EqNullSafe,
}

pub fn float_comparison(op: CompareOp) -> Kernel {
    Arc::new(move |args, rows| {
        let (l, r) = (args[0].to_array(rows)?, args[1].to_array(rows)?);
        let bits = match l.data_type() {
            DataType::Float32 => {
                let (l, r) = (
                    l.as_primitive::<Float32Type>(),
                    r.as_primitive::<Float32Type>(),
                );
                BooleanBuffer::collect_bool(rows, |i| {
                    holds(op, f64::from(l.value(i)), f64::from(r.value(i)))
                })
            }
            DataType::Float64 => {
                let (l, r) = (
                    l.as_primitive::<Float64Type>(),
                    r.as_primitive::<Float64Type>(),
                );
                BooleanBuffer::collect_bool(rows, |i| holds(op, l.value(i), r.value(i)))
            }
            other => return internal_err!("a float comparison of {other}"),
        };
        let output = if op == CompareOp::EqNullSafe {
            null_safe(bits, &l, &r)
        } else {
            BooleanArray::new(bits, NullBuffer::union(l.nulls(), r.nulls()))
        };
        Ok(ColumnarValue::Array(Arc::new(output)))
    })
}

fn null_safe(equal: BooleanBuffer, l: &ArrayRef, r: &ArrayRef) -> BooleanArray {
    let bits = BooleanBuffer::collect_bool(equal.len(), |i| match (l.is_null(i), r.is_null(i)) {
        (false, false) => equal.value(i),
        (l, r) => l && r,
    });
    BooleanArray::new(bits, None)
}

fn order(a: f64, b: f64) -> Ordering {
    a.partial_cmp(&b)
        .unwrap_or_else(|| a.is_nan().cmp(&b.is_nan()))
}

fn holds(op: CompareOp, a: f64, b: f64) -> bool {
    let order = order(a, b);
    match op {
        CompareOp::Eq | CompareOp::EqNullSafe => order.is_eq(),
        CompareOp::NotEq => order.is_ne(),
        CompareOp::Lt => order.is_lt(),
        CompareOp::LtEq => order.is_le(),
        CompareOp::Gt => order.is_gt(),
        CompareOp::GtEq => order.is_ge(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nan_is_largest_and_zeros_are_equal() {
        assert!(holds(CompareOp::Eq, f64::NAN, f64::NAN));
        assert!(holds(CompareOp::Gt, f64::NAN, f64::INFINITY));
        assert!(holds(CompareOp::Lt, f64::INFINITY, f64::NAN));
        assert!(holds(CompareOp::Eq, -0.0, 0.0));
        assert!(!holds(CompareOp::Lt, -0.0, 0.0));
    }
}
