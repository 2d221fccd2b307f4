//! The proleptic Gregorian calendar of `java.time.LocalDate`, on days since 1970-01-01.

/// Days from 0000-03-01, where years that end with their leap day begin, to 1970-01-01.
const EPOCH: i64 = 719_468;

/// Year, month and day of every i32.
#[inline]
pub(crate) fn civil(days: i32) -> (i32, i32, i32) {
    match u32::try_from(i64::from(days) + EPOCH) {
        Ok(days) if days < 1 << 30 => near(days),
        _ => far(days),
    }
}

/// `civil` of days from 0000-03-01, in 32-bit divisions by constants.
#[inline]
fn near(days: u32) -> (i32, i32, i32) {
    let quarters = 4 * days + 3;
    let century = quarters / 146_097;
    let quarters = (quarters % 146_097) | 3;
    let (year, day) = (quarters / 1461, quarters % 1461 / 4);
    // March is month 3; January and February are 13 and 14 of the year before.
    let month = (5 * day + 461) / 153;
    let day = day - (153 * month - 457) / 5 + 1;
    let next = u32::from(month > 12);
    (
        (100 * century + year + next) as i32,
        (month - 12 * next) as i32,
        day as i32,
    )
}

fn far(days: i32) -> (i32, i32, i32) {
    let days = i64::from(days) + EPOCH;
    let era = days.div_euclid(146_097);
    let (year, month, day) = near(days.rem_euclid(146_097) as u32);
    (year + 400 * era as i32, month, day)
}

/// The day of a year, month and day that exist.
pub(crate) fn from_civil(year: i64, month: i32, day: i32) -> i64 {
    let (year, month) = match month {
        1 | 2 => (year - 1, i64::from(month) + 9),
        _ => (year, i64::from(month) - 3),
    };
    let day_of_year = (153 * month + 2) / 5 + i64::from(day) - 1;
    365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + day_of_year
        - EPOCH
}

pub(super) fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

pub(crate) fn length_of_month(year: i64, month: i32) -> i32 {
    match month {
        2 => 28 + i32::from(is_leap(year)),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// `LocalDate.plusMonths`: a day that the month lacks becomes its last.
pub(super) fn plus_months(days: i32, months: i32) -> i64 {
    let (year, month, day) = civil(days);
    let months = i64::from(year) * 12 + i64::from(month) - 1 + i64::from(months);
    let (year, month) = (months.div_euclid(12), months.rem_euclid(12) as i32 + 1);
    from_civil(year, month, day.min(length_of_month(year, month)))
}

pub(super) fn day_of_year(days: i32) -> i32 {
    let (year, _, _) = civil(days);
    (i64::from(days) - from_civil(i64::from(year), 1, 1)) as i32 + 1
}

/// 0 is Monday.
#[inline]
pub(super) fn weekday(days: i32) -> i32 {
    (i64::from(days) + 3).rem_euclid(7) as i32
}

/// Year and number of the ISO week, that of its Thursday.
pub(super) fn iso_week(days: i32) -> (i32, i32) {
    let thursday = i64::from(days) - i64::from(weekday(days)) + 3;
    // A day's fields repeat after 400 years, which keeps the first and last days in range.
    let (shift, years) = match days {
        0.. => (-146_097, 400),
        _ => (146_097, -400),
    };
    let near = (thursday + shift) as i32;
    (civil(near).0 + years, (day_of_year(near) - 1) / 7 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_days() {
        assert_eq!(civil(0), (1970, 1, 1));
        assert_eq!(civil(-1), (1969, 12, 31));
        assert_eq!(civil(11_016), (2000, 2, 29));
        assert_eq!(civil(11_017), (2000, 3, 1));
        assert_eq!(civil(-719_162), (1, 1, 1));
        assert_eq!(civil(-719_528), (0, 1, 1));
        assert_eq!(civil(2_932_896), (9999, 12, 31));
        assert_eq!(civil(-25_509), (1900, 2, 28));
        assert_eq!(civil(-25_508), (1900, 3, 1));
        assert_eq!(civil(i32::MAX), (5_881_580, 7, 11));
        assert_eq!(civil(i32::MIN), (-5_877_641, 6, 23));
    }

    #[test]
    fn days_follow_each_other() {
        for start in [
            i32::MIN,
            -1_200_000,
            -200_000,
            1_073_022_000,
            i32::MAX - 800_000,
        ] {
            let mut last = civil(start);
            for days in start + 1..start + 800_000 {
                let (year, month, day) = last;
                let expected = if day < length_of_month(i64::from(year), month) {
                    (year, month, day + 1)
                } else if month < 12 {
                    (year, month + 1, 1)
                } else {
                    (year + 1, 1, 1)
                };
                last = civil(days);
                assert_eq!(last, expected);
                assert_eq!(
                    from_civil(i64::from(last.0), last.1, last.2),
                    i64::from(days)
                );
            }
        }
    }

    #[test]
    fn months_end_early() {
        let day = |year, month, day| from_civil(year, month, day) as i32;
        let plus = |days, months| civil(plus_months(days, months) as i32);
        assert_eq!(plus(day(2016, 8, 31), 1), (2016, 9, 30));
        assert_eq!(plus(day(2016, 1, 31), 1), (2016, 2, 29));
        assert_eq!(plus(day(2015, 1, 31), 1), (2015, 2, 28));
        assert_eq!(plus(day(2015, 1, 31), -1), (2014, 12, 31));
        assert_eq!(plus(day(1, 1, 31), -2), (0, 11, 30));
    }

    #[test]
    fn weeks() {
        let day = |year, month, day| from_civil(year, month, day) as i32;
        assert_eq!(weekday(0), 3);
        assert_eq!(weekday(day(2009, 7, 30)), 3);
        assert_eq!(iso_week(day(2008, 2, 20)), (2008, 8));
        assert_eq!(iso_week(day(2011, 1, 1)), (2010, 52));
        assert_eq!(iso_week(day(2012, 12, 31)), (2013, 1));
        assert_eq!(iso_week(day(2015, 12, 31)), (2015, 53));
        assert_eq!(iso_week(i32::MAX).0, 5_881_580);
        assert_eq!(iso_week(i32::MIN).0, -5_877_641);
        assert_eq!(day_of_year(day(2016, 12, 31)), 366);
        assert_eq!(day_of_year(i32::MIN), 174);
    }
}
