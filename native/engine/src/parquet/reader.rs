//! Opens Parquet files with cached footers, and names the file in every error.

use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use datafusion_common::Result;
use datafusion_datasource::PartitionedFile;
use datafusion_datasource_parquet::{CachedParquetFileReaderFactory, ParquetFileReaderFactory};
use datafusion_physical_plan::metrics::ExecutionPlanMetricsSet;
use futures::FutureExt;
use futures::future::BoxFuture;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use parquet::arrow::arrow_reader::ArrowReaderOptions;
use parquet::arrow::async_reader::AsyncFileReader;
use parquet::errors::ParquetError;
use parquet::file::metadata::ParquetMetaData;

use super::statistics;

/// A file that could not be read.
#[derive(Debug)]
pub struct FileError {
    pub path: String,
    pub not_found: bool,
    pub message: String,
}

impl std::fmt::Display for FileError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.path, self.message)
    }
}

impl std::error::Error for FileError {}

/// The file that a task's scans opened last: the one at fault if its pages cannot be decoded.
#[derive(Debug, Default)]
pub struct CurrentFile(Mutex<Option<String>>);

impl CurrentFile {
    pub fn get(&self) -> Option<String> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn set(&self, path: String) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(path);
    }
}

#[derive(Debug)]
pub struct SparkReaderFactory {
    pub inner: CachedParquetFileReaderFactory,
    pub store: Arc<dyn ObjectStore>,
    pub current: Arc<CurrentFile>,
}

impl ParquetFileReaderFactory for SparkReaderFactory {
    fn create_reader(
        &self,
        partition: usize,
        file: PartitionedFile,
        metadata_size_hint: Option<usize>,
        metrics: &ExecutionPlanMetricsSet,
    ) -> Result<Box<dyn AsyncFileReader + Send>> {
        let path = file
            .extension::<SparkPath>()
            .map_or_else(|| file.path().to_string(), |p| p.0.clone());
        self.current.set(path.clone());
        let location = file.object_meta.location.clone();
        let inner = self
            .inner
            .create_reader(partition, file, metadata_size_hint, metrics)?;
        Ok(Box::new(NamedReader {
            path,
            store: Arc::clone(&self.store),
            location,
            inner,
        }))
    }
}

/// A file's URI as Spark shows it.
#[derive(Debug, Clone)]
pub struct SparkPath(pub String);

struct NamedReader {
    path: String,
    store: Arc<dyn ObjectStore>,
    location: Path,
    inner: Box<dyn AsyncFileReader + Send>,
}

fn named(path: &str, not_found: bool, error: ParquetError) -> ParquetError {
    ParquetError::External(Box::new(FileError {
        path: path.to_string(),
        not_found,
        message: error.to_string(),
    }))
}

impl AsyncFileReader for NamedReader {
    fn get_bytes(&mut self, range: Range<u64>) -> BoxFuture<'_, parquet::errors::Result<Bytes>> {
        let path = &self.path;
        self.inner
            .get_bytes(range)
            .map(move |r| r.map_err(|e| named(path, false, e)))
            .boxed()
    }

    fn get_byte_ranges(
        &mut self,
        ranges: Vec<Range<u64>>,
    ) -> BoxFuture<'_, parquet::errors::Result<Vec<Bytes>>> {
        let path = &self.path;
        self.inner
            .get_byte_ranges(ranges)
            .map(move |r| r.map_err(|e| named(path, false, e)))
            .boxed()
    }

    fn get_metadata<'a>(
        &'a mut self,
        options: Option<&'a ArrowReaderOptions>,
    ) -> BoxFuture<'a, parquet::errors::Result<Arc<ParquetMetaData>>> {
        let Self {
            path,
            inner,
            store,
            location,
        } = self;
        async move {
            match inner.get_metadata(options).await {
                Ok(metadata) => statistics::without_nan(metadata),
                // The reader turns its store's error into text: ask the store again.
                Err(error) => {
                    let found = store.head(location).await;
                    let missing = matches!(found, Err(object_store::Error::NotFound { .. }));
                    Err(named(path, missing, error))
                }
            }
        }
        .boxed()
    }
}
