//! Functions of an array's elements, as higherOrderFunctions.scala has them.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Int32Array, RecordBatch};
use arrow::buffer::{BooleanBuffer, NullBuffer, OffsetBuffer};
use arrow::compute::{prep_null_mask_filter, take};
use arrow::datatypes::DataType;
use datafusion_common::{Result, internal_err};
use thermite_functions::nested::{self, Lists, offset, offsets_of, retyped};

use super::lambda::{Lambda, Variable};
use super::{HigherOrder, taken};

fn element_type(list: &DataType) -> Result<DataType> {
    match list {
        DataType::List(element) => Ok(element.data_type().clone()),
        other => internal_err!("the elements of {other}"),
    }
}

pub(super) fn element(args: &[DataType]) -> Result<Vec<Vec<DataType>>> {
    Ok(vec![vec![element_type(&args[0])?]])
}

pub(super) fn element_and_index(args: &[DataType]) -> Result<Vec<Vec<DataType>>> {
    Ok(vec![vec![element_type(&args[0])?, DataType::Int32]])
}

pub(super) fn two_elements(args: &[DataType]) -> Result<Vec<Vec<DataType>>> {
    Ok(vec![vec![element_type(&args[0])?, element_type(&args[1])?]])
}

/// The function of an element and its place, for the elements of all rows.
fn results(function: &HigherOrder, batch: &RecordBatch) -> Result<(Lists, ArrayRef)> {
    let lists = Lists::new(&function.argument(0, batch)?)?;
    let variables = [
        Variable::Column(Arc::clone(&lists.children[0])),
        Variable::Index,
    ];
    let captured = function.captured(batch)?;
    let results = function.lambdas[0].over_elements(&lists.offsets, &captured, &variables)?;
    Ok((lists, results))
}

/// The same of a function that is true, false or NULL.
fn verdicts(function: &HigherOrder, batch: &RecordBatch) -> Result<(Lists, BooleanArray)> {
    let (lists, results) = results(function, batch)?;
    let results = retyped(&results, &DataType::Boolean)?;
    Ok((lists, results.as_boolean().clone()))
}

/// `ArrayTransform`.
pub(super) fn transform(function: &HigherOrder, batch: &RecordBatch) -> Result<ArrayRef> {
    let (lists, values) = results(function, batch)?;
    nested::list(function.output(), lists.offsets, &values, lists.nulls)
}

/// `ArrayFilter`: NULL is false.
pub(super) fn filter(function: &HigherOrder, batch: &RecordBatch) -> Result<ArrayRef> {
    let (lists, keep) = verdicts(function, batch)?;
    let offsets = kept(&lists.offsets, &keep);
    let elements = arrow::compute::filter(&lists.children[0], &keep)?;
    nested::list(function.output(), offsets, &elements, lists.nulls)
}

/// The offsets of what stays if only true elements do.
pub(super) fn kept(offsets: &OffsetBuffer<i32>, keep: &BooleanArray) -> OffsetBuffer<i32> {
    let keep = match keep.null_count() {
        0 => keep.values().clone(),
        _ => prep_null_mask_filter(keep).values().clone(),
    };
    let mut ends = Vec::with_capacity(offsets.len());
    let mut end = 0;
    ends.push(end);
    for pair in offsets.windows(2) {
        for element in pair[0]..pair[1] {
            end += i32::from(keep.value(element as usize));
        }
        ends.push(end);
    }
    offsets_of(ends)
}

/// What of a row is known of its elements so far.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Seen {
    Nothing,
    Null,
    /// An element that decides.
    Decided,
}

impl Seen {
    fn and(self, result: Option<bool>, decides: bool) -> Self {
        match result {
            _ if self == Self::Decided => self,
            Some(value) if value == decides => Self::Decided,
            Some(_) => self,
            None => Self::Null,
        }
    }
}

/// `ArrayExists` that follows three-valued logic.
pub(super) fn exists(function: &HigherOrder, batch: &RecordBatch) -> Result<ArrayRef> {
    decided(function, batch, true, true)
}

/// `ArrayExists` of `spark.sql.legacy.followThreeValuedLogicInArrayExists` false.
pub(super) fn exists_or_false(function: &HigherOrder, batch: &RecordBatch) -> Result<ArrayRef> {
    decided(function, batch, true, false)
}

/// `ArrayForAll`.
pub(super) fn forall(function: &HigherOrder, batch: &RecordBatch) -> Result<ArrayRef> {
    decided(function, batch, false, true)
}

