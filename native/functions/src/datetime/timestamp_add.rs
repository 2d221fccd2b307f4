//! Intervals and units added to timestamps.

use std::sync::Arc;

use arrow::datatypes::{
    DurationMicrosecondType, Int64Type, IntervalYearMonthType, TimestampMicrosecondType,
};
use datafusion_common::{Result, internal_err};

use super::timestamp::{
    MICROS_PER_DAY, MICROS_PER_SECOND, Moment, binary, finish, flagged, long_overflow,
};
use super::zone::Zone;
use super::zones;
use crate::SparkError;
use crate::argument::Text;
use crate::cast::timestamp_text;
use crate::math::rows::{self, Failure};
use crate::table::{Call, Kernel};

/// A timestamp plus a day-time interval: days on the zone's clocks, then what is less than a day
/// (`DateTimeUtils.timestampAddDayTime`).
pub fn time_add(call: &Call) -> Result<Kernel> {
    let zone = zones::of(call, call.arg_types.first())?;
    if zone.only().is_some() {
        return binary::<TimestampMicrosecondType, DurationMicrosecondType, TimestampMicrosecondType>(
            call,
            long_overflow,
            i64::checked_add,
        );
    }
    binary::<TimestampMicrosecondType, DurationMicrosecondType, TimestampMicrosecondType>(
        call,
        long_overflow,
        move |micros, by| {
            let (days, rest) = (by / MICROS_PER_DAY, by % MICROS_PER_DAY);
            Moment::new(micros, &zone)
                .plus_days(days, &zone)
                .plus_micros(rest)
        },
    )
}

/// A timestamp plus a year-month interval (`DateTimeUtils.timestampAddMonths`).
pub fn timestamp_add_ym_interval(call: &Call) -> Result<Kernel> {
    let zone = zones::of(call, call.arg_types.first())?;
    binary::<TimestampMicrosecondType, IntervalYearMonthType, TimestampMicrosecondType>(
        call,
        long_overflow,
        move |micros, months| {
            Moment::new(micros, &zone)
                .plus_months(months, &zone)
                .plus_micros(0)
        },
    )
}

#[derive(Debug, Clone, Copy)]
enum Unit {
    Micros(i64),
    Days(i32),
    Months(i32),
}

/// `DateTimeUtils.timestampAdd`.
fn unit(name: &str) -> Option<Unit> {
    Some(match name.to_ascii_uppercase().as_str() {
        "MICROSECOND" => Unit::Micros(1),
        "MILLISECOND" => Unit::Micros(1000),
        "SECOND" => Unit::Micros(MICROS_PER_SECOND),
        "MINUTE" => Unit::Micros(60 * MICROS_PER_SECOND),
        "HOUR" => Unit::Micros(3600 * MICROS_PER_SECOND),
        "DAY" | "DAYOFYEAR" => Unit::Days(1),
        "WEEK" => Unit::Days(7),
        "MONTH" => Unit::Months(1),
        "QUARTER" => Unit::Months(3),
        "YEAR" => Unit::Months(12),
        _ => return None,
    })
}

fn add(unit: Unit, quantity: i64, micros: i64, zone: &Zone) -> Option<i64> {
    let int = |unit: i32| i32::try_from(quantity).ok()?.checked_mul(unit);
    match unit {
        Unit::Micros(unit) => micros.checked_add(quantity.checked_mul(unit)?),
        Unit::Days(unit) => Moment::new(micros, zone)
            .plus_days(i64::from(int(unit)?), zone)
            .plus_micros(0),
        Unit::Months(unit) => Moment::new(micros, zone)
            .plus_months(int(unit)?, zone)
            .plus_micros(0),
    }
}

/// `timestampadd(unit, quantity, timestamp)`; the unit is a constant.
pub fn timestampadd(call: &Call) -> Result<Kernel> {
    let zone = zones::of(call, call.arg_types.get(2))?;
    let session = zones::session(&call.time_zone)?;
    let to = call.return_field.data_type().clone();
    Ok(Arc::new(move |args, rows| {
        let Text::Constant(Some(name)) = Text::new(&args[0])? else {
            return internal_err!("timestampadd without a constant unit");
        };
        let Some(unit) = unit(&name) else {
            return internal_err!("timestampadd of {name}");
        };
        let failure = Failure::Raise(|quantity, micros| {
            let mut text = Vec::new();
            timestamp_text::write(micros, &session, &mut text);
            let text = String::from_utf8_lossy(&text);
            SparkError::new("DATETIME_OVERFLOW").with(
                "operation",
                format!("add {quantity}L {name} to TIMESTAMP '{text}'"),
            )
        });
        let output = rows::binary::<Int64Type, TimestampMicrosecondType, TimestampMicrosecondType>(
            &args[1..],
            rows,
            &failure,
            |quantity, micros| flagged(add(unit, quantity, micros, &zone)),
        )?;
        finish(output, &to, &args[1..])
    }))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::calendar::from_civil;
    use super::super::timestamp::tests::{at, longs, timestamp, timestamp_type, timestamps};
    use super::*;
    use datafusion_common::ScalarValue;
    use datafusion_expr::ColumnarValue;

    #[test]
    fn intervals() {
        let start = |month, day, hour: i64| {
            from_civil(2024, month, day) * MICROS_PER_DAY + hour * 3600 * MICROS_PER_SECOND
        };
        let month = ColumnarValue::Scalar(ScalarValue::IntervalYearMonth(Some(1)));
        let add = |zone, start| {
            let args = [timestamps(vec![None, Some(start)]), month.clone()];
            let kernel = timestamp_add_ym_interval(&at(zone, timestamp_type()));
            longs(kernel, &args, 2).unwrap()[1].unwrap()
        };
        assert_eq!(add("UTC", start(1, 31, 23)), start(2, 29, 23));
        // Already the first of February there.
        assert_eq!(add("+02:00", start(1, 31, 23)), start(2, 29, 23));
        assert_eq!(add("-01:00", start(3, 1, 0)), start(3, 30, 0));
        let hour = ColumnarValue::Scalar(ScalarValue::DurationMicrosecond(Some(5)));
        let args = |micros| [timestamp(micros), hour.clone()];
        let kernel = || time_add(&at("UTC", timestamp_type()));
        assert_eq!(longs(kernel(), &args(-7), 1).unwrap(), [Some(-2)]);
        assert!(longs(kernel(), &args(i64::MAX), 1).is_err());
    }

    #[test]
    fn days_of_changes_are_not_24_hours() {
        let second = MICROS_PER_SECOND;
        // Back by an hour at 1000000.
        let zone = Zone::new(3600, &[(1_000_000, 0)], i64::MAX);
        let add = |name, quantity, micros| add(unit(name).unwrap(), quantity, micros, &zone);
        let before = (1_000_000 - 7200) * second;
        assert_eq!(add("day", 1, before), Some(before + 90_000 * second));
        assert_eq!(add("hour", 24, before), Some(before + 86_400 * second));
        // Stays the second of two equal times.
        let twice = 1_000_000 * second;
        assert_eq!(add("DAY", 0, twice), Some(twice));
        assert_eq!(add("MONTH", 0, twice), Some(twice));
        assert_eq!(add("WEEK", i64::MAX, 0), None);
        assert_eq!(add("QUARTER", 1 << 30, 0), None);
        assert_eq!(add("HOUR", 1 << 60, 0), None);
    }
}
