//! Timestamps moved from the clocks of one time zone to those of another; zones are constants.

use std::sync::Arc;

use arrow::datatypes::TimestampMicrosecondType;
use datafusion_common::{Result, internal_datafusion_err, internal_err};
use datafusion_expr::ColumnarValue;

use super::timestamp::{MICROS_PER_SECOND, finish, flagged, instant_micros, long_overflow};
use super::zone::Zone;
use super::zones;
use crate::argument::Text;
use crate::math::rows::{self, Failure};
use crate::table::{Call, Kernel};

type FromTo = (Arc<Zone>, Arc<Zone>);

fn zone(arg: &ColumnarValue) -> Result<Arc<Zone>> {
    let Text::Constant(Some(name)) = Text::new(arg)? else {
        return internal_err!("a time zone that is no constant");
    };
    zones::find(&name).ok_or_else(|| internal_datafusion_err!("time zone {name} is not known"))
}

/// `convertTz`: the instant at which clocks in `from` show what those in `to` show at `micros`.
#[inline]
fn convert(micros: i64, from: &Zone, to: &Zone) -> Option<i64> {
    let seconds = micros.div_euclid(MICROS_PER_SECOND);
    let local = seconds + to.offset(seconds);
    instant_micros(from.instant(local), micros.rem_euclid(MICROS_PER_SECOND))
}

fn kernel(call: &Call, zones: fn(&[ColumnarValue]) -> Result<FromTo>) -> Result<Kernel> {
    let result = call.return_field.data_type().clone();
    Ok(Arc::new(move |args, rows| {
        let (from, to) = zones(args)?;
        let failure = Failure::Raise(|_| long_overflow());
        let args = &args[..1];
        let output = rows::unary::<TimestampMicrosecondType, TimestampMicrosecondType>(
            args,
            rows,
            &failure,
            |micros| flagged(convert(micros, &from, &to)),
        )?;
        finish(output, &result, args)
    }))
}

pub fn from_utc_timestamp(call: &Call) -> Result<Kernel> {
    kernel(call, |args| Ok((Arc::new(Zone::fixed(0)), zone(&args[1])?)))
}

pub fn to_utc_timestamp(call: &Call) -> Result<Kernel> {
    kernel(call, |args| Ok((zone(&args[1])?, Arc::new(Zone::fixed(0)))))
}

/// `convertTimestampNtzToAnotherTz(source, target, timestamp)`: the same instant on other clocks.
pub fn convert_timezone(call: &Call) -> Result<Kernel> {
    let result = call.return_field.data_type().clone();
    Ok(Arc::new(move |args, rows| {
        let (source, target) = (zone(&args[0])?, zone(&args[1])?);
        let failure = Failure::Raise(|_| long_overflow());
        let output = rows::unary::<TimestampMicrosecondType, TimestampMicrosecondType>(
            &args[2..],
            rows,
            &failure,
            |micros| {
                let instant = source.instant(micros.div_euclid(MICROS_PER_SECOND));
                let local = instant + target.offset(instant);
                flagged(instant_micros(local, micros.rem_euclid(MICROS_PER_SECOND)))
            },
        )?;
        finish(output, &result, &args[2..])
    }))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::timestamp::tests::{at, longs, timestamp_type, timestamps};
    use super::*;
    use crate::string::testing::scalar;

    #[test]
    fn other_clocks() {
        let call = at("UTC", timestamp_type());
        let column = timestamps(vec![Some(1), None]);
        let args = [column.clone(), scalar("+01:00")];
        let hour = 3600 * MICROS_PER_SECOND;
        assert_eq!(
            longs(from_utc_timestamp(&call), &args, 2).unwrap(),
            [Some(hour + 1), None]
        );
        assert_eq!(
            longs(to_utc_timestamp(&call), &args, 2).unwrap(),
            [Some(1 - hour), None]
        );
        let args = [scalar("+01:00"), scalar("+03:00"), column];
        assert_eq!(
            longs(convert_timezone(&call), &args, 2).unwrap(),
            [Some(2 * hour + 1), None]
        );
        let far = [timestamps(vec![Some(i64::MAX)]), scalar("+01:00")];
        assert!(longs(from_utc_timestamp(&call), &far, 1).is_err());
    }
}
