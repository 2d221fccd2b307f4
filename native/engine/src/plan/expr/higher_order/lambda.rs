//! A lambda: its body over the columns and the variables that it reads, and nothing else.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, Int32Array, RecordBatch, RecordBatchOptions, new_empty_array};
use arrow::buffer::OffsetBuffer;
use arrow::compute::{concat, take};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion_common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion_common::{Result, internal_err};
use datafusion_physical_expr::expressions::Column;
use thermite_functions::nested::retyped;
use thermite_proto as proto;

use super::super::{ExprRef, build};
use crate::plan::PlanContext;

/// A body is evaluated for so many elements at once: columns that it reads are repeated for them.
const CHUNK: usize = 1 << 16;

#[derive(Debug, Clone, Eq)]
pub struct Lambda {
    body: ExprRef,
    /// What the body reads: columns, then variables.
    schema: SchemaRef,
    /// Which of the columns that the function's lambdas read.
    columns: Vec<usize>,
    /// Which of the lambda's variables.
    variables: Vec<usize>,
}

impl PartialEq for Lambda {
    fn eq(&self, other: &Self) -> bool {
        self.body.eq(&other.body)
            && self.schema == other.schema
            && self.columns == other.columns
            && self.variables == other.variables
    }
}

impl Hash for Lambda {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.body.hash(state);
        self.columns.hash(state);
        self.variables.hash(state);
    }
}

/// The values of a variable, an element a row.
pub enum Variable {
    Column(ArrayRef),
    /// The place of the element in its row.
    Index,
}

impl Lambda {
    /// A lambda of the first of variables of these `types`; `captured` collects the columns of `schema` that are read.
    pub fn build(
        lambda: &proto::Lambda,
        types: &[DataType],
        schema: &Schema,
        ctx: &PlanContext,
        captured: &mut Vec<usize>,
    ) -> Result<Self> {
        let Some(body) = &lambda.body else {
            return internal_err!("a lambda without a body");
        };
        let Some(types) = types.get(..lambda.variables as usize) else {
            return internal_err!("a lambda of {} variables", lambda.variables);
        };
        let outer = schema.fields().len();
        let variables = types.iter().enumerate().map(|(i, data_type)| {
            let name = format!("lambda variable {}", outer + i);
            Arc::new(Field::new(name, data_type.clone(), true))
        });
        let all: Vec<_> = schema.fields().iter().cloned().chain(variables).collect();
        let body = build(body, &Schema::new(all.clone()), ctx)?;
        let read = columns_of(&body)?;
        let body = over(body, &read)?;
        let fields: Vec<_> = read
            .iter()
            .map(|index| all[*index].as_ref().clone().with_nullable(true))
            .collect();
        let (outside, inside): (Vec<usize>, Vec<usize>) = read.iter().partition(|r| **r < outer);
        let columns = outside.into_iter().map(|index| {
            let known = captured.iter().position(|c| *c == index);
            known.unwrap_or_else(|| {
                captured.push(index);
                captured.len() - 1
            })
        });
        Ok(Self {
            body,
            schema: Arc::new(Schema::new(fields)),
            columns: columns.collect(),
            variables: inside.into_iter().map(|index| index - outer).collect(),
        })
    }

    /// `expr`, a part of the body that does not read all that the body reads.
    pub fn part(&self, expr: &ExprRef) -> Result<Self> {
        let read = columns_of(expr)?;
        let fields = read.iter().map(|place| self.schema.field(*place).clone());
        let columns = self.columns.len();
        let (outside, inside): (Vec<usize>, Vec<usize>) = read.iter().partition(|r| **r < columns);
        let inside = inside
            .into_iter()
            .map(|place| self.variables[place - columns]);
        Ok(Self {
            body: over(Arc::clone(expr), &read)?,
            schema: Arc::new(Schema::new(fields.collect::<Vec<_>>())),
            columns: outside
                .into_iter()
                .map(|place| self.columns[place])
                .collect(),
            variables: inside.collect(),
        })
    }

    pub fn body(&self) -> &ExprRef {
        &self.body
    }

    pub fn reads(&self, variable: usize) -> bool {
        self.variables.contains(&variable)
    }

    /// Whether `expr`, a part of the body, is nothing but the variable.
    pub fn is_variable(&self, expr: &ExprRef, variable: usize) -> bool {
        let place = self.variables.iter().position(|v| *v == variable);
        match (expr.downcast_ref::<Column>(), place) {
            (Some(column), Some(place)) => column.index() == self.columns.len() + place,
            _ => false,
        }
    }

    pub fn data_type(&self) -> Result<DataType> {
        self.body.data_type(&self.schema)
    }

