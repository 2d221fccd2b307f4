//! `avg` of intervals: buffer (sum, count). The sum raises an error where it overflows, or is NULL
//! for good in `try_avg`, and the quotient is rounded half up (`Average`, `DivideYMInterval`, `DivideDTInterval`).

use std::marker::PhantomData;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, ArrowPrimitiveType, AsArray, BooleanArray, Int64Array, PrimitiveArray,
};
use arrow::datatypes::{
    DataType, DurationMicrosecondType, Int64Type, IntervalUnit, IntervalYearMonthType,
};
use datafusion_common::{Result, internal_err};
use datafusion_expr::{EmitTo, GroupsAccumulator};
use datafusion_functions_aggregate_common::aggregate::groups_accumulator::accumulate::accumulate;

use super::AggregateCall;
use super::sum::{interval_overflow, kept};
use crate::EvalMode;

pub fn create(call: &AggregateCall) -> Result<Box<dyn GroupsAccumulator>> {
    match call.return_field.data_type() {
        DataType::Interval(IntervalUnit::YearMonth) => Ok(Box::new(AverageInterval::<
            IntervalYearMonthType,
        >::new(call))),
        DataType::Duration(_) => Ok(Box::new(AverageInterval::<DurationMicrosecondType>::new(
            call,
        ))),
        other => internal_err!("avg of {other}"),
    }
}

struct AverageInterval<T> {
    /// Within the range of the type.
    sums: Vec<i64>,
    counts: Vec<i64>,
    overflow: Vec<bool>,
    /// Whether a sum that overflows is NULL.
    tries: bool,
    interval: PhantomData<T>,
}

impl<T> AverageInterval<T> {
    fn new(call: &AggregateCall) -> Self {
        Self {
            sums: Vec::new(),
            counts: Vec::new(),
            overflow: Vec::new(),
            tries: call.mode == EvalMode::Try,
            interval: PhantomData,
        }
    }
}

/// `LongMath.divide` with HALF_UP, of a positive count.
fn half_up(sum: i64, count: i64) -> i64 {
    let (quotient, rest) = (sum / count, (sum % count).abs());
    if rest >= count - rest && rest != 0 {
        quotient + sum.signum()
    } else {
        quotient
    }
}

impl<T> AverageInterval<T>
where
    T: ArrowPrimitiveType + Send,
    T::Native: Into<i64> + TryFrom<i64>,
{
    fn resize(&mut self, groups: usize) {
        self.sums.resize(groups, 0);
        self.counts.resize(groups, 0);
        self.overflow.resize(groups, false);
    }

    fn add(
        &mut self,
        values: &PrimitiveArray<T>,
        group_indices: &[usize],
        filter: Option<&BooleanArray>,
    ) -> Result<()> {
        let mut any = false;
        let (sums, overflow) = (&mut self.sums, &mut self.overflow);
        accumulate(group_indices, values, filter, |group, value| {
            match sums[group].checked_add(value.into()) {
                Some(sum) if T::Native::try_from(sum).is_ok() => sums[group] = sum,
                _ => {
                    overflow[group] = true;
                    any = true;
                }
            }
        });
        if any && !self.tries {
            let number = if size_of::<T::Native>() == 4 {
                "integer"
            } else {
                "long"
            };
            return Err(interval_overflow(number).into());
        }
        Ok(())
    }

    /// The sums of the first groups, NULL if they overflow, and their counts.
    fn take(&mut self, emit_to: EmitTo) -> (Vec<Option<i64>>, Vec<i64>) {
        let sums = emit_to.take_needed(&mut self.sums);
        let overflow = emit_to.take_needed(&mut self.overflow);
        let sums = sums.into_iter().zip(overflow);
        let sums = sums.map(|(sum, overflow)| (!overflow).then_some(sum));
        (sums.collect(), emit_to.take_needed(&mut self.counts))
    }

    fn array(values: impl Iterator<Item = Option<i64>>) -> ArrayRef {
        let values = values.map(|v| v.and_then(|v| T::Native::try_from(v).ok()));
        Arc::new(PrimitiveArray::<T>::from_iter(values))
    }
}

