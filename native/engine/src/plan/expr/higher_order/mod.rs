//! Functions of functions: a lambda's body is an expression over the elements of all rows.

mod arrays;
mod fold;
mod lambda;
mod maps;
mod sum;

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, BooleanArray, RecordBatch};
use arrow::buffer::NullBuffer;
use arrow::compute::take;
use arrow::datatypes::{DataType, Field, FieldRef, Schema};
use datafusion_common::{Result, internal_err};
use datafusion_expr::ColumnarValue;
use datafusion_physical_expr::PhysicalExpr;
use datafusion_physical_expr::expressions::Column;
use thermite_functions::EvalMode;
use thermite_functions::nested::retyped;
use thermite_proto as proto;

use super::{ExprRef, build_all, eval_mode, lazy};
use crate::plan::{PlanContext, types};
use lambda::Lambda;

/// A row of the table of higher-order functions.
struct Function {
    name: &'static str,
    /// The types of each lambda's variables, by the types of the arguments.
    variables: fn(&[DataType]) -> Result<Vec<Vec<DataType>>>,
    evaluate: fn(&HigherOrder, &RecordBatch) -> Result<ArrayRef>,
}

/// Spark's names, but that an `exists` of two values has a name of its own.
const FUNCTIONS: &[Function] = &[
    Function {
        name: "aggregate",
        variables: fold::variables,
        evaluate: fold::aggregate,
    },
    Function {
        name: "exists",
        variables: arrays::element,
        evaluate: arrays::exists,
    },
    Function {
        name: "exists_or_false",
        variables: arrays::element,
        evaluate: arrays::exists_or_false,
    },
    Function {
        name: "filter",
        variables: arrays::element_and_index,
        evaluate: arrays::filter,
    },
    Function {
        name: "forall",
        variables: arrays::element,
        evaluate: arrays::forall,
    },
    Function {
        name: "map_filter",
        variables: maps::key_and_value,
        evaluate: maps::filter,
    },
    Function {
        name: "map_zip_with",
        variables: maps::key_and_two_values,
        evaluate: maps::zip_with,
    },
    Function {
        name: "transform",
        variables: arrays::element_and_index,
        evaluate: arrays::transform,
    },
    Function {
        name: "transform_keys",
        variables: maps::key_and_value,
        evaluate: maps::transform_keys,
    },
    Function {
        name: "transform_values",
        variables: maps::key_and_value,
        evaluate: maps::transform_values,
    },
    Function {
        name: "zip_with",
        variables: arrays::two_elements,
        evaluate: arrays::zip_with,
    },
];

