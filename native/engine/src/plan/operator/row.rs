//! Operators on single rows, and sort: project, filter, sort.

use std::sync::Arc;

use datafusion_common::{Result, internal_datafusion_err, internal_err};
use datafusion_physical_expr_common::sort_expr::LexOrdering;
use datafusion_physical_plan::filter::FilterExec;
use datafusion_physical_plan::projection::{ProjectionExec, ProjectionExpr};
use datafusion_physical_plan::sorts::sort::SortExec;
use thermite_proto as proto;

use super::PlanRef;
use crate::operator::fence::FenceExec;
use crate::plan::{PlanContext, expr, names};

pub fn project(project: &proto::Project, input: PlanRef, ctx: &PlanContext) -> Result<PlanRef> {
    let schema = input.schema();
    let exprs = expr::build_all(&project.exprs, &schema, ctx)?
        .into_iter()
        .zip(names::distinct(project.names.iter().cloned()))
        .map(|(expr, name)| ProjectionExpr::new(expr, name));
    let plan: PlanRef = Arc::new(ProjectionExec::try_new(exprs, input)?);
    Ok(if project.nondeterministic {
        fenced(plan)
    } else {
        plan
    })
}

pub fn filter(filter: &proto::Filter, input: PlanRef, ctx: &PlanContext) -> Result<PlanRef> {
    let Some(condition) = &filter.condition else {
        return internal_err!("a filter without a condition");
    };
    let condition = expr::build(condition, &input.schema(), ctx)?;
    if filter.nondeterministic {
        let filter = FilterExec::try_new(condition, fenced(input))?;
        return Ok(fenced(Arc::new(filter)));
    }
    Ok(Arc::new(FilterExec::try_new(condition, input)?))
}

/// Values that depend on the rows before them would change if a filter came below.
fn fenced(plan: PlanRef) -> PlanRef {
    Arc::new(FenceExec::new(plan))
}

pub fn sort(sort: &proto::Sort, input: PlanRef, ctx: &PlanContext) -> Result<PlanRef> {
    let orders = expr::sort_orders(&sort.order, &input.schema(), ctx)?;
    let ordering =
        LexOrdering::new(orders).ok_or_else(|| internal_datafusion_err!("a sort without keys"))?;
    let fetch = sort.fetch.map(|n| n as usize);
    Ok(Arc::new(SortExec::new(ordering, input).with_fetch(fetch)))
}
