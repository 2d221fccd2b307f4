//! Elements as keys that compare as Spark compares the elements.

use std::hash::Hash;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, ArrowPrimitiveType, AsArray, BinaryArray, Int8Array, Int32Array, Int64Array,
    ListArray, MapArray, PrimitiveArray, StructArray,
};
use arrow::datatypes::{
    DataType, Date32Type, DurationMicrosecondType, Float32Type, Float64Type, Int32Type, Int64Type,
    IntervalUnit, IntervalYearMonthType, TimeUnit, TimestampMicrosecondType,
};
use arrow::row::{RowConverter, SortField};
use datafusion_common::{Result, internal_err};

use crate::argument::plain;

/// Whether -0.0 and 0.0 are one number. NaN is always one, and the largest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Zeros {
    /// `SQLOrderingUtil`, and `genEqual`.
    Equal,
    /// `equals` and `compareTo` of Java's boxes.
    Distinct,
}

/// Keys of elements, by their places. Those of NULLs mean nothing.
pub(super) trait Keys {
    type Key<'a>: Copy + Ord + Hash
    where
        Self: 'a;

    fn key(&self, at: usize) -> Self::Key<'_>;
}

impl<T: ArrowPrimitiveType> Keys for PrimitiveArray<T>
where
    T::Native: Ord + Hash,
{
    type Key<'a> = T::Native;

    #[inline]
    fn key(&self, at: usize) -> T::Native {
        self.values()[at]
    }
}

impl Keys for BinaryArray {
    type Key<'a> = &'a [u8];

    #[inline]
    fn key(&self, at: usize) -> &[u8] {
        self.value(at)
    }
}

/// `$body` with arrays of keys, all of the type of `$first`, as [`Keys`].
macro_rules! by_key {
    ($first:expr, [$($keys:ident = $array:expr),+], $body:expr) => {{
        use arrow::array::AsArray as _;
        use arrow::datatypes as types;
        match $first.data_type() {
            types::DataType::Int8 => {
                $(let $keys = $array.as_primitive::<types::Int8Type>();)+
                $body
            }
            types::DataType::Int16 => {
                $(let $keys = $array.as_primitive::<types::Int16Type>();)+
                $body
            }
            types::DataType::Int32 => {
                $(let $keys = $array.as_primitive::<types::Int32Type>();)+
                $body
            }
            types::DataType::Int64 => {
                $(let $keys = $array.as_primitive::<types::Int64Type>();)+
                $body
            }
            types::DataType::Decimal128(_, _) => {
                $(let $keys = $array.as_primitive::<types::Decimal128Type>();)+
                $body
            }
            types::DataType::Binary => {
                $(let $keys = $array.as_binary::<i32>();)+
                $body
            }
            other => datafusion_common::internal_err!("keys of the type {other}"),
        }
    }};
}
pub(super) use by_key;

/// The keys of `values`, in one of the types that [`by_key`] knows.
pub(super) fn keys(values: &ArrayRef, zeros: Zeros) -> Result<ArrayRef> {
    Ok(match values.data_type() {
        DataType::Int8
        | DataType::Int16
        | DataType::Int32
        | DataType::Int64
        | DataType::Decimal128(_, _)
        | DataType::Binary => Arc::clone(values),
        DataType::Null => Arc::new(Int8Array::new_null(values.len())),
        DataType::Boolean => {
            let values = values.as_boolean().values();
            Arc::new(Int8Array::from_iter_values(values.iter().map(i8::from)))
        }
        DataType::Date32 => integers::<Date32Type, Int32Type>(values),
        DataType::Interval(IntervalUnit::YearMonth) => {
            integers::<IntervalYearMonthType, Int32Type>(values)
        }
        DataType::Timestamp(TimeUnit::Microsecond, _) => {
            integers::<TimestampMicrosecondType, Int64Type>(values)
        }
        DataType::Duration(TimeUnit::Microsecond) => {
            integers::<DurationMicrosecondType, Int64Type>(values)
        }
        DataType::Float32 => {
            let values = values.as_primitive::<Float32Type>().values().iter();
            Arc::new(Int32Array::from_iter_values(
                values.map(|v| float_key(*v, zeros)),
            ))
        }
        DataType::Float64 => {
            let values = values.as_primitive::<Float64Type>().values().iter();
            Arc::new(Int64Array::from_iter_values(
                values.map(|v| double_key(*v, zeros)),
            ))
        }
        DataType::Utf8 | DataType::Utf8View | DataType::Dictionary(_, _) => {
            Arc::new(BinaryArray::from(plain(values)?))
        }
        DataType::List(_) | DataType::Struct(_) | DataType::Map(_, _) => nested(values)?,
        other => return internal_err!("keys of {other}"),
    })
}

fn integers<F, T>(values: &ArrayRef) -> ArrayRef
where
    F: ArrowPrimitiveType,
    T: ArrowPrimitiveType<Native = F::Native>,
{
    Arc::new(values.as_primitive::<F>().reinterpret_cast::<T>())
}

/// An integer in the order of the number; NaNs are one.
#[inline]
fn double_key(value: f64, zeros: Zeros) -> i64 {
    let value = canonical_double(value, zeros);
    let bits = value.to_bits() as i64;
    bits ^ (((bits >> 63) as u64) >> 1) as i64
}

#[inline]
fn float_key(value: f32, zeros: Zeros) -> i32 {
    let value = canonical_float(value, zeros);
    let bits = value.to_bits() as i32;
    bits ^ (((bits >> 31) as u32) >> 1) as i32
}

#[inline]
fn canonical_double(value: f64, zeros: Zeros) -> f64 {
    if value.is_nan() {
        f64::NAN
    } else if zeros == Zeros::Equal {
        value + 0.0
    } else {
        value
    }
}

