//! Union: a task runs the child whose partition it is or, where Spark's union keeps the partitioning
//! of its children, that partition of every child.

use std::sync::Arc;

use datafusion_common::{Result, internal_datafusion_err};
use datafusion_physical_expr::expressions::Column;
use datafusion_physical_plan::projection::{ProjectionExec, ProjectionExpr};
use thermite_proto as proto;

use super::PlanRef;
use crate::operator::concat::ConcatExec;
use crate::plan::{PlanContext, types};

/// The children that this task runs.
pub fn chosen<'o>(
    operator: &'o proto::Operator,
    ctx: &PlanContext,
) -> Result<&'o [proto::Operator]> {
    let Some(child) = ctx.unions.get(&operator.id) else {
        return Ok(&operator.children);
    };
    operator
        .children
        .get(*child as usize)
        .map(std::slice::from_ref)
        .ok_or_else(|| internal_datafusion_err!("union {} has no child {child}", operator.id))
}

/// The chosen children, one after the other, under the union's names.
pub fn build(union: &proto::Union, inputs: Vec<PlanRef>) -> Result<PlanRef> {
    let schema = types::schema(&union.schema)?;
    let named = inputs
        .into_iter()
        .map(|input| {
            let input_schema = input.schema();
            let columns = schema.fields().iter().enumerate().map(|(i, field)| {
                let column = Column::new(input_schema.field(i).name(), i);
                ProjectionExpr::new(Arc::new(column), field.name().clone())
            });
            let columns: Vec<_> = columns.collect();
            let plan: PlanRef = Arc::new(ProjectionExec::try_new(columns, input)?);
            Ok(plan)
        })
        .collect::<Result<Vec<_>>>()?;
    match <[PlanRef; 1]>::try_from(named) {
        Ok([only]) => Ok(only),
        Err(several) => Ok(Arc::new(ConcatExec::new(several, schema))),
    }
}
