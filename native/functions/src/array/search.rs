//! Elements that equal a value, and whether two arrays have an element in common.

use std::ops::Range;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, Int64Array};
use arrow::buffer::NullBuffer;
use arrow::datatypes::DataType;
use datafusion_common::{Result, internal_err};
use datafusion_expr::ColumnarValue;
use hashbrown::HashSet;

use super::keys::{Keys, Zeros, by_key, keys};
use super::lists::{Lists, Picks, column, element};
use crate::argument::booleans;
use crate::table::{Call, Kernel};

/// Arrays, and for each a value to look for, as `CodegenContext.genEqual` compares them.
struct Search {
    lists: Lists,
    keys: ArrayRef,
    value: ArrayRef,
    value_nulls: Option<NullBuffer>,
    constant: bool,
}

impl Search {
    fn new(args: &[ColumnarValue]) -> Result<Self> {
        let [array, value] = args else {
            return internal_err!("a search by {} arguments", args.len());
        };
        let lists = Lists::new(array)?;
        let (value, constant) = column(value)?;
        let keys = [lists.values(), &value].map(|a| keys(a, Zeros::Equal));
        let [keys, value_keys] = keys;
        let (keys, value_keys) = (keys?, value_keys?);
        if keys.data_type() != value_keys.data_type() {
            return internal_err!("{} in {}", value.data_type(), lists.values().data_type());
        }
        Ok(Self {
            lists,
            keys,
            value: value_keys,
            value_nulls: value.logical_nulls(),
            constant,
        })
    }

    /// The elements of a row and the place of its value, unless one of both is NULL.
    #[inline]
    fn row(&self, row: usize) -> Option<(Range<usize>, usize)> {
        let elements = self.lists.get(row)?;
        let at = if self.constant { 0 } else { row };
        match &self.value_nulls {
            Some(nulls) if nulls.is_null(at) => None,
            _ => Some((elements, at)),
        }
    }

    fn nulls(&self) -> Option<&NullBuffer> {
        self.lists.element_nulls()
    }
}

/// The first of `places` that has `key`.
#[inline]
fn first<'a, K: Keys>(
    keys: &'a K,
    nulls: Option<&NullBuffer>,
    mut places: Range<usize>,
    key: K::Key<'a>,
) -> Option<usize> {
    match nulls {
        None => places.find(|at| keys.key(*at) == key),
        Some(nulls) => places.find(|at| keys.key(*at) == key && nulls.is_valid(*at)),
    }
}

fn any_null(nulls: Option<&NullBuffer>, mut places: Range<usize>) -> bool {
    nulls.is_some_and(|nulls| places.any(|at| nulls.is_null(at)))
}

/// `ArrayContains`: NULL if the value may be one of the array's NULLs.
pub fn contains(_call: &Call) -> Result<Kernel> {
    Ok(Arc::new(|args, rows| {
        let search = Search::new(args)?;
        by_key!(search.keys, [keys = search.keys, value = search.value], {
            booleans(rows, |row| {
                let (places, at) = search.row(row)?;
                let found = first(keys, search.nulls(), places.clone(), value.key(at)).is_some();
                (found || !any_null(search.nulls(), places)).then_some(found)
            })
        })
    }))
}

/// `ArrayPosition`: from 1 on, 0 if there is none.
pub fn position(_call: &Call) -> Result<Kernel> {
    Ok(Arc::new(|args, rows| {
        let search = Search::new(args)?;
        by_key!(search.keys, [keys = search.keys, value = search.value], {
            let positions = (0..rows).map(|row| {
                let (places, at) = search.row(row)?;
                let start = places.start;
                let found = first(keys, search.nulls(), places, value.key(at));
                Some(found.map_or(0, |place| (place - start + 1) as i64))
            });
            let positions: Int64Array = positions.collect();
            Ok(ColumnarValue::Array(Arc::new(positions)))
        })
    }))
}

