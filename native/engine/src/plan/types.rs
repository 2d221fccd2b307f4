//! Proto types and literals as Arrow types and scalars.

use std::sync::Arc;

use arrow::array::{ArrayRef, MapArray, StructArray, new_empty_array};
use arrow::buffer::{NullBuffer, OffsetBuffer};
use arrow::datatypes::{DataType, Field, Fields, IntervalUnit, Schema, SchemaRef, TimeUnit};
use datafusion_common::utils::SingleRowListArrayBuilder;
use datafusion_common::{Result, ScalarValue, internal_datafusion_err, internal_err};
use thermite_proto as proto;

use super::names;
use thermite_proto::data_type::Kind;
use thermite_proto::literal::Value;

pub fn data_type(t: &proto::DataType) -> Result<DataType> {
    let Some(kind) = &t.kind else {
        return internal_err!("a data type without a kind");
    };
    Ok(match kind {
        Kind::Primitive(p) => primitive(
            proto::Primitive::try_from(*p)
                .map_err(|e| internal_datafusion_err!("unknown primitive type: {e}"))?,
        ),
        Kind::Decimal(d) => DataType::Decimal128(d.precision as u8, d.scale as i8),
        Kind::List(list) => DataType::List(Arc::new(Field::new(
            "element",
            required(&list.element)?,
            list.contains_null,
        ))),
        Kind::Struct(s) => DataType::Struct(fields(&s.fields)?),
        Kind::Map(map) => {
            let entries = Fields::from(vec![
                Field::new("key", required(&map.key)?, false),
                Field::new("value", required(&map.value)?, map.value_contains_null),
            ]);
            let entries = Field::new("entries", DataType::Struct(entries), false);
            DataType::Map(Arc::new(entries), false)
        }
    })
}

fn primitive(p: proto::Primitive) -> DataType {
    use proto::Primitive::*;
    match p {
        Null => DataType::Null,
        Boolean => DataType::Boolean,
        Byte => DataType::Int8,
        Short => DataType::Int16,
        Int => DataType::Int32,
        Long => DataType::Int64,
        Float => DataType::Float32,
        Double => DataType::Float64,
        String => DataType::Utf8,
        Binary => DataType::Binary,
        Date => DataType::Date32,
        Timestamp => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
        TimestampNtz => DataType::Timestamp(TimeUnit::Microsecond, None),
        YearMonthInterval => DataType::Interval(IntervalUnit::YearMonth),
        DayTimeInterval => DataType::Duration(TimeUnit::Microsecond),
    }
}

fn required(t: &Option<Box<proto::DataType>>) -> Result<DataType> {
    match t {
        Some(t) => data_type(t),
        None => internal_err!("a nested type without its element type"),
    }
}

pub fn optional(t: &Option<proto::DataType>) -> Result<DataType> {
    match t {
        Some(t) => data_type(t),
        None => internal_err!("a type is missing"),
    }
}

fn fields(fields: &[proto::Field]) -> Result<Fields> {
    fields.iter().map(field).collect()
}

