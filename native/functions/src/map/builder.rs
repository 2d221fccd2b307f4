//! `ArrayBasedMapBuilder`: no NULL keys, and each key once.

use std::collections::{HashMap, HashSet};

use arrow::array::{Array, ArrayRef, Int32Array};
use arrow::buffer::{NullBuffer, OffsetBuffer};
use arrow::compute::take;
use arrow::datatypes::DataType;
use datafusion_common::Result;

use super::error::{duplicate_key, null_key};
use super::keys::{Keys, normalized, with_keys};
use crate::EvalMode;
use crate::nested::{self, offsets_of};

/// Maps of up to so many entries are searched one entry after the other.
const FEW: usize = 16;

/// Which form the keys of a map have that never had a duplicate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// As they came in (`ArrayBasedMapBuilder.from`).
    AsGiven,
    /// One NaN, one zero (`put` and `build`).
    Normalized,
}

#[derive(Debug, Clone)]
pub struct Builder {
    /// The type of the maps.
    pub map: DataType,
    /// `spark.sql.mapKeyDedupPolicy`: EXCEPTION is ANSI, LAST_WIN is legacy.
    pub mode: EvalMode,
    pub kept: Kept,
}

impl Builder {
    /// The maps of the given entries, in which a NULL row has none.
    pub fn build(
        &self,
        offsets: OffsetBuffer<i32>,
        keys: &ArrayRef,
        values: &ArrayRef,
        nulls: Option<NullBuffer>,
    ) -> Result<ArrayRef> {
        if keys.null_count() == 0 && with_keys!(keys => k; Ok(are_distinct(k, &offsets)))? {
            let keys = match self.kept {
                Kept::AsGiven => keys.clone(),
                Kept::Normalized => normalized(keys, |_| true),
            };
            return nested::map(&self.map, offsets, &keys, values, nulls);
        }
        let chosen = with_keys!(keys => k; self.choose(k, keys, &offsets))?;
        let all = self.kept == Kept::Normalized;
        let kept = take(keys, &Int32Array::from(chosen.keys), None)?;
        let kept = normalized(&kept, |i| all || chosen.changed[i]);
        let values = take(values, &Int32Array::from(chosen.values), None)?;
        nested::map(&self.map, offsets_of(chosen.offsets), &kept, &values, nulls)
    }

    /// Entry by entry, as Spark puts them.
    fn choose<K: Keys>(
        &self,
        keys: &K,
        array: &ArrayRef,
        offsets: &OffsetBuffer<i32>,
    ) -> Result<Chosen> {
        let mut chosen = Chosen::default();
        chosen.offsets.push(0);
        let mut places = HashMap::new();
        for pair in offsets.windows(2) {
            let start = chosen.keys.len();
            places.clear();
            for entry in pair[0]..pair[1] {
                if array.is_null(entry as usize) {
                    return Err(null_key());
                }
                match places.get(&keys.key(entry as usize)) {
                    Some(_) if self.mode == EvalMode::Ansi => {
                        return Err(duplicate_key(array, entry as usize));
                    }
                    Some(place) => chosen.values[*place] = entry,
                    None => {
                        places.insert(keys.key(entry as usize), chosen.keys.len());
                        chosen.keys.push(entry);
                        chosen.values.push(entry);
                    }
                }
            }
            let entries = chosen.keys.len() - start;
            let changed = entries < (pair[1] - pair[0]) as usize;
            chosen.changed.resize(chosen.keys.len(), changed);
            chosen.offsets.push(chosen.keys.len() as i32);
        }
        Ok(chosen)
    }
}

/// The entries that stay, by where their keys and values are.
#[derive(Default)]
struct Chosen {
    offsets: Vec<i32>,
    keys: Vec<i32>,
    values: Vec<i32>,
    /// Whether the entry's map had a duplicate.
    changed: Vec<bool>,
}

fn are_distinct<K: Keys>(keys: &K, offsets: &OffsetBuffer<i32>) -> bool {
    let mut seen = HashSet::new();
    for pair in offsets.windows(2) {
        let (start, end) = (pair[0] as usize, pair[1] as usize);
        if end - start <= FEW {
            for i in start + 1..end {
                let key = keys.key(i);
                if (start..i).any(|j| keys.key(j) == key) {
                    return false;
                }
            }
        } else {
            seen.clear();
            if !(start..end).all(|i| seen.insert(keys.key(i))) {
                return false;
            }
        }
    }
    true
}
