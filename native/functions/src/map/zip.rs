//! The keys of two maps, each once: what `MapZipWith` applies its function to.

use std::collections::HashMap;

use arrow::array::{ArrayRef, Int32Array};
use arrow::buffer::OffsetBuffer;
use arrow::compute::interleave;
use datafusion_common::{Result, internal_err};

use super::keys::{Keys, with_keys};
use crate::nested::{Lists, offset, offsets_of};

/// Maps of up to so many entries are searched one entry after the other.
const FEW: usize = 16;

pub struct Zipped {
    pub offsets: OffsetBuffer<i32>,
    pub keys: ArrayRef,
    /// Where the value of a key is, on the left and on the right; NULL where it has none.
    pub places: [Int32Array; 2],
}

/// The keys of the left map in their order, then those that only the right one has; of a key that
/// a map has twice, the first. Keys that have parts are an error.
pub fn zipped(left: &Lists, right: &Lists) -> Result<Zipped> {
    let (l, r) = (&left.children[0], &right.children[0]);
    if l.data_type() != r.data_type() {
        return internal_err!("keys of {} and of {}", l.data_type(), r.data_type());
    }
    let found = with_keys!(l => lk, r => rk; find(lk, rk, left, right))?;
    let from: Vec<(usize, usize)> = found
        .left
        .iter()
        .zip(&found.right)
        .map(|(l, r)| match l {
            Some(place) => (0, *place as usize),
            None => (1, r.unwrap_or_default() as usize),
        })
        .collect();
    Ok(Zipped {
        offsets: offsets_of(found.offsets),
        keys: interleave(&[l.as_ref(), r.as_ref()], &from)?,
        places: [Int32Array::from(found.left), Int32Array::from(found.right)],
    })
}

#[derive(Default)]
struct Found {
    offsets: Vec<i32>,
    left: Vec<Option<i32>>,
    right: Vec<Option<i32>>,
}

fn find<K: Keys>(lk: &K, rk: &K, left: &Lists, right: &Lists) -> Result<Found> {
    let mut found = Found::default();
    found.offsets.push(0);
    let mut index = HashMap::new();
    let pairs = left.offsets.windows(2).zip(right.offsets.windows(2));
    for (l, r) in pairs {
        let start = found.left.len();
        let many = (l[1] - l[0] + r[1] - r[0]) as usize > FEW;
        index.clear();
        let sides = [(l, lk, 0), (r, rk, 1)];
        for (pair, keys, side) in sides {
            for entry in pair[0]..pair[1] {
                let key = keys.key(entry as usize);
                let known = if many {
                    index.get(&key).copied()
                } else {
                    (start..found.left.len()).find(|place| {
                        let known = match (found.left[*place], found.right[*place]) {
                            (Some(l), _) => lk.key(l as usize),
                            (None, r) => rk.key(r.unwrap_or_default() as usize),
                        };
                        known == key
                    })
                };
                let place = match known {
                    Some(place) => place,
                    None => {
                        if many {
                            index.insert(key, found.left.len());
                        }
                        found.left.push(None);
                        found.right.push(None);
                        found.left.len() - 1
                    }
                };
                let slot = if side == 0 {
                    &mut found.left[place]
                } else {
                    &mut found.right[place]
                };
                slot.get_or_insert(entry);
            }
        }
        found.offsets.push(offset(found.left.len())?);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::testing::{text_map, texts};
    use super::*;

    #[test]
    fn left_keys_come_first() {
        let left = text_map(&[Some(&[("b", Some(1)), ("a", None)]), Some(&[])]);
        let right = text_map(&[Some(&[("c", None), ("b", None)]), Some(&[("z", None)])]);
        let zipped = zipped(&Lists::new(&left).unwrap(), &Lists::new(&right).unwrap()).unwrap();
        assert_eq!(texts(&zipped.keys), ["b", "a", "c", "z"]);
        assert_eq!(zipped.offsets.to_vec(), [0, 3, 4]);
        let [l, r] = &zipped.places;
        assert_eq!(l.iter().collect::<Vec<_>>(), [Some(0), Some(1), None, None]);
        assert_eq!(
            r.iter().collect::<Vec<_>>(),
            [Some(1), None, Some(0), Some(2)]
        );
        assert_eq!(l.len(), 4);
    }
}
