//! Aggregate functions over frames of a partition on disk.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, UInt64Array};
use arrow::compute::take;
use datafusion_common::Result;
use datafusion_execution::memory_pool::MemoryReservation;
use datafusion_expr::{EmitTo, GroupsAccumulator};
use datafusion_physical_expr::aggregate::AggregateFunctionExpr;
use thermite_functions::aggregate::running::Steps;

use super::super::aggregate::FED;
use super::super::growing::Growth;
use super::super::held::bytes;
use super::bounds::Bounds;
use super::reader::Reader;
use super::{Spilled, Values};

type Function = Arc<AggregateFunctionExpr>;

/// One value for all rows.
pub struct Whole(ArrayRef);

impl Whole {
    pub fn new(partition: &Spilled, function: &Function) -> Result<Self> {
        let mut accumulator = function.create_groups_accumulator()?;
        let mut reader = partition.reader()?;
        while let Some(piece) = reader.read()? {
            let args = piece.all(&function.expressions())?;
            accumulator.update_batch(&args, &vec![0; piece.batch.num_rows()], None, 1)?;
        }
        Ok(Self(accumulator.evaluate(EmitTo::All)?))
    }
}

impl Values for Whole {
    fn next(&mut self, rows: Range<usize>, _batch: &RecordBatch) -> Result<ArrayRef> {
        let first = UInt64Array::from(vec![0; rows.len()]);
        Ok(take(&self.0, &first, None)?)
    }
}

pub struct Growing {
    function: Function,
    growth: Growth,
    bounds: Bounds,
    reader: Reader,
    /// Rows, and the arguments that they give.
    piece: (Range<usize>, Vec<ArrayRef>),
    /// Up to where rows have got a group.
    fed: usize,
    /// The groups of the last rows before `fed`, which are of the piece.
    groups: Vec<usize>,
    has_begun: bool,
}

impl Growing {
    pub fn new(partition: &Spilled, function: &Function, bounds: Bounds) -> Result<Self> {
        let mut reader = partition.reader()?;
        let piece = reader.seek(0)?;
        Ok(Self {
            piece: (piece.rows(), piece.all(&function.expressions())?),
            growth: Growth::new(function)?,
            function: Arc::clone(function),
            bounds,
            reader,
            fed: 0,
            groups: Vec::new(),
            has_begun: false,
        })
    }

    /// Gives the rows before `end` that have no group yet to `group`.
    fn feed(&mut self, end: usize, group: usize) -> Result<()> {
        while self.fed < end {
            if self.fed == self.piece.0.end {
                self.follow(group + 1)?;
                let piece = self.reader.seek(self.fed)?;
                self.piece = (piece.rows(), piece.all(&self.function.expressions())?);
            }
            let until = end.min(self.piece.0.end);
            self.groups
                .resize(self.groups.len() + until - self.fed, group);
            self.fed = until;
        }
        Ok(())
    }

    /// Adds the rows that have got their groups; there are `total` groups then.
    fn follow(&mut self, total: usize) -> Result<()> {
        let rows = self.groups.len();
        let first = self.fed - rows - self.piece.0.start;
        let args = self.piece.1.iter().map(|arg| arg.slice(first, rows));
        let steps = Steps::Growing {
            groups: &self.groups,
            fresh: &[],
            total,
        };
        self.growth.follow(&args.collect::<Vec<_>>(), &steps)?;
        self.groups.clear();
        Ok(())
    }
}

impl Values for Growing {
    fn next(&mut self, rows: Range<usize>, batch: &RecordBatch) -> Result<ArrayRef> {
        let mut total = usize::from(self.has_begun);
        let mut shown = Vec::with_capacity(rows.len());
        for frame in self.bounds.frames(rows, batch)? {
            if !self.has_begun || frame.end > self.fed {
                self.has_begun = true;
                self.feed(frame.end, total)?;
                total += 1;
            }
            shown.push(total as u64 - 1);
        }
        self.follow(total + 1)?;
        let values = self.growth.values(total)?;
        Ok(take(&values, &UInt64Array::from(shown), None)?)
    }
}

/// Frames whose rows are added anew for each row (`SlidingWindowFunctionFrame`,
/// `UnboundedFollowingWindowFunctionFrame`).
pub struct Sliding {
    function: Function,
    bounds: Bounds,
    view: View,
}

impl Sliding {
    pub fn new(partition: &Arc<Spilled>, function: &Function, bounds: Bounds) -> Self {
        Self {
            function: Arc::clone(function),
            bounds,
            view: View::new(partition),
        }
    }
}