/// `ArrayRemove`: all elements but those that equal the value; NULLs stay.
pub fn remove(call: &Call) -> Result<Kernel> {
    let to = call.return_field.data_type().clone();
    Ok(Arc::new(move |args, rows| {
        let search = Search::new(args)?;
        let mut picks = Picks::new(rows, search.lists.elements(rows));
        by_key!(search.keys, [keys = search.keys, value = search.value], {
            for row in 0..rows {
                let Some((places, at)) = search.row(row) else {
                    picks.end_null()?;
                    continue;
                };
                let key = value.key(at);
                picks.extend(places.filter(|place| {
                    keys.key(*place) != key || search.nulls().is_some_and(|n| n.is_null(*place))
                }));
                picks.end()?;
            }
            picks.finish(search.lists.values(), &to)
        })
    }))
}

/// `ArraysOverlap`: NULL if only a NULL could be common to two arrays that are not empty.
pub fn overlap(call: &Call) -> Result<Kernel> {
    let zeros = match call.arg_types.first() {
        Some(list) => zeros_of(element(list)?.data_type()),
        None => return internal_err!("arrays_overlap of no arguments"),
    };
    Ok(Arc::new(move |args, rows| {
        let lists = Lists::all(args)?;
        let [left, right] = lists.as_slice() else {
            return internal_err!("arrays_overlap of {} arguments", args.len());
        };
        let (l, r) = (keys(left.values(), zeros)?, keys(right.values(), zeros)?);
        if l.data_type() != r.data_type() {
            return internal_err!("arrays_overlap of {} and {}", l.data_type(), r.data_type());
        }
        by_key!(l, [l = l, r = r], {
            booleans(rows, |row| {
                let (a, b) = (left.get(row)?, right.get(row)?);
                if a.is_empty() || b.is_empty() {
                    return Some(false);
                }
                let found = meet(
                    l,
                    left.element_nulls(),
                    a.clone(),
                    r,
                    right.element_nulls(),
                    b.clone(),
                );
                let nulls =
                    || any_null(left.element_nulls(), a) || any_null(right.element_nulls(), b);
                (found || !nulls()).then_some(found)
            })
        })
    }))
}

/// Elements of types with a proper `equals` are compared by it, the others by Spark's order
/// (`TypeUtils.typeWithProperEquals`).
pub(super) fn zeros_of(element: &DataType) -> Zeros {
    if element.is_nested() {
        Zeros::Equal
    } else {
        Zeros::Distinct
    }
}

/// Up to this many comparisons are quicker than a hash table.
const PAIRS: usize = 256;

