//! `make_date(year, month, day)`: `LocalDate.of`, with its messages.

use std::sync::Arc;

use arrow::array::Date32Array;
use datafusion_common::Result;
use datafusion_expr::ColumnarValue;

use super::calendar::{from_civil, length_of_month};
use super::columns::{Valid, raw};
use crate::argument::Ints;
use crate::table::{Call, Kernel};
use crate::{EvalMode, SparkError};

const MONTHS: [&str; 12] = [
    "JANUARY",
    "FEBRUARY",
    "MARCH",
    "APRIL",
    "MAY",
    "JUNE",
    "JULY",
    "AUGUST",
    "SEPTEMBER",
    "OCTOBER",
    "NOVEMBER",
    "DECEMBER",
];

/// NULL for a date that does not exist, or an error in ANSI mode. A date that exists but is no INT of
/// days is an error in both.
pub fn make_date(call: &Call) -> Result<Kernel> {
    let ansi = call.mode == EvalMode::Ansi;
    Ok(Arc::new(move |args, rows| {
        let (year, month, day) = (
            Ints::new(&args[0])?,
            Ints::new(&args[1])?,
            Ints::new(&args[2])?,
        );
        let fields = |row| (raw(&year, row), raw(&month, row), raw(&day, row));
        let valid = Valid::default().and(&year).and(&month).and(&day);
        let output: Date32Array = valid.compute(
            rows,
            |row| {
                let (year, month, day) = fields(row);
                if !is_valid(year, month, day) {
                    return None;
                }
                i32::try_from(from_civil(i64::from(year), month, day)).ok()
            },
            |row| {
                let (year, month, day) = fields(row);
                match invalid(year, month, day) {
                    None => Some(SparkError::arithmetic_overflow("integer", "")),
                    Some(message) => ansi.then(|| out_of_bounds(message)),
                }
            },
        )?;
        Ok(ColumnarValue::Array(Arc::new(output)))
    }))
}

/// What `ChronoField.checkValidValue` says against a value of a field.
pub(super) fn out_of_range(
    field: &str,
    values: std::ops::RangeInclusive<i32>,
    value: i32,
) -> Option<String> {
    let (least, most) = (values.start(), values.end());
    (!values.contains(&value))
        .then(|| format!("Invalid value for {field} (valid values {least} - {most}): {value}"))
}

/// Whether there is such a date.
#[inline]
pub(super) fn is_valid(year: i32, month: i32, day: i32) -> bool {
    year.unsigned_abs() <= 999_999_999
        && (1..=12).contains(&month)
        && day >= 1
        && (day <= 28 || day <= length_of_month(i64::from(year), month))
}

/// What `LocalDate.of` says against a date.
pub(super) fn invalid(year: i32, month: i32, day: i32) -> Option<String> {
    if is_valid(year, month, day) {
        return None;
    }
    let bad = out_of_range("Year", -999_999_999..=999_999_999, year)
        .or_else(|| out_of_range("MonthOfYear", 1..=12, month));
    if bad.is_some() {
        return bad;
    }
    if !(1..=31).contains(&day) {
        return Some(format!(
            "Invalid value for DayOfMonth (valid values 1 - 28/31): {day}"
        ));
    }
    Some(if day == 29 {
        format!("Invalid date 'February 29' as '{year}' is not a leap year")
    } else {
        format!("Invalid date '{} {day}'", MONTHS[month as usize - 1])
    })
}

/// `QueryExecutionErrors.ansiDateTimeArgumentOutOfRange`.
pub(super) fn out_of_bounds(message: String) -> SparkError {
    SparkError::new("DATETIME_FIELD_OUT_OF_BOUNDS.WITH_SUGGESTION")
        .with("rangeMessage", message)
        .with("ansiConfig", "\"spark.sql.ansi.enabled\"")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::string::testing::{call, eval, int};

    #[test]
    fn dates() {
        let date =
            |year, month, day| eval(make_date, &[int(year), int(month), int(day)], 1).remove(0);
        assert_eq!(date(2013, 7, 15), "2013-07-15");
        assert_eq!(date(2024, 2, 29), "2024-02-29");
        assert_eq!(date(2023, 2, 29), "NULL");
        assert_eq!(date(2019, 13, 1), "NULL");
        let args = [int(9_999_999), int(1), int(1)];
        assert!(make_date(&call()).unwrap()(&args, 1).is_err());
    }

    #[test]
    fn messages() {
        let message = |year, month, day| invalid(year, month, day).unwrap();
        assert_eq!(
            message(2023, 2, 29),
            "Invalid date 'February 29' as '2023' is not a leap year"
        );
        assert_eq!(message(2023, 2, 30), "Invalid date 'FEBRUARY 30'");
        assert_eq!(
            message(2023, 13, 30),
            "Invalid value for MonthOfYear (valid values 1 - 12): 13"
        );
        assert_eq!(
            message(2023, 1, 0),
            "Invalid value for DayOfMonth (valid values 1 - 28/31): 0"
        );
    }
}
