//! `from_json` (`JacksonParser`) in the mode PERMISSIVE without options: a document is decided if each of
//! its values is of the wanted type.

use std::sync::Arc;

use datafusion_common::Result;

use super::column::{Column, Values};
use super::copy::copy;
use super::scanner::{Scanner, Token};
use super::text::Quoted;
use crate::argument::Text;
use crate::datetime::calendar;
use crate::deciding::{Decided, DecidingKernel};
use crate::table::Call;

/// More names are not compared with one another.
const MOST_ENTRIES: usize = 64;

pub fn from_json(call: &Call) -> Result<DecidingKernel> {
    let data_type = call.return_field.data_type().clone();
    Column::new(&data_type)?;
    Ok(Arc::new(move |args, rows| {
        let json = Text::new(&args[0])?;
        let mut column = Column::new(&data_type)?;
        let mut undecided = Vec::new();
        for row in 0..rows {
            if let Some(document) = json.get(row)
                && parse(document, &mut column).is_none()
            {
                undecided.push(row as u32);
                column.settle(row);
            }
            column.settle(row + 1);
        }
        Ok(Decided {
            values: column.finish()?,
            undecided,
        })
    }))
}

/// Adds the value of a document, which is not NULL.
fn parse(document: &str, column: &mut Column) -> Option<()> {
    let mut scanner = Scanner::new(document)?;
    let token = scanner.value()?;
    if matches!(token, Token::Null) {
        return None;
    }
    add(&mut scanner, token, column)?;
    scanner.end()
}

/// Adds a value (`JacksonParser.makeConverter`); on None what has been added of it is to be dropped.
fn add(scanner: &mut Scanner, token: Token, column: &mut Column) -> Option<()> {
    if matches!(token, Token::Null) {
        column.settle(column.len() + 1);
        return Some(());
    }
    let rows = column.len();
    match (&mut column.values, token) {
        (Values::Boolean(values), Token::Boolean(value)) => values.push(value),
        (Values::Byte(values), Token::Integer(number)) => values.push(integer(number)?),
        (Values::Short(values), Token::Integer(number)) => values.push(integer(number)?),
        (Values::Int(values), Token::Integer(number)) => values.push(integer(number)?),
        (Values::Long(values), Token::Integer(number)) => values.push(integer(number)?),
        // Jackson makes an integer of it first.
        (Values::Double(values), Token::Integer(number)) => {
            values.push(integer::<i64>(number)? as f64)
        }
        (Values::Double(values), Token::Float(number)) => {
            let value: f64 = number.parse().ok()?;
            values.push(value.is_finite().then_some(value)?);
        }
        (Values::Date(values), Token::String(text)) => values.push(date(text)?),
        (Values::Text(offsets, out), token) => {
            match token {
                Token::String(text) => text.unescape(out),
                other => copy(scanner, other, out)?,
            }
            offsets.push(out.len());
        }
        (Values::Struct(fields, columns), Token::Object) => {
            let mut expected = 0;
            while let Some(name) = scanner.name()? {
                let value = scanner.value()?;
                let is_next = fields
                    .get(expected)
                    .is_some_and(|field| name.is(field.name()));
                let place = if is_next {
                    Some(expected)
                } else {
                    fields.iter().position(|field| name.is(field.name()))
                };
                let Some(place) = place else {
                    scanner.skip(value)?;
                    continue;
                };
                expected = place + 1;
                // Of several values of a name the last one counts.
                if columns[place].len() > rows {
                    columns[place].settle(rows);
                }
                add(scanner, value, &mut columns[place])?;
            }
            let missing = columns.iter_mut().filter(|column| column.len() == rows);
            missing.for_each(|column| column.settle(rows + 1));
        }
        (Values::List(_, offsets, element), Token::Array) => {
            while scanner.element()? {
                let value = scanner.value()?;
                add(scanner, value, element)?;
            }
            offsets.push(element.len());
        }
        (Values::Map(_, offsets, entries), Token::Object) => {
            entry(scanner, offsets.last().copied()?, entries)?;
            offsets.push(entries.len());
        }
        _ => return None,
    }
    column.set_valid();
    Some(())
}

/// Adds the entries of an object to those before `first`. Names that come twice are not decided.
fn entry(scanner: &mut Scanner, first: usize, entries: &mut Column) -> Option<()> {
    while let Some(name) = scanner.name()? {
        let Values::Struct(_, columns) = &mut entries.values else {
            return None;
        };
        let [keys, values] = columns.as_mut_slice() else {
            return None;
        };
        let rows = keys.len();
        add(scanner, Token::String(name), keys)?;
        let Values::Text(offsets, text) = &keys.values else {
            return None;
        };
        let key = |row: usize| &text[offsets[row]..offsets[row + 1]];
        if rows - first >= MOST_ENTRIES || (first..rows).any(|row| key(row) == key(rows)) {
            return None;
        }
        let value = scanner.value()?;
        add(scanner, value, values)?;
        entries.set_valid();
    }
    Some(())
}

