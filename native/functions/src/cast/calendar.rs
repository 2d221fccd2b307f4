//! Days and microseconds in the proleptic Gregorian calendar, and as Spark's formatters write them.

use std::fmt::Write;

pub const MICROS_PER_SECOND: i64 = 1_000_000;
pub const MICROS_PER_DAY: i64 = 86_400 * MICROS_PER_SECOND;

/// Year, month and day of a day since 1970-01-01. (Days are counted from 0000-03-01, so that the leap
/// day ends a year.)
pub fn civil(days: i64) -> (i64, u32, u32) {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let day_of_era = z.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month as u32, day as u32)
}

/// The day since 1970-01-01; None if there is no such date.
pub fn days(year: i64, month: u32, day: u32) -> Option<i64> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if !(1..=length).contains(&day) {
        return None;
    }
    let year = year - i64::from(month <= 2);
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let shifted = (i64::from(month) + 9) % 12;
    let day_of_year = (153 * shifted + 2) / 5 + i64::from(day) - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    Some(era * 146_097 + day_of_era - 719_468)
}

/// `DateFormatter`'s default pattern: years of more than four digits have a sign.
pub fn write_date(days: i64, text: &mut String) {
    let (year, month, day) = civil(days);
    let sign = match year {
        ..0 => "-",
        10_000.. => "+",
        _ => "",
    };
    let year = year.unsigned_abs();
    // Writing to a String cannot fail.
    let _ = write!(text, "{sign}{year:04}-{month:02}-{day:02}");
}

/// `FractionTimestampFormatter`: no fraction if it is zero, and no zeros at its end.
pub fn write_timestamp(micros: i64, offset_seconds: i32, text: &mut String) {
    let local = i128::from(micros) + i128::from(offset_seconds) * i128::from(MICROS_PER_SECOND);
    let days = local.div_euclid(i128::from(MICROS_PER_DAY)) as i64;
    let of_day = local.rem_euclid(i128::from(MICROS_PER_DAY)) as i64;
    write_date(days, text);
    let (seconds, fraction) = (of_day / MICROS_PER_SECOND, of_day % MICROS_PER_SECOND);
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let _ = write!(text, " {hour:02}:{minute:02}:{second:02}");
    if fraction != 0 {
        let _ = write!(text, ".{fraction:06}");
        text.truncate(text.trim_end_matches('0').len());
    }
}

/// Seconds east of UTC, for a zone that has one offset for good; None for a region.
pub fn fixed_offset(zone: &str) -> Option<i32> {
    if matches!(
        zone,
        "Z" | "UTC" | "GMT" | "UT" | "Etc/UTC" | "Etc/GMT" | "UCT" | "Zulu"
    ) {
        return Some(0);
    }
    let offset = ["UTC", "GMT", "UT"]
        .iter()
        .find_map(|prefix| zone.strip_prefix(prefix))
        .unwrap_or(zone);
    let (sign, parts) = match offset.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let mut seconds = 0;
    let mut unit = 3600;
    for (at, part) in parts.split(':').enumerate() {
        let length = part.len();
        let digits = part.bytes().all(|b| b.is_ascii_digit());
        let valid = digits && (length == 2 || (at == 0 && length == 1));
        let value: i32 = part.parse().ok().filter(|_| valid)?;
        if at > 2 || (at > 0 && value > 59) {
            return None;
        }
        seconds += value * unit;
        unit /= 60;
    }
    (seconds <= 18 * 3600).then_some(sign * seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn timestamp(micros: i64, offset: i32) -> String {
        let mut text = String::new();
        write_timestamp(micros, offset, &mut text);
        text
    }

    fn date(days: i64) -> String {
        let mut text = String::new();
        write_date(days, &mut text);
        text
    }

    #[test]
    fn days_and_dates_are_inverse() {
        for day in (-3_000_000..6_000_000).step_by(997) {
            let (year, month, of_month) = civil(day);
            assert_eq!(days(year, month, of_month), Some(day));
        }
        assert_eq!(civil(0), (1970, 1, 1));
        assert_eq!(days(2023, 2, 29), None);
        assert_eq!(days(2000, 13, 1), None);
    }

    #[test]
    fn dates_as_text() {
        assert_eq!(date(0), "1970-01-01");
        assert_eq!(date(-719_529), "-0001-12-31");
        assert_eq!(date(2_932_897), "+10000-01-01");
    }

    #[test]
    fn timestamps_as_text() {
        assert_eq!(timestamp(0, 0), "1970-01-01 00:00:00");
        assert_eq!(timestamp(-1, 0), "1969-12-31 23:59:59.999999");
        assert_eq!(timestamp(1_500_000, 3600), "1970-01-01 01:00:01.5");
        assert_eq!(timestamp(i64::MAX, 0), "+294247-01-10 04:00:54.775807");
    }

    #[test]
    fn offsets() {
        assert_eq!(fixed_offset("UTC"), Some(0));
        assert_eq!(fixed_offset("+08:00"), Some(28_800));
        assert_eq!(fixed_offset("GMT-3"), Some(-10_800));
        assert_eq!(fixed_offset("+19:00"), None);
        assert_eq!(fixed_offset("Europe/Paris"), None);
        assert_eq!(fixed_offset(""), None);
    }
}
