//! `percentile_approx`, `approx_percentile` (`ApproximatePercentile`). Buffer: Spark's digest.
//!
//! The parameters of the call: percentages and the relative error.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BinaryArray, BooleanArray, Float64Array, ListArray};
use arrow::buffer::{Buffer, NullBuffer};
use arrow::compute::{CastOptions, cast, cast_with_options};
use arrow::datatypes::{
    DataType, DurationMicrosecondType, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
    IntervalUnit, IntervalYearMonthType,
};
use datafusion_common::{Result, ScalarValue, internal_err};
use datafusion_expr::{EmitTo, GroupsAccumulator};

use super::AggregateCall;
use super::accumulator::states_of_rows;
use super::cells::offsets;
use super::grouped::counted;
use super::percentile::doubles;
use super::quantiles::Quantiles;

pub fn create(call: &AggregateCall) -> Result<Box<dyn GroupsAccumulator>> {
    let [percentages, ScalarValue::Float64(Some(error))] = call.parameters.as_slice() else {
        return internal_err!("{} with {} parameters", call.name, call.parameters.len());
    };
    Ok(Box::new(PercentileApprox {
        groups: Vec::new(),
        sizes: 0,
        percentages: doubles(percentages)?,
        error: *error,
        result: call.return_field.data_type().clone(),
    }))
}

struct PercentileApprox {
    groups: Vec<Quantiles>,
    /// Memory of the quantiles.
    sizes: usize,
    percentages: Vec<f64>,
    error: f64,
    result: DataType,
}

/// The values as the doubles that they are compared as.
pub fn numbers(values: &ArrayRef) -> Result<ArrayRef> {
    let longs: ArrayRef = match values.data_type() {
        DataType::Interval(IntervalUnit::YearMonth) => {
            let months = values.as_primitive::<IntervalYearMonthType>();
            Arc::new(months.reinterpret_cast::<Int32Type>())
        }
        DataType::Duration(_) => {
            let micros = values.as_primitive::<DurationMicrosecondType>();
            Arc::new(micros.reinterpret_cast::<Int64Type>())
        }
        DataType::Date32 => cast(values, &DataType::Int32)?,
        DataType::Timestamp(..) => cast(values, &DataType::Int64)?,
        _ => Arc::clone(values),
    };
    Ok(cast(&longs, &DataType::Float64)?)
}

/// Doubles as Java casts them to the type of the values: through an int to what is narrower.
pub fn of_doubles(values: Float64Array, result: &DataType) -> Result<ArrayRef> {
    let ints = || values.unary::<_, Int32Type>(|v| v as i32);
    let longs = || values.unary::<_, Int64Type>(|v| v as i64);
    Ok(match result {
        DataType::Int8 => Arc::new(values.unary::<_, Int8Type>(|v| v as i32 as i8)),
        DataType::Int16 => Arc::new(values.unary::<_, Int16Type>(|v| v as i32 as i16)),
        DataType::Int32 => Arc::new(ints()),
        DataType::Int64 => Arc::new(longs()),
        DataType::Interval(IntervalUnit::YearMonth) => {
            Arc::new(ints().reinterpret_cast::<IntervalYearMonthType>())
        }
        DataType::Duration(_) => Arc::new(longs().reinterpret_cast::<DurationMicrosecondType>()),
        DataType::Date32 => cast(&ints(), result)?,
        DataType::Timestamp(..) => cast(&longs(), result)?,
        DataType::Float32 => cast_with_options(&values, result, &CastOptions::default())?,
        DataType::Float64 => Arc::new(values),
        other => return internal_err!("an approximate percentile of type {other}"),
    })
}

impl PercentileApprox {
    fn resize(&mut self, groups: usize) {
        self.groups.resize_with(groups, Quantiles::default);
    }

    fn add(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        filter: Option<&BooleanArray>,
    ) -> Result<()> {
        let nulls = values[0].logical_nulls().filter(|n| n.null_count() > 0);
        let rows = counted(nulls, filter);
        let numbers = numbers(&values[0])?;
        let numbers = numbers.as_primitive::<Float64Type>().values();
        for (row, group) in group_indices.iter().enumerate() {
            if rows.as_ref().is_none_or(|r| r.is_valid(row)) {
                let group = &mut self.groups[*group];
                let before = group.size();
                group.insert(numbers[row], self.error);
                // It shrinks where it is compressed.
                self.sizes = self.sizes + group.size() - before;
            }
        }
        Ok(())
    }

    fn take(&mut self, emit_to: EmitTo) -> Vec<Quantiles> {
        let mut groups = emit_to.take_needed(&mut self.groups);
        for group in &mut groups {
            self.sizes -= group.size();
            group.compress(self.error);
        }
        groups
    }
}

