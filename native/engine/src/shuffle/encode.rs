//! The bytes of one column of a block, from runs of rows of several arrays.
//!
//! A column is: flags u8; if it has nulls, a validity bitmap; then by type
//! - integers, dates, times and decimals: [`integers`](super::integer::integers); if a decimal is
//!   beyond 64 bits, 16 bytes each;
//! - floats: their bytes; booleans: a bitmap;
//! - strings and binaries: lengths as integers, then all bytes;
//! - lists and maps: lengths as integers, then the column of all elements;
//! - structs: the columns of their fields.

use arrow::array::{Array, AsArray, BooleanBufferBuilder};
use arrow::datatypes::{
    ArrowPrimitiveType, BinaryType, ByteArrayType, DataType, Date32Type, Decimal128Type,
    DurationMicrosecondType, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
    IntervalUnit, IntervalYearMonthType, TimeUnit, TimestampMicrosecondType, ToByteSlice, Utf8Type,
};
use datafusion_common::{Result, internal_err, not_impl_err};

use super::integer::{Integer, integers};

pub const HAS_NULLS: u8 = 1;
/// Decimals that all fit 64 bits.
pub const NARROW: u8 = 2;

/// Rows `start..start + len` of an array.
#[derive(Clone, Copy)]
pub struct Run<'a> {
    pub array: &'a dyn Array,
    pub start: usize,
    pub len: usize,
}

impl Run<'_> {
    fn null_count(&self) -> usize {
        match self.array.nulls() {
            Some(nulls) if nulls.null_count() > 0 => nulls.slice(self.start, self.len).null_count(),
            _ => 0,
        }
    }
}

/// Appends one column: the rows of `runs`, which are of one type. Returns the bytes that the values take
/// in memory, whatever few are written.
pub fn encode(runs: &[Run], out: &mut Vec<u8>) -> Result<u64> {
    let Some(first) = runs.first() else {
        return internal_err!("a block of no arrays");
    };
    let data_type = first.array.data_type();
    let rows: usize = runs.iter().map(|r| r.len).sum();
    let has_nulls = *data_type != DataType::Null && runs.iter().any(|r| r.null_count() > 0);
    let flags = out.len();
    out.push(u8::from(has_nulls) * HAS_NULLS);
    if has_nulls {
        validity(runs, out);
    }
    let mut size = 0;
    match data_type {
        DataType::Null => {}
        DataType::Boolean => {
            size = rows.div_ceil(8);
            let mut bits = BooleanBufferBuilder::new(rows);
            for run in runs {
                let values = run.array.as_boolean().values();
                bits.append_buffer(&values.slice(run.start, run.len));
            }
            out.extend_from_slice(bits.as_slice());
        }
        DataType::Float32 => plain::<Float32Type>(runs, out),
        DataType::Float64 => plain::<Float64Type>(runs, out),
        DataType::Decimal128(..) => {
            if decimals(runs, has_nulls, out) {
                out[flags] |= NARROW;
            }
        }
        DataType::Utf8 => size = 4 * rows + strings::<Utf8Type>(runs, out),
        DataType::Binary => size = 4 * rows + strings::<BinaryType>(runs, out),
        DataType::List(_) | DataType::Map(..) => size = 4 * rows + lists(runs, out)?,
        DataType::Struct(fields) => {
            for i in 0..fields.len() {
                let parts: Vec<Run> = runs
                    .iter()
                    .map(|r| Run {
                        array: r.array.as_struct().column(i).as_ref(),
                        ..*r
                    })
                    .collect();
                size += encode(&parts, out)? as usize;
            }
        }
        DataType::Int8 => numbers::<Int8Type>(runs, has_nulls, out),
        DataType::Int16 => numbers::<Int16Type>(runs, has_nulls, out),
        DataType::Int32 => numbers::<Int32Type>(runs, has_nulls, out),
        DataType::Int64 => numbers::<Int64Type>(runs, has_nulls, out),
        DataType::Date32 => numbers::<Date32Type>(runs, has_nulls, out),
        DataType::Timestamp(TimeUnit::Microsecond, _) => {
            numbers::<TimestampMicrosecondType>(runs, has_nulls, out);
        }
        DataType::Duration(TimeUnit::Microsecond) => {
            numbers::<DurationMicrosecondType>(runs, has_nulls, out);
        }
        DataType::Interval(IntervalUnit::YearMonth) => {
            numbers::<IntervalYearMonthType>(runs, has_nulls, out);
        }
        other => return not_impl_err!("a shuffle of {other}"),
    }
    size += match data_type {
        // As in Spark's rows, which keep these in 8 bytes.
        DataType::Decimal128(precision, _) if *precision <= 18 => 8 * rows,
        other => rows * other.primitive_width().unwrap_or(0),
    };
    size += usize::from(has_nulls) * rows.div_ceil(8);
    Ok(size as u64)
}

fn validity(runs: &[Run], out: &mut Vec<u8>) {
    let rows = runs.iter().map(|r| r.len).sum();
    let mut bits = BooleanBufferBuilder::new(rows);
    for run in runs {
        match run.array.nulls() {
            Some(nulls) => bits.append_buffer(&nulls.inner().slice(run.start, run.len)),
            None => bits.append_n(run.len, true),
        }
    }
    out.extend_from_slice(bits.as_slice());
}

