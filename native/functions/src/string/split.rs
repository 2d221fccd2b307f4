//! `split` at the matches of a constant pattern (`UTF8String.split`), or at a text (`splitSQL`).

use std::sync::{Arc, OnceLock};

use arrow::array::new_null_array;
use arrow::datatypes::DataType;
use datafusion_common::{Result, ScalarValue, internal_err};
use datafusion_expr::ColumnarValue;
use memchr::memchr;
use memchr::memmem::Finder;

use super::lists::Lists;
use super::regexp::constant;
use crate::argument::Text;
use crate::predicate::regex::JavaRegex;
use crate::table::{Call, Kernel};

/// What separates the parts of a text.
enum Separator {
    /// Every character is a part.
    Nothing,
    Byte(u8),
    Text(Box<Finder<'static>>),
    Regex(Box<JavaRegex>),
}

impl Separator {
    /// None if the pattern is Java's own.
    fn of_pattern(pattern: &str) -> Option<Self> {
        if pattern.is_empty() {
            return Some(Self::Nothing);
        }
        match literal(pattern) {
            Some(text) => Some(Self::of_text(&text)),
            None => Some(Self::Regex(Box::new(
                JavaRegex::new(pattern).filter(JavaRegex::has_places)?,
            ))),
        }
    }

    fn of_text(text: &str) -> Self {
        match text.as_bytes() {
            [byte] => Self::Byte(*byte),
            bytes => Self::Text(Box::new(Finder::new(bytes).into_owned())),
        }
    }

    /// Pushes the parts of `text`, at most `limit`.
    fn split(&self, text: &str, limit: usize, lists: &mut Lists) -> Result<()> {
        let bytes = text.as_bytes();
        match self {
            Self::Nothing => {
                let mut from = 0;
                let ends = text.char_indices().skip(1).map(|(at, _)| at);
                for end in ends.take(limit - 1) {
                    lists.push(&text[from..end])?;
                    from = end;
                }
                lists.push(&text[from..])
            }
            Self::Byte(byte) => separated(text, limit, lists, |from| {
                let at = from + memchr(*byte, &bytes[from..])?;
                Some((at, at + 1))
            }),
            Self::Text(finder) => separated(text, limit, lists, |from| {
                let at = from + finder.find(&bytes[from..])?;
                Some((at, at + finder.needle().len()))
            }),
            Self::Regex(regex) => {
                let mut locations = regex.locations();
                separated(text, limit, lists, |from| {
                    regex.find(text, from, &mut locations)
                })
            }
        }
    }
}

#[inline(always)]
fn separated(
    text: &str,
    limit: usize,
    lists: &mut Lists,
    mut next: impl FnMut(usize) -> Option<(usize, usize)>,
) -> Result<()> {
    let (mut from, mut parts) = (0, 1);
    while parts < limit
        && let Some((start, end)) = next(from)
    {
        lists.push(&text[from..start])?;
        from = end;
        parts += 1;
    }
    lists.push(&text[from..])
}

/// The text that a pattern is, if it has no operators.
fn literal(pattern: &str) -> Option<String> {
    let mut text = String::new();
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => text.push(chars.next().filter(char::is_ascii_punctuation)?),
            '.' | '[' | ']' | '{' | '}' | '(' | ')' | '*' | '+' | '?' | '^' | '$' | '|' => {
                return None;
            }
            c => text.push(c),
        }
    }
    Some(text)
}

/// `split(text, pattern, limit)` with a constant limit; none is below 1.
pub fn split(call: &Call) -> Result<Kernel> {
    let to = call.return_field.data_type().clone();
    let prepared: OnceLock<Separator> = OnceLock::new();
    Ok(Arc::new(move |args, rows| {
        let Some(pattern) = constant("split", &args[1])? else {
            return Ok(ColumnarValue::Array(new_null_array(&to, rows)));
        };
        let limit = match &args[2] {
            ColumnarValue::Scalar(ScalarValue::Int32(Some(limit))) if *limit > 0 => *limit as usize,
            ColumnarValue::Scalar(ScalarValue::Int32(Some(_))) => usize::MAX,
            _ => return internal_err!("split with a limit that is no constant"),
        };
        let separator = match prepared.get() {
            Some(separator) => separator,
            None => match Separator::of_pattern(&pattern) {
                Some(separator) => prepared.get_or_init(|| separator),
                None => return internal_err!("split with a pattern of Java's own: {pattern}"),
            },
        };
        let text = Text::new(&args[0])?;
        each(&text, rows, &to, |_, text, lists| {
            separator.split(text, limit, lists)?;
            Ok(true)
        })
    }))
}

