//! The build side in memory: its rows, and an index from key to rows.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, RecordBatch, RecordBatchOptions, new_empty_array};
use arrow::compute::concat;
use arrow::datatypes::SchemaRef;
use datafusion_common::{Result, resources_err};
use datafusion_physical_expr::PhysicalExpr;

use super::bound;
use super::keys::{self, Coding, NO_KEY};

/// An index over codes of this many times the rows is an array with a place for each code.
const DENSE: u64 = 4;
const SMALL: u64 = 1 << 16;
/// How far ahead of its use a place of the index is asked for.
pub const AHEAD: usize = 16;

#[derive(Debug)]
pub struct JoinTable {
    pub rows: RecordBatch,
    /// The key columns of `rows`.
    pub keys: Vec<ArrayRef>,
    pub coding: Coding,
    pub has_null_key: bool,
    index: Index,
    /// The rows in the order of their keys, where a key may have several.
    order: Option<Vec<u32>>,
    /// By place of the order, the values of a column that rows of one key are ordered by.
    pub bounds: Option<Vec<i64>>,
}

/// The rows of each probe key: `counts[i]` rows that begin at `starts[i]` of the table's order.
#[derive(Default)]
pub struct Matches {
    pub starts: Vec<u32>,
    pub counts: Vec<u32>,
}

#[derive(Debug)]
enum Index {
    Empty,
    /// By code: the row and 1; 0 is none.
    Unique(Vec<u32>),
    /// By code: where its rows begin, and by the next where they end.
    Grouped(Vec<u32>),
    Hash(HashIndex),
}

#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    code: u64,
    start: u32,
    count: u32,
}

/// Open addressing, at most half full.
#[derive(Debug)]
struct HashIndex {
    slots: Vec<Slot>,
    shift: u32,
}

impl JoinTable {
    /// What a table of `rows` rows needs beside them, at most.
    pub fn index_bytes(rows: usize) -> usize {
        rows * (4 * size_of::<Slot>() + 2 * size_of::<u32>() + size_of::<i64>())
    }

    /// Rows whose column `bounded` is NULL meet none.
    pub fn build(
        rows: RecordBatch,
        keys: &[Arc<dyn PhysicalExpr>],
        bounded: Option<usize>,
    ) -> Result<Self> {
        let count = rows.num_rows();
        if count > i32::MAX as usize {
            return resources_err!("a hash table of {count} rows, where 2147483647 is the most");
        }
        let keys = keys::evaluate(keys, &rows)?;
        let (coding, distinct) = Coding::of(&keys);
        let mut codes = coding.encode(&keys, count)?;
        let bounded = bounded.map(|i| rows.column(i));
        if let Some(column) = bounded {
            keys::leave_nulls_out(column, &mut codes);
        }
        let has_null_key = keys.iter().any(|key| key.logical_null_count() > 0);
        let dense = distinct.filter(|d| *d <= (DENSE * count as u64).max(SMALL));
        let (index, mut order) = match dense {
            _ if codes.iter().all(|code| *code == NO_KEY) => (Index::Empty, None),
            Some(distinct) => by_code(&codes, distinct as usize),
            None => by_hash(&codes),
        };
        let bounds = match (&index, bounded, &mut order) {
            (Index::Grouped(starts), Some(column), Some(order)) => {
                let groups = starts.windows(2).filter(|s| s[0] < s[1]);
                let groups = groups.map(|s| s[0] as usize..s[1] as usize);
                bound::sort(order, groups, column)
            }
            (Index::Hash(index), Some(column), Some(order)) => {
                let groups = index.slots.iter().filter(|slot| slot.count > 0);
                let groups = groups.map(|s| s.start as usize..(s.start + s.count) as usize);
                bound::sort(order, groups, column)
            }
            _ => None,
        };
        Ok(Self {
            rows,
            keys,
            coding,
            has_null_key,
            index,
            order,
            bounds,
        })
    }

    pub fn is_empty(&self) -> bool {
        matches!(self.index, Index::Empty)
    }

    /// The rows for each of `codes`.
    pub fn find(&self, codes: &[u64], found: &mut Matches) {
        found.starts.clear();
        found.counts.clear();
        let mut push = |start, count| {
            found.starts.push(start);
            found.counts.push(count);
        };
        match &self.index {
            Index::Empty => codes.iter().for_each(|_| push(0, 0)),
            Index::Unique(places) => ahead(
                codes,
                |code| prefetch(places, code),
                |code| {
                    let place = places.get(code as usize).copied().unwrap_or(0);
                    push(place.wrapping_sub(1), u32::from(place != 0));
                },
            ),
            Index::Grouped(starts) => ahead(
                codes,
                |code| prefetch(starts, code),
                |code| match starts.get(code as usize..).and_then(|s| s.get(..2)) {
                    Some(&[start, end]) => push(start, end - start),
                    _ => push(0, 0),
                },
            ),
            Index::Hash(index) => ahead(
                codes,
                |code| prefetch(&index.slots, index.place(code)),
                |code| {
                    let slot = index.slots[index.locate(code)];
                    push(slot.start, slot.count);
                },
            ),
        }
    }

    /// Asks the memory for the row at a place of the order.
    pub fn fetch_row(&self, place: u32) {
        if let Some(order) = &self.order {
            prefetch(order, u64::from(place));
        }
    }

