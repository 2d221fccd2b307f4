//! What a task asks of the process that hosts it: the JVM through JNI, or memory in tests.

use std::error::Error;
use std::fmt::{Debug, Display, Formatter};
use std::io::Read;
use std::sync::Arc;
use std::time::Duration;

use arrow::array::{ArrayRef, RecordBatch, StructArray};
use arrow::datatypes::{Field, FieldRef, Fields, SchemaRef};
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

/// Columns as the rows that a host's function takes.
pub fn arguments(columns: Vec<ArrayRef>, rows: usize) -> Result<StructArray> {
    let fields = columns
        .iter()
        .map(|column| Field::new("argument", column.data_type().clone(), true));
    Ok(StructArray::try_new_with_length(
        fields.collect(),
        columns,
        None,
        rows,
    )?)
}

pub type GeneratedRows = Box<dyn Iterator<Item = Result<Vec<ArrayRef>>> + Send>;

/// The groups of an aggregate function that the host computes.
pub trait HostAggregate: Send {
    /// Takes rows or, to `merge`, buffers, after the INT place of the group of each among `groups`.
    fn add(&mut self, rows: StructArray, groups: usize, merge: bool) -> Result<()>;

    /// Takes rows of groups that follow one another ([`Steps`]): a group begins with the buffer of the
    /// one before it, or anew, at a row of the place -1 - group that has no values. The results of all
    /// `groups` but the last are those of the next `emit`.
    ///
    /// [`Steps`]: thermite_functions::aggregate::running::Steps
    fn follow(&mut self, _rows: StructArray, _groups: usize) -> Result<()> {
        internal_err!("an aggregate of the host that does not run")
    }

    /// The buffers or the results of the first groups, of `fields`; those are gone then.
    fn emit(&mut self, groups: usize, fields: &Fields, buffers: bool) -> Result<Vec<ArrayRef>>;

    /// About the memory that the groups take.
    fn bytes(&self) -> usize;
}

pub trait Host: Debug + Send + Sync {
    /// Whether the task has been killed. Asked a few times a second.
    fn is_cancelled(&self) -> bool;

    /// The next batch of the input leaf `operator_id`, of `schema`; None at its end.
    fn next_batch(&self, operator_id: u32, schema: &SchemaRef) -> Result<Option<RecordBatch>>;

    /// As [`next_batch`](Self::next_batch), of an input whose batches native code made.
    fn next_native(&self, operator_id: u32, _schema: &SchemaRef) -> Result<Option<RecordBatch>> {
        internal_err!("the host has no native batches for operator {operator_id}")
    }

    /// The next stream of remote shuffle blocks of the leaf `operator_id`; None at the end.
    fn next_stream(&self, operator_id: u32) -> Result<Option<Box<dyn Read + Send>>>;

    /// The broadcast that the leaf `operator_id` reads, decoded once per process.
    fn broadcast(&self, operator_id: u32) -> Result<Arc<Broadcast>>;

    /// The values, of `field`, of the block's JVM function `index` over rows of its arguments.
    fn call_function(&self, index: u32, _args: StructArray, _field: &FieldRef) -> Result<ArrayRef> {
        internal_err!("the host has no function {index}")
    }

    /// The rows, of `fields`, that the block's generator `index` gives for rows of its arguments; the
    /// first field is the place of a row among those.
    fn generate(&self, index: u32, _args: StructArray, _fields: &Fields) -> Result<GeneratedRows> {
        internal_err!("the host has no generator {index}")
    }

    /// Fresh groups of the block's aggregate function `index`.
    fn aggregate(&self, index: u32) -> Result<Box<dyn HostAggregate>> {
        internal_err!("the host has no aggregate {index}")
    }

    /// Asks for `bytes` of memory; returns how much was granted. Called in steps of several MiB.
    fn acquire_memory(&self, bytes: usize) -> Result<usize>;

    fn release_memory(&self, bytes: usize);
}
