//! Timestamps from text in a pattern: `to_timestamp` and `to_unix_timestamp` with a format, as
//! `DateTimeFormatter` reads it strictly, with its messages.

use std::sync::Arc;

use arrow::array::{Array, PrimitiveBuilder};
use arrow::datatypes::{ArrowPrimitiveType, DataType, Int64Type, TimestampMicrosecondType};
use datafusion_common::{Result, internal_datafusion_err, internal_err};

use super::calendar::from_civil;
use super::make_date;
use super::pattern::{Field, Item, items};
use super::timestamp::{MICROS_PER_SECOND, SECONDS_PER_DAY, long_overflow};
use super::zone::Zone;
use super::zones;
use crate::argument::Text;
use crate::cast::kernel::strings;
use crate::math::rows;
use crate::table::{Call, Kernel};
use crate::{EvalMode, SparkError};

/// A part of a pattern, as `DateTimeFormatterBuilder` puts it together.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Literal(Vec<u8>),
    Number {
        field: Field,
        least: usize,
        most: usize,
        sign: Sign,
        /// The digits of the numbers of fixed width that follow without anything between.
        following: usize,
    },
    /// Of one to so many digits.
    Fraction(usize),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    /// `SignStyle.NORMAL`: a minus.
    Minus,
    /// `EXCEEDS_PAD`: a plus if there are more digits than the least.
    Exceeds,
    /// `NOT_NEGATIVE`.
    None,
}

fn parts(pattern: &str) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    // The number whose width depends on those behind it.
    let mut active = None;
    for item in items(pattern)? {
        let (field, width) = match item {
            Item::Literal(text) => {
                active = None;
                parts.push(Part::Literal(text.into_bytes()));
                continue;
            }
            Item::Fraction(count) => {
                active = None;
                parts.push(Part::Fraction(count));
                continue;
            }
            Item::Number(field, width) => (field, width),
            _ => return None,
        };
        let fixed = field != Field::Year && width == 2;
        let at = parts.len();
        parts.push(Part::Number {
            field,
            least: width,
            most: if fixed { 2 } else { 19 },
            sign: match field {
                Field::Year => Sign::Exceeds,
                _ if fixed => Sign::None,
                _ => Sign::Minus,
            },
            following: 0,
        });
        match active.and_then(|at: usize| parts.get_mut(at)) {
            Some(Part::Number { following, .. }) if fixed => *following += 2,
            Some(Part::Number { following, .. }) => {
                *following = 0;
                active = Some(at);
            }
            _ => active = Some(at),
        }
    }
    Some(parts)
}

/// What has been read: date, hour, minute, second and nanosecond.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Fields {
    year: i64,
    month: i64,
    day: i64,
    hour: i64,
    minute: i64,
    second: i64,
    nano: i64,
}

impl Fields {
    fn set(&mut self, field: Field, value: i64) {
        match field {
            Field::Year => self.year = value,
            Field::Month => self.month = value,
            Field::Day => self.day = value,
            Field::Hour => self.hour = value,
            Field::Minute => self.minute = value,
            _ => self.second = value,
        }
    }

    /// Seconds on the clock, or what Java says against the fields.
    #[inline]
    fn seconds(&self) -> Result<i64, String> {
        let year = i32::try_from(self.year).unwrap_or(i32::MAX);
        let month = i32::try_from(self.month).unwrap_or(0);
        let day = i32::try_from(self.day).unwrap_or(0);
        let good = (0..24).contains(&self.hour)
            && (0..60).contains(&self.minute)
            && (0..60).contains(&self.second)
            && make_date::is_valid(year, month, day);
        if !good {
            return Err(self.message(year, month, day));
        }
        Ok(from_civil(self.year, month, day) * SECONDS_PER_DAY
            + self.hour * 3600
            + self.minute * 60
            + self.second)
    }

