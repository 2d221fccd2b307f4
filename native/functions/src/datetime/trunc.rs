//! `trunc` of dates and `date_trunc` of timestamps (`DateTimeUtils.truncDate`, `truncTimestamp`).

use std::sync::Arc;

use arrow::array::Date32Array;
use arrow::datatypes::Date32Type;
use datafusion_common::Result;
use datafusion_expr::ColumnarValue;

use super::calendar::{civil, day_of_year, from_civil};
use super::shift::{next_date, to_int_exact};
use super::timestamp::{MICROS_PER_DAY, MICROS_PER_SECOND, Timestamps, join, split, timestamps};
use super::zone::offset;
use crate::argument::{Text, Values};
use crate::table::{Call, Kernel};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    /// A length in microseconds that needs no time zone.
    Instant(i64),
    /// A length in microseconds that divides a day.
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
        "MINUTE" => Some(Level::Clock(60 * MICROS_PER_SECOND)),
        "HOUR" => Some(Level::Clock(3600 * MICROS_PER_SECOND)),
        "DAY" | "DD" => Some(Level::Clock(MICROS_PER_DAY)),
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
        let (dates, names) = (Values::<Date32Type>::new(&args[0])?, Text::new(&args[1])?);
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

fn trunc_timestamp(micros: i64, level: Level, offset: i64) -> Result<i64> {
    match level {
        Level::Instant(unit) => Ok(micros.wrapping_sub(micros.rem_euclid(unit))),
        Level::Clock(unit) => {
            let (days, time) = split(micros, offset);
            join(i64::from(days), time - time % unit, offset)
        }
        Level::Date(level) => {
            let (days, _) = split(micros, offset);
            join(i64::from(trunc_date(days, level)?), 0, offset)
        }
    }
}

/// `date_trunc(level, timestamp)`: NULL for a level that is none.
pub fn date_trunc(call: &Call) -> Result<Kernel> {
    let offset = offset(call, call.arg_types.get(1))?;
    let to = call.return_field.data_type().clone();
    Ok(Arc::new(move |args, rows| {
        let (names, micros) = (Text::new(&args[0])?, Timestamps::new(&args[1])?);
        let mut levels = Levels {
            names: &names,
            last: None,
        };
        timestamps(rows, &to, |row| match (levels.get(row), micros.get(row)) {
            (Some(level), Some(micros)) => trunc_timestamp(micros, level, offset).map(Some),
            _ => Ok(None),
        })
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
        let hour = 3600 * MICROS_PER_SECOND;
        let trunc =
            |micros, name, offset| trunc_timestamp(micros, level(name).unwrap(), offset).unwrap();
        assert_eq!(trunc(-1, "second", 0), -MICROS_PER_SECOND);
        assert_eq!(trunc(-1, "microsecond", 0), -1);
        assert_eq!(trunc(-1, "millisecond", 0), -1000);
        assert_eq!(trunc(-1, "hour", 0), -hour);
        assert_eq!(trunc(hour, "hour", 1800), hour / 2);
        assert_eq!(trunc(23 * hour, "dd", 7200), 22 * hour);
        assert_eq!(trunc(23 * hour, "month", 7200), -2 * hour);
        assert_eq!(
            trunc(0, "year", -3600),
            from_civil(1969, 1, 1) * MICROS_PER_DAY + hour
        );
        assert!(trunc_timestamp(i64::MIN, Level::Clock(hour), 0).is_err());
        let whole = trunc_timestamp(i64::MIN, Level::Instant(1000), 0).unwrap();
        assert_eq!(whole, i64::MIN.wrapping_sub(i64::MIN.rem_euclid(1000)));
    }
}
