//! Values of one type as bytes, one after the other: what collecting aggregates keep, and how their
//! buffers travel.
//!
//! Values of a fixed width stand side by side. All others have their ends beside them, and a length
//! before each where they travel.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayData, ArrayRef, AsArray, BinaryArray, BooleanArray, StringArray, make_array,
};
use arrow::buffer::{Buffer, NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use arrow::row::{RowConverter, Rows, SortField};
use datafusion_common::{Result, exec_err, internal_err};

/// How a type's values become bytes.
#[derive(Clone)]
enum Form {
    /// The bytes of Arrow's primitive values.
    Fixed(usize),
    /// A byte each.
    Boolean,
    /// The bytes of strings and binaries.
    Bytes,
    /// Arrow's row format.
    Rows(Arc<RowConverter>),
}

pub struct Cells {
    data_type: DataType,
    form: Form,
    bytes: Vec<u8>,
    /// The end of each value that has no fixed width.
    ends: Vec<usize>,
}

/// The values of a batch, to be put into cells.
pub enum Batch {
    Fixed {
        bytes: Buffer,
        width: usize,
    },
    Bytes {
        bytes: Buffer,
        offsets: OffsetBuffer<i32>,
    },
    Rows(Rows),
}

impl Batch {
    #[inline]
    pub fn cell(&self, row: usize) -> &[u8] {
        match self {
            Self::Fixed { bytes, width } => &bytes[row * width..(row + 1) * width],
            Self::Bytes { bytes, offsets } => {
                &bytes[offsets[row] as usize..offsets[row + 1] as usize]
            }
            Self::Rows(rows) => rows.row(row).data(),
        }
    }
}

impl Cells {
    pub fn new(data_type: &DataType) -> Result<Self> {
        let form = match data_type {
            DataType::Boolean => Form::Boolean,
            DataType::Utf8 | DataType::Binary => Form::Bytes,
            other => match other.primitive_width() {
                Some(width) => Form::Fixed(width),
                None => {
                    let field = SortField::new(other.clone());
                    Form::Rows(Arc::new(RowConverter::new(vec![field])?))
                }
            },
        };
        Ok(Self {
            data_type: data_type.clone(),
            form,
            bytes: Vec::new(),
            ends: Vec::new(),
        })
    }

    /// Cells of the same type, empty.
    pub fn empty(&self) -> Self {
        Self {
            data_type: self.data_type.clone(),
            form: self.form.clone(),
            bytes: Vec::new(),
            ends: Vec::new(),
        }
    }

    pub fn width(&self) -> Option<usize> {
        match &self.form {
            Form::Fixed(width) => Some(*width),
            Form::Boolean => Some(1),
            Form::Bytes | Form::Rows(_) => None,
        }
    }

    pub fn len(&self) -> usize {
        match self.width() {
            Some(width) => self.bytes.len() / width,
            None => self.ends.len(),
        }
    }

    #[inline]
    pub fn cell(&self, at: usize) -> &[u8] {
        match self.width() {
            Some(width) => &self.bytes[at * width..(at + 1) * width],
            None => &self.bytes[self.start(at)..self.ends[at]],
        }
    }

    fn start(&self, at: usize) -> usize {
        if at == 0 { 0 } else { self.ends[at - 1] }
    }

    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub fn size(&self) -> usize {
        self.bytes.capacity() + self.ends.capacity() * size_of::<usize>()
    }

    /// The batch as bytes, and which of its values are not NULL.
    pub fn read(&self, values: &ArrayRef) -> Result<(Batch, Option<NullBuffer>)> {
        let values = if values.data_type() == &self.data_type {
            Arc::clone(values)
        } else {
            cast(values, &self.data_type)?
        };
        let nulls = values.logical_nulls().filter(|n| n.null_count() > 0);
        let batch = match &self.form {
            Form::Fixed(width) => {
                let data = values.to_data();
                let Some(buffer) = data.buffers().first() else {
                    return internal_err!("a {} without values", self.data_type);
                };
                let bytes = buffer.slice_with_length(data.offset() * width, data.len() * width);
                Batch::Fixed {
                    bytes,
                    width: *width,
                }
            }
            Form::Boolean => {
                let values = values.as_boolean().values();
                let bytes: Vec<u8> = values.iter().map(u8::from).collect();
                Batch::Fixed {
                    bytes: Buffer::from_vec(bytes),
                    width: 1,
                }
            }
            Form::Bytes => {
                let (bytes, offsets) = match self.data_type {
                    DataType::Utf8 => {
                        let text = values.as_string::<i32>();
                        (text.values().clone(), text.offsets().clone())
                    }
                    _ => {
                        let binary = values.as_binary::<i32>();
                        (binary.values().clone(), binary.offsets().clone())
                    }
                };
                Batch::Bytes { bytes, offsets }
            }
            Form::Rows(converter) => Batch::Rows(converter.convert_columns(&[values])?),
        };
        Ok((batch, nulls))
    }

    #[inline]
    pub fn push(&mut self, cell: &[u8]) {
        self.bytes.extend_from_slice(cell);
        if self.width().is_none() {
            self.ends.push(self.bytes.len());
        }
    }

    /// Adds `rows` of the batch.
    pub fn extend(&mut self, batch: &Batch, rows: impl Iterator<Item = usize>) {
        macro_rules! of_width {
            ($bytes:expr, $width:literal) => {{
                let (cells, _) = $bytes.as_slice().as_chunks::<$width>();
                for row in rows {
                    self.bytes.extend_from_slice(&cells[row]);
                }
            }};
        }
        match batch {
            Batch::Fixed { bytes, width: 1 } => of_width!(bytes, 1),
            Batch::Fixed { bytes, width: 2 } => of_width!(bytes, 2),
            Batch::Fixed { bytes, width: 4 } => of_width!(bytes, 4),
            Batch::Fixed { bytes, width: 8 } => of_width!(bytes, 8),
            Batch::Fixed { bytes, width: 16 } => of_width!(bytes, 16),
            _ => rows.for_each(|row| self.push(batch.cell(row))),
        }
    }

    /// Adds all rows of the batch.
    pub fn extend_all(&mut self, batch: &Batch, rows: usize) {
        match batch {
            Batch::Fixed { bytes, width } => {
                self.bytes.extend_from_slice(&bytes[..rows * width]);
            }
            _ => self.extend(batch, 0..rows),
        }
    }

    /// The cells at `order`.
    pub fn gather(&self, order: &[u32]) -> Self {
        let mut gathered = self.empty();
        macro_rules! of_width {
            ($width:literal) => {{
                let (cells, _) = self.bytes.as_chunks::<$width>();
                let picked: Vec<[u8; $width]> =
                    order.iter().map(|at| cells[*at as usize]).collect();
                gathered.bytes = picked.into_flattened();
            }};
        }
        match self.width() {
            Some(1) => of_width!(1),
            Some(2) => of_width!(2),
            Some(4) => of_width!(4),
            Some(8) => of_width!(8),
            Some(16) => of_width!(16),
            _ => {
                gathered.bytes.reserve(self.bytes.len());
                gathered.ends.reserve(order.len());
                order
                    .iter()
                    .for_each(|at| gathered.push(self.cell(*at as usize)));
            }
        }
        gathered
    }

    /// The cells as an array.
    pub fn into_array(self) -> Result<ArrayRef> {
        let len = self.len();
        match self.form {
            Form::Fixed(_) => {
                // A copy where the bytes do not lie as the type wants them.
                let data = ArrayData::builder(self.data_type)
                    .len(len)
                    .add_buffer(Buffer::from_vec(self.bytes))
                    .align_buffers(true)
                    .build()?;
                Ok(make_array(data))
            }
            Form::Boolean => {
                let bits = self.bytes.iter().map(|b| *b != 0);
                let bits: BooleanArray = bits.map(Some).collect();
                Ok(Arc::new(bits))
            }
            Form::Bytes => {
                let offsets = offsets(self.ends.iter().copied())?;
                let values = Buffer::from_vec(self.bytes);
                if self.data_type == DataType::Binary {
                    return Ok(Arc::new(BinaryArray::try_new(offsets, values, None)?));
                }
                Ok(Arc::new(StringArray::try_new(offsets, values, None)?))
            }
            Form::Rows(ref converter) => {
                let parser = converter.parser();
                let rows = (0..len).map(|at| parser.parse(self.cell(at)));
                let mut columns = converter.convert_rows(rows)?;
                match columns.pop() {
                    Some(column) => Ok(column),
                    None => internal_err!("rows of no column"),
                }
            }
        }
    }

    /// Lists of cells as byte strings; `lists` are the numbers of cells in each, all cells in order.
    pub fn pack(self, lists: &[u32]) -> Result<BinaryArray> {
        if let Some(width) = self.width() {
            let ends = lists.iter().scan(0, |end, len| {
                *end += *len as usize * width;
                Some(*end)
            });
            let offsets = offsets(ends)?;
            return Ok(BinaryArray::try_new(
                offsets,
                Buffer::from_vec(self.bytes),
                None,
            )?);
        }
        let mut bytes = Vec::with_capacity(self.bytes.len() + 4 * self.len());
        let mut ends = Vec::with_capacity(lists.len());
        let mut at = 0;
        for len in lists {
            for _ in 0..*len {
                let cell = self.cell(at);
                bytes.extend_from_slice(&(cell.len() as u32).to_le_bytes());
                bytes.extend_from_slice(cell);
                at += 1;
            }
            ends.push(bytes.len());
        }
        let offsets = offsets(ends.into_iter())?;
        Ok(BinaryArray::try_new(
            offsets,
            Buffer::from_vec(bytes),
            None,
        )?)
    }

    /// Calls `cell` with each value of a packed list.
    pub fn unpack(&self, list: &[u8], mut cell: impl FnMut(&[u8])) -> Result<()> {
        if let Some(width) = self.width() {
            list.chunks_exact(width).for_each(cell);
            return Ok(());
        }
        let mut rest = list;
        while let Some((len, after)) = rest.split_first_chunk::<4>() {
            let len = u32::from_le_bytes(*len) as usize;
            let Some((value, after)) = after.split_at_checked(len) else {
                return internal_err!("an aggregate's buffer ends within a value");
            };
            cell(value);
            rest = after;
        }
        Ok(())
    }

    /// Adds the values of a packed list; how many they are.
    pub fn extend_packed(&mut self, list: &[u8]) -> Result<usize> {
        if let Some(width) = self.width() {
            self.bytes.extend_from_slice(list);
            return Ok(list.len() / width);
        }
        let before = self.ends.len();
        let (mut bytes, mut ends) = (
            std::mem::take(&mut self.bytes),
            std::mem::take(&mut self.ends),
        );
        let unpacked = self.unpack(list, |cell| {
            bytes.extend_from_slice(cell);
            ends.push(bytes.len());
        });
        (self.bytes, self.ends) = (bytes, ends);
        unpacked?;
        Ok(self.ends.len() - before)
    }
}

/// Offsets from the end of each value.
pub fn offsets(ends: impl Iterator<Item = usize>) -> Result<OffsetBuffer<i32>> {
    let mut offsets = Vec::with_capacity(ends.size_hint().0 + 1);
    offsets.push(0);
    let mut last = 0;
    for end in ends {
        last = end;
        offsets.push(end as i32);
    }
    if i32::try_from(last).is_err() {
        return exec_err!(
            "the collected values of one task are more than {}",
            i32::MAX
        );
    }
    Ok(OffsetBuffer::new(ScalarBuffer::from(offsets)))
}
