//! What kernels of timestamps share, and the fields of a timestamp's clock.

use std::sync::Arc;

use arrow::array::{ArrowPrimitiveType, PrimitiveArray};
use arrow::datatypes::{DataType, Decimal128Type, Int32Type, Int64Type, TimestampMicrosecondType};
use datafusion_common::Result;
use datafusion_expr::ColumnarValue;

use super::calendar::plus_months;
use super::zone::Zone;
use super::zones;
use crate::SparkError;
use crate::argument::Values;
use crate::math::rows::{self, Failure};
use crate::table::{Call, Kernel};

pub(super) const MICROS_PER_SECOND: i64 = 1_000_000;
pub(super) const MICROS_PER_DAY: i64 = 86_400 * MICROS_PER_SECOND;
pub(super) const SECONDS_PER_DAY: i64 = 86_400;

pub(super) type Timestamps = Values<TimestampMicrosecondType>;

/// The day since 1970-01-01 and the microsecond in it, on the zone's clocks.
#[inline]
pub(super) fn split(micros: i64, zone: &Zone) -> (i32, i64) {
    let seconds = micros.div_euclid(MICROS_PER_SECOND);
    let micro = micros.rem_euclid(MICROS_PER_SECOND);
    let local = seconds + zone.offset(seconds);
    // An i64 of microseconds spans 2 * 10^8 days.
    (
        local.div_euclid(SECONDS_PER_DAY) as i32,
        local.rem_euclid(SECONDS_PER_DAY) * MICROS_PER_SECOND + micro,
    )
}

/// `DateTimeUtils.daysToMicros`.
#[inline]
pub(super) fn days_to_micros(days: i64, zone: &Zone) -> Option<i64> {
    instant_micros(zone.start_of_day(days), 0)
}

/// `instantToMicros`.
#[inline]
pub(super) fn instant_micros(seconds: i64, micro: i64) -> Option<i64> {
    let micros = i128::from(seconds) * i128::from(MICROS_PER_SECOND) + i128::from(micro);
    i64::try_from(micros).ok()
}

/// A `ZonedDateTime`: it keeps its offset where clocks show a time twice.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment {
    seconds: i64,
    micro: i64,
    offset: i64,
}

impl Moment {
    #[inline]
    pub(super) fn new(micros: i64, zone: &Zone) -> Self {
        let seconds = micros.div_euclid(MICROS_PER_SECOND);
        Self {
            seconds,
            micro: micros.rem_euclid(MICROS_PER_SECOND),
            offset: zone.offset(seconds),
        }
    }

    /// Seconds that the clocks show.
    #[inline]
    pub(super) fn local(self) -> i64 {
        self.seconds + self.offset
    }

    #[inline]
    fn moved(self, local: i64, zone: &Zone) -> Self {
        let (seconds, offset) = zone.resolve(local, Some(self.offset));
        Self {
            seconds,
            offset,
            ..self
        }
    }

    pub(super) fn plus_months(self, months: i32, zone: &Zone) -> Self {
        if months == 0 {
            return self;
        }
        let local = self.local();
        let days = plus_months(local.div_euclid(SECONDS_PER_DAY) as i32, months);
        let second = local.rem_euclid(SECONDS_PER_DAY);
        self.moved(days * SECONDS_PER_DAY + second, zone)
    }

    pub(super) fn plus_days(self, days: i64, zone: &Zone) -> Self {
        self.moved(self.local() + days * SECONDS_PER_DAY, zone)
    }

    /// `truncatedTo` of seconds that divide a day.
    pub(super) fn truncated(self, seconds: i64, zone: &Zone) -> Self {
        let local = self.local();
        Self {
            micro: 0,
            ..self.moved(local - local.rem_euclid(seconds), zone)
        }
    }

    /// The timestamp so many microseconds later; None: "long overflow".
    #[inline]
    pub(super) fn plus_micros(self, micros: i64) -> Option<i64> {
        let start = i128::from(self.seconds) * i128::from(MICROS_PER_SECOND);
        i64::try_from(start + i128::from(self.micro) + i128::from(micros)).ok()
    }
}

/// What Java's `Math.*Exact` throws.
pub(super) fn long_overflow() -> SparkError {
    SparkError::java_arithmetic("long overflow")
}

