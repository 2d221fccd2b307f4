//! Casts from strings.

use std::sync::Arc;

use arrow::array::{Array, ArrowPrimitiveType, BinaryArray, BooleanBuilder};
use arrow::datatypes::{
    DataType, Date32Type, Decimal128Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type,
    Int64Type, TimeUnit,
};

use super::calendar::days;
use super::decimal_text::{self, Failure};
use super::float_text;
use super::kernel::{from_string, invalid, strings};
use super::timestamp_parse;
use crate::datetime::zone::Zone;
use crate::math::rows;
use crate::table::Kernel;
use crate::{EvalMode, SparkError};

pub fn cast(to: &DataType, mode: EvalMode, zone: &Arc<Zone>) -> Option<Kernel> {
    Some(match to {
        DataType::Int8 => integer::<Int8Type>(to, mode, |v| v as i8, i64::from),
        DataType::Int16 => integer::<Int16Type>(to, mode, |v| v as i16, i64::from),
        DataType::Int32 => integer::<Int32Type>(to, mode, |v| v as i32, i64::from),
        DataType::Int64 => integer::<Int64Type>(to, mode, |v| v, |v| v),
        DataType::Float32 => {
            from_string::<Float32Type>(to, mode, error(to), float_text::parse::<f32>)
        }
        DataType::Float64 => {
            from_string::<Float64Type>(to, mode, error(to), float_text::parse::<f64>)
        }
        DataType::Decimal128(precision, scale) => decimal(to, *precision, *scale, mode),
        DataType::Boolean => boolean(mode),
        DataType::Date32 => from_string::<Date32Type>(to, mode, error(to), date),
        DataType::Timestamp(TimeUnit::Microsecond, _) => {
            timestamp_parse::cast(to, mode, Arc::clone(zone))
        }
        DataType::Binary => Arc::new(|args, _| {
            let (offsets, bytes, nulls) = strings(args)?.into_parts();
            rows::finish(Arc::new(BinaryArray::new(offsets, bytes, nulls)), args)
        }),
        _ => return None,
    })
}

fn error(to: &DataType) -> impl Fn(&str) -> SparkError + Send + Sync + 'static {
    let to = to.clone();
    move |text| invalid(text.to_string(), &DataType::Utf8, &to)
}

/// `UTF8String.isWhitespaceOrISOControl` of a byte.
fn is_blank(byte: &u8) -> bool {
    *byte <= b' ' || *byte == 0x7f
}

pub(super) fn trimmed(text: &str) -> &[u8] {
    let bytes = text.as_bytes();
    let Some(start) = bytes.iter().position(|b| !is_blank(b)) else {
        return &[];
    };
    let end = bytes.iter().rposition(|b| !is_blank(b)).unwrap_or(start);
    &bytes[start..=end]
}

/// `UTF8String.toLong` and its kin: outside ANSI mode and `try_cast` a fraction is cut off.
fn integer<T: ArrowPrimitiveType>(
    to: &DataType,
    mode: EvalMode,
    narrow: fn(i64) -> T::Native,
    widen: fn(T::Native) -> i64,
) -> Kernel {
    let fraction = mode == EvalMode::Legacy;
    from_string::<T>(to, mode, error(to), move |text| {
        let value = long(text, fraction)?;
        let narrowed = narrow(value);
        (widen(narrowed) == value).then_some(narrowed)
    })
}

fn long(text: &str, fraction: bool) -> Option<i64> {
    let bytes = trimmed(text);
    let (negative, digits) = match bytes.split_first()? {
        (b'-', digits) => (true, digits),
        (b'+', digits) => (false, digits),
        _ => (false, bytes),
    };
    if digits.is_empty() {
        return None;
    }
    let mut digits = digits.iter();
    let mut value = 0i64;
    for byte in digits.by_ref() {
        match byte {
            b'0'..=b'9' => {
                value = value.checked_mul(10)?.checked_sub(i64::from(byte - b'0'))?;
            }
            b'.' if fraction => break,
            _ => return None,
        }
    }
    if !digits.all(u8::is_ascii_digit) {
        return None;
    }
    if negative {
        Some(value)
    } else {
        value.checked_neg()
    }
}

/// `StringUtils.isTrueString`.
fn boolean(mode: EvalMode) -> Kernel {
    let is = |text: &[u8], words: [&str; 5]| {
        words
            .iter()
            .any(|word| text.eq_ignore_ascii_case(word.as_bytes()))
    };
    Arc::new(move |args, _| {
        let strings = strings(args)?;
        let mut output = BooleanBuilder::with_capacity(strings.len());
        for text in &strings {
            let Some(text) = text else {
                output.append_null();
                continue;
            };
            let word = trimmed(text);
            if is(word, ["t", "true", "y", "yes", "1"]) {
                output.append_value(true);
            } else if is(word, ["f", "false", "n", "no", "0"]) {
                output.append_value(false);
            } else if mode == EvalMode::Ansi {
                return Err(error(&DataType::Boolean)(text).into());
            } else {
                output.append_null();
            }
        }
        rows::finish(Arc::new(output.finish()), args)
    })
}

