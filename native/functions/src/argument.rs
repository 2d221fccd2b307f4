//! Arguments and results of kernels, whatever layout they come in.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BinaryArray, BooleanArray, Int32Array, NullBufferBuilder,
    PrimitiveArray, StringArray,
};
use arrow::buffer::{Buffer, OffsetBuffer, ScalarBuffer};
use arrow::compute::cast;
use arrow::datatypes::{ArrowPrimitiveType, DataType, Int32Type, Int64Type};
use datafusion_common::{Result, ScalarValue, exec_err, internal_err};
use datafusion_expr::ColumnarValue;

/// Strings: one for all rows, or a column of them.
pub(crate) enum Text {
    Constant(Option<String>),
    Column(StringArray),
}

impl Text {
    pub(crate) fn new(arg: &ColumnarValue) -> Result<Self> {
        match arg {
            ColumnarValue::Scalar(ScalarValue::Null) => Ok(Self::Constant(None)),
            ColumnarValue::Scalar(scalar) => match scalar.try_as_str() {
                Some(text) => Ok(Self::Constant(text.map(str::to_string))),
                None => internal_err!("a string argument of type {}", scalar.data_type()),
            },
            ColumnarValue::Array(array) => Ok(Self::Column(plain(array)?)),
        }
    }

    #[inline]
    pub(crate) fn get(&self, row: usize) -> Option<&str> {
        match self {
            Self::Constant(text) => text.as_deref(),
            Self::Column(array) => array.is_valid(row).then(|| array.value(row)),
        }
    }

    /// The bytes of all rows, to size a result of about the same length.
    pub(crate) fn bytes(&self) -> usize {
        match self {
            Self::Constant(_) => 0,
            Self::Column(array) => {
                let offsets = array.value_offsets();
                (offsets[array.len()] - offsets[0]) as usize
            }
        }
    }
}

/// Views and dictionaries as plain strings.
pub(crate) fn plain(array: &ArrayRef) -> Result<StringArray> {
    match array.data_type() {
        DataType::Utf8 => Ok(array.as_string().clone()),
        DataType::Utf8View | DataType::Dictionary(_, _) | DataType::Null => {
            Ok(cast(array, &DataType::Utf8)?.as_string().clone())
        }
        other => internal_err!("a string argument of type {other}"),
    }
}

/// Byte strings: binary values, or the bytes of strings.
pub(crate) enum Bytes {
    Constant(Option<Vec<u8>>),
    Column(BinaryArray),
}

impl Bytes {
    pub(crate) fn new(arg: &ColumnarValue) -> Result<Self> {
        match arg {
            ColumnarValue::Scalar(ScalarValue::Null) => Ok(Self::Constant(None)),
            ColumnarValue::Scalar(ScalarValue::Binary(bytes)) => Ok(Self::Constant(bytes.clone())),
            ColumnarValue::Scalar(scalar) => match scalar.try_as_str() {
                Some(text) => Ok(Self::Constant(text.map(|t| t.as_bytes().to_vec()))),
                None => internal_err!("a binary argument of type {}", scalar.data_type()),
            },
            ColumnarValue::Array(array) => match array.data_type() {
                DataType::Binary => Ok(Self::Column(array.as_binary().clone())),
                _ => Ok(Self::Column(plain(array)?.into())),
            },
        }
    }

    #[inline]
    pub(crate) fn get(&self, row: usize) -> Option<&[u8]> {
        match self {
            Self::Constant(bytes) => bytes.as_deref(),
            Self::Column(array) => array.is_valid(row).then(|| array.value(row)),
        }
    }
}

/// Values of a primitive type: one for all rows, or a column of them.
pub(crate) enum Values<T: ArrowPrimitiveType> {
    Constant(Option<T::Native>),
    Column(PrimitiveArray<T>),
}

pub(crate) type Ints = Values<Int32Type>;
pub(crate) type Longs = Values<Int64Type>;

