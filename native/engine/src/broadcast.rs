//! A broadcast in this process: its rows, and the hash tables that joins have made of them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use datafusion_common::Result;
use datafusion_common::utils::memory::get_record_batch_memory_size;

use crate::memory::{ProcessPool, SharedMemory};
use crate::operator::hash_join::{JoinTable, Keys, concatenated};

type Slot = Arc<Mutex<Option<Arc<JoinTable>>>>;

#[derive(Debug)]
pub struct Broadcast {
    rows: RecordBatch,
    tables: Mutex<HashMap<Vec<u8>, Slot>>,
    _memory: Option<SharedMemory>,
}

impl Broadcast {
    /// Draws its memory from `pool`; without one the caller accounts for [`Broadcast::bytes`].
    pub fn new(
        schema: &SchemaRef,
        batches: Vec<RecordBatch>,
        pool: Option<&Arc<ProcessPool>>,
    ) -> Result<Self> {
        let rows = concatenated(schema, batches)?;
        let bytes = bytes(&rows);
        Ok(Self {
            rows,
            tables: Mutex::default(),
            _memory: pool.map(|pool| SharedMemory::hold(Arc::clone(pool), bytes)),
        })
    }

    pub fn rows(&self) -> &RecordBatch {
        &self.rows
    }

    /// Its memory, a hash table included.
    pub fn bytes(&self) -> usize {
        bytes(&self.rows)
    }

    /// The table by the keys, in the order of `bounded`, that `name` stands for. The first task builds
    /// it; others wait.
    pub fn table(
        &self,
        name: &[u8],
        keys: &Keys,
        bounded: Option<usize>,
    ) -> Result<Arc<JoinTable>> {
        let slot = {
            let mut tables = self.tables.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(tables.entry(name.to_vec()).or_default())
        };
        let mut table = slot.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(table) = table.as_ref() {
            return Ok(Arc::clone(table));
        }
        let built = Arc::new(JoinTable::build(self.rows.clone(), keys, bounded)?);
        *table = Some(Arc::clone(&built));
        Ok(built)
    }
}

fn bytes(rows: &RecordBatch) -> usize {
    get_record_batch_memory_size(rows) + JoinTable::index_bytes(rows.num_rows())
}