/// A kernel of one column; None: "long overflow".
pub(super) fn unary<T, O>(
    call: &Call,
    f: impl Fn(T::Native) -> Option<O::Native> + Send + Sync + 'static,
) -> Result<Kernel>
where
    T: ArrowPrimitiveType,
    O: ArrowPrimitiveType,
{
    let to = call.return_field.data_type().clone();
    Ok(Arc::new(move |args, rows| {
        let failure = Failure::Raise(|_| long_overflow());
        let output = rows::unary::<T, O>(args, rows, &failure, |value| flagged(f(value)))?;
        finish(output, &to, args)
    }))
}

/// A kernel of two columns; None: what `error` says.
pub(super) fn binary<L, R, O>(
    call: &Call,
    error: fn() -> SparkError,
    f: impl Fn(L::Native, R::Native) -> Option<O::Native> + Send + Sync + 'static,
) -> Result<Kernel>
where
    L: ArrowPrimitiveType,
    R: ArrowPrimitiveType,
    O: ArrowPrimitiveType,
{
    let to = call.return_field.data_type().clone();
    Ok(Arc::new(move |args, rows| {
        let failure = Failure::Raise(|_, _| error());
        let output = rows::binary::<L, R, O>(args, rows, &failure, |a, b| flagged(f(a, b)))?;
        finish(output, &to, args)
    }))
}

#[inline]
pub(super) fn flagged<V: Default>(value: Option<V>) -> (V, bool) {
    match value {
        Some(value) => (value, false),
        None => (V::default(), true),
    }
}

pub(super) fn finish<O: ArrowPrimitiveType>(
    output: PrimitiveArray<O>,
    to: &DataType,
    args: &[ColumnarValue],
) -> Result<ColumnarValue> {
    rows::finish(Arc::new(output.with_data_type(to.clone())), args)
}

fn clock(call: &Call, f: fn(i64) -> i64) -> Result<Kernel> {
    let zone = zones::of(call, call.arg_types.first())?;
    unary::<TimestampMicrosecondType, Int32Type>(call, move |micros| {
        let seconds = micros.div_euclid(MICROS_PER_SECOND);
        let local = seconds + zone.offset(seconds);
        Some(f(local.rem_euclid(SECONDS_PER_DAY)) as i32)
    })
}

pub fn hour(call: &Call) -> Result<Kernel> {
    clock(call, |second| second / 3600)
}

pub fn minute(call: &Call) -> Result<Kernel> {
    clock(call, |second| second / 60 % 60)
}

pub fn second(call: &Call) -> Result<Kernel> {
    clock(call, |second| second % 60)
}

/// `DateTimeUtils.getSecondsWithFraction`, a DECIMAL(8, 6).
pub fn second_with_fraction(call: &Call) -> Result<Kernel> {
    let zone = zones::of(call, call.arg_types.first())?;
    unary::<TimestampMicrosecondType, Decimal128Type>(call, move |micros| {
        let seconds = micros.div_euclid(MICROS_PER_SECOND);
        let second = (seconds + zone.offset(seconds)).rem_euclid(60);
        Some(i128::from(
            second * MICROS_PER_SECOND + micros.rem_euclid(MICROS_PER_SECOND),
        ))
    })
}

fn count(call: &Call, unit: i64) -> Result<Kernel> {
    unary::<TimestampMicrosecondType, Int64Type>(call, move |micros| Some(micros.div_euclid(unit)))
}

pub fn unix_seconds(call: &Call) -> Result<Kernel> {
    count(call, MICROS_PER_SECOND)
}

pub fn unix_millis(call: &Call) -> Result<Kernel> {
    count(call, 1000)
}

pub fn unix_micros(call: &Call) -> Result<Kernel> {
    count(call, 1)
}

/// `ToUnixTimestamp` of a timestamp, whose fraction is cut off, or of a date.
pub fn to_unix_timestamp(call: &Call) -> Result<Kernel> {
    if let Some(DataType::Date32) = call.arg_types.first() {
        let zone = zones::session(&call.time_zone)?;
        return unary::<arrow::datatypes::Date32Type, Int64Type>(call, move |days| {
            Some(days_to_micros(i64::from(days), &zone)? / MICROS_PER_SECOND)
        });
    }
    unary::<TimestampMicrosecondType, Int64Type>(call, |micros| Some(micros / MICROS_PER_SECOND))
}

