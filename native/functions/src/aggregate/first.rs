//! `first`, `last` (and `any_value`, which Spark makes `first`): buffer (value, valueSet).

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray};
use arrow::buffer::NullBuffer;
use arrow::datatypes::DataType;
use datafusion_common::Result;
use datafusion_expr::{EmitTo, GroupsAccumulator};

use super::AggregateCall;
use super::picked::Picked;
use super::sum::kept;

pub fn first(call: &AggregateCall) -> Result<Box<dyn GroupsAccumulator>> {
    Ok(Box::new(FirstLast::new(call, false)))
}

pub fn last(call: &AggregateCall) -> Result<Box<dyn GroupsAccumulator>> {
    Ok(Box::new(FirstLast::new(call, true)))
}

struct FirstLast {
    picked: Picked,
    data_type: DataType,
    ignore_nulls: bool,
    last: bool,
}

impl FirstLast {
    fn new(call: &AggregateCall, last: bool) -> Self {
        let data_type = call.return_field.data_type().clone();
        Self {
            picked: Picked::new([&data_type].into_iter()),
            data_type,
            ignore_nulls: call.ignore_nulls,
            last,
        }
    }

    /// `sets`: whether a row sets the value.
    fn pick(
        &mut self,
        values: &ArrayRef,
        group_indices: &[usize],
        groups: usize,
        sets: impl Fn(usize) -> bool,
    ) -> Result<()> {
        self.picked.resize(groups);
        for (row, group) in group_indices.iter().enumerate() {
            if (self.last || !self.picked.is_set(*group)) && sets(row) {
                self.picked.choose(*group, row);
            }
        }
        self.picked.keep(std::slice::from_ref(values))
    }

    /// The values that count: those not NULL if NULLs are ignored.
    fn counted(&self, values: &ArrayRef) -> Option<NullBuffer> {
        values.logical_nulls().filter(|_| self.ignore_nulls)
    }
}

fn holds(filter: Option<&BooleanArray>, row: usize) -> bool {
    filter.is_none_or(|f| f.is_valid(row) && f.value(row))
}

impl GroupsAccumulator for FirstLast {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        filter: Option<&BooleanArray>,
        total_num_groups: usize,
    ) -> Result<()> {
        let counted = self.counted(&values[0]);
        self.pick(&values[0], group_indices, total_num_groups, |row| {
            counted.as_ref().is_none_or(|n| n.is_valid(row)) && holds(filter, row)
        })
    }

    fn merge_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        total_num_groups: usize,
    ) -> Result<()> {
        let value_set = values[1].as_boolean();
        self.pick(&values[0], group_indices, total_num_groups, |row| {
            value_set.value(row)
        })
    }

    fn evaluate(&mut self, emit_to: EmitTo) -> Result<ArrayRef> {
        Ok(self.state(emit_to)?.swap_remove(0))
    }

    fn state(&mut self, emit_to: EmitTo) -> Result<Vec<ArrayRef>> {
        let (mut columns, set) = self.picked.take(emit_to)?;
        columns.push(Arc::new(BooleanArray::from(set)));
        Ok(columns)
    }

    fn convert_to_state(
        &self,
        values: &[ArrayRef],
        filter: Option<&BooleanArray>,
    ) -> Result<Vec<ArrayRef>> {
        let counted = self.counted(&values[0]);
        let sets = (0..values[0].len())
            .map(|row| counted.as_ref().is_none_or(|n| n.is_valid(row)) && holds(filter, row));
        let sets: Vec<bool> = sets.collect();
        let value = match self.data_type {
            DataType::Null => Arc::clone(&values[0]),
            _ => kept(Arc::clone(&values[0]), filter)?,
        };
        Ok(vec![value, Arc::new(BooleanArray::from(sets))])
    }

    fn size(&self) -> usize {
        self.picked.size()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::super::testing::{call, groups};
    use super::*;
    use arrow::array::StringArray;

    fn run(name: &str, ignore_nulls: bool) -> StringArray {
        let string = DataType::Utf8;
        let buffer = [string.clone(), DataType::Boolean];
        let mut call = call(name, std::slice::from_ref(&string), string.clone(), &buffer);
        call.ignore_nulls = ignore_nulls;
        let mut acc = groups(&call);
        let batch = |values: Vec<Option<&str>>| Arc::new(StringArray::from(values)) as ArrayRef;
        let one = [batch(vec![None, Some("a"), Some("b"), None])];
        acc.update_batch(&one, &[0, 0, 1, 2], None, 4).unwrap();
        let two = [batch(vec![Some("c"), None, Some("d"), None])];
        acc.update_batch(&two, &[0, 0, 1, 2], None, 4).unwrap();
        let state = acc.state(EmitTo::All).unwrap();
        acc.merge_batch(&state, &[0, 1, 2, 3], 4).unwrap();
        let result = acc.evaluate(EmitTo::All).unwrap();
        result.as_string::<i32>().clone()
    }

    #[test]
    fn first_and_last() {
        let expected = |values: [Option<&str>; 4]| StringArray::from(values.to_vec());
        let got = run("first", false);
        assert_eq!(got, expected([None, Some("b"), None, None]));
        let got = run("first", true);
        assert_eq!(got, expected([Some("a"), Some("b"), None, None]));
        let got = run("last", false);
        assert_eq!(got, expected([None, Some("d"), None, None]));
        let got = run("last", true);
        assert_eq!(got, expected([Some("c"), Some("d"), None, None]));
    }

    #[test]
    fn a_set_null_is_told_from_no_value() {
        let long = DataType::Int64;
        let buffer = [long.clone(), DataType::Boolean];
        let mut acc = groups(&call(
            "first",
            std::slice::from_ref(&long),
            long.clone(),
            &buffer,
        ));
        let values = [arrow::array::new_null_array(&long, 2)];
        let filter = BooleanArray::from(vec![true, false]);
        acc.update_batch(&values, &[0, 1], Some(&filter), 2)
            .unwrap();
        let state = acc.state(EmitTo::All).unwrap();
        let expected = BooleanArray::from(vec![true, false]);
        assert_eq!(state[1].as_boolean(), &expected);
        let state = acc.convert_to_state(&values, Some(&filter)).unwrap();
        assert_eq!(state[1].as_boolean(), &expected);
    }
}
