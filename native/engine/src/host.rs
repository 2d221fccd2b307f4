//! What a task asks of the process that hosts it: the JVM through JNI, or memory in tests.

use std::error::Error;
use std::fmt::{Debug, Display, Formatter};
use std::io::Read;
use std::sync::Arc;
use std::time::Duration;

use arrow::array::{ArrayRef, RecordBatch, StructArray};
use arrow::datatypes::{FieldRef, SchemaRef};
use datafusion_common::{Result, internal_err};

use crate::broadcast::Broadcast;

/// How often a running task asks whether it has been killed.
pub const CANCEL_CHECK: Duration = Duration::from_millis(100);

/// The task was killed.
#[derive(Debug)]
pub struct Cancelled;

impl Display for Cancelled {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        f.write_str("the task was killed")
    }
}

impl Error for Cancelled {}

pub trait Host: Debug + Send + Sync {
    /// Whether the task has been killed. Asked a few times a second.
    fn is_cancelled(&self) -> bool;

    /// The next batch of the input leaf `operator_id`, of `schema`; None at its end.
    fn next_batch(&self, operator_id: u32, schema: &SchemaRef) -> Result<Option<RecordBatch>>;

    /// The next stream of remote shuffle blocks of the leaf `operator_id`; None at the end.
    fn next_stream(&self, operator_id: u32) -> Result<Option<Box<dyn Read + Send>>>;

    /// The broadcast that the leaf `operator_id` reads, decoded once per process.
    fn broadcast(&self, operator_id: u32) -> Result<Arc<Broadcast>>;

    /// The values, of `field`, of the block's JVM function `index` over rows of its arguments.
    fn call_function(&self, index: u32, _args: StructArray, _field: &FieldRef) -> Result<ArrayRef> {
        internal_err!("the host has no function {index}")
    }

    /// Asks for `bytes` of memory; returns how much was granted. Called in steps of several MiB.
    fn acquire_memory(&self, bytes: usize) -> Result<usize>;

    fn release_memory(&self, bytes: usize);
}
