//! Matches the columns that Spark asks for to those of a file: by name, as Spark's
//! ParquetReadSupport does, and only where the file's type can be read exactly.

use std::sync::Arc;

use arrow::datatypes::{DataType, Schema, SchemaRef, TimeUnit};
use datafusion_common::tree_node::{Transformed, TreeNode};
use datafusion_common::{DataFusionError, Result};
use datafusion_physical_expr::PhysicalExpr;
use datafusion_physical_expr::expressions::Column;
use datafusion_physical_expr_adapter::{
    DefaultPhysicalExprAdapterFactory, PhysicalExprAdapter, PhysicalExprAdapterFactory,
};
use thermite_functions::SparkError;

use super::calendar::Rebase;

#[derive(Debug)]
pub struct SparkAdapterFactory {
    pub case_sensitive: bool,
    pub rebase: Rebase,
}

impl PhysicalExprAdapterFactory for SparkAdapterFactory {
    fn create(&self, logical: SchemaRef, file: SchemaRef) -> Result<Arc<dyn PhysicalExprAdapter>> {
        let mut fields = Vec::with_capacity(logical.fields().len());
        for field in logical.fields() {
            let name = self.name_in_file(field.name(), &file)?;
            if let Some((_, found)) = file.fields().find(&name)
                && !readable(found.data_type(), field.data_type())
            {
                return Err(mismatch(field.name(), found.data_type(), field.data_type()));
            }
            fields.push(field.as_ref().clone().with_name(name));
        }
        let renamed = Arc::new(Schema::new(fields));
        let inner =
            DefaultPhysicalExprAdapterFactory.create(Arc::clone(&renamed), Arc::clone(&file))?;
        Ok(Arc::new(SparkAdapter {
            renamed,
            inner,
            file,
            rebase: self.rebase,
        }))
    }
}

impl SparkAdapterFactory {
    fn name_in_file(&self, name: &str, file: &Schema) -> Result<String> {
        if self.case_sensitive || file.fields().find(name).is_some() && unique(name, file) {
            return Ok(name.to_string());
        }
        let wanted = name.to_lowercase();
        let found: Vec<_> = file
            .fields()
            .iter()
            .map(|f| f.name())
            .filter(|f| f.to_lowercase() == wanted)
            .collect();
        match found[..] {
            [] => Ok(name.to_string()),
            [one] => Ok(one.clone()),
            _ => {
                let fields = found.iter().map(|s| s.as_str()).collect::<Vec<_>>();
                Err(SparkError::new("_LEGACY_ERROR_TEMP_2093")
                    .with("requiredFieldName", name)
                    .with("matchedOrcFields", format!("[{}]", fields.join(", ")))
                    .into())
            }
        }
    }
}

fn unique(name: &str, file: &Schema) -> bool {
    let wanted = name.to_lowercase();
    let same = file
        .fields()
        .iter()
        .filter(|f| f.name().to_lowercase() == wanted);
    same.count() == 1
}

/// Types that the reader turns into the wanted type without loss and as Spark's
/// ParquetVectorUpdaterFactory does.
fn readable(file: &DataType, wanted: &DataType) -> bool {
    use DataType::*;
    match (file, wanted) {
        _ if file == wanted => true,
        (Utf8 | LargeUtf8 | Utf8View | Binary | LargeBinary | BinaryView, Utf8 | Binary) => true,
        (Int8, Int16 | Int32 | Int64) | (Int16, Int32 | Int64) | (Int32, Int64) => true,
        (Int8 | Int16 | Int32 | Float32, Float64) => true,
        (Timestamp(TimeUnit::Millisecond | TimeUnit::Microsecond, from), Timestamp(_, to)) => {
            from.is_some() == to.is_some()
        }
        (Decimal128(p1, s1), Decimal128(p2, s2)) => s1 == s2 && p1 <= p2,
        (Dictionary(_, values), _) => readable(values, wanted),
        (List(f) | LargeList(f), List(w)) => readable(f.data_type(), w.data_type()),
        (Struct(f), Struct(w)) => w.iter().all(|w| {
            f.iter()
                .any(|f| f.name() == w.name() && readable(f.data_type(), w.data_type()))
        }),
        (Map(f, _), Map(w, _)) => match (f.data_type(), w.data_type()) {
            (Struct(f), Struct(w)) => f
                .iter()
                .zip(w)
                .all(|(f, w)| readable(f.data_type(), w.data_type())),
            _ => false,
        },
        _ => false,
    }
}

fn mismatch(column: &str, file: &DataType, wanted: &DataType) -> DataFusionError {
    SparkError::new("FAILED_READ_FILE.PARQUET_COLUMN_DATA_TYPE_MISMATCH")
        .with("column", format!("[{column}]"))
        .with("expectedType", wanted.to_string())
        .with("actualType", file.to_string())
        .into()
}

#[derive(Debug)]
struct SparkAdapter {
    renamed: SchemaRef,
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
        let adapted = self.inner.rewrite(renamed.data)?;
        let rebased = adapted.transform_up(|e| {
            let column = e.downcast_ref::<Column>().cloned();
            let rebased = match column {
                Some(column) => self.rebase.read(column, &self.file)?,
                None => None,
            };
            Ok(rebased.map_or(Transformed::no(e), Transformed::yes))
        })?;
        Ok(rebased.data)
    }
}
