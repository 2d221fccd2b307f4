//! A time zone's offsets from UTC: what `java.time.zone.ZoneRules` answers, from tables.

/// Seconds of 400 years, after which the calendar repeats, days of the week included.
pub(super) const CYCLE: i64 = 146_097 * 86_400;

/// Points in time at which something changes, found without a search: points of a bucket of time
/// are looked at in turn, and few are near each other.
#[derive(Debug)]
struct Timeline {
    /// Ascending; the first stands for the beginning of time.
    keys: Vec<i64>,
    /// By bucket from the second key on, the last key that is not after its beginning.
    buckets: Vec<u32>,
    /// From then on all repeats what was a cycle before.
    end: i64,
}

/// 2^22 seconds are 48 days.
const BUCKET: u32 = 22;

impl Timeline {
    fn new(keys: Vec<i64>, end: i64) -> Self {
        let mut buckets = Vec::new();
        if let (Some(first), Some(last)) = (keys.get(1), keys.last()) {
            let mut at = 1;
            for bucket in 0..=(last - first) >> BUCKET {
                let begin = first + (bucket << BUCKET);
                while keys.get(at + 1).is_some_and(|key| *key <= begin) {
                    at += 1;
                }
                buckets.push(at as u32);
            }
        }
        Self { keys, buckets, end }
    }

    /// The last key that is not after `seconds`, and how far the table lies behind them.
    #[inline]
    fn find(&self, seconds: i64) -> (usize, i64) {
        let Some(first) = self.keys.get(1) else {
            return (0, 0);
        };
        let mut shift = 0;
        if seconds >= self.end {
            shift = ((seconds - self.end) / CYCLE + 1) * CYCLE;
        }
        let seconds = seconds - shift;
        if seconds < *first {
            return (0, shift);
        }
        let bucket = ((seconds - first) >> BUCKET) as usize;
        let mut at = self.buckets[bucket.min(self.buckets.len() - 1)] as usize;
        while self.keys.get(at + 1).is_some_and(|key| *key <= seconds) {
            at += 1;
        }
        (at, shift)
    }
}

/// A time zone. All offsets are seconds east of UTC.
#[derive(Debug)]
pub struct Zone {
    /// When an offset begins to hold, in seconds since 1970-01-01 UTC.
    instants: Timeline,
    /// The same on the zone's own clocks: the later of both readings. What is before is read by the
    /// offset before.
    locals: Timeline,
    offsets: Vec<i64>,
}

impl Zone {
    pub fn fixed(offset: i64) -> Self {
        Self::new(offset, &[], i64::MAX)
    }

    /// `first`: the offset before all `changes`, which are of instants to offsets. From `end` on they
    /// repeat.
    pub(super) fn new(first: i64, changes: &[(i64, i64)], end: i64) -> Self {
        let mut instants = vec![i64::MIN];
        let mut locals = vec![i64::MIN];
        let mut offsets = vec![first];
        let mut before = first;
        for (instant, after) in changes {
            instants.push(*instant);
            locals.push(instant + before.max(*after));
            offsets.push(*after);
            before = *after;
        }
        Self {
            instants: Timeline::new(instants, end),
            locals: Timeline::new(locals, end),
            offsets,
        }
    }

    /// The only offset, if there is one.
    pub fn only(&self) -> Option<i64> {
        match self.offsets.as_slice() {
            [offset] => Some(*offset),
            _ => None,
        }
    }

    /// The offset at an instant.
    #[inline]
    pub fn offset(&self, seconds: i64) -> i64 {
        self.offsets[self.instants.find(seconds).0]
    }

    /// `ZonedDateTime.ofLocal`: the instant at which the clocks show `local`, and the offset then. Of
    /// two the one of the `preferred` offset or the earlier; what clocks never show is moved on by what
    /// they are put forward.
    #[inline]
    pub fn resolve(&self, local: i64, preferred: Option<i64>) -> (i64, i64) {
        let (at, shift) = self.locals.find(local);
        let before = self.offsets[at];
        if let Some(&after) = self.offsets.get(at + 1) {
            let change = self.instants.keys[at + 1] + shift;
            if before < after {
                if local - before >= change {
                    return (local - before, after);
                }
            } else if preferred == Some(after) && local - after >= change {
                return (local - after, after);
            }
        }
        (local - before, before)
    }

