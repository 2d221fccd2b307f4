//! `max_by`, `min_by`: buffer (value, ordering). Rows with a NULL ordering do not count; of equal
//! orderings the last row stays (`MaxMinBy`).

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray};
use arrow::compute::cast;
use arrow::datatypes::{
    DataType, Decimal128Type, Float64Type, Int64Type, IntervalUnit, IntervalYearMonthType,
};
use datafusion_common::{Result, internal_err};
use datafusion_expr::{EmitTo, GroupsAccumulator};

use super::AggregateCall;
use super::order_key;
use super::picked::Picked;
use super::sum::kept;

pub fn max_by(call: &AggregateCall) -> Result<Box<dyn GroupsAccumulator>> {
    create(call, false)
}

pub fn min_by(call: &AggregateCall) -> Result<Box<dyn GroupsAccumulator>> {
    create(call, true)
}

fn create(call: &AggregateCall, min: bool) -> Result<Box<dyn GroupsAccumulator>> {
    let picked = Picked::new(call.buffer.iter().map(|f| f.data_type()));
    let ordering = call.buffer[1].data_type();
    Ok(match ordering {
        _ if is_number(ordering) => Box::new(ExtremeBy::<i128>::new(picked, min)),
        _ if order_key::is_ordered(ordering) => Box::new(ExtremeBy::<Vec<u8>>::new(picked, min)),
        other => return internal_err!("{} in the order of {other}", call.name),
    })
}

/// `min`, `max` of values with parts: buffer (value). Of equal values the first stays.
pub fn of_values(call: &AggregateCall, min: bool) -> Result<Box<dyn GroupsAccumulator>> {
    let picked = Picked::new(call.buffer.iter().map(|f| f.data_type()));
    if !order_key::is_ordered(call.return_field.data_type()) {
        return internal_err!("{} of {}", call.name, call.return_field.data_type());
    }
    let mut extreme = ExtremeBy::<Vec<u8>>::new(picked, min);
    extreme.first_stays = true;
    Ok(Box::new(extreme))
}

/// What rows are ordered by: the last of the columns, which are (value, ordering) or (value).
fn orderings(values: &[ArrayRef], filter: Option<&BooleanArray>) -> Result<ArrayRef> {
    match values.last() {
        Some(last) => kept(Arc::clone(last), filter),
        None => internal_err!("an extreme of no column"),
    }
}

fn is_number(t: &DataType) -> bool {
    t.is_integer()
        || t.is_temporal()
            && !matches!(t, DataType::Interval(unit) if *unit != IntervalUnit::YearMonth)
        || matches!(
            t,
            DataType::Boolean | DataType::Float32 | DataType::Float64 | DataType::Decimal128(..)
        )
}

/// What orderings are compared by.
trait Key: Ord + Default + Clone + Send + 'static {
    /// Calls `row(i, key)` with the key of each row whose ordering is not NULL.
    fn each(orderings: &ArrayRef, row: impl FnMut(usize, &Self::Borrowed)) -> Result<()>;
    type Borrowed: ?Sized;
    fn order(&self, other: &Self::Borrowed) -> std::cmp::Ordering;
    /// Becomes `other`; the heap bytes that takes in addition.
    fn set(&mut self, other: &Self::Borrowed) -> usize;
}

impl Key for i128 {
    type Borrowed = i128;

    fn each(orderings: &ArrayRef, mut row: impl FnMut(usize, &i128)) -> Result<()> {
        let mut each = |i: usize, key: i128| {
            if orderings.is_valid(i) {
                row(i, &key);
            }
        };
        match orderings.data_type() {
            DataType::Decimal128(..) => {
                let values = orderings.as_primitive::<Decimal128Type>().values();
                values.iter().enumerate().for_each(|(i, v)| each(i, *v));
            }
            DataType::Float32 | DataType::Float64 => {
                let values = cast(orderings, &DataType::Float64)?;
                let values = values.as_primitive::<Float64Type>().values();
                values
                    .iter()
                    .enumerate()
                    .for_each(|(i, v)| each(i, i128::from(float_key(*v))));
            }
            DataType::Interval(IntervalUnit::YearMonth) => {
                let values = orderings.as_primitive::<IntervalYearMonthType>().values();
                let values = values.iter().enumerate();
                values.for_each(|(i, v)| each(i, i128::from(*v)));
            }
            _ => {
                let values = cast(orderings, &DataType::Int64)?;
                let values = values.as_primitive::<Int64Type>().values();
                values
                    .iter()
                    .enumerate()
                    .for_each(|(i, v)| each(i, i128::from(*v)));
            }
        }
        Ok(())
    }

