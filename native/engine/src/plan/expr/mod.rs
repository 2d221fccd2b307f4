//! Builds DataFusion physical expressions from proto expressions.

pub mod call;
pub mod comparison;
mod deciding;
mod higher_order;
mod jvm_function;
mod lazy;
mod logic;
mod null_safe;
mod shared;
mod stateful;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use arrow::datatypes::{DataType, Schema};
use datafusion_common::{DataFusionError, Result, internal_err};
use datafusion_expr::Operator;
use datafusion_physical_expr::PhysicalExpr;
use datafusion_physical_expr::expressions::{
    BinaryExpr, CaseExpr, Column, InListExpr, IsNotNullExpr, IsNullExpr, Literal, NotExpr,
};
use datafusion_physical_expr_common::sort_expr::PhysicalSortExpr;
use thermite_functions::table::Kernel;
use thermite_functions::{EvalMode, array};
use thermite_proto as proto;
use thermite_proto::expr::Kind;

use super::{PlanContext, types};
use crate::host::{CANCEL_CHECK, Cancelled};

pub use lazy::{may_raise, only_where};
pub use logic::narrowed;
pub use shared::SharedExprs;

use logic::Logic;

pub type ExprRef = Arc<dyn PhysicalExpr>;

/// `expr` over columns of `schema`.
pub fn build(expr: &proto::Expr, schema: &Schema, ctx: &PlanContext) -> Result<ExprRef> {
    match expr.shared {
        0 => of_kind(expr, schema, ctx),
        id => ctx.shared.get(id, || of_kind(expr, schema, ctx)),
    }
}

fn of_kind(expr: &proto::Expr, schema: &Schema, ctx: &PlanContext) -> Result<ExprRef> {
    let Some(kind) = &expr.kind else {
        return internal_err!("an expression without a kind");
    };
    match kind {
        Kind::Column(column) => self::column(column.index as usize, schema),
        Kind::Literal(literal) => Ok(Arc::new(Literal::new(types::literal(literal)?))),
        Kind::Binary(binary) => self::binary(binary, schema, ctx),
        Kind::Not(not) => Ok(Arc::new(NotExpr::new(child(&not.child, schema, ctx)?))),
        Kind::IsNull(e) => Ok(Arc::new(IsNullExpr::new(child(&e.child, schema, ctx)?))),
        Kind::IsNotNull(e) => Ok(Arc::new(IsNotNullExpr::new(child(&e.child, schema, ctx)?))),
        Kind::Case(case) => self::case(case, schema, ctx),
        Kind::InList(list) => in_list(list, schema, ctx),
        Kind::Cast(cast) => call::cast(cast, expr.origin, schema, ctx),
        Kind::Call(call) => call::call(call, expr.origin, schema, ctx),
        Kind::JvmFunction(function) => jvm_function::build(function, schema, ctx),
        Kind::Deciding(call) => deciding::build(call, schema, ctx),
        Kind::LambdaVariable(variable) => higher_order::variable(variable, schema),
        Kind::HigherOrder(function) => higher_order::build(function, schema, ctx),
    }
}

pub fn build_all(
    exprs: &[proto::Expr],
    schema: &Schema,
    ctx: &PlanContext,
) -> Result<Vec<ExprRef>> {
    exprs.iter().map(|e| build(e, schema, ctx)).collect()
}

/// `expr` as a key that is compared by its bits: one NaN and one zero, where it is floating-point.
pub fn key(expr: &proto::Expr, schema: &Schema, ctx: &PlanContext) -> Result<ExprRef> {
    comparison::normalized(build(expr, schema, ctx)?, schema, ctx)
}

pub fn keys(exprs: &[proto::Expr], schema: &Schema, ctx: &PlanContext) -> Result<Vec<ExprRef>> {
    exprs.iter().map(|e| key(e, schema, ctx)).collect()
}

/// Sort orders as Spark compares: floats by Spark's order, not by bits.
pub fn sort_orders(
    orders: &[proto::SortOrder],
    schema: &Schema,
    ctx: &PlanContext,
) -> Result<Vec<PhysicalSortExpr>> {
    orders
        .iter()
        .map(|order| {
            let expr = child(&order.expr, schema, ctx)?;
            Ok(PhysicalSortExpr {
                expr: comparison::normalized(expr, schema, ctx)?,
                options: arrow::compute::SortOptions {
                    descending: !order.ascending,
                    nulls_first: order.nulls_first,
                },
            })
        })
        .collect()
}

fn child<E: std::borrow::Borrow<proto::Expr>>(
    expr: &Option<E>,
    schema: &Schema,
    ctx: &PlanContext,
) -> Result<ExprRef> {
    match expr {
        Some(expr) => build(expr.borrow(), schema, ctx),
        None => internal_err!("an operand is missing"),
    }
}

pub const CANCELLABLE: &str = "cancellable";

