//! LIKE with Spark's escape rules (`StringUtils.escapeLikeRegex`), and the searches it reduces to.

use std::sync::Arc;

use arrow::array::{Array, AsArray, BooleanArray};
use arrow::buffer::BooleanBuffer;
use datafusion_common::{Result, ScalarValue, internal_err};
use datafusion_expr::ColumnarValue;
use memchr::memmem;

use crate::SparkError;
use crate::table::{Call, Kernel};

/// A pattern's parts between `%`: each a run of literal characters and `_`.
#[derive(Debug)]
enum Part {
    /// No `_` in it: found by substring search.
    Literal(Box<memmem::Finder<'static>>),
    /// None is `_`.
    Mixed(Vec<Option<char>>),
}

/// A compiled LIKE pattern.
#[derive(Debug)]
struct Pattern {
    parts: Vec<Part>,
    /// Whether a `%` stands before the first part, and behind the last.
    open_start: bool,
    open_end: bool,
}

impl Pattern {
    fn new(pattern: &str, escape: char) -> Result<Self> {
        let mut parts = Vec::new();
        let mut part: Vec<Option<char>> = Vec::new();
        let (mut open_start, mut open_end) = (false, false);
        let mut chars = pattern.chars();
        while let Some(c) = chars.next() {
            open_end = false;
            if c == escape {
                match chars.next() {
                    Some(next) if next == '_' || next == '%' || next == escape => {
                        part.push(Some(next));
                    }
                    Some(next) => return Err(invalid(pattern, "ESC_IN_THE_MIDDLE", Some(next))),
                    None => return Err(invalid(pattern, "ESC_AT_THE_END", None)),
                }
            } else if c == '_' {
                part.push(None);
            } else if c == '%' {
                open_end = true;
                if part.is_empty() {
                    open_start |= parts.is_empty();
                } else {
                    parts.push(Part::new(std::mem::take(&mut part)));
                }
            } else {
                part.push(Some(c));
            }
        }
        if !part.is_empty() {
            parts.push(Part::new(part));
        }
        Ok(Self {
            parts,
            open_start,
            open_end,
        })
    }

    fn matches(&self, text: &str) -> bool {
        let (mut first, mut last) = (0, self.parts.len());
        let mut rest = text;
        if last == 0 {
            return self.open_start || self.open_end || text.is_empty();
        }
        if !self.open_start {
            let Some(len) = self.parts[0].prefix(rest) else {
                return false;
            };
            if last == 1 && !self.open_end {
                return len == rest.len();
            }
            rest = &rest[len..];
            first = 1;
        }
        if !self.open_end && first < last {
            let Some(len) = self.parts[last - 1].suffix(rest) else {
                return false;
            };
            rest = &rest[..rest.len() - len];
            last -= 1;
        }
        for part in &self.parts[first..last] {
            match part.find(rest) {
                Some(end) => rest = &rest[end..],
                None => return false,
            }
        }
        true
    }
}

fn invalid(pattern: &str, kind: &str, next: Option<char>) -> datafusion_common::DataFusionError {
    let condition = match kind {
        "ESC_AT_THE_END" => "INVALID_FORMAT.ESC_AT_THE_END",
        _ => "INVALID_FORMAT.ESC_IN_THE_MIDDLE",
    };
    let mut error = SparkError::new(condition).with("format", format!("'{pattern}'"));
    if let Some(next) = next {
        error = error.with("char", format!("'{next}'"));
    }
    error.into()
}

impl Part {
    fn new(chars: Vec<Option<char>>) -> Self {
        if chars.iter().all(Option::is_some) {
            let text: String = chars.into_iter().flatten().collect();
            Self::Literal(Box::new(memmem::Finder::new(text.as_bytes()).into_owned()))
        } else {
            Self::Mixed(chars)
        }
    }

    /// The length of the part at the start of `text`, if it stands there.
    fn prefix(&self, text: &str) -> Option<usize> {
        match self {
            Self::Literal(f) => text
                .as_bytes()
                .starts_with(f.needle())
                .then(|| f.needle().len()),
            Self::Mixed(chars) => {
                let mut len = 0;
                let mut found = text.chars();
                for wanted in chars {
                    let c = found.next()?;
                    if wanted.is_some_and(|w| w != c) {
                        return None;
                    }
                    len += c.len_utf8();
                }
                Some(len)
            }
        }
    }

    fn suffix(&self, text: &str) -> Option<usize> {
        match self {
            Self::Literal(f) => text
                .as_bytes()
                .ends_with(f.needle())
                .then(|| f.needle().len()),
            Self::Mixed(chars) => {
                let mut len = 0;
                let mut found = text.chars().rev();
                for wanted in chars.iter().rev() {
                    let c = found.next()?;
                    if wanted.is_some_and(|w| w != c) {
                        return None;
                    }
                    len += c.len_utf8();
                }
                Some(len)
            }
        }
    }

