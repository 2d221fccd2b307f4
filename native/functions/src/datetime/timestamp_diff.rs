//! What lies between two timestamps or dates.

use std::sync::Arc;

use arrow::datatypes::{Date32Type, DurationMicrosecondType, Int64Type, TimestampMicrosecondType};
use datafusion_common::{Result, internal_err};

use super::calendar::civil;
use super::timestamp::{
    MICROS_PER_DAY, MICROS_PER_SECOND, binary, finish, flagged, long_overflow, split,
};
use super::zone::Zone;
use super::zones;
use crate::SparkError;
use crate::argument::Text;
use crate::math::rows::{self, Failure};
use crate::table::{Call, Kernel};

/// Microseconds between the times that clocks show (`DateTimeUtils.subtractTimestamps`).
fn local_micros(start: i64, end: i64, zone: &Zone) -> i128 {
    i128::from(end) - i128::from(start) + i128::from(moved(start, end, zone))
}

/// By how much clocks were put forward in between.
#[inline]
fn moved(start: i64, end: i64, zone: &Zone) -> i64 {
    let offset = |micros: i64| zone.offset(micros.div_euclid(MICROS_PER_SECOND));
    (offset(end) - offset(start)) * MICROS_PER_SECOND
}

/// As `local_micros`; None: an i64 does not hold them.
#[inline]
fn near_micros(start: i64, end: i64, zone: &Zone) -> Option<i64> {
    let near = end.checked_sub(start);
    match near.and_then(|near| near.checked_add(moved(start, end, zone))) {
        None => i64::try_from(local_micros(start, end, zone)).ok(),
        found => found,
    }
}

/// `end - start`.
pub fn subtract_timestamps(call: &Call) -> Result<Kernel> {
    let zone = zones::of(call, call.arg_types.first())?;
    binary::<TimestampMicrosecondType, TimestampMicrosecondType, DurationMicrosecondType>(
        call,
        long_overflow,
        move |end, start| near_micros(start, end, &zone),
    )
}

/// `end - start` of dates, a day-time interval of days (`SubtractDates`).
pub fn subtract_dates(call: &Call) -> Result<Kernel> {
    let to = call.return_field.data_type().clone();
    Ok(Arc::new(move |args, rows| {
        let failure = Failure::Raise(|end: i32, start: i32| match end.checked_sub(start) {
            None => SparkError::java_arithmetic("integer overflow"),
            Some(_) => long_overflow(),
        });
        let output = rows::binary::<Date32Type, Date32Type, DurationMicrosecondType>(
            args,
            rows,
            &failure,
            |end, start| {
                let days = end.checked_sub(start).map(i64::from);
                flagged(days.and_then(|days| days.checked_mul(MICROS_PER_DAY)))
            },
        )?;
        finish(output, &to, args)
    }))
}

#[derive(Debug, Clone, Copy)]
enum Unit {
    Micros(i64),
    Days(i64),
    Months(i64),
}

/// `DateTimeUtils.timestampDiffMap`.
fn unit(name: &str) -> Option<Unit> {
    Some(match name.to_ascii_uppercase().as_str() {
        "MICROSECOND" => Unit::Micros(1),
        "MILLISECOND" => Unit::Micros(1000),
        "SECOND" => Unit::Micros(MICROS_PER_SECOND),
        "MINUTE" => Unit::Micros(60 * MICROS_PER_SECOND),
        "HOUR" => Unit::Micros(3600 * MICROS_PER_SECOND),
        "DAY" => Unit::Days(1),
        "WEEK" => Unit::Days(7),
        "MONTH" => Unit::Months(1),
        "QUARTER" => Unit::Months(3),
        "YEAR" => Unit::Months(12),
        _ => return None,
    })
}

/// `LocalDateTime.until`.
fn diff(unit: Unit, start: i64, end: i64, zone: &Zone) -> Option<i64> {
    if let Unit::Micros(unit) = unit {
        return match near_micros(start, end, zone) {
            Some(micros) => Some(micros / unit),
            None => i64::try_from(local_micros(start, end, zone) / i128::from(unit)).ok(),
        };
    }
    let ((start, start_time), (mut end, end_time)) = (split(start, zone), split(end, zone));
    if end > start && end_time < start_time {
        end -= 1;
    } else if end < start && end_time > start_time {
        end += 1;
    }
    Some(match unit {
        Unit::Months(unit) => {
            let packed = |days| {
                let (year, month, day) = civil(days);
                (i64::from(year) * 12 + i64::from(month)) * 32 + i64::from(day)
            };
            (packed(end) - packed(start)) / 32 / unit
        }
        Unit::Days(unit) | Unit::Micros(unit) => i64::from(end - start) / unit,
    })
}

