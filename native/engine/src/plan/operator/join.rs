//! Joins. The left side of a condition is the build side, so children may be swapped.

use std::sync::Arc;

use arrow::compute::SortOptions;
use arrow::datatypes::Schema;
use datafusion_common::{JoinSide, JoinType, NullEquality, Result, internal_err};
use datafusion_physical_plan::joins::utils::{ColumnIndex, JoinFilter};
use datafusion_physical_plan::joins::{NestedLoopJoinExec, SortMergeJoinExec};
use prost::Message;
use thermite_proto as proto;
use thermite_proto::operator::Kind;

use super::PlanRef;
use crate::operator::existence::{Existence, ExistenceExec};
use crate::operator::hash_join::{HashJoinExec, JoinSpec, Shape, SharedTable, Sides};
use crate::plan::expr::ExprRef;
use crate::plan::{PlanContext, expr};

type Inputs = (PlanRef, PlanRef);
type KeyPairs = Vec<(ExprRef, ExprRef)>;

pub fn hash(
    operator: &proto::Operator,
    join: &proto::HashJoin,
    (left, right): Inputs,
    ctx: &PlanContext,
) -> Result<PlanRef> {
    let (left_keys, right_keys) = keys(&join.left_keys, &join.right_keys, &left, &right, ctx)?
        .into_iter()
        .unzip();
    let condition = condition(&join.condition, &left, &right, ctx)?;
    let join_type = join_type(join.r#type)?;
    let build_is_left = join.build_side == proto::BuildSide::BuildLeft as i32;
    let (build, probe, keys, condition, join_type, key_exprs) = if build_is_left {
        let keys = (left_keys, right_keys);
        (left, right, keys, condition, join_type, &join.left_keys)
    } else {
        let keys = (right_keys, left_keys);
        let condition = condition.map(|c| c.swap());
        (
            right,
            left,
            keys,
            condition,
            join_type.swap(),
            &join.right_keys,
        )
    };
    let sides = Sides {
        build: build.schema(),
        probe: probe.schema(),
        build_is_left,
    };
    let shape = Shape::built_left(join_type);
    let spec = JoinSpec::new(shape, keys, condition, join.null_aware_anti, &sides);
    let child = operator.children.get(usize::from(!build_is_left));
    let shared = child.and_then(|child| shared(child, key_exprs, &spec, ctx));
    Ok(Arc::new(HashJoinExec::new(
        Arc::new(spec),
        build,
        probe,
        shared,
    )))
}

/// The process's table of a broadcast, by the keys of `spec`.
fn shared(
    child: &proto::Operator,
    key_exprs: &[proto::Expr],
    spec: &JoinSpec,
    ctx: &PlanContext,
) -> Option<SharedTable> {
    let Some(Kind::BroadcastRead(_)) = &child.kind else {
        return None;
    };
    let name = key_exprs
        .iter()
        .flat_map(Message::encode_length_delimited_to_vec);
    let bounded = spec.bounded();
    let order = bounded.iter().flat_map(|column| column.to_le_bytes());
    let name: Vec<u8> = name.chain(order).collect();
    let (id, keys, host) = (child.id, spec.build_keys.clone(), Arc::clone(&ctx.host));
    Some(Arc::new(move || {
        host.broadcast(id)?.table(&name, &keys, bounded)
    }))
}

pub fn sort_merge(
    join: &proto::SortMergeJoin,
    (left, right): Inputs,
    ctx: &PlanContext,
) -> Result<PlanRef> {
    let on = keys(&join.left_keys, &join.right_keys, &left, &right, ctx)?;
    let filter = condition(&join.condition, &left, &right, ctx)?;
    // SortMergeJoinExec.requiredChildOrdering: ascending, nulls first.
    let order = SortOptions {
        descending: false,
        nulls_first: true,
    };
    let orders = vec![order; on.len()];
    Ok(Arc::new(SortMergeJoinExec::try_new(
        left,
        right,
        on,
        filter,
        join_type(join.r#type)?,
        orders,
        NullEquality::NullEqualsNothing,
    )?))
}

pub fn nested_loop(
    join: &proto::NestedLoopJoin,
    (left, right): Inputs,
    ctx: &PlanContext,
) -> Result<PlanRef> {
    let filter = condition(&join.condition, &left, &right, ctx)?;
    let join_type = join_type(join.r#type)?;
    let swap = join.build_side == proto::BuildSide::BuildRight as i32;
    if let (true, Some(existence)) = (swap, existence(join_type)) {
        return Ok(Arc::new(ExistenceExec::new(existence, filter, left, right)));
    }
    let projection = restored(join_type, swap, &left, &right);
    let (first, second, filter, join_type) = if swap {
        (right, left, filter.map(|f| f.swap()), join_type.swap())
    } else {
        (left, right, filter, join_type)
    };
    Ok(Arc::new(NestedLoopJoinExec::try_new(
        first, second, filter, &join_type, projection,
    )?))
}

fn existence(join_type: JoinType) -> Option<Existence> {
    match join_type {
        JoinType::LeftSemi => Some(Existence::Semi),
        JoinType::LeftAnti => Some(Existence::Anti),
        JoinType::LeftMark => Some(Existence::Mark),
        _ => None,
    }
}

fn join_type(join_type: i32) -> Result<JoinType> {
    use proto::JoinType as Spark;
    Ok(match Spark::try_from(join_type) {
        Ok(Spark::Inner) => JoinType::Inner,
        Ok(Spark::LeftOuter) => JoinType::Left,
        Ok(Spark::RightOuter) => JoinType::Right,
        Ok(Spark::FullOuter) => JoinType::Full,
        Ok(Spark::LeftSemi) => JoinType::LeftSemi,
        Ok(Spark::LeftAnti) => JoinType::LeftAnti,
        Ok(Spark::Existence) => JoinType::LeftMark,
        Err(e) => return internal_err!("unknown join type: {e}"),
    })
}

fn keys(
    left_keys: &[proto::Expr],
    right_keys: &[proto::Expr],
    left: &PlanRef,
    right: &PlanRef,
    ctx: &PlanContext,
) -> Result<KeyPairs> {
    let left_keys = expr::build_all(left_keys, &left.schema(), ctx)?;
    let right_keys = expr::build_all(right_keys, &right.schema(), ctx)?;
    Ok(left_keys.into_iter().zip(right_keys).collect())
}

/// The projection that puts the columns of swapped children back in Spark's order.
fn restored(
    join_type: JoinType,
    swap: bool,
    left: &PlanRef,
    right: &PlanRef,
) -> Option<Vec<usize>> {
    let both = matches!(
        join_type,
        JoinType::Inner | JoinType::Left | JoinType::Right | JoinType::Full
    );
    let (l, r) = (left.schema().fields().len(), right.schema().fields().len());
    (swap && both).then(|| (r..r + l).chain(0..r).collect())
}

/// A residual condition over only those columns of both sides that it reads.
fn condition(
    condition: &Option<proto::Expr>,
    left: &PlanRef,
    right: &PlanRef,
    ctx: &PlanContext,
) -> Result<Option<JoinFilter>> {
    let Some(condition) = condition else {
        return Ok(None);
    };
    let (left, right) = (left.schema(), right.schema());
    let fields = left.fields().iter().chain(right.fields());
    let all = Schema::new(fields.cloned().collect::<Vec<_>>());
    let full = expr::cancellable(expr::build(condition, &all, ctx)?, &all, ctx)?;
    let (narrow, used) = expr::narrowed(&full)?;
    let split = left.fields().len();
    let indices = used
        .iter()
        .map(|i| {
            let (index, side) = if *i < split {
                (*i, JoinSide::Left)
            } else {
                (*i - split, JoinSide::Right)
            };
            ColumnIndex { index, side }
        })
        .collect();
    let schema = Arc::new(all.project(&used)?);
    Ok(Some(JoinFilter::new(narrow, indices, schema)))
}
