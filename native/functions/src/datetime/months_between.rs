//! `months_between(timestamp, timestamp, roundOff)` (`DateTimeUtils.monthsBetween`).

use std::sync::Arc;

use arrow::datatypes::{DataType, Float64Type, TimestampMicrosecondType};
use datafusion_common::{Result, ScalarValue, internal_err};
use datafusion_expr::ColumnarValue;

use super::calendar::{civil, length_of_month};
use super::timestamp::{
    MICROS_PER_SECOND, SECONDS_PER_DAY, days_to_micros, finish, flagged, long_overflow, split,
};
use super::zone::Zone;
use super::zones;
use crate::math::rows::{self, Failure};
use crate::table::{Call, Kernel};

pub fn months_between(call: &Call) -> Result<Kernel> {
    let zone = zones::of(call, call.arg_types.first())?;
    Ok(Arc::new(move |args, rows| {
        let round = match &args[2] {
            ColumnarValue::Scalar(ScalarValue::Boolean(Some(round))) => *round,
            ColumnarValue::Scalar(scalar) if scalar.is_null() => {
                return Ok(ColumnarValue::Scalar(ScalarValue::Float64(None)));
            }
            _ => return internal_err!("months_between without a constant that says to round"),
        };
        let failure = Failure::Raise(|_, _| long_overflow());
        let output = rows::binary::<TimestampMicrosecondType, TimestampMicrosecondType, Float64Type>(
            &args[..2],
            rows,
            &failure,
            |end, start| flagged(months(end, start, round, &zone)),
        )?;
        finish(output, &DataType::Float64, &args[..2])
    }))
}

/// Whole months between equal days of the month, or last ones; else a month has 31 days. None: a day
/// begins before the first timestamp.
fn months(end: i64, start: i64, round: bool, zone: &Zone) -> Option<f64> {
    let (end_day, start_day) = (split(end, zone).0, split(start, zone).0);
    let ((year1, month1, day1), (year2, month2, day2)) = (civil(end_day), civil(start_day));
    let months = f64::from(year1 * 12 + month1 - (year2 * 12 + month2));
    let last = |year, month, day| day == length_of_month(i64::from(year), month);
    if day1 == day2 || (last(year1, month1, day1) && last(year2, month2, day2)) {
        return Some(months);
    }
    let second = |micros: i64, day: i32| {
        Some((micros - days_to_micros(i64::from(day), zone)?) / MICROS_PER_SECOND)
    };
    let seconds = i64::from(day1 - day2) * SECONDS_PER_DAY + second(end, end_day)?
        - second(start, start_day)?;
    let exact = months + seconds as f64 / (31.0 * 86_400.0);
    Some(if round {
        java_round(exact * 1e8) as f64 / 1e8
    } else {
        exact
    })
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
        let utc = Zone::fixed(0);
        let months = |end, start, round| months(end, start, round, &utc);
        let (end, start) = (at(1997, 2, 28, 630), at(1996, 10, 30, 0));
        assert_eq!(months(end, start, true), Some(3.94959677));
        assert_eq!(months(end, start, false), Some(3.9495967741935485));
        assert_eq!(
            months(at(2015, 1, 30, 0), at(2014, 7, 30, 5), true),
            Some(6.0)
        );
        assert_eq!(
            months(at(2015, 2, 28, 9), at(2014, 7, 31, 5), true),
            Some(7.0)
        );
        assert_eq!(months(i64::MIN, 0, true), None);
        assert_eq!(java_round(-0.5), 0);
        assert_eq!(java_round(0.49999999999999994), 0);
        assert_eq!(java_round(-1.5), -1);
    }
}
