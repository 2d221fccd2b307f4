//! Our own execution plans, where DataFusion has none.

pub mod concat;
pub mod existence;
pub mod expand;
pub mod fence;
pub mod generate;
pub mod hash_join;
pub mod jvm_aggregate;
pub mod rebatch;
pub mod source;
pub mod tail;
pub mod window;

use std::sync::Arc;

use arrow::datatypes::SchemaRef;
use datafusion_physical_expr::{EquivalenceProperties, Partitioning};
use datafusion_physical_plan::PlanProperties;
use datafusion_physical_plan::execution_plan::{Boundedness, EmissionType};

/// Of an operator that gives batches of `schema` on and on, in one partition.
fn streaming(schema: &SchemaRef) -> Arc<PlanProperties> {
    Arc::new(PlanProperties::new(
        EquivalenceProperties::new(Arc::clone(schema)),
        Partitioning::UnknownPartitioning(1),
        EmissionType::Incremental,
        Boundedness::Bounded,
    ))
}
