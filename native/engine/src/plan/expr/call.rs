//! Function calls and casts: kernels of `thermite-functions` as DataFusion expressions.

use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema};
use datafusion_common::config::ConfigOptions;
use datafusion_common::{Result, ScalarValue};
use datafusion_expr::{ColumnarValue, ScalarUDF};
use datafusion_physical_expr::ScalarFunctionExpr;
use thermite_functions::table::{self, Call, Kernel};
use thermite_functions::{EvalMode, SparkError, cast};
use thermite_proto as proto;

use super::null_safe::NullSafeCall;
use super::{ExprRef, build_all, child, comparison, eval_mode, lazy, stateful};
use crate::plan::{PlanContext, types};

pub fn call(
    call: &proto::Call,
    origin: u32,
    schema: &Schema,
    ctx: &PlanContext,
) -> Result<ExprRef> {
    if let Some(stateful) = stateful::build(call, ctx)? {
        return Ok(stateful);
    }
    let mut args = build_all(&call.args, schema, ctx)?;
    let bound = bound(call, &args, schema, ctx)?;
    let kernel = with_origin(table::bind(&bound)?, origin);
    let may_raise: Vec<bool> = call.args.iter().map(lazy::may_raise).collect();
    let mut later = may_raise.clone();
    if call.backwards {
        later.reverse();
    }
    let lazily = call.null_safe && later.iter().skip(1).any(|raises| *raises);
    if lazily && call.backwards && bound.mode != EvalMode::Ansi {
        // `DivModLike`: what is divided by zero is not evaluated.
        if let Some(divisor) = args.pop() {
            args.push(null_if_zero(divisor, schema, ctx)?);
        }
    }
    let function = function(table::scalar_udf(bound.clone(), kernel), args, bound);
    Ok(if lazily {
        Arc::new(NullSafeCall::new(function, may_raise, call.backwards))
    } else {
        Arc::new(function)
    })
}

/// `call` with what a kernel is bound by.
pub fn bound(
    call: &proto::Call,
    args: &[ExprRef],
    schema: &Schema,
    ctx: &PlanContext,
) -> Result<Call> {
    let return_type = types::optional(&call.r#type)?;
    Ok(Call {
        name: call.name.clone(),
        arg_types: types_of(args, schema)?,
        return_field: Arc::new(Field::new(&call.name, return_type, call.nullable)),
        mode: eval_mode(call.mode)?,
        time_zone: Arc::clone(&ctx.time_zone),
    })
}

fn types_of(args: &[ExprRef], schema: &Schema) -> Result<Vec<DataType>> {
    args.iter().map(|arg| arg.data_type(schema)).collect()
}

/// `divisor`, but NULL where it is zero: then the quotient is NULL, too.
fn null_if_zero(divisor: ExprRef, schema: &Schema, ctx: &PlanContext) -> Result<ExprRef> {
    let divisor = comparison::normalized(divisor, schema, ctx)?;
    let data_type = divisor.data_type(schema)?;
    let zero = ScalarValue::new_zero(&data_type)?.to_scalar()?;
    let kernel: Kernel = Arc::new(move |args, rows| {
        let values = args[0].to_array(rows)?;
        let zeros = arrow::compute::kernels::cmp::eq(&values, &zero)?;
        Ok(ColumnarValue::Array(arrow::compute::nullif(
            &values, &zeros,
        )?))
    });
    internal("null_if_zero", kernel, vec![divisor], data_type, schema)
}

pub fn cast(
    cast: &proto::Cast,
    origin: u32,
    schema: &Schema,
    ctx: &PlanContext,
) -> Result<ExprRef> {
    let value = child(&cast.child, schema, ctx)?;
    let from = value.data_type(schema)?;
    let to = types::optional(&cast.r#type)?;
    if from == to {
        return Ok(value);
    }
    let mode = eval_mode(cast.mode)?;
    let kernel = cast::bind(&from, &to, mode, &ctx.time_zone)?;
    let bound = Call {
        name: "cast".to_string(),
        arg_types: vec![from],
        return_field: Arc::new(Field::new("cast", to, true)),
        mode,
        time_zone: Arc::clone(&ctx.time_zone),
    };
    let kernel = with_origin(kernel, origin);
    Ok(expr(
        table::scalar_udf(bound.clone(), kernel),
        vec![value],
        bound,
    ))
}

/// A call that the engine makes itself, in legacy mode, of a kernel that cannot fail.
pub fn internal(
    name: &str,
    kernel: Kernel,
    args: Vec<ExprRef>,
    return_type: DataType,
    schema: &Schema,
) -> Result<ExprRef> {
    let bound = Call {
        name: name.to_string(),
        arg_types: types_of(&args, schema)?,
        return_field: Arc::new(Field::new(name, return_type, true)),
        mode: EvalMode::Legacy,
        time_zone: "UTC".into(),
    };
    Ok(expr(table::scalar_udf(bound.clone(), kernel), args, bound))
}

fn expr(udf: Arc<ScalarUDF>, args: Vec<ExprRef>, call: Call) -> ExprRef {
    Arc::new(function(udf, args, call))
}

fn function(udf: Arc<ScalarUDF>, args: Vec<ExprRef>, call: Call) -> ScalarFunctionExpr {
    ScalarFunctionExpr::new(
        &call.name,
        udf,
        args,
        call.return_field,
        Arc::new(ConfigOptions::default()),
    )
}

/// Notes in the errors of `kernel` which expression of the query they come from.
fn with_origin(kernel: Kernel, origin: u32) -> Kernel {
    if origin == 0 {
        return kernel;
    }
    Arc::new(move |args, rows| {
        kernel(args, rows).map_err(|error| SparkError::located(error, origin))
    })
}
