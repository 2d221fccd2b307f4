//! Lists and maps as what they are made of, whatever lies hidden below their NULLs, and back.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayData, ArrayRef, AsArray, Int32Array, ListArray, MapArray, StructArray, make_array,
};
use arrow::buffer::{NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow::compute::take;
use arrow::datatypes::{DataType, Field};
use datafusion_common::{Result, exec_datafusion_err, internal_err};

/// The rows of a column of lists or maps, back to back: the offsets begin with 0, and a NULL row
/// has no elements.
pub struct Lists {
    pub offsets: OffsetBuffer<i32>,
    pub nulls: Option<NullBuffer>,
    /// The elements of lists; the keys and the values of maps.
    pub children: Vec<ArrayRef>,
}

impl Lists {
    pub fn new(array: &ArrayRef) -> Result<Self> {
        Self::of(array, array.nulls())
    }

    /// The rows that are valid in `nulls`; it says so of no row that is NULL.
    pub fn of(array: &ArrayRef, nulls: Option<&NullBuffer>) -> Result<Self> {
        let (offsets, children) = match array.data_type() {
            DataType::List(_) => {
                let list = array.as_list::<i32>();
                (list.offsets(), vec![Arc::clone(list.values())])
            }
            DataType::Map(_, _) => {
                let map = array.as_map();
                (
                    map.offsets(),
                    vec![Arc::clone(map.keys()), Arc::clone(map.values())],
                )
            }
            other => return internal_err!("{other} where a list or a map must be"),
        };
        let nulls = nulls.filter(|n| n.null_count() > 0).cloned();
        let hides = nulls.as_ref().is_some_and(|nulls| {
            offsets
                .windows(2)
                .enumerate()
                .any(|(row, pair)| pair[1] > pair[0] && nulls.is_null(row))
        });
        if hides {
            Self::compacted(offsets, nulls, &children)
        } else {
            let (start, end) = (offsets[0], offsets[offsets.len() - 1]);
            let children = children
                .iter()
                .map(|child| child.slice(start as usize, (end - start) as usize))
                .collect();
            Ok(Self {
                offsets: if start == 0 {
                    offsets.clone()
                } else {
                    offsets_of(offsets.iter().map(|o| o - start).collect())
                },
                nulls,
                children,
            })
        }
    }

    fn compacted(
        offsets: &OffsetBuffer<i32>,
        nulls: Option<NullBuffer>,
        children: &[ArrayRef],
    ) -> Result<Self> {
        let mut kept: Vec<i32> = Vec::new();
        let mut ends = Vec::with_capacity(offsets.len());
        ends.push(0);
        for (row, pair) in offsets.windows(2).enumerate() {
            if nulls.as_ref().is_none_or(|n| n.is_valid(row)) {
                kept.extend(pair[0]..pair[1]);
            }
            ends.push(kept.len() as i32);
        }
        let kept = Int32Array::from(kept);
        let children = children
            .iter()
            .map(|child| Ok(take(child, &kept, None)?))
            .collect::<Result<_>>()?;
        Ok(Self {
            offsets: offsets_of(ends),
            nulls,
            children,
        })
    }

    pub fn rows(&self) -> usize {
        self.offsets.len() - 1
    }

    /// The number of elements of all rows.
    pub fn elements(&self) -> usize {
        self.offsets[self.rows()] as usize
    }
}

/// Offsets that begin with 0 and never fall.
pub fn offsets_of(offsets: Vec<i32>) -> OffsetBuffer<i32> {
    OffsetBuffer::new(ScalarBuffer::from(offsets))
}

/// `count` as an offset; a batch whose elements are more is an error.
pub fn offset(count: usize) -> Result<i32> {
    i32::try_from(count)
        .map_err(|_| exec_datafusion_err!("the elements of one batch are more than {}", i32::MAX))
}

/// The list of type `list` (a `DataType::List`) of these parts.
pub fn list(
    list: &DataType,
    offsets: OffsetBuffer<i32>,
    elements: &ArrayRef,
    nulls: Option<NullBuffer>,
) -> Result<ArrayRef> {
    let DataType::List(field) = list else {
        return internal_err!("{list} where a list must be");
    };
    let elements = retyped(elements, field.data_type())?;
    let list = ListArray::try_new(Arc::clone(field), offsets, elements, nulls)?;
    Ok(Arc::new(list))
}

/// The map of type `map` (a `DataType::Map`) of these parts.
pub fn map(
    map: &DataType,
    offsets: OffsetBuffer<i32>,
    keys: &ArrayRef,
    values: &ArrayRef,
    nulls: Option<NullBuffer>,
) -> Result<ArrayRef> {
    let (entries, [key, value]) = entry_fields(map)?;
    let DataType::Struct(fields) = entries.data_type() else {
        return internal_err!("the entries of a map are {}", entries.data_type());
    };
    let columns = vec![
        retyped(keys, key.data_type())?,
        retyped(values, value.data_type())?,
    ];
    let structs = StructArray::try_new(fields.clone(), columns, None)?;
    let map = MapArray::try_new(Arc::clone(entries), offsets, structs, nulls, false)?;
    Ok(Arc::new(map))
}

/// The field of a map's entries, and those of its keys and its values.
pub fn entry_fields(map: &DataType) -> Result<(&Arc<Field>, [&Arc<Field>; 2])> {
    if let DataType::Map(entries, _) = map
        && let DataType::Struct(fields) = entries.data_type()
        && let [key, value] = fields.as_ref()
    {
        return Ok((entries, [key, value]));
    }
    internal_err!("{map} where a map must be")
}

/// `array` under a type of the same layout, with other names and other nullability inside: Catalyst
/// gives a value of several branches the union of their types without a cast.
pub fn retyped(array: &ArrayRef, to: &DataType) -> Result<ArrayRef> {
    if array.data_type() == to {
        Ok(Arc::clone(array))
    } else if array.data_type() == &DataType::Null {
        Ok(arrow::array::new_null_array(to, array.len()))
    } else {
        Ok(make_array(retyped_data(array.to_data(), to)?))
    }
}

fn retyped_data(data: ArrayData, to: &DataType) -> Result<ArrayData> {
    if data.data_type() == to {
        return Ok(data);
    }
    let types: Vec<&DataType> = match (data.data_type(), to) {
        (DataType::List(_), DataType::List(element)) => vec![element.data_type()],
        (DataType::Map(_, _), DataType::Map(entries, _)) => vec![entries.data_type()],
        (DataType::Struct(from), DataType::Struct(to)) if from.len() == to.len() => {
            to.iter().map(|field| field.data_type()).collect()
        }
        (from, to) => return internal_err!("{from} where {to} must be"),
    };
    let children = data
        .child_data()
        .iter()
        .zip(types)
        .map(|(child, to)| {
            if child.data_type() == &DataType::Null && to != &DataType::Null {
                Ok(ArrayData::new_null(to, child.len()))
            } else {
                retyped_data(child.clone(), to)
            }
        })
        .collect::<Result<_>>()?;
    let builder = data
        .into_builder()
        .data_type(to.clone())
        .child_data(children);
    // SAFETY: buffers and lengths are those of a valid array, and the new type has the same layout;
    // only names and nullability differ, which no memory access relies on.
    Ok(unsafe { builder.build_unchecked() })
}

/// The type with every part of it nullable.
pub fn nullable(data_type: &DataType) -> DataType {
    let part = |field: &Arc<Field>, nullable: bool| {
        let inner = self::nullable(field.data_type());
        Arc::new(Field::new(field.name(), inner, nullable))
    };
    match data_type {
        DataType::List(element) => DataType::List(part(element, true)),
        DataType::Struct(fields) => {
            DataType::Struct(fields.iter().map(|field| part(field, true)).collect())
        }
        DataType::Map(entries, sorted) => match entries.data_type() {
            DataType::Struct(fields) => {
                let fields = fields.iter().enumerate();
                // Arrow takes no NULL for a key.
                let fields = fields.map(|(i, field)| part(field, i > 0)).collect();
                let entries = Field::new(entries.name(), DataType::Struct(fields), false);
                DataType::Map(Arc::new(entries), *sorted)
            }
            _ => data_type.clone(),
        },
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use arrow::array::Int32Array;
    use arrow::datatypes::Int32Type;

    use super::*;

    fn sample() -> ArrayRef {
        // Row 1 is NULL and hides two elements.
        let field = Arc::new(Field::new("element", DataType::Int32, true));
        let values: ArrayRef = Arc::new(Int32Array::from(vec![1, 2, 3, 4, 5]));
        let nulls = NullBuffer::from(vec![true, false, true, true]);
        let offsets = offsets_of(vec![0, 1, 3, 3, 5]);
        Arc::new(ListArray::new(field, offsets, values, Some(nulls)))
    }

    #[test]
    fn hidden_elements_are_left_out() {
        let lists = Lists::new(&sample()).unwrap();
        assert_eq!(lists.offsets.to_vec(), vec![0, 1, 1, 1, 3]);
        let elements = lists.children[0].as_primitive::<Int32Type>();
        assert_eq!(elements.values().to_vec(), vec![1, 4, 5]);
        assert_eq!((lists.rows(), lists.elements()), (4, 3));
    }

    #[test]
    fn a_slice_begins_with_zero() {
        let lists = Lists::new(&sample().slice(2, 2)).unwrap();
        assert_eq!(lists.offsets.to_vec(), vec![0, 0, 2]);
        let elements = lists.children[0].as_primitive::<Int32Type>();
        assert_eq!(elements.values().to_vec(), vec![4, 5]);
        assert!(lists.nulls.is_none());
    }

    #[test]
    fn retyping_changes_names_and_nullability_only() {
        let to = DataType::List(Arc::new(Field::new("item", DataType::Int32, false)));
        let array = sample();
        let other = retyped(&array, &to).unwrap();
        assert_eq!(other.data_type(), &to);
        assert_eq!(other.len(), array.len());
        assert!(retyped(&array, &DataType::Int32).is_err());
        let wide = DataType::List(Arc::new(Field::new("item", DataType::Int64, false)));
        assert!(retyped(&array, &wide).is_err());
    }
}
