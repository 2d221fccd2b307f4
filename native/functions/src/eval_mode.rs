//! How an expression meets an error: `org.apache.spark.sql.catalyst.expressions.EvalMode`.

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum EvalMode {
    /// NULL, or a wrapped-around number, as before ANSI.
    #[default]
    Legacy,
    /// Spark's error condition.
    Ansi,
    /// NULL.
    Try,
}
