//! Elements of arrays by their index, and fields of structs by their place.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, BooleanBufferBuilder, NullBufferBuilder,
    PrimitiveArray, Scalar, UInt32Array, make_array,
};
use arrow::buffer::NullBuffer;
use arrow::compute::kernels::zip::zip;
use arrow::compute::take;
use arrow::datatypes::{DataType, Int8Type, Int16Type, Int32Type, Int64Type};
use datafusion_common::{Result, ScalarValue, exec_err, internal_err};
use datafusion_expr::ColumnarValue;

use super::lists::{Lists, column, conform, list};
use crate::table::{Call, Kernel};
use crate::{EvalMode, SparkError};

/// What an index means in an array of some elements.
enum Place {
    At(usize),
    Outside,
}

/// `GetArrayItem`: from 0 on; an index outside is an error in ANSI mode.
pub fn get_array_item(call: &Call) -> Result<Kernel> {
    by_index(
        call,
        |index, elements| {
            Ok(match usize::try_from(index) {
                Ok(at) if at < elements => Place::At(at),
                _ => Place::Outside,
            })
        },
        |index, elements| outside("INVALID_ARRAY_INDEX", index, elements),
    )
}

/// `ElementAt` of an array: from 1 on, or from -1 back; 0 is always an error. A third argument is the
/// value outside of the array.
pub fn element_at(call: &Call) -> Result<Kernel> {
    by_index(
        call,
        |index, elements| {
            if index == i32::MIN {
                // Its absolute value is negative in Java, so that Spark reads memory before the array.
                return exec_err!("an array has no element {index}");
            }
            if (elements as u64) < u64::from(index.unsigned_abs()) {
                return Ok(Place::Outside);
            }
            Ok(match index {
                0 => return Err(SparkError::new("INVALID_INDEX_OF_ZERO").into()),
                1.. => Place::At(index as usize - 1),
                _ => Place::At(elements - index.unsigned_abs() as usize),
            })
        },
        |index, elements| outside("INVALID_ARRAY_INDEX_IN_ELEMENT_AT", index, elements),
    )
}

fn outside(condition: &'static str, index: i32, elements: usize) -> SparkError {
    SparkError::new(condition)
        .with("indexValue", index.to_string())
        .with("arraySize", elements.to_string())
}

fn by_index(
    call: &Call,
    place: impl Fn(i32, usize) -> Result<Place> + Send + Sync + 'static,
    error: impl Fn(i32, usize) -> SparkError + Send + Sync + 'static,
) -> Result<Kernel> {
    let raises = call.mode == EvalMode::Ansi;
    let to = call.return_field.data_type().clone();
    Ok(Arc::new(move |args, rows| {
        let (array, index, default) = match args {
            [array, index] => (array, index, None),
            [array, index, default] => (array, index, Some(default)),
            _ => return internal_err!("an element by {} arguments", args.len()),
        };
        let lists = Lists::new(array)?;
        let indices = Indices::new(index)?;
        let mut places: Vec<u32> = Vec::with_capacity(rows);
        let mut nulls = NullBufferBuilder::new(rows);
        let mut missing: Vec<usize> = Vec::new();
        for row in 0..rows {
            let at = match (lists.get(row), indices.get(row)) {
                (Some(elements), Some(index)) => match place(index, elements.len())? {
                    Place::At(at) => Some(elements.start + at),
                    Place::Outside if raises => return Err(error(index, elements.len()).into()),
                    Place::Outside => {
                        if default.is_some() {
                            missing.push(row);
                        }
                        None
                    }
                },
                _ => None,
            };
            places.push(at.unwrap_or(0) as u32);
            nulls.append(at.is_some());
        }
        let places = UInt32Array::new(places.into(), nulls.finish());
        let taken = conform(&take(lists.values(), &places, None)?, &to)?;
        Ok(ColumnarValue::Array(match default {
            Some(default) if !missing.is_empty() => filled(&taken, &missing, default)?,
            _ => taken,
        }))
    }))
}

/// `values` with `default` in the rows of `missing`.
fn filled(values: &ArrayRef, missing: &[usize], default: &ColumnarValue) -> Result<ArrayRef> {
    let mut mask = BooleanBufferBuilder::new(values.len());
    mask.append_n(values.len(), false);
    missing.iter().for_each(|row| mask.set_bit(*row, true));
    let default = default.to_array(1)?;
    let mask = BooleanArray::new(mask.finish(), None);
    Ok(zip(&mask, &Scalar::new(default), values)?)
}

