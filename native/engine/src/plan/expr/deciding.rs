//! Calls of native functions that leave some rows undecided: the host's function of the same expression
//! is called for those rows alone, and not at all if there are none.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, UInt32Array};
use arrow::compute::{interleave, take};
use arrow::datatypes::{DataType, Schema};
use datafusion_common::{Result, internal_err};
use datafusion_expr::ColumnarValue;
use datafusion_physical_expr::PhysicalExpr;
use thermite_functions::deciding::{self, Decided, DecidingKernel};
use thermite_functions::table::Call;
use thermite_proto as proto;

use super::{ExprRef, build_all, call};
use crate::host::{Host, arguments};
use crate::plan::PlanContext;

pub fn build(expr: &proto::Deciding, schema: &Schema, ctx: &PlanContext) -> Result<ExprRef> {
    let Some(call) = &expr.call else {
        return internal_err!("a call is missing");
    };
    let args = build_all(&call.args, schema, ctx)?;
    let bound = call::bound(call, &args, schema, ctx)?;
    let reads: Vec<usize> = expr.reads.iter().map(|place| *place as usize).collect();
    if reads.iter().any(|place| *place >= args.len()) {
        return internal_err!("{} has no such argument", call.name);
    }
    Ok(Arc::new(DecidingCall {
        kernel: Kernel(deciding::bind(&bound)?),
        call: bound,
        args,
        rest: expr.rest,
        reads,
        host: Arc::clone(&ctx.host),
    }))
}

/// It is a function of the call.
#[derive(Clone)]
struct Kernel(DecidingKernel);

impl fmt::Debug for Kernel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Kernel")
    }
}

#[derive(Debug, Clone)]
struct DecidingCall {
    call: Call,
    kernel: Kernel,
    args: Vec<ExprRef>,
    /// The host's function for what is undecided.
    rest: u32,
    /// The arguments that it takes.
    reads: Vec<usize>,
    host: Arc<dyn Host>,
}

impl DecidingCall {
    fn decide(&self, decided: Decided, args: Vec<ColumnarValue>, rows: usize) -> Result<ArrayRef> {
        let Decided { values, undecided } = decided;
        if undecided.is_empty() {
            return Ok(values);
        }
        let mut places: Vec<(usize, usize)> = (0..rows).map(|row| (0, row)).collect();
        for (place, row) in undecided.iter().enumerate() {
            places[*row as usize] = (1, place);
        }
        let count = undecided.len();
        let undecided = UInt32Array::from(undecided);
        let columns = self.reads.iter().map(|read| {
            let column = args[*read].to_array(rows)?;
            Ok(take(&column, &undecided, None)?)
        });
        let columns = arguments(columns.collect::<Result<_>>()?, count)?;
        let field = &self.call.return_field;
        let rest = self.host.call_function(self.rest, columns, field)?;
        if count == rows {
            return Ok(rest);
        }
        Ok(interleave(&[values.as_ref(), rest.as_ref()], &places)?)
    }
}

impl PartialEq for DecidingCall {
    fn eq(&self, other: &Self) -> bool {
        self.call == other.call && self.rest == other.rest && self.args == other.args
    }
}

impl Eq for DecidingCall {}

impl Hash for DecidingCall {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.call.hash(state);
        self.rest.hash(state);
        self.args.hash(state);
    }
}

impl fmt::Display for DecidingCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.call.name)
    }
}

impl PhysicalExpr for DecidingCall {
    fn data_type(&self, _input: &Schema) -> Result<DataType> {
        Ok(self.call.return_field.data_type().clone())
    }

    fn nullable(&self, _input: &Schema) -> Result<bool> {
        Ok(self.call.return_field.is_nullable())
    }

    fn evaluate(&self, batch: &RecordBatch) -> Result<ColumnarValue> {
        let rows = batch.num_rows();
        let args = self.args.iter().map(|arg| arg.evaluate(batch));
        let args = args.collect::<Result<Vec<_>>>()?;
        let decided = (self.kernel.0)(&args, rows)?;
        Ok(ColumnarValue::Array(self.decide(decided, args, rows)?))
    }

    fn children(&self) -> Vec<&ExprRef> {
        self.args.iter().collect()
    }

    fn with_new_children(self: Arc<Self>, children: Vec<ExprRef>) -> Result<ExprRef> {
        Ok(Arc::new(Self {
            args: children,
            ..self.as_ref().clone()
        }))
    }

    fn fmt_sql(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }

    /// The host is called on the task's thread, by the operator and nobody else.
    fn is_volatile_node(&self) -> bool {
        true
    }
}
