//! Fields of a date: `year`, `quarter`, `month`, `day` and the kinds of week (`DateTimeUtils`).

use std::sync::Arc;

use arrow::array::{AsArray, Int32Array};
use arrow::datatypes::Date32Type;
use datafusion_common::{Result, internal_err};
use datafusion_expr::ColumnarValue;

use super::calendar::{civil, day_of_year, iso_week, weekday};
use crate::table::{Call, Kernel};

fn field(f: impl Fn(i32) -> i32 + Send + Sync + 'static) -> Result<Kernel> {
    Ok(Arc::new(move |args, rows| {
        let array = args[0].to_array(rows)?;
        let Some(days) = array.as_primitive_opt::<Date32Type>() else {
            return internal_err!("a {} for a date", array.data_type());
        };
        let output: Int32Array = days.unary(&f);
        Ok(ColumnarValue::Array(Arc::new(output)))
    }))
}

pub fn year(_call: &Call) -> Result<Kernel> {
    field(|days| civil(days).0)
}

pub fn quarter(_call: &Call) -> Result<Kernel> {
    field(|days| (civil(days).1 - 1) / 3 + 1)
}

pub fn month(_call: &Call) -> Result<Kernel> {
    field(|days| civil(days).1)
}

pub fn day(_call: &Call) -> Result<Kernel> {
    field(|days| civil(days).2)
}

pub fn dayofyear(_call: &Call) -> Result<Kernel> {
    field(day_of_year)
}

/// 1 is Sunday.
pub fn dayofweek(_call: &Call) -> Result<Kernel> {
    field(|days| (weekday(days) + 1) % 7 + 1)
}

/// 0 is Monday.
pub fn day_index(_call: &Call) -> Result<Kernel> {
    field(weekday)
}

pub fn weekofyear(_call: &Call) -> Result<Kernel> {
    field(|days| iso_week(days).1)
}

pub fn yearofweek(_call: &Call) -> Result<Kernel> {
    field(|days| iso_week(days).0)
}

/// The number of days since 1970-01-01.
pub fn unix_date(_call: &Call) -> Result<Kernel> {
    field(|days| days)
}
