//! Functions of a row's place in its partition.

use std::ops::Range;
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

/// Rows of a partition, counted from its first one, that are equal in the order.
pub struct Peers {
    /// Rows of the partition.
    pub all: usize,
    pub rows: Range<usize>,
    /// The how manieth peers they are, from 1.
    pub number: usize,
}

impl Ranking {
    pub fn evaluate(self, chunk: &Chunk) -> ArrayRef {
        let whole = |peers: Peers| (peers.rows.clone(), peers);
        match self {
            Self::RowNumber | Self::Ntile(_) => {
                let partitions = chunk.partitions.iter().map(|rows| Peers {
                    all: rows.len(),
                    rows: 0..rows.len(),
                    number: 1,
                });
                self.over(partitions.map(whole), chunk.rows())
            }
            _ => self.over(peers(chunk).map(whole), chunk.rows()),
        }
    }

    /// Of rows that are peers; `count` in all.
    pub fn over(self, runs: impl Iterator<Item = (Range<usize>, Peers)>, count: usize) -> ArrayRef {
        let mut ints = Vec::new();
        let mut doubles = Vec::new();
        match self {
            Self::PercentRank | Self::CumeDist => doubles.reserve(count),
            _ => ints.reserve(count),
        }
        for (rows, peers) in runs {
            let (before, all) = (peers.rows.start, peers.all);
            match self {
                Self::RowNumber => ints.extend(rows.start as i32 + 1..=rows.end as i32),
                Self::Ntile(buckets) => ntile(&mut ints, rows, all, buckets as usize),
                Self::Rank => ints.resize(ints.len() + rows.len(), before as i32 + 1),
                Self::DenseRank => ints.resize(ints.len() + rows.len(), peers.number as i32),
                Self::PercentRank => {
                    let rank = if all > 1 {
                        before as f64 / (all - 1) as f64
                    } else {
                        0.0
                    };
                    doubles.resize(doubles.len() + rows.len(), rank);
                }
                Self::CumeDist => {
                    let share = peers.rows.end as f64 / all as f64;
                    doubles.resize(doubles.len() + rows.len(), share);
                }
            }
        }
        match self {
            Self::PercentRank | Self::CumeDist => Arc::new(Float64Array::from(doubles)),
            _ => Arc::new(Int32Array::from(ints)),
        }
    }
}

/// Buckets whose sizes differ by one at most, the larger ones first (`NTile`).
fn ntile(numbers: &mut Vec<i32>, rows: Range<usize>, all: usize, buckets: usize) {
    let (size, larger) = (all / buckets, all % buckets);
    let border = larger * (size + 1);
    let mut row = rows.start;
    while row < rows.end {
        let (bucket, end) = if row < border {
            let bucket = row / (size + 1);
            (bucket, (bucket + 1) * (size + 1))
        } else {
            let bucket = (row - border) / size;
            (larger + bucket, border + (bucket + 1) * size)
        };
        let end = end.min(rows.end);
        numbers.resize(numbers.len() + end - row, bucket as i32 + 1);
        row = end;
    }
}

fn peers(chunk: &Chunk) -> impl Iterator<Item = Peers> {
    let mut partitions = chunk.partitions.iter();
    let (mut partition, mut number) = (0..0, 0);
    chunk.peers.iter().map(move |peers| {
        if peers.start >= partition.end {
            (partition, number) = (partitions.next().unwrap_or_default(), 0);
        }
        number += 1;
        Peers {
            all: partition.len(),
            rows: peers.start - partition.start..peers.end - partition.start,
            number,
        }
    })
}
