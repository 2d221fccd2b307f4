//! Evaluation of expressions that may raise only for the rows for which Spark evaluates them.

use std::sync::Arc;

use datafusion_common::{Result, ScalarValue};
use datafusion_expr::Operator;
use datafusion_physical_expr::expressions::{BinaryExpr, CaseExpr, Literal, NotExpr};
use thermite_proto as proto;
use thermite_proto::expr::Kind;

use super::ExprRef;

/// Whether some value may make `expr` raise an error.
pub fn may_raise(expr: &proto::Expr) -> bool {
    let ansi = proto::EvalMode::Ansi as i32;
    let any = |e: &Option<Box<proto::Expr>>| e.as_deref().is_some_and(may_raise);
    match &expr.kind {
        None | Some(Kind::Column(_) | Kind::Literal(_)) => false,
        Some(Kind::Binary(e)) => any(&e.left) || any(&e.right),
        Some(Kind::Not(e)) => any(&e.child),
        Some(Kind::IsNull(e)) => any(&e.child),
        Some(Kind::IsNotNull(e)) => any(&e.child),
        Some(Kind::InList(e)) => any(&e.value),
        Some(Kind::Case(e)) => {
            let branches = e.branches.iter().flat_map(|b| [&b.condition, &b.value]);
            branches.flatten().any(may_raise) || any(&e.else_value)
        }
        Some(Kind::Cast(e)) => e.mode == ansi || any(&e.child),
        Some(Kind::Call(e)) => e.mode == ansi || e.args.iter().any(may_raise),
    }
}

/// `left AND right`, `left OR right`: `right` only where `left` does not decide (`And`, `Or` in
/// predicates.scala).
pub fn logic(op: Operator, left: ExprRef, right: ExprRef) -> Result<ExprRef> {
    let and = op == Operator::And;
    let decided: ExprRef = if and {
        Arc::new(NotExpr::new(Arc::clone(&left)))
    } else {
        Arc::clone(&left)
    };
    let result: ExprRef = Arc::new(Literal::new(ScalarValue::Boolean(Some(!and))));
    let both: ExprRef = Arc::new(BinaryExpr::new(Arc::clone(&left), op, right));
    let lazy: ExprRef = Arc::new(CaseExpr::try_new(
        None,
        vec![(decided, result)],
        Some(both),
    )?);
    if and {
        // The same value; `left` stays in sight of the scan's pruning.
        Ok(Arc::new(BinaryExpr::new(left, op, lazy)))
    } else {
        Ok(lazy)
    }
}

/// `value` where `condition` holds, else NULL.
pub fn only_where(condition: ExprRef, value: ExprRef) -> Result<ExprRef> {
    Ok(Arc::new(CaseExpr::try_new(
        None,
        vec![(condition, value)],
        None,
    )?))
}