    /// `Parsed.resolveFields`: the date, then the minute, hour and second.
    fn message(&self, year: i32, month: i32, day: i32) -> String {
        let range = |field: &str, shown: &str, least: i64, most: i64, value: i64| {
            (!(least..=most).contains(&value))
                .then(|| format!("Invalid value for {field} (valid values {shown}): {value}"))
        };
        let far = 999_999_999;
        range("Year", "-999999999 - 999999999", -far, far, self.year)
            .or_else(|| range("MonthOfYear", "1 - 12", 1, 12, self.month))
            .or_else(|| range("DayOfMonth", "1 - 28/31", 1, 31, self.day))
            .or_else(|| make_date::invalid(year, month, day))
            .or_else(|| range("MinuteOfHour", "0 - 59", 0, 59, self.minute))
            .or_else(|| range("HourOfDay", "0 - 23", 0, 23, self.hour))
            .or_else(|| range("SecondOfMinute", "0 - 59", 0, 59, self.second))
            .unwrap_or_default()
    }
}

/// Two digits at a place; None if there are none.
#[inline]
fn two(text: &[u8], at: usize) -> Option<i64> {
    let (a, b) = (
        text.get(at)?.wrapping_sub(b'0'),
        text.get(at + 1)?.wrapping_sub(b'0'),
    );
    (a < 10 && b < 10).then(|| i64::from(a) * 10 + i64::from(b))
}

/// Text in the pattern's usual form: every number has its least width. None: read it again slowly.
fn usual(parts: &[Part], text: &[u8]) -> Option<Fields> {
    let mut fields = Fields::default();
    let mut at = 0;
    for part in parts {
        match part {
            Part::Literal(literal) => {
                if text.get(at..at + literal.len())? != literal.as_slice() {
                    return None;
                }
                at += literal.len();
            }
            Part::Number {
                field, least: 2, ..
            } => {
                fields.set(*field, two(text, at)?);
                at += 2;
            }
            Part::Number {
                field,
                least: 4,
                following,
                ..
            } => {
                // More digits would be the year's.
                if text.get(at + 4 + following).is_some_and(u8::is_ascii_digit) {
                    return None;
                }
                fields.set(*field, two(text, at)? * 100 + two(text, at + 2)?);
                at += 4;
            }
            Part::Number { .. } => return None,
            Part::Fraction(most) => {
                let (end, nano) = fraction(text, at, *most)?;
                fields.nano = nano;
                at = end;
            }
        }
    }
    (at == text.len()).then_some(fields)
}

/// Digits up to `most`, at least one: where they end and what they are in nanoseconds.
fn fraction(text: &[u8], at: usize, most: usize) -> Option<(usize, i64)> {
    let digits = text.get(at..)?.iter().take(most);
    let digits = digits.take_while(|b| b.is_ascii_digit()).count();
    if digits == 0 {
        return None;
    }
    let number = text[at..at + digits]
        .iter()
        .fold(0, |number, b| number * 10 + i64::from(b - b'0'));
    Some((at + digits, number * 10_i64.pow(9 - digits as u32)))
}

/// `DateTimeFormatter.parseUnresolved`; the place at which text cannot be read, or beyond which there
/// is more of it.
fn read(parts: &[Part], text: &[u8]) -> Result<Fields, (usize, bool)> {
    let mut fields = Fields::default();
    let mut at = 0;
    for part in parts {
        at = match part {
            Part::Literal(literal) => {
                let found = text.get(at..at + literal.len());
                match found {
                    Some(found) if found.eq_ignore_ascii_case(literal) => at + literal.len(),
                    _ => return Err((at, false)),
                }
            }
            Part::Fraction(most) => {
                let (end, nano) = fraction(text, at, *most).ok_or((at, false))?;
                fields.nano = nano;
                end
            }
            Part::Number {
                field,
                least,
                most,
                sign,
                following,
            } => {
                let (end, value) =
                    number(text, at, *least, *most, *sign, *following).map_err(|at| (at, false))?;
                fields.set(*field, value);
                end
            }
        };
    }
    if at < text.len() {
        return Err((at, true));
    }
    Ok(fields)
}

