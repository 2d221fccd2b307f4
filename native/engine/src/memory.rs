//! Memory of one task: DataFusion reservations, drawn from a process-wide pool or from the host.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use datafusion_common::{DataFusionError, Result};
use datafusion_execution::memory_pool::{MemoryLimit, MemoryPool, MemoryReservation};

use crate::host::Host;

/// Memory is taken from its source in steps of this size and handed out locally.
const STEP: usize = 8 << 20;

/// The native memory of the whole process, for when Spark's off-heap memory is off.
#[derive(Debug)]
pub struct ProcessPool {
    limit: usize,
    used: AtomicUsize,
    /// The part of `used` that belongs to no task.
    shared: AtomicUsize,
    tasks: AtomicUsize,
}

impl ProcessPool {
    pub fn new(limit: usize) -> Self {
        Self {
            limit,
            used: AtomicUsize::new(0),
            shared: AtomicUsize::new(0),
            tasks: AtomicUsize::new(0),
        }
    }

    /// What tasks hold.
    pub fn used_by_tasks(&self) -> usize {
        self.used.load(Ordering::Relaxed) - self.shared.load(Ordering::Relaxed)
    }

    /// Grants `bytes` if the process and the task's fair share have room.
    fn acquire(&self, bytes: usize, held: usize) -> bool {
        let share = self.limit / self.tasks.load(Ordering::Relaxed).max(1);
        held + bytes <= share
            && self
                .used
                .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |used| {
                    let next = used + bytes;
                    (next <= self.limit).then_some(next)
                })
                .is_ok()
    }
}

/// Memory of the process that belongs to no task. It cannot be refused, but tasks get less.
#[derive(Debug)]
pub struct SharedMemory {
    pool: Arc<ProcessPool>,
    bytes: usize,
}

impl SharedMemory {
    pub fn hold(pool: Arc<ProcessPool>, bytes: usize) -> Self {
        pool.used.fetch_add(bytes, Ordering::Relaxed);
        pool.shared.fetch_add(bytes, Ordering::Relaxed);
        Self { pool, bytes }
    }
}

impl Drop for SharedMemory {
    fn drop(&mut self) {
        self.pool.shared.fetch_sub(self.bytes, Ordering::Relaxed);
        self.pool.used.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

/// Where a task's memory comes from.
#[derive(Debug, Clone)]
pub enum MemorySource {
    /// A fixed pool, shared fairly by the running tasks.
    Process(Arc<ProcessPool>),
    /// Spark's own accounting, asked through the host.
    Host(Arc<dyn Host>),
}

/// The memory pool of one task.
#[derive(Debug)]
pub struct TaskPool {
    source: MemorySource,
    /// Taken from the source.
    held: AtomicUsize,
    /// Handed out to operators.
    reserved: AtomicUsize,
    peak: AtomicUsize,
}

impl TaskPool {
    pub fn new(source: MemorySource) -> Self {
        if let MemorySource::Process(pool) = &source {
            pool.tasks.fetch_add(1, Ordering::Relaxed);
        }
        Self {
            source,
            held: AtomicUsize::new(0),
            reserved: AtomicUsize::new(0),
            peak: AtomicUsize::new(0),
        }
    }

    pub fn peak(&self) -> usize {
        self.peak.load(Ordering::Relaxed)
    }

    fn take(&self, bytes: usize) -> Result<bool> {
        let held = self.held.load(Ordering::Relaxed);
        let granted = match &self.source {
            MemorySource::Process(pool) => {
                if pool.acquire(bytes, held) {
                    bytes
                } else {
                    0
                }
            }
            MemorySource::Host(host) => host.acquire_memory(bytes)?,
        };
        self.held.fetch_add(granted, Ordering::Relaxed);
        if granted < bytes && granted > 0 {
            self.give_back(granted);
        }
        Ok(granted >= bytes)
    }

    fn give_back(&self, bytes: usize) {
        self.held.fetch_sub(bytes, Ordering::Relaxed);
        match &self.source {
            MemorySource::Process(pool) => {
                pool.used.fetch_sub(bytes, Ordering::Relaxed);
            }
            MemorySource::Host(host) => host.release_memory(bytes),
        }
    }

    fn add(&self, bytes: usize) {
        let now = self.reserved.fetch_add(bytes, Ordering::Relaxed) + bytes;
        self.peak.fetch_max(now, Ordering::Relaxed);
    }
}

impl MemoryPool for TaskPool {
    fn name(&self) -> &str {
        "task"
    }

    /// Operators call this only for memory that they hold already, so it cannot be refused.
    fn grow(&self, _reservation: &MemoryReservation, additional: usize) {
        self.add(additional);
    }

    fn shrink(&self, _reservation: &MemoryReservation, shrink: usize) {
        let reserved = self.reserved.fetch_sub(shrink, Ordering::Relaxed) - shrink;
        let held = self.held.load(Ordering::Relaxed);
        // One step is kept, so that an operator that grows and shrinks by turns stays local.
        let spare = held.saturating_sub(reserved);
        if spare > 2 * STEP {
            self.give_back(spare - STEP);
        }
    }

    fn try_grow(&self, reservation: &MemoryReservation, additional: usize) -> Result<()> {
        let wanted = self.reserved.load(Ordering::Relaxed) + additional;
        let held = self.held.load(Ordering::Relaxed);
        if wanted > held {
            let missing = wanted - held;
            if !self.take(missing.max(STEP))? && !self.take(missing)? {
                return Err(DataFusionError::ResourcesExhausted(format!(
                    "{} asks for {additional} bytes beyond the {held} bytes of native memory that the task holds",
                    reservation.consumer().name()
                )));
            }
        }
        self.add(additional);
        Ok(())
    }

    fn reserved(&self) -> usize {
        self.reserved.load(Ordering::Relaxed)
    }

    fn memory_limit(&self) -> MemoryLimit {
        match &self.source {
            MemorySource::Process(pool) => MemoryLimit::Finite(pool.limit),
            MemorySource::Host(_) => MemoryLimit::Unknown,
        }
    }
}

impl fmt::Display for TaskPool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "task(reserved: {})", self.reserved())
    }
}

impl Drop for TaskPool {
    fn drop(&mut self) {
        let held = self.held.load(Ordering::Relaxed);
        if held > 0 {
            self.give_back(held);
        }
        if let MemorySource::Process(pool) = &self.source {
            pool.tasks.fetch_sub(1, Ordering::Relaxed);
        }
    }
}
