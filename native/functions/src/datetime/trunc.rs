//! `trunc` of dates and `date_trunc` of timestamps (`DateTimeUtils.truncDate`, `truncTimestamp`).

use std::sync::Arc;

use arrow::array::{Date32Array, TimestampMicrosecondArray};
use arrow::datatypes::{DataType, Date32Type, TimestampMicrosecondType};
use datafusion_common::Result;
use datafusion_expr::ColumnarValue;

use super::calendar::{civil, day_of_year, from_civil};
use super::shift::{next_date, to_int_exact};
use super::timestamp::{
    MICROS_PER_SECOND, Moment, Timestamps, days_to_micros, finish, flagged, long_overflow, split,
};
use super::zone::Zone;
use super::zones;
use crate::SparkError;
use crate::argument::{Text, Values};
use crate::math::rows::{self, Failure};
use crate::table::{Call, Kernel};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    /// A length in microseconds that needs no time zone.
    Instant(i64),
    /// A length in seconds that divides a day.
    Clock(i64),
    Date(DateLevel),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum DateLevel {
    Week,
    Month,
    Quarter,
    Year,
}

/// `DateTimeUtils.parseTruncLevel`.
fn level(name: &str) -> Option<Level> {
    match name.to_uppercase().as_str() {
        "MICROSECOND" => Some(Level::Instant(1)),
        "MILLISECOND" => Some(Level::Instant(1000)),
        "SECOND" => Some(Level::Instant(MICROS_PER_SECOND)),
        "MINUTE" => Some(Level::Clock(60)),
        "HOUR" => Some(Level::Clock(3600)),
        "DAY" | "DD" => Some(Level::Clock(86_400)),
        "WEEK" => Some(Level::Date(DateLevel::Week)),
        "MON" | "MONTH" | "MM" => Some(Level::Date(DateLevel::Month)),
        "QUARTER" => Some(Level::Date(DateLevel::Quarter)),
        "YEAR" | "YYYY" | "YY" => Some(Level::Date(DateLevel::Year)),
        _ => None,
    }
}

/// Levels by row, parsed anew where the name differs from the row before.
struct Levels<'a> {
    names: &'a Text,
    last: Option<(&'a str, Option<Level>)>,
}

impl<'a> Levels<'a> {
    fn get(&mut self, row: usize) -> Option<Level> {
        let name = self.names.get(row)?;
        match self.last {
            Some((known, level)) if known == name => level,
            _ => {
                let level = level(name);
                self.last = Some((name, level));
                level
            }
        }
    }
}

fn trunc_date(days: i32, level: DateLevel) -> Result<i32> {
    match level {
        DateLevel::Week => Ok(next_date(days.wrapping_sub(7), 4)),
        DateLevel::Month => Ok(days.wrapping_sub(civil(days).2).wrapping_add(1)),
        DateLevel::Quarter => {
            let (year, month, _) = civil(days);
            to_int_exact(from_civil(i64::from(year), (month - 1) / 3 * 3 + 1, 1))
        }
        DateLevel::Year => Ok(days.wrapping_sub(day_of_year(days)).wrapping_add(1)),
    }
}

/// `trunc(date, level)`: NULL for a level that is none, or below a week.
pub fn trunc(_call: &Call) -> Result<Kernel> {
    Ok(Arc::new(|args, rows| {
        let names = Text::new(&args[1])?;
        if let Text::Constant(name) = &names {
            let Some(Level::Date(level)) = name.as_deref().and_then(level) else {
                return finish(Date32Array::new_null(rows), &DataType::Date32, &args[..1]);
            };
            let failure = Failure::Raise(|_| SparkError::arithmetic_overflow("integer", ""));
            let output =
                rows::unary::<Date32Type, Date32Type>(&args[..1], rows, &failure, |days| {
                    flagged(trunc_date(days, level).ok())
                })?;
            return finish(output, &DataType::Date32, &args[..1]);
        }
        let dates = Values::<Date32Type>::new(&args[0])?;
        let mut levels = Levels {
            names: &names,
            last: None,
        };
        let output = (0..rows)
            .map(|row| match (dates.get(row), levels.get(row)) {
                (Some(days), Some(Level::Date(level))) => trunc_date(days, level).map(Some),
                _ => Ok(None),
            })
            .collect::<Result<Date32Array>>()?;
        Ok(ColumnarValue::Array(Arc::new(output)))
    }))
}

/// None: Java's "long overflow", or a day that is no INT.
#[inline]
fn trunc_timestamp(micros: i64, level: Level, zone: &Zone) -> Option<i64> {
    match level {
        Level::Instant(unit) => Some(micros.wrapping_sub(micros.rem_euclid(unit))),
        Level::Clock(unit) => Moment::new(micros, zone)
            .truncated(unit, zone)
            .plus_micros(0),
        Level::Date(level) => {
            let (days, _) = split(micros, zone);
            days_to_micros(i64::from(trunc_date(days, level).ok()?), zone)
        }
    }
}

