//! Skips and cuts the rows of one partition, or keeps the last ones.

use std::sync::Arc;

use datafusion_physical_plan::limit::GlobalLimitExec;
use thermite_proto as proto;

use super::PlanRef;
use crate::operator::tail::TailExec;

pub fn build(limit: &proto::Limit, input: PlanRef) -> PlanRef {
    let fetch = limit.fetch.map(|n| n as usize);
    Arc::new(GlobalLimitExec::new(input, limit.skip as usize, fetch))
}

pub fn tail(tail: &proto::Tail, input: PlanRef) -> PlanRef {
    Arc::new(TailExec::new(tail.rows as usize, input))
}