    /// `LocalDateTime.atZone`, in seconds.
    #[inline]
    pub fn instant(&self, local: i64) -> i64 {
        let (at, _) = self.locals.find(local);
        local - self.offsets[at]
    }

    /// `LocalDate.atStartOfDay`: a midnight that clocks never show is when they are put forward.
    #[inline]
    pub fn start_of_day(&self, days: i64) -> i64 {
        let local = days * 86_400;
        let (at, shift) = self.locals.find(local);
        let instant = local - self.offsets[at];
        match self.instants.keys.get(at + 1) {
            Some(change) => instant.min(change + shift),
            None => instant,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Forward by an hour at 1000000, back at 9000000 and so on.
    fn zone() -> Zone {
        Zone::new(
            -7200,
            &[(1_000_000, -3600), (9_000_000, -7200), (20_000_000, 1800)],
            i64::MAX,
        )
    }

    #[test]
    fn instants() {
        let zone = zone();
        assert_eq!(zone.offset(i64::MIN / 1_000_000), -7200);
        assert_eq!(zone.offset(999_999), -7200);
        assert_eq!(zone.offset(1_000_000), -3600);
        assert_eq!(zone.offset(8_999_999), -3600);
        assert_eq!(zone.offset(9_000_000), -7200);
        assert_eq!(zone.offset(i64::MAX / 1_000_000), 1800);
        assert_eq!(Zone::fixed(5).offset(i64::MAX), 5);
        assert_eq!(Zone::fixed(5).only(), Some(5));
        assert_eq!(zone.only(), None);
    }

    #[test]
    fn gaps_and_overlaps() {
        let zone = zone();
        let gap = 1_000_000 - 7200;
        assert_eq!(zone.resolve(gap - 1, None), (999_999, -7200));
        assert_eq!(zone.resolve(gap, None), (1_000_000, -3600));
        assert_eq!(zone.resolve(gap + 3599, None), (1_003_599, -3600));
        assert_eq!(zone.resolve(gap + 3600, None), (1_000_000, -3600));
        let overlap = 9_000_000 - 7200;
        assert_eq!(zone.resolve(overlap, None), (8_996_400, -3600));
        assert_eq!(zone.resolve(overlap, Some(-3600)), (8_996_400, -3600));
        assert_eq!(zone.resolve(overlap, Some(-7200)), (9_000_000, -7200));
        assert_eq!(zone.resolve(overlap, Some(0)), (8_996_400, -3600));
        assert_eq!(zone.resolve(overlap - 1, Some(-7200)), (8_996_399, -3600));
        assert_eq!(zone.resolve(overlap + 3600, None), (9_003_600, -7200));
    }

    #[test]
    fn days_begin_after_a_gap() {
        // Clocks go from 23:30 to 00:30.
        let change = 10 * 86_400 - 1800;
        let zone = Zone::new(0, &[(change, 3600)], i64::MAX);
        assert_eq!(zone.start_of_day(9), 9 * 86_400);
        assert_eq!(zone.start_of_day(10), change);
        assert_eq!(zone.instant(10 * 86_400), change + 1800);
        assert_eq!(zone.start_of_day(11), 11 * 86_400 - 3600);
    }

    #[test]
    fn cycles() {
        let changes = [(1000, 60), (CYCLE + 1000, 0), (CYCLE + 5000, 60)];
        let zone = Zone::new(0, &changes, CYCLE + 2000);
        assert_eq!(zone.offset(CYCLE + 1999), 0);
        assert_eq!(zone.offset(CYCLE + 2000), 60);
        assert_eq!(zone.offset(3 * CYCLE + 1000), 0);
        assert_eq!(zone.offset(3 * CYCLE + 999), 60);
        assert_eq!(zone.resolve(3 * CYCLE + 1000, None).0, 3 * CYCLE + 940);
        assert_eq!(zone.resolve(3 * CYCLE + 1060, None).0, 3 * CYCLE + 1060);
        assert_eq!(
            zone.resolve(3 * CYCLE + 1000, Some(0)),
            (3 * CYCLE + 1000, 0)
        );
    }
}
