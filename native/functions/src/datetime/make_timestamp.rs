//! `make_timestamp(year, month, day, hour, minute, second[, zone])`: `LocalDateTime.of`, with its
//! messages.

use std::sync::Arc;

use arrow::array::TimestampMicrosecondArray;
use arrow::datatypes::{DataType, Decimal128Type};
use datafusion_common::Result;

use super::calendar::from_civil;
use super::columns::{Valid, raw};
use super::make_date::{invalid, is_valid, out_of_bounds, out_of_range};
use super::timestamp::{MICROS_PER_SECOND, SECONDS_PER_DAY, finish, instant_micros, long_overflow};
use super::zone::Zone;
use super::zones;
use crate::argument::{Ints, Text, Values};
use crate::table::{Call, Kernel};
use crate::{EvalMode, SparkError};

/// Why there is no timestamp.
enum Failure {
    /// NULL unless in ANSI mode.
    Field(SparkError),
    Overflow,
}

/// `Double.toString` of a positive number.
fn double_text(value: f64) -> String {
    if value < 1e7 {
        return format!("{value:?}");
    }
    let text = format!("{value:e}");
    match text.split_once('e') {
        Some((digits, exponent)) if digits.contains('.') => format!("{digits}E{exponent}"),
        Some((digits, exponent)) => format!("{digits}.0E{exponent}"),
        None => text,
    }
}

/// The seconds are a decimal of six places.
fn micros(fields: [i32; 5], seconds: i64, zone: &Zone) -> Result<i64, Failure> {
    let [year, month, day, hour, minute] = fields;
    // `Decimal.toInt` wraps.
    let second = seconds.div_euclid(MICROS_PER_SECOND) as i32;
    let micro = seconds.rem_euclid(MICROS_PER_SECOND);
    let whole_minute = second == 60;
    if whole_minute && micro != 0 {
        let error = SparkError::new("INVALID_FRACTION_OF_SECOND")
            .with("secAndMicros", double_text(seconds as f64 / 1e6));
        return Err(Failure::Field(error));
    }
    let second = if whole_minute { 0 } else { second };
    let bad = invalid(year, month, day)
        .or_else(|| out_of_range("HourOfDay", 0..=23, hour))
        .or_else(|| out_of_range("MinuteOfHour", 0..=59, minute))
        .or_else(|| out_of_range("SecondOfMinute", 0..=59, second));
    if let Some(message) = bad {
        return Err(Failure::Field(out_of_bounds(message)));
    }
    let local = from_civil(i64::from(year), month, day) * SECONDS_PER_DAY
        + i64::from(hour * 3600 + (minute + i32::from(whole_minute)) * 60 + second);
    instant_micros(zone.instant(local), micro).ok_or(Failure::Overflow)
}

/// A time of valid fields; None: look again.
#[inline]
fn usual(fields: [i32; 5], seconds: i64, zone: &Zone) -> Option<i64> {
    let [year, month, day, hour, minute] = fields;
    if !is_valid(year, month, day)
        || !(0..24).contains(&hour)
        || !(0..60).contains(&minute)
        || !(0..60 * MICROS_PER_SECOND).contains(&seconds)
    {
        return None;
    }
    let local = from_civil(i64::from(year), month, day) * SECONDS_PER_DAY
        + i64::from(hour * 3600 + minute * 60)
        + seconds / MICROS_PER_SECOND;
    instant_micros(zone.instant(local), seconds % MICROS_PER_SECOND)
}

/// NULL for a time that does not exist, or an error in ANSI mode. One that exists but is no timestamp
/// is an error in both.
pub fn make_timestamp(call: &Call) -> Result<Kernel> {
    let ansi = call.mode == EvalMode::Ansi;
    let to = call.return_field.data_type().clone();
    let session = match to {
        DataType::Timestamp(_, None) => Arc::new(Zone::fixed(0)),
        _ => zones::session(&call.time_zone)?,
    };
    Ok(Arc::new(move |args, rows| {
        let fields = args[..5]
            .iter()
            .map(Ints::new)
            .collect::<Result<Vec<_>>>()?;
        let seconds = Values::<Decimal128Type>::new(&args[5])?;
        let zone = match args.get(6).map(Text::new).transpose()? {
            Some(Text::Constant(Some(name))) => zones::session(&name)?,
            _ => Arc::clone(&session),
        };
        let row_of = |row| {
            let of_row = [0, 1, 2, 3, 4].map(|at: usize| raw(&fields[at], row));
            (of_row, raw(&seconds, row) as i64)
        };
        let valid = fields.iter().fold(Valid::default(), Valid::and);
        let output: TimestampMicrosecondArray = valid.and(&seconds).compute(
            rows,
            |row| {
                let (fields, seconds) = row_of(row);
                usual(fields, seconds, &zone).or_else(|| micros(fields, seconds, &zone).ok())
            },
            |row| {
                let (fields, seconds) = row_of(row);
                match micros(fields, seconds, &zone) {
                    Err(Failure::Overflow) => Some(long_overflow()),
                    Err(Failure::Field(error)) => ansi.then_some(error),
                    Ok(_) => None,
                }
            },
        )?;
        finish(output, &to, args)
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(fields: [i32; 5], seconds: i64) -> String {
        match micros(fields, seconds, &Zone::fixed(0)) {
            Ok(micros) => micros.to_string(),
            Err(Failure::Overflow) => "overflow".into(),
            Err(Failure::Field(error)) => error
                .parameters
                .values()
                .cloned()
                .collect::<Vec<_>>()
                .join(" "),
        }
    }

    #[test]
    fn times() {
        let second = MICROS_PER_SECOND;
        assert_eq!(message([1970, 1, 1, 0, 0], 1_500_000), "1500000");
        assert_eq!(
            message([1970, 1, 1, 23, 59], 60 * second),
            (86_400 * second).to_string()
        );
        assert_eq!(message([1970, 1, 1, 0, 0], (1 << 32) * second), "0");
        assert_eq!(message([1970, 1, 1, 0, 0], 60 * second + 1), "60.000001");
        let wrapped = (1 << 32) * second + 60_500_000;
        assert_eq!(message([1970, 1, 1, 0, 0], wrapped), "4.2949673565E9");
        assert!(message([1970, 1, 1, 24, 0], 0).contains("HourOfDay (valid values 0 - 23): 24"));
        assert!(
            message([1970, 1, 1, 0, 0], -1).contains("SecondOfMinute (valid values 0 - 59): -1")
        );
        assert!(message([1970, 13, 1, 24, 0], 0).contains("MonthOfYear"));
        assert_eq!(message([999_999, 1, 1, 0, 0], 0), "overflow");
    }
}
