//! `array`, `named_struct` and `array_repeat`: values of given parts.

use std::sync::Arc;

use arrow::array::types::ByteArrayType;
use arrow::array::{
    Array, ArrayRef, ArrowPrimitiveType, AsArray, BooleanArray, BooleanBufferBuilder,
    GenericByteArray, PrimitiveArray, StructArray, downcast_primitive,
};
use arrow::buffer::{BooleanBuffer, Buffer, NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow::compute::interleave;
use arrow::datatypes::{BinaryType, DataType, Utf8Type};
use datafusion_common::{Result, internal_err};
use datafusion_expr::ColumnarValue;

use super::lists::{MAX_LENGTH, Picks, column, conform, element, list, offset};
use crate::SparkError;
use crate::argument::Ints;
use crate::table::{Call, Kernel};

/// An element of all arrays: a column, or a constant as a column of one row.
struct Part {
    values: ArrayRef,
    constant: bool,
}

impl Part {
    fn new(arg: &ColumnarValue, to: &DataType) -> Result<Self> {
        let (values, constant) = column(arg)?;
        Ok(Self {
            values: conform(&values, to)?,
            constant,
        })
    }

    #[inline]
    fn place(&self, row: usize) -> usize {
        if self.constant { 0 } else { row }
    }
}

pub fn array(call: &Call) -> Result<Kernel> {
    let to = call.return_field.data_type().clone();
    Ok(Arc::new(move |args, rows| {
        let of = element(&to)?.data_type();
        let parts = args.iter().map(|arg| Part::new(arg, of));
        let parts = parts.collect::<Result<Vec<_>>>()?;
        offset(rows.saturating_mul(parts.len()))?;
        let offsets = OffsetBuffer::from_repeated_length(parts.len(), rows);
        let values = if parts.is_empty() || rows == 0 {
            arrow::array::new_empty_array(of)
        } else {
            woven(&parts, rows, of)?
        };
        list(&to, offsets, &values, None)
    }))
}

/// The parts of the first row, of the second, and so on.
fn woven(parts: &[Part], rows: usize, of: &DataType) -> Result<ArrayRef> {
    macro_rules! fixed {
        ($t:ty, $parts:expr, $rows:expr, $of:expr) => {
            Ok(Arc::new(fixed::<$t>($parts, $rows).with_data_type($of.clone())) as ArrayRef)
        };
    }
    downcast_primitive! {
        of => (fixed, parts, rows, of),
        DataType::Boolean => Ok(Arc::new(flags(parts, rows))),
        DataType::Utf8 => bytes::<Utf8Type>(parts, rows),
        DataType::Binary => bytes::<BinaryType>(parts, rows),
        _ => any(parts, rows)
    }
}

fn fixed<T: ArrowPrimitiveType>(parts: &[Part], rows: usize) -> PrimitiveArray<T> {
    let width = parts.len();
    let mut values = vec![T::Native::default(); rows * width];
    for (at, part) in parts.iter().enumerate() {
        let column = part.values.as_primitive::<T>();
        let slots = values[at..].iter_mut().step_by(width);
        if part.constant {
            let value = column.value(0);
            slots.for_each(|slot| *slot = value);
        } else {
            slots
                .zip(column.values())
                .for_each(|(slot, value)| *slot = *value);
        }
    }
    PrimitiveArray::new(values.into(), nulls(parts, rows))
}

fn flags(parts: &[Part], rows: usize) -> BooleanArray {
    let columns: Vec<_> = parts.iter().map(|p| p.values.as_boolean()).collect();
    let width = parts.len();
    let values = BooleanBuffer::collect_bool(rows * width, |i| {
        let (row, at) = (i / width, i % width);
        columns[at].value(parts[at].place(row))
    });
    BooleanArray::new(values, nulls(parts, rows))
}

fn bytes<T: ByteArrayType<Offset = i32>>(parts: &[Part], rows: usize) -> Result<ArrayRef> {
    let columns: Vec<_> = parts.iter().map(|p| p.values.as_bytes::<T>()).collect();
    let sizes = columns.iter().zip(parts).map(|(column, part)| {
        let offsets = column.value_offsets();
        let size = (offsets[column.len()] - offsets[0]) as usize;
        if part.constant { size * rows } else { size }
    });
    let mut values: Vec<u8> = Vec::with_capacity(sizes.sum());
    let mut offsets: Vec<i32> = Vec::with_capacity(rows * parts.len() + 1);
    offsets.push(0);
    for row in 0..rows {
        for (column, part) in columns.iter().zip(parts) {
            let place = part.place(row);
            if column.is_valid(place) {
                values.extend_from_slice(column.value(place).as_ref());
            }
            offsets.push(offset(values.len())?);
        }
    }
    let offsets = OffsetBuffer::new(ScalarBuffer::from(offsets));
    let nulls = nulls(parts, rows);
    // SAFETY: each value is a whole value of an array of the same type, so that strings are UTF-8,
    // and there is one more offset than values.
    let array =
        unsafe { GenericByteArray::<T>::new_unchecked(offsets, Buffer::from_vec(values), nulls) };
    Ok(Arc::new(array))
}

fn any(parts: &[Part], rows: usize) -> Result<ArrayRef> {
    let arrays: Vec<&dyn Array> = parts.iter().map(|p| p.values.as_ref()).collect();
    let mut places = Vec::with_capacity(rows * parts.len());
    for row in 0..rows {
        let columns = parts.iter().enumerate();
        places.extend(columns.map(|(at, part)| (at, part.place(row))));
    }
    Ok(interleave(&arrays, &places)?)
}

fn nulls(parts: &[Part], rows: usize) -> Option<NullBuffer> {
    if parts.iter().all(|p| p.values.null_count() == 0) {
        return None;
    }
    let width = parts.len();
    let mut valid = BooleanBufferBuilder::new(rows * width);
    valid.append_n(rows * width, true);
    for (at, part) in parts.iter().enumerate() {
        let Some(nulls) = part.values.nulls().filter(|n| n.null_count() > 0) else {
            continue;
        };
        for row in 0..rows {
            if nulls.is_null(part.place(row)) {
                valid.set_bit(row * width + at, false);
            }
        }
    }
    Some(NullBuffer::new(valid.finish()))
}

/// `CreateNamedStruct`; the names are those of the type.
pub fn named_struct(call: &Call) -> Result<Kernel> {
    let DataType::Struct(fields) = call.return_field.data_type().clone() else {
        return internal_err!("named_struct to {}", call.return_field.data_type());
    };
    Ok(Arc::new(move |args, rows| {
        if args.len() != fields.len() {
            return internal_err!("{} values for {} fields", args.len(), fields.len());
        }
        let parts = args.iter().zip(&fields).map(|(arg, field)| {
            let part = arg.to_array(rows)?;
            conform(&part, field.data_type())
        });
        let parts = parts.collect::<Result<Vec<_>>>()?;
        let array = StructArray::try_new_with_length(fields.clone(), parts, None, rows)?;
        Ok(ColumnarValue::Array(Arc::new(array)))
    }))
}

/// `ArrayRepeat`; NULL if the number is, empty if it is negative.
pub fn repeat(call: &Call) -> Result<Kernel> {
    let to = call.return_field.data_type().clone();
    Ok(Arc::new(move |args, rows| {
        let [value, count] = args else {
            return internal_err!("array_repeat of {} arguments", args.len());
        };
        let (values, constant) = column(value)?;
        let counts = Ints::new(count)?;
        let total: i64 = (0..rows)
            .map(|row| i64::from(counts.get(row).unwrap_or(0).max(0)))
            .sum();
        let longest = (0..rows).filter_map(|row| counts.get(row)).max();
        if let Some(count) = longest.filter(|n| i64::from(*n) > MAX_LENGTH) {
            // `QueryExecutionErrors.cannotCreateArrayWithElementsExceedLimitError`.
            let error = SparkError::new("_LEGACY_ERROR_TEMP_2176")
                .with("numElements", count.to_string())
                .with("maxRoundedArrayLength", MAX_LENGTH.to_string())
                .with("additionalErrorMessage", " array_repeat failed.");
            return Err(error.into());
        }
        offset(total as usize)?;
        let mut picks = Picks::new(rows, total as usize);
        for row in 0..rows {
            match counts.get(row) {
                Some(count) => {
                    let place = if constant { 0 } else { row };
                    picks.extend(std::iter::repeat_n(place, count.max(0) as usize));
                    picks.end()?;
                }
                None => picks.end_null()?,
            }
        }
        picks.finish(&values, &to)
    }))
}

/// `QueryExecutionErrors.createArrayWithElementsExceedLimitError`.
pub(super) fn too_long(function: &str, elements: i128) -> SparkError {
    SparkError::new("COLLECTION_SIZE_LIMIT_EXCEEDED.PARAMETER")
        .with("numberOfElements", elements.to_string())
        .with("functionName", format!("`{function}`"))
        .with("maxRoundedArrayLength", MAX_LENGTH.to_string())
        .with("parameter", "`count`")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::array::testing::{column, constant, eval, list_of};
    use arrow::array::{Int32Array, StringArray, TimestampMicrosecondArray};
    use arrow::datatypes::{Field, Fields, Int32Type};

    fn list_type(of: DataType) -> DataType {
        DataType::List(Arc::new(Field::new("element", of, true)))
    }

    fn woven(parts: &[ArrayRef], rows: usize) -> Vec<String> {
        let to = list_type(parts[0].data_type().clone());
        let columns: Vec<_> = parts.iter().map(column).collect();
        let mixed: Vec<_> = parts
            .iter()
            .enumerate()
            .map(|(i, p)| if i == 1 { constant(p, 0) } else { column(p) })
            .collect();
        let sliced: Vec<_> = parts
            .iter()
            .map(|p| column(&p.slice(1, rows - 1)))
            .collect();
        let all = eval(array, &columns, &to, rows);
        assert_eq!(eval(array, &sliced, &to, rows - 1), all[1..]);
        [all, eval(array, &mixed, &to, rows)].concat()
    }

    #[test]
    fn of_all_layouts() {
        let ints: Vec<ArrayRef> = vec![
            Arc::new(Int32Array::from(vec![Some(1), None])),
            Arc::new(Int32Array::from(vec![3, 4])),
        ];
        assert_eq!(
            woven(&ints, 2),
            ["[1, 3]", "[NULL, 4]", "[1, 3]", "[NULL, 3]"]
        );
        let texts: Vec<ArrayRef> = vec![
            Arc::new(StringArray::from(vec![Some("a"), None])),
            Arc::new(StringArray::from(vec!["", "\u{1F600}"])),
        ];
        assert_eq!(
            woven(&texts, 2),
            ["[a, ]", "[NULL, \u{1F600}]", "[a, ]", "[NULL, ]"]
        );
        let flags: Vec<ArrayRef> = vec![
            Arc::new(BooleanArray::from(vec![true, false])),
            Arc::new(BooleanArray::from(vec![None, Some(true)])),
        ];
        assert_eq!(
            woven(&flags, 2),
            [
                "[true, NULL]",
                "[false, true]",
                "[true, NULL]",
                "[false, NULL]"
            ]
        );
        let lists = vec![
            list_of::<Int32Type>(vec![Some(vec![Some(1)]), None]),
            list_of::<Int32Type>(vec![Some(vec![]), Some(vec![None])]),
        ];
        assert_eq!(
            woven(&lists, 2),
            ["[[1], []]", "[NULL, [NULL]]", "[[1], []]", "[NULL, []]"]
        );
        let times: Vec<ArrayRef> = vec![Arc::new(
            TimestampMicrosecondArray::from(vec![0, 1]).with_timezone("UTC"),
        )];
        assert_eq!(woven(&times, 2).len(), 4);
        assert_eq!(
            eval(array, &[], &list_type(DataType::Null), 2),
            ["[]", "[]"]
        );
    }

    #[test]
    fn structs_of_columns_and_constants() {
        let ints: ArrayRef = Arc::new(Int32Array::from(vec![Some(1), None]));
        let fields = Fields::from(vec![
            Field::new("a", DataType::Int32, true),
            Field::new("b", DataType::Int32, false),
        ]);
        let args = [column(&ints), constant(&ints, 0)];
        assert_eq!(
            eval(named_struct, &args, &DataType::Struct(fields), 2),
            ["{a: 1, b: 1}", "{a: NULL, b: 1}"]
        );
    }

    #[test]
    fn repeated() {
        let values: ArrayRef = Arc::new(StringArray::from(vec![Some("a"), None, Some("b")]));
        let counts: ArrayRef = Arc::new(Int32Array::from(vec![Some(2), Some(1), None]));
        let to = list_type(DataType::Utf8);
        assert_eq!(
            eval(repeat, &[column(&values), column(&counts)], &to, 3),
            ["[a, a]", "[NULL]", "NULL"]
        );
        let negative: ArrayRef = Arc::new(Int32Array::from(vec![-1]));
        assert_eq!(
            eval(repeat, &[column(&values), constant(&negative, 0)], &to, 3),
            ["[]", "[]", "[]"]
        );
    }
}