/// `NumberPrinterParser.parse` in strict mode.
fn number(
    text: &[u8],
    at: usize,
    least: usize,
    most: usize,
    style: Sign,
    following: usize,
) -> Result<(usize, i64), usize> {
    let sign = text.get(at).copied().ok_or(at)?;
    let start = match (sign, style) {
        (b'+', Sign::Exceeds) | (b'-', Sign::Exceeds | Sign::Minus) => at + 1,
        (b'+' | b'-', _) => return Err(at),
        _ => at,
    };
    if start + least > text.len() {
        return Err(start);
    }
    let run = |most: usize| {
        let digits = text[start..].iter().take(most);
        digits.take_while(|b| b.is_ascii_digit()).count()
    };
    let mut length = run(most + following);
    if length < least {
        return Err(start);
    }
    if following > 0 {
        length = run(least.max(length.saturating_sub(following)));
    }
    let mut total = text[start..start + length].iter().fold(0_i128, |total, b| {
        total
            .saturating_mul(10)
            .saturating_add(i128::from(b - b'0'))
    });
    if sign == b'-' {
        if total == 0 {
            return Err(at);
        }
        total = -total;
    } else if style == Sign::Exceeds && (sign == b'+') != (length > least) {
        return Err(at);
    }
    if total > i128::from(i64::MAX) || total < i128::from(i64::MIN) {
        total /= 10;
        length -= 1;
    }
    Ok((start + length, total as i64))
}

/// The message of a `DateTimeParseException`.
fn message(parts: &[Part], text: &str) -> String {
    let (why, colon) = match read(parts, text.as_bytes()) {
        Err((at, false)) => (format!(" at index {at}"), ""),
        Err((at, true)) => (format!(", unparsed text found at index {at}"), ""),
        Ok(fields) => (fields.seconds().err().unwrap_or_default(), ": "),
    };
    let shown = if text.encode_utf16().count() > 64 {
        let first: Vec<u16> = text.encode_utf16().take(64).collect();
        String::from_utf16_lossy(&first) + "..."
    } else {
        text.to_string()
    };
    format!("Text '{shown}' could not be parsed{colon}{why}")
}

fn micros(parts: &[Part], text: &str, zone: &Zone) -> Option<Result<i64, SparkError>> {
    let bytes = text.as_bytes();
    let fields = usual(parts, bytes).or_else(|| read(parts, bytes).ok())?;
    let seconds = zone.instant(fields.seconds().ok()?);
    let micros = seconds.checked_mul(MICROS_PER_SECOND);
    let micros = micros.and_then(|micros| micros.checked_add(fields.nano / 1000));
    Some(micros.ok_or_else(long_overflow))
}

fn kernel<O: ArrowPrimitiveType<Native = i64>>(call: &Call, unit: i64) -> Result<Kernel> {
    let ansi = call.mode == EvalMode::Ansi;
    let to = call.return_field.data_type().clone();
    let zone = match to {
        DataType::Timestamp(_, None) => Arc::new(Zone::fixed(0)),
        _ => zones::session(&call.time_zone)?,
    };
    Ok(Arc::new(move |args, _| {
        let (Text::Constant(Some(pattern)), Text::Constant(Some(hint))) =
            (Text::new(&args[1])?, Text::new(&args[2])?)
        else {
            return internal_err!("a pattern that is no constant");
        };
        let parts = parts(&pattern)
            .ok_or_else(|| internal_datafusion_err!("pattern {pattern} is not known"))?;
        let strings = strings(&args[..1])?;
        let mut output = PrimitiveBuilder::<O>::with_capacity(strings.len());
        for text in &strings {
            let Some(text) = text else {
                output.append_null();
                continue;
            };
            match micros(&parts, text, &zone) {
                Some(micros) => output.append_value(micros? / unit),
                None if ansi => {
                    return Err(SparkError::new("CANNOT_PARSE_TIMESTAMP")
                        .with("message", message(&parts, text))
                        .with("func", hint)
                        .into());
                }
                None => output.append_null(),
            }
        }
        let output = output.finish().with_data_type(to.clone());
        rows::finish(Arc::new(output), &args[..1])
    }))
}

/// `GetTimestamp(text, pattern)` and the function to suggest in errors.
pub fn to_timestamp(call: &Call) -> Result<Kernel> {
    kernel::<TimestampMicrosecondType>(call, 1)
}

