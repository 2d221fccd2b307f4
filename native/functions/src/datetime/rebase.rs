//! Dates and timestamps that were counted in the hybrid calendar of Spark before 3.0: Julian before
//! 1582-10-15 (`RebaseDateTime`).

use std::sync::Arc;

use arrow::array::{Array, AsArray};
use arrow::datatypes::{DataType, Date32Type, TimeUnit, TimestampMicrosecondType};
use datafusion_common::{DataFusionError, Result, internal_err};
use datafusion_expr::ColumnarValue;

use super::calendar::from_civil;
use crate::table::Kernel;

/// 1582-10-15, from which on both calendars are one.
pub const FIRST_GREGORIAN_DAY: i32 = -141_427;

/// The day that has the same year, month and day of the month in the Gregorian calendar; 29 February of
/// a year that has none there is 1 March (`localRebaseJulianToGregorianDays`).
pub fn julian_to_gregorian(julian: i32) -> i32 {
    if julian >= FIRST_GREGORIAN_DAY {
        return julian;
    }
    // Days from 1 March of the year -4800 of the Julian calendar.
    let from = i64::from(julian) + 2_440_588 + 32_082;
    let year = (4 * from + 3).div_euclid(1461);
    let day = from - (1461 * year).div_euclid(4);
    let month = (5 * day + 2) / 153;
    let day_of_month = day - (153 * month + 2) / 5;
    let year = year - 4800 + month / 10;
    let month = month + 3 - 12 * (month / 10);
    (from_civil(year, month as i32, 1) + day_of_month) as i32
}

/// A column as it was written, in Spark's calendar: dates are rebased. `unsupported` is the error for a
/// value that cannot be: a timestamp before `first_common`, when all time zones' rules are the same.
pub fn from_legacy(
    data_type: &DataType,
    first_common: i64,
    unsupported: impl Fn() -> DataFusionError + Send + Sync + 'static,
) -> Result<Kernel> {
    match data_type {
        DataType::Date32 => Ok(Arc::new(|args, rows| {
            let array = args[0].to_array(rows)?;
            let rebased = array
                .as_primitive::<Date32Type>()
                .unary::<_, Date32Type>(julian_to_gregorian);
            Ok(ColumnarValue::Array(Arc::new(rebased)))
        })),
        _ => only_common(data_type, i32::MIN, first_common, unsupported),
    }
}

/// A column as it is, if none of its values lies before the given ones.
pub fn only_common(
    data_type: &DataType,
    first_day: i32,
    first_micros: i64,
    unsupported: impl Fn() -> DataFusionError + Send + Sync + 'static,
) -> Result<Kernel> {
    let date = match data_type {
        DataType::Date32 => true,
        DataType::Timestamp(TimeUnit::Microsecond, _) => false,
        other => return internal_err!("no calendar of {other}"),
    };
    Ok(Arc::new(move |args, rows| {
        let array = args[0].to_array(rows)?;
        let ancient = |early: &dyn Fn(usize) -> bool| {
            (0..array.len()).any(|row| array.is_valid(row) && early(row))
        };
        let found = if date {
            let values = array.as_primitive::<Date32Type>().values();
            ancient(&|row| values[row] < first_day)
        } else {
            let values = array.as_primitive::<TimestampMicrosecondType>().values();
            ancient(&|row| values[row] < first_micros)
        };
        if found {
            return Err(unsupported());
        }
        Ok(args[0].clone())
    }))
}

#[cfg(test)]
mod tests {
    use super::{FIRST_GREGORIAN_DAY, julian_to_gregorian};

    #[test]
    fn days_keep_their_names() {
        // 0001-01-01 and 1000-02-29 of the Julian calendar; the last of them, 1582-10-04.
        assert_eq!(julian_to_gregorian(-719_164), -719_162);
        assert_eq!(julian_to_gregorian(-354_221), -354_226);
        assert_eq!(julian_to_gregorian(FIRST_GREGORIAN_DAY - 1), -141_438);
        assert_eq!(
            julian_to_gregorian(FIRST_GREGORIAN_DAY),
            FIRST_GREGORIAN_DAY
        );
        assert_eq!(julian_to_gregorian(20_000), 20_000);
    }
}