    /// For `rows` rows of columns and variables as `columns` and `variables` give them.
    pub fn evaluate(
        &self,
        rows: usize,
        columns: impl Fn(usize) -> Result<ArrayRef>,
        variables: impl Fn(usize) -> Result<ArrayRef>,
    ) -> Result<ArrayRef> {
        let columns = self.columns.iter().map(|i| columns(*i));
        let values = columns.chain(self.variables.iter().map(|i| variables(*i)));
        let values = values
            .zip(self.schema.fields())
            .map(|(value, field)| retyped(&value?, field.data_type()))
            .collect::<Result<_>>()?;
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        let batch = RecordBatch::try_new_with_options(Arc::clone(&self.schema), values, &options)?;
        self.body.evaluate(&batch)?.into_array(rows)
    }

    /// For all elements of the rows that `offsets` divides; columns have a value a row.
    pub fn over_elements(
        &self,
        offsets: &OffsetBuffer<i32>,
        columns: &[ArrayRef],
        variables: &[Variable],
    ) -> Result<ArrayRef> {
        let elements = offsets[offsets.len() - 1] as usize;
        if elements == 0 {
            return Ok(new_empty_array(&self.data_type()?));
        }
        let mut parts = Vec::with_capacity(elements.div_ceil(CHUNK));
        for start in (0..elements).step_by(CHUNK) {
            let end = (start + CHUNK).min(elements);
            parts.push(self.chunk(offsets, columns, variables, start, end)?);
        }
        match parts.as_slice() {
            [part] => Ok(Arc::clone(part)),
            parts => {
                let parts: Vec<&dyn Array> = parts.iter().map(|p| p.as_ref()).collect();
                Ok(concat(&parts)?)
            }
        }
    }

    fn chunk(
        &self,
        offsets: &OffsetBuffer<i32>,
        columns: &[ArrayRef],
        variables: &[Variable],
        start: usize,
        end: usize,
    ) -> Result<ArrayRef> {
        let rows = if self.columns.is_empty() {
            Int32Array::from(Vec::<i32>::new())
        } else {
            by_element(offsets, start, end, |row, _| row as i32)
        };
        self.evaluate(
            end - start,
            |column| Ok(take(&columns[column], &rows, None)?),
            |variable| match &variables[variable] {
                Variable::Column(values) => Ok(values.slice(start, end - start)),
                Variable::Index => Ok(Arc::new(by_element(offsets, start, end, |row, element| {
                    element as i32 - offsets[row]
                }))),
            },
        )
    }
}

/// `f` of the row and the element, for the elements from `start` to `end`.
fn by_element(
    offsets: &OffsetBuffer<i32>,
    start: usize,
    end: usize,
    f: impl Fn(usize, usize) -> i32,
) -> Int32Array {
    let mut values = Vec::with_capacity(end - start);
    let mut row = offsets.partition_point(|o| *o as usize <= start) - 1;
    let mut element = start;
    while element < end {
        let stop = (offsets[row + 1] as usize).min(end);
        values.extend((element..stop).map(|element| f(row, element)));
        element = stop;
        row += 1;
    }
    Int32Array::from(values)
}

/// `expr` over the columns `read` of what it is over, which are all that it reads.
fn over(expr: ExprRef, read: &[usize]) -> Result<ExprRef> {
    let expr = expr.transform_up(|expr| match expr.downcast_ref::<Column>() {
        Some(column) => match read.iter().position(|r| *r == column.index()) {
            Some(place) => {
                let column: ExprRef = Arc::new(Column::new(column.name(), place));
                Ok(Transformed::yes(column))
            }
            None => internal_err!("a lambda reads {column}, which it did not name"),
        },
        None => Ok(Transformed::no(expr)),
    })?;
    Ok(expr.data)
}

/// The columns that `expr` reads, in ascending order.
fn columns_of(expr: &ExprRef) -> Result<Vec<usize>> {
    let mut read = Vec::new();
    expr.apply(|expr| {
        if let Some(column) = expr.downcast_ref::<Column>() {
            read.push(column.index());
        }
        Ok(TreeNodeRecursion::Continue)
    })?;
    read.sort_unstable();
    read.dedup();
    Ok(read)
}

impl fmt::Display for Lambda {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "-> {}", self.body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use thermite_functions::nested::offsets_of;

    #[test]
    fn elements_know_their_rows() {
        let offsets = offsets_of(vec![0, 2, 2, 5, 6]);
        let rows = by_element(&offsets, 0, 6, |row, _| row as i32);
        assert_eq!(rows.values().to_vec(), [0, 0, 2, 2, 2, 3]);
        let places = by_element(&offsets, 3, 6, |row, e| e as i32 - offsets[row]);
        assert_eq!(places.values().to_vec(), [1, 2, 0]);
    }
}