pub fn field(f: &proto::Field) -> Result<Field> {
    Ok(Field::new(&f.name, optional(&f.r#type)?, f.nullable))
}

/// The columns of an operator, all nullable: what Catalyst knows of a column below an outer join is
/// not true above it.
pub fn schema(s: &Option<proto::Schema>) -> Result<SchemaRef> {
    match s {
        Some(s) => {
            let names = names::distinct(s.fields.iter().map(|f| f.name.clone()));
            let fields = s.fields.iter().zip(names);
            let fields = fields.map(|(f, name)| Ok(field(f)?.with_name(name).with_nullable(true)));
            Ok(Arc::new(Schema::new(fields.collect::<Result<Vec<_>>>()?)))
        }
        None => internal_err!("a schema is missing"),
    }
}

pub fn literal(l: &proto::Literal) -> Result<ScalarValue> {
    scalar(&optional(&l.r#type)?, l.value.as_ref())
}

fn scalar(t: &DataType, value: Option<&Value>) -> Result<ScalarValue> {
    let Some(value) = value else {
        return ScalarValue::try_from(t);
    };
    Ok(match (t, value) {
        (DataType::Boolean, Value::Boolean(v)) => ScalarValue::Boolean(Some(*v)),
        (DataType::Int8, Value::Integer(v)) => ScalarValue::Int8(Some(*v as i8)),
        (DataType::Int16, Value::Integer(v)) => ScalarValue::Int16(Some(*v as i16)),
        (DataType::Int32, Value::Integer(v)) => ScalarValue::Int32(Some(*v as i32)),
        (DataType::Int64, Value::Integer(v)) => ScalarValue::Int64(Some(*v)),
        (DataType::Date32, Value::Integer(v)) => ScalarValue::Date32(Some(*v as i32)),
        (DataType::Timestamp(_, zone), Value::Integer(v)) => {
            ScalarValue::TimestampMicrosecond(Some(*v), zone.clone())
        }
        (DataType::Interval(_), Value::Integer(v)) => {
            ScalarValue::IntervalYearMonth(Some(*v as i32))
        }
        (DataType::Duration(_), Value::Integer(v)) => ScalarValue::DurationMicrosecond(Some(*v)),
        (DataType::Float32, Value::Float(v)) => ScalarValue::Float32(Some(*v)),
        (DataType::Float64, Value::Double(v)) => ScalarValue::Float64(Some(*v)),
        (DataType::Utf8, Value::String(v)) => ScalarValue::Utf8(Some(v.clone())),
        (DataType::Binary, Value::Binary(v)) => ScalarValue::Binary(Some(v.clone())),
        (DataType::Decimal128(p, s), Value::Decimal(v)) => {
            ScalarValue::Decimal128(Some(unscaled(v)?), *p, *s)
        }
        (DataType::List(element), Value::List(list)) => {
            let values = column(element.data_type(), list.values.iter())?;
            let list = SingleRowListArrayBuilder::new(values).with_field(element);
            ScalarValue::List(Arc::new(list.build_list_array()))
        }
        (DataType::Struct(fields), Value::List(list)) => {
            let columns = fields
                .iter()
                .zip(&list.values)
                .map(|(f, v)| column(f.data_type(), std::iter::once(v)))
                .collect::<Result<Vec<_>>>()?;
            let array = StructArray::try_new_with_length(fields.clone(), columns, None, 1)?;
            ScalarValue::Struct(Arc::new(array))
        }
        (DataType::Map(entries, _), Value::List(list)) => {
            let DataType::Struct(entry) = entries.data_type() else {
                return internal_err!("map entries that are no struct");
            };
            let keys = column(entry[0].data_type(), list.values.iter().step_by(2))?;
            let values = column(entry[1].data_type(), list.values.iter().skip(1).step_by(2))?;
            let offsets = OffsetBuffer::from_lengths([keys.len()]);
            let entry = StructArray::try_new(entry.clone(), vec![keys, values], None)?;
            let nulls: Option<NullBuffer> = None;
            ScalarValue::Map(Arc::new(MapArray::try_new(
                Arc::clone(entries),
                offsets,
                entry,
                nulls,
                false,
            )?))
        }
        (t, v) => return internal_err!("literal {v:?} is no value of {t}"),
    })
}

fn column<'a>(t: &DataType, values: impl Iterator<Item = &'a proto::Literal>) -> Result<ArrayRef> {
    let values = values
        .map(|v| scalar(t, v.value.as_ref()))
        .collect::<Result<Vec<_>>>()?;
    if values.is_empty() {
        Ok(new_empty_array(t))
    } else {
        ScalarValue::iter_to_array(values)
    }
}

/// A two's complement, big-endian integer of at most 16 bytes.
fn unscaled(bytes: &[u8]) -> Result<i128> {
    if bytes.is_empty() || bytes.len() > 16 {
        return internal_err!("a decimal of {} bytes", bytes.len());
    }
    let fill = if bytes[0] & 0x80 != 0 { 0xff } else { 0 };
    let mut value = [fill; 16];
    value[16 - bytes.len()..].copy_from_slice(bytes);
    Ok(i128::from_be_bytes(value))
}
