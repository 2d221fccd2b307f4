//! Meets the probe side's batches with a table, a bounded number of pairs at a time. Output keeps the
//! order of the probe rows.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, RecordBatch, RecordBatchOptions, UInt32Array,
};
use arrow::buffer::{BooleanBuffer, NullBuffer};
use arrow::compute::{filter_record_batch, take};
use datafusion_common::{JoinSide, Result};
use datafusion_physical_plan::joins::utils::JoinFilter;

use super::keys::{self, Coding, Equality};
use super::spec::{JoinSpec, Kept, Rows, Shape};
use super::table::{AHEAD, JoinTable, Matches};

pub struct Prober {
    table: Arc<JoinTable>,
    spec: Arc<JoinSpec>,
    /// Of this pass; the probe rows that `spec` keeps may be left to a later one.
    shape: Shape,
    batch_size: usize,
    /// By build row, whether it has met a probe row; empty if nobody asks.
    visited: Vec<bool>,
    /// By probe row of the current batch.
    hit: Vec<bool>,
    matches: Matches,
    pairs: Pairs,
    current: Option<Current>,
}

/// A batch on its way, and the first pair that has not been looked at.
struct Current {
    batch: RecordBatch,
    /// Present where equal codes must be compared.
    equality: Option<Equality>,
    row: usize,
    taken: u32,
}

/// Pairs in the order of probe rows.
#[derive(Default)]
struct Pairs {
    build: Vec<u32>,
    probe: Vec<u32>,
}

impl Prober {
    pub fn new(
        table: Arc<JoinTable>,
        spec: Arc<JoinSpec>,
        shape: Shape,
        batch_size: usize,
    ) -> Self {
        let visited = match shape.build {
            Kept::None => Vec::new(),
            _ => vec![false; table.rows.num_rows()],
        };
        Self {
            table,
            spec,
            shape,
            batch_size,
            visited,
            hit: Vec::new(),
            matches: Matches::default(),
            pairs: Pairs::default(),
            current: None,
        }
    }

    pub fn start(&mut self, batch: RecordBatch) -> Result<()> {
        let keys = keys::evaluate(&self.spec.probe_keys, &batch)?;
        let codes = self.table.coding.encode(&keys, batch.num_rows())?;
        self.table.find(&codes, &mut self.matches);
        if let (Some(bound), Some(bounds)) = (&self.spec.bound, &self.table.bounds) {
            bound.narrow(batch.columns(), bounds, &mut self.matches);
        }
        let equality = match self.table.coding {
            Coding::Packed(_) => None,
            Coding::Hashed => Some(Equality::new(&self.table.keys, &keys)?),
        };
        self.hit.clear();
        self.hit.resize(batch.num_rows(), false);
        if self.spec.null_aware && self.table.rows.num_rows() > 0 {
            self.meet_nulls(&keys);
        }
        self.current = Some(Current {
            batch,
            equality,
            row: 0,
            taken: 0,
        });
        Ok(())
    }

    /// NOT IN: a null on either side is an unknown answer, so the row does not come out.
    fn meet_nulls(&mut self, keys: &[ArrayRef]) {
        if self.table.has_null_key {
            self.hit.fill(true);
        }
        for nulls in keys.iter().filter_map(|key| key.logical_nulls()) {
            for (hit, valid) in self.hit.iter_mut().zip(nulls.iter()) {
                *hit |= !valid;
            }
        }
    }

    /// The next rows of the batch that was started; None at its end.
    pub fn next(&mut self) -> Result<Option<RecordBatch>> {
        let Some(mut current) = self.current.take() else {
            return Ok(None);
        };
        let rows = current.batch.num_rows();
        if !self.shape.pairs && self.spec.condition.is_none() {
            match &current.equality {
                None => self.meet_all(),
                Some(equality) => self.meet_equal(equality),
            }
            current.row = rows;
        }
        while current.row < rows {
            let before = current.row;
            self.collect(&mut current);
            self.check(&current)?;
            self.note();
            if !self.shape.pairs {
                continue;
            }
            let output = self.joined(&current, before)?;
            if output.num_rows() > 0 {
                self.current = Some(current);
                return Ok(Some(output));
            }
        }
        if self.shape.pairs || self.shape.probe == Kept::None {
            return Ok(None);
        }
        let output = kept_probe_rows(&self.spec, self.shape.probe, &current.batch, &self.hit)?;
        Ok((output.num_rows() > 0).then_some(output))
    }

    /// By probe row of the batch that has come to its end, whether it met a build row.
    pub fn hits(&self) -> &[bool] {
        &self.hit
    }

