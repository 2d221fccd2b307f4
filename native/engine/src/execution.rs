//! One task's native plan: built when it opens, polled on the task's own thread.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Instant;

use arrow::array::RecordBatch;
use datafusion_common::{DataFusionError, Result, internal_datafusion_err};
use datafusion_execution::{SendableRecordBatchStream, TaskContext};
use datafusion_physical_plan::ExecutionPlan;
use futures::StreamExt;
use thermite_proto::operator::Kind;
use thermite_proto::{Block, Operator, ShuffleWriteResult, Task, TaskMetrics};
use tokio::runtime::Handle;

use crate::cache::{CacheWriter, CachedColumns};
use crate::host::{CANCEL_CHECK, Cancelled, Host};
use crate::memory::{MemorySource, TaskPool};
use crate::parquet::reader::CurrentFile;
use crate::plan::{Built, PlanContext};
use crate::session::ProcessContext;
use crate::shuffle::Codec;
use crate::shuffle::output::ShuffleOutput;
use crate::{metrics, plan, session};

pub struct TaskExecution {
    stream: SendableRecordBatchStream,
    ids: Vec<(u32, Arc<dyn ExecutionPlan>)>,
    output: Option<ShuffleOutput>,
    cache: Option<CacheWriter>,
    context: Arc<TaskContext>,
    pool: Arc<TaskPool>,
    host: Arc<dyn Host>,
    runtime: Handle,
    current_file: Arc<CurrentFile>,
}

impl TaskExecution {
    pub fn open(
        block: &Block,
        task: &Task,
        host: Arc<dyn Host>,
        memory: MemorySource,
        process: &ProcessContext,
        runtime: Handle,
    ) -> Result<Self> {
        let root = block
            .root
            .as_ref()
            .ok_or_else(|| internal_datafusion_err!("a block without operators"))?;
        let mut options = session::options(block.batch_size as usize)?;
        if !may_skip_partial(root) {
            // A ratio of distinct groups to rows that is never reached.
            options
                .execution
                .skip_partial_aggregation_probe_ratio_threshold = 1.1;
        }
        let ctx = PlanContext::new(&block.time_zone, &options, Arc::clone(&host), process, task);
        let pool = Arc::new(TaskPool::new(memory));
        let context = session::task_context(
            options.clone(),
            Arc::clone(&pool),
            task.shuffle_output.as_ref(),
        )?;
        let (body, output) = match &root.kind {
            Some(Kind::ShuffleWrite(write)) => {
                let child = root
                    .children
                    .first()
                    .ok_or_else(|| internal_datafusion_err!("a shuffle write without a child"))?;
                (child, Some(write))
            }
            _ => (root, None),
        };
        let _entered = runtime.enter();
        let Built { plan, ids } = plan::build(body, &ctx)?;
        let output = match output {
            Some(write) => Some(ShuffleOutput::open(
                write,
                task,
                plan.schema(),
                &context,
                &ctx,
            )?),
            None => None,
        };
        let stream = plan.execute(0, Arc::clone(&context))?;
        Ok(Self {
            stream,
            ids,
            output,
            cache: None,
            context,
            pool,
            host,
            runtime,
            current_file: ctx.current_file,
        })
    }

    /// The next batch of a block whose root is a result; None at the end.
    pub fn next_batch(&mut self) -> Result<Option<RecordBatch>> {
        let Self {
            stream,
            host,
            runtime,
            ..
        } = self;
        wait(
            runtime,
            cancellable(host.as_ref(), async {
                loop {
                    match stream.next().await.transpose()? {
                        Some(batch) if batch.num_rows() == 0 => continue,
                        other => return Ok(other),
                    }
                }
            }),
        )
    }

    /// The next rows, as a cached batch of at most `rows`; None at the end.
    pub fn next_cached(&mut self, rows: usize, codec: Codec) -> Result<Option<CachedColumns>> {
        let mut writer = match self.cache.take() {
            Some(writer) => writer,
            None => CacheWriter::new(rows, codec)?,
        };
        let batch = writer.next(&mut || self.next_batch())?;
        self.cache = Some(writer);
        Ok(batch)
    }

    /// Runs a block whose root is a shuffle write to its end.
    pub fn write_shuffle(&mut self) -> Result<ShuffleWriteResult> {
        let mut output = self
            .output
            .take()
            .ok_or_else(|| internal_datafusion_err!("the block does not write a shuffle"))?;
        let Self {
            stream,
            host,
            runtime,
            ..
        } = self;
        wait(
            runtime,
            cancellable(host.as_ref(), async {
                while let Some(batch) = stream.next().await.transpose()? {
                    output.write(&batch)?;
                }
                Ok(())
            }),
        )?;
        output.finish()
    }

    /// The file that the task's scans read last.
    pub fn current_file(&self) -> Option<String> {
        self.current_file.get()
    }

    /// Ends the task, finished or not, and says what it did.
    pub fn close(self) -> TaskMetrics {
        let operators = metrics::collect(&self.ids);
        let pool = self.pool;
        let _entered = self.runtime.enter();
        drop((self.stream, self.ids, self.output, self.cache, self.context));
        use datafusion_execution::memory_pool::MemoryPool;
        TaskMetrics {
            operators,
            peak_memory: pool.peak() as u64,
            reserved_memory: pool.reserved() as u64,
        }
    }
}

/// Runs `future` on this thread, which may be polling another block already: that of an operator of
/// the JVM whose rows this one's parent reads.
fn wait<T>(runtime: &Handle, future: impl Future<Output = T>) -> T {
    tokio::task::block_in_place(|| runtime.block_on(future))
}

/// Whether every partial aggregate of the block may emit a group more than once.
fn may_skip_partial(operator: &Operator) -> bool {
    let this = match &operator.kind {
        Some(Kind::HashAggregate(agg)) => agg.may_skip_partial || emits_results(agg),
        _ => true,
    };
    this && operator.children.iter().all(may_skip_partial)
}

fn emits_results(agg: &thermite_proto::HashAggregate) -> bool {
    use thermite_proto::AggregateMode::{Complete, Final};
    agg.aggregates
        .iter()
        .all(|a| a.mode == Final as i32 || a.mode == Complete as i32)
}

/// Polls `future` until it is done or the host says that the task has been killed.
async fn cancellable<T>(host: &dyn Host, future: impl Future<Output = Result<T>>) -> Result<T> {
    let mut future = std::pin::pin!(future);
    let mut timer = Box::pin(tokio::time::sleep(CANCEL_CHECK));
    let mut asked = Instant::now();
    poll_fn(move |cx| {
        if let Poll::Ready(result) = future.as_mut().poll(cx) {
            return Poll::Ready(result);
        }
        let due = Pin::as_mut(&mut timer).poll(cx).is_ready();
        if due || asked.elapsed() >= CANCEL_CHECK {
            asked = Instant::now();
            if host.is_cancelled() {
                return Poll::Ready(Err(DataFusionError::External(Box::new(Cancelled))));
            }
            timer = Box::pin(tokio::time::sleep(CANCEL_CHECK));
            let _ = Pin::as_mut(&mut timer).poll(cx);
        }
        Poll::Pending
    })
    .await
}
