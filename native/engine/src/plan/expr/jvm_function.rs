//! Expressions that the JVM evaluates: Spark's own code over the columns that it reads.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::{DataType, Field, FieldRef, Schema};
use datafusion_common::Result;
use datafusion_expr::ColumnarValue;
use datafusion_physical_expr::PhysicalExpr;
use thermite_proto as proto;

use super::{ExprRef, build_all};
use crate::host::{Host, arguments};
use crate::plan::{PlanContext, types};

pub fn build(function: &proto::JvmFunction, schema: &Schema, ctx: &PlanContext) -> Result<ExprRef> {
    let data_type = types::optional(&function.r#type)?;
    Ok(Arc::new(JvmFunction {
        index: function.index,
        args: build_all(&function.args, schema, ctx)?,
        field: Arc::new(Field::new("value", data_type, function.nullable)),
        host: Arc::clone(&ctx.host),
    }))
}

#[derive(Debug)]
struct JvmFunction {
    index: u32,
    args: Vec<ExprRef>,
    field: FieldRef,
    host: Arc<dyn Host>,
}

impl PartialEq for JvmFunction {
    fn eq(&self, other: &Self) -> bool {
        self.index == other.index && self.args == other.args
    }
}

impl Eq for JvmFunction {}

impl Hash for JvmFunction {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.index.hash(state);
        self.args.hash(state);
    }
}

impl fmt::Display for JvmFunction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "jvm_function_{}", self.index)
    }
}

impl PhysicalExpr for JvmFunction {
    fn data_type(&self, _input: &Schema) -> Result<DataType> {
        Ok(self.field.data_type().clone())
    }

    fn nullable(&self, _input: &Schema) -> Result<bool> {
        Ok(self.field.is_nullable())
    }

    fn evaluate(&self, batch: &RecordBatch) -> Result<ColumnarValue> {
        let rows = batch.num_rows();
        let columns = self
            .args
            .iter()
            .map(|arg| arg.evaluate(batch)?.into_array(rows));
        let args = arguments(columns.collect::<Result<_>>()?, rows)?;
        let values = self.host.call_function(self.index, args, &self.field)?;
        Ok(ColumnarValue::Array(values))
    }

    fn children(&self) -> Vec<&ExprRef> {
        self.args.iter().collect()
    }

    fn with_new_children(self: Arc<Self>, children: Vec<ExprRef>) -> Result<ExprRef> {
        Ok(Arc::new(Self {
            index: self.index,
            args: children,
            field: Arc::clone(&self.field),
            host: Arc::clone(&self.host),
        }))
    }

    fn fmt_sql(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }

    /// Nobody but the operator evaluates it, once for each row.
    fn is_volatile_node(&self) -> bool {
        true
    }
}
