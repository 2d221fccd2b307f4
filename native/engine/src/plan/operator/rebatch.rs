//! Batches as they are sent to Python.

use std::sync::Arc;

use thermite_proto as proto;

use super::PlanRef;
use crate::operator::rebatch::{Limits, RebatchExec};

pub fn build(rebatch: &proto::Rebatch, input: PlanRef) -> PlanRef {
    let limits = Limits {
        rows: limit(u64::from(rebatch.rows)),
        bytes: limit(rebatch.bytes),
        sent: rebatch.sent.iter().map(|i| *i as usize).collect(),
        in_struct: rebatch.in_struct,
    };
    Arc::new(RebatchExec::new(input, limits))
}

fn limit(n: u64) -> usize {
    if n == 0 { usize::MAX } else { n as usize }
}
