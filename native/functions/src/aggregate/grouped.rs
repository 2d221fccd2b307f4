//! Values of all groups in the order in which they came: what `collect_list`, `collect_set` and
//! `listagg` keep. The buffer is a byte string with all values of a group.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray};
use arrow::buffer::NullBuffer;
use arrow::datatypes::DataType;
use datafusion_common::{Result, exec_err};
use datafusion_expr::EmitTo;

use super::cells::{Batch, Cells};

pub struct Grouped {
    cells: Cells,
    /// The group of each cell.
    places: Vec<u32>,
    groups: usize,
    /// Whether no cell is of an earlier group than the cell before it.
    sorted: bool,
}

/// The values of some groups, group by group.
pub struct Lists {
    pub cells: Cells,
    /// How many values each group has.
    pub lens: Vec<u32>,
}

/// Which rows count: those that are not NULL and that the filter lets through; None if all do.
pub fn counted(nulls: Option<NullBuffer>, filter: Option<&BooleanArray>) -> Option<NullBuffer> {
    let Some(filter) = filter else {
        return nulls;
    };
    let holds = match filter.nulls() {
        Some(valid) => filter.values() & valid.inner(),
        None => filter.values().clone(),
    };
    let counted = NullBuffer::union(nulls.as_ref(), Some(&NullBuffer::new(holds)));
    counted.filter(|n| n.null_count() > 0)
}

impl Grouped {
    pub fn new(data_type: &DataType) -> Result<Self> {
        Ok(Self {
            cells: Cells::new(data_type)?,
            places: Vec::new(),
            groups: 0,
            sorted: true,
        })
    }

    pub fn cells(&self) -> &Cells {
        &self.cells
    }

    pub fn place(&self, at: usize) -> u32 {
        self.places[at]
    }

    pub fn len(&self) -> usize {
        self.places.len()
    }

    pub fn resize(&mut self, groups: usize) {
        self.groups = groups;
    }

    #[inline]
    fn put(&mut self, group: usize) {
        let group = group as u32;
        self.sorted &= self.places.last().is_none_or(|last| *last <= group);
        self.places.push(group);
    }

    pub fn push(&mut self, group: usize, cell: &[u8]) {
        self.cells.push(cell);
        self.put(group);
    }

    /// Adds the rows of a batch that count.
    pub fn extend(
        &mut self,
        values: &ArrayRef,
        group_indices: &[usize],
        filter: Option<&BooleanArray>,
    ) -> Result<()> {
        let (batch, nulls) = self.cells.read(values)?;
        self.extend_batch(&batch, group_indices, counted(nulls, filter).as_ref())
    }

    fn extend_batch(
        &mut self,
        batch: &Batch,
        group_indices: &[usize],
        counted: Option<&NullBuffer>,
    ) -> Result<()> {
        self.places.reserve(group_indices.len());
        match counted {
            None => {
                self.cells.extend_all(batch, group_indices.len());
                group_indices.iter().for_each(|group| self.put(*group));
            }
            Some(counted) => {
                self.cells.extend(batch, counted.valid_indices());
                counted
                    .valid_indices()
                    .for_each(|row| self.put(group_indices[row]));
            }
        }
        self.check()
    }

    /// Adds the values of packed lists, each to its group.
    pub fn extend_packed(&mut self, lists: &ArrayRef, group_indices: &[usize]) -> Result<()> {
        let lists = lists.as_binary::<i32>();
        for (row, group) in group_indices.iter().enumerate() {
            if lists.is_valid(row) {
                let count = self.cells.extend_packed(lists.value(row))?;
                (0..count).for_each(|_| self.put(*group));
            }
        }
        self.check()
    }

    fn check(&self) -> Result<()> {
        if self.places.len() > u32::MAX as usize {
            return exec_err!("one task collects more than {} values", u32::MAX);
        }
        Ok(())
    }

    /// What `take` would move of something that is kept beside the values: what is taken, group by
    /// group, and what stays.
    pub fn divide<T: Copy>(&self, emit_to: EmitTo, beside: &[T]) -> (Vec<T>, Vec<T>) {
        let count = match emit_to {
            EmitTo::All => self.groups,
            EmitTo::First(n) => n.min(self.groups),
        };
        let (lens, taken) = self.lens(count);
        let order = self.order(&lens, taken);
        let rest = self.places.iter().zip(beside);
        let rest = rest.filter(|(place, _)| **place as usize >= count);
        (
            order.iter().map(|at| beside[*at as usize]).collect(),
            rest.map(|(_, value)| *value).collect(),
        )
    }

    /// How many values each of the first groups has, and all of them.
    fn lens(&self, count: usize) -> (Vec<u32>, usize) {
        let mut lens = vec![0u32; count];
        for place in &self.places {
            if let Some(len) = lens.get_mut(*place as usize) {
                *len += 1;
            }
        }
        let taken = lens.iter().map(|len| *len as usize).sum();
        (lens, taken)
    }

    /// Takes the values of the first groups.
    pub fn take(&mut self, emit_to: EmitTo) -> Lists {
        let count = match emit_to {
            EmitTo::All => self.groups,
            EmitTo::First(n) => n.min(self.groups),
        };
        let (lens, taken) = self.lens(count);
        let all = taken == self.places.len();
        let empty = self.cells.empty();
        let cells = if all && self.sorted {
            std::mem::replace(&mut self.cells, empty)
        } else {
            self.cells.gather(&self.order(&lens, taken))
        };
        if all {
            self.cells = self.cells.empty();
            self.places = Vec::new();
            self.sorted = true;
        } else {
            self.keep_from(count);
        }
        self.groups -= count;
        Lists { cells, lens }
    }

    /// The cells of the groups of `lens`, group by group.
    fn order(&self, lens: &[u32], taken: usize) -> Vec<u32> {
        let mut next = Vec::with_capacity(lens.len());
        let mut start = 0u32;
        for len in lens {
            next.push(start);
            start += len;
        }
        let mut order = vec![0u32; taken];
        for (at, place) in self.places.iter().enumerate() {
            if let Some(next) = next.get_mut(*place as usize) {
                order[*next as usize] = at as u32;
                *next += 1;
            }
        }
        order
    }

    /// Drops the first groups.
    fn keep_from(&mut self, first: usize) {
        let first = first as u32;
        let kept = self.places.iter().enumerate();
        let kept = kept.filter(|(_, place)| **place >= first);
        let kept: Vec<u32> = kept.map(|(at, _)| at as u32).collect();
        self.cells = self.cells.gather(&kept);
        self.places.retain(|place| *place >= first);
        self.places.iter_mut().for_each(|place| *place -= first);
    }

    /// Takes the first groups as packed lists.
    pub fn state(&mut self, emit_to: EmitTo) -> Result<Vec<ArrayRef>> {
        let Lists { cells, lens } = self.take(emit_to);
        Ok(vec![Arc::new(cells.pack(&lens)?)])
    }

    /// Each row as a packed list of its own.
    pub fn rows(
        data_type: &DataType,
        values: &ArrayRef,
        filter: Option<&BooleanArray>,
    ) -> Result<Vec<ArrayRef>> {
        let mut each = Self::new(data_type)?;
        let groups: Vec<usize> = (0..values.len()).collect();
        each.resize(groups.len());
        each.extend(values, &groups, filter)?;
        each.state(EmitTo::All)
    }

    pub fn size(&self) -> usize {
        self.cells.size() + self.places.capacity() * size_of::<u32>()
    }
}
