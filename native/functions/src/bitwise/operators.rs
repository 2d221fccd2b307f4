//! `& | ^ ~`, shifts and the count of bits: Spark's bitwiseExpressions.scala.

use std::ops::{BitAnd, BitOr, BitXor, Not};
use std::sync::Arc;

use arrow::array::ArrowPrimitiveType;
use arrow::datatypes::{DataType, Int8Type, Int16Type, Int32Type, Int64Type};
use datafusion_common::{Result, internal_err};

use crate::SparkError;
use crate::cast::kernel::from_boolean;
use crate::math::rows::{self, Failure};
use crate::table::{Call, Kernel};

fn binary<L, R>(f: impl Fn(L::Native, R::Native) -> L::Native + Send + Sync + 'static) -> Kernel
where
    L: ArrowPrimitiveType,
    R: ArrowPrimitiveType,
{
    Arc::new(move |args, rows| {
        let never = Failure::<fn(L::Native, R::Native) -> SparkError>::Null;
        let output = rows::binary::<L, R, L>(args, rows, &never, |a, b| (f(a, b), false))?;
        rows::finish(Arc::new(output), args)
    })
}

fn unary<T, O>(f: impl Fn(T::Native) -> O::Native + Send + Sync + 'static) -> Kernel
where
    T: ArrowPrimitiveType,
    O: ArrowPrimitiveType,
{
    Arc::new(move |args, rows| {
        let never = Failure::<fn(T::Native) -> SparkError>::Null;
        let output = rows::unary::<T, O>(args, rows, &never, |a| (f(a), false))?;
        rows::finish(Arc::new(output), args)
    })
}

macro_rules! by_width {
    ($call:expr, $f:expr) => {
        match $call.arg_types[..] {
            [DataType::Int8, DataType::Int8] => Ok(binary::<Int8Type, Int8Type>($f)),
            [DataType::Int16, DataType::Int16] => Ok(binary::<Int16Type, Int16Type>($f)),
            [DataType::Int32, DataType::Int32] => Ok(binary::<Int32Type, Int32Type>($f)),
            [DataType::Int64, DataType::Int64] => Ok(binary::<Int64Type, Int64Type>($f)),
            _ => internal_err!("{} of {:?}", $call.name, $call.arg_types),
        }
    };
}

pub fn and(call: &Call) -> Result<Kernel> {
    by_width!(call, BitAnd::bitand)
}

pub fn or(call: &Call) -> Result<Kernel> {
    by_width!(call, BitOr::bitor)
}

pub fn xor(call: &Call) -> Result<Kernel> {
    by_width!(call, BitXor::bitxor)
}

pub fn not(call: &Call) -> Result<Kernel> {
    match call.arg_types[..] {
        [DataType::Int8] => Ok(unary::<Int8Type, Int8Type>(Not::not)),
        [DataType::Int16] => Ok(unary::<Int16Type, Int16Type>(Not::not)),
        [DataType::Int32] => Ok(unary::<Int32Type, Int32Type>(Not::not)),
        [DataType::Int64] => Ok(unary::<Int64Type, Int64Type>(Not::not)),
        _ => internal_err!("~ of {:?}", call.arg_types),
    }
}

/// Java takes the shift modulo the width; so do Rust's `wrapping_` shifts.
fn shift(call: &Call, int: fn(i32, u32) -> i32, long: fn(i64, u32) -> i64) -> Result<Kernel> {
    match call.arg_types[..] {
        [DataType::Int32, DataType::Int32] => {
            Ok(binary::<Int32Type, Int32Type>(move |a, b| int(a, b as u32)))
        }
        [DataType::Int64, DataType::Int32] => Ok(binary::<Int64Type, Int32Type>(move |a, b| {
            long(a, b as u32)
        })),
        _ => internal_err!("{} of {:?}", call.name, call.arg_types),
    }
}

pub fn shift_left(call: &Call) -> Result<Kernel> {
    shift(call, i32::wrapping_shl, i64::wrapping_shl)
}

pub fn shift_right(call: &Call) -> Result<Kernel> {
    shift(call, i32::wrapping_shr, i64::wrapping_shr)
}

pub fn shift_right_unsigned(call: &Call) -> Result<Kernel> {
    shift(
        call,
        |a, b| (a as u32).wrapping_shr(b) as i32,
        |a, b| (a as u64).wrapping_shr(b) as i64,
    )
}

/// `Long.bitCount`: narrower integers are extended by their sign.
pub fn bit_count(call: &Call) -> Result<Kernel> {
    let count = |v: i64| v.count_ones() as i32;
    match call.arg_types[..] {
        [DataType::Boolean] => Ok(from_boolean::<Int32Type>(&DataType::Int32, 1, 0)),
        [DataType::Int8] => Ok(unary::<Int8Type, Int32Type>(move |v| count(v.into()))),
        [DataType::Int16] => Ok(unary::<Int16Type, Int32Type>(move |v| count(v.into()))),
        [DataType::Int32] => Ok(unary::<Int32Type, Int32Type>(move |v| count(v.into()))),
        [DataType::Int64] => Ok(unary::<Int64Type, Int32Type>(count)),
        _ => internal_err!("bit_count of {:?}", call.arg_types),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use arrow::datatypes::Field;
    use datafusion_common::ScalarValue;
    use datafusion_expr::ColumnarValue;

    fn run(
        function: fn(&Call) -> Result<Kernel>,
        args: Vec<ScalarValue>,
        result: DataType,
    ) -> ScalarValue {
        let call = Call {
            name: String::new(),
            arg_types: args.iter().map(ScalarValue::data_type).collect(),
            return_field: Arc::new(Field::new("", result, true)),
            mode: Default::default(),
            time_zone: "UTC".into(),
        };
        let args: Vec<_> = args.into_iter().map(ColumnarValue::Scalar).collect();
        let output = function(&call).unwrap()(&args, 1).unwrap();
        ScalarValue::try_from_array(&output.to_array(1).unwrap(), 0).unwrap()
    }

    #[test]
    fn shifts_are_modulo_the_width() {
        let args = |a: i32, b: i32| vec![ScalarValue::Int32(Some(a)), ScalarValue::Int32(Some(b))];
        let int = DataType::Int32;
        assert_eq!(
            run(shift_left, args(1, 33), int.clone()),
            ScalarValue::Int32(Some(2))
        );
        assert_eq!(
            run(shift_right, args(-8, 1), int.clone()),
            ScalarValue::Int32(Some(-4))
        );
        assert_eq!(
            run(shift_right_unsigned, args(-1, -1), int),
            ScalarValue::Int32(Some(1))
        );
    }

    #[test]
    fn bits_are_those_of_a_long() {
        let count = run(
            bit_count,
            vec![ScalarValue::Int8(Some(-1))],
            DataType::Int32,
        );
        assert_eq!(count, ScalarValue::Int32(Some(64)));
        let count = run(
            bit_count,
            vec![ScalarValue::Boolean(Some(true))],
            DataType::Int32,
        );
        assert_eq!(count, ScalarValue::Int32(Some(1)));
    }
}
