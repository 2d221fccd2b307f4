//! Dates made from other dates: days and months added, ends of months, days of the week.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Date32Array, Int32Array};
use arrow::compute::{binary, cast};
use arrow::datatypes::{DataType, Date32Type, Int32Type, IntervalUnit, IntervalYearMonthType};
use datafusion_common::{DataFusionError, Result, ScalarValue, internal_err};
use datafusion_expr::ColumnarValue;

use super::calendar::{civil, length_of_month, plus_months};
use crate::argument::{Text, Values};
use crate::math::rows::{self, Failure};
use crate::table::{Call, Kernel};
use crate::{EvalMode, SparkError};

/// A kernel from a date and an INT (or months, or a date) to another INT, in Java's arithmetic.
fn ints(f: fn(i32, i32) -> i32, to: DataType) -> Result<Kernel> {
    Ok(Arc::new(move |args, rows| {
        let output: Int32Array = match &args[1] {
            ColumnarValue::Scalar(scalar) => {
                let by = int(&scalar.to_array()?)?;
                if by.is_null(0) {
                    Int32Array::new_null(rows)
                } else {
                    let by = by.value(0);
                    int(&args[0].to_array(rows)?)?.unary(|left| f(left, by))
                }
            }
            ColumnarValue::Array(right) => {
                binary(&int(&args[0].to_array(rows)?)?, &int(right)?, f)?
            }
        };
        let output: ArrayRef = match to {
            DataType::Date32 => Arc::new(output.reinterpret_cast::<Date32Type>()),
            _ => Arc::new(output),
        };
        Ok(ColumnarValue::Array(output))
    }))
}

fn int(array: &ArrayRef) -> Result<Int32Array> {
    match array.data_type() {
        DataType::Date32 => Ok(array.as_primitive::<Date32Type>().reinterpret_cast()),
        DataType::Interval(IntervalUnit::YearMonth) => Ok(array
            .as_primitive::<IntervalYearMonthType>()
            .reinterpret_cast()),
        DataType::Int8 | DataType::Int16 | DataType::Int32 | DataType::Null => {
            Ok(cast(array, &DataType::Int32)?
                .as_primitive::<Int32Type>()
                .clone())
        }
        other => internal_err!("days of type {other}"),
    }
}

pub fn date_add(_call: &Call) -> Result<Kernel> {
    ints(i32::wrapping_add, DataType::Date32)
}

pub fn date_sub(_call: &Call) -> Result<Kernel> {
    ints(i32::wrapping_sub, DataType::Date32)
}

pub fn datediff(_call: &Call) -> Result<Kernel> {
    ints(i32::wrapping_sub, DataType::Int32)
}

pub fn date_from_unix_date(_call: &Call) -> Result<Kernel> {
    Ok(Arc::new(|args, rows| {
        let days = int(&args[0].to_array(rows)?)?;
        Ok(ColumnarValue::Array(Arc::new(
            days.reinterpret_cast::<Date32Type>(),
        )))
    }))
}

pub fn last_day(_call: &Call) -> Result<Kernel> {
    Ok(Arc::new(|args, rows| {
        let array = args[0].to_array(rows)?;
        let output: Int32Array = int(&array)?.unary(|days| {
            let (year, month, day) = civil(days);
            days.wrapping_sub(day)
                .wrapping_add(length_of_month(i64::from(year), month))
        });
        Ok(ColumnarValue::Array(Arc::new(
            output.reinterpret_cast::<Date32Type>(),
        )))
    }))
}

/// `DateTimeUtils.dateAddMonths`; the months are an INT or a year-month interval.
pub fn add_months(_call: &Call) -> Result<Kernel> {
    Ok(Arc::new(|args, rows| {
        let months = match &args[1] {
            ColumnarValue::Array(array) => ColumnarValue::Array(Arc::new(int(array)?)),
            ColumnarValue::Scalar(scalar) => {
                let months = int(&scalar.to_array()?)?;
                ColumnarValue::Scalar(ScalarValue::try_from_array(&months, 0)?)
            }
        };
        let failure = Failure::Raise(|_, _| SparkError::arithmetic_overflow("integer", ""));
        let output = rows::binary::<Date32Type, Int32Type, Date32Type>(
            &[args[0].clone(), months],
            rows,
            &failure,
            |days, months| match i32::try_from(plus_months(days, months)) {
                Ok(days) => (days, false),
                Err(_) => (0, true),
            },
        )?;
        Ok(ColumnarValue::Array(Arc::new(output)))
    }))
}

/// `MathUtils.toIntExact`.
pub(super) fn to_int_exact(days: i64) -> Result<i32> {
    i32::try_from(days)
        .map_err(|_| DataFusionError::from(SparkError::arithmetic_overflow("integer", "")))
}

/// `DateTimeUtils.getDayOfWeekFromString`; 0 is Thursday.
fn day_of_week(name: &str) -> Option<i32> {
    match name.to_uppercase().as_str() {
        "TH" | "THU" | "THURSDAY" => Some(0),
        "FR" | "FRI" | "FRIDAY" => Some(1),
        "SA" | "SAT" | "SATURDAY" => Some(2),
        "SU" | "SUN" | "SUNDAY" => Some(3),
        "MO" | "MON" | "MONDAY" => Some(4),
        "TU" | "TUE" | "TUESDAY" => Some(5),
        "WE" | "WED" | "WEDNESDAY" => Some(6),
        _ => None,
    }
}

