//! Peers of a partition on disk, and the ranks of its rows.

use std::ops::Range;

use arrow::array::{ArrayRef, RecordBatch};
use arrow::buffer::BooleanBuffer;
use datafusion_common::Result;

use super::super::ranking::{Peers, Ranking};
use super::{Spilled, Values};

/// Goes from peers to peers.
pub struct PeerWalk {
    /// Where peers begin.
    starts: BooleanBuffer,
    rows: Range<usize>,
    number: usize,
}

impl PeerWalk {
    pub fn new(partition: &Spilled) -> Self {
        Self {
            starts: partition.peers.clone(),
            rows: 0..0,
            number: 0,
        }
    }

    /// The peers of `row`, which is not before the last one that was asked for.
    pub fn of(&mut self, row: usize) -> Peers {
        let all = self.starts.len();
        while self.rows.end <= row && self.rows.end < all {
            let start = self.rows.end;
            let end = (start + 1..all).find(|row| self.starts.value(*row));
            self.rows = start..end.unwrap_or(all);
            self.number += 1;
        }
        Peers {
            all,
            rows: self.rows.clone(),
            number: self.number,
        }
    }
}

pub struct Ranks {
    ranking: Ranking,
    peers: PeerWalk,
}

impl Ranks {
    pub fn new(partition: &Spilled, ranking: Ranking) -> Self {
        Self {
            ranking,
            peers: PeerWalk::new(partition),
        }
    }
}

impl Values for Ranks {
    fn next(&mut self, rows: Range<usize>, _batch: &RecordBatch) -> Result<ArrayRef> {
        let mut row = rows.start;
        let runs = std::iter::from_fn(|| {
            let start = row;
            (start < rows.end).then(|| {
                let peers = self.peers.of(start);
                row = peers.rows.end.min(rows.end);
                (start..row, peers)
            })
        });
        Ok(self.ranking.over(runs, rows.len()))
    }
}
