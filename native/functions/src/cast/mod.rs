//! `Cast` in catalyst.
//!
//! The pairs that have a kernel; `CastExpr` on the JVM mirrors them. Modes: L legacy, A ANSI, T
//! `try_cast`; all where none is named. Zone: only if the session time zone has one offset
//! (`calendar::fixed_offset`).
//!
//! | from | to |
//! |---|---|
//! | null | anything |
//! | boolean | byte, short, int, long, float, double, decimal(p > s), string; L: timestamp |
//! | byte, short, int, long | each other, float, double, decimal, boolean, string, timestamp; L: binary |
//! | float, double | each other, byte, short, int, long, boolean, timestamp |
//! | decimal | decimal, long, float, double, boolean, string, timestamp; byte, short, int (A, T: if precision <= 15 or scale = 0) |
//! | string | byte, short, int, long, float, double, decimal, boolean, date, binary |
//! | date | string, timestamp_ntz; zone: timestamp; L: boolean, byte, short, int, long, float, double, decimal (all NULL) |
//! | timestamp | long, float, double; zone: date, string, timestamp_ntz; zone, A, T: byte, short, int; L: boolean |
//! | timestamp_ntz | date, string; zone: timestamp |
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
mod string;

pub use calendar::fixed_offset;

use arrow::datatypes::{DataType, TimeUnit};
use datafusion_common::{Result, internal_err};

use crate::EvalMode;
use crate::table::Kernel;

/// The kernel of `CAST(from AS to)`; its one argument is the value.
pub fn bind(from: &DataType, to: &DataType, mode: EvalMode, time_zone: &str) -> Result<Kernel> {
    match kernel(from, to, mode, time_zone)? {
        Some(kernel) => Ok(kernel),
        None => internal_err!("no native cast from {from} to {to} in mode {mode:?}"),
    }
}

/// Whether `bind` has a kernel, in a session time zone of one offset.
pub fn supported(from: &DataType, to: &DataType, mode: EvalMode) -> bool {
    matches!(kernel(from, to, mode, "UTC"), Ok(Some(_)))
}

fn kernel(
    from: &DataType,
    to: &DataType,
    mode: EvalMode,
    time_zone: &str,
) -> Result<Option<Kernel>> {
    let offset = fixed_offset(time_zone);
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
        DataType::Utf8 | DataType::Utf8View | DataType::LargeUtf8 => string::cast(to, mode),
        DataType::Dictionary(_, value) if value.as_ref() == &DataType::Utf8 => {
            string::cast(to, mode)
        }
        DataType::Date32 => datetime::from_date(to, mode, offset)?,
        DataType::Timestamp(TimeUnit::Microsecond, None) => datetime::from_local(to, mode, offset),
        DataType::Timestamp(TimeUnit::Microsecond, Some(_)) => {
            datetime::from_timestamp(to, mode, offset)
        }
        _ => None,
    })
}
