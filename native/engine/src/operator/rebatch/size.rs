//! The bytes that rows take as one of Arrow's Java vectors.

use arrow::array::ArrayData;
use arrow::datatypes::DataType;

/// Rows of an array.
pub struct Part {
    pub data: ArrayData,
    pub start: usize,
    pub rows: usize,
}

impl Part {
    /// Where the values of a variable length begin and end.
    fn ends(&self) -> (usize, usize) {
        let offsets = self.data.buffers()[0].typed_data::<i32>();
        let at = self.data.offset() + self.start;
        (offsets[at] as usize, offsets[at + self.rows] as usize)
    }

    fn elements(&self) -> Part {
        let (from, to) = self.ends();
        Part {
            data: self.data.child_data()[0].clone(),
            start: from,
            rows: to - from,
        }
    }

    fn field(&self, i: usize) -> Part {
        Part {
            data: self.data.child_data()[i].clone(),
            start: self.data.offset() + self.start,
            rows: self.rows,
        }
    }
}

/// What the rows of `parts` take as one of Arrow's Java vectors (`getBufferSizeFor`).
pub fn size(parts: &[Part]) -> usize {
    let rows: usize = parts.iter().map(|part| part.rows).sum();
    let Some(part) = parts.iter().find(|part| part.rows > 0) else {
        return 0;
    };
    let filled = || parts.iter().filter(|part| part.rows > 0);
    let validity = rows.div_ceil(8);
    let offsets = 4 * (rows + 1);
    match part.data.data_type() {
        DataType::Null => 0,
        DataType::Boolean => 2 * validity,
        DataType::Utf8 | DataType::Binary => {
            let lengths = filled().map(|part| {
                let (from, to) = part.ends();
                to - from
            });
            validity + offsets + lengths.sum::<usize>()
        }
        DataType::List(_) | DataType::Map(_, _) => {
            let elements: Vec<Part> = filled().map(Part::elements).collect();
            validity + offsets + size(&elements)
        }
        DataType::Struct(fields) => {
            let fields = (0..fields.len()).map(|i| {
                let field: Vec<Part> = filled().map(|part| part.field(i)).collect();
                size(&field)
            });
            validity + fields.sum::<usize>()
        }
        flat => validity + rows * flat.primitive_width().unwrap_or(0),
    }
}
