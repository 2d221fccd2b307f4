//! Time zones by name (`SparkDateTimeUtils.getZoneId`). Their rules are the JVM's, which hands them
//! over when the library starts: another copy of the time zone database may be of another version.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use arrow::datatypes::DataType;
use datafusion_common::{Result, internal_datafusion_err};

use super::zone::Zone;
pub use super::zone_rules::{Rules, TimeOf, YearlyRule};
use crate::table::Call;

/// Rules, and the zone once it has been asked for.
type Entry = Arc<(Rules, OnceLock<Arc<Zone>>)>;

static ZONES: OnceLock<HashMap<String, Entry>> = OnceLock::new();

/// Takes the rules of all regions by their names; only the first time.
pub fn install(zones: Vec<(Vec<String>, Rules)>) {
    let mut map = HashMap::new();
    for (names, rules) in zones {
        let entry: Entry = Arc::new((rules, OnceLock::new()));
        map.extend(names.into_iter().map(|name| (name, Arc::clone(&entry))));
    }
    let _ = ZONES.set(map);
}

fn region(name: &str) -> Option<Arc<Zone>> {
    let (rules, zone) = ZONES.get()?.get(name)?.as_ref();
    Some(Arc::clone(zone.get_or_init(|| Arc::new(rules.zone()))))
}

/// The zone of a name; None if there is none.
pub fn find(name: &str) -> Option<Arc<Zone>> {
    let name = padded(name);
    region(&name).or_else(|| Some(Arc::new(Zone::fixed(offset_of(&name)?))))
}

/// The zone that timestamps of a type are read in: the session's, or none without time zone.
pub(super) fn of(call: &Call, timestamp: Option<&DataType>) -> Result<Arc<Zone>> {
    match timestamp {
        Some(DataType::Timestamp(_, None)) => Ok(Arc::new(Zone::fixed(0))),
        _ => session(&call.time_zone),
    }
}

pub(crate) fn session(name: &str) -> Result<Arc<Zone>> {
    find(name).ok_or_else(|| internal_datafusion_err!("time zone {name} is not known"))
}

/// One digit of hours, or of minutes at the end, is two with a zero before it.
fn padded(name: &str) -> Cow<'_, str> {
    let bytes = name.as_bytes();
    let is_sign = |at: usize| matches!(bytes.get(at), Some(b'+' | b'-'));
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut name = Cow::Borrowed(name);
    let hours = (0..bytes.len())
        .find(|at| is_sign(*at) && is_digit(at + 1) && bytes.get(at + 2) == Some(&b':'));
    if let Some(at) = hours {
        name.to_mut().insert(at + 1, '0');
    }
    let bytes = name.as_bytes();
    if let [.., b'+' | b'-', a, b, b':', c] = bytes
        && [a, b, c].iter().all(|b| b.is_ascii_digit())
    {
        let at = bytes.len() - 1;
        name.to_mut().insert(at, '0');
    }
    name
}

/// `ZoneId.of`, of zones that are no regions.
fn offset_of(name: &str) -> Option<i64> {
    if name == "Z" {
        return Some(0);
    }
    let rest = ["UTC", "GMT", "UT"]
        .iter()
        .find_map(|prefix| name.strip_prefix(prefix));
    match rest {
        Some("") => Some(0),
        Some(offset) => zone_offset(offset),
        None => zone_offset(name),
    }
}

/// `ZoneOffset.of`.
fn zone_offset(id: &str) -> Option<i64> {
    let (sign, rest) = match id.as_bytes().split_first()? {
        (b'+', rest) => (1, rest),
        (b'-', rest) => (-1, rest),
        _ => return None,
    };
    let two = |a: u8, b: u8| {
        (a.is_ascii_digit() && b.is_ascii_digit())
            .then(|| i64::from(a - b'0') * 10 + i64::from(b - b'0'))
    };
    let (hours, minutes, seconds) = match *rest {
        [a] => (two(b'0', a)?, 0, 0),
        [a, b] => (two(a, b)?, 0, 0),
        [a, b, c, d] | [a, b, b':', c, d] => (two(a, b)?, two(c, d)?, 0),
        [a, b, c, d, e, f] | [a, b, b':', c, d, b':', e, f] => (two(a, b)?, two(c, d)?, two(e, f)?),
        _ => return None,
    };
    let total = hours * 3600 + minutes * 60 + seconds;
    (minutes < 60 && seconds < 60 && total <= 18 * 3600).then_some(sign * total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets() {
        for (name, seconds) in [
            ("Z", 0),
            ("UTC", 0),
            ("GMT", 0),
            ("UT", 0),
            ("+8", 28_800),
            ("+08", 28_800),
            ("-0830", -30_600),
            ("+08:30", 30_600),
            ("+8:30", 30_600),
            ("+08:3", 28_980),
            ("+8:3", 28_980),
            ("-08:30:15", -30_615),
            ("-083015", -30_615),
            ("UTC+1", 3600),
            ("GMT-01:00", -3600),
            ("UT+18:00", 64_800),
        ] {
            assert_eq!(find(name).and_then(|z| z.only()), Some(seconds), "{name}");
        }
        for name in [
            "",
            "z",
            "8",
            "+",
            "+1:",
            "+19",
            "+18:01",
            "+08:60",
            "+08:00:60",
            "+a8",
            "utc",
            "+0800:00",
            "UTC08:00",
            "UTC+",
            "Mars/Base",
            "+08:0:00",
            "é",
        ] {
            assert!(find(name).is_none(), "{name}");
        }
    }
}
