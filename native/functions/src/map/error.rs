//! What the builder of maps raises, and keys as Java writes them.

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{
    DataType, Date32Type, Decimal128Type, DurationMicrosecondType, IntervalUnit,
    IntervalYearMonthType, TimeUnit, TimestampMicrosecondType,
};
use datafusion_common::{DataFusionError, Result};
use datafusion_expr::ColumnarValue;

use crate::{EvalMode, SparkError, cast};

/// `QueryExecutionErrors.nullAsMapKeyNotAllowedError`.
pub(super) fn null_key() -> DataFusionError {
    SparkError::new("NULL_MAP_KEY").into()
}

/// `QueryExecutionErrors.mapDataKeyArrayLengthDiffersFromValueArrayLengthError`.
pub(super) fn lengths_differ() -> DataFusionError {
    SparkError::new("_LEGACY_ERROR_TEMP_2128").into()
}

/// `QueryExecutionErrors.duplicateMapKeyFoundError`.
pub(super) fn duplicate_key(keys: &ArrayRef, index: usize) -> DataFusionError {
    match java_text(&keys.slice(index, 1)) {
        Ok(key) => SparkError::new("DUPLICATED_MAP_KEY")
            .with("key", key)
            .with("mapKeyDedupPolicy", "\"spark.sql.mapKeyDedupPolicy\"")
            .into(),
        Err(error) => error,
    }
}

/// `toString` of the one value, in the form that Catalyst keeps it in.
fn java_text(key: &ArrayRef) -> Result<String> {
    Ok(match key.data_type() {
        DataType::Date32 => key.as_primitive::<Date32Type>().value(0).to_string(),
        DataType::Timestamp(TimeUnit::Microsecond, _) => {
            let micros = key.as_primitive::<TimestampMicrosecondType>();
            micros.value(0).to_string()
        }
        DataType::Duration(TimeUnit::Microsecond) => {
            let micros = key.as_primitive::<DurationMicrosecondType>();
            micros.value(0).to_string()
        }
        DataType::Interval(IntervalUnit::YearMonth) => key
            .as_primitive::<IntervalYearMonthType>()
            .value(0)
            .to_string(),
        DataType::Decimal128(_, scale) => {
            decimal_text(key.as_primitive::<Decimal128Type>().value(0), *scale)
        }
        DataType::Utf8 => key.as_string::<i32>().value(0).to_string(),
        other => {
            let kernel = cast::bind(other, &DataType::Utf8, EvalMode::Legacy, "UTC")?;
            let text = kernel(&[ColumnarValue::Array(key.clone())], 1)?.into_array(1)?;
            text.as_string::<i32>().value(0).to_string()
        }
    })
}

/// `java.math.BigDecimal.toString`; the scale is not negative.
fn decimal_text(unscaled: i128, scale: i8) -> String {
    let digits = unscaled.unsigned_abs().to_string();
    let sign = if unscaled < 0 { "-" } else { "" };
    let scale = scale.max(0) as usize;
    let exponent = digits.len() as i64 - 1 - scale as i64;
    if exponent < -6 {
        let (first, rest) = digits.split_at(1);
        let point = if rest.is_empty() { "" } else { "." };
        format!("{sign}{first}{point}{rest}E{exponent}")
    } else if scale == 0 {
        format!("{sign}{digits}")
    } else {
        let padded = format!("{digits:0>width$}", width = scale + 1);
        let (whole, fraction) = padded.split_at(padded.len() - scale);
        format!("{sign}{whole}.{fraction}")
    }
}

#[cfg(test)]
mod tests {
    use super::decimal_text;

    #[test]
    fn decimals_are_written_as_java_writes_them() {
        assert_eq!(decimal_text(125, 2), "1.25");
        assert_eq!(decimal_text(-5, 2), "-0.05");
        assert_eq!(decimal_text(7, 0), "7");
        assert_eq!(decimal_text(0, 3), "0.000");
        assert_eq!(decimal_text(0, 18), "0E-18");
        assert_eq!(decimal_text(1, 7), "1E-7");
        assert_eq!(decimal_text(-12, 9), "-1.2E-8");
        assert_eq!(decimal_text(1, 6), "0.000001");
    }
}
