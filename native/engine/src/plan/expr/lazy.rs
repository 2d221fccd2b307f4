//! Evaluation of expressions that may raise only for the rows for which Spark evaluates them.

use std::sync::Arc;

use datafusion_common::Result;
use datafusion_physical_expr::expressions::CaseExpr;
use thermite_proto as proto;
use thermite_proto::expr::Kind;
use thermite_proto::literal::Value;

use super::ExprRef;

/// Functions that raise errors in every mode, and those that count the rows that come to them.
const ALWAYS: &[&str] = &[
    "add_interval",
    "add_months",
    "array_repeat",
    "bit_get",
    "convert_timezone",
    "date_add_ym_interval",
    "date_trunc",
    "decode",
    "divide_interval",
    "element_at",
    "encode",
    "from_utc_timestamp",
    "getbit",
    "lpad",
    "make_date",
    "make_dt_interval",
    "make_timestamp",
    "make_ym_interval",
    "map",
    "map_concat",
    "map_from_arrays",
    "map_from_entries",
    "monotonically_increasing_id",
    "months_between",
    "multiply_interval",
    "negate_interval",
    "parse_timestamp",
    "parse_unix_timestamp",
    "rand",
    "randn",
    "repeat",
    "rpad",
    "sequence",
    "slice",
    "space",
    "str_to_map",
    "subtract_dates",
    "subtract_interval",
    "subtract_timestamps",
    "time_add",
    "timestamp_add_ym_interval",
    "timestamp_millis",
    "timestamp_seconds",
    "timestampadd",
    "timestampdiff",
    "to_unix_timestamp",
    "to_utc_timestamp",
    "transform_keys",
    "unbase64",
    "uuid",
];

/// `element_at` raises in every mode only for the index 0.
fn is_at_constant(call: &proto::Call) -> bool {
    let index = call.args.get(1).and_then(|index| index.kind.as_ref());
    match index {
        Some(Kind::Literal(literal)) if call.name == "element_at" => {
            matches!(literal.value, Some(Value::Integer(index)) if index != 0)
        }
        _ => false,
    }
}

/// A date too far away for a timestamp.
fn to_timestamp(cast: &proto::Cast) -> bool {
    let kind = cast.r#type.as_ref().and_then(|t| t.kind.as_ref());
    match kind {
        Some(proto::data_type::Kind::Primitive(p)) => {
            *p == proto::Primitive::Timestamp as i32 || *p == proto::Primitive::TimestampNtz as i32
        }
        _ => false,
    }
}

/// Whether some value may make `expr` raise an error.
pub fn may_raise(expr: &proto::Expr) -> bool {
    let ansi = proto::EvalMode::Ansi as i32;
    let any = |e: &Option<Box<proto::Expr>>| e.as_deref().is_some_and(may_raise);
    match &expr.kind {
        None | Some(Kind::Column(_) | Kind::Literal(_) | Kind::LambdaVariable(_)) => false,
        Some(Kind::Binary(e)) => any(&e.left) || any(&e.right),
        Some(Kind::Not(e)) => any(&e.child),
        Some(Kind::IsNull(e)) => any(&e.child),
        Some(Kind::IsNotNull(e)) => any(&e.child),
        Some(Kind::InList(e)) => any(&e.value),
        Some(Kind::Case(e)) => {
            let branches = e.branches.iter().flat_map(|b| [&b.condition, &b.value]);
            branches.flatten().any(may_raise) || any(&e.else_value)
        }
        Some(Kind::JvmFunction(_) | Kind::Deciding(_)) => true,
        Some(Kind::Cast(e)) => e.mode == ansi || any(&e.child) || to_timestamp(e),
        Some(Kind::Call(e)) => {
            let always = ALWAYS.contains(&e.name.as_str()) && !is_at_constant(e);
            e.mode == ansi || always || e.args.iter().any(may_raise)
        }
        Some(Kind::HigherOrder(e)) => {
            let bodies = e.lambdas.iter().filter_map(|lambda| lambda.body.as_ref());
            ALWAYS.contains(&e.name.as_str()) || e.args.iter().chain(bodies).any(may_raise)
        }
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
