//! Joins. DataFusion builds on its left child; Spark names the side, so children may be swapped.

use std::collections::BTreeSet;
use std::sync::Arc;

use arrow::compute::SortOptions;
use arrow::datatypes::Schema;
use datafusion_common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion_common::{JoinSide, JoinType, NullEquality, Result, internal_err};
use datafusion_physical_expr::expressions::Column;
use datafusion_physical_plan::joins::utils::{ColumnIndex, JoinFilter};
use datafusion_physical_plan::joins::{
    HashJoinExecBuilder, NestedLoopJoinExec, PartitionMode, SortMergeJoinExec,
};
use thermite_proto as proto;

use super::PlanRef;
use crate::plan::expr::ExprRef;
use crate::plan::{PlanContext, expr};

type Inputs = (PlanRef, PlanRef);
type Keys = Vec<(ExprRef, ExprRef)>;

pub fn hash(join: &proto::HashJoin, (left, right): Inputs, ctx: &PlanContext) -> Result<PlanRef> {
    let on = keys(&join.left_keys, &join.right_keys, &left, &right, ctx)?;
    let filter = condition(&join.condition, &left, &right, ctx)?;
    let join_type = join_type(join.r#type)?;
    // The null-aware anti join needs the rows that it keeps on the build side.
    let swap = join.build_side == proto::BuildSide::BuildRight as i32 && !join.null_aware_anti;
    let projection = restored(join_type, swap, &left, &right);
    let (first, second, on, filter, join_type) = if swap {
        let on = on.into_iter().map(|(l, r)| (r, l)).collect();
        let filter = filter.map(|f| f.swap());
        (right, left, on, filter, join_type.swap())
    } else {
        (left, right, on, filter, join_type)
    };
    HashJoinExecBuilder::new(first, second, on, join_type)
        .with_filter(filter)
        .with_partition_mode(PartitionMode::CollectLeft)
        .with_null_equality(NullEquality::NullEqualsNothing)
        .with_null_aware(join.null_aware_anti)
        .with_projection(projection)
        .build_exec()
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
) -> Result<Keys> {
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
    let mut used = BTreeSet::new();
    full.apply(|e| {
        if let Some(column) = e.downcast_ref::<Column>() {
            used.insert(column.index());
        }
        Ok(TreeNodeRecursion::Continue)
    })?;
    let used: Vec<usize> = used.into_iter().collect();
    let narrow = full
        .transform(|e| {
            let moved = e.downcast_ref::<Column>().and_then(|column| {
                let position = used.iter().position(|i| *i == column.index())?;
                Some(Column::new(column.name(), position))
            });
            Ok(match moved {
                Some(column) => Transformed::yes(Arc::new(column) as ExprRef),
                None => Transformed::no(e),
            })
        })?
        .data;
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
