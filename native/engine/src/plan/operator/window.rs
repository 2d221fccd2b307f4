//! Windows: functions over frames, and limits of partitions.

use std::sync::Arc;

use arrow::datatypes::Schema;
use datafusion_common::{Result, internal_err};
use thermite_proto as proto;
use thermite_proto::window_function::ranking::Kind as RankingKind;
use thermite_proto::window_function::{Bound as ProtoBound, Frame as ProtoFrame, Kind, bound};

use super::{PlanRef, aggregate};
use crate::operator::window::frame::{Bound, Frame};
use crate::operator::window::limit::{GroupLimit, GroupLimitExec, Rank};
use crate::operator::window::pick::{Nth, Shift};
use crate::operator::window::ranking::Ranking;
use crate::operator::window::{Function, WindowExec, Windows};
use crate::plan::expr::ExprRef;
use crate::plan::{PlanContext, expr, types};

pub fn build(window: &proto::Window, input: PlanRef, ctx: &PlanContext) -> Result<PlanRef> {
    let schema = input.schema();
    let mut frames = Frames::default();
    let functions = window.functions.iter().enumerate();
    let functions = functions
        .map(|(i, f)| function(f, i, &mut frames, &schema, ctx))
        .collect::<Result<_>>()?;
    let frames = frames.protos.iter().map(|f| frame(f, &schema, ctx));
    let windows = Windows {
        partition_by: expr::keys(&window.partition_by, &schema, ctx)?,
        order_by: expr::sort_orders(&window.order_by, &schema, ctx)?,
        frames: frames.collect::<Result<_>>()?,
        functions,
    };
    let computed = types::schema(&window.schema)?;
    let fields: Vec<_> = schema
        .fields()
        .iter()
        .chain(computed.fields())
        .cloned()
        .collect();
    let output = Arc::new(Schema::new(fields));
    Ok(Arc::new(WindowExec::new(Arc::new(windows), output, input)))
}

pub fn group_limit(
    limit: &proto::WindowGroupLimit,
    input: PlanRef,
    ctx: &PlanContext,
) -> Result<PlanRef> {
    let schema = input.schema();
    let limit = GroupLimit {
        partition_by: expr::keys(&limit.partition_by, &schema, ctx)?,
        order_by: expr::sort_orders(&limit.order_by, &schema, ctx)?,
        rank: match limit.rank() {
            RankingKind::RowNumber => Rank::RowNumber,
            RankingKind::Rank => Rank::Rank,
            RankingKind::DenseRank => Rank::DenseRank,
            other => return internal_err!("a limit by {other:?}"),
        },
        limit: limit.limit,
    };
    Ok(Arc::new(GroupLimitExec::new(Arc::new(limit), input)))
}

/// The frames of a window, each once.
#[derive(Default)]
struct Frames<'a> {
    protos: Vec<&'a ProtoFrame>,
}

impl<'a> Frames<'a> {
    fn index(&mut self, frame: &'a Option<ProtoFrame>) -> Result<usize> {
        let Some(frame) = frame else {
            return internal_err!("a window function without its frame");
        };
        let index = self.protos.iter().position(|other| *other == frame);
        Ok(index.unwrap_or_else(|| {
            self.protos.push(frame);
            self.protos.len() - 1
        }))
    }
}

fn function<'a>(
    function: &'a proto::WindowFunction,
    index: usize,
    frames: &mut Frames<'a>,
    schema: &Arc<Schema>,
    ctx: &PlanContext,
) -> Result<Function> {
    let value = |e: &Option<proto::Expr>| operand(e, schema, ctx);
    Ok(match &function.kind {
        Some(Kind::Ranking(ranking)) => Function::Ranking(match ranking.kind() {
            RankingKind::RowNumber => Ranking::RowNumber,
            RankingKind::Rank => Ranking::Rank,
            RankingKind::DenseRank => Ranking::DenseRank,
            RankingKind::PercentRank => Ranking::PercentRank,
            RankingKind::CumeDist => Ranking::CumeDist,
            RankingKind::Ntile => Ranking::Ntile(ranking.buckets),
        }),
        Some(Kind::Aggregate(a)) => Function::Aggregate(
            Arc::new(aggregate::function(a, index, true, schema, ctx)?),
            frames.index(&function.frame)?,
        ),
        Some(Kind::Shift(shift)) => Function::Shift(Shift {
            value: value(&shift.value)?,
            offset: shift.offset,
            default: value(&shift.default)?,
            ignore_nulls: shift.ignore_nulls,
        }),
        Some(Kind::Nth(nth)) => Function::Nth(
            Nth {
                value: value(&nth.value)?,
                n: nth.n as usize,
                from_end: nth.from_end,
                ignore_nulls: nth.ignore_nulls,
            },
            frames.index(&function.frame)?,
        ),
        None => return internal_err!("a window function without a kind"),
    })
}

fn operand(e: &Option<proto::Expr>, schema: &Schema, ctx: &PlanContext) -> Result<ExprRef> {
    match e {
        Some(e) => expr::build(e, schema, ctx),
        None => internal_err!("an operand of a window function is missing"),
    }
}

fn frame(frame: &ProtoFrame, schema: &Schema, ctx: &PlanContext) -> Result<Frame> {
    Ok(Frame {
        lower: self::bound(&frame.lower, schema, ctx)?,
        upper: self::bound(&frame.upper, schema, ctx)?,
    })
}

fn bound(bound: &Option<ProtoBound>, schema: &Schema, ctx: &PlanContext) -> Result<Bound> {
    Ok(match bound.as_ref().and_then(|b| b.kind.as_ref()) {
        None => Bound::Unbounded,
        Some(bound::Kind::Rows(offset)) => Bound::Rows(*offset),
        Some(bound::Kind::Peers(_)) => Bound::Peers,
        Some(bound::Kind::Value(value)) => Bound::Value(expr::key(value, schema, ctx)?),
    })
}