/// `decides` if the function is that of one element, else NULL if it is of one and that counts,
/// else the opposite.
fn decided(
    function: &HigherOrder,
    batch: &RecordBatch,
    decides: bool,
    nulls_count: bool,
) -> Result<ArrayRef> {
    let (lists, seen) = if function.body_raises {
        one_by_one(function, batch, decides)?
    } else {
        all_at_once(function, batch, decides)?
    };
    let value = |seen: &Seen| (*seen == Seen::Decided) == decides;
    let values: BooleanBuffer = seen.iter().map(value).collect();
    let known = NullBuffer::new(seen.iter().map(|s| *s != Seen::Null).collect());
    let known = Some(known).filter(|known| nulls_count && known.null_count() > 0);
    let nulls = NullBuffer::union(lists.nulls.as_ref(), known.as_ref());
    Ok(Arc::new(BooleanArray::new(values, nulls)))
}

fn all_at_once(
    function: &HigherOrder,
    batch: &RecordBatch,
    decides: bool,
) -> Result<(Lists, Vec<Seen>)> {
    let (lists, results) = verdicts(function, batch)?;
    let values = results.values();
    let seen = |pair: &[i32]| {
        let mut seen = Seen::Nothing;
        for element in pair[0] as usize..pair[1] as usize {
            let result = results.is_valid(element).then(|| values.value(element));
            seen = seen.and(result, decides);
        }
        seen
    };
    let seen = lists.offsets.windows(2).map(seen).collect();
    Ok((lists, seen))
}

/// Spark does not evaluate the function for the elements after the one that decides; so the first
/// elements of all rows, then the second ones of the rows that are open, and so on.
fn one_by_one(
    function: &HigherOrder,
    batch: &RecordBatch,
    decides: bool,
) -> Result<(Lists, Vec<Seen>)> {
    let lists = Lists::new(&function.argument(0, batch)?)?;
    let captured = function.captured(batch)?;
    let offsets = &lists.offsets;
    let mut seen = vec![Seen::Nothing; lists.rows()];
    let mut open: Vec<i32> = (0..lists.rows() as i32).collect();
    for place in 0.. {
        open.retain(|row| {
            let row = *row as usize;
            seen[row] != Seen::Decided && offsets[row + 1] - offsets[row] > place
        });
        if open.is_empty() {
            break;
        }
        let elements = open.iter().map(|row| offsets[*row as usize] + place);
        let elements = Int32Array::from_iter_values(elements);
        let rows = Int32Array::from(open.clone());
        let results = function.lambdas[0].evaluate(
            open.len(),
            |column| Ok(take(&captured[column], &rows, None)?),
            |_| Ok(take(&lists.children[0], &elements, None)?),
        )?;
        for (row, result) in open.iter().zip(results.as_boolean()) {
            let row = *row as usize;
            seen[row] = seen[row].and(result, decides);
        }
    }
    Ok((lists, seen))
}

/// `ZipWith`: the shorter array is filled up with NULLs.
pub(super) fn zip_with(function: &HigherOrder, batch: &RecordBatch) -> Result<ArrayRef> {
    let left = function.argument(0, batch)?;
    let right = function.argument_where(1, batch, left.nulls())?;
    let nulls = NullBuffer::union(left.nulls(), right.nulls());
    let left = Lists::of(&left, nulls.as_ref())?;
    let right = Lists::of(&right, nulls.as_ref())?;
    let captured = function.captured(batch)?;
    let lambda: &Lambda = &function.lambdas[0];
    let (offsets, sides) = if left.offsets == right.offsets {
        let sides = [&left, &right].map(|side| Arc::clone(&side.children[0]));
        (left.offsets, sides)
    } else {
        let offsets = longer(&left.offsets, &right.offsets)?;
        let sides = [filled(&left, &offsets)?, filled(&right, &offsets)?];
        (offsets, sides)
    };
    let values = lambda.over_elements(&offsets, &captured, &sides.map(Variable::Column))?;
    nested::list(function.output(), offsets, &values, left.nulls)
}

fn longer(left: &OffsetBuffer<i32>, right: &OffsetBuffer<i32>) -> Result<OffsetBuffer<i32>> {
    let mut ends = Vec::with_capacity(left.len());
    let mut end = 0;
    ends.push(0);
    for (l, r) in left.windows(2).zip(right.windows(2)) {
        end += (l[1] - l[0]).max(r[1] - r[0]) as usize;
        ends.push(offset(end)?);
    }
    Ok(offsets_of(ends))
}

/// The elements of `lists` in rows as long as `offsets` says.
fn filled(lists: &Lists, offsets: &OffsetBuffer<i32>) -> Result<ArrayRef> {
    let pairs = lists.offsets.windows(2).zip(offsets.windows(2));
    let places: Int32Array = pairs
        .flat_map(|(own, all)| {
            let (start, length) = (own[0], own[1] - own[0]);
            (0..all[1] - all[0]).map(move |i| (i < length).then_some(start + i))
        })
        .collect();
    let elements = &lists.children[0];
    taken(elements, &places, elements.data_type())
}