/// `StringSplitSQL`: the whole text is the only part if the delimiter is empty.
pub fn split_sql(call: &Call) -> Result<Kernel> {
    let to = call.return_field.data_type().clone();
    Ok(Arc::new(move |args, rows| {
        let (text, delimiter) = (Text::new(&args[0])?, Text::new(&args[1])?);
        let mut known: Option<(&str, Separator)> = None;
        each(&text, rows, &to, |row, text, lists| {
            let Some(delimiter) = delimiter.get(row) else {
                return Ok(false);
            };
            if delimiter.is_empty() {
                lists.push(text)?;
                return Ok(true);
            }
            if known.as_ref().is_none_or(|(last, _)| *last != delimiter) {
                known = Some((delimiter, Separator::of_text(delimiter)));
            }
            if let Some((_, separator)) = &known {
                separator.split(text, usize::MAX, lists)?;
            }
            Ok(true)
        })
    }))
}

/// `push` says whether the row is not NULL.
fn each<'a>(
    text: &'a Text,
    rows: usize,
    to: &DataType,
    mut push: impl FnMut(usize, &'a str, &mut Lists) -> Result<bool>,
) -> Result<ColumnarValue> {
    let mut lists = Lists::with_capacity(rows, text.bytes());
    for row in 0..rows {
        match text.get(row) {
            Some(text) => match push(row, text, &mut lists)? {
                true => lists.row()?,
                false => lists.null(),
            },
            None => lists.null(),
        }
    }
    lists.finish(to)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::string::testing::{call, column, int, scalar};
    use arrow::datatypes::Field;
    use arrow::util::display::array_value_to_string;

    fn list_type() -> DataType {
        DataType::List(Arc::new(Field::new("element", DataType::Utf8, false)))
    }

    fn rows(bind: fn(&Call) -> Result<Kernel>, args: &[ColumnarValue], rows: usize) -> Vec<String> {
        let field = Arc::new(Field::new("", list_type(), true));
        let call = Call {
            return_field: field,
            ..call()
        };
        let output = bind(&call).unwrap()(args, rows)
            .unwrap()
            .to_array(rows)
            .unwrap();
        (0..rows)
            .map(|row| array_value_to_string(&output, row).unwrap())
            .collect()
    }

    #[test]
    fn at_patterns() {
        let texts = column(&[Some("a,b,,c,"), None, Some(""), Some(",")]);
        let parts = |pattern, limit| rows(split, &[texts.clone(), scalar(pattern), int(limit)], 4);
        assert_eq!(parts(",", -1), ["[a, b, , c, ]", "", "[]", "[, ]"]);
        assert_eq!(parts(",", 0), ["[a, b, , c, ]", "", "[]", "[, ]"]);
        assert_eq!(parts(",", 2), ["[a, b,,c,]", "", "[]", "[, ]"]);
        assert_eq!(parts(",", 1), ["[a,b,,c,]", "", "[]", "[,]"]);
        assert_eq!(parts(",+", -1), ["[a, b, c, ]", "", "[]", "[, ]"]);
        assert_eq!(parts(",b", -1), ["[a, ,,c,]", "", "[]", "[,]"]);
        let parts = |text, pattern| rows(split, &[scalar(text), scalar(pattern), int(-1)], 1);
        assert_eq!(parts("a\u{1F600}b", ""), ["[a, \u{1F600}, b]"]);
        assert_eq!(parts("a.b", r"\."), ["[a, b]"]);
        assert_eq!(parts("a||b", r"\|\|"), ["[a, b]"]);
    }

    #[test]
    fn at_texts() {
        let texts = column(&[Some("a.b.c"), Some("a.b.c"), None, Some(""), Some("x")]);
        let delimiters = column(&[Some("."), Some("b."), Some("."), Some("."), None]);
        assert_eq!(
            rows(split_sql, &[texts.clone(), delimiters], 5),
            ["[a, b, c]", "[a., c]", "", "[]", ""]
        );
        assert_eq!(rows(split_sql, &[texts, scalar("")], 1), ["[a.b.c]"]);
    }
}