pub fn build(call: &proto::HigherOrder, schema: &Schema, ctx: &PlanContext) -> Result<ExprRef> {
    let Some(function) = FUNCTIONS.iter().find(|f| f.name == call.name) else {
        return internal_err!("no higher-order function {}", call.name);
    };
    let args = build_all(&call.args, schema, ctx)?;
    let arg_types = args
        .iter()
        .map(|arg| arg.data_type(schema))
        .collect::<Result<Vec<_>>>()?;
    let mut captured = Vec::new();
    let variables = (function.variables)(&arg_types)?;
    if variables.len() != call.lambdas.len() {
        return internal_err!("{} of {} lambdas", call.name, call.lambdas.len());
    }
    let lambdas = call
        .lambdas
        .iter()
        .zip(variables)
        .map(|(lambda, types)| Lambda::build(lambda, &types, schema, ctx, &mut captured))
        .collect::<Result<_>>()?;
    let columns = captured.iter().map(|index| {
        let column: ExprRef = Arc::new(Column::new(schema.field(*index).name(), *index));
        column
    });
    let arguments = args.len();
    let mut bodies = call.lambdas.iter().filter_map(|l| l.body.as_ref());
    let return_type = types::optional(&call.r#type)?;
    Ok(Arc::new(HigherOrder {
        function,
        raises: call.args.iter().map(lazy::may_raise).collect(),
        children: args.into_iter().chain(columns).collect(),
        arguments,
        lambdas,
        body_raises: bodies.any(lazy::may_raise),
        field: Arc::new(Field::new(&call.name, return_type, call.nullable)),
        mode: eval_mode(call.mode)?,
    }))
}

/// A lambda's variables are the last columns of the schema that its body is built over.
pub fn variable(variable: &proto::LambdaVariable, schema: &Schema) -> Result<ExprRef> {
    let count = schema.fields().len();
    match count.checked_sub(variable.back as usize + 1) {
        Some(index) => super::column(index, schema),
        None => internal_err!("no lambda variable {} from the end", variable.back),
    }
}

struct HigherOrder {
    function: &'static Function,
    /// By argument, whether some value may make it raise.
    raises: Vec<bool>,
    /// The arguments, then the columns that the lambdas read.
    children: Vec<ExprRef>,
    arguments: usize,
    lambdas: Vec<Lambda>,
    /// Whether some value may make a lambda's body raise.
    body_raises: bool,
    field: FieldRef,
    /// Of `transform_keys`, what becomes of duplicates: EXCEPTION is ANSI, LAST_WIN is legacy.
    mode: EvalMode,
}

impl HigherOrder {
    fn output(&self) -> &DataType {
        self.field.data_type()
    }

    fn argument(&self, index: usize, batch: &RecordBatch) -> Result<ArrayRef> {
        let value = self.children[index].evaluate(batch)?;
        value.into_array(batch.num_rows())
    }

    /// An argument that Spark evaluates only for the rows where `nulls` has none.
    fn argument_where(
        &self,
        index: usize,
        batch: &RecordBatch,
        nulls: Option<&NullBuffer>,
    ) -> Result<ArrayRef> {
        match nulls {
            Some(valid) if self.raises[index] => {
                let selection = BooleanArray::new(valid.inner().clone(), None);
                let value = self.children[index].evaluate_selection(batch, &selection)?;
                value.into_array(batch.num_rows())
            }
            _ => self.argument(index, batch),
        }
    }

    /// The columns that the lambdas read.
    fn captured(&self, batch: &RecordBatch) -> Result<Vec<ArrayRef>> {
        let columns = self.children[self.arguments..].iter();
        columns
            .map(|column| column.evaluate(batch)?.into_array(batch.num_rows()))
            .collect()
    }
}

/// `array` of type `to`, which it has but for names and nullability, at `rows`.
fn taken(array: &ArrayRef, rows: &dyn Array, to: &DataType) -> Result<ArrayRef> {
    retyped(&take(array, rows, None)?, to)
}

impl fmt::Debug for HigherOrder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct(self.function.name)
            .field("children", &self.children)
            .field("lambdas", &self.lambdas)
            .finish()
    }
}

impl PartialEq for HigherOrder {
    fn eq(&self, other: &Self) -> bool {
        self.function.name == other.function.name
            && self.children == other.children
            && self.lambdas == other.lambdas
            && self.field == other.field
            && self.mode == other.mode
    }
}

impl Eq for HigherOrder {}

impl Hash for HigherOrder {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.function.name.hash(state);
        self.children.hash(state);
        self.lambdas.hash(state);
        self.field.hash(state);
        self.mode.hash(state);
    }
}

impl fmt::Display for HigherOrder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}(", self.function.name)?;
        for child in &self.children[..self.arguments] {
            write!(f, "{child}, ")?;
        }
        for (i, lambda) in self.lambdas.iter().enumerate() {
            let comma = if i == 0 { "" } else { ", " };
            write!(f, "{comma}{lambda}")?;
        }
        write!(f, ")")
    }
}

impl PhysicalExpr for HigherOrder {
    fn data_type(&self, _input: &Schema) -> Result<DataType> {
        Ok(self.output().clone())
    }

    fn nullable(&self, _input: &Schema) -> Result<bool> {
        Ok(self.field.is_nullable())
    }

    fn evaluate(&self, batch: &RecordBatch) -> Result<ColumnarValue> {
        let values = (self.function.evaluate)(self, batch)?;
        Ok(ColumnarValue::Array(values))
    }

    fn children(&self) -> Vec<&ExprRef> {
        self.children.iter().collect()
    }

    fn with_new_children(self: Arc<Self>, children: Vec<ExprRef>) -> Result<ExprRef> {
        Ok(Arc::new(Self {
            function: self.function,
            raises: self.raises.clone(),
            children,
            arguments: self.arguments,
            lambdas: self.lambdas.clone(),
            body_raises: self.body_raises,
            field: Arc::clone(&self.field),
            mode: self.mode,
        }))
    }

    fn fmt_sql(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
