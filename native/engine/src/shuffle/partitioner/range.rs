//! RangePartitioning by Spark's sampled bounds: a row goes to the first bound that is not below it.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, RecordBatch};
use arrow::datatypes::{DataType, Float32Type, Float64Type, Schema};
use arrow::row::{RowConverter, Rows, SortField};
use datafusion_common::{Result, ScalarValue, not_impl_err};
use thermite_proto as proto;

use super::Partitioner;
use crate::plan::expr::{self, ExprRef};
use crate::plan::{PlanContext, types};

pub fn build(
    range: &proto::Range,
    schema: &Schema,
    ctx: &PlanContext,
) -> Result<Box<dyn Partitioner>> {
    let orders = expr::sort_orders(&range.order, schema, ctx)?;
    let mut fields = Vec::with_capacity(orders.len());
    for order in &orders {
        let data_type = order.expr.data_type(schema)?;
        // Spark's order of nested values has its nulls first, whatever is said of the outer ones.
        let odd_nulls = order.options.nulls_first == order.options.descending;
        if data_type.is_nested() && (odd_nulls || has_floats(&data_type)) {
            return not_impl_err!("a range partitioning by {data_type}");
        }
        fields.push(SortField::new_with_options(data_type, order.options));
    }
    let mut columns = Vec::with_capacity(orders.len());
    for (i, order) in orders.iter().enumerate() {
        let values = range.bounds.iter().map(|b| types::literal(&b.values[i]));
        let values = values.collect::<Result<Vec<_>>>()?;
        let column = if values.is_empty() {
            arrow::array::new_empty_array(&order.expr.data_type(schema)?)
        } else {
            ScalarValue::iter_to_array(values)?
        };
        columns.push(column);
    }
    let keys = orders.into_iter().map(|o| o.expr).collect();
    Ok(Box::new(Range::new(keys, fields, columns)?))
}

struct Range {
    keys: Vec<ExprRef>,
    converter: RowConverter,
    bounds: Rows,
}

impl Range {
    fn new(keys: Vec<ExprRef>, fields: Vec<SortField>, bounds: Vec<ArrayRef>) -> Result<Self> {
        let converter = RowConverter::new(fields)?;
        let bounds: Vec<_> = bounds.into_iter().map(one_nan_one_zero).collect();
        Ok(Self {
            keys,
            bounds: converter.convert_columns(&bounds)?,
            converter,
        })
    }
}

impl Partitioner for Range {
    fn partition(&mut self, batch: &RecordBatch, ids: &mut Vec<u32>) -> Result<()> {
        let rows = batch.num_rows();
        let columns = self
            .keys
            .iter()
            .map(|k| Ok(one_nan_one_zero(k.evaluate(batch)?.into_array(rows)?)))
            .collect::<Result<Vec<_>>>()?;
        let keys = self.converter.convert_columns(&columns)?;
        for key in &keys {
            let (mut low, mut high) = (0, self.bounds.num_rows());
            while low < high {
                let middle = (low + high) / 2;
                if self.bounds.row(middle) < key {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            ids.push(low as u32);
        }
        Ok(())
    }
}

/// Spark's order of floats knows one NaN and one zero; that of Arrow's rows, all of them.
fn one_nan_one_zero(column: ArrayRef) -> ArrayRef {
    match column.data_type() {
        DataType::Float32 => {
            let floats = column.as_primitive::<Float32Type>();
            let one = |v: f32| if v.is_nan() { f32::NAN } else { v + 0.0 };
            Arc::new(floats.unary::<_, Float32Type>(one))
        }
        DataType::Float64 => {
            let floats = column.as_primitive::<Float64Type>();
            let one = |v: f64| if v.is_nan() { f64::NAN } else { v + 0.0 };
            Arc::new(floats.unary::<_, Float64Type>(one))
        }
        _ => column,
    }
}

fn has_floats(data_type: &DataType) -> bool {
    match data_type {
        DataType::List(field) => has_floats(field.data_type()),
        DataType::Struct(fields) => fields.iter().any(|f| has_floats(f.data_type())),
        other => other.is_floating(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use arrow::array::Float64Array;
    use arrow::compute::SortOptions;
    use datafusion_physical_expr::expressions::Column;

    use super::*;

    fn places(bounds: Vec<Option<f64>>, options: SortOptions) -> Vec<u32> {
        let rows = vec![
            None,
            Some(-2.0),
            Some(-1.0),
            Some(-0.0),
            Some(0.0),
            Some(0.5),
            Some(-f64::NAN),
        ];
        let rows: ArrayRef = Arc::new(Float64Array::from(rows));
        let batch = RecordBatch::try_from_iter([("key", rows)]).unwrap();
        let fields = vec![SortField::new_with_options(DataType::Float64, options)];
        let bounds: ArrayRef = Arc::new(Float64Array::from(bounds));
        let keys: Vec<ExprRef> = vec![Arc::new(Column::new("key", 0))];
        let mut range = Range::new(keys, fields, vec![bounds]).unwrap();
        let mut ids = Vec::new();
        range.partition(&batch, &mut ids).unwrap();
        ids
    }

    #[test]
    fn a_row_goes_to_the_first_bound_not_below_it() {
        let ascending = SortOptions::new(false, true);
        let bounds = vec![Some(-1.0), Some(0.0), Some(f64::NAN)];
        assert_eq!(places(bounds, ascending), [0, 0, 0, 1, 1, 2, 2]);
        let nulls_last = SortOptions::new(false, false);
        let bounds = vec![Some(-1.0), Some(-0.0), Some(1.0)];
        assert_eq!(places(bounds, nulls_last), [3, 0, 0, 1, 1, 2, 3]);
        let descending = SortOptions::new(true, false);
        let bounds = vec![Some(f64::NAN), Some(0.0), None];
        assert_eq!(places(bounds, descending), [2, 2, 2, 1, 1, 1, 0]);
        assert_eq!(places(vec![], ascending), [0; 7]);
    }
}
