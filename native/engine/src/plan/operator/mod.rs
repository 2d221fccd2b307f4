//! One arm per physical operator; each builds its DataFusion plan in a sibling file.

mod aggregate;
mod expand;
mod generate;
mod join;
mod limit;
mod rebatch;
mod row;
mod scan;
mod source;
mod union;
mod window;

use std::sync::Arc;

use datafusion_common::{Result, internal_err};
use datafusion_physical_plan::ExecutionPlan;
use thermite_proto::Operator;
use thermite_proto::operator::Kind;

use super::PlanContext;

pub type PlanRef = Arc<dyn ExecutionPlan>;

/// Builds `operator` over its built children, and notes its plan under its id.
pub fn build(
    operator: &Operator,
    ctx: &PlanContext,
    ids: &mut Vec<(u32, PlanRef)>,
) -> Result<PlanRef> {
    let ctx = &*ctx.at(operator.id);
    let Some(kind) = &operator.kind else {
        return internal_err!("operator {} without a kind", operator.id);
    };
    if let Kind::Union(union) = kind {
        let inputs = union::chosen(operator, ctx)?
            .iter()
            .map(|child| build(child, ctx, ids))
            .collect::<Result<Vec<_>>>()?;
        let plan = union::build(union, inputs)?;
        ids.push((operator.id, Arc::clone(&plan)));
        return Ok(plan);
    }
    let mut inputs = operator
        .children
        .iter()
        .map(|child| build(child, ctx, ids))
        .collect::<Result<Vec<_>>>()?;
    let plan = match kind {
        Kind::ParquetScan(scan) => scan::build(operator.id, scan, ctx)?,
        Kind::Input(input) => source::input(operator.id, input, ctx)?,
        Kind::ShuffleRead(read) => source::shuffle_read(operator.id, read, ctx)?,
        Kind::BroadcastRead(read) => source::broadcast_read(operator.id, read, ctx)?,
        Kind::Range(range) => source::range(operator.id, range, ctx)?,
        Kind::Project(project) => row::project(project, one(&mut inputs)?, ctx)?,
        Kind::Filter(filter) => row::filter(filter, one(&mut inputs)?, ctx)?,
        Kind::HashAggregate(agg) => aggregate::build(agg, one(&mut inputs)?, ctx)?,
        Kind::Sort(sort) => row::sort(sort, one(&mut inputs)?, ctx)?,
        Kind::Limit(limit) => limit::build(limit, one(&mut inputs)?),
        Kind::Tail(tail) => limit::tail(tail, one(&mut inputs)?),
        Kind::HashJoin(join) => join::hash(operator, join, two(&mut inputs)?, ctx)?,
        Kind::SortMergeJoin(join) => join::sort_merge(join, two(&mut inputs)?, ctx)?,
        Kind::NestedLoopJoin(join) => join::nested_loop(join, two(&mut inputs)?, ctx)?,
        Kind::Expand(expand) => expand::build(expand, one(&mut inputs)?, ctx)?,
        Kind::Generate(generate) => generate::build(generate, one(&mut inputs)?, ctx)?,
        Kind::Window(window) => window::build(window, one(&mut inputs)?, ctx)?,
        Kind::WindowGroupLimit(limit) => window::group_limit(limit, one(&mut inputs)?, ctx)?,
        Kind::Rebatch(rebatch) => rebatch::build(rebatch, one(&mut inputs)?, ctx)?,
        Kind::Union(_) => return internal_err!("a union is built before its children"),
        Kind::ShuffleWrite(_) => return internal_err!("a shuffle write stands only at the root"),
    };
    ids.push((operator.id, Arc::clone(&plan)));
    Ok(plan)
}

fn one(inputs: &mut Vec<PlanRef>) -> Result<PlanRef> {
    match (inputs.pop(), inputs.is_empty()) {
        (Some(input), true) => Ok(input),
        _ => internal_err!("an operator that needs one child has another number of them"),
    }
}

fn two(inputs: &mut Vec<PlanRef>) -> Result<(PlanRef, PlanRef)> {
    match (inputs.pop(), inputs.pop(), inputs.is_empty()) {
        (Some(right), Some(left), true) => Ok((left, right)),
        _ => internal_err!("an operator that needs two children has another number of them"),
    }
}