/// `ToUnixTimestamp`, `UnixTimestamp` of text, with the same arguments.
pub fn parse_unix_timestamp(call: &Call) -> Result<Kernel> {
    kernel::<Int64Type>(call, MICROS_PER_SECOND)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn parse(pattern: &str, text: &str) -> Result<i64, String> {
        let parts = parts(pattern).unwrap();
        match micros(&parts, text, &Zone::fixed(0)) {
            Some(micros) => micros.map_err(|e| e.to_string()),
            None => Err(message(&parts, text)),
        }
    }

    fn at(year: i64, month: i32, day: i32, second: i64) -> i64 {
        (from_civil(year, month, day) * SECONDS_PER_DAY + second) * MICROS_PER_SECOND
    }

    #[test]
    fn text_in_a_pattern() {
        let full = "yyyy-MM-dd HH:mm:ss";
        assert_eq!(
            parse(full, "2020-02-29 01:02:03"),
            Ok(at(2020, 2, 29, 3723))
        );
        assert_eq!(parse("yyyyMMdd", "20200229"), Ok(at(2020, 2, 29, 0)));
        assert_eq!(
            parse("yyyyMMddHHmmss", "20200229010203"),
            Ok(at(2020, 2, 29, 3723))
        );
        assert_eq!(parse("d/M/yyyy", "9/12/2020"), Ok(at(2020, 12, 9, 0)));
        assert_eq!(parse("d/M/yyyy", "09/012/2020"), Ok(at(2020, 12, 9, 0)));
        let fraction = "yyyy-MM-dd'T'HH:mm:ss.SSSSSS";
        assert_eq!(parse(fraction, "1970-01-01T00:00:00.5"), Ok(500_000));
        assert_eq!(parse(fraction, "1970-01-01t00:00:00.000005"), Ok(5));
        assert_eq!(parse("yyyy-MM-dd", "+12020-01-01"), Ok(at(12_020, 1, 1, 0)));
        assert_eq!(parse("yyyy-MM-dd", "-0001-01-01"), Ok(at(-1, 1, 1, 0)));
    }

    #[test]
    fn messages() {
        let why = |pattern, text| {
            let message = parse(pattern, text).unwrap_err();
            let prefix = format!("Text '{text}' could not be parsed");
            message
                .strip_prefix(&prefix)
                .map(str::to_string)
                .unwrap_or(message)
        };
        let day = "yyyy-MM-dd";
        assert_eq!(why(day, ""), " at index 0");
        assert_eq!(why(day, "2020"), " at index 4");
        assert_eq!(why(day, "20201-01-01"), " at index 0");
        assert_eq!(why(day, "+2020-01-01"), " at index 0");
        assert_eq!(why(day, "-0000-01-01"), " at index 0");
        assert_eq!(why(day, "2020-1-01"), " at index 5");
        assert_eq!(why(day, "2020-01-01 "), ", unparsed text found at index 10");
        assert_eq!(
            why(day, "2020-13-01"),
            ": Invalid value for MonthOfYear (valid values 1 - 12): 13"
        );
        assert_eq!(
            why(day, "2019-02-29"),
            ": Invalid date 'February 29' as '2019' is not a leap year"
        );
        assert_eq!(why(day, "2019-04-31"), ": Invalid date 'APRIL 31'");
        assert_eq!(
            why("yyyy-MM-dd HH:mm:ss", "2020-01-01 24:60:00"),
            ": Invalid value for MinuteOfHour (valid values 0 - 59): 60"
        );
        assert_eq!(why("yyyyMMddHHmmssSSS", "20200102030405123"), " at index 0");
        assert_eq!(
            why("yyyy-M-d", "2020--5-1"),
            ": Invalid value for MonthOfYear (valid values 1 - 12): -5"
        );
        let long = "x".repeat(65);
        let shown = format!(
            "Text '{}...' could not be parsed at index 0",
            "x".repeat(64)
        );
        assert_eq!(why(day, &long), shown);
        assert_eq!(why("yyyy-MM-dd'T'", "2020-01-01"), " at index 10");
        assert!(
            parse(day, "+999999-01-01")
                .unwrap_err()
                .contains("overflow")
        );
    }
}
