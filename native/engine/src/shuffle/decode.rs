//! Columns that grow block by block: what [`encode`](super::encode::encode) wrote is appended to typed
//! buffers, so that many small blocks become one batch without a copy between.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BinaryArray, BooleanArray, BooleanBufferBuilder, ListArray, MapArray, NullArray,
    PrimitiveArray, StringArray, StructArray,
};
use arrow::buffer::{BooleanBuffer, Buffer, NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow::datatypes::{
    ArrowPrimitiveType, DataType, Date32Type, Decimal128Type, DurationMicrosecondType, FieldRef,
    Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, IntervalUnit,
    IntervalYearMonthType, TimeUnit, TimestampMicrosecondType,
};
use datafusion_common::{Result, internal_err, not_impl_err};

use super::block::{CorruptBlock, take};
use super::encode::{HAS_NULLS, NARROW};
use super::integer::read_integers;

pub struct Column {
    data_type: DataType,
    len: usize,
    /// Absent while there are no nulls.
    validity: Option<BooleanBufferBuilder>,
    values: Values,
}

enum Values {
    Null,
    Boolean(BooleanBufferBuilder),
    Int8(Vec<i8>),
    Int16(Vec<i16>),
    Int32(Vec<i32>),
    Int64(Vec<i64>),
    Decimal(Vec<i128>),
    Float(Vec<f32>),
    Double(Vec<f64>),
    Bytes { ends: Ends, bytes: Vec<u8> },
    List { ends: Ends, elements: Box<Column> },
    Struct(Vec<Column>),
}

/// Offsets, beginning with 0.
struct Ends(Vec<i32>);

impl Ends {
    fn new() -> Self {
        Self(vec![0])
    }

    /// Appends `rows` lengths from `input`; returns their sum.
    fn append(&mut self, rows: usize, input: &mut &[u8]) -> Result<usize> {
        let start = self.0.len();
        let before = self.0[start - 1];
        read_integers(input, rows, &mut self.0)?;
        let mut end = before;
        for length in &mut self.0[start..] {
            end = match end.checked_add(*length) {
                Some(next) if *length >= 0 => next,
                _ => return Err(CorruptBlock::new("bad lengths").into()),
            };
            *length = end;
        }
        Ok((end - before) as usize)
    }

    fn finish(&mut self) -> OffsetBuffer<i32> {
        let ends = std::mem::replace(&mut self.0, vec![0]);
        OffsetBuffer::new(ScalarBuffer::from(ends))
    }
}

impl Column {
    pub fn new(data_type: &DataType) -> Result<Self> {
        let values = match data_type {
            DataType::Null => Values::Null,
            DataType::Boolean => Values::Boolean(BooleanBufferBuilder::new(0)),
            DataType::Int8 => Values::Int8(Vec::new()),
            DataType::Int16 => Values::Int16(Vec::new()),
            DataType::Int32 | DataType::Date32 | DataType::Interval(IntervalUnit::YearMonth) => {
                Values::Int32(Vec::new())
            }
            DataType::Int64
            | DataType::Timestamp(TimeUnit::Microsecond, _)
            | DataType::Duration(TimeUnit::Microsecond) => Values::Int64(Vec::new()),
            DataType::Decimal128(..) => Values::Decimal(Vec::new()),
            DataType::Float32 => Values::Float(Vec::new()),
            DataType::Float64 => Values::Double(Vec::new()),
            DataType::Utf8 | DataType::Binary => Values::Bytes {
                ends: Ends::new(),
                bytes: Vec::new(),
            },
            DataType::List(field) | DataType::Map(field, _) => Values::List {
                ends: Ends::new(),
                elements: Box::new(Self::new(field.data_type())?),
            },
            DataType::Struct(fields) => {
                let columns = fields.iter().map(|f| Self::new(f.data_type()));
                Values::Struct(columns.collect::<Result<_>>()?)
            }
            other => return not_impl_err!("a shuffle of {other}"),
        };
        Ok(Self {
            data_type: data_type.clone(),
            len: 0,
            validity: None,
            values,
        })
    }

    /// Appends the `rows` values at the front of `input`.
    pub fn append(&mut self, rows: usize, input: &mut &[u8]) -> Result<()> {
        let flags = take(input, 1)?[0];
        if flags & HAS_NULLS != 0 {
            let bits = bitmap(rows, input)?;
            let len = self.len;
            let validity = self.validity.get_or_insert_with(|| {
                let mut validity = BooleanBufferBuilder::new(len + rows);
                validity.append_n(len, true);
                validity
            });
            validity.append_buffer(&bits);
        } else if let Some(validity) = &mut self.validity {
            validity.append_n(rows, true);
        }
        self.len += rows;
        match &mut self.values {
            Values::Null => Ok(()),
            Values::Boolean(values) => {
                values.append_buffer(&bitmap(rows, input)?);
                Ok(())
            }
            Values::Int8(values) => read_integers(input, rows, values),
            Values::Int16(values) => read_integers(input, rows, values),
            Values::Int32(values) => read_integers(input, rows, values),
            Values::Int64(values) => read_integers(input, rows, values),
            Values::Decimal(values) if flags & NARROW != 0 => {
                let mut narrow: Vec<i64> = Vec::with_capacity(rows);
                read_integers(input, rows, &mut narrow)?;
                values.extend(narrow.into_iter().map(i128::from));
                Ok(())
            }
            Values::Decimal(values) => {
                let bytes = take(input, rows.saturating_mul(16))?.as_chunks().0;
                values.extend(bytes.iter().map(|v| i128::from_le_bytes(*v)));
                Ok(())
            }
            Values::Float(values) => {
                let bytes = take(input, rows.saturating_mul(4))?.as_chunks().0;
                values.extend(bytes.iter().map(|v| f32::from_le_bytes(*v)));
                Ok(())
            }
            Values::Double(values) => {
                let bytes = take(input, rows.saturating_mul(8))?.as_chunks().0;
                values.extend(bytes.iter().map(|v| f64::from_le_bytes(*v)));
                Ok(())
            }
            Values::Bytes { ends, bytes } => {
                let len = ends.append(rows, input)?;
                bytes.extend_from_slice(take(input, len)?);
                Ok(())
            }
            Values::List { ends, elements } => {
                let len = ends.append(rows, input)?;
                elements.append(len, input)
            }
            Values::Struct(columns) => columns.iter_mut().try_for_each(|c| c.append(rows, input)),
        }
    }

    /// The values so far; the column is empty again.
    pub fn finish(&mut self) -> Result<ArrayRef> {
        let len = std::mem::take(&mut self.len);
        let nulls = self
            .validity
            .take()
            .map(|mut v| NullBuffer::new(v.finish()));
        let data_type = &self.data_type;
        Ok(match &mut self.values {
            Values::Null => Arc::new(NullArray::new(len)),
            Values::Boolean(values) => Arc::new(BooleanArray::new(values.finish(), nulls)),
            Values::Int8(values) => primitive::<Int8Type>(values, nulls, data_type)?,
            Values::Int16(values) => primitive::<Int16Type>(values, nulls, data_type)?,
            Values::Int32(values) => match data_type {
                DataType::Date32 => primitive::<Date32Type>(values, nulls, data_type)?,
                DataType::Interval(_) => {
                    primitive::<IntervalYearMonthType>(values, nulls, data_type)?
                }
                _ => primitive::<Int32Type>(values, nulls, data_type)?,
            },
            Values::Int64(values) => match data_type {
                DataType::Timestamp(..) => {
                    primitive::<TimestampMicrosecondType>(values, nulls, data_type)?
                }
                DataType::Duration(_) => {
                    primitive::<DurationMicrosecondType>(values, nulls, data_type)?
                }
                _ => primitive::<Int64Type>(values, nulls, data_type)?,
            },
            Values::Decimal(values) => primitive::<Decimal128Type>(values, nulls, data_type)?,
            Values::Float(values) => primitive::<Float32Type>(values, nulls, data_type)?,
            Values::Double(values) => primitive::<Float64Type>(values, nulls, data_type)?,
            Values::Bytes { ends, bytes } => {
                let (ends, bytes) = (ends.finish(), Buffer::from(std::mem::take(bytes)));
                match data_type {
                    DataType::Binary => Arc::new(BinaryArray::try_new(ends, bytes, nulls)?),
                    _ => Arc::new(StringArray::try_new(ends, bytes, nulls)?),
                }
            }
            Values::List { ends, elements } => {
                list(data_type, ends.finish(), elements.finish()?, nulls)?
            }
            Values::Struct(columns) => {
                let DataType::Struct(fields) = data_type else {
                    return internal_err!("the columns of {data_type}");
                };
                let columns = columns.iter_mut().map(Self::finish);
                let columns = columns.collect::<Result<Vec<_>>>()?;
                Arc::new(StructArray::try_new_with_length(
                    fields.clone(),
                    columns,
                    nulls,
                    len,
                )?)
            }
        })
    }
}

fn primitive<T: ArrowPrimitiveType>(
    values: &mut Vec<T::Native>,
    nulls: Option<NullBuffer>,
    data_type: &DataType,
) -> Result<ArrayRef> {
    let values = ScalarBuffer::from(std::mem::take(values));
    let array = PrimitiveArray::<T>::try_new(values, nulls)?;
    Ok(Arc::new(array.with_data_type(data_type.clone())))
}

fn list(
    data_type: &DataType,
    ends: OffsetBuffer<i32>,
    elements: ArrayRef,
    nulls: Option<NullBuffer>,
) -> Result<ArrayRef> {
    let field: FieldRef = match data_type {
        DataType::List(field) => Arc::clone(field),
        DataType::Map(field, sorted) => {
            let entries = StructArray::from(elements.to_data());
            let map = MapArray::try_new(Arc::clone(field), ends, entries, nulls, *sorted)?;
            return Ok(Arc::new(map));
        }
        other => return internal_err!("the elements of {other}"),
    };
    Ok(Arc::new(ListArray::try_new(field, ends, elements, nulls)?))
}

fn bitmap(rows: usize, input: &mut &[u8]) -> Result<BooleanBuffer> {
    let bytes = take(input, rows.div_ceil(8))?;
    Ok(BooleanBuffer::new(Buffer::from(bytes), 0, rows))
}
