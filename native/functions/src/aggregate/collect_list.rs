//! `collect_list`, `array_agg`: the values that are not NULL, in the order in which they come
//! (`CollectList`). Buffer: a byte string.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, ListArray};
use arrow::datatypes::{DataType, FieldRef};
use datafusion_common::{Result, internal_err};
use datafusion_expr::{EmitTo, GroupsAccumulator};

use super::AggregateCall;
use super::cells::{Cells, offsets};
use super::grouped::{Grouped, Lists};

pub fn create(call: &AggregateCall) -> Result<Box<dyn GroupsAccumulator>> {
    let element = element(call)?;
    Ok(Box::new(CollectList {
        grouped: Grouped::new(element.data_type())?,
        element,
    }))
}

/// The elements of the arrays that the call gives.
pub fn element(call: &AggregateCall) -> Result<FieldRef> {
    match call.return_field.data_type() {
        DataType::List(element) => Ok(Arc::clone(element)),
        other => internal_err!("{} gives {other}", call.name),
    }
}

/// Lists of cells as an array.
pub fn lists(cells: Cells, lens: &[u32], element: &FieldRef) -> Result<ArrayRef> {
    let ends = lens.iter().scan(0, |end, len| {
        *end += *len as usize;
        Some(*end)
    });
    let (element, offsets) = (Arc::clone(element), offsets(ends)?);
    let lists = ListArray::try_new(element, offsets, cells.into_array()?, None)?;
    Ok(Arc::new(lists))
}

struct CollectList {
    grouped: Grouped,
    element: FieldRef,
}

impl GroupsAccumulator for CollectList {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        filter: Option<&BooleanArray>,
        total_num_groups: usize,
    ) -> Result<()> {
        self.grouped.resize(total_num_groups);
        self.grouped.extend(&values[0], group_indices, filter)
    }

    fn merge_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        total_num_groups: usize,
    ) -> Result<()> {
        self.grouped.resize(total_num_groups);
        self.grouped.extend_packed(&values[0], group_indices)
    }

    fn evaluate(&mut self, emit_to: EmitTo) -> Result<ArrayRef> {
        let Lists { cells, lens } = self.grouped.take(emit_to);
        lists(cells, &lens, &self.element)
    }

    fn state(&mut self, emit_to: EmitTo) -> Result<Vec<ArrayRef>> {
        self.grouped.state(emit_to)
    }

    fn convert_to_state(
        &self,
        values: &[ArrayRef],
        filter: Option<&BooleanArray>,
    ) -> Result<Vec<ArrayRef>> {
        Grouped::rows(self.element.data_type(), &values[0], filter)
    }

    fn size(&self) -> usize {
        self.grouped.size()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::super::testing::{call, groups};
    use super::*;
    use arrow::array::{Array, AsArray, Int32Array, StringArray, StructArray};
    use arrow::datatypes::{Field, Int32Type};

    fn list_call(name: &str, element: &DataType) -> AggregateCall {
        let list = DataType::List(Arc::new(Field::new("element", element.clone(), false)));
        call(
            name,
            std::slice::from_ref(element),
            list,
            &[DataType::Binary],
        )
    }

    /// Three groups, the second without values; the buffers of both halves are merged.
    fn through_buffers(values: ArrayRef) -> ListArray {
        let call = list_call("collect_list", values.data_type());
        let (rows, half) = (values.len(), values.len() / 2);
        let place = |row: usize| if row.is_multiple_of(2) { 2 } else { 0 };
        let mut merged = groups(&call);
        for (from, len) in [(0, half), (half, rows - half)] {
            let places: Vec<usize> = (from..from + len).map(place).collect();
            let mut partial = groups(&call);
            let batch = [values.slice(from, len)];
            partial.update_batch(&batch, &places, None, 3).unwrap();
            assert!(partial.size() > 0);
            let mut state = partial.state(EmitTo::First(2)).unwrap();
            merged.merge_batch(&state, &[0, 1], 3).unwrap();
            state = partial.state(EmitTo::All).unwrap();
            merged.merge_batch(&state, &[2], 3).unwrap();
        }
        let state = merged
            .convert_to_state(&[values.slice(0, 1)], None)
            .unwrap();
        merged.merge_batch(&state, &[1], 3).unwrap();
        merged
            .evaluate(EmitTo::All)
            .unwrap()
            .as_list::<i32>()
            .clone()
    }

    #[test]
    fn integers_and_strings() {
        let values = Int32Array::from(vec![None, Some(1), Some(2), Some(3), None, Some(-5)]);
        let lists = through_buffers(Arc::new(values));
        let of = |i: usize| lists.value(i).as_primitive::<Int32Type>().values().to_vec();
        assert_eq!([of(0), of(1), of(2)], [vec![1, 3, -5], vec![], vec![2]]);
        let values = StringArray::from(vec![Some("a"), Some(""), None, Some("ü"), Some("bc")]);
        let lists = through_buffers(Arc::new(values));
        let of = |i: usize| -> Vec<String> {
            let list = lists.value(i);
            list.as_string::<i32>()
                .iter()
                .map(|s| s.unwrap().to_string())
                .collect()
        };
        assert_eq!(
            [of(0), of(1), of(2)],
            [vec!["", "ü"], vec!["a"], vec!["a", "bc"]]
        );
    }

    #[test]
    fn structs_and_booleans() {
        let ints: ArrayRef = Arc::new(Int32Array::from(vec![Some(1), None, Some(3), Some(4)]));
        let field = Arc::new(Field::new("i", DataType::Int32, true));
        let structs = StructArray::from(vec![(field, ints)]);
        let lists = through_buffers(Arc::new(structs.clone()));
        assert_eq!(lists.value(2).to_data(), {
            let even = arrow::compute::take(&structs, &Int32Array::from(vec![0, 2]), None).unwrap();
            even.to_data()
        });
        let values = BooleanArray::from(vec![Some(true), Some(false), None, Some(true)]);
        let lists = through_buffers(Arc::new(values));
        assert_eq!(
            lists.value(0).as_boolean(),
            &BooleanArray::from(vec![false, true])
        );
    }

    #[test]
    fn filtered_slices() {
        let values: ArrayRef = Arc::new(Int32Array::from_iter_values(0..10));
        let mut acc = groups(&list_call("collect_list", &DataType::Int32));
        let filter = BooleanArray::from(vec![Some(true), None, Some(false), Some(true)]);
        acc.update_batch(&[values.slice(3, 4)], &[1, 1, 1, 0], Some(&filter), 2)
            .unwrap();
        let lists = acc.evaluate(EmitTo::All).unwrap();
        let lists = lists.as_list::<i32>();
        assert_eq!(lists.value(0).as_primitive::<Int32Type>().values(), &[6]);
        assert_eq!(lists.value(1).as_primitive::<Int32Type>().values(), &[3]);
    }
}