    /// The row at a place of the order.
    pub fn row(&self, place: u32) -> u32 {
        match &self.order {
            Some(order) => order[place as usize],
            None => place,
        }
    }

    /// Whether every key has one row.
    pub fn is_unique(&self) -> bool {
        self.order.is_none()
    }
}

/// The rows of `batches` as one batch; each column is let go when it has been copied.
pub fn concatenated(schema: &SchemaRef, batches: Vec<RecordBatch>) -> Result<RecordBatch> {
    let rows = batches.iter().map(RecordBatch::num_rows).sum();
    let mut columns: Vec<Vec<ArrayRef>> = vec![Vec::new(); schema.fields().len()];
    for batch in batches {
        for (column, array) in columns.iter_mut().zip(batch.columns()) {
            column.push(Arc::clone(array));
        }
    }
    let columns = columns
        .into_iter()
        .zip(schema.fields())
        .map(|(parts, field)| {
            let parts: Vec<&dyn Array> = parts.iter().map(|part| part.as_ref()).collect();
            match parts.as_slice() {
                [] => Ok(new_empty_array(field.data_type())),
                parts => concat(parts),
            }
        });
    let columns = columns.collect::<std::result::Result<Vec<_>, _>>()?;
    let options = RecordBatchOptions::new().with_row_count(Some(rows));
    let schema = Arc::clone(schema);
    Ok(RecordBatch::try_new_with_options(
        schema, columns, &options,
    )?)
}

/// Calls `fetch` for each code some codes before `visit`.
fn ahead(codes: &[u64], fetch: impl Fn(u64), mut visit: impl FnMut(u64)) {
    for (i, code) in codes.iter().enumerate() {
        if let Some(later) = codes.get(i + AHEAD) {
            fetch(*later);
        }
        visit(*code);
    }
}

/// Asks the memory for an element that will be read soon.
fn prefetch<T>(elements: &[T], index: u64) {
    #[cfg(target_arch = "x86_64")]
    if let Some(element) = elements.get(index as usize) {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        // SAFETY: a prefetch reads nothing; the address is that of a live element.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(std::ptr::from_ref(element).cast()) };
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = (elements, index);
}

/// An index for codes below `distinct`.
fn by_code(codes: &[u64], distinct: usize) -> (Index, Option<Vec<u32>>) {
    let mut places = vec![0u32; distinct];
    let mut unique = true;
    for (row, code) in codes.iter().enumerate().filter(|(_, c)| **c != NO_KEY) {
        let place = &mut places[*code as usize];
        unique &= *place == 0;
        *place = row as u32 + 1;
    }
    if unique {
        return (Index::Unique(places), None);
    }
    let mut starts = vec![0u32; distinct + 1];
    for code in codes.iter().filter(|c| **c != NO_KEY) {
        starts[*code as usize + 1] += 1;
    }
    for i in 0..distinct {
        starts[i + 1] += starts[i];
    }
    let mut order = vec![0u32; starts[distinct] as usize];
    places.copy_from_slice(&starts[..distinct]);
    for (row, code) in codes.iter().enumerate().filter(|(_, c)| **c != NO_KEY) {
        let place = &mut places[*code as usize];
        order[*place as usize] = row as u32;
        *place += 1;
    }
    (Index::Grouped(starts), Some(order))
}

fn by_hash(codes: &[u64]) -> (Index, Option<Vec<u32>>) {
    let mut index = HashIndex::new(codes.len());
    let mut unique = true;
    let mut slot_of = Vec::with_capacity(codes.len());
    for (row, code) in codes.iter().enumerate() {
        if let Some(later) = codes.get(row + AHEAD) {
            prefetch(&index.slots, index.place(*later));
        }
        if *code == NO_KEY {
            slot_of.push(u32::MAX);
            continue;
        }
        let at = index.locate(*code);
        let slot = &mut index.slots[at];
        slot.code = *code;
        slot.start = row as u32;
        slot.count += 1;
        unique &= slot.count == 1;
        slot_of.push(at as u32);
    }
    if unique {
        return (Index::Hash(index), None);
    }
    let mut next = 0;
    for slot in &mut index.slots {
        slot.start = next;
        next += std::mem::take(&mut slot.count);
    }
    let mut order = vec![0u32; next as usize];
    for (row, at) in slot_of.iter().enumerate() {
        if let Some(later) = slot_of.get(row + AHEAD) {
            prefetch(&index.slots, u64::from(*later));
        }
        if *at == u32::MAX {
            continue;
        }
        let slot = &mut index.slots[*at as usize];
        order[(slot.start + slot.count) as usize] = row as u32;
        slot.count += 1;
    }
    (Index::Hash(index), Some(order))
}

impl HashIndex {
    fn new(rows: usize) -> Self {
        let slots = (2 * rows).next_power_of_two().max(2);
        Self {
            slots: vec![Slot::default(); slots],
            shift: 64 - slots.trailing_zeros(),
        }
    }

    /// Where the search for a code begins: the high bits of a multiplication by 2^64 / phi.
    fn place(&self, code: u64) -> u64 {
        code.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> self.shift
    }

    /// The slot of `code`, or the free one where it would go.
    fn locate(&self, code: u64) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = self.place(code) as usize;
        loop {
            let slot = &self.slots[at];
            if slot.count == 0 || slot.code == code {
                return at;
            }
            at = (at + 1) & mask;
        }
    }
}