impl<T: ArrowPrimitiveType> Values<T> {
    pub(crate) fn new(arg: &ColumnarValue) -> Result<Self> {
        match arg {
            ColumnarValue::Scalar(ScalarValue::Null) => Ok(Self::Constant(None)),
            ColumnarValue::Scalar(scalar) => {
                let column = Self::column(&scalar.to_array()?)?;
                Ok(Self::Constant(column.is_valid(0).then(|| column.value(0))))
            }
            ColumnarValue::Array(array) => Ok(Self::Column(Self::column(array)?)),
        }
    }

    fn column(array: &ArrayRef) -> Result<PrimitiveArray<T>> {
        match array.as_primitive_opt() {
            Some(column) => Ok(column.clone()),
            None => internal_err!("a {} for a {} argument", array.data_type(), T::DATA_TYPE),
        }
    }

    #[inline]
    pub(crate) fn get(&self, row: usize) -> Option<T::Native> {
        match self {
            Self::Constant(value) => *value,
            Self::Column(array) => array.is_valid(row).then(|| array.value(row)),
        }
    }
}

/// A column of strings: `write` appends a row's text, or says None for NULL.
pub(crate) fn strings(
    rows: usize,
    capacity: usize,
    mut write: impl FnMut(usize, &mut String) -> Option<()>,
) -> Result<ColumnarValue> {
    let mut text = String::with_capacity(capacity);
    let mut offsets: Vec<i32> = Vec::with_capacity(rows + 1);
    let mut nulls = NullBufferBuilder::new(rows);
    let mut start = 0;
    offsets.push(0);
    for row in 0..rows {
        let valid = write(row, &mut text).is_some();
        nulls.append(valid);
        if !valid {
            text.truncate(start);
        }
        start = text.len();
        offsets.push(offset(start)?);
    }
    let (values, offsets) = parts(text.into_bytes(), offsets);
    // SAFETY: the bytes were a String, and each offset is its length after a whole row was pushed.
    let array = unsafe { StringArray::new_unchecked(offsets, values, nulls.finish()) };
    Ok(ColumnarValue::Array(Arc::new(array)))
}

/// A column of byte strings: `write` appends a row's bytes, or says None for NULL.
pub(crate) fn binaries(
    rows: usize,
    mut write: impl FnMut(usize, &mut Vec<u8>) -> Result<Option<()>>,
) -> Result<ColumnarValue> {
    let mut bytes = Vec::new();
    let mut offsets: Vec<i32> = Vec::with_capacity(rows + 1);
    let mut nulls = NullBufferBuilder::new(rows);
    let mut start = 0;
    offsets.push(0);
    for row in 0..rows {
        let valid = write(row, &mut bytes)?.is_some();
        nulls.append(valid);
        if !valid {
            bytes.truncate(start);
        }
        start = bytes.len();
        offsets.push(offset(start)?);
    }
    let (values, offsets) = parts(bytes, offsets);
    let array = BinaryArray::try_new(offsets, values, nulls.finish())?;
    Ok(ColumnarValue::Array(Arc::new(array)))
}

fn offset(len: usize) -> Result<i32> {
    match i32::try_from(len) {
        Ok(len) => Ok(len),
        Err(_) => exec_err!(
            "the strings of one batch are longer than {} bytes",
            i32::MAX
        ),
    }
}

fn parts(bytes: Vec<u8>, offsets: Vec<i32>) -> (Buffer, OffsetBuffer<i32>) {
    (
        Buffer::from_vec(bytes),
        OffsetBuffer::new(ScalarBuffer::from(offsets)),
    )
}

pub(crate) fn ints(rows: usize, f: impl FnMut(usize) -> Option<i32>) -> Result<ColumnarValue> {
    let output: Int32Array = (0..rows).map(f).collect();
    Ok(ColumnarValue::Array(Arc::new(output)))
}

pub(crate) fn booleans(rows: usize, f: impl FnMut(usize) -> Option<bool>) -> Result<ColumnarValue> {
    let output: BooleanArray = (0..rows).map(f).collect();
    Ok(ColumnarValue::Array(Arc::new(output)))
}
