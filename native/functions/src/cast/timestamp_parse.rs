//! Casts of strings to timestamps (`SparkDateTimeUtils.parseTimestampString`, `stringToTimestamp`).

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use arrow::array::{Array, TimestampMicrosecondArray};
use arrow::datatypes::DataType;

use super::calendar::days;
use super::kernel::{invalid, strings};
use super::string::trimmed;
use crate::EvalMode;
use crate::datetime::zone::Zone;
use crate::datetime::zones;
use crate::math::rows;
use crate::table::Kernel;

/// A timestamp's parts: year to microsecond.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Parsed<'a> {
    segments: [i32; 7],
    zone: Option<&'a [u8]>,
    /// There is no date.
    only_time: bool,
}

/// `dddd-dd-dd`, then `dd:dd:dd` after a blank or T, then a fraction of up to six digits.
#[inline]
fn common(bytes: &[u8]) -> Option<Parsed<'_>> {
    let two = |at: usize| {
        let (a, b) = (
            bytes[at].wrapping_sub(b'0'),
            bytes[at + 1].wrapping_sub(b'0'),
        );
        (a < 10 && b < 10).then(|| i32::from(a) * 10 + i32::from(b))
    };
    if bytes.len() < 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let year = two(0)? * 100 + two(2)?;
    let mut segments = [year, two(5)?, two(8)?, 0, 0, 0, 0];
    if bytes.len() > 10 {
        if bytes.len() < 19
            || !matches!(bytes[10], b' ' | b'T')
            || bytes[13] != b':'
            || bytes[16] != b':'
        {
            return None;
        }
        segments[3] = two(11)?;
        segments[4] = two(14)?;
        segments[5] = two(17)?;
        if let [b'.', fraction @ ..] = &bytes[19..] {
            if !(1..=6).contains(&fraction.len()) {
                return None;
            }
            let mut value = 0;
            for at in 0..6 {
                let digit = fraction.get(at).map_or(0, |b| b.wrapping_sub(b'0'));
                if digit > 9 {
                    return None;
                }
                value = value * 10 + i32::from(digit);
            }
            segments[6] = value;
        } else if bytes.len() > 19 {
            return None;
        }
    }
    Some(Parsed {
        segments,
        zone: None,
        only_time: false,
    })
}

/// `isValidDigits`: a year has up to six digits, a fraction any number.
fn is_valid(segment: usize, count: usize) -> bool {
    match segment {
        0 => (4..=6).contains(&count),
        6 => true,
        7 => count <= 2,
        _ => (1..=2).contains(&count),
    }
}

/// `parseTimestampString`, of trimmed text that starts at `start` of the whole.
fn parse(bytes: &[u8], start: usize) -> Option<Parsed<'_>> {
    if let Some(parsed) = common(bytes) {
        return Some(parsed);
    }
    let (sign, skip) = match bytes.first()? {
        b'-' => (Some(-1), 1),
        b'+' => (Some(1), 1),
        _ => (None, 0),
    };
    let mut segments = [1, 1, 1, 0, 0, 0, 0, 0];
    let (mut at, mut value, mut count, mut fraction) = (0, 0_i32, 0, 0);
    let (mut zone, mut only_time) = (None, false);
    for place in skip..bytes.len() {
        let byte = bytes[place];
        if byte.is_ascii_digit() {
            if at == 6 {
                fraction += 1;
            }
            if at != 6 || count < 6 {
                value = value.wrapping_mul(10).wrapping_add(i32::from(byte - b'0'));
            }
            count += 1;
            continue;
        }
        if place == 0 && start == 0 && byte == b'T' {
            only_time = true;
            at += 3;
            continue;
        }
        let next = match (at, byte) {
            (0 | 1, b'-') | (2, b' ' | b'T') | (3 | 4, b':') | (5, b'.') => at + 1,
            (0, b':') if sign.is_none() => {
                only_time = true;
                at = 3;
                4
            }
            (5 | 6, _) => 7,
            _ => return None,
        };
        if !is_valid(at, count) {
            return None;
        }
        segments[at] = value;
        (at, value, count) = (next, 0, 0);
        if at == 7 {
            zone = Some(&bytes[place..]);
            break;
        }
    }
    if !is_valid(at, count) {
        return None;
    }
    segments[at] = value;
    for _ in fraction..6 {
        segments[6] *= 10;
    }
    let [year, month, day, hour, minute, second, micro, _] = segments;
    Some(Parsed {
        segments: [
            year * sign.unwrap_or(1),
            month,
            day,
            hour,
            minute,
            second,
            micro,
        ],
        zone,
        only_time,
    })
}

