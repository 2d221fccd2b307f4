//! Parquet scan: the files of one Spark partition.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::datatypes::SchemaRef;
use chrono::DateTime;
use datafusion_common::{Result, internal_datafusion_err, internal_err};
use datafusion_datasource::file_groups::FileGroup;
use datafusion_datasource::file_scan_config::FileScanConfigBuilder;
use datafusion_datasource::source::DataSourceExec;
use datafusion_datasource::{PartitionedFile, TableSchema};
use datafusion_datasource_parquet::CachedParquetFileReaderFactory;
use datafusion_datasource_parquet::source::ParquetSource;
use datafusion_execution::object_store::ObjectStoreUrl;
use object_store::ObjectMeta;
use object_store::path::Path;
use thermite_proto as proto;
use thermite_proto::leaf_input::Kind;

use super::PlanRef;
use crate::parquet::adapter::SparkAdapterFactory;
use crate::parquet::calendar::Rebase;
use crate::parquet::convert::Reading;
use crate::parquet::reader::{SparkPath, SparkReaderFactory};
use crate::plan::{PlanContext, types};

pub fn build(id: u32, scan: &proto::ParquetScan, ctx: &PlanContext) -> Result<PlanRef> {
    let Some(Kind::Files(files)) = &ctx.input(id)?.kind else {
        return internal_err!("parquet scan {id} without files");
    };
    let file_schema = adapted(types::schema(&scan.file_schema)?);
    let partition_schema = types::schema(&scan.partition_schema)?;
    let table = TableSchema::builder(Arc::clone(&file_schema))
        .with_table_partition_cols(
            partition_schema
                .fields()
                .iter()
                .cloned()
                .collect::<Vec<_>>(),
        )
        .build();
    let files = files
        .files
        .iter()
        .map(partitioned_file)
        .collect::<Result<Vec<_>>>()?;
    let readers = SparkReaderFactory {
        inner: CachedParquetFileReaderFactory::new(
            Arc::clone(&ctx.store),
            Arc::clone(&ctx.footers),
        ),
        store: Arc::clone(&ctx.store),
        current: Arc::clone(&ctx.current_file),
    };
    let mut options = datafusion_common::config::TableParquetOptions::default();
    options.global = ctx.options.execution.parquet.clone();
    let source = ParquetSource::new(table)
        .with_table_parquet_options(options)
        .with_parquet_file_reader_factory(Arc::new(readers));
    let url = ObjectStoreUrl::local_filesystem();
    let config = FileScanConfigBuilder::new(url, Arc::new(source))
        .with_file_group(FileGroup::new(files))
        .with_batch_size(Some(ctx.options.execution.batch_size.into()))
        .with_expr_adapter(Some(Arc::new(SparkAdapterFactory {
            reading: Reading {
                case_sensitive: scan.case_sensitive,
                null_structs: scan.null_structs,
            },
            rebase: rebase(scan)?,
        })))
        .build();
    Ok(DataSourceExec::from_data_source(config))
}

/// The schema under a mark that no file has: DataFusion adapts columns where schemas differ.
fn adapted(schema: SchemaRef) -> SchemaRef {
    let mark = HashMap::from([("thermite".to_string(), String::new())]);
    Arc::new(schema.as_ref().clone().with_metadata(mark))
}

fn rebase(scan: &proto::ParquetScan) -> Result<Rebase> {
    let Ok(unversioned) = proto::RebaseMode::try_from(scan.rebase_mode) else {
        return internal_err!("unknown rebase mode {}", scan.rebase_mode);
    };
    Ok(Rebase {
        unversioned,
        first_common_micros: scan.first_common_micros,
    })
}

fn partitioned_file(file: &proto::files::File) -> Result<PartitionedFile> {
    let path = file.path.strip_prefix("file:").unwrap_or(&file.path);
    let location = Path::from_absolute_path(path)
        .map_err(|e| internal_datafusion_err!("path {}: {e}", file.path))?;
    let last_modified = DateTime::from_timestamp_millis(file.modification_time_ms)
        .ok_or_else(|| internal_datafusion_err!("modification time of {}", file.path))?;
    let meta = ObjectMeta {
        location,
        last_modified,
        size: file.file_size,
        e_tag: None,
        version: None,
    };
    let values = file.partition_values.iter().map(types::literal);
    Ok(PartitionedFile::new_from_meta(meta)
        .with_range(file.start as i64, (file.start + file.length) as i64)
        .with_partition_values(values.collect::<Result<_>>()?)
        .with_extension(SparkPath(format!("file://{path}"))))
}
