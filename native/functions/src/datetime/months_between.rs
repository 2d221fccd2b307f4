//! `months_between(timestamp, timestamp, roundOff)` (`DateTimeUtils.monthsBetween`).

use std::sync::Arc;

use arrow::array::Float64Array;
use datafusion_common::{Result, ScalarValue, internal_err};
use datafusion_expr::ColumnarValue;

use super::calendar::{civil, length_of_month};
use super::timestamp::{MICROS_PER_SECOND, Timestamps, split};
use super::zone::offset;
use crate::table::{Call, Kernel};

pub fn months_between(call: &Call) -> Result<Kernel> {
    let offset = offset(call, call.arg_types.first())?;
    Ok(Arc::new(move |args, rows| {
        let (end, start) = (Timestamps::new(&args[0])?, Timestamps::new(&args[1])?);
        let round = match &args[2] {
            ColumnarValue::Scalar(ScalarValue::Boolean(round)) => *round,
            _ => return internal_err!("months_between without a constant that says to round"),
        };
        let output: Float64Array = (0..rows)
            .map(|row| Some(months(end.get(row)?, start.get(row)?, round?, offset)))
            .collect();
        Ok(ColumnarValue::Array(Arc::new(output)))
    }))
}

/// Whole months between equal days of the month, or last ones; else a month has 31 days.
fn months(end: i64, start: i64, round: bool, offset: i64) -> f64 {
    let ((end, end_time), (start, start_time)) = (split(end, offset), split(start, offset));
    let ((year1, month1, day1), (year2, month2, day2)) = (civil(end), civil(start));
    let months = f64::from(year1 * 12 + month1 - (year2 * 12 + month2));
    let last = |year, month, day| day == length_of_month(i64::from(year), month);
    if day1 == day2 || (last(year1, month1, day1) && last(year2, month2, day2)) {
        return months;
    }
    let seconds = i64::from(day1 - day2) * 86_400 + end_time / MICROS_PER_SECOND
        - start_time / MICROS_PER_SECOND;
    let exact = months + seconds as f64 / (31.0 * 86_400.0);
    if round {
        java_round(exact * 1e8) as f64 / 1e8
    } else {
        exact
    }
}

/// `Math.round`: halves go up.
fn java_round(value: f64) -> i64 {
    let floor = value.floor();
    (if value - floor >= 0.5 {
        floor + 1.0
    } else {
        floor
    }) as i64
}

#[cfg(test)]
mod tests {
    use super::super::calendar::from_civil;
    use super::super::timestamp::MICROS_PER_DAY;
    use super::*;

    #[test]
    fn spans() {
        let at = |year, month, day, minute: i64| {
            from_civil(year, month, day) * MICROS_PER_DAY + minute * 60 * MICROS_PER_SECOND
        };
        let (end, start) = (at(1997, 2, 28, 630), at(1996, 10, 30, 0));
        assert_eq!(months(end, start, true, 0), 3.94959677);
        assert_eq!(months(end, start, false, 0), 3.9495967741935485);
        assert_eq!(months(at(2015, 1, 30, 0), at(2014, 7, 30, 5), true, 0), 6.0);
        assert_eq!(months(at(2015, 2, 28, 9), at(2014, 7, 31, 5), true, 0), 7.0);
        assert_eq!(java_round(-0.5), 0);
        assert_eq!(java_round(0.49999999999999994), 0);
        assert_eq!(java_round(-1.5), -1);
    }
}