/// `DateTimeUtils.getNextDateForDayOfWeek`; 0 is Thursday.
pub(super) fn next_date(start: i32, day_of_week: i32) -> i32 {
    let days = ((day_of_week - 1).wrapping_sub(start) % 7 + 7) % 7;
    start.wrapping_add(1).wrapping_add(days)
}

fn illegal_day(name: &str) -> SparkError {
    SparkError::new("ILLEGAL_DAY_OF_WEEK").with("string", name)
}

/// NULL for a day that is none, or an error in ANSI mode.
pub fn next_day(call: &Call) -> Result<Kernel> {
    let ansi = call.mode == EvalMode::Ansi;
    Ok(Arc::new(move |args, rows| {
        let names = Text::new(&args[1])?;
        if let Text::Constant(Some(name)) = &names {
            let failure = if ansi {
                Failure::Raise(|_| illegal_day(name))
            } else {
                Failure::Null
            };
            let day = day_of_week(name);
            let output =
                rows::unary::<Date32Type, Date32Type>(&args[..1], rows, &failure, |date| {
                    day.map_or((0, true), |day| (next_date(date, day), false))
                })?;
            return Ok(ColumnarValue::Array(Arc::new(output)));
        }
        let dates = Values::<Date32Type>::new(&args[0])?;
        let mut last: Option<(&str, Option<i32>)> = None;
        let output = (0..rows)
            .map(|row| {
                let (Some(date), Some(name)) = (dates.get(row), names.get(row)) else {
                    return Ok(None);
                };
                let day = match last {
                    Some((known, day)) if known == name => day,
                    _ => day_of_week(name),
                };
                last = Some((name, day));
                match day {
                    None if ansi => Err(illegal_day(name).into()),
                    day => Ok(day.map(|day| next_date(date, day))),
                }
            })
            .collect::<Result<Date32Array>>()?;
        Ok(ColumnarValue::Array(Arc::new(output)))
    }))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::calendar::from_civil;
    use super::*;
    use crate::string::testing::{call, column, int, scalar};
    use arrow::datatypes::Int16Type;

    fn date(year: i64, month: i32, day: i32) -> i32 {
        from_civil(year, month, day) as i32
    }

    fn dates(days: &[Option<i32>]) -> ColumnarValue {
        ColumnarValue::Array(Arc::new(Date32Array::from(days.to_vec())))
    }

    fn eval(kernel: fn(&Call) -> Result<Kernel>, args: &[ColumnarValue]) -> Vec<Option<i32>> {
        let output = kernel(&call()).unwrap()(args, 2).unwrap();
        let output = super::int(&output.to_array(2).unwrap()).unwrap();
        output.iter().collect()
    }

    #[test]
    fn adds_days() {
        let start = dates(&[Some(10), None]);
        assert_eq!(eval(date_add, &[start.clone(), int(5)]), [Some(15), None]);
        assert_eq!(eval(date_sub, &[start.clone(), int(15)]), [Some(-5), None]);
        let shorts = arrow::array::PrimitiveArray::<Int16Type>::from(vec![Some(-1), Some(1)]);
        let shorts = ColumnarValue::Array(Arc::new(shorts));
        assert_eq!(eval(date_add, &[start.clone(), shorts]), [Some(9), None]);
        let most = dates(&[Some(i32::MAX), Some(0)]);
        assert_eq!(
            eval(date_add, &[most.clone(), int(1)]),
            [Some(i32::MIN), Some(1)]
        );
        assert_eq!(eval(datediff, &[most, start]), [Some(i32::MAX - 10), None]);
    }

    #[test]
    fn adds_months() {
        let start = dates(&[Some(date(2016, 8, 31)), None]);
        assert_eq!(
            eval(add_months, &[start, int(1)]),
            [Some(date(2016, 9, 30)), None]
        );
        let most = dates(&[Some(i32::MAX), None]);
        let error = add_months(&call()).unwrap()(&[most, int(1)], 2).unwrap_err();
        assert!(error.to_string().contains("ARITHMETIC_OVERFLOW"));
    }

    #[test]
    fn ends_of_months() {
        let days = dates(&[Some(date(2009, 1, 12)), Some(date(2012, 2, 3))]);
        let ends = [Some(date(2009, 1, 31)), Some(date(2012, 2, 29))];
        assert_eq!(eval(last_day, &[days]), ends);
    }

    #[test]
    fn next_days() {
        let days = dates(&[Some(date(2015, 1, 14)), Some(date(2015, 7, 23))]);
        let names = column(&[Some("tU"), Some("Thursday")]);
        let next = [Some(date(2015, 1, 20)), Some(date(2015, 7, 30))];
        assert_eq!(eval(next_day, &[days.clone(), names]), next);
        assert_eq!(eval(next_day, &[days.clone(), scalar("xx")]), [None, None]);
        let mut ansi = call();
        ansi.mode = EvalMode::Ansi;
        let error = next_day(&ansi).unwrap()(&[days, scalar("xx")], 2).unwrap_err();
        assert!(
            error
                .to_string()
                .contains("[ILLEGAL_DAY_OF_WEEK] string=xx")
        );
    }
}