impl GroupsAccumulator for PercentileApprox {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        filter: Option<&BooleanArray>,
        total_num_groups: usize,
    ) -> Result<()> {
        self.resize(total_num_groups);
        self.add(values, group_indices, filter)
    }

    fn merge_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        total_num_groups: usize,
    ) -> Result<()> {
        self.resize(total_num_groups);
        let digests = values[0].as_binary::<i32>();
        for (row, group) in group_indices.iter().enumerate() {
            if digests.is_valid(row) {
                let other = Quantiles::read(digests.value(row))?;
                let group = &mut self.groups[*group];
                let before = group.size();
                group.compress(self.error);
                group.merge(other, self.error);
                self.sizes = self.sizes + group.size() - before;
            }
        }
        Ok(())
    }

    fn evaluate(&mut self, emit_to: EmitTo) -> Result<ArrayRef> {
        let groups = self.take(emit_to);
        let each = self.percentages.len();
        let mut values = Vec::with_capacity(groups.len() * each);
        let mut given = Vec::with_capacity(groups.len());
        let is_list = matches!(self.result, DataType::List(_));
        for group in &groups {
            let found = group.query(&self.percentages, self.error);
            let found = found.filter(|values| !values.is_empty());
            given.push(found.is_some());
            match found {
                Some(found) => values.extend(found),
                None if is_list => {}
                None => values.push(0.0),
            }
        }
        let nulls = Some(NullBuffer::from(given.clone()));
        let DataType::List(element) = &self.result else {
            return of_doubles(Float64Array::new(values.into(), nulls), &self.result);
        };
        let ends = given.iter().scan(0, |end, given| {
            *end += if *given { each } else { 0 };
            Some(*end)
        });
        let offsets = offsets(ends)?;
        let values = of_doubles(Float64Array::from(values), element.data_type())?;
        let lists = ListArray::try_new(Arc::clone(element), offsets, values, nulls)?;
        Ok(Arc::new(lists))
    }

    fn state(&mut self, emit_to: EmitTo) -> Result<Vec<ArrayRef>> {
        let groups = self.take(emit_to);
        let mut bytes = Vec::new();
        let ends = groups.iter().map(|group| {
            group.write(self.error, &mut bytes);
            bytes.len()
        });
        let offsets = offsets(ends.collect::<Vec<_>>().into_iter())?;
        let digests = BinaryArray::try_new(offsets, Buffer::from_vec(bytes), None)?;
        Ok(vec![Arc::new(digests)])
    }

    fn convert_to_state(
        &self,
        values: &[ArrayRef],
        filter: Option<&BooleanArray>,
    ) -> Result<Vec<ArrayRef>> {
        let each = Self {
            groups: Vec::new(),
            sizes: 0,
            percentages: Vec::new(),
            error: self.error,
            result: self.result.clone(),
        };
        states_of_rows(each, values, filter)
    }

    fn size(&self) -> usize {
        self.sizes + self.groups.capacity() * size_of::<Quantiles>()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::super::testing::{by_halves, call};
    use super::*;
    use arrow::array::{Int8Array, TimestampMicrosecondArray};
    use arrow::datatypes::{TimeUnit, TimestampMicrosecondType};

    fn approx_call(input: &DataType, result: DataType, percentages: ScalarValue) -> AggregateCall {
        let args = std::slice::from_ref(input);
        let mut call = call("percentile_approx", args, result, &[DataType::Binary]);
        call.parameters = vec![percentages, ScalarValue::from(0.01)];
        call
    }

    #[test]
    fn of_small_integers_and_timestamps() {
        let values: ArrayRef = Arc::new(Int8Array::from(vec![Some(0), None, Some(1), Some(10)]));
        let call = approx_call(&DataType::Int8, DataType::Int8, ScalarValue::from(0.5));
        let result = by_halves(&call, std::slice::from_ref(&values)).unwrap();
        assert_eq!(result.as_primitive::<Int8Type>().value(0), 1);
        let none = by_halves(&call, &[values.slice(1, 1)]).unwrap();
        assert!(none.is_null(0));

        let values: ArrayRef = Arc::new(TimestampMicrosecondArray::from(vec![-7, 5, 9]));
        let timestamp = DataType::Timestamp(TimeUnit::Microsecond, None);
        let list = DataType::new_list(timestamp.clone(), false);
        let percentages = [0.0, 1.0].map(ScalarValue::from);
        let percentages = ScalarValue::new_list(&percentages, &DataType::Float64, false);
        let call = approx_call(&timestamp, list, ScalarValue::List(percentages));
        let result = by_halves(&call, &[values]).unwrap();
        let result = result.as_list::<i32>().value(0);
        assert_eq!(
            result.as_primitive::<TimestampMicrosecondType>().values(),
            &[-7, 9]
        );
    }
}
