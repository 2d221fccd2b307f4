//! Dates and timestamps as Spark writes them: `DateFormatter`'s default pattern and
//! `FractionTimestampFormatter`.

use super::calendar::MICROS_PER_SECOND;
use super::text::{digits, pair};
use crate::datetime::calendar::civil;
use crate::datetime::zone::Zone;

/// Years of more than four digits have a sign.
#[inline]
pub(crate) fn write_date(days: i32, text: &mut Vec<u8>) {
    let (year, month, day) = civil(days);
    match year {
        0..=9999 => {
            pair(year as u32 / 100, text);
            pair(year as u32 % 100, text);
        }
        _ => {
            text.push(if year < 0 { b'-' } else { b'+' });
            digits(u64::from(year.unsigned_abs()), 4, text);
        }
    }
    text.push(b'-');
    pair(month as u32, text);
    text.push(b'-');
    pair(day as u32, text);
}

/// No fraction if it is zero, and no zeros at its end.
#[inline]
pub(crate) fn write(micros: i64, zone: &Zone, text: &mut Vec<u8>) {
    let seconds = micros.div_euclid(MICROS_PER_SECOND);
    let fraction = micros.rem_euclid(MICROS_PER_SECOND) as u64;
    let local = seconds + zone.offset(seconds);
    write_date(local.div_euclid(86_400) as i32, text);
    let second = local.rem_euclid(86_400) as u32;
    text.push(b' ');
    pair(second / 3600, text);
    text.push(b':');
    pair(second / 60 % 60, text);
    text.push(b':');
    pair(second % 60, text);
    if fraction != 0 {
        text.push(b'.');
        digits(fraction, 6, text);
        while text.last() == Some(&b'0') {
            text.pop();
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn timestamp(micros: i64, offset: i64) -> String {
        let mut text = Vec::new();
        write(micros, &Zone::fixed(offset), &mut text);
        String::from_utf8(text).unwrap()
    }

    fn date(days: i32) -> String {
        let mut text = Vec::new();
        write_date(days, &mut text);
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn dates() {
        assert_eq!(date(0), "1970-01-01");
        assert_eq!(date(-719_529), "-0001-12-31");
        assert_eq!(date(-719_528), "0000-01-01");
        assert_eq!(date(2_932_897), "+10000-01-01");
        assert_eq!(date(i32::MAX), "+5881580-07-11");
    }

    #[test]
    fn timestamps() {
        assert_eq!(timestamp(0, 0), "1970-01-01 00:00:00");
        assert_eq!(timestamp(-1, 0), "1969-12-31 23:59:59.999999");
        assert_eq!(timestamp(1_500_000, 3600), "1970-01-01 01:00:01.5");
        assert_eq!(timestamp(i64::MAX, 0), "+294247-01-10 04:00:54.775807");
        assert_eq!(timestamp(i64::MIN, 0), "-290308-12-21 19:59:05.224192");
    }
}
