//! `regexp_replace`, `regexp_extract`, `regexp_extract_all` and `regexp_instr`, for constant patterns
//! whose matches are in the same places in Rust as in Java.

use std::sync::{Arc, OnceLock};

use arrow::array::{Int32Array, new_null_array};
use datafusion_common::{Result, ScalarValue, internal_err};
use datafusion_expr::ColumnarValue;

use super::lists::Lists;
use crate::argument::{Ints, Text, strings};
use crate::predicate::regex::JavaRegex;
use crate::table::{Call, Kernel};

/// The constant that is an argument; None if it is NULL.
pub(super) fn constant(call: &str, arg: &ColumnarValue) -> Result<Option<String>> {
    match Text::new(arg)? {
        Text::Constant(text) => Ok(text),
        Text::Column(_) => internal_err!("{call} of a pattern that is no constant"),
    }
}

/// A kernel of a text and a constant pattern; `f` gets the pattern, the text, the other arguments and
/// the number of rows.
fn searching(
    call: &Call,
    f: impl Fn(&JavaRegex, &Text, &[ColumnarValue], usize) -> Result<ColumnarValue>
    + Send
    + Sync
    + 'static,
) -> Result<Kernel> {
    let (name, to) = (call.name.clone(), call.return_field.data_type().clone());
    let compiled: OnceLock<JavaRegex> = OnceLock::new();
    Ok(Arc::new(move |args, rows| {
        let Some(pattern) = constant(&name, &args[1])? else {
            return Ok(ColumnarValue::Array(new_null_array(&to, rows)));
        };
        let regex = match compiled.get() {
            Some(regex) => regex,
            None => match JavaRegex::new(&pattern).filter(JavaRegex::has_places) {
                Some(regex) => compiled.get_or_init(|| regex),
                None => return internal_err!("{name} with a pattern of Java's own: {pattern}"),
            },
        };
        f(regex, &Text::new(&args[0])?, &args[2..], rows)
    }))
}

/// A part of a replacement (`Matcher.appendReplacement`).
enum Part {
    Text(String),
    Group(usize),
}

/// Backslashes quote; `$1` is a group, of one digit.
fn parts(replacement: &str) -> Option<Vec<Part>> {
    let mut parts = vec![];
    let mut text = String::new();
    let mut chars = replacement.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => text.push(chars.next()?),
            '$' => {
                let group = chars.next()?.to_digit(10)?;
                if !text.is_empty() {
                    parts.push(Part::Text(std::mem::take(&mut text)));
                }
                parts.push(Part::Group(group as usize));
            }
            c => text.push(c),
        }
    }
    if !text.is_empty() {
        parts.push(Part::Text(text));
    }
    Some(parts)
}

/// `regexp_replace(text, pattern, replacement)`, from the first character on.
pub fn replace(call: &Call) -> Result<Kernel> {
    searching(call, |regex, text, rest, rows| {
        let Some(replacement) = constant("regexp_replace", &rest[0])? else {
            let nulls = new_null_array(&arrow::datatypes::DataType::Utf8, rows);
            return Ok(ColumnarValue::Array(nulls));
        };
        let Some(parts) = parts(&replacement) else {
            return internal_err!("regexp_replace with {replacement}");
        };
        let with_groups = parts.iter().any(|part| matches!(part, Part::Group(1..)));
        let mut locations = regex.locations();
        strings(rows, text.bytes(), |row, out| {
            let text = text.get(row)?;
            let mut done = 0;
            loop {
                let found = if with_groups {
                    regex.find_groups(text, done, &mut locations)
                } else {
                    regex.find(text, done, &mut locations)
                };
                let Some((start, end)) = found else { break };
                out.push_str(&text[done..start]);
                for part in &parts {
                    match part {
                        Part::Text(part) => out.push_str(part),
                        Part::Group(0) => out.push_str(&text[start..end]),
                        Part::Group(group) => {
                            if let Some((from, to)) = regex.group(*group, &locations) {
                                out.push_str(&text[from..to]);
                            }
                        }
                    }
                }
                done = end;
            }
            out.push_str(&text[done..]);
            Some(())
        })
    })
}

/// The place of a group of the first match from `from` on, and the match's end; a group without a
/// match is empty.
fn found(
    regex: &JavaRegex,
    group: usize,
    text: &str,
    from: usize,
    locations: &mut regex::CaptureLocations,
) -> Option<((usize, usize), usize)> {
    if group == 0 {
        let place = regex.find(text, from, locations)?;
        return Some((place, place.1));
    }
    let (_, end) = regex.find_groups(text, from, locations)?;
    Some((regex.group(group, locations).unwrap_or((0, 0)), end))
}