/// One in the range of the type; a zero has no sign.
fn integer<T: std::str::FromStr>(number: &str) -> Option<T> {
    if number == "-0" {
        return None;
    }
    number.parse().ok()
}

/// A day of 1900 or later, in the form yyyy-MM-dd.
fn date(text: Quoted) -> Option<i32> {
    let bytes = text.raw.as_bytes();
    if text.escaped || bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let number = |from: usize, to: usize| {
        bytes[from..to].iter().try_fold(0, |number, digit| {
            digit
                .is_ascii_digit()
                .then(|| number * 10 + i32::from(digit - b'0'))
        })
    };
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    if year < 1900 || !(1..=12).contains(&month) {
        return None;
    }
    let exists = (1..=calendar::length_of_month(year.into(), month)).contains(&day);
    exists.then(|| calendar::from_civil(year.into(), month, day) as i32)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::sync::Arc;

    use arrow::array::Array;
    use arrow::datatypes::{DataType, Field, Fields};
    use arrow::util::display::{ArrayFormatter, FormatOptions};

    use super::*;
    use crate::string::testing::{call, column};

    fn structure(fields: &[(&str, DataType)]) -> DataType {
        let field =
            |(name, data_type): &(&str, DataType)| Field::new(*name, data_type.clone(), true);
        DataType::Struct(fields.iter().map(field).collect())
    }

    fn list(element: DataType) -> DataType {
        DataType::List(Arc::new(Field::new("element", element, true)))
    }

    fn map(value: DataType) -> DataType {
        let fields = Fields::from(vec![
            Field::new("key", DataType::Utf8, false),
            Field::new("value", value, true),
        ]);
        DataType::Map(
            Arc::new(Field::new("entries", DataType::Struct(fields), false)),
            false,
        )
    }

    fn read(data_type: DataType, json: &[Option<&str>]) -> (Vec<String>, Vec<u32>) {
        let mut call = call();
        call.return_field = Arc::new(Field::new("", data_type, true));
        let decided = from_json(&call).unwrap()(&[column(json)], json.len()).unwrap();
        decided.values.to_data().validate_full().unwrap();
        let options = FormatOptions::default().with_null("NULL");
        let texts = ArrayFormatter::try_new(&decided.values, &options).unwrap();
        let rows = (0..json.len()).map(|row| texts.value(row).to_string());
        (rows.collect(), decided.undecided)
    }

    #[test]
    fn values_of_all_types() {
        let data_type = structure(&[
            ("a", DataType::Int8),
            ("b", DataType::Utf8),
            (
                "c",
                list(structure(&[
                    ("d", DataType::Float64),
                    ("e", DataType::Date32),
                ])),
            ),
            ("f", map(DataType::Boolean)),
        ]);
        let (rows, undecided) = read(
            data_type,
            &[
                Some(
                    r#"{"b": {"x" : [1, 2.50]}, "a": -128, "c": [{"d": 1}, null, {"e": "2024-02-29", "d": 1e2}]}"#,
                ),
                None,
                Some(r#"{"f": {"k": true, "l": null}, "b": "\u00e9", "b": null, "z": [{}]}"#),
                Some(r#"{"b": "lost", "c": [{"d": 5}], "f": {"k": true, "k": false}}"#),
                Some(r#"{"a": 128}"#),
                Some("{}"),
                Some("[]"),
                Some("null"),
                Some(r#"{"c": [{"e": "2023-02-29"}]}"#),
                Some(r#"{"c": [], "a": 1, "a": 2}"#),
            ],
        );
        assert_eq!(
            rows[0],
            r#"{a: -128, b: {"x":[1,2.5]}, c: [{d: 1.0, e: NULL}, NULL, {d: 100.0, e: 2024-02-29}], f: NULL}"#
        );
        assert_eq!(rows[1], "NULL");
        assert_eq!(
            rows[2],
            "{a: NULL, b: NULL, c: NULL, f: {k: true, l: NULL}}"
        );
        assert_eq!(rows[5], "{a: NULL, b: NULL, c: NULL, f: NULL}");
        assert_eq!(rows[9], "{a: 2, b: NULL, c: [], f: NULL}");
        assert_eq!(undecided, [3, 4, 6, 7, 8]);
    }

    #[test]
    fn roots_that_are_no_objects() {
        let (rows, undecided) = read(
            list(DataType::Int32),
            &[Some("[1,null,-0]"), Some("[1,null]"), Some("{}")],
        );
        assert_eq!(rows[1], "[1, NULL]");
        assert_eq!(undecided, [0, 2]);
        let (rows, undecided) = read(
            map(DataType::Int64),
            &[Some("{\"a\":1}"), Some("{\"a\":\"x\"}")],
        );
        assert_eq!(rows[0], "{a: 1}");
        assert_eq!(undecided, [1]);
    }
}
