//! `sort_array`, and `array_sort` by its own comparator.

use std::cmp::Ordering;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray};
use arrow::datatypes::DataType;
use datafusion_common::{Result, internal_err};

use super::keys::{Keys, Zeros, by_key, keys};
use super::lists::{Lists, Picks, column, element};
use crate::table::{Call, Kernel};

/// How to sort one array.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Order {
    ascending: bool,
    nulls_first: bool,
}

/// `SortArray`: NULLs are before all elements if it ascends, else behind them.
pub fn sort_array(call: &Call) -> Result<Kernel> {
    let to = call.return_field.data_type().clone();
    let element = element(&to)?;
    let is_float = matches!(element.data_type(), DataType::Float32 | DataType::Float64);
    // Such arrays are sorted by Java's `Arrays.parallelSort(double[])`, which puts -0.0 before 0.0.
    let fast = is_float && !element.is_nullable();
    Ok(Arc::new(move |args, rows| {
        let [array, ascending] = args else {
            return internal_err!("sort_array of {} arguments", args.len());
        };
        let lists = Lists::new(array)?;
        let (ascending, constant) = column(ascending)?;
        let Some(ascending) = ascending.as_boolean_opt() else {
            return internal_err!("sort_array by {}", ascending.data_type());
        };
        let ascending = Flags {
            values: ascending.clone(),
            constant,
        };
        let mut sorted = Picks::new(rows, lists.elements(rows));
        let equal = keys(lists.values(), Zeros::Equal)?;
        let distinct = if fast {
            keys(lists.values(), Zeros::Distinct)?
        } else {
            Arc::clone(&equal)
        };
        by_key!(equal, [equal = equal, distinct = distinct], {
            let mut scratch = Vec::new();
            for row in 0..rows {
                let (Some(places), Some(ascending)) = (lists.get(row), ascending.get(row)) else {
                    sorted.end_null()?;
                    continue;
                };
                let order = Order {
                    ascending,
                    nulls_first: ascending,
                };
                let keys = if ascending { distinct } else { equal };
                sort(&lists, places, keys, order, &mut scratch, &mut sorted);
                sorted.end()?;
            }
            sorted.finish(lists.values(), &to)
        })
    }))
}

struct Flags {
    values: BooleanArray,
    constant: bool,
}

impl Flags {
    fn get(&self, row: usize) -> Option<bool> {
        let row = if self.constant { 0 } else { row };
        self.values.is_valid(row).then(|| self.values.value(row))
    }
}

/// `ArraySort.defaultComparator`: ascending, NULLs behind all elements.
pub fn array_sort(call: &Call) -> Result<Kernel> {
    let to = call.return_field.data_type().clone();
    let order = Order {
        ascending: true,
        nulls_first: false,
    };
    Ok(Arc::new(move |args, rows| {
        let lists = Lists::new(&args[0])?;
        let keys: ArrayRef = keys(lists.values(), Zeros::Equal)?;
        let mut sorted = Picks::new(rows, lists.elements(rows));
        by_key!(keys, [keys = keys], {
            let mut scratch = Vec::new();
            for row in 0..rows {
                match lists.get(row) {
                    Some(places) => {
                        sort(&lists, places, keys, order, &mut scratch, &mut sorted);
                        sorted.end()?;
                    }
                    None => sorted.end_null()?,
                }
            }
            sorted.finish(lists.values(), &to)
        })
    }))
}

/// Pushes the places in the order of their elements; equal elements stay in their order.
fn sort<'a, K: Keys>(
    lists: &Lists,
    places: std::ops::Range<usize>,
    keys: &'a K,
    order: Order,
    scratch: &mut Vec<(K::Key<'a>, u32)>,
    sorted: &mut Picks,
) {
    scratch.clear();
    let is_null = |at: &usize| lists.element_nulls().is_some_and(|n| n.is_null(*at));
    if order.nulls_first {
        sorted.extend(places.clone().filter(is_null));
    }
    scratch.extend(
        places
            .clone()
            .filter(|at| !is_null(at))
            .map(|at| (keys.key(at), at as u32)),
    );
    if order.ascending {
        scratch.sort_unstable();
    } else {
        scratch.sort_unstable_by(|a, b| match b.0.cmp(&a.0) {
            Ordering::Equal => a.1.cmp(&b.1),
            other => other,
        });
    }
    sorted.extend(scratch.iter().map(|(_, at)| *at as usize));
    if !order.nulls_first {
        sorted.extend(places.filter(is_null));
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::array::testing::{self, constant, eval, list_of};
    use arrow::array::{Float64Array, ListArray, StringArray};
    use arrow::buffer::OffsetBuffer;
    use arrow::datatypes::{Field, Float64Type};
    use datafusion_common::ScalarValue;
    use datafusion_expr::ColumnarValue;

    fn flag(value: Option<bool>) -> ColumnarValue {
        ColumnarValue::Scalar(ScalarValue::Boolean(value))
    }

    #[test]
    fn nulls_and_directions() {
        let texts: ArrayRef = Arc::new(StringArray::from(vec![
            Some("b"),
            None,
            Some("a"),
            Some("c"),
            None,
        ]));
        let array = testing::lists(texts, &[Some(4), None, Some(1), Some(0)]);
        let to = array.data_type().clone();
        let sorted = |flag| eval(sort_array, &[testing::column(&array), flag], &to, 4);
        assert_eq!(
            sorted(flag(Some(true))),
            ["[NULL, a, b, c]", "NULL", "[NULL]", "[]"]
        );
        assert_eq!(
            sorted(flag(Some(false))),
            ["[c, b, a, NULL]", "NULL", "[NULL]", "[]"]
        );
        assert_eq!(sorted(flag(None)), ["NULL"; 4]);
        assert_eq!(
            eval(array_sort, &[testing::column(&array.slice(0, 2))], &to, 2),
            ["[a, b, c, NULL]", "NULL"]
        );
        assert_eq!(
            eval(array_sort, &[constant(&array, 0)], &to, 1),
            ["[a, b, c, NULL]"]
        );
    }

    #[test]
    fn zeros_are_sorted_by_java_where_no_element_is_null() {
        let numbers = vec![0.0, f64::NAN, -0.0, f64::NEG_INFINITY];
        let nullable =
            list_of::<Float64Type>(vec![Some(numbers.iter().map(|v| Some(*v)).collect())]);
        let field = Arc::new(Field::new("element", DataType::Float64, false));
        let values = Arc::new(Float64Array::from(numbers));
        let offsets = OffsetBuffer::from_lengths([4]);
        let strict: ArrayRef = Arc::new(ListArray::new(field, offsets, values, None));
        let sorted = |array: &ArrayRef, ascending| {
            let args = [testing::column(array), flag(Some(ascending))];
            eval(sort_array, &args, array.data_type(), 1)
        };
        assert_eq!(sorted(&nullable, true), ["[-inf, 0.0, -0.0, NaN]"]);
        assert_eq!(sorted(&strict, true), ["[-inf, -0.0, 0.0, NaN]"]);
        assert_eq!(sorted(&strict, false), ["[NaN, 0.0, -0.0, -inf]"]);
        let args = [testing::column(&strict)];
        assert_eq!(
            eval(array_sort, &args, strict.data_type(), 1),
            ["[-inf, 0.0, -0.0, NaN]"]
        );
    }
}
