//! `format_string` with patterns of strings and whole numbers (`java.util.Formatter`).

use std::fmt::Write;
use std::sync::{Arc, OnceLock};

use arrow::compute::cast;
use arrow::datatypes::DataType;
use datafusion_common::{Result, ScalarValue, internal_err};
use datafusion_expr::ColumnarValue;

use super::regexp::constant;
use crate::argument::{Longs, Text, strings};
use crate::table::{Call, Kernel};

/// A part of a pattern; a value is the next argument, in a width of UTF-16 units.
enum Part {
    Text(String),
    Value { left: bool, width: usize },
}

/// `%s`, `%d`, a width or a width with a minus before it in these, and `%%`; the JVM side sends no
/// others.
fn parts(pattern: &str) -> Option<Vec<Part>> {
    let mut parts = vec![];
    let mut text = String::new();
    let mut chars = pattern.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '%' {
            text.push(c);
            continue;
        }
        if chars.next_if_eq(&'%').is_some() {
            text.push('%');
            continue;
        }
        let left = chars.next_if_eq(&'-').is_some();
        let mut width = 0;
        while let Some(digit) = chars.peek().and_then(|c| c.to_digit(10)) {
            width = 10 * width + digit as usize;
            chars.next();
        }
        chars.next().filter(|c| matches!(c, 's' | 'd'))?;
        if !text.is_empty() {
            parts.push(Part::Text(std::mem::take(&mut text)));
        }
        parts.push(Part::Value { left, width });
    }
    if !text.is_empty() {
        parts.push(Part::Text(text));
    }
    Some(parts)
}

enum Value {
    Text(Text),
    Number(Longs),
}

impl Value {
    fn new(arg: &ColumnarValue) -> Result<Self> {
        match arg.data_type() {
            DataType::Int8 | DataType::Int16 | DataType::Int32 | DataType::Int64 => {
                let arg = match arg {
                    ColumnarValue::Array(array) => {
                        ColumnarValue::Array(cast(array, &DataType::Int64)?)
                    }
                    ColumnarValue::Scalar(scalar) => {
                        ColumnarValue::Scalar(scalar.cast_to(&DataType::Int64)?)
                    }
                };
                Ok(Self::Number(Longs::new(&arg)?))
            }
            _ => Ok(Self::Text(Text::new(arg)?)),
        }
    }

    fn write(&self, row: usize, out: &mut String) {
        match self {
            Self::Text(text) => out.push_str(text.get(row).unwrap_or("null")),
            Self::Number(number) => match number.get(row) {
                // Writing to a String cannot fail.
                Some(number) => {
                    let _ = write!(out, "{number}");
                }
                None => out.push_str("null"),
            },
        }
    }
}

/// `format_string(pattern, values...)` with a constant pattern.
pub fn format_string(_call: &Call) -> Result<Kernel> {
    let parsed: OnceLock<Vec<Part>> = OnceLock::new();
    Ok(Arc::new(move |args, rows| {
        let Some(pattern) = constant("format_string", &args[0])? else {
            return Ok(ColumnarValue::Scalar(ScalarValue::Utf8(None)));
        };
        let parts = match parsed.get() {
            Some(parts) => parts,
            None => match parts(&pattern) {
                Some(parts) => parsed.get_or_init(|| parts),
                None => return internal_err!("the format {pattern}"),
            },
        };
        let values = args[1..]
            .iter()
            .map(Value::new)
            .collect::<Result<Vec<_>>>()?;
        let wanted = parts
            .iter()
            .filter(|part| matches!(part, Part::Value { .. }));
        if wanted.count() > values.len() {
            return internal_err!("the format {pattern} of {} values", values.len());
        }
        let bytes: usize = values
            .iter()
            .map(|value| match value {
                Value::Text(text) => text.bytes(),
                Value::Number(_) => 8 * rows,
            })
            .sum();
        strings(rows, bytes + pattern.len() * rows, |row, out| {
            let mut next = values.iter();
            for part in parts {
                match part {
                    Part::Text(text) => out.push_str(text),
                    Part::Value { left, width } => {
                        let start = out.len();
                        next.next()?.write(row, out);
                        pad(out, start, *left, *width);
                    }
                }
            }
            Some(())
        })
    }))
}

/// What stands from `start` on in a width.
fn pad(out: &mut String, start: usize, left: bool, width: usize) {
    if width == 0 {
        return;
    }
    let missing = width.saturating_sub(out[start..].encode_utf16().count());
    if left {
        out.extend(std::iter::repeat_n(' ', missing));
    } else if missing > 0 {
        out.insert_str(start, &" ".repeat(missing));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::string::testing::{column, eval, int, scalar};

    #[test]
    fn formats() {
        let texts = column(&[Some("a"), None, Some("\u{1F600}")]);
        let args = [scalar("%s/%d%%"), texts.clone(), int(-7)];
        assert_eq!(
            eval(format_string, &args, 3),
            ["a/-7%", "null/-7%", "\u{1F600}/-7%"]
        );
        let args = [scalar("[%3s|%-3s|%5s]"), texts.clone(), texts, int(42)];
        assert_eq!(
            eval(format_string, &args, 3),
            [
                "[  a|a  |   42]",
                "[null|null|   42]",
                "[ \u{1F600}|\u{1F600} |   42]"
            ]
        );
    }
}