/// `expr`, but it fails once the task has been killed: joins may evaluate a condition for long
/// without giving way.
pub fn cancellable(expr: ExprRef, schema: &Schema, ctx: &PlanContext) -> Result<ExprRef> {
    let host = Arc::clone(&ctx.host);
    let asked = Mutex::new(Instant::now());
    let kernel: Kernel = Arc::new(move |args, _| {
        let mut asked = asked.lock().unwrap_or_else(PoisonError::into_inner);
        if asked.elapsed() >= CANCEL_CHECK {
            *asked = Instant::now();
            if host.is_cancelled() {
                return Err(DataFusionError::External(Box::new(Cancelled)));
            }
        }
        Ok(args[0].clone())
    });
    let data_type = expr.data_type(schema)?;
    call::internal(CANCELLABLE, kernel, vec![expr], data_type, schema)
}

fn column(index: usize, schema: &Schema) -> Result<ExprRef> {
    match schema.fields().get(index) {
        Some(field) => Ok(Arc::new(Column::new(field.name(), index))),
        None => internal_err!("no column {index} among {}", schema.fields().len()),
    }
}

fn binary(binary: &proto::Binary, schema: &Schema, ctx: &PlanContext) -> Result<ExprRef> {
    use proto::binary::Op;
    let left = child(&binary.left, schema, ctx)?;
    let right = child(&binary.right, schema, ctx)?;
    let Ok(op) = Op::try_from(binary.op) else {
        return internal_err!("unknown comparison {}", binary.op);
    };
    let operator = match op {
        Op::Eq => Operator::Eq,
        Op::NotEq => Operator::NotEq,
        Op::Lt => Operator::Lt,
        Op::LtEq => Operator::LtEq,
        Op::Gt => Operator::Gt,
        Op::GtEq => Operator::GtEq,
        Op::EqNullSafe => Operator::IsNotDistinctFrom,
        Op::And => Operator::And,
        Op::Or => Operator::Or,
    };
    if let Op::And | Op::Or = op
        && binary.right.as_deref().is_some_and(lazy::may_raise)
    {
        return Ok(Arc::new(Logic::new(op == Op::And, left, right)?));
    }
    let right = match &binary.right {
        // What is never NULL need not be asked; a random number must not, as that takes another one.
        Some(expr) if op != Op::EqNullSafe && lazy::may_raise(expr) && left.nullable(schema)? => {
            lazy::only_where(Arc::new(IsNotNullExpr::new(Arc::clone(&left))), right)?
        }
        _ => right,
    };
    match left.data_type(schema)? {
        DataType::Float32 | DataType::Float64 => comparison::floats(op, left, right, schema),
        nested if nested.is_nested() => comparison::nested(op, left, right, schema),
        _ => Ok(Arc::new(BinaryExpr::new(left, operator, right))),
    }
}

fn case(case: &proto::Case, schema: &Schema, ctx: &PlanContext) -> Result<ExprRef> {
    let to = types::optional(&case.r#type)?;
    let branches = case
        .branches
        .iter()
        .map(|branch| {
            let value = child(&branch.value, schema, ctx)?;
            Ok((
                child(&branch.condition, schema, ctx)?,
                conformed(value, &to, schema)?,
            ))
        })
        .collect::<Result<Vec<_>>>()?;
    let else_value = match &case.else_value {
        Some(value) => Some(conformed(build(value, schema, ctx)?, &to, schema)?),
        None => None,
    };
    Ok(Arc::new(CaseExpr::try_new(None, branches, else_value)?))
}

/// A branch's value of the type of all branches: that of some may say that parts are never NULL.
fn conformed(value: ExprRef, to: &DataType, schema: &Schema) -> Result<ExprRef> {
    if !to.is_nested() || value.data_type(schema)? == *to {
        return Ok(value);
    }
    let kernel = array::conforming(to.clone());
    call::internal("conform", kernel, vec![value], to.clone(), schema)
}

fn in_list(list: &proto::InList, schema: &Schema, ctx: &PlanContext) -> Result<ExprRef> {
    let value = child(&list.value, schema, ctx)?;
    let value = comparison::normalized(value, schema, ctx)?;
    let values = list
        .list
        .iter()
        .map(|l| {
            let value = comparison::normalized_literal(types::literal(l)?);
            let literal: ExprRef = Arc::new(Literal::new(value));
            Ok(literal)
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(Arc::new(InListExpr::try_new(value, values, false, schema)?))
}

pub fn eval_mode(mode: i32) -> Result<EvalMode> {
    match proto::EvalMode::try_from(mode) {
        Ok(proto::EvalMode::Legacy) => Ok(EvalMode::Legacy),
        Ok(proto::EvalMode::Ansi) => Ok(EvalMode::Ansi),
        Ok(proto::EvalMode::Try) => Ok(EvalMode::Try),
        Err(e) => internal_err!("unknown evaluation mode: {e}"),
    }
}
