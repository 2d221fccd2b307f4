//! Filters on their way to the scans: those of operators above pass through the join, and a finished
//! table says which key values can still meet a row.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef};
use arrow::datatypes::{DataType, Schema};
use datafusion_common::tree_node::{Transformed, TreeNode};
use datafusion_common::{Result, ScalarValue};
use datafusion_expr::{Accumulator, Operator};
use datafusion_functions_aggregate::min_max::{MaxAccumulator, MinAccumulator};
use datafusion_physical_expr::PhysicalExpr;
use datafusion_physical_expr::expressions::{
    BinaryExpr, Column, DynamicFilterPhysicalExpr, in_list, lit,
};
use datafusion_physical_plan::ExecutionPlan;
use datafusion_physical_plan::filter_pushdown::{
    ChildFilterDescription, ChildPushdownResult, FilterDescription, FilterPushdownPhase,
};

use super::spec::{JoinSpec, Kept, Keys, Source};
use super::table::JoinTable;

type Filter = Arc<dyn PhysicalExpr>;

/// Up to this many rows their keys are listed; pruning takes longer lists for no filter.
const LISTED: usize = 20;

/// Whether the join sends a filter of its own to the probe side, which its table will fill.
pub fn promised(spec: &JoinSpec, phase: FilterPushdownPhase) -> bool {
    matches!(phase, FilterPushdownPhase::Post) && spec.shape.drops_unmatched_probe_rows()
}

/// What goes to the children: the filters of `parents`, which stay above too, and the join's own.
pub fn describe(
    spec: &JoinSpec,
    phase: FilterPushdownPhase,
    parents: Vec<Filter>,
    build: &Arc<dyn ExecutionPlan>,
    probe: &Arc<dyn ExecutionPlan>,
) -> Result<FilterDescription> {
    let mut to_build = ChildFilterDescription::all_unsupported(&parents);
    let mut to_probe = ChildFilterDescription::all_unsupported(&parents);
    // A row that is missing on one side changes which rows of the other are kept.
    let shape = spec.shape;
    for filter in parents {
        if shape.probe == Kept::None
            && let Some(moved) = moved(&filter, spec, build, Source::build)?
        {
            to_build = to_build.with_self_filter(moved);
        }
        if shape.build == Kept::None
            && let Some(moved) = moved(&filter, spec, probe, Source::probe)?
        {
            to_probe = to_probe.with_self_filter(moved);
        }
    }
    if promised(spec, phase) {
        let own = DynamicFilterPhysicalExpr::new(spec.probe_keys.clone(), lit(true));
        to_probe = to_probe.with_self_filter(Arc::new(own));
    }
    Ok(FilterDescription::new()
        .with_child(to_build)
        .with_child(to_probe))
}

/// The join's own filter among those that went to the children: the last of [`describe`].
pub fn own(result: &ChildPushdownResult) -> Option<Arc<DynamicFilterPhysicalExpr>> {
    let last = result.self_filters.last()?.last()?;
    Arc::downcast::<DynamicFilterPhysicalExpr>(Arc::clone(&last.predicate) as _).ok()
}

/// `filter` over a child's columns, if it reads no others.
fn moved(
    filter: &Filter,
    spec: &JoinSpec,
    child: &Arc<dyn ExecutionPlan>,
    place: fn(Source) -> Option<usize>,
) -> Result<Option<Filter>> {
    let schema = child.schema();
    let (mut all, mut any) = (true, false);
    let moved = Arc::clone(filter).transform_down(|expr| {
        let Some(column) = expr.downcast_ref::<Column>() else {
            return Ok(Transformed::no(expr));
        };
        match spec.columns.get(column.index()).copied().and_then(place) {
            Some(i) => {
                any = true;
                let column: Filter = Arc::new(Column::new(schema.field(i).name(), i));
                Ok(Transformed::yes(column))
            }
            None => {
                all = false;
                Ok(Transformed::complete(expr))
            }
        }
    })?;
    Ok((all && any).then_some(moved.data))
}

/// Tells the scans what the table holds. `schema` is the probe side's.
pub fn fill(
    filter: &Arc<DynamicFilterPhysicalExpr>,
    keys: &Keys,
    table: &JoinTable,
    schema: &Schema,
) -> Result<()> {
    if table.is_empty() {
        filter.update(lit(false))?;
    } else {
        let mut known: Vec<Filter> = Vec::new();
        for (key, values) in keys.iter().zip(&table.keys) {
            known.extend(possible(key, values, schema)?);
        }
        let all = known
            .into_iter()
            .reduce(|a, b| Arc::new(BinaryExpr::new(a, Operator::And, b)));
        if let Some(all) = all {
            filter.update(all)?;
        }
    }
    filter.mark_complete();
    Ok(())
}

/// Types whose statistics bound all values. (Those of floats leave NaN out.)
fn ordered(data_type: &DataType) -> bool {
    use DataType::{Binary, Date32, Decimal128, Int8, Int16, Int32, Int64, Timestamp, Utf8};
    matches!(
        data_type,
        Int8 | Int16 | Int32 | Int64 | Date32 | Timestamp(_, _) | Decimal128(_, _) | Utf8 | Binary
    )
}

/// Whether `key` is one of `values`: exactly if they are few, else by their bounds.
fn possible(key: &Filter, values: &ArrayRef, schema: &Schema) -> Result<Option<Filter>> {
    if !ordered(values.data_type()) {
        return Ok(None);
    }
    if values.len() <= LISTED {
        let values = (0..values.len()).map(|i| ScalarValue::try_from_array(values, i));
        let values = values.collect::<Result<Vec<_>>>()?;
        let list = values.into_iter().filter(|v| !v.is_null()).map(lit);
        return in_list(Arc::clone(key), list.collect(), &false, schema).map(Some);
    }
    let mut min = MinAccumulator::try_new(values.data_type())?;
    min.update_batch(&[Arc::clone(values)])?;
    let mut max = MaxAccumulator::try_new(values.data_type())?;
    max.update_batch(&[Arc::clone(values)])?;
    let compare = |operator, bound| -> Filter {
        Arc::new(BinaryExpr::new(Arc::clone(key), operator, lit(bound)))
    };
    Ok(Some(Arc::new(BinaryExpr::new(
        compare(Operator::GtEq, min.evaluate()?),
        Operator::And,
        compare(Operator::LtEq, max.evaluate()?),
    ))))
}
