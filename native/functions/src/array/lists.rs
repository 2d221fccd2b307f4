//! Lists as arguments, and results made of elements that the arguments have.

use std::ops::Range;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, ListArray, MapArray, NullBufferBuilder, StructArray, UInt32Array,
    new_null_array,
};
use arrow::buffer::{NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow::compute::{interleave, take};
use arrow::datatypes::{DataType, FieldRef};
use datafusion_common::{Result, ScalarValue, exec_err, internal_err};
use datafusion_expr::ColumnarValue;

use crate::argument::plain;
use crate::table::Kernel;

/// `ByteArrayMethods.MAX_ROUNDED_ARRAY_LENGTH`.
pub(crate) const MAX_LENGTH: i64 = 2_147_483_632;

/// Lists: one for all rows, or a column of them.
pub(crate) struct Lists {
    /// The elements of all lists, and no others.
    values: ArrayRef,
    element_nulls: Option<NullBuffer>,
    /// Places in `values`, plus the first of them.
    offsets: OffsetBuffer<i32>,
    nulls: Option<NullBuffer>,
    constant: bool,
}

impl Lists {
    pub(crate) fn new(arg: &ColumnarValue) -> Result<Self> {
        let (array, constant) = match arg {
            ColumnarValue::Array(array) => (Arc::clone(array), false),
            ColumnarValue::Scalar(scalar) => (scalar.to_array()?, true),
        };
        let Some(list) = array.as_list_opt::<i32>() else {
            return internal_err!("{} where a list is due", array.data_type());
        };
        let offsets = list.offsets().clone();
        let (first, last) = (offsets[0] as usize, offsets[list.len()] as usize);
        let values = list.values().slice(first, last - first);
        Ok(Self {
            element_nulls: values.logical_nulls().filter(|n| n.null_count() > 0),
            values,
            offsets,
            nulls: list.nulls().cloned().filter(|n| n.null_count() > 0),
            constant,
        })
    }

    pub(crate) fn all(args: &[ColumnarValue]) -> Result<Vec<Self>> {
        args.iter().map(Self::new).collect()
    }

    /// The elements of a row; None for NULL.
    #[inline]
    pub(crate) fn get(&self, row: usize) -> Option<Range<usize>> {
        let row = if self.constant { 0 } else { row };
        match &self.nulls {
            Some(nulls) if nulls.is_null(row) => None,
            _ => {
                let base = self.offsets[0];
                let (start, end) = (self.offsets[row] - base, self.offsets[row + 1] - base);
                Some(start as usize..end as usize)
            }
        }
    }

    pub(crate) fn values(&self) -> &ArrayRef {
        &self.values
    }

    /// Which elements are NULL, if any is.
    pub(crate) fn element_nulls(&self) -> Option<&NullBuffer> {
        self.element_nulls.as_ref()
    }

    /// The elements of `rows` rows, those of NULL lists too.
    pub(crate) fn elements(&self, rows: usize) -> usize {
        if self.constant {
            self.values.len().saturating_mul(rows)
        } else {
            self.values.len()
        }
    }

    /// Which lists of a column are NULL.
    pub(crate) fn nulls(&self) -> Option<&NullBuffer> {
        self.nulls.as_ref()
    }

    pub(crate) fn is_constant(&self) -> bool {
        self.constant
    }

    /// Where the lists of a column begin and end in `values`.
    pub(crate) fn offsets(&self) -> OffsetBuffer<i32> {
        let base = self.offsets[0];
        if base == 0 {
            return self.offsets.clone();
        }
        let moved: Vec<i32> = self.offsets.iter().map(|o| o - base).collect();
        OffsetBuffer::new(ScalarBuffer::from(moved))
    }
}

/// The end of a list in the elements of a result.
pub(crate) fn offset(elements: usize) -> Result<i32> {
    match i32::try_from(elements) {
        Ok(offset) => Ok(offset),
        Err(_) => exec_err!(
            "the arrays of one batch have more than {} elements",
            i32::MAX
        ),
    }
}

/// The ends of lists that a result is made of, row by row.
struct Ends {
    offsets: Vec<i32>,
    nulls: NullBufferBuilder,
}

impl Ends {
    fn new(rows: usize) -> Self {
        let mut offsets = Vec::with_capacity(rows + 1);
        offsets.push(0);
        Self {
            offsets,
            nulls: NullBufferBuilder::new(rows),
        }
    }

    fn push(&mut self, elements: usize, valid: bool) -> Result<()> {
        self.offsets.push(offset(elements)?);
        self.nulls.append(valid);
        Ok(())
    }

    fn finish(mut self, values: &ArrayRef, to: &DataType) -> Result<ColumnarValue> {
        let offsets = OffsetBuffer::new(ScalarBuffer::from(self.offsets));
        list(to, offsets, values, self.nulls.finish())
    }
}

/// Lists of elements that all come from one array.
pub(crate) struct Picks {
    ends: Ends,
    indices: Vec<u32>,
}

impl Picks {
    pub(crate) fn new(rows: usize, elements: usize) -> Self {
        Self {
            ends: Ends::new(rows),
            indices: Vec::with_capacity(elements),
        }
    }

    #[inline]
    pub(crate) fn push(&mut self, at: usize) {
        self.indices.push(at as u32);
    }

    pub(crate) fn extend(&mut self, places: impl Iterator<Item = usize>) {
        self.indices.extend(places.map(|at| at as u32));
    }

    /// Ends a row, with what was pushed since the last.
    pub(crate) fn end(&mut self) -> Result<()> {
        self.ends.push(self.indices.len(), true)
    }

    /// Ends a row that is NULL.
    pub(crate) fn end_null(&mut self) -> Result<()> {
        self.ends.push(self.indices.len(), false)
    }

    /// Lists of the type `to`.
    pub(crate) fn finish(self, values: &ArrayRef, to: &DataType) -> Result<ColumnarValue> {
        self.finish_with(values, to, Ok)
    }

    /// As `finish`, of elements that `change` gives for those that were picked.
    pub(crate) fn finish_with(
        self,
        values: &ArrayRef,
        to: &DataType,
        change: impl Fn(ArrayRef) -> Result<ArrayRef>,
    ) -> Result<ColumnarValue> {
        let picked = take(values, &UInt32Array::from(self.indices), None)?;
        self.ends.finish(&change(picked)?, to)
    }
}

/// Lists of elements of several arrays.
pub(crate) struct Mix {
    ends: Ends,
    /// Which array, and where in it.
    places: Vec<(usize, usize)>,
}

impl Mix {
    pub(crate) fn new(rows: usize, elements: usize) -> Self {
        Self {
            ends: Ends::new(rows),
            places: Vec::with_capacity(elements),
        }
    }

    #[inline]
    pub(crate) fn push(&mut self, array: usize, at: usize) {
        self.places.push((array, at));
    }

    pub(crate) fn extend(&mut self, array: usize, places: Range<usize>) {
        self.places.extend(places.map(|at| (array, at)));
    }

    pub(crate) fn end(&mut self) -> Result<()> {
        self.ends.push(self.places.len(), true)
    }

    pub(crate) fn end_null(&mut self) -> Result<()> {
        self.ends.push(self.places.len(), false)
    }

    /// The elements that are in the result so far.
    pub(crate) fn elements(&self) -> usize {
        self.places.len()
    }

    /// Lists of the type `to`; `change` is made of the mixed elements.
    pub(crate) fn finish(
        self,
        arrays: &[&ArrayRef],
        to: &DataType,
        change: impl Fn(ArrayRef) -> Result<ArrayRef>,
    ) -> Result<ColumnarValue> {
        let element = element(to)?;
        let arrays = arrays.iter().map(|a| conform(a, element.data_type()));
        let arrays = arrays.collect::<Result<Vec<_>>>()?;
        let arrays: Vec<&dyn Array> = arrays.iter().map(|a| a.as_ref()).collect();
        let mixed = if self.places.is_empty() {
            arrow::array::new_empty_array(element.data_type())
        } else {
            interleave(&arrays, &self.places)?
        };
        self.ends.finish(&change(mixed)?, to)
    }
}

/// The element of a list type.
pub(crate) fn element(list: &DataType) -> Result<&FieldRef> {
    match list {
        DataType::List(element) => Ok(element),
        other => internal_err!("{other} where a list is due"),
    }
}

/// Lists of the type `to`.
pub(crate) fn list(
    to: &DataType,
    offsets: OffsetBuffer<i32>,
    values: &ArrayRef,
    nulls: Option<NullBuffer>,
) -> Result<ColumnarValue> {
    let field = element(to)?;
    let values = conform(values, field.data_type())?;
    let lists = ListArray::try_new(Arc::clone(field), offsets, values, nulls)?;
    Ok(ColumnarValue::Array(Arc::new(lists)))
}

/// Gives values of a type that is `to` but for names and nullability of its parts.
pub fn conforming(to: DataType) -> Kernel {
    Arc::new(move |args, _| {
        let (array, constant) = column(&args[0])?;
        let array = conform(&array, &to)?;
        if constant {
            return Ok(ColumnarValue::Scalar(ScalarValue::try_from_array(
                &array, 0,
            )?));
        }
        Ok(ColumnarValue::Array(array))
    })
}

/// `array` as `to`, which is the same type but for names and nullability of its parts.
pub(crate) fn conform(array: &ArrayRef, to: &DataType) -> Result<ArrayRef> {
    if array.data_type() == to {
        return Ok(Arc::clone(array));
    }
    Ok(match (array.data_type(), to) {
        (DataType::Null, _) => new_null_array(to, array.len()),
        (_, DataType::Utf8) => Arc::new(plain(array)?),
        (DataType::List(_), DataType::List(field)) => {
            let list = array.as_list::<i32>();
            Arc::new(ListArray::try_new(
                Arc::clone(field),
                list.offsets().clone(),
                conform(list.values(), field.data_type())?,
                list.nulls().cloned(),
            )?)
        }
        (DataType::Struct(from), DataType::Struct(fields)) if from.len() == fields.len() => {
            let row = array.as_struct();
            let parts = row.columns().iter().zip(fields);
            let parts = parts.map(|(part, field)| conform(part, field.data_type()));
            Arc::new(StructArray::try_new_with_length(
                fields.clone(),
                parts.collect::<Result<_>>()?,
                row.nulls().cloned(),
                row.len(),
            )?)
        }
        (DataType::Map(_, _), DataType::Map(field, sorted)) => {
            let map = array.as_map();
            let entries: ArrayRef = Arc::new(map.entries().clone());
            Arc::new(MapArray::try_new(
                Arc::clone(field),
                map.offsets().clone(),
                conform(&entries, field.data_type())?.as_struct().clone(),
                map.nulls().cloned(),
                *sorted,
            )?)
        }
        (from, _) => return internal_err!("{from} where {to} is due"),
    })
}

/// An argument as a column; a constant is a column of one row, and says so.
pub(crate) fn column(arg: &ColumnarValue) -> Result<(ArrayRef, bool)> {
    Ok(match arg {
        ColumnarValue::Array(array) => (Arc::clone(array), false),
        ColumnarValue::Scalar(scalar) => (scalar.to_array()?, true),
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::array::testing::{list_of, texts};
    use arrow::array::Int32Array;
    use arrow::datatypes::{Field, Fields, Int32Type};

    #[test]
    fn a_slice_has_its_own_elements_only() {
        let all = list_of::<Int32Type>(vec![
            Some(vec![Some(1)]),
            None,
            Some(vec![Some(2), None]),
            Some(vec![]),
        ]);
        let lists = Lists::new(&ColumnarValue::Array(all.slice(1, 3))).unwrap();
        assert_eq!(lists.values().len(), 2);
        assert_eq!(lists.get(0), None);
        assert_eq!(lists.get(1), Some(0..2));
        assert_eq!(lists.get(2), Some(2..2));
        assert_eq!(lists.offsets().to_vec(), [0, 0, 2, 2]);
        assert!(lists.element_nulls().unwrap().is_null(1));
    }

    #[test]
    fn names_and_nullability_may_differ() {
        let strict = Fields::from(vec![Field::new("a", DataType::Int32, false)]);
        let loose = Fields::from(vec![Field::new("b", DataType::Int32, true)]);
        let values: ArrayRef = Arc::new(Int32Array::from(vec![1, 2]));
        let row: ArrayRef = Arc::new(StructArray::new(strict, vec![values], None));
        let to = DataType::Struct(loose);
        assert_eq!(conform(&row, &to).unwrap().data_type(), &to);
        let nulls: ArrayRef = new_null_array(&DataType::Null, 2);
        assert_eq!(texts(&conform(&nulls, &to).unwrap()), ["NULL", "NULL"]);
        assert!(conform(&row, &DataType::Int32).is_err());
    }
}
