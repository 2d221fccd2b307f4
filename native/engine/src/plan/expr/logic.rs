//! `left AND right`, `left OR right`: `right` is evaluated only where `left` does not decide (`And`,
//! `Or` in predicates.scala), and `left` once.

use std::collections::BTreeSet;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use arrow::array::{Array, AsArray, BooleanArray, RecordBatch};
use arrow::buffer::BooleanBuffer;
use arrow::compute::{and_kleene, or_kleene};
use arrow::datatypes::{DataType, Schema};
use datafusion_common::Result;
use datafusion_common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion_expr::ColumnarValue;
use datafusion_physical_expr::PhysicalExpr;
use datafusion_physical_expr::expressions::Column;

use super::ExprRef;

#[derive(Debug)]
pub struct Logic {
    is_and: bool,
    left: ExprRef,
    right: ExprRef,
    /// `right` over the columns that it reads, which alone are copied for the rows that it is evaluated for.
    narrow: ExprRef,
    columns: Vec<usize>,
}

impl Logic {
    pub fn new(is_and: bool, left: ExprRef, right: ExprRef) -> Result<Self> {
        let (narrow, columns) = narrowed(&right)?;
        Ok(Self {
            is_and,
            left,
            right,
            narrow,
            columns,
        })
    }

    /// The rows that `left` does not decide.
    fn open(&self, left: &BooleanArray) -> BooleanBuffer {
        let values = left.values();
        let open = if self.is_and { values.clone() } else { !values };
        match left.nulls() {
            Some(nulls) => &open | &!nulls.inner(),
            None => open,
        }
    }
}

/// `expr` over those columns alone that it reads, and their places.
pub fn narrowed(expr: &ExprRef) -> Result<(ExprRef, Vec<usize>)> {
    let mut used = BTreeSet::new();
    expr.apply(|e| {
        if let Some(column) = e.downcast_ref::<Column>() {
            used.insert(column.index());
        }
        Ok(TreeNodeRecursion::Continue)
    })?;
    let used: Vec<usize> = used.into_iter().collect();
    let narrow = Arc::clone(expr).transform(|e| {
        let moved = e.downcast_ref::<Column>().and_then(|column| {
            let position = used.iter().position(|i| *i == column.index())?;
            Some(Column::new(column.name(), position))
        });
        Ok(match moved {
            Some(column) => Transformed::yes(Arc::new(column) as ExprRef),
            None => Transformed::no(e),
        })
    })?;
    Ok((narrow.data, used))
}

impl PartialEq for Logic {
    fn eq(&self, other: &Self) -> bool {
        self.is_and == other.is_and && self.left.eq(&other.left) && self.right.eq(&other.right)
    }
}

impl Eq for Logic {}

impl Hash for Logic {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.is_and.hash(state);
        self.left.hash(state);
        self.right.hash(state);
    }
}

impl fmt::Display for Logic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let op = if self.is_and { "AND" } else { "OR" };
        write!(f, "({} {op} {})", self.left, self.right)
    }
}

impl PhysicalExpr for Logic {
    fn data_type(&self, _input: &Schema) -> Result<DataType> {
        Ok(DataType::Boolean)
    }

    fn nullable(&self, input: &Schema) -> Result<bool> {
        Ok(self.left.nullable(input)? || self.right.nullable(input)?)
    }

    fn evaluate(&self, batch: &RecordBatch) -> Result<ColumnarValue> {
        let rows = batch.num_rows();
        let left = self.left.evaluate(batch)?.into_array(rows)?;
        let left = left.as_boolean();
        let open = BooleanArray::new(self.open(left), None);
        if !open.has_true() {
            return Ok(ColumnarValue::Array(Arc::new(left.clone())));
        }
        let read = batch.project(&self.columns)?;
        let right = self.narrow.evaluate_selection(&read, &open)?;
        let right = right.into_array(rows)?;
        let right = right.as_boolean();
        let both = if self.is_and {
            and_kleene(left, right)?
        } else {
            or_kleene(left, right)?
        };
        Ok(ColumnarValue::Array(Arc::new(both)))
    }

    fn children(&self) -> Vec<&ExprRef> {
        vec![&self.left, &self.right]
    }

    fn with_new_children(self: Arc<Self>, mut children: Vec<ExprRef>) -> Result<ExprRef> {
        let right = children.swap_remove(1);
        let left = children.swap_remove(0);
        Ok(Arc::new(Self::new(self.is_and, left, right)?))
    }

    fn fmt_sql(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use arrow::datatypes::Field;

    #[test]
    fn right_decides_what_left_leaves_open() {
        let all = [Some(true), Some(false), None];
        let pairs: Vec<_> = all.iter().flat_map(|l| all.map(|r| (*l, r))).collect();
        let column = |values: Vec<Option<bool>>| Arc::new(BooleanArray::from(values)) as _;
        let fields = ["l", "unread", "r"].map(|name| Field::new(name, DataType::Boolean, true));
        let columns = vec![
            column(pairs.iter().map(|p| p.0).collect()),
            column(vec![None; pairs.len()]),
            column(pairs.iter().map(|p| p.1).collect()),
        ];
        let batch = RecordBatch::try_new(Arc::new(Schema::new(fields.to_vec())), columns).unwrap();
        let (left, right) = (Arc::new(Column::new("l", 0)), Arc::new(Column::new("r", 2)));
        for is_and in [true, false] {
            let logic = Logic::new(is_and, left.clone(), right.clone()).unwrap();
            let values = logic.evaluate(&batch).unwrap().into_array(9).unwrap();
            let decided = Some(!is_and);
            let expected = pairs.iter().map(|(l, r)| {
                if *l == decided || *r == decided {
                    decided
                } else {
                    l.and(*r)
                }
            });
            let expected: Vec<_> = expected.collect();
            assert_eq!(values.as_boolean().iter().collect::<Vec<_>>(), expected);
        }
    }
}
