//! Timestamps as text in a pattern: `date_format` and `from_unixtime` (`Iso8601TimestampFormatter`).

use std::sync::Arc;

use arrow::array::{Array, ArrowPrimitiveType, PrimitiveArray};
use arrow::datatypes::{Int64Type, TimestampMicrosecondType};
use datafusion_common::{Result, internal_datafusion_err, internal_err};
use datafusion_expr::ColumnarValue;

use super::calendar::{civil, day_of_year, weekday};
use super::pattern::{Field, Item, Offset, items};
use super::timestamp::{MICROS_PER_SECOND, SECONDS_PER_DAY};
use super::zone::Zone;
use super::zones;
use crate::argument::Text;
use crate::cast::text::{ascii_column, digits, pair};
use crate::math::rows;
use crate::table::{Call, Kernel};

/// The names of months, days from Monday on and halves of the day, short and long, as the JVM gives
/// them: one kind a line, separated by commas.
struct Names(Vec<Vec<String>>);

impl Names {
    fn new(text: &str) -> Result<Self> {
        let lines: Vec<Vec<String>> = text
            .split('\n')
            .map(|line| line.split(',').map(str::to_string).collect())
            .collect();
        let counts: Vec<usize> = lines.iter().map(Vec::len).collect();
        if counts != [12, 12, 7, 7, 2] {
            return internal_err!("{counts:?} names");
        }
        Ok(Self(lines))
    }

    fn get(&self, field: Field, long: bool, place: usize) -> &str {
        let line = match field {
            Field::Month => usize::from(long),
            Field::Half => 4,
            _ => 2 + usize::from(long),
        };
        &self.0[line][place]
    }
}

struct Format {
    items: Vec<Item>,
    names: Names,
    zone: Arc<Zone>,
}

impl Format {
    fn new(pattern: &str, names: Names, zone: Arc<Zone>) -> Option<Self> {
        let mut merged: Vec<Item> = Vec::new();
        for item in items(pattern)? {
            match (merged.last_mut(), item) {
                (Some(Item::Literal(text)), Item::Literal(more)) => text.push_str(&more),
                (_, item) => merged.push(item),
            }
        }
        Some(Self {
            items: merged,
            names,
            zone,
        })
    }

    fn write(&self, micros: i64, text: &mut Vec<u8>) {
        let seconds = micros.div_euclid(MICROS_PER_SECOND);
        let micro = micros.rem_euclid(MICROS_PER_SECOND) as u64;
        let offset = self.zone.offset(seconds);
        let local = seconds + offset;
        let day = local.div_euclid(SECONDS_PER_DAY) as i32;
        let second = local.rem_euclid(SECONDS_PER_DAY) as u32;
        let (year, month, of_month) = civil(day);
        let hour = second / 3600;
        for item in &self.items {
            match item {
                Item::Literal(literal) => text.extend_from_slice(literal.as_bytes()),
                Item::Number(Field::Year, width) => write_year(year, *width, text),
                Item::Number(field, width) => {
                    let number = match field {
                        Field::Month => month as u32,
                        Field::Day => of_month as u32,
                        Field::Hour => hour,
                        Field::Minute => second / 60 % 60,
                        Field::Second => second % 60,
                        Field::Quarter => (month as u32 - 1) / 3 + 1,
                        Field::DayOfYear => day_of_year(day) as u32,
                        Field::ClockHour => (hour + 23) % 24 + 1,
                        Field::HourOfHalf => hour % 12,
                        _ => (hour + 11) % 12 + 1,
                    };
                    match width {
                        2 if number < 100 => pair(number, text),
                        _ => digits(u64::from(number), *width, text),
                    }
                }
                Item::ShortYear => pair(year.unsigned_abs() % 100, text),
                Item::Fraction(count) => {
                    let nanos = micro * 1000;
                    digits(nanos / 10_u64.pow(9 - *count as u32), *count, text);
                }
                Item::Name(field, long) => {
                    let place = match field {
                        Field::Month => month as usize - 1,
                        Field::Half => usize::from(hour >= 12),
                        _ => weekday(day) as usize,
                    };
                    text.extend_from_slice(self.names.get(*field, *long, place).as_bytes());
                }
                Item::Offset(style) => write_offset(offset, *style, text),
            }
        }
    }
}

/// `SignStyle.NORMAL`, from four digits on `EXCEEDS_PAD`.
fn write_year(year: i32, width: usize, text: &mut Vec<u8>) {
    let number = u64::from(year.unsigned_abs());
    if year < 0 {
        text.push(b'-');
    } else if width >= 4 && number >= 10_u64.pow(width as u32) {
        text.push(b'+');
    }
    digits(number, width, text);
}

