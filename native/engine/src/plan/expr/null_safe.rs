//! Calls that evaluate an argument that may raise only where none before it is NULL
//! (`BinaryExpression.nullSafeCodeGen` and the like).

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use arrow::array::{Array, BooleanArray, RecordBatch};
use arrow::buffer::{BooleanBuffer, NullBuffer};
use arrow::datatypes::{DataType, FieldRef, Schema};
use datafusion_common::Result;
use datafusion_common::config::ConfigOptions;
use datafusion_expr::{ColumnarValue, ScalarFunctionArgs};
use datafusion_physical_expr::{PhysicalExpr, ScalarFunctionExpr};

use super::ExprRef;

#[derive(Debug)]
pub struct NullSafeCall {
    function: ScalarFunctionExpr,
    /// By argument, whether some value may make it raise.
    may_raise: Vec<bool>,
    /// Whether the last argument is evaluated first.
    backwards: bool,
    options: Arc<ConfigOptions>,
}

impl NullSafeCall {
    pub fn new(function: ScalarFunctionExpr, may_raise: Vec<bool>, backwards: bool) -> Self {
        Self {
            backwards,
            options: Arc::new(function.config_options().clone()),
            function,
            may_raise,
        }
    }

    pub fn function(&self) -> &ScalarFunctionExpr {
        &self.function
    }
}

impl PartialEq for NullSafeCall {
    fn eq(&self, other: &Self) -> bool {
        self.function == other.function
            && self.may_raise == other.may_raise
            && self.backwards == other.backwards
    }
}

impl Eq for NullSafeCall {}

impl Hash for NullSafeCall {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.function.hash(state);
        self.may_raise.hash(state);
    }
}

impl fmt::Display for NullSafeCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.function, f)
    }
}

/// Where `value` is not NULL; None if that is everywhere.
fn valid(value: &ColumnarValue, rows: usize) -> Option<NullBuffer> {
    match value {
        ColumnarValue::Array(array) => array.logical_nulls().filter(|n| n.null_count() > 0),
        ColumnarValue::Scalar(scalar) => scalar.is_null().then(|| NullBuffer::new_null(rows)),
    }
}

impl PhysicalExpr for NullSafeCall {
    fn data_type(&self, input: &Schema) -> Result<DataType> {
        self.function.data_type(input)
    }

    fn nullable(&self, input: &Schema) -> Result<bool> {
        PhysicalExpr::nullable(&self.function, input)
    }

    fn return_field(&self, input: &Schema) -> Result<FieldRef> {
        self.function.return_field(input)
    }

    fn evaluate(&self, batch: &RecordBatch) -> Result<ColumnarValue> {
        let rows = batch.num_rows();
        let count = self.may_raise.len();
        let mut args = Vec::with_capacity(count);
        let mut fields = Vec::with_capacity(count);
        let mut so_far: Option<NullBuffer> = None;
        for turn in 0..count {
            let place = if self.backwards {
                count - 1 - turn
            } else {
                turn
            };
            let arg = &self.function.args()[place];
            let value = match &so_far {
                Some(valid) if self.may_raise[place] => {
                    let selection: BooleanBuffer = valid.inner().clone();
                    arg.evaluate_selection(batch, &BooleanArray::new(selection, None))?
                }
                _ => arg.evaluate(batch)?,
            };
            so_far = NullBuffer::union(so_far.as_ref(), valid(&value, rows).as_ref());
            fields.push(arg.return_field(batch.schema_ref())?);
            args.push(value);
        }
        if self.backwards {
            args.reverse();
            fields.reverse();
        }
        self.function.fun().invoke_with_args(ScalarFunctionArgs {
            args,
            arg_fields: fields,
            number_rows: rows,
            return_field: self.function.return_field(batch.schema_ref())?,
            config_options: Arc::clone(&self.options),
        })
    }

    fn children(&self) -> Vec<&ExprRef> {
        self.function.args().iter().collect()
    }

    fn with_new_children(self: Arc<Self>, children: Vec<ExprRef>) -> Result<ExprRef> {
        let function = ScalarFunctionExpr::new(
            self.function.name(),
            Arc::new(self.function.fun().clone()),
            children,
            self.function.return_field(&Schema::empty())?,
            Arc::clone(&self.options),
        );
        Ok(Arc::new(Self::new(
            function,
            self.may_raise.clone(),
            self.backwards,
        )))
    }

    fn fmt_sql(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.function.fmt_sql(f)
    }
}
