//! Comparison of arrays and structs, part by part in Spark's order (`CodegenContext.genComp`).

use std::cmp::Ordering;
use std::sync::Arc;

use arrow::array::{Array, BooleanArray};
use arrow::buffer::{BooleanBuffer, NullBuffer};
use datafusion_expr::ColumnarValue;

use super::keys::{Keys, Zeros, by_key, keys};
use super::lists::column;
use crate::predicate::CompareOp;
use crate::table::Kernel;

pub fn nested_comparison(op: CompareOp) -> Kernel {
    Arc::new(move |args, rows| {
        let (left, left_constant) = column(&args[0])?;
        let (right, right_constant) = column(&args[1])?;
        let (l, r) = (keys(&left, Zeros::Equal)?, keys(&right, Zeros::Equal)?);
        let place = |constant: bool, row: usize| if constant { 0 } else { row };
        let (left, right) = (left.logical_nulls(), right.logical_nulls());
        let is_valid = |nulls: &Option<NullBuffer>, constant: bool, row: usize| {
            nulls
                .as_ref()
                .is_none_or(|n| n.is_valid(place(constant, row)))
        };
        let valid = |row: usize| {
            (
                is_valid(&left, left_constant, row),
                is_valid(&right, right_constant, row),
            )
        };
        // Keys are values or references, by their type.
        #[allow(clippy::needless_borrow)]
        let orders = by_key!(l, [l = l, r = r], {
            Ok(BooleanBuffer::collect_bool(rows, |row| {
                let (a, b) = (place(left_constant, row), place(right_constant, row));
                match valid(row) {
                    (true, true) => holds(op, l.key(a).cmp(&r.key(b))),
                    (a, b) => op == CompareOp::EqNullSafe && a == b,
                }
            }))
        })?;
        let nulls = if op == CompareOp::EqNullSafe || (left.is_none() && right.is_none()) {
            None
        } else {
            let both = BooleanBuffer::collect_bool(rows, |row| valid(row) == (true, true));
            Some(NullBuffer::new(both))
        };
        Ok(ColumnarValue::Array(Arc::new(BooleanArray::new(
            orders, nulls,
        ))))
    })
}

fn holds(op: CompareOp, order: Ordering) -> bool {
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
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::array::testing::{column, constant, list_of, texts};
    use arrow::datatypes::Float64Type;

    #[test]
    fn parts_that_are_null_are_equal_and_smallest() {
        let left = list_of::<Float64Type>(vec![
            Some(vec![None]),
            Some(vec![Some(-0.0), Some(f64::NAN)]),
            None,
            Some(vec![]),
            None,
        ]);
        let right = list_of::<Float64Type>(vec![
            Some(vec![None]),
            Some(vec![Some(0.0), Some(f64::INFINITY)]),
            Some(vec![]),
            Some(vec![None]),
            None,
        ]);
        let compare = |op, args: &[ColumnarValue]| {
            let result = nested_comparison(op)(args, 5).unwrap();
            texts(&result.to_array(5).unwrap())
        };
        let args = [column(&left), column(&right)];
        assert_eq!(
            compare(CompareOp::Eq, &args),
            ["true", "false", "NULL", "false", "NULL"]
        );
        assert_eq!(
            compare(CompareOp::Gt, &args),
            ["false", "true", "NULL", "false", "NULL"]
        );
        assert_eq!(
            compare(CompareOp::EqNullSafe, &args),
            ["true", "false", "false", "false", "true"]
        );
        let args = [constant(&right, 2), column(&left)];
        assert_eq!(
            compare(CompareOp::LtEq, &args),
            ["true", "true", "NULL", "true", "NULL"]
        );
    }
}