fn decimal(to: &DataType, precision: u8, scale: i8, mode: EvalMode) -> Kernel {
    let malformed = error(to);
    let error = move |text: &str| match decimal_text::parse(text, precision, scale) {
        Err(Failure::OutOfRange(value)) => crate::decimal::out_of_range(value, precision, scale),
        Err(Failure::Unsupported) => {
            SparkError::new("NUMERIC_OUT_OF_SUPPORTED_RANGE").with("value", text)
        }
        _ => malformed(text),
    };
    from_string::<Decimal128Type>(to, mode, error, move |text| {
        decimal_text::parse(text, precision, scale).ok()
    })
}

/// `dddd-dd-dd`; None: look again.
#[inline]
fn common_date(bytes: &[u8]) -> Option<i32> {
    let &[a, b, c, d, b'-', e, f, b'-', g, h] = bytes else {
        return None;
    };
    let two = |a: u8, b: u8| {
        let (a, b) = (a.wrapping_sub(b'0'), b.wrapping_sub(b'0'));
        (a < 10 && b < 10).then(|| u32::from(a) * 10 + u32::from(b))
    };
    let year = two(a, b)? * 100 + two(c, d)?;
    i32::try_from(days(i64::from(year), two(e, f)?, two(g, h)?)?).ok()
}

/// `SparkDateTimeUtils.stringToDate`.
fn date(text: &str) -> Option<i32> {
    let bytes = trimmed(text);
    if let Some(days) = common_date(bytes) {
        return Some(days);
    }
    let (sign, bytes) = match bytes.split_first()? {
        (b'-', rest) => (-1, rest),
        (b'+', rest) => (1, rest),
        _ => (1, bytes),
    };
    let mut segments = [1i64; 3];
    let mut at = 0;
    let (mut value, mut length) = (0i64, 0);
    let is_valid = |at: usize, length: usize| match at {
        0 => (4..=7).contains(&length),
        _ => (1..=2).contains(&length),
    };
    let mut rest = bytes.iter();
    let mut ended = true;
    for byte in rest.by_ref() {
        match byte {
            b' ' | b'T' => {
                ended = false;
                break;
            }
            b'-' if at < 2 => {
                if !is_valid(at, length) {
                    return None;
                }
                segments[at] = value;
                (value, length) = (0, 0);
                at += 1;
            }
            b'0'..=b'9' => {
                length += 1;
                // No valid segment is longer.
                if length > 7 {
                    return None;
                }
                value = value * 10 + i64::from(byte - b'0');
            }
            _ => return None,
        }
    }
    if !is_valid(at, length) || (at < 2 && !ended) {
        return None;
    }
    segments[at] = value;
    let [year, month, day] = segments;
    i32::try_from(days(sign * year, month as u32, day as u32)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers() {
        assert_eq!(long(" 12\t", true), Some(12));
        assert_eq!(long("-9223372036854775808", true), Some(i64::MIN));
        assert_eq!(long("9223372036854775808", true), None);
        assert_eq!(long("1.9", true), Some(1));
        assert_eq!(long("1.9", false), None);
        assert_eq!(long(".", true), Some(0));
        assert_eq!(long("+.5", true), Some(0));
        assert_eq!(long("1.x", true), None);
        assert_eq!(long("+", true), None);
        assert_eq!(long("", true), None);
        assert_eq!(long("1 2", true), None);
        assert_eq!(long("\u{a0}1", true), None);
    }

    #[test]
    fn dates() {
        assert_eq!(date("1970-01-02"), Some(1));
        assert_eq!(date(" 1970-1-2 "), Some(1));
        assert_eq!(date("1970"), Some(0));
        assert_eq!(date("1970-02"), Some(31));
        assert_eq!(date("1970-01-02 anything"), Some(1));
        assert_eq!(date("1970-01-02Tanything"), Some(1));
        assert_eq!(date("1970-01 x"), None);
        assert_eq!(date("1970T"), None);
        assert_eq!(date("-0001-12-31"), Some(-719_529));
        assert_eq!(date("+10000-01-01"), Some(2_932_897));
        assert_eq!(date("9999999-01-01"), None);
        assert_eq!(date("197-01-01"), None);
        assert_eq!(date("1970-01-32"), None);
        assert_eq!(date("1970-01-02-"), None);
        assert_eq!(date("1970/01/02"), None);
        assert_eq!(date("-"), None);
    }
}
