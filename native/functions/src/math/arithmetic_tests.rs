//! Tests of `arithmetic`.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, Float64Array, Int8Array, Int32Array, Int64Array, make_array,
};
use arrow::datatypes::{DataType, Field, Float64Type, Int32Type, Int64Type};
use datafusion_common::{DataFusionError, Result, ScalarValue};
use datafusion_expr::ColumnarValue;

use super::arithmetic::*;
use crate::table::{Call, Kernel};
use crate::{EvalMode, SparkError};

fn call(t: DataType, mode: EvalMode) -> Call {
    Call {
        name: String::new(),
        arg_types: vec![t.clone(), t.clone()],
        return_field: Arc::new(Field::new("", t, true)),
        mode,
        time_zone: "UTC".into(),
    }
}

fn column(array: impl Array + 'static) -> ColumnarValue {
    ColumnarValue::Array(make_array(array.to_data()))
}

fn run(kernel: Kernel, args: &[ColumnarValue], rows: usize) -> Result<ArrayRef> {
    kernel(args, rows)?.to_array(rows)
}

fn spark(error: DataFusionError) -> SparkError {
    match error {
        DataFusionError::External(e) => *e.downcast::<SparkError>().unwrap(),
        other => panic!("{other}"),
    }
}

#[test]
fn integers_wrap_raise_or_are_null() {
    let args = [
        column(Int32Array::from(vec![Some(i32::MAX), None, Some(1)])),
        column(Int32Array::from(vec![1, 1, 1])),
    ];
    let bound = |mode| add(&call(DataType::Int32, mode)).unwrap();
    let sum = run(bound(EvalMode::Legacy), &args, 3).unwrap();
    let expected = Int32Array::from(vec![Some(i32::MIN), None, Some(2)]);
    assert_eq!(sum.as_primitive::<Int32Type>(), &expected);
    let sum = run(bound(EvalMode::Try), &args, 3).unwrap();
    let expected = Int32Array::from(vec![None, None, Some(2)]);
    assert_eq!(sum.as_primitive::<Int32Type>(), &expected);
    let error = spark(run(bound(EvalMode::Ansi), &args, 3).unwrap_err());
    assert_eq!(error, SparkError::arithmetic_overflow("integer", "try_add"));
}

#[test]
fn nulls_do_not_raise() {
    let null_below_overflow =
        Int64Array::new(vec![i64::MAX, 5].into(), Some(vec![false, true].into()));
    let kernel = multiply(&call(DataType::Int64, EvalMode::Ansi)).unwrap();
    let two = ColumnarValue::Scalar(ScalarValue::Int64(Some(2)));
    let product = run(kernel, &[column(null_below_overflow), two], 2).unwrap();
    let expected = Int64Array::from(vec![None, Some(10)]);
    assert_eq!(product.as_primitive::<Int64Type>(), &expected);
}

#[test]
fn bytes_name_their_operands() {
    let args = [
        column(Int8Array::from(vec![100])),
        column(Int8Array::from(vec![100])),
    ];
    let kernel = add(&call(DataType::Int8, EvalMode::Ansi)).unwrap();
    let error = spark(run(kernel, &args, 1).unwrap_err());
    assert_eq!(error.condition, "BINARY_ARITHMETIC_OVERFLOW");
    assert_eq!(error.parameters["value1"], "100");
}

#[test]
fn both_zeros_divide_to_null() {
    let args = [
        column(Float64Array::from(vec![1.0, 1.0, 1.0])),
        column(Float64Array::from(vec![0.0, -0.0, 2.0])),
    ];
    let kernel = divide(&call(DataType::Float64, EvalMode::Legacy)).unwrap();
    let out = run(kernel, &args, 3).unwrap();
    assert_eq!(
        out.as_primitive::<Float64Type>(),
        &Float64Array::from(vec![None, None, Some(0.5)])
    );
    let kernel = remainder(&call(DataType::Float64, EvalMode::Ansi)).unwrap();
    let error = spark(run(kernel, &args, 3).unwrap_err());
    assert_eq!(error.condition, "REMAINDER_BY_ZERO");
}

#[test]
fn longs_divide_as_in_java() {
    let args = [
        column(Int64Array::from(vec![i64::MIN, 7])),
        column(Int64Array::from(vec![-1, -2])),
    ];
    let kernel = integral_divide(&call(DataType::Int64, EvalMode::Legacy)).unwrap();
    let out = run(kernel, &args, 2).unwrap();
    assert_eq!(
        out.as_primitive::<Int64Type>(),
        &Int64Array::from(vec![i64::MIN, -3])
    );
    let kernel = integral_divide(&call(DataType::Int64, EvalMode::Ansi)).unwrap();
    let error = spark(run(kernel, &args, 2).unwrap_err());
    assert_eq!(error.parameters["message"], "Overflow in integral divide");
}

#[test]
fn constants_give_a_constant() {
    let one = ColumnarValue::Scalar(ScalarValue::Int32(Some(1)));
    let kernel = add(&call(DataType::Int32, EvalMode::Ansi)).unwrap();
    let sum = kernel(&[one.clone(), one], 5).unwrap();
    assert!(matches!(
        sum,
        ColumnarValue::Scalar(ScalarValue::Int32(Some(2)))
    ));
}

#[test]
fn the_least_integer_has_no_magnitude() {
    let args = [column(Int32Array::from(vec![i32::MIN, -3]))];
    let kernel = abs(&call(DataType::Int32, EvalMode::Legacy)).unwrap();
    let out = run(kernel, &args, 2).unwrap();
    assert_eq!(
        out.as_primitive::<Int32Type>(),
        &Int32Array::from(vec![i32::MIN, 3])
    );
    let kernel = negative(&call(DataType::Int32, EvalMode::Ansi)).unwrap();
    let error = spark(run(kernel, &args, 2).unwrap_err());
    assert_eq!(error.parameters["message"], "integer overflow");
}
