//! Patterns of dates and times as `java.time.format.DateTimeFormatterBuilder.appendPattern` reads
//! them: the letters that native code knows. Which patterns come here is decided on the JVM
//! (`DatetimePatterns`).

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Year,
    Quarter,
    Month,
    Day,
    DayOfYear,
    Weekday,
    /// 0 - 23, 1 - 24, 0 - 11 and 1 - 12.
    Hour,
    ClockHour,
    HourOfHalf,
    ClockHourOfHalf,
    Minute,
    Second,
    Half,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Item {
    Literal(String),
    /// So many digits at least.
    Number(Field, usize),
    /// The last two digits of the year.
    ShortYear,
    /// The first digits of the second's fraction.
    Fraction(usize),
    /// A name, short or in full.
    Name(Field, bool),
    /// How the offset from UTC is written.
    Offset(Offset),
}

/// `DateTimeFormatterBuilder.appendOffset`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Offset {
    /// Minutes only where they are not zero.
    pub(super) short: bool,
    pub(super) colon: bool,
    /// Seconds where they are not zero.
    pub(super) seconds: bool,
    pub(super) zero: &'static str,
}

/// None: there is a letter that native code does not know. Each character outside of quotes is a
/// literal of its own.
pub(super) fn items(pattern: &str) -> Option<Vec<Item>> {
    let mut items = Vec::new();
    let mut rest = pattern;
    while let Some(first) = rest.chars().next() {
        if first == '\'' {
            let (text, after) = rest[1..].split_once('\'')?;
            items.push(Item::Literal(text.to_string()));
            rest = after;
            continue;
        }
        let length = rest.bytes().take_while(|c| char::from(*c) == first).count();
        if first.is_ascii_alphabetic() {
            items.push(item(first, length)?);
            rest = &rest[length..];
        } else {
            items.push(Item::Literal(first.to_string()));
            rest = &rest[first.len_utf8()..];
        }
    }
    Some(items)
}

fn item(letter: char, count: usize) -> Option<Item> {
    let number = |field| (count <= 2).then_some(Item::Number(field, count));
    match (letter, count) {
        ('y', 2) => Some(Item::ShortYear),
        ('y', 1..=6) => Some(Item::Number(Field::Year, count)),
        ('Q' | 'q', _) => number(Field::Quarter),
        ('M', 3 | 4) => Some(Item::Name(Field::Month, count == 4)),
        ('M' | 'L', _) => number(Field::Month),
        ('d', _) => number(Field::Day),
        ('D', 1..=3) => Some(Item::Number(Field::DayOfYear, count)),
        ('E', 1..=4) => Some(Item::Name(Field::Weekday, count == 4)),
        ('H', _) => number(Field::Hour),
        ('k', _) => number(Field::ClockHour),
        ('K', _) => number(Field::HourOfHalf),
        ('h', _) => number(Field::ClockHourOfHalf),
        ('m', _) => number(Field::Minute),
        ('s', _) => number(Field::Second),
        ('S', 1..=9) => Some(Item::Fraction(count)),
        ('a', 1) => Some(Item::Name(Field::Half, false)),
        ('X', 1..=5) => Some(Item::Offset(offset(count, "Z"))),
        ('x', 1..=5) => Some(Item::Offset(offset(
            count,
            ["+00", "+0000", "+00:00", "+0000", "+00:00"][count - 1],
        ))),
        ('Z', 1..=3) => Some(Item::Offset(Offset {
            seconds: false,
            ..offset(2, "+0000")
        })),
        _ => None,
    }
}

fn offset(count: usize, zero: &'static str) -> Offset {
    Offset {
        short: count == 1,
        colon: count == 3 || count == 5,
        seconds: count >= 4,
        zero,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters() {
        let literal = |text: &str| Item::Literal(text.into());
        assert_eq!(
            items("yyyy-MM-dd'T'é::HH"),
            Some(vec![
                Item::Number(Field::Year, 4),
                literal("-"),
                Item::Number(Field::Month, 2),
                literal("-"),
                Item::Number(Field::Day, 2),
                literal("T"),
                literal("é"),
                literal(":"),
                literal(":"),
                Item::Number(Field::Hour, 2),
            ])
        );
        assert_eq!(items("'"), None);
        assert_eq!(items("ddd"), None);
        assert_eq!(items("w"), None);
        assert_eq!(items(""), Some(vec![]));
    }
}
