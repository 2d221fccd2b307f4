//! RangePartitioning by Spark's sampled bounds: a row goes to the first bound that is not below it.

use arrow::array::RecordBatch;
use arrow::datatypes::Schema;
use arrow::row::{RowConverter, Rows, SortField};
use datafusion_common::{Result, ScalarValue};
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
        fields.push(SortField::new_with_options(data_type, order.options));
    }
    let converter = RowConverter::new(fields)?;
    let mut columns = Vec::with_capacity(orders.len());
    for (i, order) in orders.iter().enumerate() {
        let values = range.bounds.iter().map(|b| types::literal(&b.values[i]));
        let values = values.collect::<Result<Vec<_>>>()?;
        columns.push(if values.is_empty() {
            arrow::array::new_empty_array(&order.expr.data_type(schema)?)
        } else {
            ScalarValue::iter_to_array(values)?
        });
    }
    let bounds = converter.convert_columns(&columns)?;
    Ok(Box::new(Range {
        keys: orders.into_iter().map(|o| o.expr).collect(),
        converter,
        bounds,
    }))
}

struct Range {
    keys: Vec<ExprRef>,
    converter: RowConverter,
    bounds: Rows,
}

impl Partitioner for Range {
    fn partition(&mut self, batch: &RecordBatch, ids: &mut Vec<u32>) -> Result<()> {
        let rows = batch.num_rows();
        let columns = self
            .keys
            .iter()
            .map(|k| k.evaluate(batch)?.into_array(rows))
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