/// `date_trunc(level, timestamp)`: NULL for a level that is none.
pub fn date_trunc(call: &Call) -> Result<Kernel> {
    let zone = zones::of(call, call.arg_types.get(1))?;
    let to = call.return_field.data_type().clone();
    Ok(Arc::new(move |args, rows| {
        let failure = Failure::Raise(|_| long_overflow());
        let names = match Text::new(&args[0])? {
            Text::Constant(name) => {
                let Some(level) = name.as_deref().and_then(level) else {
                    let null = TimestampMicrosecondArray::new_null(rows);
                    return finish(null, &to, &args[1..]);
                };
                let output = rows::unary::<TimestampMicrosecondType, TimestampMicrosecondType>(
                    &args[1..],
                    rows,
                    &failure,
                    |micros| flagged(trunc_timestamp(micros, level, &zone)),
                )?;
                return finish(output, &to, &args[1..]);
            }
            names => names,
        };
        let micros = Timestamps::new(&args[1])?;
        let mut levels = Levels {
            names: &names,
            last: None,
        };
        let output = (0..rows)
            .map(|row| match (levels.get(row), micros.get(row)) {
                (Some(level), Some(micros)) => trunc_timestamp(micros, level, &zone)
                    .map(Some)
                    .ok_or_else(long_overflow),
                _ => Ok(None),
            })
            .collect::<Result<TimestampMicrosecondArray, SparkError>>()?;
        finish(output, &to, args)
    }))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn dates() {
        let day = |year, month, day| from_civil(year, month, day) as i32;
        let trunc = |days, name| match level(name) {
            Some(Level::Date(level)) => trunc_date(days, level).ok(),
            _ => None,
        };
        let date = day(2019, 8, 4);
        assert_eq!(trunc(date, "week"), Some(day(2019, 7, 29)));
        assert_eq!(trunc(day(2019, 7, 29), "week"), Some(day(2019, 7, 29)));
        assert_eq!(trunc(date, "quarter"), Some(day(2019, 7, 1)));
        assert_eq!(trunc(date, "MM"), Some(day(2019, 8, 1)));
        assert_eq!(trunc(date, "yy"), Some(day(2019, 1, 1)));
        assert_eq!(trunc(date, "day"), None);
        assert_eq!(trunc(date, "MMM"), None);
        assert_eq!(trunc(i32::MIN, "quarter"), None);
        assert_eq!(trunc(day(-3, 12, 31), "year"), Some(day(-3, 1, 1)));
    }

    #[test]
    fn timestamps_of_a_zone() {
        let (second, day) = (MICROS_PER_SECOND, 86_400 * MICROS_PER_SECOND);
        let hour = 3600 * second;
        let trunc = |micros, name, offset| {
            trunc_timestamp(micros, level(name).unwrap(), &Zone::fixed(offset))
        };
        assert_eq!(trunc(-1, "second", 0), Some(-second));
        assert_eq!(trunc(-1, "microsecond", 0), Some(-1));
        assert_eq!(trunc(-1, "millisecond", 0), Some(-1000));
        assert_eq!(trunc(-1, "hour", 0), Some(-hour));
        assert_eq!(trunc(hour, "hour", 1800), Some(hour / 2));
        assert_eq!(trunc(23 * hour, "dd", 7200), Some(22 * hour));
        assert_eq!(trunc(23 * hour, "month", 7200), Some(-2 * hour));
        let year = from_civil(1969, 1, 1) * day + hour;
        assert_eq!(trunc(0, "year", -3600), Some(year));
        assert_eq!(trunc(i64::MIN, "hour", 0), None);
        let whole = i64::MIN.wrapping_sub(i64::MIN.rem_euclid(1000));
        assert_eq!(trunc(i64::MIN, "millisecond", 0), Some(whole));
    }

    #[test]
    fn hours_that_are_twice() {
        // Back by an hour at 7200.
        let zone = Zone::new(3600, &[(7200, 0)], i64::MAX);
        let trunc = |second: i64, name| {
            let micros = trunc_timestamp(second * MICROS_PER_SECOND, level(name).unwrap(), &zone);
            micros.unwrap() / MICROS_PER_SECOND
        };
        assert_eq!(trunc(7199, "hour"), 3600);
        assert_eq!(trunc(7200, "hour"), 7200);
        assert_eq!(trunc(7261, "minute"), 7260);
        assert_eq!(trunc(10_800, "day"), -3600);
    }
}