/// `timestampdiff(unit, start, end)`; the unit is a constant.
pub fn timestampdiff(call: &Call) -> Result<Kernel> {
    let zone = zones::of(call, call.arg_types.get(2))?;
    let to = call.return_field.data_type().clone();
    Ok(Arc::new(move |args, rows| {
        let Text::Constant(Some(name)) = Text::new(&args[0])? else {
            return internal_err!("timestampdiff without a constant unit");
        };
        let Some(unit) = unit(&name) else {
            return internal_err!("timestampdiff of {name}");
        };
        let failure = Failure::Raise(|_, _| long_overflow());
        let output = rows::binary::<TimestampMicrosecondType, TimestampMicrosecondType, Int64Type>(
            &args[1..],
            rows,
            &failure,
            |start, end| flagged(diff(unit, start, end, &zone)),
        )?;
        finish(output, &to, &args[1..])
    }))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::calendar::from_civil;
    use super::super::timestamp::tests::{at, longs, timestamp, timestamps};
    use super::*;
    use arrow::datatypes::{DataType, TimeUnit};
    use datafusion_common::ScalarValue;
    use datafusion_expr::ColumnarValue;

    fn at_hour(year: i64, month: i32, day: i32, hour: i64) -> i64 {
        from_civil(year, month, day) * MICROS_PER_DAY + hour * 3600 * MICROS_PER_SECOND
    }

    #[test]
    fn units_are_cut() {
        let zone = Zone::fixed(0);
        let diff = |name, start, end| diff(unit(name).unwrap(), start, end, &zone);
        let (start, end) = (at_hour(2020, 1, 31, 10), at_hour(2021, 2, 28, 9));
        assert_eq!(diff("MONTH", start, end), Some(12));
        assert_eq!(diff("month", end, start), Some(-12));
        assert_eq!(diff("MONTH", start, at_hour(2020, 3, 31, 9)), Some(1));
        assert_eq!(diff("MONTH", start, at_hour(2020, 3, 31, 10)), Some(2));
        assert_eq!(diff("YEAR", start, end), Some(1));
        assert_eq!(diff("QUARTER", end, start), Some(-4));
        assert_eq!(diff("DAY", start, at_hour(2020, 2, 1, 9)), Some(0));
        assert_eq!(diff("DAY", at_hour(2020, 2, 1, 9), start), Some(0));
        assert_eq!(diff("WEEK", start, at_hour(2020, 2, 14, 10)), Some(2));
        assert_eq!(diff("HOUR", start + 1, start), Some(0));
        assert_eq!(diff("MICROSECOND", i64::MIN, i64::MAX), None);
        assert!(diff("SECOND", i64::MIN, i64::MAX).is_some());
        assert!(unit("DAYOFYEAR").is_none());
    }

    #[test]
    fn differences() {
        let call = at("UTC", DataType::Duration(TimeUnit::Microsecond));
        let column = timestamps(vec![Some(5), None]);
        assert_eq!(
            longs(
                subtract_timestamps(&call),
                &[column.clone(), timestamp(7)],
                2
            )
            .unwrap(),
            [Some(-2), None]
        );
        let far = [column, timestamp(i64::MIN)];
        assert!(longs(subtract_timestamps(&call), &far, 2).is_err());
        let date = |days| ColumnarValue::Scalar(ScalarValue::Date32(Some(days)));
        let days = |end, start| longs(subtract_dates(&call), &[date(end), date(start)], 1);
        assert_eq!(days(3, 1).unwrap(), [Some(2 * MICROS_PER_DAY)]);
        assert!(
            days(i32::MAX, -1)
                .unwrap_err()
                .to_string()
                .contains("integer overflow")
        );
        assert!(
            days(i32::MAX, 0)
                .unwrap_err()
                .to_string()
                .contains("long overflow")
        );
    }
}
