//! Other rows' values in a partition on disk. The rows that are picked only go forward.

use std::ops::Range;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, BooleanBufferBuilder, RecordBatch, UInt64Array, new_null_array,
};
use arrow::compute::{interleave, take};
use datafusion_common::Result;
use datafusion_physical_expr::PhysicalExpr;

use super::super::counted::Counted;
use super::super::pick::{Nth, Shift};
use super::bounds::Bounds;
use super::reader::Reader;
use super::{Spilled, Values};

enum Rule {
    Shift(Shift),
    Nth(Nth, Bounds),
}

pub struct Picking {
    rule: Rule,
    counted: Counted,
    /// Rows of the partition.
    all: usize,
    reader: Reader,
    /// The values of the rows around the last one that was picked.
    current: Option<(Range<usize>, ArrayRef)>,
}

impl Picking {
    pub fn shift(partition: &Spilled, shift: &Shift) -> Result<Self> {
        let counted = counted(partition, &shift.value, shift.skips_nulls())?;
        Self::new(partition, Rule::Shift(shift.clone()), counted)
    }

    pub fn nth(partition: &Spilled, nth: &Nth, bounds: Bounds) -> Result<Self> {
        let counted = counted(partition, &nth.value, nth.ignore_nulls)?;
        Self::new(partition, Rule::Nth(nth.clone(), bounds), counted)
    }

    fn new(partition: &Spilled, rule: Rule, counted: Counted) -> Result<Self> {
        Ok(Self {
            rule,
            counted,
            all: partition.rows,
            reader: partition.reader()?,
            current: None,
        })
    }

    /// The values at `places`, of `defaults` where there is none.
    fn gather(
        &mut self,
        value: &Arc<dyn PhysicalExpr>,
        places: &[Option<usize>],
        defaults: ArrayRef,
    ) -> Result<ArrayRef> {
        let mut taken: Vec<ArrayRef> = vec![defaults];
        let mut wanted: Vec<u64> = Vec::new();
        let mut chosen = Vec::with_capacity(places.len());
        for (row, place) in places.iter().enumerate() {
            let Some(place) = *place else {
                chosen.push((0, row));
                continue;
            };
            let start = match &self.current {
                Some((rows, _)) if rows.contains(&place) => rows.start,
                _ => {
                    self.take(&mut wanted, &mut taken)?;
                    let piece = self.reader.seek(place)?;
                    self.current = Some((piece.rows(), piece.values(value)?));
                    piece.start
                }
            };
            chosen.push((taken.len(), wanted.len()));
            wanted.push((place - start) as u64);
        }
        self.take(&mut wanted, &mut taken)?;
        let taken: Vec<&dyn Array> = taken.iter().map(AsRef::as_ref).collect();
        Ok(interleave(&taken, &chosen)?)
    }

    /// Moves the wanted rows of the current ones to `taken`.
    fn take(&self, wanted: &mut Vec<u64>, taken: &mut Vec<ArrayRef>) -> Result<()> {
        if let Some((_, values)) = &self.current
            && !wanted.is_empty()
        {
            let rows = UInt64Array::from(std::mem::take(wanted));
            taken.push(take(values, &rows, None)?);
        }
        Ok(())
    }
}

/// Reads which values are not NULL, if that matters.
fn counted(partition: &Spilled, value: &Arc<dyn PhysicalExpr>, by_null: bool) -> Result<Counted> {
    if !by_null {
        return Ok(Counted::All);
    }
    let mut valid = BooleanBufferBuilder::new(partition.rows);
    let mut reader = partition.reader()?;
    while let Some(piece) = reader.read()? {
        match piece.values(value)?.logical_nulls() {
            Some(nulls) => valid.append_buffer(nulls.inner()),
            None => valid.append_n(piece.batch.num_rows(), true),
        }
    }
    Ok(Counted::valid(&valid.finish()))
}

impl Values for Picking {
    fn next(&mut self, rows: Range<usize>, batch: &RecordBatch) -> Result<ArrayRef> {
        let (counted, all) = (&self.counted, self.all);
        match &mut self.rule {
            Rule::Shift(shift) => {
                let shift = shift.clone();
                let places: Vec<_> = rows.map(|row| shift.place(counted, row, 0..all)).collect();
                let defaults = shift.default.evaluate(batch)?.into_array(places.len())?;
                self.gather(&shift.value, &places, defaults)
            }
            Rule::Nth(nth, bounds) => {
                let nth = nth.clone();
                let frames = bounds.frames(rows, batch)?;
                let places = frames.into_iter().map(|frame| nth.place(counted, frame));
                let places: Vec<_> = places.collect();
                let data_type = nth.value.data_type(&batch.schema())?;
                self.gather(
                    &nth.value,
                    &places,
                    new_null_array(&data_type, places.len()),
                )
            }
        }
    }
}