/// Seconds since 1970-01-01 on a clock that showed these parts; None if there are none such.
#[inline]
fn local(parsed: &Parsed<'_>, zone: &Zone) -> Option<i64> {
    let [year, month, day, hour, minute, second, _] = parsed.segments;
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let day = if parsed.only_time {
        today(zone)?
    } else {
        days(i64::from(year), month as u32, day as u32)?
    };
    Some(day * 86_400 + i64::from(hour * 3600 + minute * 60 + second))
}

/// `LocalDate.now`.
fn today(zone: &Zone) -> Option<i64> {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs() as i64;
    Some((seconds + zone.offset(seconds)).div_euclid(86_400))
}

fn micros(seconds: i64, parsed: &Parsed<'_>) -> Option<i64> {
    let micros = i128::from(seconds) * 1_000_000 + i128::from(parsed.segments[6]);
    i64::try_from(micros).ok()
}

/// The zones that strings name, of which the last is kept.
struct Zones<'a> {
    session: &'a Arc<Zone>,
    last: Option<(Vec<u8>, Option<Arc<Zone>>)>,
}

impl Zones<'_> {
    fn get(&mut self, name: Option<&[u8]>) -> Option<Arc<Zone>> {
        let Some(name) = name else {
            return Some(Arc::clone(self.session));
        };
        match &self.last {
            Some((known, zone)) if known == name => zone.clone(),
            _ => {
                // `String.trim`
                let text = std::str::from_utf8(name).ok()?.trim_matches(|c| c <= ' ');
                let zone = zones::find(text);
                self.last = Some((name.to_vec(), zone.clone()));
                zone
            }
        }
    }
}

fn timestamp(text: &str, zones: &mut Zones<'_>) -> Option<i64> {
    let bytes = trimmed(text);
    let parsed = parse(bytes, start(text, bytes))?;
    if parsed.zone.is_none() && !parsed.only_time {
        let local = local(&parsed, zones.session)?;
        return micros(zones.session.instant(local), &parsed);
    }
    let zone = zones.get(parsed.zone)?;
    micros(zone.instant(local(&parsed, &zone)?), &parsed)
}

/// Without time zone: one that is named must exist, but has no meaning.
fn local_timestamp(text: &str, zones: &mut Zones<'_>) -> Option<i64> {
    let bytes = trimmed(text);
    let parsed = parse(bytes, start(text, bytes))?;
    if parsed.only_time {
        return None;
    }
    if parsed.zone.is_some() {
        zones.get(parsed.zone)?;
    }
    micros(local(&parsed, zones.session)?, &parsed)
}

/// Where the trimmed text begins; anything if it is empty.
fn start(text: &str, trimmed: &[u8]) -> usize {
    (trimmed.as_ptr() as usize).wrapping_sub(text.as_ptr() as usize)
}

