//! Dates and timestamps as Spark writes them: `DateFormatter`'s default pattern and
//! `FractionTimestampFormatter`.

use super::calendar::MICROS_PER_SECOND;
use super::text::digits;
use crate::datetime::calendar::civil;
use crate::datetime::zone::Zone;

/// Two digits of a number below 100 at a place.
#[inline]
fn put(buffer: &mut [u8], at: usize, number: u32) {
    buffer[at] = b'0' + (number / 10) as u8;
    buffer[at + 1] = b'0' + (number % 10) as u8;
}

/// A year of other than four digits; it has a sign.
#[cold]
fn write_far_year(year: i32, text: &mut Vec<u8>) {
    text.push(if year < 0 { b'-' } else { b'+' });
    digits(u64::from(year.unsigned_abs()), 4, text);
}

/// The buffer's first four bytes are the year's; from which byte on it is to be written.
#[inline]
fn put_date(days: i32, buffer: &mut [u8], text: &mut Vec<u8>) -> usize {
    let (year, month, day) = civil(days);
    put(buffer, 5, month as u32);
    put(buffer, 8, day as u32);
    if let 0..=9999 = year {
        put(buffer, 0, year as u32 / 100);
        put(buffer, 2, year as u32 % 100);
        return 0;
    }
    write_far_year(year, text);
    4
}

pub(crate) fn write_date(days: i32, text: &mut Vec<u8>) {
    let mut buffer = *b"0000-00-00";
    let start = put_date(days, &mut buffer, text);
    text.extend_from_slice(&buffer[start..]);
}

/// No fraction if it is zero, and no zeros at its end.
#[inline]
pub(crate) fn write(micros: i64, zone: &Zone, text: &mut Vec<u8>) {
    let seconds = micros.div_euclid(MICROS_PER_SECOND);
    let fraction = micros.rem_euclid(MICROS_PER_SECOND) as u32;
    let local = seconds + zone.offset(seconds);
    let second = local.rem_euclid(86_400) as u32;
    let mut buffer = *b"0000-00-00 00:00:00.000000";
    let start = put_date(local.div_euclid(86_400) as i32, &mut buffer, text);
    put(&mut buffer, 11, second / 3600);
    put(&mut buffer, 14, second / 60 % 60);
    put(&mut buffer, 17, second % 60);
    let mut end = 19;
    if fraction != 0 {
        put(&mut buffer, 20, fraction / 10_000);
        put(&mut buffer, 22, fraction / 100 % 100);
        put(&mut buffer, 24, fraction % 100);
        end = buffer.len();
        while buffer[end - 1] == b'0' {
            end -= 1;
        }
    }
    text.extend_from_slice(&buffer[start..end]);
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
