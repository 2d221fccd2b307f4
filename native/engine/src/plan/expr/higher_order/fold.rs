//! `ArrayAggregate`: the first elements of all rows, then the second ones, and so on.

use std::cmp::Reverse;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, Int32Array, RecordBatch};
use arrow::compute::{concat, take};
use arrow::datatypes::DataType;
use datafusion_common::{Result, internal_err};
use thermite_functions::nested::{Lists, nullable, retyped};

use super::lambda::Lambda;
use super::{HigherOrder, sum};

/// The variables of the function that merges.
pub(super) const STATE: usize = 0;
pub(super) const ELEMENT: usize = 1;

/// Of the accumulator, whose type is the start value's, and the element; of the accumulator.
pub(super) fn variables(args: &[DataType]) -> Result<Vec<Vec<DataType>>> {
    let DataType::List(element) = &args[0] else {
        return internal_err!("the elements of {}", args[0]);
    };
    let state = nullable(&args[1]);
    Ok(vec![
        vec![state.clone(), element.data_type().clone()],
        vec![state],
    ])
}

pub(super) fn aggregate(function: &HigherOrder, batch: &RecordBatch) -> Result<ArrayRef> {
    let array = function.argument(0, batch)?;
    let lists = Lists::new(&array)?;
    let zero = function.argument_where(1, batch, lists.nulls.as_ref())?;
    let state = nullable(zero.data_type());
    let zero = retyped(&zero, &state)?;
    let [merge, finish] = function.lambdas.as_slice() else {
        return internal_err!("aggregate of {} lambdas", function.lambdas.len());
    };
    let rows = Rows::new(&lists);
    let columns = function.captured(batch)?;
    let captured = columns.iter().map(|column| rows.sorted(column));
    let captured = captured.collect::<Result<Vec<_>>>()?;
    let states = match sum::states(merge, &zero, &lists.offsets, &columns, &lists.children[0])? {
        Some(states) => rows.sorted(&states)?,
        None => merged(merge, rows.sorted(&zero)?, &rows, &captured, &lists)?,
    };
    if states.is_empty() {
        return Ok(arrow::array::new_null_array(
            function.output(),
            lists.rows(),
        ));
    }
    let results = finish.evaluate(
        states.len(),
        |column| Ok(Arc::clone(&captured[column])),
        |_| Ok(Arc::clone(&states)),
    )?;
    retyped(&rows.unsorted(&results)?, function.output())
}

/// The states of the rows after their last elements, in the order of the rows.
fn merged(
    merge: &Lambda,
    mut states: ArrayRef,
    rows: &Rows,
    captured: &[ArrayRef],
    lists: &Lists,
) -> Result<ArrayRef> {
    let state = states.data_type().clone();
    // The states of the rows that came to their end, shortest rows first.
    let mut done = Vec::new();
    let mut active = rows.order.len();
    for place in 0.. {
        let longer = rows.lengths[..active].partition_point(|length| *length > place);
        if longer < active {
            done.push(states.slice(longer, active - longer));
            states = states.slice(0, longer);
            active = longer;
        }
        if active == 0 {
            break;
        }
        let elements = rows.order[..active].iter();
        let elements = elements.map(|row| lists.offsets[*row as usize] + place);
        let elements = Int32Array::from_iter_values(elements);
        let merged = merge.evaluate(
            active,
            |column| Ok(captured[column].slice(0, active)),
            |variable| match variable {
                STATE => Ok(Arc::clone(&states)),
                _ => Ok(take(&lists.children[0], &elements, None)?),
            },
        )?;
        states = retyped(&merged, &state)?;
    }
    let done: Vec<&dyn Array> = done.iter().rev().map(|part| part.as_ref()).collect();
    match done.as_slice() {
        [] => Ok(arrow::array::new_empty_array(&state)),
        done => Ok(concat(done)?),
    }
}

/// The rows that are no NULL, the longest ones first.
struct Rows {
    count: usize,
    order: Vec<i32>,
    lengths: Vec<i32>,
    /// Whether the order is that of the batch.
    as_given: bool,
}

impl Rows {
    fn new(lists: &Lists) -> Self {
        let length = |row: &i32| lists.offsets[*row as usize + 1] - lists.offsets[*row as usize];
        let valid = |row: &i32| {
            let nulls = lists.nulls.as_ref();
            nulls.is_none_or(|n| n.is_valid(*row as usize))
        };
        let count = lists.rows();
        let mut order: Vec<i32> = (0..count as i32).filter(valid).collect();
        let sorted = order.is_sorted_by_key(|row| Reverse(length(row)));
        if !sorted {
            order.sort_by_key(|row| Reverse(length(row)));
        }
        Self {
            count,
            lengths: order.iter().map(length).collect(),
            as_given: sorted && order.len() == count,
            order,
        }
    }

    /// The values of a column in this order.
    fn sorted(&self, column: &ArrayRef) -> Result<ArrayRef> {
        if self.as_given {
            return Ok(Arc::clone(column));
        }
        let order = Int32Array::from(self.order.clone());
        Ok(take(column, &order, None)?)
    }

    /// Values in this order as a column of the batch.
    fn unsorted(&self, values: &ArrayRef) -> Result<ArrayRef> {
        if self.as_given {
            return Ok(Arc::clone(values));
        }
        let mut places = vec![None; self.count];
        for (place, row) in self.order.iter().enumerate() {
            places[*row as usize] = Some(place as i32);
        }
        Ok(take(values, &Int32Array::from(places), None)?)
    }
}
