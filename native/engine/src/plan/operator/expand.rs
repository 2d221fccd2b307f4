//! Expand: several output rows for each input row.

use std::sync::Arc;

use datafusion_common::Result;
use thermite_proto as proto;

use super::PlanRef;
use crate::operator::expand::ExpandExec;
use crate::plan::{PlanContext, expr, types};

pub fn build(expand: &proto::Expand, input: PlanRef, ctx: &PlanContext) -> Result<PlanRef> {
    let schema = types::schema(&expand.schema)?;
    let projections = expand
        .projections
        .iter()
        .map(|p| expr::build_all(&p.exprs, &input.schema(), ctx))
        .collect::<Result<Vec<_>>>()?;
    Ok(Arc::new(ExpandExec::new(projections, schema, input)))
}
