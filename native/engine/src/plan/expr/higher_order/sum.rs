//! `aggregate` of a function that only adds: a loop over the elements of each row.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, ArrowPrimitiveType, AsArray, PrimitiveArray};
use arrow::buffer::OffsetBuffer;
use arrow::datatypes::{DataType, Float32Type, Float64Type, Int32Type, Int64Type};
use datafusion_common::Result;
use datafusion_physical_expr::ScalarFunctionExpr;

use super::super::null_safe::NullSafeCall;
use super::fold::{ELEMENT, STATE};
use super::lambda::{Lambda, Variable};

/// Adds; None on overflow.
trait Add: ArrowPrimitiveType {
    fn add(left: Self::Native, right: Self::Native) -> Option<Self::Native>;
}

impl Add for Int32Type {
    fn add(left: i32, right: i32) -> Option<i32> {
        left.checked_add(right)
    }
}

impl Add for Int64Type {
    fn add(left: i64, right: i64) -> Option<i64> {
        left.checked_add(right)
    }
}

impl Add for Float32Type {
    fn add(left: f32, right: f32) -> Option<f32> {
        Some(left + right)
    }
}

impl Add for Float64Type {
    fn add(left: f64, right: f64) -> Option<f64> {
        Some(left + right)
    }
}

/// The states of all rows after their last elements. None if `merge` does something else than to add
/// to the state, or if something is raised or overflows: then each step must be seen.
pub(super) fn states(
    merge: &Lambda,
    zero: &ArrayRef,
    offsets: &OffsetBuffer<i32>,
    captured: &[ArrayRef],
    elements: &ArrayRef,
) -> Result<Option<ArrayRef>> {
    let body = merge.body();
    let function = match body.downcast_ref::<NullSafeCall>() {
        Some(call) => Some(call.function()),
        None => body.downcast_ref::<ScalarFunctionExpr>(),
    };
    let Some([state, added]) = function.filter(|f| f.name() == "+").map(|f| f.args()) else {
        return Ok(None);
    };
    let added = merge.part(added)?;
    let sums = match zero.data_type() {
        DataType::Int32 => sums::<Int32Type>,
        DataType::Int64 => sums::<Int64Type>,
        DataType::Float32 => sums::<Float32Type>,
        DataType::Float64 => sums::<Float64Type>,
        _ => return Ok(None),
    };
    if !merge.is_variable(state, STATE)
        || added.reads(STATE)
        || added.data_type()? != *zero.data_type()
    {
        return Ok(None);
    }
    let mut variables = [Variable::Index, Variable::Index];
    variables[ELEMENT] = Variable::Column(Arc::clone(elements));
    let Ok(added) = added.over_elements(offsets, captured, &variables) else {
        return Ok(None);
    };
    Ok(sums(zero, offsets, &added))
}

fn sums<T: Add>(
    zero: &ArrayRef,
    offsets: &OffsetBuffer<i32>,
    added: &ArrayRef,
) -> Option<ArrayRef> {
    let (zero, added) = (zero.as_primitive::<T>(), added.as_primitive::<T>());
    let values = added.values();
    let mut sums = Vec::with_capacity(zero.len());
    for (row, pair) in offsets.windows(2).enumerate() {
        let (start, end) = (pair[0] as usize, pair[1] as usize);
        let whole = added
            .nulls()
            .is_none_or(|n| n.slice(start, end - start).null_count() == 0);
        if zero.is_null(row) || !whole {
            sums.push(None);
            continue;
        }
        let mut sum = zero.value(row);
        for value in &values[start..end] {
            sum = T::add(sum, *value)?;
        }
        sums.push(Some(sum));
    }
    let sums: PrimitiveArray<T> = sums.into_iter().collect();
    Some(Arc::new(sums))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use arrow::array::Int32Array;
    use thermite_functions::nested::offsets_of;

    use super::*;

    #[test]
    fn a_null_makes_the_sum_null_and_an_overflow_none() {
        let zero: ArrayRef = Arc::new(Int32Array::from(vec![Some(1), None, Some(0), Some(5)]));
        let added: ArrayRef = Arc::new(Int32Array::from(vec![Some(2), Some(3), Some(4), None]));
        let offsets = offsets_of(vec![0, 2, 3, 4, 4]);
        let output = sums::<Int32Type>(&zero, &offsets, &added).unwrap();
        let output: Vec<_> = output.as_primitive::<Int32Type>().iter().collect();
        assert_eq!(output, [Some(6), None, None, Some(5)]);
        let zero: ArrayRef = Arc::new(Int32Array::from(vec![i32::MAX]));
        assert!(sums::<Int32Type>(&zero, &offsets_of(vec![0, 1]), &added).is_none());
    }
}
