//! `Cast` in catalyst.
//!
//! The pairs that have a kernel; `CastExpr` on the JVM mirrors them. Modes: L legacy, A ANSI, T
//! `try_cast`; all where none is named.
//!
//! | from | to |
//! |---|---|
//! | null | anything |
//! | boolean | byte, short, int, long, float, double, decimal(p > s), string; L: timestamp |
//! | byte, short, int, long | each other, float, double, decimal, boolean, string, timestamp; L: binary |
//! | float, double | each other, byte, short, int, long, boolean, timestamp |
//! | decimal | decimal, long, float, double, boolean, string, timestamp; byte, short, int (A, T: if precision <= 15 or scale = 0) |
//! | string | byte, short, int, long, float, double, decimal, boolean, date, timestamp, timestamp_ntz, binary |
//! | date | string, timestamp, timestamp_ntz; L: boolean, byte, short, int, long, float, double, decimal (all NULL) |
//! | timestamp | long, float, double, date, string, timestamp_ntz; A, T: byte, short, int; L: boolean |
//! | timestamp_ntz | date, string, timestamp |
//! | array, struct | the same of other parts that have a cast; L, A |
//!
//! Dates and timestamps as strings are those of `spark.sql.legacy.timeParserPolicy` other than LEGACY.

mod boolean;
mod calendar;
mod datetime;
pub(crate) mod decimal;
mod decimal_text;
mod float;
mod float_text;
mod integer;
pub(crate) mod kernel;
mod nested;
mod string;
pub(crate) mod text;
mod timestamp_parse;
pub(crate) mod timestamp_text;

use arrow::datatypes::{DataType, TimeUnit};
use datafusion_common::{Result, internal_err};

use crate::EvalMode;
use crate::datetime::zones;
use crate::table::Kernel;

/// The kernel of `CAST(from AS to)`; its one argument is the value.
pub fn bind(from: &DataType, to: &DataType, mode: EvalMode, time_zone: &str) -> Result<Kernel> {
    match kernel(from, to, mode, time_zone)? {
        Some(kernel) => Ok(kernel),
        None => internal_err!("no native cast from {from} to {to} in mode {mode:?}"),
    }
}

/// Whether `bind` has a kernel.
pub fn supported(from: &DataType, to: &DataType, mode: EvalMode) -> bool {
    matches!(kernel(from, to, mode, "UTC"), Ok(Some(_)))
}

fn kernel(
    from: &DataType,
    to: &DataType,
    mode: EvalMode,
    time_zone: &str,
) -> Result<Option<Kernel>> {
    let zone = &zones::session(time_zone)?;
    Ok(match from {
        DataType::Null => Some(kernel::null(to)?),
        DataType::Boolean => boolean::cast(to, mode),
        DataType::Int8 => integer::from_byte(to, mode),
        DataType::Int16 => integer::from_short(to, mode),
        DataType::Int32 => integer::from_int(to, mode),
        DataType::Int64 => integer::from_long(to, mode),
        DataType::Float32 => float::from_float(to, mode),
        DataType::Float64 => float::from_double(to, mode),
        DataType::Decimal128(precision, scale) => decimal::cast(*precision, *scale, to, mode),
        DataType::Utf8 | DataType::Utf8View | DataType::LargeUtf8 => string::cast(to, mode, zone),
        DataType::Dictionary(_, value) if value.as_ref() == &DataType::Utf8 => {
            string::cast(to, mode, zone)
        }
        DataType::Date32 => datetime::from_date(to, mode, zone)?,
        DataType::Timestamp(TimeUnit::Microsecond, None) => datetime::from_local(to, mode, zone),
        DataType::Timestamp(TimeUnit::Microsecond, Some(_)) => {
            datetime::from_timestamp(to, mode, zone)
        }
        DataType::List(_) | DataType::Struct(_) => nested::cast(from, to, mode, time_zone)?,
        _ => None,
    })
}
