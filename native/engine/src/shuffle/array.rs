//! The bytes of one column in a block: buffers without padding, offsets rebased, decimals narrowed.

use std::sync::Arc;

use arrow::array::{Array, ArrayData, ArrayRef, AsArray, BooleanBufferBuilder, make_array};
use arrow::buffer::{BooleanBuffer, Buffer, MutableBuffer, NullBuffer};
use arrow::datatypes::{DataType, Decimal128Type};
use datafusion_common::{Result, not_impl_err};

use super::block::CorruptBlock;

const HAS_NULLS: u8 = 1;
/// Decimals that all fit 64 bits are written so.
const NARROW: u8 = 2;

/// Appends `array`.
pub fn encode(array: &dyn Array, out: &mut Vec<u8>) -> Result<()> {
    let nulls = array.nulls().filter(|n| n.null_count() > 0);
    let narrow = matches!(array.data_type(), DataType::Decimal128(..))
        && array
            .as_primitive::<Decimal128Type>()
            .values()
            .iter()
            .all(|v| i64::try_from(*v).is_ok());
    out.push((u8::from(nulls.is_some()) * HAS_NULLS) | (u8::from(narrow) * NARROW));
    if let Some(nulls) = nulls {
        bits(nulls.inner(), out);
    }
    let data = array.to_data();
    match array.data_type() {
        DataType::Null => {}
        DataType::Boolean => bits(array.as_boolean().values(), out),
        DataType::Decimal128(..) if narrow => {
            for v in array.as_primitive::<Decimal128Type>().values() {
                out.extend_from_slice(&(*v as i64).to_le_bytes());
            }
        }
        DataType::Utf8 | DataType::Binary => {
            let (start, end) = offsets(&data, out);
            out.extend_from_slice(&data.buffers()[1].as_slice()[start..end]);
        }
        DataType::List(_) | DataType::Map(..) => {
            let (start, end) = offsets(&data, out);
            let child = make_array(data.child_data()[0].slice(start, end - start));
            out.extend_from_slice(&(child.len() as u32).to_le_bytes());
            encode(child.as_ref(), out)?;
        }
        DataType::Struct(_) => {
            for column in array.as_struct().columns() {
                encode(column.as_ref(), out)?;
            }
        }
        other => match other.primitive_width() {
            Some(width) => {
                let start = data.offset() * width;
                let values = data.buffers()[0].as_slice();
                out.extend_from_slice(&values[start..start + data.len() * width]);
            }
            None => return not_impl_err!("a shuffle of {other}"),
        },
    }
    Ok(())
}

fn bits(buffer: &BooleanBuffer, out: &mut Vec<u8>) {
    if buffer.offset().is_multiple_of(8) {
        let start = buffer.offset() / 8;
        let end = start + buffer.len().div_ceil(8);
        out.extend_from_slice(&buffer.values()[start..end]);
    } else {
        let mut copy = BooleanBufferBuilder::new(buffer.len());
        copy.append_buffer(buffer);
        out.extend_from_slice(copy.as_slice());
    }
}

/// Appends lengths instead of offsets (they compress better); returns the range of the values.
fn offsets(data: &ArrayData, out: &mut Vec<u8>) -> (usize, usize) {
    let offsets =
        &data.buffers()[0].typed_data::<i32>()[data.offset()..=data.offset() + data.len()];
    for pair in offsets.windows(2) {
        out.extend_from_slice(&(pair[1] - pair[0]).to_le_bytes());
    }
    (offsets[0] as usize, offsets[data.len()] as usize)
}

/// Reads what [`encode`] wrote: `len` values of `data_type` from the front of `input`.
pub fn decode(data_type: &DataType, len: usize, input: &mut &[u8]) -> Result<ArrayRef> {
    let flags = take(input, 1)?[0];
    let nulls = if flags & HAS_NULLS != 0 {
        let buffer = Buffer::from(take(input, len.div_ceil(8))?);
        Some(NullBuffer::new(BooleanBuffer::new(buffer, 0, len)))
    } else {
        None
    };
    let builder = ArrayData::builder(data_type.clone()).len(len).nulls(nulls);
    let builder = match data_type {
        DataType::Null => ArrayData::builder(DataType::Null).len(len),
        DataType::Boolean => builder.add_buffer(Buffer::from(take(input, len.div_ceil(8))?)),
        DataType::Decimal128(..) if flags & NARROW != 0 => {
            let narrow = take(input, len * 8)?;
            let mut wide = MutableBuffer::with_capacity(len * 16);
            for v in narrow.as_chunks::<8>().0 {
                wide.push(i128::from(i64::from_le_bytes(*v)));
            }
            builder.add_buffer(wide.into())
        }
        DataType::Utf8 | DataType::Binary => {
            let (offsets, values) = read_offsets(len, input)?;
            let values = Buffer::from(take(input, values)?);
            builder.add_buffer(offsets).add_buffer(values)
        }
        DataType::List(field) | DataType::Map(field, _) => {
            let (offsets, values) = read_offsets(len, input)?;
            let head = take(input, 4)?;
            let child_len = u32::from_le_bytes([head[0], head[1], head[2], head[3]]) as usize;
            if child_len != values {
                return Err(CorruptBlock::new("a list whose lengths do not add up").into());
            }
            let child = decode(field.data_type(), child_len, input)?;
            builder.add_buffer(offsets).add_child_data(child.to_data())
        }
        DataType::Struct(fields) => {
            let mut builder = builder;
            for field in fields {
                let column = decode(field.data_type(), len, input)?;
                builder = builder.add_child_data(column.to_data());
            }
            builder
        }
        other => match other.primitive_width() {
            Some(width) => builder.add_buffer(Buffer::from(take(input, len * width)?)),
            None => return not_impl_err!("a shuffle of {other}"),
        },
    };
    // SAFETY: every buffer has the length that the type and `len` ask for, offsets ascend from 0 to
    // the length of the values, and the block's checksum says that the bytes are those of `encode`,
    // which took them from a valid array (so that strings are UTF-8).
    Ok(make_array(unsafe { builder.build_unchecked() }))
}

fn take<'a>(input: &mut &'a [u8], len: usize) -> Result<&'a [u8]> {
    match input.split_at_checked(len) {
        Some((head, tail)) => {
            *input = tail;
            Ok(head)
        }
        None => Err(CorruptBlock::new("a block that ends too early").into()),
    }
}

/// Offsets from `len` lengths, and the last of them.
fn read_offsets(len: usize, input: &mut &[u8]) -> Result<(Buffer, usize)> {
    let lengths = take(input, len * 4)?;
    let mut offsets = MutableBuffer::with_capacity((len + 1) * 4);
    let mut end = 0i32;
    offsets.push(end);
    for length in lengths.as_chunks::<4>().0 {
        let length = i32::from_le_bytes(*length);
        end = match end.checked_add(length) {
            Some(next) if length >= 0 => next,
            _ => return Err(CorruptBlock::new("a block with bad lengths").into()),
        };
        offsets.push(end);
    }
    Ok((offsets.into(), end as usize))
}

/// The columns of one batch.
pub fn decode_all(
    types: impl Iterator<Item = DataType>,
    len: usize,
    input: &mut &[u8],
) -> Result<Vec<Arc<dyn Array>>> {
    types.map(|t| decode(&t, len, input)).collect()
}
