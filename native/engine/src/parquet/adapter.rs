//! Matches the columns that Spark asks for to those of a file: by name, as Spark's
//! ParquetReadSupport does, and only where the file's type can be read exactly.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::datatypes::{DataType, FieldRef, Schema, SchemaRef};
use datafusion_common::Result;
use datafusion_common::tree_node::{Transformed, TreeNode};
use datafusion_expr::ColumnarValue;
use datafusion_physical_expr::PhysicalExpr;
use datafusion_physical_expr::expressions::Column;
use datafusion_physical_expr_adapter::{
    DefaultPhysicalExprAdapterFactory, PhysicalExprAdapter, PhysicalExprAdapterFactory,
};

use super::calendar::Rebase;
use super::convert::{Reading, Step, convert};
use crate::plan::expr::call;

#[derive(Debug)]
pub struct SparkAdapterFactory {
    pub reading: Reading,
    pub rebase: Rebase,
}

impl PhysicalExprAdapterFactory for SparkAdapterFactory {
    fn create(&self, logical: SchemaRef, file: SchemaRef) -> Result<Arc<dyn PhysicalExprAdapter>> {
        let mut renamed = Vec::with_capacity(logical.fields().len());
        let mut steps = HashMap::new();
        for field in logical.fields() {
            let Some(place) = self.reading.find(field.name(), file.fields())? else {
                renamed.push(Arc::clone(field));
                continue;
            };
            let found = &file.fields()[place];
            let (from, to) = (found.data_type(), field.data_type());
            let step = self.reading.step(field.name(), from, to)?;
            steps.insert(place, (step, Arc::clone(field)));
            renamed.push(Arc::clone(found));
        }
        let renamed = Arc::new(Schema::new(renamed));
        // It puts nulls in the place of columns that the file does not have.
        let inner =
            DefaultPhysicalExprAdapterFactory.create(Arc::clone(&renamed), Arc::clone(&file))?;
        Ok(Arc::new(SparkAdapter {
            renamed,
            steps,
            inner,
            file,
            rebase: self.rebase,
        }))
    }
}

#[derive(Debug)]
struct SparkAdapter {
    /// The wanted columns, those of the file as they are there.
    renamed: SchemaRef,
    /// By place in the file: how the column becomes the wanted one.
    steps: HashMap<usize, (Step, FieldRef)>,
    inner: Arc<dyn PhysicalExprAdapter>,
    file: SchemaRef,
    rebase: Rebase,
}

impl PhysicalExprAdapter for SparkAdapter {
    fn rewrite(&self, expr: Arc<dyn PhysicalExpr>) -> Result<Arc<dyn PhysicalExpr>> {
        let renamed = expr.transform(|e| {
            let column = e.downcast_ref::<Column>().and_then(|column| {
                let field = self.renamed.fields().get(column.index())?;
                Some(Column::new(field.name(), column.index()))
            });
            Ok(match column {
                Some(column) => Transformed::yes(Arc::new(column) as Arc<dyn PhysicalExpr>),
                None => Transformed::no(e),
            })
        })?;
        let resolved = self.inner.rewrite(renamed.data)?;
        let read = resolved.transform_up(|e| {
            let Some(column) = e.downcast_ref::<Column>().cloned() else {
                return Ok(Transformed::no(e));
            };
            self.read(column).map(Transformed::yes)
        })?;
        Ok(read.data)
    }
}

impl SparkAdapter {
    /// A column of the file in Spark's calendar and as the wanted type.
    fn read(&self, column: Column) -> Result<Arc<dyn PhysicalExpr>> {
        let Some((step, wanted)) = self.steps.get(&column.index()).cloned() else {
            return Ok(Arc::new(column));
        };
        let to = wanted.data_type().clone();
        // Timestamps without a time zone have always been in Spark's calendar.
        let value = match self.rebase.read(column.clone(), &self.file)? {
            Some(rebased) if !matches!(to, DataType::Timestamp(_, None)) => rebased,
            _ => Arc::new(column),
        };
        if step == Step::Keep {
            return Ok(value);
        }
        let kernel = Arc::new(move |args: &[ColumnarValue], rows: usize| {
            let array = args[0].to_array(rows)?;
            Ok(ColumnarValue::Array(convert(&step, &array)?))
        });
        call::internal("read", kernel, vec![value], to, &self.file)
    }
}
