//! A condition that begins with an order between a column of each side. The build rows of a key lie in
//! the order of theirs, so that those that a probe row can meet are one range.

use std::ops::Range;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef};
use datafusion_common::JoinSide;
use datafusion_expr::Operator;
use datafusion_physical_expr::expressions::{BinaryExpr, Column};
use datafusion_physical_expr::{PhysicalExpr, ScalarFunctionExpr};
use datafusion_physical_plan::joins::utils::{ColumnIndex, JoinFilter};

use super::keys;
use super::spec::Sides;
use super::table::Matches;
use crate::plan::expr::CANCELLABLE;

/// Keys with fewer rows on average are not worth an order.
const MANY: usize = 8;

/// `build op probe`, of the values of these columns.
#[derive(Debug, Clone, Copy)]
pub struct Bound {
    pub build: usize,
    probe: usize,
    op: Operator,
    /// Whether it is the whole condition.
    pub is_all: bool,
}

impl Bound {
    /// The beginning of the condition, if it is an order of integral columns.
    pub fn of(condition: &JoinFilter, sides: &Sides) -> Option<Self> {
        let whole = called(condition.expression());
        let mut first = whole;
        let compare = loop {
            let binary = first.downcast_ref::<BinaryExpr>()?;
            if *binary.op() != Operator::And {
                break binary;
            }
            first = binary.left();
        };
        let column = |e: &Arc<dyn PhysicalExpr>| -> Option<&ColumnIndex> {
            let column = widened(e, condition).downcast_ref::<Column>()?;
            condition.column_indices().get(column.index())
        };
        let (left, right) = (column(compare.left())?, column(compare.right())?);
        let (build, probe, op) = match (left.side, right.side) {
            (JoinSide::Left, JoinSide::Right) => (left.index, right.index, *compare.op()),
            (JoinSide::Right, JoinSide::Left) => (right.index, left.index, compare.op().swap()?),
            _ => return None,
        };
        use Operator::{Gt, GtEq, Lt, LtEq};
        let build_type = sides.build.field(build).data_type();
        let probe_type = sides.probe.field(probe).data_type();
        let are_comparable = build_type.is_integer() && probe_type.is_integer()
            || keys::is_integral(build_type) && build_type == probe_type;
        let is_order = matches!(op, Lt | LtEq | Gt | GtEq) && are_comparable;
        is_order.then_some(Self {
            build,
            probe,
            op,
            is_all: Arc::ptr_eq(first, whole),
        })
    }

    /// Leaves of what was `found` for the rows of a probe side's batch those that are within the bound.
    pub fn narrow(&self, batch: &[ArrayRef], bounds: &[i64], found: &mut Matches) {
        let column = &batch[self.probe];
        let nulls = column.logical_nulls().filter(|n| n.null_count() > 0);
        let values = keys::integers(column);
        let Matches { starts, counts } = found;
        for (row, value) in values.into_iter().enumerate() {
            let (start, count) = (starts[row] as usize, counts[row] as usize);
            if count == 0 {
                continue;
            }
            if nulls.as_ref().is_some_and(|n| n.is_null(row)) {
                counts[row] = 0;
                continue;
            }
            let group = &bounds[start..start + count];
            let below = match self.op {
                Operator::Lt | Operator::GtEq => group.partition_point(|bound| *bound < value),
                _ => group.partition_point(|bound| *bound <= value),
            };
            if matches!(self.op, Operator::Lt | Operator::LtEq) {
                counts[row] = below as u32;
            } else {
                starts[row] += below as u32;
                counts[row] -= below as u32;
            }
        }
    }
}

/// What a cast of an integer to one with more bytes is of.
fn widened<'a>(
    expr: &'a Arc<dyn PhysicalExpr>,
    condition: &JoinFilter,
) -> &'a Arc<dyn PhysicalExpr> {
    let Some(cast) = expr.downcast_ref::<ScalarFunctionExpr>() else {
        return expr;
    };
    let [arg] = cast.args() else { return expr };
    let types = (arg.data_type(condition.schema()), cast.return_type());
    match types {
        (Ok(from), to) if from.is_integer() && to.is_integer() => {
            let widens = from.primitive_width() <= to.primitive_width();
            if cast.name() == "cast" && widens {
                arg
            } else {
                expr
            }
        }
        _ => expr,
    }
}

/// What a condition computes that also looks whether its task has been killed.
fn called(condition: &Arc<dyn PhysicalExpr>) -> &Arc<dyn PhysicalExpr> {
    match condition.downcast_ref::<ScalarFunctionExpr>() {
        Some(call) if call.name() == CANCELLABLE => &call.args()[0],
        _ => condition,
    }
}

/// Sorts the rows of each group of `order` by the values of `column`; gives the values in that order,
/// or nothing if the groups are small.
pub fn sort(
    order: &mut [u32],
    groups: impl Iterator<Item = Range<usize>> + Clone,
    column: &ArrayRef,
) -> Option<Vec<i64>> {
    if order.len() < MANY * groups.clone().count() {
        return None;
    }
    let values = keys::integers(column);
    for group in groups {
        order[group].sort_unstable_by_key(|row| (values[*row as usize], *row));
    }
    Some(order.iter().map(|row| values[*row as usize]).collect())
}