fn group(arg: &ColumnarValue) -> Result<usize> {
    match arg {
        ColumnarValue::Scalar(ScalarValue::Int32(Some(group))) if *group >= 0 => {
            Ok(*group as usize)
        }
        _ => internal_err!("a group that is no constant"),
    }
}

/// `regexp_extract(text, pattern, group)`: empty without a match.
pub fn extract(call: &Call) -> Result<Kernel> {
    searching(call, |regex, text, rest, rows| {
        let group = regex.soonest(group(&rest[0])?);
        let mut locations = regex.locations();
        strings(rows, text.bytes() / 2, |row, out| {
            let text = text.get(row)?;
            if let Some(((from, to), _)) = found(regex, group, text, 0, &mut locations) {
                out.push_str(&text[from..to]);
            }
            Some(())
        })
    })
}

pub fn extract_all(call: &Call) -> Result<Kernel> {
    let to = call.return_field.data_type().clone();
    searching(call, move |regex, text, rest, rows| {
        let group = regex.soonest(group(&rest[0])?);
        let mut locations = regex.locations();
        let mut lists = Lists::with_capacity(rows, text.bytes());
        for row in 0..rows {
            let Some(text) = text.get(row) else {
                lists.null();
                continue;
            };
            let mut done = 0;
            while let Some(((from, to), end)) = found(regex, group, text, done, &mut locations) {
                lists.push(&text[from..to])?;
                done = end;
            }
            lists.row()?;
        }
        lists.finish(&to)
    })
}

/// `regexp_instr(text, pattern)`: from 1, in UTF-16 units; 0 without a match.
pub fn instr(call: &Call) -> Result<Kernel> {
    searching(call, |regex, text, rest, rows| {
        // A group that is NULL makes the result NULL; which one it is does not matter.
        let group = match rest {
            [group, ..] => Ints::new(group)?,
            [] => Ints::Constant(Some(0)),
        };
        let mut locations = regex.locations();
        let places: Int32Array = (0..rows)
            .map(|row| {
                group.get(row)?;
                let text = text.get(row)?;
                Some(match regex.find(text, 0, &mut locations) {
                    Some((start, _)) => units(&text[..start]) + 1,
                    None => 0,
                })
            })
            .collect();
        Ok(ColumnarValue::Array(Arc::new(places)))
    })
}

/// The length of a text in Java.
fn units(text: &str) -> i32 {
    if text.is_ascii() {
        text.len() as i32
    } else {
        text.encode_utf16().count() as i32
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::string::testing::{column, eval, int, scalar};

    #[test]
    fn replaces() {
        let texts = column(&[Some("a1b22"), None, Some(""), Some("x")]);
        let args = [texts.clone(), scalar("[0-9]+"), scalar("#")];
        assert_eq!(eval(replace, &args, 4), ["a#b#", "NULL", "", "x"]);
        let args = [
            texts.clone(),
            scalar("([a-z])([0-9])"),
            scalar(r"$2\$$1$0\\"),
        ];
        assert_eq!(eval(replace, &args, 1), [r"1$aa1\2$bb2\2"]);
        let args = [scalar("ab"), scalar("(a)|(b)"), scalar("<$1>")];
        assert_eq!(eval(replace, &args, 1), ["<a><>"]);
        let args = [scalar("ab\n"), scalar("b$"), scalar("")];
        assert_eq!(eval(replace, &args, 1), ["a\n"]);
    }

    #[test]
    fn extracts() {
        let texts = column(&[Some("100-200, 300-400"), None, Some("-")]);
        let args = |group| [texts.clone(), scalar("(\\d+)-(\\d+)"), int(group)];
        assert_eq!(eval(extract, &args(1), 3), ["100", "NULL", ""]);
        assert_eq!(eval(extract, &args(0), 3), ["100-200", "NULL", ""]);
        let args = [texts.clone(), scalar("(1)|2"), int(1)];
        assert_eq!(eval(extract, &args, 1), ["1"]);
        let args = [scalar("2"), scalar("(1)|2"), int(1)];
        assert_eq!(eval(extract, &args, 1), [""]);
        let args = [texts.clone(), scalar("([0-9]+)"), int(1)];
        assert_eq!(eval(extract, &args, 1), ["100"]);
        // Two groups, of which none is all of the pattern.
        let args = [texts, scalar("([0-9])([0-9]+)"), int(1)];
        assert_eq!(eval(extract, &args, 1), ["1"]);
    }

    #[test]
    fn places_are_of_utf16() {
        let texts = column(&[Some("\u{1F600}\u{e9}a"), Some("b"), None]);
        assert_eq!(eval(instr, &[texts, scalar("a")], 3), ["4", "0", "NULL"]);
    }
}
