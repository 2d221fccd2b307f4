//! Filters on their way to the scans: those of operators above pass through the join, and a finished
//! table says which key values can still meet a row.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, ArrowPrimitiveType, AsArray};
use arrow::datatypes::{DataType, Float32Type, Float64Type, Schema};
use datafusion_common::tree_node::{Transformed, TreeNode};
use datafusion_common::{Result, ScalarValue};
use datafusion_expr::{Accumulator, Operator};
use datafusion_functions_aggregate::min_max::{MaxAccumulator, MinAccumulator};
use datafusion_physical_expr::expressions::{
    BinaryExpr, Column, DynamicFilterPhysicalExpr, in_list, lit,
};
use datafusion_physical_expr::{PhysicalExpr, ScalarFunctionExpr};
use datafusion_physical_plan::ExecutionPlan;
use datafusion_physical_plan::filter_pushdown::{
    ChildFilterDescription, ChildPushdownResult, FilterDescription, FilterPushdownPhase,
};

use super::spec::{JoinSpec, Kept, Keys, Source};
use super::table::JoinTable;
use crate::plan::expr::comparison::NORMALIZE;

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
        let keys = spec.probe_keys.iter().map(stored).collect();
        let own = DynamicFilterPhysicalExpr::new(keys, lit(true));
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

/// The column whose numbers `key` is, up to the forms of NaN and of zero (`NormalizeFloatingNumbers`).
fn stored(key: &Filter) -> Filter {
    match key
        .downcast_ref::<ScalarFunctionExpr>()
        .map(|f| (f.name(), f.args()))
    {
        Some((NORMALIZE, [number])) => Arc::clone(number),
        _ => Arc::clone(key),
    }
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
            known.extend(possible(&stored(key), values, schema)?);
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

/// Types whose statistics bound all values, but for NaN.
fn ordered(data_type: &DataType) -> bool {
    use DataType::*;
    matches!(
        data_type,
        Boolean
            | Int8
            | Int16
            | Int32
            | Int64
            | Float32
            | Float64
            | Date32
            | Timestamp(_, _)
            | Decimal128(_, _)
            | Utf8
            | Binary
    )
}

/// Whether `key` is one of `values`: exactly if they are few, else by their bounds. Rows whose key is
/// NaN may be anywhere.
fn possible(key: &Filter, values: &ArrayRef, schema: &Schema) -> Result<Option<Filter>> {
    if !ordered(values.data_type()) || has_nan(values) {
        return Ok(None);
    }
    if values.len() <= LISTED {
        let mut list = Vec::with_capacity(values.len());
        for i in 0..values.len() {
            let value = ScalarValue::try_from_array(values, i)?;
            if !value.is_null() {
                let (least, greatest) = zeros(value);
                list.extend((least != greatest).then(|| lit(least)));
                list.push(lit(greatest));
            }
        }
        return in_list(Arc::clone(key), list, &false, schema).map(Some);
    }
    let mut min = MinAccumulator::try_new(values.data_type())?;
    min.update_batch(&[Arc::clone(values)])?;
    let mut max = MaxAccumulator::try_new(values.data_type())?;
    max.update_batch(&[Arc::clone(values)])?;
    let compare = |operator, bound| -> Filter {
        Arc::new(BinaryExpr::new(Arc::clone(key), operator, lit(bound)))
    };
    Ok(Some(Arc::new(BinaryExpr::new(
        compare(Operator::GtEq, zeros(min.evaluate()?).0),
        Operator::And,
        compare(Operator::LtEq, zeros(max.evaluate()?).1),
    ))))
}

fn has_nan(values: &ArrayRef) -> bool {
    fn any<T: ArrowPrimitiveType>(values: &ArrayRef, is_nan: fn(T::Native) -> bool) -> bool {
        values.as_primitive::<T>().iter().flatten().any(is_nan)
    }
    match values.data_type() {
        DataType::Float32 => any::<Float32Type>(values, f32::is_nan),
        DataType::Float64 => any::<Float64Type>(values, f64::is_nan),
        _ => false,
    }
}

/// The least and the greatest number in the order of the bits that equal `value`: those of zero differ.
fn zeros(value: ScalarValue) -> (ScalarValue, ScalarValue) {
    match value {
        ScalarValue::Float32(Some(0.0)) => ((-0.0f32).into(), 0.0f32.into()),
        ScalarValue::Float64(Some(0.0)) => ((-0.0f64).into(), 0.0f64.into()),
        other => (other.clone(), other),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use arrow::array::{Float64Array, Int32Array};
    use arrow::datatypes::Field;

    use super::*;

    fn filter(values: ArrayRef) -> Option<String> {
        let field = Field::new("k", values.data_type().clone(), true);
        let schema = Schema::new(vec![field]);
        let key: Filter = Arc::new(Column::new("k", 0));
        let filter = possible(&key, &values, &schema).unwrap();
        filter.map(|filter| filter.to_string())
    }

    fn floats(values: impl IntoIterator<Item = f64>) -> ArrayRef {
        Arc::new(Float64Array::from_iter_values(values))
    }

    #[test]
    fn few_keys_are_listed() {
        let keys: ArrayRef = Arc::new(Int32Array::from(vec![Some(3), None, Some(5)]));
        assert_eq!(filter(keys).unwrap(), "k@0 IN (SET) ([3, 5])");
        assert_eq!(
            filter(floats([0.0, 5.5])).unwrap(),
            "k@0 IN (SET) ([-0, 0, 5.5])"
        );
    }

    #[test]
    fn many_keys_are_bounded() {
        let from_zero = floats((0..30).map(f64::from));
        assert_eq!(filter(from_zero).unwrap(), "k@0 >= -0 AND k@0 <= 29");
        let to_zero = floats((-29..=0).map(f64::from));
        assert_eq!(filter(to_zero).unwrap(), "k@0 >= -29 AND k@0 <= 0");
    }

    #[test]
    fn rows_of_nan_may_be_anywhere() {
        assert_eq!(filter(floats([1.0, f64::NAN])), None);
        assert_eq!(
            filter(floats((0..30).map(f64::from).chain([f64::NAN]))),
            None
        );
    }
}
