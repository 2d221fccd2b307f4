//! What a hash join computes: its keys, its condition, and which rows come out.

use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions, UInt32Array, new_null_array};
use arrow::compute::take;
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion_common::{JoinType, Result};
use datafusion_physical_expr::PhysicalExpr;
use datafusion_physical_plan::joins::utils::JoinFilter;

use super::bound::Bound;
use crate::plan::names;

pub type Keys = Vec<Arc<dyn PhysicalExpr>>;

/// The rows of one side that come out by themselves, by whether they have met a row of the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    None,
    Matched,
    Unmatched,
    /// All, with a BOOLEAN column that says whether the row has met another.
    Marked,
}

/// Which rows come out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    pub pairs: bool,
    pub probe: Kept,
    pub build: Kept,
}

impl Shape {
    /// Of a join whose left side is the build side.
    pub fn built_left(join_type: JoinType) -> Self {
        use Kept::{Marked, Matched, None, Unmatched};
        let (pairs, build, probe) = match join_type {
            JoinType::Inner => (true, None, None),
            JoinType::Left => (true, Unmatched, None),
            JoinType::Right => (true, None, Unmatched),
            JoinType::Full => (true, Unmatched, Unmatched),
            JoinType::LeftSemi => (false, Matched, None),
            JoinType::LeftAnti => (false, Unmatched, None),
            JoinType::LeftMark => (false, Marked, None),
            JoinType::RightSemi => (false, None, Matched),
            JoinType::RightAnti => (false, None, Unmatched),
            JoinType::RightMark => (false, None, Marked),
        };
        Self {
            pairs,
            probe,
            build,
        }
    }

    /// Whether probe rows without a match leave no trace, so that a filter may drop them early.
    pub fn drops_unmatched_probe_rows(&self) -> bool {
        matches!(self.probe, Kept::None | Kept::Matched)
    }

    fn shows_build(&self) -> bool {
        self.pairs || self.build != Kept::None
    }

    fn shows_probe(&self) -> bool {
        self.pairs || self.probe != Kept::None
    }

    fn marks(&self) -> bool {
        self.probe == Kept::Marked || self.build == Kept::Marked
    }
}

/// Where an output column comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    Build(usize),
    Probe(usize),
    Mark,
}

impl Source {
    pub fn build(self) -> Option<usize> {
        match self {
            Source::Build(i) => Some(i),
            _ => None,
        }
    }

    pub fn probe(self) -> Option<usize> {
        match self {
            Source::Probe(i) => Some(i),
            _ => None,
        }
    }
}

#[derive(Debug)]
pub struct JoinSpec {
    pub shape: Shape,
    pub build_keys: Keys,
    pub probe_keys: Keys,
    /// Over pairs; its left side is the build side.
    pub condition: Option<JoinFilter>,
    /// An order that the condition begins with.
    pub bound: Option<Bound>,
    /// Of a left anti join by NOT IN: a null key meets every row.
    pub null_aware: bool,
    pub columns: Vec<Source>,
    pub schema: SchemaRef,
}

/// The sides' schemas, and whether the build side is the left one.
pub struct Sides {
    pub build: SchemaRef,
    pub probe: SchemaRef,
    pub build_is_left: bool,
}

impl JoinSpec {
    pub fn new(
        shape: Shape,
        (build_keys, probe_keys): (Keys, Keys),
        condition: Option<JoinFilter>,
        null_aware: bool,
        sides: &Sides,
    ) -> Self {
        let (columns, schema) = output(shape, sides);
        let bound = condition.as_ref().and_then(|c| Bound::of(c, sides));
        Self {
            bound,
            shape,
            build_keys,
            probe_keys,
            condition,
            null_aware,
            columns,
            schema,
        }
    }

    /// The build side's column that the table is to have in order.
    pub fn bounded(&self) -> Option<usize> {
        self.bound.map(|bound| bound.build)
    }

    /// A batch of the output's columns.
    pub fn assemble(
        &self,
        build: Option<(&RecordBatch, &Rows)>,
        probe: Option<(&RecordBatch, &Rows)>,
        mark: Option<ArrayRef>,
        rows: usize,
    ) -> Result<RecordBatch> {
        let column = |side: Option<(&RecordBatch, &Rows)>, i: usize, field: &Field| match side {
            Some((batch, chosen)) => chosen.of(batch.column(i)),
            None => Ok(new_null_array(field.data_type(), rows)),
        };
        let fields = self.schema.fields();
        let columns = self.columns.iter().zip(fields).map(|(c, field)| match c {
            Source::Build(i) => column(build, *i, field),
            Source::Probe(i) => column(probe, *i, field),
            Source::Mark => Ok(mark
                .clone()
                .unwrap_or_else(|| new_null_array(&DataType::Boolean, rows))),
        });
        let columns = columns.collect::<Result<Vec<_>>>()?;
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        Ok(RecordBatch::try_new_with_options(
            Arc::clone(&self.schema),
            columns,
            &options,
        )?)
    }
}

/// Rows of a batch.
pub enum Rows {
    All,
    Range(usize, usize),
    At(UInt32Array),
}

impl Rows {
    fn of(&self, column: &ArrayRef) -> Result<ArrayRef> {
        Ok(match self {
            Rows::All => Arc::clone(column),
            Rows::Range(start, length) => column.slice(*start, *length),
            Rows::At(indices) => take(column.as_ref(), indices, None)?,
        })
    }
}

/// Spark's output: the left side's columns, then the right side's, then the mark.
fn output(shape: Shape, sides: &Sides) -> (Vec<Source>, SchemaRef) {
    let build = side(
        &sides.build,
        shape.shows_build(),
        shape.pairs && shape.probe == Kept::Unmatched,
        Source::Build,
    );
    let probe = side(
        &sides.probe,
        shape.shows_probe(),
        shape.pairs && shape.build == Kept::Unmatched,
        Source::Probe,
    );
    let (left, right) = if sides.build_is_left {
        (build, probe)
    } else {
        (probe, build)
    };
    let mut columns: Vec<(Source, Field)> = left.into_iter().chain(right).collect();
    if shape.marks() {
        columns.push((Source::Mark, Field::new("exists", DataType::Boolean, false)));
    }
    let (sources, fields): (Vec<_>, Vec<_>) = columns.into_iter().unzip();
    (sources, Arc::new(Schema::new(distinct(fields))))
}

fn side(
    schema: &SchemaRef,
    shown: bool,
    may_be_null: bool,
    source: fn(usize) -> Source,
) -> Vec<(Source, Field)> {
    if !shown {
        return Vec::new();
    }
    let fields = schema.fields().iter().enumerate();
    fields
        .map(|(i, field)| {
            let field = field.as_ref().clone();
            let nullable = field.is_nullable() || may_be_null;
            (source(i), field.with_nullable(nullable))
        })
        .collect()
}

/// The fields under names of which no two are the same.
fn distinct(fields: Vec<Field>) -> Vec<Field> {
    let names = names::distinct(fields.iter().map(|field| field.name().clone()));
    let named = fields.into_iter().zip(names);
    named.map(|(field, name)| field.with_name(name)).collect()
}