#[inline]
fn canonical_float(value: f32, zeros: Zeros) -> f32 {
    if value.is_nan() {
        f32::NAN
    } else if zeros == Zeros::Equal {
        value + 0.0
    } else {
        value
    }
}

/// Floating-point elements with one NaN, which is what Spark's hash sets give for any.
pub(super) fn one_nan(values: ArrayRef) -> Result<ArrayRef> {
    Ok(canonical(&values, Zeros::Distinct))
}

fn canonical(values: &ArrayRef, zeros: Zeros) -> ArrayRef {
    match values.data_type() {
        DataType::Float32 => {
            let values = values.as_primitive::<Float32Type>();
            Arc::new(values.unary::<_, Float32Type>(|v| canonical_float(v, zeros)))
        }
        DataType::Float64 => {
            let values = values.as_primitive::<Float64Type>();
            Arc::new(values.unary::<_, Float64Type>(|v| canonical_double(v, zeros)))
        }
        _ => Arc::clone(values),
    }
}

/// The bytes of values with parts, in the order of `PhysicalArrayType` and `InterpretedOrdering`:
/// part by part, NULL before all else, a list before those that it begins.
fn nested(values: &ArrayRef) -> Result<ArrayRef> {
    let values = normalized(values)?;
    let field = SortField::new(values.data_type().clone());
    let rows = RowConverter::new(vec![field])?.convert_columns(&[values])?;
    Ok(Arc::new(rows.try_into_binary()?))
}

/// With one NaN and one zero in all parts.
fn normalized(values: &ArrayRef) -> Result<ArrayRef> {
    Ok(match values.data_type() {
        DataType::List(field) => {
            let list = values.as_list::<i32>();
            Arc::new(ListArray::try_new(
                Arc::clone(field),
                list.offsets().clone(),
                normalized(list.values())?,
                list.nulls().cloned(),
            )?)
        }
        DataType::Struct(fields) => {
            let row = values.as_struct();
            let parts = row.columns().iter().map(normalized);
            Arc::new(StructArray::try_new_with_length(
                fields.clone(),
                parts.collect::<Result<_>>()?,
                row.nulls().cloned(),
                row.len(),
            )?)
        }
        DataType::Map(field, sorted) => {
            let map = values.as_map();
            let entries: ArrayRef = Arc::new(map.entries().clone());
            Arc::new(MapArray::try_new(
                Arc::clone(field),
                map.offsets().clone(),
                normalized(&entries)?.as_struct().clone(),
                map.nulls().cloned(),
                *sorted,
            )?)
        }
        _ => canonical(values, Zeros::Equal),
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::array::testing::lists;
    use arrow::array::Float64Array;

    #[test]
    fn the_order_of_numbers() {
        let sorted = [f64::NEG_INFINITY, -1.5, -f64::MIN_POSITIVE, -0.0, 0.0];
        let sorted = sorted.into_iter().chain([1.0, f64::INFINITY, f64::NAN]);
        let sorted: Vec<f64> = sorted.collect();
        for pair in sorted.windows(2) {
            let [a, b] = [0, 1].map(|i| double_key(pair[i], Zeros::Distinct));
            assert!(a < b, "{pair:?}");
            let [a, b] = [0, 1].map(|i| float_key(pair[i] as f32, Zeros::Distinct));
            assert!(a <= b, "{pair:?}");
        }
        assert_eq!(
            double_key(-0.0, Zeros::Equal),
            double_key(0.0, Zeros::Equal)
        );
        assert_eq!(float_key(-0.0, Zeros::Equal), float_key(0.0, Zeros::Equal));
        assert_eq!(
            double_key(-f64::NAN, Zeros::Distinct),
            double_key(f64::NAN, Zeros::Equal)
        );
    }

    #[test]
    fn structs_compare_field_by_field() {
        let fields = |n: usize| {
            let fields = (0..n).map(|i| (format!("f{i}"), i));
            fields.map(|(name, i)| {
                let of = [DataType::Int32, DataType::Null, DataType::Utf8][i].clone();
                arrow::datatypes::Field::new(name, of, true)
            })
        };
        let parts: Vec<ArrayRef> = vec![
            Arc::new(Int32Array::from(vec![
                None,
                None,
                Some(-1),
                Some(2),
                Some(2),
            ])),
            arrow::array::new_null_array(&DataType::Null, 5),
            Arc::new(arrow::array::StringArray::from(vec![
                None,
                Some(""),
                Some("b"),
                Some("a"),
                Some("a\0"),
            ])),
        ];
        let rows = StructArray::new(fields(3).collect(), parts, None);
        let keys = keys(&(Arc::new(rows) as ArrayRef), Zeros::Equal).unwrap();
        let keys = keys.as_binary::<i32>();
        assert!((0..4).all(|i| keys.key(i) < keys.key(i + 1)));
    }

    #[test]
    fn lists_compare_element_by_element() {
        let values = Float64Array::from(vec![
            None,
            Some(0.0),
            Some(-0.0),
            Some(-0.0),
            Some(1.0),
            Some(-f64::NAN),
            Some(f64::NAN),
        ]);
        let rows = [
            Some(0),
            Some(1),
            Some(1),
            Some(1),
            Some(2),
            Some(1),
            Some(1),
        ];
        let keys = keys(&lists(Arc::new(values), &rows), Zeros::Equal).unwrap();
        let keys = keys.as_binary::<i32>();
        // [], [NULL], [0.0], [-0.0], [-0.0, 1.0], [NaN], [NaN]
        let order = [0, 1, 2, 3, 4, 5].map(|i| keys.key(i).cmp(keys.key(i + 1)));
        use std::cmp::Ordering::{Equal, Less};
        assert_eq!(order, [Less, Less, Equal, Less, Less, Equal]);
    }
}
