//! Batches as they are sent to Python.

use std::sync::Arc;

use datafusion_common::Result;
use thermite_proto as proto;

use super::PlanRef;
use crate::operator::rebatch::{Limits, RebatchExec};
use crate::plan::{PlanContext, expr};

pub fn build(rebatch: &proto::Rebatch, input: PlanRef, ctx: &PlanContext) -> Result<PlanRef> {
    let groups = rebatch
        .grouped
        .then(|| expr::keys(&rebatch.groups, &input.schema(), ctx));
    let limits = Limits {
        rows: limit(u64::from(rebatch.rows)),
        bytes: limit(rebatch.bytes),
        sent: rebatch.sent.iter().map(|i| *i as usize).collect(),
        in_struct: rebatch.in_struct,
        groups: groups.transpose()?,
    };
    Ok(Arc::new(RebatchExec::new(input, limits)))
}

fn limit(n: u64) -> usize {
    if n == 0 { usize::MAX } else { n as usize }
}
