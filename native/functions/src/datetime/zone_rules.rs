//! From the transitions and yearly rules of a `java.time.zone.ZoneRules` to a [`Zone`].

use super::calendar::{civil, from_civil, length_of_month, weekday};
use super::zone::{CYCLE, Zone};

/// What a yearly rule's time is of (`ZoneOffsetTransitionRule.TimeDefinition`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeOf {
    Utc,
    Wall,
    Standard,
}

/// A `ZoneOffsetTransitionRule`.
#[derive(Debug, Clone, Copy)]
pub struct YearlyRule {
    pub month: i32,
    /// The day of the month; negative: counted from its end.
    pub day: i32,
    /// Then the next (of a negative day: previous) such day of the week, 1 is Monday; 0: that day.
    pub day_of_week: i32,
    /// Up to 86400.
    pub second_of_day: i64,
    pub time_of: TimeOf,
    pub standard: i64,
    pub before: i64,
    pub after: i64,
}

/// A `ZoneRules`.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    pub first: i64,
    /// Instants in seconds and the offsets from then on.
    pub changes: Vec<(i64, i64)>,
    /// Of the years after the last of the changes.
    pub yearly: Vec<YearlyRule>,
}

impl YearlyRule {
    /// `createTransition`: the instant in a year.
    fn instant(&self, year: i64) -> i64 {
        let day = if self.day < 0 {
            length_of_month(year, self.month) + 1 + self.day
        } else {
            self.day
        };
        let mut date = from_civil(year, self.month, day);
        if self.day_of_week > 0 {
            let found = weekday(date as i32);
            let wanted = self.day_of_week - 1;
            date += i64::from(if self.day < 0 {
                -(found - wanted).rem_euclid(7)
            } else {
                (wanted - found).rem_euclid(7)
            });
        }
        let local = date * 86_400 + self.second_of_day;
        match self.time_of {
            TimeOf::Utc => local,
            TimeOf::Wall => local - self.before,
            TimeOf::Standard => local - self.standard,
        }
    }
}

/// The year of an instant, in UTC.
fn year_of(seconds: i64) -> i64 {
    i64::from(civil(seconds.div_euclid(86_400) as i32).0)
}

impl Rules {
    pub fn zone(&self) -> Zone {
        let mut changes = self.changes.clone();
        let mut end = i64::MAX;
        if let (Some((last, _)), false) = (self.changes.last().copied(), self.yearly.is_empty()) {
            let year = year_of(last);
            // A cycle of whole years, and the beginning of one more.
            for year in year..=year + 402 {
                let of_year = self.yearly.iter().map(|r| (r.instant(year), r.after));
                changes.extend(of_year.filter(|(instant, _)| *instant > last));
            }
            // Both are in years of the rules only.
            end = from_civil(year + 1, 1, 2) * 86_400 + CYCLE;
        }
        Zone::new(self.first, &changes, end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(month: i32, day: i32, day_of_week: i32, before: i64, after: i64) -> YearlyRule {
        YearlyRule {
            month,
            day,
            day_of_week,
            second_of_day: 7200,
            time_of: TimeOf::Wall,
            standard: -28_800,
            before,
            after,
        }
    }

    /// America/Los_Angeles from the autumn of 2007 on.
    fn los_angeles() -> Rules {
        Rules {
            first: -25_200,
            changes: vec![(1_194_166_800, -28_800)],
            yearly: vec![
                rule(3, 8, 7, -28_800, -25_200),
                rule(11, 1, 7, -25_200, -28_800),
            ],
        }
    }

    #[test]
    fn yearly_changes() {
        let zone = los_angeles().zone();
        let second =
            |year, month, day, hour: i64| from_civil(year, month, day) * 86_400 + hour * 3600;
        assert_eq!(zone.offset(1_194_166_799), -25_200);
        assert_eq!(zone.offset(1_194_166_800), -28_800);
        for year in [2020, 2420, 2820, 6020, 292_420] {
            let forward = second(year, 3, 8, 10);
            assert_eq!(zone.offset(forward - 1), -28_800, "{year}");
            assert_eq!(zone.offset(forward), -25_200, "{year}");
            let back = second(year, 11, 1, 9);
            assert_eq!(zone.offset(back - 1), -25_200, "{year}");
            assert_eq!(zone.offset(back), -28_800, "{year}");
            // Half past one is twice, half past two never.
            let half = |month, day, hour| second(year, month, day, hour) + 1800;
            assert_eq!(zone.instant(half(11, 1, 1)), back - 1800);
            assert_eq!(zone.instant(half(3, 8, 2)), forward + 1800);
        }
    }

    #[test]
    fn kinds_of_days_and_times() {
        let mut last = rule(10, -1, 7, 3600, 0);
        last.time_of = TimeOf::Utc;
        last.second_of_day = 3600;
        // The last Sunday of October 2020 was the 25th.
        assert_eq!(last.instant(2020), from_civil(2020, 10, 25) * 86_400 + 3600);
        let mut fixed = rule(2, -1, 0, 0, 3600);
        fixed.time_of = TimeOf::Standard;
        fixed.standard = 60;
        fixed.second_of_day = 86_400;
        assert_eq!(fixed.instant(2024), from_civil(2024, 3, 1) * 86_400 - 60);
        assert_eq!(fixed.instant(2023), from_civil(2023, 3, 1) * 86_400 - 60);
    }
}
