//! `min`, `max`: buffer (value). Floating-point numbers are left to the JVM: their order is Spark's own.

use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema};
use datafusion_common::{Result, internal_err};
use datafusion_expr::function::AccumulatorArgs;
use datafusion_expr::{AggregateUDF, GroupsAccumulator};
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
    let schema = Schema::new(vec![Arc::clone(&field)]);
    let exprs: [Arc<dyn PhysicalExpr>; 1] = [Arc::new(Column::new("value", 0))];
    udaf.create_groups_accumulator(AccumulatorArgs {
        return_field: Arc::clone(&field),
        schema: &schema,
        expr_fields: &[field],
        ignore_nulls: false,
        order_bys: &[],
        is_reversed: false,
        name: &call.name,
        is_distinct: false,
        exprs: &exprs,
    })
}