/// Integers of any width, cut to 32 bits as `Number.intValue` does.
struct Indices {
    values: PrimitiveArray<Int32Type>,
    constant: bool,
}

impl Indices {
    fn new(arg: &ColumnarValue) -> Result<Self> {
        let (array, constant) = column(arg)?;
        let values = match array.data_type() {
            DataType::Int8 => array.as_primitive::<Int8Type>().unary(i32::from),
            DataType::Int16 => array.as_primitive::<Int16Type>().unary(i32::from),
            DataType::Int32 => array.as_primitive::<Int32Type>().clone(),
            DataType::Int64 => array.as_primitive::<Int64Type>().unary(|v| v as i32),
            other => return internal_err!("an index of type {other}"),
        };
        Ok(Self { values, constant })
    }

    #[inline]
    fn get(&self, row: usize) -> Option<i32> {
        let row = if self.constant { 0 } else { row };
        self.values.is_valid(row).then(|| self.values.value(row))
    }
}

/// `GetStructField`; the second argument is the field's place.
pub fn struct_field(call: &Call) -> Result<Kernel> {
    let to = call.return_field.data_type().clone();
    Ok(Arc::new(move |args, _| {
        let (array, constant) = column(&args[0])?;
        let field = conform(&field(&array, place(args)?)?, &to)?;
        if constant {
            return Ok(ColumnarValue::Scalar(ScalarValue::try_from_array(
                &field, 0,
            )?));
        }
        Ok(ColumnarValue::Array(field))
    }))
}

/// `GetArrayStructFields`: the field of each struct in an array.
pub fn array_struct_fields(call: &Call) -> Result<Kernel> {
    let to = call.return_field.data_type().clone();
    Ok(Arc::new(move |args, rows| {
        let array = args[0].to_array(rows)?;
        let Some(lists) = array.as_list_opt::<i32>() else {
            return internal_err!("fields of {}", array.data_type());
        };
        let fields = field(lists.values(), place(args)?)?;
        list(
            &to,
            lists.offsets().clone(),
            &fields,
            lists.nulls().cloned(),
        )
    }))
}

fn place(args: &[ColumnarValue]) -> Result<usize> {
    match args.get(1) {
        Some(ColumnarValue::Scalar(ScalarValue::Int32(Some(place)))) => Ok(*place as usize),
        _ => internal_err!("the place of a field is no constant"),
    }
}

