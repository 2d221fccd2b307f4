//! Time zones of a fixed offset from UTC. Others follow the JVM's own rules, of which there is no
//! native copy, and are refused.

use arrow::datatypes::DataType;
use datafusion_common::{Result, internal_err};

use crate::table::Call;

/// The seconds that the zone's clocks are ahead of UTC, for the names that the JVM side may send:
/// UTC and its equals, alone or (the first three) before `+hh:mm` or `-hh:mm`, and such an offset alone.
pub fn fixed_offset(zone: &str) -> Option<i32> {
    if matches!(zone, "UTC" | "GMT" | "UT" | "Z" | "Etc/UTC" | "Etc/GMT") {
        return Some(0);
    }
    let offset = ["UTC", "GMT", "UT"]
        .iter()
        .find_map(|prefix| zone.strip_prefix(prefix))
        .unwrap_or(zone);
    let &[sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] = offset.as_bytes() else {
        return None;
    };
    if ![h1, h2, m1, m2].iter().all(u8::is_ascii_digit) {
        return None;
    }
    let number = |tens: u8, ones: u8| i32::from(tens - b'0') * 10 + i32::from(ones - b'0');
    let (hours, minutes) = (number(h1, h2), number(m1, m2));
    let seconds = 3600 * hours + 60 * minutes;
    if minutes > 59 || seconds > 18 * 3600 {
        return None;
    }
    Some(if sign == b'-' { -seconds } else { seconds })
}

/// The offset for a timestamp argument: the session's, or none for a timestamp without time zone.
pub(super) fn offset(call: &Call, timestamp: Option<&DataType>) -> Result<i64> {
    if let Some(DataType::Timestamp(_, None)) = timestamp {
        return Ok(0);
    }
    match fixed_offset(&call.time_zone) {
        Some(seconds) => Ok(i64::from(seconds)),
        None => internal_err!("time zone {} has no fixed offset", call.time_zone),
    }
}

#[cfg(test)]
mod tests {
    use super::fixed_offset;

    #[test]
    fn offsets() {
        assert_eq!(fixed_offset("UTC"), Some(0));
        assert_eq!(fixed_offset("+08:00"), Some(28_800));
        assert_eq!(fixed_offset("GMT-01:30"), Some(-5400));
        assert_eq!(fixed_offset("-18:00"), Some(-64_800));
        assert_eq!(fixed_offset("+18:01"), None);
        assert_eq!(fixed_offset("+1:00"), None);
        assert_eq!(fixed_offset("+01:60"), None);
        assert_eq!(fixed_offset("Etc/UTC+01:00"), None);
        assert_eq!(fixed_offset("America/Los_Angeles"), None);
    }
}
