//! DataFusion's metrics under the names of the operators' SQL metrics.

use std::collections::BTreeMap;
use std::sync::Arc;

use datafusion_physical_plan::ExecutionPlan;
use datafusion_physical_plan::metrics::MetricValue;
use thermite_proto::OperatorMetrics;

/// SQL metric by DataFusion's name, for the metrics that have no variant of their own.
const NAMED: &[(&str, &str)] = &[
    ("bytes_scanned", "bytesScanned"),
    ("row_groups_pruned_statistics", "rowGroupsPruned"),
    ("row_groups_pruned_bloom_filter", "rowGroupsPruned"),
    ("row_groups_pruned_dynamic_filter", "rowGroupsPruned"),
    ("build_time", "buildTime"),
    ("build_input_rows", "buildRows"),
    ("skipped_aggregation_rows", "skippedRows"),
];

pub fn collect(ids: &[(u32, Arc<dyn ExecutionPlan>)]) -> Vec<OperatorMetrics> {
    ids.iter()
        .map(|(id, plan)| OperatorMetrics {
            operator_id: *id,
            values: values(plan.as_ref()),
        })
        .collect()
}

fn values(plan: &dyn ExecutionPlan) -> BTreeMap<String, i64> {
    let mut values = BTreeMap::new();
    let Some(metrics) = plan.metrics() else {
        return values;
    };
    for metric in metrics.iter() {
        let name = match metric.value() {
            MetricValue::OutputRows(_) => "numOutputRows",
            MetricValue::OutputBatches(_) => "numOutputBatches",
            MetricValue::OutputBytes(_) => "outputBytes",
            MetricValue::ElapsedCompute(_) => "nativeTime",
            MetricValue::SpilledBytes(_) => "spillSize",
            MetricValue::SpillCount(_) => "spillCount",
            other => match NAMED.iter().find(|(name, _)| *name == other.name()) {
                Some((_, name)) => name,
                None => continue,
            },
        };
        let value = match metric.value() {
            MetricValue::PruningMetrics {
                pruning_metrics, ..
            } => pruning_metrics.pruned(),
            other => other.as_usize(),
        };
        *values.entry(name.to_string()).or_insert(0) += value as i64;
    }
    values
}
