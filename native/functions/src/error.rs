//! Errors that carry Spark's condition and parameters, for the JVM to build the exception from.

use std::collections::BTreeMap;
use std::fmt;

use datafusion_common::DataFusionError;

/// An error condition of Spark's (`error-conditions.json`) with its parameters, unquoted as
/// Spark's own `QueryExecutionErrors` methods take them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SparkError {
    pub condition: &'static str,
    pub parameters: BTreeMap<&'static str, String>,
    /// `Expr.origin` of the expression that failed; 0 while unknown. Set by the engine.
    pub origin: u32,
}

impl SparkError {
    pub fn new(condition: &'static str) -> Self {
        Self {
            condition,
            parameters: BTreeMap::new(),
            origin: 0,
        }
    }

    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.parameters.insert(name, value.into());
        self
    }

    /// `QueryExecutionErrors.arithmeticOverflowError`; `hint` is the `try_` function to suggest, or empty.
    pub fn arithmetic_overflow(what: &str, hint: &str) -> Self {
        Self::new("ARITHMETIC_OVERFLOW")
            .with("message", format!("{what} overflow"))
            .with("hint", hint)
    }

    /// Java's own ArithmeticException, for which Spark has no condition.
    pub fn java_arithmetic(message: &str) -> Self {
        Self::new("java.lang.ArithmeticException").with("message", message)
    }

    /// `QueryExecutionErrors.invalidInputInConversionError` of a string that is no `format`.
    pub fn not_binary(text: &str, format: &str) -> Self {
        let text = text.replace('\\', "\\\\").replace('\'', "\\'");
        Self::new("CONVERSION_INVALID_INPUT")
            .with("str", format!("'{text}'"))
            .with("fmt", format!("'{format}'"))
            .with("targetType", "\"BINARY\"")
            .with("suggestion", "`try_to_binary`")
    }

    /// `QueryExecutionErrors.divideByZeroError`.
    pub fn divide_by_zero() -> Self {
        Self::new("DIVIDE_BY_ZERO")
    }

    /// `QueryExecutionErrors.remainderByZeroError`; before Spark 4.1 the condition is DIVIDE_BY_ZERO.
    pub fn remainder_by_zero() -> Self {
        Self::new("REMAINDER_BY_ZERO")
    }
}

impl SparkError {
    /// `error` with the origin `origin`, if it is Spark's and has none yet.
    pub fn located(error: DataFusionError, origin: u32) -> DataFusionError {
        match error {
            DataFusionError::External(cause) if origin != 0 => match cause.downcast::<Self>() {
                Ok(mut spark) => {
                    if spark.origin == 0 {
                        spark.origin = origin;
                    }
                    DataFusionError::External(spark)
                }
                Err(cause) => DataFusionError::External(cause),
            },
            other => other,
        }
    }
}

impl fmt::Display for SparkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}]", self.condition)?;
        for (name, value) in &self.parameters {
            write!(f, " {name}={value}")?;
        }
        Ok(())
    }
}

impl std::error::Error for SparkError {}

impl From<SparkError> for DataFusionError {
    fn from(error: SparkError) -> Self {
        DataFusionError::External(Box::new(error))
    }
}
