//! Runs a hash join: the build side into a table, then the probe side against it. A build side that
//! the memory does not hold is divided on disk by a hash of the keys, its probe side likewise, and the
//! parts are joined one by one; a part that does not get smaller is joined piece by piece, with its
//! probe side read again for each.

use std::pin::Pin;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::compute::BatchCoalescer;
use arrow::datatypes::SchemaRef;
use async_stream::try_stream;
use datafusion_common::utils::memory::get_record_batch_memory_size;
use datafusion_common::{DataFusionError, Result};
use datafusion_execution::SendableRecordBatchStream;
use datafusion_execution::memory_pool::MemoryReservation;
use datafusion_physical_expr::expressions::DynamicFilterPhysicalExpr;
use datafusion_physical_plan::metrics::{BaselineMetrics, Count, Time};
use futures::{Stream, StreamExt, TryStreamExt};

use super::keys;
use super::prober::{Prober, kept_probe_rows};
use super::pruning;
use super::spec::{JoinSpec, Kept, Keys, Shape};
use super::spill::{Divider, Part, SpillSpace};
use super::table::{JoinTable, concatenated};

/// How often a part is divided again.
const LEVELS: usize = 4;
/// The offsets of an array of strings end there.
const MOST_BYTES: usize = i32::MAX as usize;

pub type Batches<'a> = Pin<Box<dyn Stream<Item = Result<RecordBatch>> + Send + 'a>>;

/// Gives a table that all tasks of the process share.
pub type SharedTable = Arc<dyn Fn() -> Result<Arc<JoinTable>> + Send + Sync>;

/// One task's run of a join.
pub struct Run {
    pub spec: Arc<JoinSpec>,
    pub batch_size: usize,
    pub build_schema: SchemaRef,
    pub memory: MemoryReservation,
    pub probe_schema: SchemaRef,
    pub space: SpillSpace,
    pub filter: Option<Arc<DynamicFilterPhysicalExpr>>,
    pub build_time: Time,
    pub build_rows: Count,
    pub probe_time: Time,
}

/// Rows of a build side as far as the memory holds them, and the first that it does not hold.
struct Read {
    batches: Vec<RecordBatch>,
    next: Option<RecordBatch>,
}