    /// Marks what meets, where equal codes suffice.
    fn meet_all(&mut self) {
        let Matches { starts, counts } = &self.matches;
        for ((hit, start), count) in self.hit.iter_mut().zip(starts).zip(counts) {
            *hit |= *count > 0;
            if !self.visited.is_empty() && *count > 0 {
                // All rows of a key are visited together.
                let first = self.table.row(*start) as usize;
                if !self.visited[first] {
                    for place in *start..start + count {
                        self.visited[self.table.row(place) as usize] = true;
                    }
                }
            }
        }
    }

    /// Marks what meets, where equal codes must be compared.
    fn meet_equal(&mut self, equality: &Equality) {
        let Matches { starts, counts } = &self.matches;
        for (row, (start, count)) in starts.iter().zip(counts).enumerate() {
            for place in *start..start.wrapping_add(*count) {
                let build = self.table.row(place);
                if !equality.holds(build, row as u32) {
                    continue;
                }
                self.hit[row] = true;
                // All rows of a key are visited together.
                match self.visited.get_mut(build as usize) {
                    Some(visited) if !*visited => *visited = true,
                    _ => break,
                }
            }
        }
    }

    /// Takes about a batch of pairs, from where the last call ended.
    fn collect(&mut self, current: &mut Current) {
        self.pairs.build.clear();
        self.pairs.probe.clear();
        let Matches { starts, counts } = &self.matches;
        let rows = current.batch.num_rows();
        if self.table.is_unique() {
            for row in current.row..rows {
                if counts[row] > 0 {
                    self.pairs.build.push(starts[row]);
                    self.pairs.probe.push(row as u32);
                }
            }
            current.row = rows;
            return;
        }
        while current.row < rows && self.pairs.build.len() < self.batch_size {
            let row = current.row;
            if let Some(later) = starts.get(row + AHEAD) {
                self.table.fetch_row(*later);
            }
            let room = (self.batch_size - self.pairs.build.len()) as u32;
            let count = (counts[row] - current.taken).min(room);
            let begin = starts[row].wrapping_add(current.taken);
            for place in begin..begin.wrapping_add(count) {
                self.pairs.build.push(self.table.row(place));
                self.pairs.probe.push(row as u32);
            }
            current.taken += count;
            if current.taken == counts[row] {
                current.row += 1;
                current.taken = 0;
            }
        }
    }

    /// Drops the pairs whose keys differ or that fail the condition.
    fn check(&mut self, current: &Current) -> Result<()> {
        if let Some(equality) = &current.equality {
            self.pairs
                .retain(|_, build, probe| equality.holds(build, probe));
        }
        let is_met = self.table.bounds.is_some() && self.spec.bound.is_some_and(|b| b.is_all);
        if let Some(condition) = &self.spec.condition
            && !(is_met && self.shape.pairs)
            && !self.pairs.build.is_empty()
        {
            let passed = evaluate(condition, &self.pairs, &self.table.rows, &current.batch)?;
            self.pairs.retain(|i, _, _| passed.value(i));
        }
        Ok(())
    }

    fn note(&mut self) {
        if self.spec.shape.probe != Kept::None {
            for probe in &self.pairs.probe {
                self.hit[*probe as usize] = true;
            }
        }
        if !self.visited.is_empty() {
            for build in &self.pairs.build {
                self.visited[*build as usize] = true;
            }
        }
    }

    /// The pairs' rows, and in between the probe rows of this step that met none, if they are kept.
    fn joined(&mut self, current: &Current, before: usize) -> Result<RecordBatch> {
        let all = current.batch.num_rows();
        if self.shape.probe == Kept::Unmatched {
            return self.joined_with_unmatched(current, before);
        }
        let Pairs { build, probe } = &self.pairs;
        let rows = probe.len();
        let whole = rows == all && probe.iter().enumerate().all(|(i, p)| i as u32 == *p);
        let probe = if whole {
            Rows::All
        } else {
            Rows::At(UInt32Array::from(probe.clone()))
        };
        let build = Rows::At(UInt32Array::from(build.clone()));
        self.spec.assemble(
            Some((&self.table.rows, &build)),
            Some((&current.batch, &probe)),
            None,
            rows,
        )
    }

