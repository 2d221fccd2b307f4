//! Comparisons whose order in Spark is not the order of the bits: floating-point numbers, and values
//! with parts.

use arrow::datatypes::{DataType, Schema};
use datafusion_common::{Result, ScalarValue, internal_err};
use std::sync::Arc;
use thermite_functions::predicate::{self, CompareOp};
use thermite_functions::table::{self, Call, Kernel};
use thermite_functions::{EvalMode, array};
use thermite_proto::binary::Op;

use super::{ExprRef, call};
use crate::plan::PlanContext;

/// The function that gives numbers one NaN and one zero.
pub const NORMALIZE: &str = "normalize_nan_and_zero";

pub fn floats(op: Op, left: ExprRef, right: ExprRef, schema: &Schema) -> Result<ExprRef> {
    by(predicate::float_comparison, op, left, right, schema)
}

pub fn nested(op: Op, left: ExprRef, right: ExprRef, schema: &Schema) -> Result<ExprRef> {
    by(array::nested_comparison, op, left, right, schema)
}

fn by(
    comparison: fn(CompareOp) -> Kernel,
    op: Op,
    left: ExprRef,
    right: ExprRef,
    schema: &Schema,
) -> Result<ExprRef> {
    let (name, op) = match op {
        Op::Eq => ("=", CompareOp::Eq),
        Op::NotEq => ("!=", CompareOp::NotEq),
        Op::Lt => ("<", CompareOp::Lt),
        Op::LtEq => ("<=", CompareOp::LtEq),
        Op::Gt => (">", CompareOp::Gt),
        Op::GtEq => (">=", CompareOp::GtEq),
        Op::EqNullSafe => ("<=>", CompareOp::EqNullSafe),
        Op::And | Op::Or => return internal_err!("AND and OR of what is no boolean"),
    };
    call::internal(
        name,
        comparison(op),
        vec![left, right],
        DataType::Boolean,
        schema,
    )
}

/// As [`normalized`], of a constant.
pub fn normalized_literal(value: ScalarValue) -> ScalarValue {
    match value {
        ScalarValue::Float32(Some(v)) => {
            ScalarValue::Float32(Some(if v.is_nan() { f32::NAN } else { v + 0.0 }))
        }
        ScalarValue::Float64(Some(v)) => {
            ScalarValue::Float64(Some(if v.is_nan() { f64::NAN } else { v + 0.0 }))
        }
        other => other,
    }
}

/// `expr` with one NaN and one zero, where it is a floating-point number.
pub fn normalized(expr: ExprRef, schema: &Schema, ctx: &PlanContext) -> Result<ExprRef> {
    let data_type = expr.data_type(schema)?;
    if !matches!(data_type, DataType::Float32 | DataType::Float64) {
        return Ok(expr);
    }
    let field = arrow::datatypes::Field::new(NORMALIZE, data_type.clone(), true);
    let kernel = table::bind(&Call {
        name: NORMALIZE.to_string(),
        arg_types: vec![data_type.clone()],
        return_field: Arc::new(field),
        mode: EvalMode::Legacy,
        time_zone: Arc::clone(&ctx.time_zone),
    })?;
    call::internal(NORMALIZE, kernel, vec![expr], data_type, schema)
}
