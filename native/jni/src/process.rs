//! What lives as long as the process: the I/O runtime, the memory pool, the caches of footers and of
//! blocks.

use std::sync::{Arc, OnceLock};

use datafusion_common::{DataFusionError, Result, internal_datafusion_err};
use thermite_engine::memory::ProcessPool;
use thermite_engine::session::ProcessContext;
use tokio::runtime::{Builder, Runtime};

use crate::blocks::Blocks;

pub struct Process {
    pub runtime: Runtime,
    /// None: Spark accounts for native memory.
    pub pool: Option<Arc<ProcessPool>>,
    pub context: ProcessContext,
    pub blocks: Blocks,
}

static PROCESS: OnceLock<Process> = OnceLock::new();

/// Starts the process's parts once; later calls change nothing.
pub fn start(threads: usize, pool_bytes: usize) -> Result<()> {
    if PROCESS.get().is_some() {
        return Ok(());
    }
    keep_freed_memory();
    let runtime = Builder::new_multi_thread()
        .worker_threads(threads)
        .thread_name("thermite-io")
        .enable_time()
        .build()
        .map_err(DataFusionError::IoError)?;
    let process = Process {
        runtime,
        pool: (pool_bytes > 0).then(|| Arc::new(ProcessPool::new(pool_bytes))),
        context: ProcessContext::new()?,
        blocks: Blocks::default(),
    };
    // A second caller lost the race: its runtime is dropped.
    let _ = PROCESS.set(process);
    Ok(())
}

/// Freed memory goes back to the system after seconds instead of milliseconds: the next task takes
/// it over without a page fault for each page.
fn keep_freed_memory() {
    const PURGE_DELAY: libmimalloc_sys::mi_option_t = 15;
    const MILLISECONDS: std::ffi::c_long = 3000;
    // SAFETY: sets an option of the allocator by its number in mimalloc.h, before there are threads
    // that could read it.
    unsafe { libmimalloc_sys::mi_option_set(PURGE_DELAY, MILLISECONDS) };
}

pub fn get() -> Result<&'static Process> {
    PROCESS
        .get()
        .ok_or_else(|| internal_datafusion_err!("the native library was not started"))
}