pub(super) fn cast(to: &DataType, mode: EvalMode, session: Arc<Zone>) -> Kernel {
    let to = to.clone();
    let zoned = matches!(to, DataType::Timestamp(_, Some(_)));
    Arc::new(move |args, _| {
        let strings = strings(args)?;
        let mut zones = Zones {
            session: &session,
            last: None,
        };
        let mut output = TimestampMicrosecondArray::builder(strings.len());
        for text in &strings {
            let Some(text) = text else {
                output.append_null();
                continue;
            };
            let micros = if zoned {
                timestamp(text, &mut zones)
            } else {
                local_timestamp(text, &mut zones)
            };
            match micros {
                None if mode == EvalMode::Ansi => {
                    return Err(invalid(text.to_string(), &DataType::Utf8, &to).into());
                }
                micros => output.append_option(micros),
            }
        }
        let output = output.finish().with_data_type(to.clone());
        rows::finish(Arc::new(output), args)
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::cast::timestamp_text::write;

    fn read(text: &str, offset: i64, zoned: bool) -> Option<String> {
        let session = Arc::new(Zone::fixed(offset));
        let mut zones = Zones {
            session: &session,
            last: None,
        };
        let micros = if zoned {
            timestamp(text, &mut zones)?
        } else {
            local_timestamp(text, &mut zones)?
        };
        let mut output = Vec::new();
        write(micros, &Zone::fixed(0), &mut output);
        String::from_utf8(output).ok()
    }

    fn utc(text: &str) -> String {
        read(text, 0, true).unwrap_or_else(|| "NULL".into())
    }

    #[test]
    fn forms() {
        for (text, micros) in [
            ("2020-01-02", "2020-01-02 00:00:00"),
            ("2020", "2020-01-01 00:00:00"),
            ("2020-2", "2020-02-01 00:00:00"),
            (" 2020-01-02 03:04:05.678 \n", "2020-01-02 03:04:05.678"),
            ("2020-01-02T03:04:05.1234567", "2020-01-02 03:04:05.123456"),
            ("2020-01-02 3:4", "2020-01-02 03:04:00"),
            ("2020-01-02 3", "2020-01-02 03:00:00"),
            ("2020-01-02 03:04:05Z", "2020-01-02 03:04:05"),
            ("2020-01-02 03:04:05 +1:30", "2020-01-02 01:34:05"),
            ("2020-01-02 03:04:05.5+01:00", "2020-01-02 02:04:05.5"),
            ("2020-01-02 03:04:05.UTC", "2020-01-02 03:04:05"),
            ("2020-01-02 03:04:05.", "2020-01-02 03:04:05"),
            ("-0001-01-01", "-0001-01-01 00:00:00"),
            ("+123456-01-01 01:00:00", "+123456-01-01 01:00:00"),
            (
                "294247-01-10 04:00:54.775807",
                "+294247-01-10 04:00:54.775807",
            ),
        ] {
            assert_eq!(utc(text), micros, "{text}");
        }
        for text in [
            "",
            " ",
            "-",
            "abc",
            "2020-",
            "20-01-01",
            "2020-13-01",
            "2020-02-30",
            "2020-01-02 ",
            "2020-01-02T",
            "2020-01-02 24:00:00",
            "2020-01-02 03:60:00",
            "2020-01-02 03:04:60",
            "2020-01-02 03:04:05 Mars/Base",
            "2020-01-02 03Z",
            "1234567-01-01",
            "2020/01/02",
            "294247-01-10 04:00:54.775808",
            "2020-01-02 03:04:05 é",
            "+12:00",
            "2020-01-02 03:04:005",
        ] {
            // A blank at the end is trimmed.
            let expected = if text == "2020-01-02 " {
                "2020-01-02 00:00:00"
            } else {
                "NULL"
            };
            assert_eq!(utc(text), expected, "{text}");
        }
    }

    #[test]
    fn times_of_today() {
        let today = || today(&Zone::fixed(3600)).unwrap();
        let before = today();
        let session = Arc::new(Zone::fixed(3600));
        let mut zones = Zones {
            session: &session,
            last: None,
        };
        let mut at = |text| timestamp(text, &mut zones).map(|v| v / 1_000_000);
        let found = at("T01:30").unwrap();
        assert!((before..=today()).any(|day| day * 86_400 + 1800 == found));
        assert!(at("1:30:00").is_some());
        assert_eq!(at(" T01:30"), None);
        assert_eq!(at("-1:30"), None);
        assert_eq!(read("01:30", 0, false), None);
    }

    #[test]
    fn without_zone() {
        let local = |text| read(text, 3600, false);
        assert_eq!(
            local("2020-01-02 03:04:05+08:00").unwrap(),
            "2020-01-02 03:04:05"
        );
        assert_eq!(local("2020-01-02 03:04:05 Mars/Base"), None);
    }
}
