//! The distinct values of all groups: what `collect_set` and `mode` keep.

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray};
use arrow::datatypes::DataType;
use datafusion_common::Result;
use datafusion_expr::EmitTo;
use hashbrown::HashTable;

use super::grouped::{Grouped, Lists, counted};

/// Which values are the same.
#[derive(Clone, Copy, PartialEq)]
pub enum Equality {
    /// Scala's `==`: zeros of both signs are, NaN is not even the same as itself.
    Cooperative,
    /// Java's `equals`: zeros are not, NaN is.
    Boxed,
}

/// The distinct values of groups, in the order of their first.
pub struct Distinct {
    grouped: Grouped,
    /// The hash and the place of each value that may be met again.
    table: HashTable<(u32, u32)>,
    number: Number,
    equality: Equality,
}

/// A value in the form in which the same values have the same bytes.
enum Met<'a> {
    /// It never comes again.
    Never,
    /// Any zero.
    Zero,
    As(&'a [u8]),
}

#[derive(Clone, Copy, PartialEq)]
enum Number {
    Float,
    Double,
    Exact,
}

impl Number {
    fn of(data_type: &DataType) -> Self {
        match data_type {
            DataType::Float32 => Self::Float,
            DataType::Float64 => Self::Double,
            _ => Self::Exact,
        }
    }

    fn read(self, cell: &[u8]) -> Option<f64> {
        match self {
            Self::Float => cell
                .first_chunk()
                .map(|v| f64::from(f32::from_le_bytes(*v))),
            Self::Double => cell.first_chunk().map(|v| f64::from_le_bytes(*v)),
            Self::Exact => None,
        }
    }

    /// The bytes of the one NaN.
    fn nan(self) -> &'static [u8] {
        const FLOAT: [u8; 4] = f32::NAN.to_le_bytes();
        const DOUBLE: [u8; 8] = f64::NAN.to_le_bytes();
        match self {
            Self::Float => &FLOAT,
            _ => &DOUBLE,
        }
    }
}

/// A hash for the table alone.
fn hash(group: u32, cell: &[u8]) -> u32 {
    const MULTIPLIER: u64 = 0x9e37_79b9_7f4a_7c15;
    let fold = |h: u64, word: u64| {
        let product = u128::from(h ^ word) * u128::from(MULTIPLIER);
        (product as u64) ^ (product >> 64) as u64
    };
    let (words, tail) = cell.as_chunks::<8>();
    let start = fold(u64::from(group), cell.len() as u64 ^ MULTIPLIER);
    let h = words
        .iter()
        .fold(start, |h, word| fold(h, u64::from_le_bytes(*word)));
    let mut last = [0; 8];
    last[..tail.len()].copy_from_slice(tail);
    fold(h, u64::from_le_bytes(last)) as u32
}

/// The table takes its places from both ends of a hash.
fn spread(hash: u32) -> u64 {
    u64::from(hash).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

impl Distinct {
    pub fn new(data_type: &DataType, equality: Equality) -> Result<Self> {
        Ok(Self {
            grouped: Grouped::new(data_type)?,
            table: HashTable::new(),
            number: Number::of(data_type),
            equality,
        })
    }

    pub fn grouped(&self) -> &Grouped {
        &self.grouped
    }

    pub fn resize(&mut self, groups: usize) {
        self.grouped.resize(groups);
    }

    fn met<'a>(number: Number, equality: Equality, cell: &'a [u8]) -> Met<'a> {
        match (number.read(cell), equality) {
            (Some(v), Equality::Cooperative) if v.is_nan() => Met::Never,
            (Some(0.0), Equality::Cooperative) => Met::Zero,
            (Some(v), Equality::Boxed) if v.is_nan() => Met::As(number.nan()),
            _ => Met::As(cell),
        }
    }

    /// The place of a value, and whether it is new.
    #[inline]
    pub fn insert(&mut self, group: usize, cell: &[u8]) -> (usize, bool) {
        let (number, equality, place) = (self.number, self.equality, group as u32);
        let (key, bytes) = match Self::met(number, equality, cell) {
            Met::Never => {
                self.grouped.push(group, cell);
                return (self.grouped.len() - 1, true);
            }
            Met::Zero => (hash(place, &[]), None),
            Met::As(bytes) => (hash(place, bytes), Some(bytes)),
        };
        let grouped = &self.grouped;
        let same = |entry: &(u32, u32)| {
            let at = entry.1 as usize;
            entry.0 == key
                && grouped.place(at) == place
                && match bytes {
                    Some(bytes) => grouped.cells().cell(at) == bytes,
                    None => number.read(grouped.cells().cell(at)) == Some(0.0),
                }
        };
        if let Some(entry) = self.table.find(spread(key), same) {
            return (entry.1 as usize, false);
        }
        let entry = (key, grouped.len() as u32);
        self.table
            .insert_unique(spread(key), entry, |e| spread(e.0));
        self.grouped.push(group, bytes.unwrap_or(cell));
        (entry.1 as usize, true)
    }

    /// Adds the rows that count; `met` hears the group and the place of each value, and whether it is new.
    pub fn update(
        &mut self,
        values: &ArrayRef,
        group_indices: &[usize],
        filter: Option<&BooleanArray>,
        mut met: impl FnMut(usize, usize, bool),
    ) -> Result<()> {
        let (batch, nulls) = self.grouped.cells().read(values)?;
        let mut row = |row: usize| {
            let (at, new) = self.insert(group_indices[row], batch.cell(row));
            met(group_indices[row], at, new);
        };
        match counted(nulls, filter) {
            None => (0..group_indices.len()).for_each(row),
            Some(counted) => counted.valid_indices().for_each(&mut row),
        }
        Ok(())
    }

    /// Adds the values of packed lists; `met` hears the group of each list, how many values it has, and
    /// how many of them are new.
    pub fn merge(
        &mut self,
        packed: &ArrayRef,
        group_indices: &[usize],
        mut met: impl FnMut(usize, u32, u32),
    ) -> Result<()> {
        let packed = packed.as_binary::<i32>();
        let form = self.grouped.cells().empty();
        for (row, group) in group_indices.iter().enumerate() {
            if packed.is_valid(row) {
                let (mut all, mut new) = (0, 0);
                form.unpack(packed.value(row), |cell| {
                    all += 1;
                    new += u32::from(self.insert(*group, cell).1);
                })?;
                met(*group, all, new);
            }
        }
        Ok(())
    }

    pub fn take(&mut self, emit_to: EmitTo) -> Lists {
        let lists = self.grouped.take(emit_to);
        // What is left has other places now.
        self.table.clear();
        for at in 0..self.grouped.len() {
            let (cell, place) = (self.grouped.cells().cell(at), self.grouped.place(at));
            let key = match Self::met(self.number, self.equality, cell) {
                Met::Never => continue,
                Met::Zero => hash(place, &[]),
                Met::As(bytes) => hash(place, bytes),
            };
            self.table
                .insert_unique(spread(key), (key, at as u32), |e| spread(e.0));
        }
        lists
    }

    pub fn size(&self) -> usize {
        self.grouped.size() + self.table.capacity() * size_of::<(u32, u32)>()
    }
}
