//! `concat` of arrays, `arrays_zip` and `array_insert`: elements of several arguments.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, NullBufferBuilder, StructArray, UInt32Array, new_null_array};
use arrow::buffer::{NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow::compute::take;
use arrow::datatypes::DataType;
use datafusion_common::{Result, ScalarValue, exec_err, internal_err};
use datafusion_expr::ColumnarValue;

use super::create::too_long;
use super::lists::{Lists, MAX_LENGTH, Mix, column, conform, element, list, offset};
use crate::SparkError;
use crate::argument::Ints;
use crate::table::{Call, Kernel};

/// `Concat` of arrays: NULL if one of them is.
pub fn concat(call: &Call) -> Result<Kernel> {
    let to = call.return_field.data_type().clone();
    Ok(Arc::new(move |args, rows| {
        let lists = Lists::all(args)?;
        let elements = lists.iter().map(|l| l.elements(rows)).sum();
        let mut mix = Mix::new(rows, elements);
        for row in 0..rows {
            if lists.iter().any(|l| l.get(row).is_none()) {
                mix.end_null()?;
                continue;
            }
            for (at, list) in lists.iter().enumerate() {
                mix.extend(at, list.get(row).unwrap_or(0..0));
            }
            mix.end()?;
        }
        let arrays: Vec<&ArrayRef> = lists.iter().map(Lists::values).collect();
        mix.finish(&arrays, &to, Ok)
    }))
}

/// `ArraysZip`: structs of the elements at the same place, NULLs behind the end of an array.
pub fn zip(call: &Call) -> Result<Kernel> {
    let to = call.return_field.data_type().clone();
    let DataType::Struct(fields) = element(&to)?.data_type().clone() else {
        return internal_err!("arrays_zip to {to}");
    };
    Ok(Arc::new(move |args, rows| {
        let lists = Lists::all(args)?;
        let (offsets, columns, nulls) = match aligned(&lists) {
            Some(offsets) => {
                let columns = lists.iter().map(|l| Arc::clone(l.values()));
                (offsets, columns.collect(), None)
            }
            None => zipped(&lists, rows)?,
        };
        let columns: Vec<ArrayRef> = columns;
        let length = columns.first().map_or(0, |c| c.len());
        let columns = columns.iter().zip(&fields);
        let columns = columns.map(|(column, field)| conform(column, field.data_type()));
        let columns = columns.collect::<Result<Vec<_>>>()?;
        let zipped = StructArray::try_new_with_length(fields.clone(), columns, None, length)?;
        let zipped: ArrayRef = Arc::new(zipped);
        list(&to, offsets, &zipped, nulls)
    }))
}

/// The ends of the arrays, if all have the same and there is nothing to fill or to leave out.
fn aligned(lists: &[Lists]) -> Option<OffsetBuffer<i32>> {
    if lists.iter().any(|l| l.is_constant() || l.nulls().is_some()) {
        return None;
    }
    let (first, others) = lists.split_first()?;
    let offsets = first.offsets();
    others
        .iter()
        .all(|l| l.offsets().as_ref() == offsets.as_ref())
        .then_some(offsets)
}

type Zipped = (OffsetBuffer<i32>, Vec<ArrayRef>, Option<NullBuffer>);

fn zipped(lists: &[Lists], rows: usize) -> Result<Zipped> {
    let mut offsets: Vec<i32> = Vec::with_capacity(rows + 1);
    let mut valid = NullBufferBuilder::new(rows);
    let mut places: Vec<Vec<u32>> = vec![Vec::new(); lists.len()];
    let mut filled: Vec<NullBufferBuilder> = Vec::new();
    filled.resize_with(lists.len(), || NullBufferBuilder::new(0));
    let mut total = 0;
    offsets.push(0);
    for row in 0..rows {
        let whole = lists.iter().all(|l| l.get(row).is_some());
        valid.append(whole);
        let span = |list: &Lists| list.get(row).filter(|_| whole).unwrap_or(0..0);
        let longest = lists.iter().map(|l| span(l).len()).max().unwrap_or(0);
        for (at, list) in lists.iter().enumerate() {
            let span = span(list);
            let missing = longest - span.len();
            filled[at].append_n_non_nulls(span.len());
            filled[at].append_n_nulls(missing);
            places[at].extend(span.map(|place| place as u32));
            places[at].extend(std::iter::repeat_n(0, missing));
        }
        total += longest;
        offsets.push(offset(total)?);
    }
    let columns = lists.iter().zip(places).zip(filled);
    let columns = columns.map(|((list, places), mut filled)| {
        let places = UInt32Array::new(places.into(), filled.finish());
        Ok(take(list.values(), &places, None)?)
    });
    let offsets = OffsetBuffer::new(ScalarBuffer::from(offsets));
    Ok((offsets, columns.collect::<Result<_>>()?, valid.finish()))
}

/// The sources of an insertion: the array, the element, and NULL.
const ARRAY: usize = 0;
const ITEM: usize = 1;
const NULL: usize = 2;

/// `ArrayInsert`: NULLs fill the way to a place outside. The fourth argument says whether -1 is the
/// place before the last element (`spark.sql.legacy.negativeIndexInArrayInsert`).
pub fn insert(call: &Call) -> Result<Kernel> {
    let to = call.return_field.data_type().clone();
    Ok(Arc::new(move |args, rows| {
        let [
            array,
            place,
            item,
            ColumnarValue::Scalar(ScalarValue::Boolean(Some(legacy))),
        ] = args
        else {
            return internal_err!("array_insert of {} arguments", args.len());
        };
        let (lists, places) = (Lists::new(array)?, Ints::new(place)?);
        let is_constant_place = matches!(place, ColumnarValue::Scalar(_));
        let (items, constant) = column(item)?;
        let mut mix = Mix::new(rows, lists.elements(rows) + rows);
        for row in 0..rows {
            let (Some(elements), Some(place)) = (lists.get(row), places.get(row)) else {
                mix.end_null()?;
                continue;
            };
            let item = if constant { 0 } else { row };
            let count = elements.len() as i64;
            let place = Insertion::new(i64::from(place), count, *legacy)?;
            let length = place.length(count);
            if length > MAX_LENGTH {
                let is_function = place.is_before() || is_constant_place;
                return Err(insert_too_long(length, is_function).into());
            }
            offset(mix.elements() + length as usize)?;
            match place {
                Insertion::Before(nulls) => {
                    mix.push(ITEM, item);
                    (0..nulls).for_each(|_| mix.push(NULL, 0));
                    mix.extend(ARRAY, elements);
                }
                Insertion::At(at) if at <= count => {
                    let middle = elements.start + at as usize;
                    mix.extend(ARRAY, elements.start..middle);
                    mix.push(ITEM, item);
                    mix.extend(ARRAY, middle..elements.end);
                }
                Insertion::At(at) => {
                    mix.extend(ARRAY, elements);
                    (count..at).for_each(|_| mix.push(NULL, 0));
                    mix.push(ITEM, item);
                }
            }
            mix.end()?;
        }
        let null = new_null_array(element(&to)?.data_type(), 1);
        mix.finish(&[lists.values(), &items, &null], &to, Ok)
    }))
}

/// Where a new element goes.
#[derive(Debug, Clone, Copy)]
enum Insertion {
    /// To the front, with so many NULLs between it and the old elements.
    Before(i64),
    At(i64),
}

impl Insertion {
    fn new(place: i64, count: i64, legacy: bool) -> Result<Self> {
        let behind = i64::from(!legacy);
        Ok(match place {
            0 => return Err(SparkError::new("INVALID_INDEX_OF_ZERO").into()),
            1.. => Self::At(place - 1),
            // Its absolute value is negative in Java, so that Spark writes before the new array.
            _ if place == i64::from(i32::MIN) => {
                return exec_err!("an array has no place {place}");
            }
            _ if -place > count => Self::Before(-place - count - behind),
            _ => Self::At(place + count + behind),
        })
    }

    fn is_before(self) -> bool {
        matches!(self, Self::Before(_))
    }

    fn length(self, count: i64) -> i64 {
        match self {
            Self::Before(nulls) => 1 + nulls + count,
            Self::At(at) => (count + 1).max(at + 1),
        }
    }
}

fn insert_too_long(length: i64, is_function: bool) -> SparkError {
    if is_function {
        // `QueryExecutionErrors.arrayFunctionWithElementsExceedLimitError`.
        SparkError::new("COLLECTION_SIZE_LIMIT_EXCEEDED.FUNCTION")
            .with("numberOfElements", length.to_string())
            .with("maxRoundedArrayLength", MAX_LENGTH.to_string())
            .with("functionName", "`array_insert`")
    } else {
        too_long("array_insert", i128::from(length))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::EvalMode;
    use crate::array::testing::{self, constant, eval, list_of, run};
    use arrow::array::{Int32Array, StringArray};
    use arrow::datatypes::{Field, Fields, Int32Type};

    fn arrays() -> ArrayRef {
        list_of::<Int32Type>(vec![
            Some(vec![Some(9)]),
            Some(vec![Some(1), None]),
            None,
            Some(vec![]),
        ])
    }

    #[test]
    fn concatenated() {
        let array = arrays();
        let to = array.data_type().clone();
        let args = [testing::column(&array), testing::column(&array)];
        assert_eq!(
            eval(concat, &args, &to, 4),
            ["[9, 9]", "[1, NULL, 1, NULL]", "NULL", "[]"]
        );
        let args = [
            testing::column(&array.slice(1, 3)),
            constant(&array, 0),
            testing::column(&array.slice(0, 3)),
        ];
        assert_eq!(
            eval(concat, &args, &to, 3),
            ["[1, NULL, 9, 9]", "NULL", "NULL"]
        );
    }

    #[test]
    fn zipped() {
        let texts: ArrayRef = Arc::new(StringArray::from(vec!["a", "b", "c", "d"]));
        let texts = testing::lists(texts, &[Some(2), Some(1), Some(1), Some(0)]);
        let fields = Fields::from(vec![
            Field::new("0", DataType::Int32, true),
            Field::new("s", DataType::Utf8, true),
        ]);
        let of = DataType::Struct(fields);
        let to = DataType::List(Arc::new(Field::new("element", of, false)));
        let args = [testing::column(&arrays()), testing::column(&texts)];
        assert_eq!(
            eval(zip, &args, &to, 4),
            [
                "[{0: 9, s: a}, {0: NULL, s: b}]",
                "[{0: 1, s: c}, {0: NULL, s: NULL}]",
                "NULL",
                "[]"
            ]
        );
        let same = arrays().slice(0, 2);
        let texts: ArrayRef = Arc::new(StringArray::from(vec!["x", "a", "b", "c"]));
        let texts = testing::lists(texts, &[Some(1), Some(1), Some(2)]).slice(1, 2);
        let args = [testing::column(&same), testing::column(&texts)];
        assert_eq!(
            eval(zip, &args, &to, 2),
            ["[{0: 9, s: a}]", "[{0: 1, s: b}, {0: NULL, s: c}]"]
        );
    }

    fn inserted(place: i32, legacy: bool) -> Vec<String> {
        let array = arrays();
        let items: ArrayRef = Arc::new(Int32Array::from(vec![Some(5), None, Some(5), Some(5)]));
        let args = [
            testing::column(&array),
            ColumnarValue::Scalar(ScalarValue::Int32(Some(place))),
            testing::column(&items),
            ColumnarValue::Scalar(ScalarValue::Boolean(Some(legacy))),
        ];
        eval(insert, &args, array.data_type(), 4)
    }

    #[test]
    fn insertions() {
        assert_eq!(
            inserted(1, false),
            ["[5, 9]", "[NULL, 1, NULL]", "NULL", "[5]"]
        );
        assert_eq!(
            inserted(3, false),
            ["[9, NULL, 5]", "[1, NULL, NULL]", "NULL", "[NULL, NULL, 5]"]
        );
        assert_eq!(
            inserted(-1, false),
            ["[9, 5]", "[1, NULL, NULL]", "NULL", "[5]"]
        );
        assert_eq!(
            inserted(-3, false),
            ["[5, NULL, 9]", "[NULL, 1, NULL]", "NULL", "[5, NULL, NULL]"]
        );
        assert_eq!(
            inserted(-1, true),
            ["[5, 9]", "[1, NULL, NULL]", "NULL", "[5, NULL]"]
        );
        assert_eq!(
            inserted(-2, true),
            ["[5, NULL, 9]", "[NULL, 1, NULL]", "NULL", "[5, NULL, NULL]"]
        );
        let args = [
            testing::column(&arrays()),
            ColumnarValue::Scalar(ScalarValue::Int32(Some(0))),
            ColumnarValue::Scalar(ScalarValue::Int32(Some(0))),
            ColumnarValue::Scalar(ScalarValue::Boolean(Some(false))),
        ];
        let result = run(insert, &args, arrays().data_type(), EvalMode::Ansi, 4);
        let error = result.unwrap_err().to_string();
        assert!(error.contains("[INVALID_INDEX_OF_ZERO]"), "{error}");
    }
}