fn plain<T: ArrowPrimitiveType>(runs: &[Run], out: &mut Vec<u8>) {
    for run in runs {
        let values = run.array.as_primitive::<T>().values();
        out.extend_from_slice(values[run.start..run.start + run.len].to_byte_slice());
    }
}

/// The values of `runs`; those of null rows, which may be anything, are those of a neighbour.
fn filled<T: ArrowPrimitiveType>(runs: &[Run]) -> Vec<T::Native> {
    let mut values = Vec::with_capacity(runs.iter().map(|r| r.len).sum());
    let mut last = runs
        .iter()
        .find_map(|run| {
            let array = run.array.as_primitive::<T>();
            (run.start..run.start + run.len)
                .find(|i| array.is_valid(*i))
                .map(|i| array.value(i))
        })
        .unwrap_or_default();
    for run in runs {
        let array = run.array.as_primitive::<T>();
        values.extend((run.start..run.start + run.len).map(|i| {
            if array.is_valid(i) {
                last = array.value(i);
            }
            last
        }));
    }
    values
}

/// The values of `runs` in one piece: the passes over it are then over memory in order.
fn gathered<T: ArrowPrimitiveType>(runs: &[Run], has_nulls: bool) -> Vec<T::Native> {
    if has_nulls {
        return filled::<T>(runs);
    }
    let mut values = Vec::with_capacity(runs.iter().map(|r| r.len).sum());
    for run in runs {
        let array = run.array.as_primitive::<T>();
        values.extend_from_slice(&array.values()[run.start..run.start + run.len]);
    }
    values
}

/// False if the decimals do not all fit 64 bits.
fn decimals(runs: &[Run], has_nulls: bool, out: &mut Vec<u8>) -> bool {
    let values = gathered::<Decimal128Type>(runs, has_nulls);
    let mut narrow = Vec::with_capacity(values.len());
    let mut differing = 0;
    narrow.extend(values.iter().map(|v| {
        let low = *v as i64;
        differing |= *v ^ i128::from(low);
        low
    }));
    if differing == 0 {
        integers(&narrow, out);
    } else {
        out.extend_from_slice(values.to_byte_slice());
    }
    differing == 0
}

fn numbers<T: ArrowPrimitiveType>(runs: &[Run], has_nulls: bool, out: &mut Vec<u8>)
where
    T::Native: Integer,
{
    match runs {
        [run] if !has_nulls => {
            let values = run.array.as_primitive::<T>().values();
            integers(&values[run.start..run.start + run.len], out);
        }
        _ => integers(&gathered::<T>(runs, has_nulls), out),
    }
}

/// Appends lengths instead of offsets (they compress better); returns the range of each run's values.
fn lengths(offsets: &[&[i32]], out: &mut Vec<u8>) -> Vec<(usize, usize)> {
    let mut lengths = Vec::with_capacity(offsets.iter().map(|o| o.len() - 1).sum());
    for run in offsets {
        lengths.extend(run.windows(2).map(|pair| pair[1] - pair[0]));
    }
    integers(&lengths, out);
    let ends = |run: &&[i32]| (run[0] as usize, run[run.len() - 1] as usize);
    offsets.iter().map(ends).collect()
}

fn strings<T: ByteArrayType<Offset = i32>>(runs: &[Run], out: &mut Vec<u8>) -> usize {
    let arrays: Vec<_> = runs.iter().map(|r| r.array.as_bytes::<T>()).collect();
    let offsets: Vec<&[i32]> = runs
        .iter()
        .zip(&arrays)
        .map(|(run, array)| &array.value_offsets()[run.start..=run.start + run.len])
        .collect();
    let ranges = lengths(&offsets, out);
    let size = ranges.iter().map(|(start, end)| end - start).sum();
    out.reserve(size);
    for (array, (start, end)) in arrays.iter().zip(ranges) {
        out.extend_from_slice(&array.value_data()[start..end]);
    }
    size
}

fn lists(runs: &[Run], out: &mut Vec<u8>) -> Result<usize> {
    let mut offsets: Vec<&[i32]> = Vec::with_capacity(runs.len());
    let mut elements: Vec<&dyn Array> = Vec::with_capacity(runs.len());
    for run in runs {
        let all = match run.array.data_type() {
            DataType::Map(..) => {
                let map = run.array.as_map();
                elements.push(map.entries());
                map.value_offsets()
            }
            _ => {
                let list = run.array.as_list::<i32>();
                elements.push(list.values().as_ref());
                list.value_offsets()
            }
        };
        offsets.push(&all[run.start..=run.start + run.len]);
    }
    let ranges = lengths(&offsets, out);
    let runs: Vec<Run> = elements
        .into_iter()
        .zip(ranges)
        .map(|(array, (start, end))| Run {
            array,
            start,
            len: end - start,
        })
        .collect();
    Ok(encode(&runs, out)? as usize)
}