impl Values for Sliding {
    fn next(&mut self, rows: Range<usize>, batch: &RecordBatch) -> Result<ArrayRef> {
        let frames = self.bounds.frames(rows, batch)?;
        let needed = match (frames.first(), frames.last()) {
            (Some(first), Some(last)) => first.start..last.end,
            _ => 0..0,
        };
        let mut fed = Feed::new(&self.function, frames.len(), &batch.slice(0, 0))?;
        let mut first = 0;
        self.view.visit(needed, &self.function, |rows, args| {
            let done = |frame: &&Range<usize>| frame.end <= rows.start;
            first += frames[first..].iter().take_while(done).count();
            let begun = |frame: &&Range<usize>| frame.start < rows.end;
            let open = frames[first..].iter().take_while(begun);
            for (group, frame) in open.enumerate() {
                let start = frame.start.max(rows.start);
                let end = frame.end.min(rows.end).max(start);
                fed.add(start - rows.start..end - rows.start, first + group, args)?;
            }
            fed.flush(args)
        })?;
        fed.accumulator.evaluate(EmitTo::All)
    }
}

/// A group for each frame.
struct Feed {
    accumulator: Box<dyn GroupsAccumulator>,
    frames: usize,
    rows: Vec<u64>,
    groups: Vec<usize>,
}

impl Feed {
    /// `none` is a batch without rows.
    fn new(function: &Function, frames: usize, none: &RecordBatch) -> Result<Self> {
        let mut accumulator = function.create_groups_accumulator()?;
        let args = function.expressions();
        let args = args.iter().map(|arg| arg.evaluate(none)?.into_array(0));
        accumulator.update_batch(&args.collect::<Result<Vec<_>>>()?, &[], None, frames)?;
        Ok(Self {
            accumulator,
            frames,
            rows: Vec::new(),
            groups: Vec::new(),
        })
    }

    /// Adds rows of `args` to the group.
    fn add(&mut self, rows: Range<usize>, group: usize, args: &[ArrayRef]) -> Result<()> {
        self.groups.resize(self.groups.len() + rows.len(), group);
        self.rows.extend(rows.start as u64..rows.end as u64);
        if self.rows.len() < FED {
            return Ok(());
        }
        self.flush(args)
    }

    fn flush(&mut self, args: &[ArrayRef]) -> Result<()> {
        let rows = UInt64Array::from(std::mem::take(&mut self.rows));
        let args = args.iter().map(|arg| take(arg, &rows, None));
        let args = args.collect::<std::result::Result<Vec<_>, _>>()?;
        self.accumulator
            .update_batch(&args, &self.groups, None, self.frames)?;
        self.groups.clear();
        Ok(())
    }
}

/// The rows of frames, kept for the next frames as far as memory reaches; else they are read again.
struct View {
    partition: Arc<Spilled>,
    reader: Option<Reader>,
    /// Up to where rows have been read.
    read: usize,
    kept: VecDeque<(Range<usize>, Vec<ArrayRef>)>,
    memory: MemoryReservation,
}

impl View {
    fn new(partition: &Arc<Spilled>) -> Self {
        Self {
            partition: Arc::clone(partition),
            reader: None,
            read: 0,
            kept: VecDeque::new(),
            memory: partition.memory.new_empty(),
        }
    }

    /// Calls `visited` with the pieces of the partition that have rows of `needed`.
    fn visit(
        &mut self,
        needed: Range<usize>,
        function: &Function,
        mut visited: impl FnMut(&Range<usize>, &[ArrayRef]) -> Result<()>,
    ) -> Result<()> {
        while let Some((rows, args)) = self.kept.front()
            && rows.end <= needed.start
        {
            self.memory.shrink(bytes(args));
            self.kept.pop_front();
        }
        for (rows, args) in &self.kept {
            visited(rows, args)?;
        }
        let mut reader = match self.reader.take() {
            Some(reader) => reader,
            None => {
                self.read = 0;
                self.partition.reader()?
            }
        };
        let mut keeps = true;
        while self.read < needed.end {
            let Some(piece) = reader.read()? else {
                break;
            };
            let rows = piece.rows();
            self.read = rows.end;
            if rows.end <= needed.start {
                continue;
            }
            let args = piece.all(&function.expressions())?;
            visited(&rows, &args)?;
            keeps &= self.memory.try_grow(bytes(&args)).is_ok();
            if keeps {
                self.kept.push_back((rows, args));
            } else {
                self.kept.clear();
                self.memory.free();
            }
        }
        self.reader = keeps.then_some(reader);
        Ok(())
    }
}