fn meet<'a, K: Keys>(
    l: &'a K,
    l_nulls: Option<&NullBuffer>,
    left: Range<usize>,
    r: &'a K,
    r_nulls: Option<&NullBuffer>,
    right: Range<usize>,
) -> bool {
    let valid = |nulls: Option<&NullBuffer>, at: &usize| nulls.is_none_or(|n| n.is_valid(*at));
    let mut left = left.filter(|at| valid(l_nulls, at)).map(|at| l.key(at));
    if left
        .size_hint()
        .1
        .unwrap_or(usize::MAX)
        .saturating_mul(right.len())
        <= PAIRS
    {
        return left.any(|key| first(r, r_nulls, right.clone(), key).is_some());
    }
    let seen: HashSet<K::Key<'a>> = left.collect();
    let mut right = right.filter(|at| valid(r_nulls, at)).map(|at| r.key(at));
    right.any(|key| seen.contains(&key))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::array::testing::{self, constant, eval, list_of};
    use arrow::array::{Float64Array, Int32Array, StringArray};
    use arrow::datatypes::{Field, Float64Type, Int32Type};

    fn ints() -> ArrayRef {
        list_of::<Int32Type>(vec![
            Some(vec![Some(7)]),
            Some(vec![Some(1), None, Some(0), Some(1)]),
            Some(vec![Some(2), Some(3)]),
            None,
            Some(vec![]),
        ])
    }

    #[test]
    fn a_null_element_may_be_the_value() {
        let value: ArrayRef = Arc::new(Int32Array::from(vec![
            Some(7),
            Some(2),
            Some(3),
            Some(1),
            None,
        ]));
        let args = [testing::column(&ints()), testing::column(&value)];
        let to = DataType::Boolean;
        assert_eq!(
            eval(contains, &args, &to, 5),
            ["true", "NULL", "true", "NULL", "NULL"]
        );
        let tail = [testing::column(&ints().slice(1, 4)), constant(&value, 3)];
        assert_eq!(
            eval(contains, &tail, &to, 4),
            ["true", "false", "NULL", "false"]
        );
        // What lies below a NULL is 0.
        let zero: ArrayRef = Arc::new(Int32Array::from(vec![0]));
        let zero = [testing::column(&ints()), constant(&zero, 0)];
        assert_eq!(
            eval(position, &zero, &DataType::Int64, 5),
            ["0", "3", "0", "NULL", "0"]
        );
        let list = ints().data_type().clone();
        assert_eq!(
            eval(remove, &tail, &list, 4),
            ["[NULL, 0]", "[2, 3]", "NULL", "[]"]
        );
    }

    #[test]
    fn zeros_are_equal_in_a_search_but_not_in_a_set() {
        let array = list_of::<Float64Type>(vec![Some(vec![Some(-0.0), Some(f64::NAN)])]);
        let other = list_of::<Float64Type>(vec![Some(vec![Some(0.0)])]);
        let nan = list_of::<Float64Type>(vec![Some(vec![Some(-f64::NAN)])]);
        let zero: ArrayRef = Arc::new(Float64Array::from(vec![0.0]));
        let args = [testing::column(&array), constant(&zero, 0)];
        assert_eq!(eval(contains, &args, &DataType::Boolean, 1), ["true"]);
        let overlaps = |a: &ArrayRef, b: &ArrayRef| {
            let args = [testing::column(a), testing::column(b)];
            eval(overlap, &args, &DataType::Boolean, 1)
        };
        assert_eq!(overlaps(&array, &other), ["false"]);
        assert_eq!(overlaps(&array, &nan), ["true"]);
        // In arrays of arrays they are equal.
        let [array, other] = [array, other].map(|a| testing::lists(a, &[Some(1)]));
        assert_eq!(overlaps(&array, &other), ["false"]);
        let same = testing::lists(
            list_of::<Float64Type>(vec![Some(vec![Some(0.0), Some(f64::NAN)])]),
            &[Some(1)],
        );
        assert_eq!(overlaps(&array, &same), ["true"]);
    }

    #[test]
    fn overlaps_of_few_and_many() {
        let texts: ArrayRef = Arc::new(StringArray::from_iter(
            (0..100).map(|i| (i != 50).then(|| format!("t{i}"))),
        ));
        let left = testing::lists(Arc::clone(&texts), &[Some(40), Some(20), Some(40)]);
        let right = testing::lists(Arc::clone(&texts), &[Some(40), Some(0), Some(60)]);
        let args = [testing::column(&left), testing::column(&right)];
        let to = DataType::Boolean;
        assert_eq!(eval(overlap, &args, &to, 3), ["true", "false", "true"]);
        let args = [testing::column(&left.slice(1, 2)), constant(&left, 0)];
        assert_eq!(eval(overlap, &args, &to, 2), ["NULL", "false"]);
        let field = Arc::new(Field::new("element", DataType::Utf8, true));
        let null = ColumnarValue::Scalar(
            datafusion_common::ScalarValue::try_from(&DataType::List(field)).unwrap(),
        );
        let args = [testing::column(&left), null];
        assert_eq!(eval(overlap, &args, &to, 3), ["NULL", "NULL", "NULL"]);
    }
}
