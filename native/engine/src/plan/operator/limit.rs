//! Skips and cuts the rows of one partition.

use std::sync::Arc;

use datafusion_physical_plan::limit::GlobalLimitExec;
use thermite_proto as proto;

use super::PlanRef;

pub fn build(limit: &proto::Limit, input: PlanRef) -> PlanRef {
    let fetch = limit.fetch.map(|n| n as usize);
    Arc::new(GlobalLimitExec::new(input, limit.skip as usize, fetch))
}
