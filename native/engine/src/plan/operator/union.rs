//! Union: a task runs the child whose partition it is.

use std::sync::Arc;

use datafusion_common::{Result, internal_datafusion_err};
use datafusion_physical_expr::expressions::Column;
use datafusion_physical_plan::projection::{ProjectionExec, ProjectionExpr};
use thermite_proto as proto;

use super::PlanRef;
use crate::plan::{PlanContext, types};

pub fn chosen<'o>(operator: &'o proto::Operator, ctx: &PlanContext) -> Result<&'o proto::Operator> {
    ctx.unions
        .get(&operator.id)
        .and_then(|child| operator.children.get(*child as usize))
        .ok_or_else(|| internal_datafusion_err!("no child chosen for union {}", operator.id))
}

/// The chosen child under the union's names.
pub fn build(union: &proto::Union, input: PlanRef) -> Result<PlanRef> {
    let schema = types::schema(&union.schema)?;
    let input_schema = input.schema();
    let columns = schema.fields().iter().enumerate().map(|(i, field)| {
        let column = Column::new(input_schema.field(i).name(), i);
        ProjectionExpr::new(Arc::new(column), field.name().clone())
    });
    let columns: Vec<_> = columns.collect();
    Ok(Arc::new(ProjectionExec::try_new(columns, input)?))
}