/// `PreciseTimestampConversion`: microseconds as a number and back.
pub fn precise_timestamp(call: &Call) -> Result<Kernel> {
    match call.arg_types.first() {
        Some(DataType::Int64) => unary::<Int64Type, TimestampMicrosecondType>(call, Some),
        _ => unary::<TimestampMicrosecondType, Int64Type>(call, Some),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
pub(super) mod tests {
    use super::*;
    use crate::string::testing::call;
    use arrow::array::{Array, AsArray, Int64Array, TimestampMicrosecondArray};
    use arrow::compute::cast;
    use arrow::datatypes::{Field, TimeUnit};
    use datafusion_common::ScalarValue;

    pub(in super::super) fn timestamp_type() -> DataType {
        DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()))
    }

    /// A call of a timestamp and whatever else, in a zone.
    pub(in super::super) fn at(zone: &str, result: DataType) -> Call {
        Call {
            arg_types: vec![timestamp_type()],
            return_field: Arc::new(Field::new("", result, true)),
            time_zone: zone.into(),
            ..call()
        }
    }

    pub(in super::super) fn timestamp(micros: i64) -> ColumnarValue {
        ColumnarValue::Scalar(ScalarValue::TimestampMicrosecond(
            Some(micros),
            Some("UTC".into()),
        ))
    }

    pub(in super::super) fn timestamps(micros: Vec<Option<i64>>) -> ColumnarValue {
        let array = TimestampMicrosecondArray::from(micros).with_timezone("UTC");
        ColumnarValue::Array(Arc::new(array))
    }

    /// The result's numbers.
    pub(in super::super) fn longs(
        kernel: Result<Kernel>,
        args: &[ColumnarValue],
        rows: usize,
    ) -> Result<Vec<Option<i64>>> {
        let array = kernel?(args, rows)?.to_array(rows)?;
        let array = match array.data_type() {
            DataType::Decimal128(_, _) => {
                let values = array.as_primitive::<Decimal128Type>();
                let output: Int64Array = values.iter().map(|v| v.map(|v| v as i64)).collect();
                Arc::new(output)
            }
            _ => cast(&array, &DataType::Int64)?,
        };
        Ok(array.as_primitive::<Int64Type>().iter().collect())
    }

    #[test]
    fn clocks() {
        let column = timestamps(vec![Some(-1), None, Some(i64::MIN)]);
        let field = |kernel: fn(&Call) -> Result<Kernel>, zone: &str| {
            longs(
                kernel(&at(zone, DataType::Int32)),
                std::slice::from_ref(&column),
                3,
            )
            .unwrap()
        };
        assert_eq!(field(hour, "UTC"), [Some(23), None, Some(19)]);
        assert_eq!(field(hour, "-18:00"), [Some(5), None, Some(1)]);
        assert_eq!(field(minute, "+05:30"), [Some(29), None, Some(29)]);
        assert_eq!(field(second, "UTC"), [Some(59), None, Some(5)]);
        let call = at("UTC", DataType::Decimal128(8, 6));
        let fraction = longs(second_with_fraction(&call), &[column], 3).unwrap();
        assert_eq!(fraction, [Some(59_999_999), None, Some(5_224_192)]);
        assert!(hour(&at("Mars/Base", DataType::Int32)).is_err());
    }

    #[test]
    fn units() {
        let one = |kernel: fn(&Call) -> Result<Kernel>, micros| {
            longs(kernel(&at("UTC", DataType::Int64)), &[timestamp(micros)], 1).unwrap()[0]
        };
        assert_eq!(one(unix_seconds, -1), Some(-1));
        assert_eq!(one(unix_millis, -1001), Some(-2));
        assert_eq!(one(unix_micros, i64::MIN), Some(i64::MIN));
        assert_eq!(one(to_unix_timestamp, -1), Some(0));
        assert_eq!(one(to_unix_timestamp, -1_000_001), Some(-1));
        let mut call = at("+01:00", DataType::Int64);
        call.arg_types = vec![DataType::Date32];
        let date = |days| [ColumnarValue::Scalar(ScalarValue::Date32(Some(days)))];
        assert_eq!(
            longs(to_unix_timestamp(&call), &date(1), 1).unwrap(),
            [Some(82_800)]
        );
        assert!(longs(to_unix_timestamp(&call), &date(i32::MAX), 1).is_err());
    }

    #[test]
    fn limits() {
        let utc = Zone::fixed(0);
        assert_eq!(split(i64::MIN, &utc), (-106_751_992, 71_945_224_192));
        assert_eq!(
            split(i64::MAX, &Zone::fixed(86_400 - 14_454)).0,
            106_751_992
        );
        assert_eq!(Moment::new(i64::MIN, &utc).plus_micros(0), Some(i64::MIN));
        assert_eq!(Moment::new(i64::MAX, &utc).plus_micros(1), None);
        assert_eq!(days_to_micros(106_751_992, &utc), None);
        assert_eq!(days_to_micros(1, &utc), Some(MICROS_PER_DAY));
    }
}