/// A field of structs, NULL where the struct is.
pub(crate) fn field(array: &ArrayRef, place: usize) -> Result<ArrayRef> {
    let Some(field) = array.as_struct_opt().and_then(|s| s.columns().get(place)) else {
        return internal_err!("no field {place} in {}", array.data_type());
    };
    let Some(nulls) = array.nulls().filter(|n| n.null_count() > 0) else {
        return Ok(Arc::clone(field));
    };
    if field.data_type() == &DataType::Null {
        return Ok(Arc::clone(field));
    }
    let nulls = NullBuffer::union(Some(nulls), field.nulls());
    let data = field.to_data().into_builder().nulls(nulls);
    // SAFETY: the array was valid, and a mask of the same length hides more of its values.
    Ok(make_array(unsafe { data.build_unchecked() }))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::array::testing::{self, column, constant, eval, list_of, run, texts};
    use arrow::array::{Int32Array, StringArray, StructArray};
    use arrow::datatypes::{Field, Fields};

    fn arrays() -> ArrayRef {
        list_of::<Int32Type>(vec![
            Some(vec![Some(9)]),
            Some(vec![Some(1), None, Some(3)]),
            None,
            Some(vec![]),
            Some(vec![Some(4)]),
        ])
    }

    fn int(value: i32) -> ColumnarValue {
        ColumnarValue::Scalar(ScalarValue::Int32(Some(value)))
    }

    #[test]
    fn from_zero_on() {
        let tail = column(&arrays().slice(1, 4));
        let to = DataType::Int32;
        let get = |i| eval(get_array_item, &[tail.clone(), int(i)], &to, 4);
        assert_eq!(get(0), ["1", "NULL", "NULL", "4"]);
        assert_eq!(get(1), ["NULL", "NULL", "NULL", "NULL"]);
        assert_eq!(get(-1), ["NULL", "NULL", "NULL", "NULL"]);
        let long = ColumnarValue::Scalar(ScalarValue::Int64(Some((1 << 32) + 2)));
        let args = [constant(&arrays(), 1), long];
        assert_eq!(eval(get_array_item, &args, &to, 2), ["3", "3"]);
        let error = run(get_array_item, &[tail, int(0)], &to, EvalMode::Ansi, 4);
        let error = error.unwrap_err().to_string();
        assert!(
            error.contains("[INVALID_ARRAY_INDEX] arraySize=0 indexValue=0"),
            "{error}"
        );
    }

    #[test]
    fn from_one_on_or_back() {
        let to = DataType::Int32;
        let at = |i| eval(element_at, &[column(&arrays()), int(i)], &to, 5);
        assert_eq!(at(1), ["9", "1", "NULL", "NULL", "4"]);
        assert_eq!(at(-1), ["9", "3", "NULL", "NULL", "4"]);
        assert_eq!(at(-3), ["NULL", "1", "NULL", "NULL", "NULL"]);
        let args = [column(&arrays()), int(2), int(0)];
        assert_eq!(
            eval(element_at, &args, &to, 5),
            ["0", "NULL", "NULL", "0", "0"]
        );
        let error = |i, mode| {
            let result = run(element_at, &[column(&arrays()), int(i)], &to, mode, 5);
            result.unwrap_err().to_string()
        };
        assert!(error(0, EvalMode::Legacy).contains("[INVALID_INDEX_OF_ZERO]"));
        let error = error(-2, EvalMode::Ansi);
        assert!(
            error.contains("[INVALID_ARRAY_INDEX_IN_ELEMENT_AT] arraySize=1 indexValue=-2"),
            "{error}"
        );
        // Only NULL has no index that is wrong.
        let null = ColumnarValue::Scalar(ScalarValue::Int32(None));
        let args = [column(&arrays()), null];
        let output = run(element_at, &args, &to, EvalMode::Ansi, 5).unwrap();
        assert_eq!(output.null_count(), 5);
    }

    #[test]
    fn of_empty_arrays_of_all_types() {
        let strict = Fields::from(vec![Field::new("a", DataType::Int32, false)]);
        for of in [
            DataType::Null,
            DataType::Boolean,
            DataType::Utf8,
            DataType::Binary,
            DataType::Decimal128(38, 2),
            DataType::Struct(strict),
            arrays().data_type().clone(),
        ] {
            let empty = arrow::array::new_empty_array(&of);
            let lists = testing::lists(empty, &[Some(0), None]);
            let args = [column(&lists), int(1)];
            assert_eq!(eval(element_at, &args, &of, 2), ["NULL", "NULL"], "{of}");
            assert_eq!(eval(get_array_item, &args, &of, 2), ["NULL"; 2], "{of}");
        }
    }

    #[test]
    fn fields() {
        let fields = Fields::from(vec![
            Field::new("a", DataType::Int32, true),
            Field::new("b", DataType::Utf8, true),
            Field::new("c", DataType::Boolean, true),
        ]);
        let parts: Vec<ArrayRef> = vec![
            Arc::new(Int32Array::from(vec![Some(1), Some(2), None])),
            Arc::new(StringArray::from(vec![Some("x"), Some("y"), Some("z")])),
            Arc::new(BooleanArray::from(vec![None, Some(true), Some(true)])),
        ];
        let nulls = NullBuffer::from(vec![true, false, true]);
        let rows: ArrayRef = Arc::new(StructArray::new(fields, parts, Some(nulls)));
        let args = [column(&rows), int(1)];
        assert_eq!(
            eval(struct_field, &args, &DataType::Utf8, 3),
            ["x", "NULL", "z"]
        );
        let args = [column(&rows.slice(1, 2)), int(0)];
        let output = run(struct_field, &args, &DataType::Int32, EvalMode::Legacy, 2);
        assert_eq!(texts(&output.unwrap()), ["NULL", "NULL"]);
        let args = [column(&rows.slice(1, 2)), int(2)];
        let output = run(struct_field, &args, &DataType::Boolean, EvalMode::Legacy, 2);
        assert_eq!(texts(&output.unwrap()), ["NULL", "true"]);
        let lists = testing::lists(rows, &[Some(2), None, Some(1)]);
        let to = DataType::List(Arc::new(Field::new("element", DataType::Utf8, true)));
        let args = [column(&lists.slice(0, 3)), int(1)];
        assert_eq!(
            eval(array_struct_fields, &args, &to, 3),
            ["[x, NULL]", "NULL", "[z]"]
        );
        let args = [constant(&lists, 2), int(1)];
        assert_eq!(eval(array_struct_fields, &args, &to, 2), ["[z]", "[z]"]);
    }
}
