//! Hash aggregates. Spark's four modes become two of DataFusion's: rows or buffers go in by the
//! choice of the function (`AggregateInput`), buffers (`Partial`) or results (`Single`) come out.

use std::sync::Arc;

use arrow::datatypes::{Field, Schema};
use datafusion_common::{Result, internal_err};
use datafusion_functions_aggregate::count::count_udaf;
use datafusion_physical_expr::aggregate::{AggregateExprBuilder, AggregateFunctionExpr};
use datafusion_physical_expr::expressions::lit;
use datafusion_physical_plan::aggregates::{AggregateExec, AggregateMode, PhysicalGroupBy};
use datafusion_physical_plan::projection::{ProjectionExec, ProjectionExpr};
use thermite_functions::aggregate::{self, AggregateCall, AggregateInput};
use thermite_proto as proto;
use thermite_proto::AggregateMode as SparkMode;

use super::PlanRef;
use crate::operator::jvm_aggregate;
use crate::plan::expr::ExprRef;
use crate::plan::{PlanContext, expr, names, types};

pub fn build(agg: &proto::HashAggregate, input: PlanRef, ctx: &PlanContext) -> Result<PlanRef> {
    if agg.grouping.is_empty() && agg.aggregates.is_empty() {
        return one_row(input);
    }
    let schema = input.schema();
    let grouping = expr::build_all(&agg.grouping, &schema, ctx)?
        .into_iter()
        .zip(names::distinct(agg.grouping_names.iter().cloned()))
        .collect();
    let mut functions = Vec::with_capacity(agg.aggregates.len());
    let mut filters: Vec<Option<ExprRef>> = Vec::with_capacity(agg.aggregates.len());
    for (i, a) in agg.aggregates.iter().enumerate() {
        let grouped = !agg.grouping.is_empty();
        functions.push(Arc::new(function(a, i, grouped, &schema, ctx)?));
        filters.push(match &a.filter {
            Some(filter) => Some(expr::build(filter, &schema, ctx)?),
            None => None,
        });
    }
    let mode = if emits_buffers(agg)? {
        AggregateMode::Partial
    } else {
        AggregateMode::Single
    };
    let group_by = PhysicalGroupBy::new_single(grouping);
    Ok(Arc::new(AggregateExec::try_new(
        mode, group_by, functions, filters, input, schema,
    )?))
}

/// Neither groups nor functions: one row without columns, once the input has been read.
fn one_row(input: PlanRef) -> Result<PlanRef> {
    let schema = input.schema();
    let count = AggregateExprBuilder::new(count_udaf(), vec![lit(true)])
        .schema(Arc::clone(&schema))
        .alias("rows")
        .build()?;
    let counted = AggregateExec::try_new(
        AggregateMode::Single,
        PhysicalGroupBy::default(),
        vec![Arc::new(count)],
        vec![None],
        input,
        schema,
    )?;
    let nothing: Vec<ProjectionExpr> = Vec::new();
    Ok(Arc::new(ProjectionExec::try_new(
        nothing,
        Arc::new(counted),
    )?))
}

/// Without aggregate functions buffers and results are the same; then only a partial aggregate that
/// may give up is run as one.
fn emits_buffers(agg: &proto::HashAggregate) -> Result<bool> {
    let mut modes = Vec::new();
    for a in &agg.aggregates {
        modes.push(matches!(
            spark_mode(a)?,
            SparkMode::Partial | SparkMode::PartialMerge
        ));
    }
    match modes.first() {
        None => Ok(agg.may_skip_partial),
        Some(first) if modes.iter().all(|m| m == first) => Ok(*first),
        Some(_) => internal_err!("one aggregate emits both buffers and results"),
    }
}

fn spark_mode(a: &proto::AggregateExpr) -> Result<SparkMode> {
    SparkMode::try_from(a.mode).or_else(|e| internal_err!("unknown aggregate mode: {e}"))
}

pub fn function(
    a: &proto::AggregateExpr,
    index: usize,
    grouped: bool,
    schema: &Arc<Schema>,
    ctx: &PlanContext,
) -> Result<AggregateFunctionExpr> {
    let input = match spark_mode(a)? {
        SparkMode::Partial | SparkMode::Complete => AggregateInput::Rows,
        SparkMode::PartialMerge | SparkMode::Final => AggregateInput::Buffer,
    };
    let arg_types = a.arg_types.iter().map(types::data_type);
    let buffer = a.buffer.iter().flat_map(|schema| &schema.fields);
    let call = AggregateCall {
        name: a.name.clone(),
        arg_types: arg_types.collect::<Result<_>>()?,
        return_field: Arc::new(Field::new(&a.name, types::optional(&a.r#type)?, true)),
        buffer: buffer
            .map(|f| types::field(f).map(Arc::new))
            .collect::<Result<_>>()?,
        mode: expr::eval_mode(a.eval_mode)?,
        ignore_nulls: a.ignore_nulls,
        parameters: a
            .parameters
            .iter()
            .map(types::literal)
            .collect::<Result<_>>()?,
        input,
        grouped,
        origin: a.origin,
        update_origin: a.update_origin,
    };
    let args = a.args.iter().map(|arg| {
        let value = expr::build(arg, schema, ctx)?;
        match &a.filter {
            // The arguments of rows that FILTER drops are not evaluated.
            Some(filter) if expr::may_raise(arg) => {
                expr::only_where(expr::build(filter, schema, ctx)?, value)
            }
            _ => Ok(value),
        }
    });
    let args = args.collect::<Result<Vec<_>>>()?;
    let function = if call.name == jvm_aggregate::NAME {
        jvm_aggregate::udaf(call, Arc::clone(&ctx.host))?
    } else {
        aggregate::lookup(call)?
    };
    AggregateExprBuilder::new(function, args)
        .schema(Arc::clone(schema))
        .alias(format!("{}[{index}]", a.name))
        .build()
}

#[cfg(test)]
mod tests;