    fn order(&self, other: &i128) -> std::cmp::Ordering {
        self.cmp(other)
    }

    fn set(&mut self, other: &i128) -> usize {
        *self = *other;
        0
    }
}

/// An integer in Spark's order of floating-point numbers: one zero, and one NaN above all.
fn float_key(v: f64) -> i64 {
    let v = if v.is_nan() { f64::NAN } else { v + 0.0 };
    let bits = v.to_bits() as i64;
    // Of negative numbers the larger magnitude is the smaller number.
    bits ^ (((bits >> 63) as u64) >> 1) as i64
}

impl Key for Vec<u8> {
    type Borrowed = [u8];

    fn each(orderings: &ArrayRef, mut row: impl FnMut(usize, &[u8])) -> Result<()> {
        let bytes = order_key::bytes(orderings)?;
        for (i, key) in bytes.iter().enumerate() {
            if let Some(key) = key {
                row(i, key);
            }
        }
        Ok(())
    }

    fn order(&self, other: &[u8]) -> std::cmp::Ordering {
        self.as_slice().cmp(other)
    }

    fn set(&mut self, other: &[u8]) -> usize {
        let before = self.capacity();
        self.clear();
        self.extend_from_slice(other);
        self.capacity() - before
    }
}

struct ExtremeBy<K> {
    picked: Picked,
    keys: Vec<K>,
    /// Bytes that keys hold on the heap.
    heap: usize,
    min: bool,
    /// Whether the first of equal orderings stays, not the last.
    first_stays: bool,
}

impl<K: Key> ExtremeBy<K> {
    fn new(picked: Picked, min: bool) -> Self {
        Self {
            picked,
            keys: Vec::new(),
            heap: 0,
            min,
            first_stays: false,
        }
    }
}

