//! Days of the proleptic Gregorian calendar.

pub const MICROS_PER_SECOND: i64 = 1_000_000;
pub const MICROS_PER_DAY: i64 = 86_400 * MICROS_PER_SECOND;

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

#[cfg(test)]
mod tests {
    use super::days;
    use crate::datetime::calendar::civil;

    #[test]
    fn days_and_dates_are_inverse() {
        for day in (-3_000_000..6_000_000).step_by(997) {
            let (year, month, of_month) = civil(day);
            let found = days(i64::from(year), month as u32, of_month as u32);
            assert_eq!(found, Some(i64::from(day)));
        }
        assert_eq!(days(2023, 2, 29), None);
        assert_eq!(days(2000, 13, 1), None);
    }
}
