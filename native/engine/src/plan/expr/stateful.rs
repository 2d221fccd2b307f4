//! Expressions whose value depends on the rows before it and on the partition: `rand`, `randn`, `uuid`,
//! `monotonically_increasing_id`, `spark_partition_id`, and which rows a sample has.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use arrow::array::{ArrayRef, BooleanArray, Float64Array, Int64Array, RecordBatch, StringBuilder};
use arrow::datatypes::{DataType, Field, FieldRef, Schema};
use datafusion_common::{Result, ScalarValue, internal_datafusion_err, internal_err};
use datafusion_expr::ColumnarValue;
use datafusion_physical_expr::PhysicalExpr;
use datafusion_physical_expr::expressions::Literal;
use thermite_functions::random::{Uuids, XorShift};
use thermite_proto as proto;
use thermite_proto::expr::Kind;
use thermite_proto::literal::Value;

use super::ExprRef;
use crate::plan::PlanContext;

/// The next value for each row.
#[derive(Debug)]
enum State {
    Rand(XorShift),
    Randn(XorShift),
    Uuid(Uuids),
    /// `MonotonicallyIncreasingID`
    Id(i64),
    /// `BernoulliCellSampler`: whether the row's number is in the range.
    Sample(XorShift, Range<f64>),
}

impl State {
    fn next(&mut self, rows: usize) -> ArrayRef {
        match self {
            Self::Rand(random) => Arc::new(Float64Array::from_iter_values(
                (0..rows).map(|_| random.next_double()),
            )),
            Self::Randn(random) => Arc::new(Float64Array::from_iter_values(
                (0..rows).map(|_| random.next_gaussian()),
            )),
            Self::Uuid(uuids) => {
                let mut output = StringBuilder::with_capacity(rows, 36 * rows);
                let mut text = String::new();
                for _ in 0..rows {
                    text.clear();
                    uuids.write(&mut text);
                    output.append_value(&text);
                }
                Arc::new(output.finish())
            }
            Self::Id(id) => {
                let first = *id;
                *id += rows as i64;
                Arc::new(Int64Array::from_iter_values(first..*id))
            }
            Self::Sample(random, range) => {
                let sampled = (0..rows).map(|_| range.contains(&random.next_double()));
                Arc::new(BooleanArray::new(sampled.collect(), None))
            }
        }
    }
}

/// The expression of a call; None if it is a function of its arguments.
pub fn build(call: &proto::Call, ctx: &PlanContext) -> Result<Option<ExprRef>> {
    let (state, data_type) = match call.name.as_str() {
        "rand" => (
            State::Rand(XorShift::new(seed(call, ctx)?)),
            DataType::Float64,
        ),
        "randn" => (
            State::Randn(XorShift::new(seed(call, ctx)?)),
            DataType::Float64,
        ),
        "uuid" => (State::Uuid(Uuids::new(seed(call, ctx)?)), DataType::Utf8),
        "monotonically_increasing_id" => {
            (State::Id(i64::from(ctx.partition) << 33), DataType::Int64)
        }
        "spark_partition_id" => {
            let partition =
                i32::try_from(ctx.partition).map_err(|e| internal_datafusion_err!("{e}"))?;
            return Ok(Some(Arc::new(Literal::new(ScalarValue::from(partition)))));
        }
        "sample" => {
            let range = number(call, 1)?..number(call, 2)?;
            let random = XorShift::new(seed(call, ctx)?);
            (State::Sample(random, range), DataType::Boolean)
        }
        _ => return Ok(None),
    };
    Ok(Some(Arc::new(Stateful {
        field: Arc::new(Field::new(&call.name, data_type, false)),
        state: Arc::new(Mutex::new(state)),
    })))
}

/// The seed of the query plus the partition.
fn seed(call: &proto::Call, ctx: &PlanContext) -> Result<i64> {
    match call.args.first().and_then(|arg| arg.kind.as_ref()) {
        Some(Kind::Literal(proto::Literal {
            value: Some(Value::Integer(seed)),
            ..
        })) => Ok(seed.wrapping_add(ctx.partition.into())),
        _ => internal_err!("{} with a seed that is no constant", call.name),
    }
}

/// A constant DOUBLE argument.
fn number(call: &proto::Call, place: usize) -> Result<f64> {
    match call.args.get(place).and_then(|arg| arg.kind.as_ref()) {
        Some(Kind::Literal(proto::Literal {
            value: Some(Value::Double(number)),
            ..
        })) => Ok(*number),
        _ => internal_err!("argument {place} of {} is no constant number", call.name),
    }
}

#[derive(Debug)]
struct Stateful {
    field: FieldRef,
    state: Arc<Mutex<State>>,
}

impl PartialEq for Stateful {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.state, &other.state)
    }
}

impl Eq for Stateful {}

impl Hash for Stateful {
    fn hash<H: Hasher>(&self, state: &mut H) {
        Arc::as_ptr(&self.state).hash(state);
    }
}

impl fmt::Display for Stateful {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}()", self.field.name())
    }
}

impl PhysicalExpr for Stateful {
    fn data_type(&self, _input: &Schema) -> Result<DataType> {
        Ok(self.field.data_type().clone())
    }

    fn nullable(&self, _input: &Schema) -> Result<bool> {
        Ok(false)
    }

    fn evaluate(&self, batch: &RecordBatch) -> Result<ColumnarValue> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(ColumnarValue::Array(state.next(batch.num_rows())))
    }

    fn children(&self) -> Vec<&ExprRef> {
        vec![]
    }

    fn with_new_children(self: Arc<Self>, _children: Vec<ExprRef>) -> Result<ExprRef> {
        Ok(self)
    }

    fn fmt_sql(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }

    /// Nobody but the operator evaluates it, once for each row.
    fn is_volatile_node(&self) -> bool {
        true
    }
}
