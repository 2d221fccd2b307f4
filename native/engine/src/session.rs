//! DataFusion's task context for one Spark task.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use datafusion_common::Result;
use datafusion_common::config::ConfigOptions;
use datafusion_execution::TaskContext;
use datafusion_execution::cache::cache_manager::{CacheManagerConfig, FileMetadataCache};
use datafusion_execution::config::SessionConfig;
use datafusion_execution::disk_manager::DiskManagerBuilder;
use datafusion_execution::runtime_env::RuntimeEnvBuilder;
use object_store::ObjectStore;
use object_store::local::LocalFileSystem;
use thermite_proto::ShuffleOutput;

use crate::memory::TaskPool;
use crate::shuffle::cipher::Key;
use crate::spill::SpillPlace;

/// What all tasks of a process share.
#[derive(Debug, Clone)]
pub struct ProcessContext {
    pub store: Arc<dyn ObjectStore>,
    /// Parquet footers, valid for a file's length and modification time.
    pub footers: Arc<FileMetadataCache>,
}

impl ProcessContext {
    pub fn new() -> Result<Self> {
        let runtime = RuntimeEnvBuilder::new()
            .with_cache_manager(CacheManagerConfig::default())
            .build()?;
        Ok(Self {
            store: Arc::new(LocalFileSystem::new()),
            footers: runtime.cache_manager.get_file_metadata_cache(),
        })
    }
}

/// DataFusion's options for native plans: one partition, and only the rules that the engine calls.
pub fn options(batch_size: usize) -> Result<ConfigOptions> {
    let mut options = ConfigOptions::new();
    options.set("datafusion.execution.batch_size", &batch_size.to_string())?;
    options.execution.target_partitions = 1;
    options.execution.collect_statistics = false;
    options.execution.parquet.schema_force_view_types = false;
    options.execution.parquet.pushdown_filters = false;
    options.execution.parquet.bloom_filter_on_read = true;
    options.execution.parquet.coerce_int96 = Some("us".to_string());
    options.execution.parquet.coerce_int96_tz = Some("UTC".to_string());
    options.optimizer.enable_dynamic_filter_pushdown = true;
    options.optimizer.enable_join_dynamic_filter_pushdown = true;
    options.optimizer.enable_topk_dynamic_filter_pushdown = true;
    // A bound on an aggregate's result prunes by values that Spark orders differently (NaN).
    options.optimizer.enable_aggregate_dynamic_filter_pushdown = false;
    Ok(options)
}

pub fn task_context(
    options: ConfigOptions,
    pool: Arc<TaskPool>,
    output: Option<&ShuffleOutput>,
) -> Result<Arc<TaskContext>> {
    let place = Arc::new(SpillPlace {
        dirs: output.map_or_else(Vec::new, |o| {
            o.spill_dirs.iter().map(PathBuf::from).collect()
        }),
        key: output.and_then(|o| Key::of(&o.encryption_key)),
    });
    let disk = DiskManagerBuilder::default()
        .with_temp_file_factory(Arc::clone(&place) as _)
        .with_max_temp_directory_size(u64::MAX);
    let runtime = RuntimeEnvBuilder::new()
        .with_memory_pool(pool)
        .with_disk_manager_builder(disk)
        .build_arc()?;
    Ok(Arc::new(TaskContext::new(
        None,
        String::new(),
        SessionConfig::from(options).with_extension(place),
        HashMap::new(),
        HashMap::new(),
        HashMap::new(),
        HashMap::new(),
        runtime,
    )))
}
