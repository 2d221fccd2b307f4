//! Arrays in the layout of Arrow's Java vectors, with what Spark writes for NULLs.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayData, ArrayRef, AsArray, ListArray, MapArray, MutableArrayData, StructArray,
    make_array,
};
use arrow::buffer::NullBuffer;
use arrow::datatypes::{DataType, Field, FieldRef};
use datafusion_common::Result;

/// The rows of all `parts` in memory of their own.
pub fn fresh(parts: Vec<ArrayData>) -> Result<ArrayRef> {
    let rows = parts.iter().map(ArrayData::len).sum();
    let mut whole = MutableArrayData::new(parts.iter().collect(), false, rows);
    for (i, part) in parts.iter().enumerate() {
        whole.try_extend(i, 0, part.len())?;
    }
    masked(&make_array(whole.freeze()), None)
}

/// `array`, fresh, as Spark writes it: NULL where its `parent` is, and NULLs have no bytes or elements.
fn masked(array: &ArrayRef, parent: Option<&NullBuffer>) -> Result<ArrayRef> {
    let nulls = NullBuffer::union(array.nulls(), parent).filter(|nulls| nulls.null_count() > 0);
    Ok(match array.data_type() {
        DataType::Null => Arc::clone(array),
        DataType::Struct(fields) => {
            let of = array.as_struct();
            let columns = of
                .columns()
                .iter()
                .map(|child| masked(child, nulls.as_ref()));
            let columns = columns.collect::<Result<Vec<_>>>()?;
            let rows = array.len();
            let structs = StructArray::try_new_with_length(fields.clone(), columns, nulls, rows)?;
            Arc::new(structs)
        }
        DataType::List(field) => {
            let emptied = emptied(array, nulls.as_ref())?;
            let lists = emptied.as_list::<i32>();
            let values = masked(lists.values(), None)?;
            let offsets = lists.offsets().clone();
            Arc::new(ListArray::try_new(
                Arc::clone(field),
                offsets,
                values,
                nulls,
            )?)
        }
        DataType::Map(field, sorted) => {
            let emptied = emptied(array, nulls.as_ref())?;
            let maps = emptied.as_map();
            let entries: ArrayRef = Arc::new(maps.entries().clone());
            let entries = masked(&entries, None)?.as_struct().clone();
            let offsets = maps.offsets().clone();
            let field = Arc::clone(field);
            Arc::new(MapArray::try_new(field, offsets, entries, nulls, *sorted)?)
        }
        DataType::Utf8 | DataType::Binary => emptied(array, nulls.as_ref())?,
        _ if parent.is_none() => Arc::clone(array),
        _ => make_array(array.to_data().into_builder().nulls(nulls).build()?),
    })
}

/// `array` with these `nulls`, whose rows have no length.
fn emptied(array: &ArrayRef, nulls: Option<&NullBuffer>) -> Result<ArrayRef> {
    let Some(nulls) = nulls else {
        return Ok(Arc::clone(array));
    };
    let data = array.to_data();
    let offsets = data.buffers()[0].typed_data::<i32>();
    let hidden = (0..data.len()).any(|i| nulls.is_null(i) && offsets[i] != offsets[i + 1]);
    if !hidden {
        return Ok(make_array(
            data.into_builder().nulls(Some(nulls.clone())).build()?,
        ));
    }
    let mut rest = MutableArrayData::new(vec![&data], true, data.len());
    let mut end = 0;
    for (from, to) in nulls.valid_slices() {
        rest.try_extend_nulls(from - end)?;
        rest.try_extend(0, from, to)?;
        end = to;
    }
    rest.try_extend_nulls(data.len() - end)?;
    Ok(make_array(rest.freeze()))
}

pub fn plain_field(field: &FieldRef) -> Field {
    Field::new(
        field.name(),
        plain_type(field.data_type()),
        field.is_nullable(),
    )
}

fn plain_type(data_type: &DataType) -> DataType {
    let nested = |field: &FieldRef| Arc::new(plain_field(field));
    match data_type {
        DataType::Dictionary(_, value) => plain_type(value),
        DataType::Utf8View => DataType::Utf8,
        DataType::BinaryView => DataType::Binary,
        DataType::List(element) => DataType::List(nested(element)),
        DataType::Map(entries, sorted) => DataType::Map(nested(entries), *sorted),
        DataType::Struct(fields) => DataType::Struct(fields.iter().map(nested).collect()),
        other => other.clone(),
    }
}
