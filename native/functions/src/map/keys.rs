//! The keys of maps as values that are equal where Spark's are.

use std::hash::Hash;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Float32Array, Float64Array};
use arrow::array::{BinaryArray, StringArray};
use arrow::datatypes::{DataType, Float32Type, Float64Type};

/// A column of keys. What is below a NULL is any value.
pub(super) trait Keys {
    type Key<'a>: Copy + Eq + Hash
    where
        Self: 'a;

    fn key(&self, index: usize) -> Self::Key<'_>;
}

/// Values whose bits decide: integers, decimals, days and the like.
pub(super) struct Plain<'a, T>(pub &'a [T]);

impl<T: Copy + Eq + Hash> Keys for Plain<'_, T> {
    type Key<'a>
        = T
    where
        Self: 'a;

    #[inline]
    fn key(&self, index: usize) -> T {
        self.0[index]
    }
}

impl Keys for BooleanArray {
    type Key<'a> = bool;

    #[inline]
    fn key(&self, index: usize) -> bool {
        self.value(index)
    }
}

impl Keys for StringArray {
    type Key<'a> = &'a [u8];

    #[inline]
    fn key(&self, index: usize) -> &[u8] {
        self.value(index).as_bytes()
    }
}

impl Keys for BinaryArray {
    type Key<'a> = &'a [u8];

    #[inline]
    fn key(&self, index: usize) -> &[u8] {
        self.value(index)
    }
}

/// Floating-point numbers: one NaN, one zero.
pub(super) struct Floats<'a>(pub &'a [f32]);

impl Keys for Floats<'_> {
    type Key<'a>
        = u32
    where
        Self: 'a;

    #[inline]
    fn key(&self, index: usize) -> u32 {
        normal_float(self.0[index]).to_bits()
    }
}

pub(super) struct Doubles<'a>(pub &'a [f64]);

impl Keys for Doubles<'_> {
    type Key<'a>
        = u64
    where
        Self: 'a;

    #[inline]
    fn key(&self, index: usize) -> u64 {
        normal_double(self.0[index]).to_bits()
    }
}

/// `NormalizeFloatingNumbers.FLOAT_NORMALIZER`.
fn normal_float(v: f32) -> f32 {
    if v.is_nan() { f32::NAN } else { v + 0.0 }
}

fn normal_double(v: f64) -> f64 {
    if v.is_nan() { f64::NAN } else { v + 0.0 }
}

/// `body` with the names as the [`Keys`] of arrays that have one type; an internal error for keys
/// that have parts.
macro_rules! with_keys {
    (@plain $type:ty; $($array:expr => $keys:ident),+; $body:expr) => {{
        $(let $keys = &$crate::map::keys::Plain($array.as_primitive::<$type>().values().as_ref());)+
        $body
    }};
    ($first:expr => $key:ident $(, $array:expr => $keys:ident)*; $body:expr) => {{
        use arrow::array::{Array as _, AsArray as _};
        use arrow::datatypes as types;
        use arrow::datatypes::{DataType, IntervalUnit, TimeUnit};
        use $crate::map::keys::{Doubles, Floats, with_keys};
        match $first.data_type() {
            DataType::Boolean => {
                let $key = $first.as_boolean();
                $(let $keys = $array.as_boolean();)*
                $body
            }
            DataType::Int8 => {
                with_keys!(@plain types::Int8Type; $first => $key $(, $array => $keys)*; $body)
            }
            DataType::Int16 => {
                with_keys!(@plain types::Int16Type; $first => $key $(, $array => $keys)*; $body)
            }
            DataType::Int32 => {
                with_keys!(@plain types::Int32Type; $first => $key $(, $array => $keys)*; $body)
            }
            DataType::Int64 => {
                with_keys!(@plain types::Int64Type; $first => $key $(, $array => $keys)*; $body)
            }
            DataType::Date32 => {
                with_keys!(@plain types::Date32Type; $first => $key $(, $array => $keys)*; $body)
            }
            DataType::Timestamp(TimeUnit::Microsecond, _) => with_keys!(
                @plain types::TimestampMicrosecondType; $first => $key $(, $array => $keys)*; $body
            ),
            DataType::Interval(IntervalUnit::YearMonth) => with_keys!(
                @plain types::IntervalYearMonthType; $first => $key $(, $array => $keys)*; $body
            ),
            DataType::Duration(TimeUnit::Microsecond) => with_keys!(
                @plain types::DurationMicrosecondType; $first => $key $(, $array => $keys)*; $body
            ),
            DataType::Decimal128(_, _) => {
                with_keys!(@plain types::Decimal128Type; $first => $key $(, $array => $keys)*; $body)
            }
            DataType::Float32 => {
                let $key = &Floats($first.as_primitive::<types::Float32Type>().values().as_ref());
                $(let $keys =
                    &Floats($array.as_primitive::<types::Float32Type>().values().as_ref());)*
                $body
            }
            DataType::Float64 => {
                let $key = &Doubles($first.as_primitive::<types::Float64Type>().values().as_ref());
                $(let $keys =
                    &Doubles($array.as_primitive::<types::Float64Type>().values().as_ref());)*
                $body
            }
            DataType::Utf8 => {
                let $key = $first.as_string::<i32>();
                $(let $keys = $array.as_string::<i32>();)*
                $body
            }
            DataType::Binary => {
                let $key = $first.as_binary::<i32>();
                $(let $keys = $array.as_binary::<i32>();)*
                $body
            }
            other => datafusion_common::internal_err!("map keys of type {other}"),
        }
    }};
}
pub(super) use with_keys;

/// Floating-point keys with one NaN and one zero where `which` says so; other keys as they are.
pub(super) fn normalized(keys: &ArrayRef, which: impl Fn(usize) -> bool) -> ArrayRef {
    match keys.data_type() {
        DataType::Float32 => {
            let keys = keys.as_primitive::<Float32Type>();
            let values = keys.values().iter().enumerate();
            let values = values.map(|(i, v)| if which(i) { normal_float(*v) } else { *v });
            let values = values.collect::<Vec<_>>().into();
            Arc::new(Float32Array::new(values, keys.nulls().cloned()))
        }
        DataType::Float64 => {
            let keys = keys.as_primitive::<Float64Type>();
            let values = keys.values().iter().enumerate();
            let values = values.map(|(i, v)| if which(i) { normal_double(*v) } else { *v });
            let values = values.collect::<Vec<_>>().into();
            Arc::new(Float64Array::new(values, keys.nulls().cloned()))
        }
        _ => Arc::clone(keys),
    }
}