impl<T> GroupsAccumulator for AverageInterval<T>
where
    T: ArrowPrimitiveType + Send,
    T::Native: Into<i64> + TryFrom<i64>,
{
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        filter: Option<&BooleanArray>,
        total_num_groups: usize,
    ) -> Result<()> {
        self.resize(total_num_groups);
        let values = values[0].as_primitive::<T>();
        let counts = &mut self.counts;
        accumulate(group_indices, values, filter, |group, _| counts[group] += 1);
        self.add(values, group_indices, filter)
    }

    fn merge_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        total_num_groups: usize,
    ) -> Result<()> {
        self.resize(total_num_groups);
        let counts = values[1].as_primitive::<Int64Type>().values();
        let sums = values[0].as_primitive::<T>();
        for (row, (group, count)) in group_indices.iter().zip(counts).enumerate() {
            self.counts[*group] += count;
            self.overflow[*group] |= sums.is_null(row);
        }
        self.add(sums, group_indices, None)
    }

    fn evaluate(&mut self, emit_to: EmitTo) -> Result<ArrayRef> {
        let (sums, counts) = self.take(emit_to);
        let averages = sums.into_iter().zip(counts);
        let averages = averages.map(|(sum, count)| match sum {
            Some(sum) if count != 0 => Some(half_up(sum, count)),
            _ => None,
        });
        Ok(Self::array(averages))
    }

    fn state(&mut self, emit_to: EmitTo) -> Result<Vec<ArrayRef>> {
        let (sums, counts) = self.take(emit_to);
        let sums = Self::array(sums.into_iter());
        Ok(vec![sums, Arc::new(Int64Array::from(counts))])
    }

    fn convert_to_state(
        &self,
        values: &[ArrayRef],
        filter: Option<&BooleanArray>,
    ) -> Result<Vec<ArrayRef>> {
        let values = kept(Arc::clone(&values[0]), filter)?;
        let values = values.as_primitive::<T>();
        let counts = (0..values.len()).map(|row| i64::from(values.is_valid(row)));
        let sums = values.iter().map(|v| Some(v.map_or(0, Into::into)));
        let counts = Int64Array::from_iter_values(counts);
        Ok(vec![Self::array(sums), Arc::new(counts)])
    }

    fn size(&self) -> usize {
        (self.sums.capacity() + self.counts.capacity()) * size_of::<i64>()
            + self.overflow.capacity()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::super::testing::{by_halves, call, update};
    use super::*;
    use arrow::array::{DurationMicrosecondArray, IntervalYearMonthArray};

    fn average(t: &DataType) -> AggregateCall {
        let buffer = [t.clone(), DataType::Int64];
        call("avg", std::slice::from_ref(t), t.clone(), &buffer)
    }

    #[test]
    fn rounded_half_up() {
        for (values, expected) in [
            (vec![Some(1), None, Some(2)], Some(2)),
            (vec![Some(-1), Some(-2)], Some(-2)),
            (vec![Some(1), Some(0), Some(0)], Some(0)),
            (vec![Some(2), Some(0), Some(0)], Some(1)),
            (vec![None], None),
        ] {
            let values: ArrayRef = Arc::new(IntervalYearMonthArray::from(values));
            let call = average(values.data_type());
            let got = by_halves(&call, &[values]).unwrap();
            assert_eq!(
                got.as_primitive::<IntervalYearMonthType>().iter().next(),
                Some(expected)
            );
        }
    }

    #[test]
    fn overflow() {
        let months: ArrayRef = Arc::new(IntervalYearMonthArray::from(vec![i32::MAX, 1]));
        let micros: ArrayRef = Arc::new(DurationMicrosecondArray::from(vec![i64::MIN, -1]));
        for values in [months, micros] {
            let mut acc = create(&average(values.data_type())).unwrap();
            let error = acc.update_batch(&[Arc::clone(&values)], &[0, 0], None, 1);
            assert!(
                error
                    .unwrap_err()
                    .to_string()
                    .contains("INTERVAL_ARITHMETIC_OVERFLOW")
            );
            let mut acc = create(&average(values.data_type())).unwrap();
            update(acc.as_mut(), &[values.slice(0, 1)]);
            let mut tries = average(values.data_type());
            tries.mode = EvalMode::Try;
            assert!(
                by_halves(&tries, &[Arc::clone(&values)])
                    .unwrap()
                    .is_null(0)
            );
            assert_eq!(&acc.evaluate(EmitTo::All).unwrap(), &values.slice(0, 1));
        }
    }
}
