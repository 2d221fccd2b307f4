//! In which calendar a file's dates and timestamps are.

use std::sync::Arc;

use arrow::datatypes::{DataType, Schema};
use datafusion_common::{DataFusionError, Result, exec_datafusion_err};
use datafusion_physical_expr::PhysicalExpr;
use datafusion_physical_expr::expressions::Column;
use thermite_functions::SparkError;
use thermite_functions::datetime::rebase::{self, FIRST_GREGORIAN_DAY};
use thermite_proto::RebaseMode;

use crate::plan::expr::call;

#[derive(Debug, Clone, Copy)]
pub struct Rebase {
    /// The mode for files that no Spark wrote.
    pub unversioned: RebaseMode,
    /// Timestamps from then on are the same in both calendars.
    pub first_common_micros: i64,
}

impl Rebase {
    /// `DataSourceUtils.getRebaseSpec`. INT96 timestamps have a mark and a version of their own; here
    /// either makes the file a legacy one, whose timestamps are then looked at.
    fn mode(&self, file: &Schema) -> RebaseMode {
        let marks = &file.metadata;
        let Some(version) = marks.get("org.apache.spark.version") else {
            return self.unversioned;
        };
        let marked = [
            "org.apache.spark.legacyDateTime",
            "org.apache.spark.legacyINT96",
        ];
        if version.as_str() < "3.1.0" || marked.iter().any(|mark| marks.contains_key(*mark)) {
            RebaseMode::LegacyCalendar
        } else {
            RebaseMode::Corrected
        }
    }

    /// `column` of the file in Spark's calendar; None if it is already.
    pub fn read(&self, column: Column, file: &Schema) -> Result<Option<Arc<dyn PhysicalExpr>>> {
        let mode = self.mode(file);
        let Some(data_type) = file.fields().get(column.index()).map(|f| f.data_type()) else {
            return Ok(None);
        };
        if mode == RebaseMode::Corrected || !has_datetime(data_type) {
            return Ok(None);
        }
        if data_type.is_nested() {
            return Err(unsupported());
        }
        let kernel = if mode == RebaseMode::Exception {
            let first = self.first_common_micros;
            rebase::only_common(data_type, FIRST_GREGORIAN_DAY, first, ancient)?
        } else if *data_type == DataType::Date32 && !days_are_legacy(file) {
            return Ok(None);
        } else {
            rebase::from_legacy(data_type, self.first_common_micros, unsupported)?
        };
        let column: Arc<dyn PhysicalExpr> = Arc::new(column);
        call::internal("rebase", kernel, vec![column], data_type.clone(), file).map(Some)
    }
}

/// Dates were counted in the old calendar before 3.0, or where the file says so.
fn days_are_legacy(file: &Schema) -> bool {
    let version = file.metadata.get("org.apache.spark.version");
    version.is_none_or(|v| v.as_str() < "3.0.0")
        || file
            .metadata
            .contains_key("org.apache.spark.legacyDateTime")
}

fn has_datetime(data_type: &DataType) -> bool {
    match data_type {
        DataType::Date32 | DataType::Timestamp(..) => true,
        DataType::List(f) | DataType::LargeList(f) | DataType::Map(f, _) => {
            has_datetime(f.data_type())
        }
        DataType::Struct(fields) => fields.iter().any(|f| has_datetime(f.data_type())),
        DataType::Dictionary(_, values) => has_datetime(values),
        _ => false,
    }
}

/// `QueryExecutionErrors.sparkUpgradeInReadingDatesError`.
fn ancient() -> DataFusionError {
    SparkError::new("INCONSISTENT_BEHAVIOR_CROSS_VERSION.READ_ANCIENT_DATETIME")
        .with("format", "Parquet")
        .with("config", "\"spark.sql.parquet.datetimeRebaseModeInRead\"")
        .with("option", "\"datetimeRebaseMode\"")
        .into()
}

fn unsupported() -> DataFusionError {
    exec_datafusion_err!(
        "timestamps of the hybrid calendar before 1900, or dates of it in nested columns, are not read \
         natively: set spark.thermite.scan.parquet.enabled=false for this query"
    )
}