impl<K: Key> GroupsAccumulator for ExtremeBy<K> {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        filter: Option<&BooleanArray>,
        total_num_groups: usize,
    ) -> Result<()> {
        self.picked.resize(total_num_groups);
        self.keys.resize(total_num_groups, K::default());
        let (picked, keys, heap) = (&mut self.picked, &mut self.keys, &mut self.heap);
        let (min, first_stays) = (self.min, self.first_stays);
        let orderings = orderings(values, filter)?;
        K::each(&orderings, |row, key| {
            let group = group_indices[row];
            let order = keys[group].order(key);
            let better = if min { order.is_lt() } else { order.is_gt() };
            let stays = better || first_stays && order.is_eq();
            if !(stays && picked.is_set(group)) {
                *heap += keys[group].set(key);
                picked.choose(group, row);
            }
        })?;
        self.picked.keep(values)
    }

    fn merge_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        total_num_groups: usize,
    ) -> Result<()> {
        self.update_batch(values, group_indices, None, total_num_groups)
    }

    fn evaluate(&mut self, emit_to: EmitTo) -> Result<ArrayRef> {
        Ok(self.state(emit_to)?.swap_remove(0))
    }

    fn state(&mut self, emit_to: EmitTo) -> Result<Vec<ArrayRef>> {
        emit_to.take_needed(&mut self.keys);
        if self.keys.is_empty() {
            self.heap = 0;
        }
        Ok(self.picked.take(emit_to)?.0)
    }

    fn convert_to_state(
        &self,
        values: &[ArrayRef],
        filter: Option<&BooleanArray>,
    ) -> Result<Vec<ArrayRef>> {
        let ordering = orderings(values, filter)?;
        if values.len() == 1 {
            return Ok(vec![ordering]);
        }
        // Without an ordering the row does not count: its value is NULL too.
        let counted = arrow::compute::is_not_null(&ordering)?;
        let value = match values[0].data_type() {
            DataType::Null => Arc::clone(&values[0]),
            _ => kept(Arc::clone(&values[0]), Some(&counted))?,
        };
        Ok(vec![value, ordering])
    }

    fn size(&self) -> usize {
        self.picked.size() + self.heap + self.keys.capacity() * size_of::<K>()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::super::testing::{call, groups};
    use super::*;
    use arrow::array::{Date32Array, Float64Array, Int32Array, ListArray, StringArray};
    use arrow::datatypes::Int32Type;

    fn run(name: &str, orderings: ArrayRef) -> Vec<Option<i32>> {
        let (int, t) = (DataType::Int32, orderings.data_type().clone());
        let call = call(name, &[int.clone(), t.clone()], int.clone(), &[int, t]);
        let mut acc = groups(&call);
        let values: ArrayRef = Arc::new(Int32Array::from_iter_values(0..5));
        let batch = [values, orderings];
        let indices = [0, 0, 0, 0, 1];
        acc.update_batch(&batch, &indices, None, 2).unwrap();
        let state = acc.state(EmitTo::All).unwrap();
        acc.merge_batch(&state, &[0, 1], 2).unwrap();
        let converted = acc.convert_to_state(&batch, None).unwrap();
        acc.merge_batch(&converted, &indices, 2).unwrap();
        let result = acc.evaluate(EmitTo::All).unwrap();
        result.as_primitive::<Int32Type>().iter().collect()
    }

    #[test]
    fn ties_go_to_the_last_and_nulls_do_not_count() {
        let dates = || {
            Arc::new(Date32Array::from(vec![
                Some(3),
                Some(1),
                Some(3),
                None,
                None,
            ]))
        };
        assert_eq!(run("max_by", dates()), [Some(2), None]);
        assert_eq!(run("min_by", dates()), [Some(1), None]);
    }

    #[test]
    fn values_with_parts() {
        let lists = |values: Vec<Option<Vec<Option<f64>>>>| -> ArrayRef {
            Arc::new(ListArray::from_iter_primitive::<Float64Type, _, _>(values))
        };
        let orderings = || {
            lists(vec![
                Some(vec![Some(0.0), None]),
                None,
                Some(vec![Some(-0.0), Some(2.0)]),
                Some(vec![Some(0.0), Some(2.0)]),
                Some(vec![]),
            ])
        };
        assert_eq!(run("max_by", orderings()), [Some(3), Some(4)]);
        assert_eq!(run("min_by", orderings()), [Some(0), Some(4)]);
        let t = orderings().data_type().clone();
        let args = std::slice::from_ref(&t);
        let mut max = groups(&call("max", args, t.clone(), args));
        let rows = max.convert_to_state(&[orderings()], None).unwrap();
        max.merge_batch(&rows, &[0, 0, 0, 0, 1], 3).unwrap();
        let max = max.evaluate(EmitTo::All).unwrap();
        let first = max.as_list::<i32>().value(0);
        assert!(
            first
                .as_primitive::<Float64Type>()
                .value(0)
                .is_sign_negative()
        );
        assert!(max.is_valid(1) && max.is_null(2));
    }

    #[test]
    fn floats_and_strings() {
        let floats = || {
            let values = vec![-2.0, f64::NAN, f64::INFINITY, -5.0, 0.0];
            Arc::new(Float64Array::from(values))
        };
        assert_eq!(run("max_by", floats()), [Some(1), Some(4)]);
        assert_eq!(run("min_by", floats()), [Some(3), Some(4)]);
        let strings = || Arc::new(StringArray::from(vec!["b", "", "ba", "a", "z"]));
        assert_eq!(run("max_by", strings()), [Some(2), Some(4)]);
        assert_eq!(run("min_by", strings()), [Some(1), Some(4)]);
    }

    #[test]
    fn float_keys_are_ordered() {
        let inf = f64::INFINITY;
        let ordered = [
            -inf,
            -2.5,
            -f64::MIN_POSITIVE,
            0.0,
            1e-300,
            7.0,
            inf,
            -f64::NAN,
        ];
        let keys: Vec<i64> = ordered.iter().map(|v| float_key(*v)).collect();
        assert!(keys.is_sorted_by(|a, b| a < b));
        assert_eq!(float_key(-0.0), float_key(0.0));
    }
}