    fn joined_with_unmatched(&self, current: &Current, before: usize) -> Result<RecordBatch> {
        let Pairs { build, probe } = &self.pairs;
        let most = probe.len() + current.row - before;
        let mut build_rows = Vec::with_capacity(most);
        let mut valid = Vec::with_capacity(most);
        let mut probe_rows = Vec::with_capacity(most);
        let mut next = 0;
        // The last row may go on in the next step: only then are its pairs taken without it.
        for row in before..(current.row + 1).min(current.batch.num_rows()) {
            let first = next;
            while next < probe.len() && probe[next] as usize == row {
                build_rows.push(build[next]);
                valid.push(true);
                probe_rows.push(row as u32);
                next += 1;
            }
            if next == first && row < current.row && !self.hit[row] {
                build_rows.push(0);
                valid.push(false);
                probe_rows.push(row as u32);
            }
        }
        let rows = probe_rows.len();
        let nulls = NullBuffer::new(BooleanBuffer::from(valid));
        let probe = Rows::At(UInt32Array::from(probe_rows));
        let build = Rows::At(UInt32Array::new(build_rows.into(), Some(nulls)));
        let table = (self.table.rows.num_rows() > 0).then_some((&self.table.rows, &build));
        self.spec
            .assemble(table, Some((&current.batch, &probe)), None, rows)
    }

    /// The build rows that the join keeps, once all probe rows have been met.
    pub fn kept_build_rows(&self) -> impl Iterator<Item = Result<RecordBatch>> + '_ {
        let rows = match self.shape.build {
            Kept::None => 0,
            _ => self.table.rows.num_rows(),
        };
        (0..rows).step_by(self.batch_size).map(move |start| {
            let length = self.batch_size.min(rows - start);
            let met = &self.visited[start..start + length];
            if self.shape.build == Kept::Marked {
                let range = Rows::Range(start, length);
                let mark = Arc::new(BooleanArray::from(met.to_vec()));
                let build = Some((&self.table.rows, &range));
                return self.spec.assemble(build, None, Some(mark), length);
            }
            let wanted = self.shape.build == Kept::Matched;
            let chosen = (start as u32..).zip(met).filter(|(_, m)| **m == wanted);
            let chosen: UInt32Array = chosen.map(|(row, _)| row).collect::<Vec<_>>().into();
            let count = chosen.len();
            let build = Some((&self.table.rows, &Rows::At(chosen)));
            self.spec.assemble(build, None, None, count)
        })
    }
}

impl Pairs {
    fn retain(&mut self, keep: impl Fn(usize, u32, u32) -> bool) {
        let mut kept = 0;
        for i in 0..self.build.len() {
            if keep(i, self.build[i], self.probe[i]) {
                self.build[kept] = self.build[i];
                self.probe[kept] = self.probe[i];
                kept += 1;
            }
        }
        self.build.truncate(kept);
        self.probe.truncate(kept);
    }
}

/// The rows of `batch` that are kept by whether they met a build row.
pub fn kept_probe_rows(
    spec: &JoinSpec,
    kept: Kept,
    batch: &RecordBatch,
    hit: &[bool],
) -> Result<RecordBatch> {
    let rows = batch.num_rows();
    let mask = BooleanArray::from(hit.to_vec());
    let mask = match kept {
        Kept::None => return Ok(RecordBatch::new_empty(Arc::clone(&spec.schema))),
        Kept::Marked => {
            return spec.assemble(None, Some((batch, &Rows::All)), Some(Arc::new(mask)), rows);
        }
        Kept::Matched => mask,
        Kept::Unmatched => BooleanArray::new(!mask.values(), None),
    };
    let chosen = if mask.true_count() == rows {
        batch.clone()
    } else {
        filter_record_batch(batch, &mask)?
    };
    spec.assemble(None, Some((&chosen, &Rows::All)), None, chosen.num_rows())
}

/// By pair, whether the condition is true.
fn evaluate(
    condition: &JoinFilter,
    pairs: &Pairs,
    build: &RecordBatch,
    probe: &RecordBatch,
) -> Result<BooleanBuffer> {
    let rows = pairs.build.len();
    let build_rows = UInt32Array::from(pairs.build.clone());
    let probe_rows = UInt32Array::from(pairs.probe.clone());
    let columns = condition.column_indices().iter().map(|c| match c.side {
        JoinSide::Left => take(build.column(c.index), &build_rows, None),
        _ => take(probe.column(c.index), &probe_rows, None),
    });
    let columns = columns.collect::<std::result::Result<Vec<_>, _>>()?;
    let options = RecordBatchOptions::new().with_row_count(Some(rows));
    let schema = Arc::clone(condition.schema());
    let batch = RecordBatch::try_new_with_options(schema, columns, &options)?;
    let passed = condition.expression().evaluate(&batch)?.into_array(rows)?;
    let passed = passed.as_boolean();
    Ok(match passed.nulls() {
        Some(nulls) => passed.values() & nulls.inner(),
        None => passed.values().clone(),
    })
}
