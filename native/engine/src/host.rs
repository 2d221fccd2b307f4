//! What a task asks of the process that hosts it: the JVM through JNI, or memory in tests.

use std::fmt::Debug;
use std::io::Read;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use datafusion_common::Result;

pub trait Host: Debug + Send + Sync {
    /// Whether the task has been killed. Asked a few times a second.
    fn is_cancelled(&self) -> bool;

    /// The next batch of the input leaf `operator_id`, of `schema`; None at its end.
    fn next_batch(&self, operator_id: u32, schema: &SchemaRef) -> Result<Option<RecordBatch>>;

    /// The next stream of remote shuffle blocks of the leaf `operator_id`; None at the end.
    fn next_stream(&self, operator_id: u32) -> Result<Option<Box<dyn Read + Send>>>;

    /// All batches of the broadcast that the leaf `operator_id` reads, decoded once per process.
    fn broadcast(&self, operator_id: u32, schema: &SchemaRef) -> Result<Arc<Vec<RecordBatch>>>;

    /// Asks for `bytes` of memory; returns how much was granted. Called in steps of several MiB.
    fn acquire_memory(&self, bytes: usize) -> Result<usize>;

    fn release_memory(&self, bytes: usize);
}
