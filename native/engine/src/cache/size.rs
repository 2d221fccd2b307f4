//! The bytes that Spark's cache counts for values: `ColumnStats.sizeInBytes`, which decides where a
//! cached batch ends and what the planner takes a cached table to be.

use arrow::array::{Array, AsArray};
use arrow::datatypes::{BinaryType, ByteArrayType, DataType, IntervalUnit, Utf8Type};

/// What a NULL counts for.
const NULL: u64 = 4;
/// Spark's decimals of up to so many digits are longs.
const LONG_DIGITS: u8 = 18;

/// What rows `start..start + len` of a cached column count for.
pub fn column_size(array: &dyn Array, start: usize, len: usize) -> u64 {
    if *array.data_type() == DataType::Null {
        return NULL * len as u64;
    }
    let valid = valid(array, start, len);
    let nulls = NULL * (len as u64 - valid);
    nulls
        + match array.data_type() {
            DataType::Decimal128(..) => 8 * valid,
            DataType::Utf8 => 4 * valid + bytes::<Utf8Type>(array, start, len, |n| n),
            DataType::Binary => 4 * valid + bytes::<BinaryType>(array, start, len, |n| n),
            DataType::Struct(_) | DataType::List(_) | DataType::Map(..) => {
                4 * valid + variable(array, start, len)
            }
            flat => width(flat) * valid,
        }
}

fn valid(array: &dyn Array, start: usize, len: usize) -> u64 {
    let nulls = match array.nulls() {
        Some(nulls) if nulls.null_count() > 0 => nulls.slice(start, len).null_count(),
        _ => 0,
    };
    (len - nulls) as u64
}

/// The bytes of a value of fixed width; a word for others, as in Spark's unsafe rows.
fn width(data_type: &DataType) -> u64 {
    match data_type {
        DataType::Boolean | DataType::Int8 => 1,
        DataType::Int16 => 2,
        DataType::Int32 | DataType::Float32 | DataType::Date32 => 4,
        DataType::Interval(IntervalUnit::YearMonth) => 4,
        _ => 8,
    }
}

fn words(bytes: u64) -> u64 {
    bytes.next_multiple_of(8)
}

fn bits(count: u64) -> u64 {
    8 * count.div_ceil(64)
}

fn bytes<T: ByteArrayType<Offset = i32>>(
    array: &dyn Array,
    start: usize,
    len: usize,
    of: impl Fn(u64) -> u64,
) -> u64 {
    let array = array.as_bytes::<T>();
    let offsets = &array.value_offsets()[start..=start + len];
    let lengths = offsets.windows(2).enumerate();
    let valid = lengths.filter(|(i, _)| array.is_valid(start + i));
    valid.map(|(_, ends)| of((ends[1] - ends[0]) as u64)).sum()
}

/// What values take in the variable part of an unsafe row (`UnsafeRowWriter`, `UnsafeArrayWriter`).
fn variable(array: &dyn Array, start: usize, len: usize) -> u64 {
    match array.data_type() {
        DataType::Utf8 => bytes::<Utf8Type>(array, start, len, words),
        DataType::Binary => bytes::<BinaryType>(array, start, len, words),
        DataType::Decimal128(precision, _) if *precision > LONG_DIGITS => 16 * len as u64,
        DataType::Struct(fields) => {
            let columns = array.as_struct().columns().iter();
            let row = bits(fields.len() as u64) + 8 * fields.len() as u64;
            let values: u64 = columns.map(|c| variable(c.as_ref(), start, len)).sum();
            row * valid(array, start, len) + values
        }
        DataType::List(_) => {
            let list = array.as_list::<i32>();
            let elements = list.values().as_ref();
            arrays(array, list.value_offsets(), &[elements], start, len)
        }
        DataType::Map(..) => {
            let map = array.as_map();
            let parts = [map.keys().as_ref(), map.values().as_ref()];
            8 * valid(array, start, len) + arrays(array, map.value_offsets(), &parts, start, len)
        }
        _ => 0,
    }
}

/// For each row an array of each of `parts`.
fn arrays(
    array: &dyn Array,
    offsets: &[i32],
    parts: &[&dyn Array],
    start: usize,
    len: usize,
) -> u64 {
    let offsets = &offsets[start..=start + len];
    let mut total = 0;
    for (i, ends) in offsets.windows(2).enumerate() {
        if array.is_valid(start + i) {
            let count = (ends[1] - ends[0]) as u64;
            let widths = parts.iter().map(|p| words(count * width(p.data_type())));
            total += (8 + bits(count)) * parts.len() as u64 + widths.sum::<u64>();
        }
    }
    let (first, last) = (offsets[0] as usize, offsets[len] as usize);
    let values = parts.iter().map(|p| variable(*p, first, last - first));
    total + values.sum::<u64>()
}
