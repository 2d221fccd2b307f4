//! Expressions that occur several times in an operator: each is evaluated once for a batch, when it is
//! first needed (`SubExprEvaluationRuntime` does so for rows).

use std::collections::HashMap;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use arrow::array::RecordBatch;
use arrow::datatypes::{DataType, Schema};
use datafusion_common::Result;
use datafusion_expr::ColumnarValue;
use datafusion_physical_expr::PhysicalExpr;

use super::ExprRef;

/// Those of a plan, by the number that all places of one have.
#[derive(Debug, Clone, Default)]
pub struct SharedExprs(Arc<Mutex<HashMap<u32, Arc<Shared>>>>);

impl SharedExprs {
    /// The expression of a number; `build` makes it for its first place.
    pub fn get(&self, id: u32, build: impl FnOnce() -> Result<ExprRef>) -> Result<ExprRef> {
        let found = lock(&self.0).get(&id).cloned();
        let shared = match found {
            Some(shared) => shared,
            None => {
                let shared = Arc::new(Shared {
                    expr: build()?,
                    places: AtomicUsize::new(0),
                    last: Mutex::default(),
                });
                lock(&self.0).insert(id, Arc::clone(&shared));
                shared
            }
        };
        shared.places.fetch_add(1, Ordering::Relaxed);
        Ok(shared)
    }
}

#[derive(Debug)]
struct Shared {
    expr: ExprRef,
    places: AtomicUsize,
    last: Mutex<Option<Evaluated>>,
}

/// What `batch` gave, for as many places as have not asked for it.
#[derive(Debug)]
struct Evaluated {
    batch: RecordBatch,
    value: ColumnarValue,
    left: usize,
}

impl Shared {
    /// What is kept of `batch`; of another batch nothing is kept on.
    fn kept(&self, batch: &RecordBatch) -> Option<ColumnarValue> {
        let mut last = lock(&self.last);
        let mut kept = last.take().filter(|kept| is_same(&kept.batch, batch))?;
        kept.left -= 1;
        if kept.left == 0 {
            return Some(kept.value);
        }
        let value = kept.value.clone();
        *last = Some(kept);
        Some(value)
    }
}

/// Whether the columns are the same memory, which nobody frees while a batch has them.
fn is_same(left: &RecordBatch, right: &RecordBatch) -> bool {
    left.num_rows() == right.num_rows()
        && left.num_columns() == right.num_columns()
        && left
            .columns()
            .iter()
            .zip(right.columns())
            .all(|(l, r)| Arc::ptr_eq(l, r))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl PartialEq for Shared {
    fn eq(&self, other: &Self) -> bool {
        self.expr.as_ref() == other.expr.as_ref()
    }
}

impl Eq for Shared {}

impl Hash for Shared {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.expr.hash(state);
    }
}

impl fmt::Display for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.expr, f)
    }
}

impl PhysicalExpr for Shared {
    fn data_type(&self, input: &Schema) -> Result<DataType> {
        self.expr.data_type(input)
    }

    fn nullable(&self, input: &Schema) -> Result<bool> {
        self.expr.nullable(input)
    }

    fn evaluate(&self, batch: &RecordBatch) -> Result<ColumnarValue> {
        let places = self.places.load(Ordering::Relaxed);
        if places < 2 {
            return self.expr.evaluate(batch);
        }
        if let Some(value) = self.kept(batch) {
            return Ok(value);
        }
        let value = self.expr.evaluate(batch)?;
        *lock(&self.last) = Some(Evaluated {
            batch: batch.clone(),
            value: value.clone(),
            left: places - 1,
        });
        Ok(value)
    }

    fn children(&self) -> Vec<&ExprRef> {
        vec![&self.expr]
    }

    /// Another expression than the one of the other places.
    fn with_new_children(self: Arc<Self>, mut children: Vec<ExprRef>) -> Result<ExprRef> {
        Ok(children.pop().unwrap_or_else(|| Arc::clone(&self.expr)))
    }

    fn fmt_sql(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.expr.fmt_sql(f)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use arrow::array::{ArrayRef, Int64Array};
    use arrow::datatypes::Field;
    use datafusion_physical_expr::expressions::Column;
    use thermite_functions::table::Kernel;

    use super::*;
    use crate::plan::expr::call;

    fn batch(values: Vec<i64>) -> RecordBatch {
        let column: ArrayRef = Arc::new(Int64Array::from(values));
        RecordBatch::try_from_iter([("l", column)]).unwrap()
    }

    /// `l`, in `places` places, and how often it has been evaluated.
    fn counted(places: usize) -> (Vec<ExprRef>, Arc<AtomicUsize>) {
        let count = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&count);
        let kernel: Kernel = Arc::new(move |args, _| {
            counter.fetch_add(1, Ordering::Relaxed);
            Ok(args[0].clone())
        });
        let schema = Schema::new(vec![Field::new("l", DataType::Int64, true)]);
        let column: ExprRef = Arc::new(Column::new("l", 0));
        let expr = call::internal("counted", kernel, vec![column], DataType::Int64, &schema);
        let shared = SharedExprs::default();
        let expr = expr.unwrap();
        let exprs = (0..places).map(|_| shared.get(1, || Ok(Arc::clone(&expr))).unwrap());
        (exprs.collect(), count)
    }

    #[test]
    fn once_for_a_batch() {
        let (exprs, count) = counted(3);
        for (values, evaluated) in [(vec![1, 2], 1), (vec![3, 4], 2), (vec![3, 4], 3)] {
            let batch = batch(values);
            for expr in &exprs {
                let found = expr.evaluate(&batch).unwrap().into_array(2).unwrap();
                assert_eq!(&found, batch.column(0));
            }
            assert_eq!(count.load(Ordering::Relaxed), evaluated);
        }
    }

    #[test]
    fn some_rows_are_another_batch() {
        let (exprs, count) = counted(2);
        let whole = batch(vec![1, 2, 3]);
        for rows in [whole.clone(), whole.slice(1, 2), whole.slice(1, 2)] {
            let found = exprs[0]
                .evaluate(&rows)
                .unwrap()
                .into_array(rows.num_rows());
            assert_eq!(&found.unwrap(), rows.column(0));
        }
        assert_eq!(count.load(Ordering::Relaxed), 3);
    }

    #[test]
    fn nothing_is_kept_when_all_places_have_it() {
        let (exprs, count) = counted(2);
        let batch = batch(vec![1]);
        for expr in [&exprs[0], &exprs[1], &exprs[0]] {
            expr.evaluate(&batch).unwrap();
        }
        assert_eq!(count.load(Ordering::Relaxed), 2);
    }
}
