//! Functions of a row's place in its partition.

use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, Int32Array};

use super::chunk::Chunk;

#[derive(Debug, Clone, Copy)]
pub enum Ranking {
    RowNumber,
    Rank,
    DenseRank,
    PercentRank,
    CumeDist,
    Ntile(i32),
}

impl Ranking {
    pub fn evaluate(self, chunk: &Chunk) -> ArrayRef {
        match self {
            Self::RowNumber => ints(chunk, |numbers, rows| numbers.extend(1..=rows as i32)),
            Self::Ntile(buckets) => ints(chunk, |numbers, rows| ntile(numbers, rows, buckets)),
            Self::Rank => Arc::new(Int32Array::from(of_peers(chunk, |p| p.before as i32 + 1))),
            Self::DenseRank => Arc::new(Int32Array::from(of_peers(chunk, |p| p.number as i32))),
            Self::PercentRank => Arc::new(Float64Array::from(of_peers(chunk, |p| {
                if p.rows > 1 {
                    p.before as f64 / (p.rows - 1) as f64
                } else {
                    0.0
                }
            }))),
            Self::CumeDist => Arc::new(Float64Array::from(of_peers(chunk, |p| {
                (p.before + p.peers) as f64 / p.rows as f64
            }))),
        }
    }
}

/// The numbers of all partitions, one after the other.
fn ints(chunk: &Chunk, numbered: impl Fn(&mut Vec<i32>, usize)) -> ArrayRef {
    let mut numbers = Vec::with_capacity(chunk.rows());
    for rows in chunk.partitions.iter() {
        numbered(&mut numbers, rows.len());
    }
    Arc::new(Int32Array::from(numbers))
}

/// Buckets whose sizes differ by one at most, the larger ones first (`NTile`).
fn ntile(numbers: &mut Vec<i32>, rows: usize, buckets: i32) {
    let (size, larger) = (rows / buckets as usize, rows % buckets as usize);
    let first = numbers.len();
    let mut end = first;
    for bucket in 0..buckets {
        end += size + usize::from((bucket as usize) < larger);
        numbers.resize(end, bucket + 1);
        if end == first + rows {
            break;
        }
    }
}

/// Peers in their partition.
struct Peers {
    /// Rows of the partition.
    rows: usize,
    /// Rows before the first peer.
    before: usize,
    peers: usize,
    /// The how manieth peers they are, from 1.
    number: usize,
}

fn of_peers<T: Clone>(chunk: &Chunk, value: impl Fn(Peers) -> T) -> Vec<T> {
    let mut values = Vec::with_capacity(chunk.rows());
    let mut all = chunk.peers.iter().peekable();
    for rows in chunk.partitions.iter() {
        let mut number = 0;
        while let Some(peers) = all.next_if(|peers| peers.end <= rows.end) {
            number += 1;
            let value = value(Peers {
                rows: rows.len(),
                before: peers.start - rows.start,
                peers: peers.len(),
                number,
            });
            values.resize(peers.end, value);
        }
    }
    values
}
