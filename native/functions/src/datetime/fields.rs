//! Fields of a date in the proleptic Gregorian calendar, and days added to one (`DateTimeUtils`).

use std::sync::Arc;

use arrow::array::ArrayRef;
use arrow::array::{AsArray, Date32Array, Int32Array};
use arrow::compute::binary;
use arrow::datatypes::{DataType, Date32Type, Int8Type, Int16Type, Int32Type};
use datafusion_common::{Result, internal_err};
use datafusion_expr::ColumnarValue;

use crate::table::{Call, Kernel};

/// Year, month and day of a day since 1970-01-01, for every i32. (Days are counted from 0000-03-01,
/// so that the leap day ends a year.)
fn civil(days: i32) -> (i32, i32, i32) {
    let z = i64::from(days) + 719_468;
    let era = z.div_euclid(146_097);
    let day_of_era = z.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year as i32, month as i32, day as i32)
}

fn field(f: fn((i32, i32, i32)) -> i32) -> Result<Kernel> {
    Ok(Arc::new(move |args, rows| {
        let array = args[0].to_array(rows)?;
        let output: Int32Array = array.as_primitive::<Date32Type>().unary(|d| f(civil(d)));
        Ok(ColumnarValue::Array(Arc::new(output)))
    }))
}

pub fn year(_call: &Call) -> Result<Kernel> {
    field(|(year, _, _)| year)
}

pub fn month(_call: &Call) -> Result<Kernel> {
    field(|(_, month, _)| month)
}

pub fn day(_call: &Call) -> Result<Kernel> {
    field(|(_, _, day)| day)
}

pub fn quarter(_call: &Call) -> Result<Kernel> {
    field(|(_, month, _)| (month - 1) / 3 + 1)
}

fn days(array: &ArrayRef) -> Result<Int32Array> {
    match array.data_type() {
        DataType::Int32 => Ok(array.as_primitive::<Int32Type>().clone()),
        DataType::Int16 => Ok(array.as_primitive::<Int16Type>().unary(i32::from)),
        DataType::Int8 => Ok(array.as_primitive::<Int8Type>().unary(i32::from)),
        other => internal_err!("days of type {other}"),
    }
}

fn shifted(f: fn(i32, i32) -> i32) -> Result<Kernel> {
    Ok(Arc::new(move |args, rows| {
        let (date, by) = (args[0].to_array(rows)?, args[1].to_array(rows)?);
        let output: Date32Array = binary(date.as_primitive::<Date32Type>(), &days(&by)?, f)?;
        Ok(ColumnarValue::Array(Arc::new(output)))
    }))
}

pub fn date_add(_call: &Call) -> Result<Kernel> {
    shifted(i32::wrapping_add)
}

pub fn date_sub(_call: &Call) -> Result<Kernel> {
    shifted(i32::wrapping_sub)
}

pub fn datediff(_call: &Call) -> Result<Kernel> {
    Ok(Arc::new(|args, rows| {
        let (end, start) = (args[0].to_array(rows)?, args[1].to_array(rows)?);
        let (end, start) = (
            end.as_primitive::<Date32Type>(),
            start.as_primitive::<Date32Type>(),
        );
        let output: Int32Array = binary(end, start, i32::wrapping_sub)?;
        Ok(ColumnarValue::Array(Arc::new(output)))
    }))
}

#[cfg(test)]
mod tests {
    use super::civil;

    #[test]
    fn known_days() {
        assert_eq!(civil(0), (1970, 1, 1));
        assert_eq!(civil(-1), (1969, 12, 31));
        assert_eq!(civil(11016), (2000, 2, 29));
        assert_eq!(civil(11017), (2000, 3, 1));
        assert_eq!(civil(-719_162), (1, 1, 1));
        assert_eq!(civil(2_932_896), (9999, 12, 31));
        assert_eq!(civil(-25_509), (1900, 2, 28));
        assert_eq!(civil(-25_508), (1900, 3, 1));
    }
}
