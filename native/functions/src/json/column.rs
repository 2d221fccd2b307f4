//! Columns that take the values of documents, and forget those of a document that turns out undecided.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Float64Array, Int8Array, Int16Array, Int32Array,
    Int64Array, ListArray, MapArray, StringArray, StructArray,
};
use arrow::buffer::{Buffer, NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow::datatypes::{DataType, FieldRef, Fields};
use datafusion_common::{Result, exec_err, internal_err};

pub(crate) struct Column {
    valid: Vec<bool>,
    pub values: Values,
}

pub(crate) enum Values {
    Boolean(Vec<bool>),
    Byte(Vec<i8>),
    Short(Vec<i16>),
    Int(Vec<i32>),
    Long(Vec<i64>),
    Double(Vec<f64>),
    Date(Vec<i32>),
    Text(Vec<usize>, String),
    Struct(Fields, Vec<Column>),
    List(FieldRef, Vec<usize>, Box<Column>),
    /// Entries of a key and a value.
    Map(FieldRef, Vec<usize>, Box<Column>),
}

impl Column {
    pub(crate) fn new(data_type: &DataType) -> Result<Self> {
        let values = match data_type {
            DataType::Boolean => Values::Boolean(vec![]),
            DataType::Int8 => Values::Byte(vec![]),
            DataType::Int16 => Values::Short(vec![]),
            DataType::Int32 => Values::Int(vec![]),
            DataType::Int64 => Values::Long(vec![]),
            DataType::Float64 => Values::Double(vec![]),
            DataType::Date32 => Values::Date(vec![]),
            DataType::Utf8 => Values::Text(vec![0], String::new()),
            DataType::Struct(fields) => {
                let columns = fields.iter().map(|field| Self::new(field.data_type()));
                Values::Struct(fields.clone(), columns.collect::<Result<_>>()?)
            }
            DataType::List(element) => {
                let column = Box::new(Self::new(element.data_type())?);
                Values::List(Arc::clone(element), vec![0], column)
            }
            DataType::Map(entry, _) => {
                let column = Box::new(Self::new(entry.data_type())?);
                Values::Map(Arc::clone(entry), vec![0], column)
            }
            other => return internal_err!("no value of the type {other} is read from JSON"),
        };
        Ok(Self {
            valid: vec![],
            values,
        })
    }

    pub(crate) fn len(&self) -> usize {
        self.valid.len()
    }

    /// Has `rows` rows: later ones go, and NULLs come.
    pub(crate) fn settle(&mut self, rows: usize) {
        self.valid.resize(rows, false);
        match &mut self.values {
            Values::Boolean(values) => values.resize(rows, false),
            Values::Byte(values) => values.resize(rows, 0),
            Values::Short(values) => values.resize(rows, 0),
            Values::Int(values) | Values::Date(values) => values.resize(rows, 0),
            Values::Long(values) => values.resize(rows, 0),
            Values::Double(values) => values.resize(rows, 0.0),
            Values::Text(offsets, text) => {
                let end = offsets[rows.min(offsets.len() - 1)];
                text.truncate(end);
                offsets.resize(rows + 1, end);
            }
            Values::Struct(_, columns) => columns.iter_mut().for_each(|column| column.settle(rows)),
            Values::List(_, offsets, element) | Values::Map(_, offsets, element) => {
                let end = offsets[rows.min(offsets.len() - 1)];
                element.settle(end);
                offsets.resize(rows + 1, end);
            }
        }
    }

    /// The value whose parts have been added is there.
    pub(crate) fn set_valid(&mut self) {
        self.valid.push(true);
    }

    pub(crate) fn finish(self) -> Result<ArrayRef> {
        let rows = self.valid.len();
        let nulls = Some(NullBuffer::from(self.valid)).filter(|nulls| nulls.null_count() > 0);
        Ok(match self.values {
            Values::Boolean(values) => Arc::new(BooleanArray::new(values.into(), nulls)),
            Values::Byte(values) => Arc::new(Int8Array::new(values.into(), nulls)),
            Values::Short(values) => Arc::new(Int16Array::new(values.into(), nulls)),
            Values::Int(values) => Arc::new(Int32Array::new(values.into(), nulls)),
            Values::Long(values) => Arc::new(Int64Array::new(values.into(), nulls)),
            Values::Double(values) => Arc::new(Float64Array::new(values.into(), nulls)),
            Values::Date(values) => Arc::new(Date32Array::new(values.into(), nulls)),
            Values::Text(offsets, text) => {
                let bytes = Buffer::from_vec(text.into_bytes());
                Arc::new(StringArray::try_new(small(offsets)?, bytes, nulls)?)
            }
            Values::Struct(fields, columns) => {
                let arrays = columns.into_iter().map(Self::finish);
                let arrays = arrays.collect::<Result<_>>()?;
                Arc::new(StructArray::try_new_with_length(
                    fields, arrays, nulls, rows,
                )?)
            }
            Values::List(element, offsets, column) => {
                let values = column.finish()?;
                Arc::new(ListArray::try_new(element, small(offsets)?, values, nulls)?)
            }
            Values::Map(entry, offsets, column) => {
                let DataType::Struct(fields) = entry.data_type().clone() else {
                    return internal_err!("a map of no entries");
                };
                let Values::Struct(_, columns) = column.values else {
                    return internal_err!("a map of no entries");
                };
                let columns = columns.into_iter().map(Self::finish);
                let entries = StructArray::try_new(fields, columns.collect::<Result<_>>()?, None)?;
                Arc::new(MapArray::try_new(
                    entry,
                    small(offsets)?,
                    entries,
                    nulls,
                    false,
                )?)
            }
        })
    }
}

fn small(offsets: Vec<usize>) -> Result<OffsetBuffer<i32>> {
    if offsets
        .last()
        .is_some_and(|last| i32::try_from(*last).is_err())
    {
        return exec_err!("the values of one batch are more than {}", i32::MAX);
    }
    let offsets: Vec<i32> = offsets.into_iter().map(|offset| offset as i32).collect();
    Ok(OffsetBuffer::new(ScalarBuffer::from(offsets)))
}
