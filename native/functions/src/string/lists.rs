//! Columns of lists of strings.

use std::sync::Arc;

use arrow::array::{Array, ListArray, NullBufferBuilder, StringArray};
use arrow::buffer::{Buffer, OffsetBuffer, ScalarBuffer};
use arrow::datatypes::DataType;
use datafusion_common::{Result, exec_err, internal_err};
use datafusion_expr::ColumnarValue;

/// Takes the strings of a row and then the row.
pub(super) struct Lists {
    text: String,
    ends: Vec<i32>,
    rows: Vec<i32>,
    nulls: NullBufferBuilder,
}

impl Lists {
    pub(super) fn with_capacity(rows: usize, bytes: usize) -> Self {
        let mut offsets = Vec::with_capacity(rows + 1);
        offsets.push(0);
        let mut ends = Vec::with_capacity(2 * rows + 1);
        ends.push(0);
        Self {
            text: String::with_capacity(bytes),
            ends,
            rows: offsets,
            nulls: NullBufferBuilder::new(rows),
        }
    }

    #[inline]
    pub(super) fn push(&mut self, text: &str) -> Result<()> {
        self.text.push_str(text);
        match i32::try_from(self.text.len()) {
            Ok(end) => {
                self.ends.push(end);
                Ok(())
            }
            Err(_) => exec_err!(
                "the strings of one batch are longer than {} bytes",
                i32::MAX
            ),
        }
    }

    pub(super) fn row(&mut self) -> Result<()> {
        self.nulls.append_non_null();
        self.end()
    }

    pub(super) fn null(&mut self) {
        self.nulls.append_null();
        self.rows.push(self.rows.last().copied().unwrap_or(0));
    }

    fn end(&mut self) -> Result<()> {
        match i32::try_from(self.ends.len() - 1) {
            Ok(end) => {
                self.rows.push(end);
                Ok(())
            }
            Err(_) => exec_err!("a batch has more than {} strings", i32::MAX),
        }
    }

    /// As a column of the type `to`.
    pub(super) fn finish(mut self, to: &DataType) -> Result<ColumnarValue> {
        let DataType::List(field) = to else {
            return internal_err!("lists as {to}");
        };
        let ends = OffsetBuffer::new(ScalarBuffer::from(self.ends));
        let values = Buffer::from_vec(self.text.into_bytes());
        // SAFETY: the bytes were a String, and each offset is its length after a whole text was pushed.
        let values = unsafe { StringArray::new_unchecked(ends, values, None) };
        let rows = OffsetBuffer::new(ScalarBuffer::from(self.rows));
        let values: Arc<dyn Array> = Arc::new(values);
        let lists = ListArray::try_new(Arc::clone(field), rows, values, self.nulls.finish())?;
        Ok(ColumnarValue::Array(Arc::new(lists)))
    }
}