    /// Where the leftmost occurrence ends.
    fn find(&self, text: &str) -> Option<usize> {
        match self {
            Self::Literal(f) => f.find(text.as_bytes()).map(|at| at + f.needle().len()),
            Self::Mixed(_) => text
                .char_indices()
                .find_map(|(at, _)| self.prefix(&text[at..]).map(|len| at + len)),
        }
    }
}

fn literal(arg: &ColumnarValue) -> Option<&str> {
    match arg {
        ColumnarValue::Scalar(ScalarValue::Utf8(Some(s))) => Some(s),
        _ => None,
    }
}

/// `text LIKE pattern [ESCAPE char]`; the pattern and the escape character are constants.
pub fn like(_call: &Call) -> Result<Kernel> {
    let compiled: std::sync::OnceLock<Pattern> = std::sync::OnceLock::new();
    Ok(Arc::new(move |args, rows| {
        let Some(pattern) = literal(&args[1]) else {
            return null_or_internal(&args[1], rows);
        };
        let pattern = match compiled.get() {
            Some(pattern) => pattern,
            None => {
                let escape = args.get(2).and_then(literal).and_then(|e| e.chars().next());
                let new = Pattern::new(pattern, escape.unwrap_or('\\'))?;
                compiled.get_or_init(|| new)
            }
        };
        test(&args[0], rows, |text| pattern.matches(text))
    }))
}

pub fn starts_with(_call: &Call) -> Result<Kernel> {
    search(|text, wanted| text.as_bytes().starts_with(wanted.needle()))
}

pub fn ends_with(_call: &Call) -> Result<Kernel> {
    search(|text, wanted| text.as_bytes().ends_with(wanted.needle()))
}

pub fn contains(_call: &Call) -> Result<Kernel> {
    search(|text, wanted| wanted.find(text.as_bytes()).is_some())
}

fn search(f: fn(&str, &memmem::Finder) -> bool) -> Result<Kernel> {
    Ok(Arc::new(move |args, rows| match literal(&args[1]) {
        Some(wanted) => {
            let finder = memmem::Finder::new(wanted.as_bytes());
            test(&args[0], rows, |text| f(text, &finder))
        }
        None => null_or_internal(&args[1], rows),
    }))
}

fn null_or_internal(arg: &ColumnarValue, rows: usize) -> Result<ColumnarValue> {
    match arg {
        ColumnarValue::Scalar(s) if s.is_null() => {
            Ok(ColumnarValue::Array(Arc::new(BooleanArray::new_null(rows))))
        }
        _ => internal_err!("a search for something that is no constant"),
    }
}

fn test(arg: &ColumnarValue, rows: usize, f: impl Fn(&str) -> bool) -> Result<ColumnarValue> {
    let array = arg.to_array(rows)?;
    let strings = array.as_string::<i32>();
    let bits = BooleanBuffer::collect_bool(strings.len(), |i| f(strings.value(i)));
    let output = BooleanArray::new(bits, strings.nulls().cloned());
    Ok(ColumnarValue::Array(Arc::new(output)))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn like(text: &str, pattern: &str) -> bool {
        Pattern::new(pattern, '\\').unwrap().matches(text)
    }

    #[test]
    fn wildcards() {
        assert!(like("", ""));
        assert!(like("", "%"));
        assert!(!like("a", ""));
        assert!(like("abc", "abc"));
        assert!(like("abc", "a%"));
        assert!(like("abc", "%c"));
        assert!(like("abc", "%b%"));
        assert!(like("abc", "a%c"));
        assert!(!like("a", "a%a"));
        assert!(like("aa", "a%a"));
        assert!(like("abc", "_b_"));
        assert!(!like("abc", "__"));
        assert!(like("xabcyabz", "%ab_y%z"));
        assert!(like("special requests", "%special%requests%"));
        assert!(!like("requests special", "%special%requests%"));
        assert!(like("line\nbreak", "line%break"));
    }

    #[test]
    fn an_underscore_is_a_code_point() {
        assert!(like("\u{1F600}", "_"));
        assert!(like("e\u{301}", "__"));
        assert!(like("x\u{1F600}y", "%_y"));
    }

    #[test]
    fn escapes() {
        assert!(like("a%b", "a\\%b"));
        assert!(!like("axb", "a\\%b"));
        assert!(like("a\\b", "a\\\\b"));
        assert!(Pattern::new("a\\b", '\\').is_err());
        assert!(Pattern::new("a\\", '\\').is_err());
    }
}