impl Run {
    /// Joins with a table that the tasks share.
    pub fn shared(self, table: SharedTable, probe: SendableRecordBatchStream) -> Batches<'static> {
        Box::pin(try_stream! {
            let table = self.timed(&self.build_time, || table())?;
            self.fill(&table)?;
            for await batch in self.probed(table, probe) {
                yield batch?;
            }
        })
    }

    pub fn owned(
        self,
        mut build: SendableRecordBatchStream,
        probe: SendableRecordBatchStream,
    ) -> Batches<'static> {
        Box::pin(try_stream! {
            let read = self.read(&mut build, None).await?;
            if read.next.is_none() {
                let table = self.table(read.batches)?;
                self.fill(&table)?;
                for await batch in self.probed(table, probe) {
                    yield batch?;
                }
            } else {
                for await batch in self.divided(read, build, probe, usize::MAX, 0) {
                    yield batch?;
                }
            }
        })
    }

    /// Divides both sides and joins the parts. `rows` is the build side's size.
    fn divided(
        &self,
        read: Read,
        build: SendableRecordBatchStream,
        probe: SendableRecordBatchStream,
        rows: usize,
        level: usize,
    ) -> Batches<'_> {
        Box::pin(try_stream! {
            let nothing = Read { batches: Vec::new(), next: None };
            let spec = &self.spec;
            let builds =
                self.divide(read, build, &spec.build_keys, &self.build_schema, level).await?;
            let probes =
                self.divide(nothing, probe, &spec.probe_keys, &self.probe_schema, level).await?;
            for (build, probe) in builds.into_iter().zip(probes) {
                for await batch in self.part(build, probe, rows, level + 1) {
                    yield batch?;
                }
            }
        })
    }

    /// Joins a part of both sides; `parent` is the size of the build side that it is a part of.
    fn part(&self, build: Part, probe: Part, parent: usize, level: usize) -> Batches<'_> {
        Box::pin(try_stream! {
            let shape = self.spec.shape;
            let nothing = (build.rows == 0 && shape.drops_unmatched_probe_rows())
                || (probe.rows == 0 && shape.build == Kept::None);
            if nothing {
                return;
            }
            let mut rows = self.space.read(&build)?;
            let read = self.read(&mut rows, None).await?;
            let shrinks = build.rows < parent / 4 * 3;
            let joined = if read.next.is_none() {
                let table = self.table(read.batches)?;
                self.probed(table, self.space.read(&probe)?)
            } else if level < LEVELS && shrinks {
                let probe = self.space.read(&probe)?;
                self.divided(read, rows, probe, build.rows, level)
            } else {
                self.pieces(read, rows, probe)
            };
            for await batch in joined {
                yield batch?;
            }
        })
    }

    /// Joins a build side of any size, as much of it as the memory holds at a time.
    fn pieces(
        &self,
        mut read: Read,
        mut rows: SendableRecordBatchStream,
        probe: Part,
    ) -> Batches<'_> {
        Box::pin(try_stream! {
            let kept = self.spec.shape.probe;
            // What comes of a probe row by itself is known when it has met all pieces.
            let shape = Shape { probe: Kept::None, ..self.spec.shape };
            let mut met = vec![false; if kept == Kept::None { 0 } else { probe.rows }];
            loop {
                let table = self.table(read.batches)?;
                let mut prober = self.prober(table, shape);
                let mut batches = self.space.read(&probe)?;
                let mut first = 0;
                while let Some(batch) = batches.next().await.transpose()? {
                    self.timed(&self.probe_time, || prober.start(batch))?;
                    while let Some(output) = self.timed(&self.probe_time, || prober.next())? {
                        yield output;
                    }
                    let hits = prober.hits();
                    for (met, hit) in met.iter_mut().skip(first).zip(hits) {
                        *met |= hit;
                    }
                    first += hits.len();
                }
                for output in prober.kept_build_rows() {
                    yield output?;
                }
                drop(prober);
                self.memory.free();
                let Some(next) = read.next else { break };
                read = self.read(&mut rows, Some(next)).await?;
            }
            if kept != Kept::None {
                let mut batches = self.space.read(&probe)?;
                let mut first = 0;
                while let Some(batch) = batches.next().await.transpose()? {
                    let met = &met[first..first + batch.num_rows()];
                    first += batch.num_rows();
                    yield kept_probe_rows(&self.spec, kept, &batch, met)?;
                }
            }
        })
    }

    /// Meets a probe side with a table that is whole.
    fn probed(&self, table: Arc<JoinTable>, mut probe: SendableRecordBatchStream) -> Batches<'_> {
        Box::pin(try_stream! {
            let shape = self.spec.shape;
            let unread = table.is_empty()
                && shape.drops_unmatched_probe_rows()
                && matches!(shape.build, Kept::None | Kept::Matched);
            let mut prober = self.prober(table, shape);
            if !unread {
                while let Some(batch) = probe.next().await.transpose()? {
                    self.timed(&self.probe_time, || prober.start(batch))?;
                    while let Some(output) = self.timed(&self.probe_time, || prober.next())? {
                        yield output;
                    }
                }
            }
            for output in prober.kept_build_rows() {
                yield output?;
            }
            drop(prober);
            self.memory.free();
        })
    }

    fn prober(&self, table: Arc<JoinTable>, shape: Shape) -> Prober {
        Prober::new(table, Arc::clone(&self.spec), shape, self.batch_size)
    }

    /// Reads build rows until the memory is full; `first` is taken in any case.
    async fn read(
        &self,
        rows: &mut SendableRecordBatchStream,
        first: Option<RecordBatch>,
    ) -> Result<Read> {
        let mut batches = Vec::new();
        let mut bytes = 0;
        if let Some(batch) = first {
            bytes += needed(&batch);
            self.memory.grow(bytes);
            batches.push(batch);
        }
        while let Some(batch) = rows.next().await.transpose()? {
            self.build_rows.add(batch.num_rows());
            let more = needed(&batch);
            let granted = match self.memory.try_grow(more) {
                _ if bytes + more > MOST_BYTES => false,
                Ok(()) => true,
                Err(e) => match e.find_root() {
                    DataFusionError::ResourcesExhausted(_) => false,
                    _ => return Err(e),
                },
            };
            if !granted {
                let next = Some(batch);
                return Ok(Read { batches, next });
            }
            bytes += more;
            batches.push(batch);
        }
        let next = None;
        Ok(Read { batches, next })
    }

    fn table(&self, batches: Vec<RecordBatch>) -> Result<Arc<JoinTable>> {
        self.timed(&self.build_time, || {
            let rows = concatenated(&self.build_schema, batches)?;
            Ok(Arc::new(JoinTable::build(
                rows,
                &self.spec.build_keys,
                self.spec.bounded(),
            )?))
        })
    }

    /// Writes the rows of a side to files of its parts; frees the memory of those that were read.
    async fn divide(
        &self,
        read: Read,
        mut rows: SendableRecordBatchStream,
        keys: &Keys,
        schema: &SchemaRef,
        level: usize,
    ) -> Result<Vec<Part>> {
        let mut divider = Divider::new(&self.space, schema, level, self.memory.new_empty())?;
        let mut write = |batch: RecordBatch| -> Result<()> {
            divider.write(&batch, &keys::evaluate(keys, &batch)?)
        };
        for batch in read.batches.into_iter().chain(read.next) {
            write(batch)?;
        }
        self.memory.free();
        while let Some(batch) = rows.next().await.transpose()? {
            write(batch)?;
        }
        divider.finish()
    }

    fn fill(&self, table: &JoinTable) -> Result<()> {
        match &self.filter {
            Some(filter) => pruning::fill(filter, &self.spec.probe_keys, table, &self.probe_schema),
            None => Ok(()),
        }
    }

    fn timed<T>(&self, time: &Time, work: impl FnOnce() -> T) -> T {
        let _timer = time.timer();
        work()
    }
}

/// The memory of a build batch and of its part of the index.
fn needed(batch: &RecordBatch) -> usize {
    get_record_batch_memory_size(batch) + JoinTable::index_bytes(batch.num_rows())
}

/// Batches of about `batch_size` rows, counted.
pub fn coalesced(
    mut batches: Batches<'static>,
    schema: SchemaRef,
    batch_size: usize,
    metrics: BaselineMetrics,
) -> Batches<'static> {
    if schema.fields().is_empty() {
        // The coalescer loses the number of rows without columns.
        return Box::pin(batches.inspect_ok(move |batch| metrics.record_output(batch.num_rows())));
    }
    let mut pending = BatchCoalescer::new(schema, batch_size)
        .with_biggest_coalesce_batch_size(Some(batch_size / 2));
    Box::pin(try_stream! {
        while let Some(batch) = batches.next().await.transpose()? {
            pending.push_batch(batch)?;
            while let Some(batch) = pending.next_completed_batch() {
                metrics.record_output(batch.num_rows());
                yield batch;
            }
        }
        pending.finish_buffered_batch()?;
        while let Some(batch) = pending.next_completed_batch() {
            metrics.record_output(batch.num_rows());
            yield batch;
        }
    })
}