/// `OffsetIdPrinterParser.format`.
fn write_offset(offset: i64, style: Offset, text: &mut Vec<u8>) {
    let seconds = offset.unsigned_abs() as u32;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let start = text.len();
    text.push(if offset < 0 { b'-' } else { b'+' });
    pair(hours, text);
    let mut shown = hours;
    let separate = |text: &mut Vec<u8>| {
        if style.colon {
            text.push(b':');
        }
    };
    if !style.short || minutes > 0 {
        separate(text);
        pair(minutes, text);
        shown += minutes;
        if style.seconds && seconds > 0 {
            separate(text);
            pair(seconds, text);
            shown += seconds;
        }
    }
    if offset == 0 || shown == 0 {
        text.truncate(start);
        text.extend_from_slice(style.zero.as_bytes());
    }
}

fn format<T: ArrowPrimitiveType<Native = i64>>(call: &Call, unit: i64) -> Result<Kernel> {
    let zone = zones::session(&call.time_zone)?;
    Ok(Arc::new(move |args, rows| {
        let (Text::Constant(Some(pattern)), Text::Constant(Some(names))) =
            (Text::new(&args[1])?, Text::new(&args[2])?)
        else {
            return internal_err!("a pattern that is no constant");
        };
        let format = Format::new(&pattern, Names::new(&names)?, Arc::clone(&zone))
            .ok_or_else(|| internal_datafusion_err!("pattern {pattern} is not known"))?;
        let constant = matches!(args[0], ColumnarValue::Scalar(_));
        let array = args[0].to_array(if constant { 1 } else { rows })?;
        let values: PrimitiveArray<T> = match array.as_any().downcast_ref() {
            Some(values) => PrimitiveArray::clone(values),
            None => return internal_err!("a {} as text", array.data_type()),
        };
        let output = ascii_column(&values, pattern.len() + 4, |value, text| {
            format.write(value.wrapping_mul(unit), text);
        })?;
        rows::finish(Arc::new(output), &args[..1])
    }))
}

/// `date_format(timestamp, pattern, names)`.
pub fn date_format(call: &Call) -> Result<Kernel> {
    format::<TimestampMicrosecondType>(call, 1)
}

/// `from_unixtime(seconds, pattern, names)`.
pub fn from_unixtime(call: &Call) -> Result<Kernel> {
    format::<Int64Type>(call, MICROS_PER_SECOND)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::calendar::from_civil;
    use super::*;

    fn names() -> Names {
        let line = |prefix: &str, count: usize| {
            let names: Vec<String> = (1..=count).map(|i| format!("{prefix}{i}")).collect();
            names.join(",")
        };
        let lines = [
            line("m", 12),
            line("M", 12),
            line("d", 7),
            line("D", 7),
            "AM,PM".into(),
        ];
        Names::new(&lines.join("\n")).unwrap()
    }

    fn write(pattern: &str, micros: i64, offset: i64) -> String {
        let format = Format::new(pattern, names(), Arc::new(Zone::fixed(offset))).unwrap();
        let mut text = Vec::new();
        format.write(micros, &mut text);
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn patterns() {
        let day =
            |year, month, day| from_civil(year, month, day) * SECONDS_PER_DAY * MICROS_PER_SECOND;
        let time = day(2024, 2, 3) + (13 * 3600 + 4 * 60 + 5) * MICROS_PER_SECOND + 6789;
        assert_eq!(
            write("yyyy-MM-dd HH:mm:ss.SSS", time, 0),
            "2024-02-03 13:04:05.006"
        );
        assert_eq!(write("y M d H m s S", time, 0), "2024 2 3 13 4 5 0");
        assert_eq!(
            write("yy D DDD Q h K k a", time, 0),
            "24 34 034 1 1 1 13 PM"
        );
        assert_eq!(write("MMM MMMM E EEEE", time, 0), "m2 M2 d6 D6");
        assert_eq!(write("SSSSSSSSS", time, 0), "006789000");
        assert_eq!(write("hh kk KK a", 0, 0), "12 24 00 AM");
        assert_eq!(
            write("yyyy yyy yyyyy", day(-5, 1, 1), 0),
            "-0005 -005 -00005"
        );
        assert_eq!(
            write("yyyy y yyyyy yy", day(12345, 1, 1), 0),
            "+12345 12345 12345 45"
        );
        assert_eq!(write("yyyyyy", i64::MAX, 0), "294247");
    }

    #[test]
    fn offsets() {
        let all = "X XX XXX XXXX XXXXX x xx xxx xxxx xxxxx Z";
        assert_eq!(
            write(all, 0, 0),
            "Z Z Z Z Z +00 +0000 +00:00 +0000 +00:00 +0000"
        );
        assert_eq!(
            write(all, 0, -2670),
            "-0044 -0044 -00:44 -004430 -00:44:30 -0044 -0044 -00:44 -004430 -00:44:30 -0044"
        );
        assert_eq!(
            write(all, 0, 7200),
            "+02 +0200 +02:00 +0200 +02:00 +02 +0200 +02:00 +0200 +02:00 +0200"
        );
        assert_eq!(write("X XX XXXX", 0, -30), "Z Z -000030");
    }
}
