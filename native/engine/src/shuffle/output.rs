//! The shuffle write at the root of a task's plan.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use datafusion_common::{Result, internal_err};
use datafusion_execution::TaskContext;
use datafusion_execution::memory_pool::MemoryConsumer;
use thermite_proto as proto;
use thermite_proto::ShuffleWriteResult;

use super::checksum::ChecksumKind;
use super::codec::Codec;
use super::partitioner::{self, Partitioner};
use super::writer::{ShuffleWriter, WriterOptions};
use crate::plan::PlanContext;

pub struct ShuffleOutput {
    partitioner: Box<dyn Partitioner>,
    writer: ShuffleWriter,
    ids: Vec<u32>,
    time: Duration,
}

impl ShuffleOutput {
    pub fn open(
        write: &proto::ShuffleWrite,
        task: &proto::Task,
        schema: SchemaRef,
        context: &Arc<TaskContext>,
        ctx: &PlanContext,
    ) -> Result<Self> {
        let (Some(partitioning), Some(output)) = (&write.partitioning, &task.shuffle_output) else {
            return internal_err!("a shuffle write without a partitioning or an output");
        };
        let consumer = MemoryConsumer::new("shuffle write").with_can_spill(true);
        let reservation = consumer.register(context.memory_pool());
        let options = WriterOptions {
            partitions: partitioning.partitions as usize,
            codec: Codec::named(&write.codec, write.codec_level)?,
            checksum: checksum(&output.checksum)?,
            data_file: PathBuf::from(&output.data_file),
            spill: context.session_config().get_extension().unwrap_or_default(),
        };
        Ok(Self {
            partitioner: partitioner::build(partitioning, &schema, ctx)?,
            writer: ShuffleWriter::new(options, reservation)?,
            ids: Vec::new(),
            time: Duration::ZERO,
        })
    }

    pub fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        let start = Instant::now();
        self.ids.clear();
        self.partitioner.partition(batch, &mut self.ids)?;
        self.writer.write(batch, &self.ids)?;
        self.time += start.elapsed();
        Ok(())
    }

    pub fn finish(self) -> Result<ShuffleWriteResult> {
        let start = Instant::now();
        let written = self.writer.finish()?;
        let nanos = (self.time + start.elapsed()).as_nanos() as u64;
        Ok(ShuffleWriteResult {
            rows: written.rows.iter().sum(),
            partition_lengths: written.lengths,
            partition_checksums: written.checksums,
            partition_rows: written.rows,
            write_nanos: nanos,
            data_size: written.data_size,
            spill_size: written.spilled_bytes,
        })
    }
}

fn checksum(name: &str) -> Result<Option<ChecksumKind>> {
    if name.is_empty() {
        return Ok(None);
    }
    ChecksumKind::named(name).map(Some)
}
