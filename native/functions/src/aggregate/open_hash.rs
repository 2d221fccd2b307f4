//! The order in which Spark's `OpenHashMap` gives its keys: what decides among equals in `mode`, and
//! among the zeros of `percentile`.

use crate::hash::murmur3;

/// Murmur3 of an int from the seed 0, which is Guava's `murmur3_32_fixed` too.
fn slot(code: i32, mask: usize) -> usize {
    murmur3::hash_int(code, 0) as usize & mask
}

/// Places of the keys in the order of iteration; `codes` are the hash codes of distinct keys as they
/// were put in (`OpenHashSet`: from 64 slots on, twice as many above 70 %, quadratic probing).
pub fn iteration(codes: &[i32]) -> Vec<u32> {
    const FREE: u32 = u32::MAX;
    let mut slots = vec![FREE; 64];
    let place = |slots: &mut Vec<u32>, at: u32| {
        let mask = slots.len() - 1;
        let mut pos = slot(codes[at as usize], mask);
        let mut delta = 1;
        while slots[pos] != FREE {
            pos = (pos + delta) & mask;
            delta += 1;
        }
        slots[pos] = at;
    };
    for at in 0..codes.len() {
        place(&mut slots, at as u32);
        if at + 1 > (0.7 * slots.len() as f64) as usize {
            let mut larger = vec![FREE; 2 * slots.len()];
            let old = slots.iter().filter(|at| **at != FREE);
            old.for_each(|at| place(&mut larger, *at));
            slots = larger;
        }
    }
    slots.retain(|at| *at != FREE);
    slots
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_keys_once() {
        let codes: Vec<i32> = (0..1000).map(|i| i % 700).collect();
        let mut order = iteration(&codes);
        assert_ne!(order, (0..1000).collect::<Vec<u32>>());
        order.sort_unstable();
        assert_eq!(order, (0..1000).collect::<Vec<u32>>());
    }

    /// The example in the documentation of `mode`: of -10, 0 and 10 it is 0.
    #[test]
    fn zero_comes_first() {
        assert_eq!(iteration(&[-10, 0, 10])[0], 1);
    }
}
