//! `min`, `max`: buffer (value). Floating-point numbers are left to the JVM: their order is Spark's own.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, new_null_array};
use arrow::datatypes::{DataType, Field, Schema};
use datafusion_common::{Result, internal_err};
use datafusion_expr::function::AccumulatorArgs;
use datafusion_expr::{AggregateUDF, EmitTo, GroupsAccumulator};
use datafusion_functions_aggregate::min_max::{max_udaf, min_udaf};
use datafusion_physical_expr::PhysicalExpr;
use datafusion_physical_expr::expressions::Column;

use super::AggregateCall;

pub fn min(call: &AggregateCall) -> Result<Box<dyn GroupsAccumulator>> {
    create(&min_udaf(), call)
}

pub fn max(call: &AggregateCall) -> Result<Box<dyn GroupsAccumulator>> {
    create(&max_udaf(), call)
}

/// DataFusion's accumulator, whose state is the value too.
fn create(udaf: &Arc<AggregateUDF>, call: &AggregateCall) -> Result<Box<dyn GroupsAccumulator>> {
    let data_type = call.return_field.data_type();
    let ordered = match data_type {
        DataType::Float32 | DataType::Float64 | DataType::Null => false,
        t => !t.is_nested(),
    };
    if !ordered {
        return internal_err!("{} of {data_type}", call.name);
    }
    let field = Arc::new(Field::new("value", data_type.clone(), true));
    let null = new_null_array(data_type, 1);
    let schema = Schema::new(vec![Arc::clone(&field)]);
    let exprs: [Arc<dyn PhysicalExpr>; 1] = [Arc::new(Column::new("value", 0))];
    let inner = udaf.create_groups_accumulator(AccumulatorArgs {
        return_field: Arc::clone(&field),
        schema: &schema,
        expr_fields: &[field],
        ignore_nulls: false,
        order_bys: &[],
        is_reversed: false,
        name: &call.name,
        is_distinct: false,
        exprs: &exprs,
    })?;
    Ok(Box::new(Extreme { inner, null }))
}

/// A group without rows is NULL; DataFusion's accumulator has it at its starting value unless it is
/// told of a NULL.
struct Extreme {
    inner: Box<dyn GroupsAccumulator>,
    null: ArrayRef,
}

impl GroupsAccumulator for Extreme {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        filter: Option<&BooleanArray>,
        total_num_groups: usize,
    ) -> Result<()> {
        self.inner
            .update_batch(values, group_indices, filter, total_num_groups)
    }

    fn merge_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        total_num_groups: usize,
    ) -> Result<()> {
        if group_indices.is_empty() && total_num_groups > 0 {
            let null = std::slice::from_ref(&self.null);
            return self
                .inner
                .merge_batch(null, &[total_num_groups - 1], total_num_groups);
        }
        self.inner
            .merge_batch(values, group_indices, total_num_groups)
    }

    fn evaluate(&mut self, emit_to: EmitTo) -> Result<ArrayRef> {
        self.inner.evaluate(emit_to)
    }

    fn state(&mut self, emit_to: EmitTo) -> Result<Vec<ArrayRef>> {
        self.inner.state(emit_to)
    }

    fn convert_to_state(
        &self,
        values: &[ArrayRef],
        filter: Option<&BooleanArray>,
    ) -> Result<Vec<ArrayRef>> {
        self.inner.convert_to_state(values, filter)
    }

    fn size(&self) -> usize {
        self.inner.size()
    }
}
