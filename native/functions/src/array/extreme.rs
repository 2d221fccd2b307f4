//! `array_min` and `array_max`: NULLs are skipped, and of equal elements the first is taken.

use std::sync::Arc;

use arrow::array::{NullBufferBuilder, UInt32Array};
use arrow::compute::take;
use datafusion_common::Result;
use datafusion_expr::ColumnarValue;

use super::keys::{Keys, Zeros, by_key, keys};
use super::lists::{Lists, conform};
use crate::table::{Call, Kernel};

pub fn min(call: &Call) -> Result<Kernel> {
    extreme(call, true)
}

pub fn max(call: &Call) -> Result<Kernel> {
    extreme(call, false)
}

fn extreme(call: &Call, smallest: bool) -> Result<Kernel> {
    let to = call.return_field.data_type().clone();
    Ok(Arc::new(move |args, rows| {
        let lists = Lists::new(&args[0])?;
        let keys = keys(lists.values(), Zeros::Equal)?;
        let places = by_key!(keys, [keys = keys], {
            if smallest {
                Ok(best(&lists, rows, keys, |a, b| a < b))
            } else {
                Ok(best(&lists, rows, keys, |a, b| a > b))
            }
        })?;
        let taken = take(lists.values(), &places, None)?;
        Ok(ColumnarValue::Array(conform(&taken, &to)?))
    }))
}

fn best<'a, K: Keys>(
    lists: &Lists,
    rows: usize,
    keys: &'a K,
    better: impl Fn(K::Key<'a>, K::Key<'a>) -> bool,
) -> UInt32Array {
    let mut places: Vec<u32> = Vec::with_capacity(rows);
    let mut nulls = NullBufferBuilder::new(rows);
    for row in 0..rows {
        let elements = lists.get(row).unwrap_or(0..0);
        let mut best: Option<(usize, K::Key<'a>)> = None;
        for at in elements {
            if lists.element_nulls().is_some_and(|n| n.is_null(at)) {
                continue;
            }
            let key = keys.key(at);
            if best.is_none_or(|(_, b)| better(key, b)) {
                best = Some((at, key));
            }
        }
        places.push(best.map_or(0, |(at, _)| at as u32));
        nulls.append(best.is_some());
    }
    UInt32Array::new(places.into(), nulls.finish())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::array::testing::{column, constant, eval, list_of, lists};
    use arrow::array::{ArrayRef, StringArray};
    use arrow::datatypes::{DataType, Float64Type};

    #[test]
    fn nan_is_the_largest_and_the_first_zero_is_taken() {
        let array = list_of::<Float64Type>(vec![
            Some(vec![Some(-0.0), Some(0.0), None]),
            Some(vec![Some(f64::NAN), Some(f64::INFINITY)]),
            Some(vec![None]),
            None,
            Some(vec![]),
        ]);
        let to = DataType::Float64;
        assert_eq!(
            eval(min, &[column(&array)], &to, 5),
            ["-0.0", "inf", "NULL", "NULL", "NULL"]
        );
        assert_eq!(
            eval(max, &[column(&array.slice(0, 2))], &to, 2),
            ["-0.0", "NaN"]
        );
    }

    #[test]
    fn of_texts_and_of_arrays() {
        let texts: ArrayRef = Arc::new(StringArray::from(vec!["b", "\u{1F600}", "a", "\u{ff}"]));
        let array = lists(texts, &[Some(3), Some(1)]);
        assert_eq!(
            eval(max, &[column(&array)], &DataType::Utf8, 2),
            ["\u{1F600}", "\u{ff}"]
        );
        let outer = lists(Arc::clone(&array), &[Some(2)]);
        assert_eq!(
            eval(min, &[constant(&outer, 0)], array.data_type(), 1),
            ["[b, \u{1F600}, a]"]
        );
    }
}
