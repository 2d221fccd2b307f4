//! A compiled LIKE pattern (`StringUtils.escapeLikeRegex`), reduced to comparisons and searches.

use arrow::array::{Array, BooleanBufferBuilder, StringArray};
use arrow::buffer::BooleanBuffer;
use datafusion_common::{DataFusionError, Result};
use memchr::memmem::Finder;

use crate::SparkError;

/// A run between two `%`.
#[derive(Debug)]
enum Part {
    /// No `_` in it.
    Literal(Box<Finder<'static>>),
    /// None is `_`: any one code point.
    Mixed(Vec<Option<char>>),
}

#[derive(Debug)]
pub(super) struct Pattern {
    parts: Vec<Part>,
    /// Whether a `%` stands before the first part, and behind the last.
    open_start: bool,
    open_end: bool,
}

impl Pattern {
    pub(super) fn new(pattern: &str, escape: char) -> Result<Self> {
        let mut parts = Vec::new();
        let mut part: Vec<Option<char>> = Vec::new();
        let (mut open_start, mut open_end) = (false, false);
        let mut chars = pattern.chars();
        while let Some(c) = chars.next() {
            if c == '%' && c != escape {
                open_end = true;
                if part.is_empty() {
                    open_start |= parts.is_empty();
                } else {
                    parts.push(Part::new(std::mem::take(&mut part)));
                }
                continue;
            }
            open_end = false;
            if c == escape {
                match chars.next() {
                    Some(next) if next == '_' || next == '%' || next == escape => {
                        part.push(Some(next));
                    }
                    Some(next) => return Err(escape_in_the_middle(pattern, next)),
                    None => return Err(escape_at_the_end(pattern)),
                }
            } else {
                part.push((c != '_').then_some(c));
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

    pub(super) fn matches(&self, text: &str) -> bool {
        let Some((first, rest)) = self.parts.split_first() else {
            return self.open_start || text.is_empty();
        };
        if self.open_start {
            return self.matches_after(&self.parts, text);
        }
        let Some(len) = first.prefix(text) else {
            return false;
        };
        if rest.is_empty() {
            return self.open_end || len == text.len();
        }
        self.matches_after(rest, &text[len..])
    }

    /// Whether `parts`, each behind a `%`, are found in `text` up to its end. Leftmost finds leave
    /// the most for later parts, so there is nothing to try again.
    fn matches_after(&self, parts: &[Part], mut text: &str) -> bool {
        let mut parts = parts;
        if !self.open_end
            && let Some((last, rest)) = parts.split_last()
        {
            let Some(len) = last.suffix(text) else {
                return false;
            };
            text = &text[..text.len() - len];
            parts = rest;
        }
        parts.iter().all(|part| match part.find(text) {
            Some(end) => {
                text = &text[end..];
                true
            }
            None => false,
        })
    }

    /// `matches` of every row; what it says of NULLs has no meaning.
    pub(super) fn matches_all(&self, array: &StringArray) -> BooleanBuffer {
        match self.parts.split_first() {
            Some((Part::Literal(finder), rest)) if self.open_start && self.open_end => {
                find_all(array, finder, |text| self.matches_after(rest, text))
            }
            _ => BooleanBuffer::collect_bool(array.len(), |row| self.matches(array.value(row))),
        }
    }
}

/// The rows that hold the finder's (non-empty) needle and of which `then` is true, given the text
/// behind the leftmost needle. The values of all rows are searched as one text: much faster than a
/// search per row where few rows match.
pub(super) fn find_all(
    array: &StringArray,
    finder: &Finder,
    then: impl Fn(&str) -> bool,
) -> BooleanBuffer {
    let mut found = BooleanBufferBuilder::new(array.len());
    found.append_n(array.len(), false);
    let offsets = array.value_offsets();
    let bytes = array.value_data();
    let end = offsets[array.len()] as usize;
    let (mut row, mut at) = (0, offsets[0] as usize);
    while let Some(distance) = finder.find(&bytes[at..end]) {
        let start = at + distance;
        while offsets[row + 1] as usize <= start {
            row += 1;
        }
        let row_end = offsets[row + 1] as usize;
        let needle_end = start + finder.needle().len();
        if needle_end <= row_end {
            let value = array.value(row);
            if then(&value[value.len() - (row_end - needle_end)..]) {
                found.set_bit(row, true);
            }
        }
        // A needle that reaches over the row's end leaves no room for another in this row.
        at = row_end;
    }
    found.finish()
}

impl Part {
    fn new(chars: Vec<Option<char>>) -> Self {
        match chars.iter().copied().collect::<Option<String>>() {
            Some(text) => Self::Literal(Box::new(Finder::new(text.as_bytes()).into_owned())),
            None => Self::Mixed(chars),
        }
    }

    /// The length of the part at the start of `text`, if it stands there.
    fn prefix(&self, text: &str) -> Option<usize> {
        match self {
            Self::Literal(f) => text
                .as_bytes()
                .starts_with(f.needle())
                .then(|| f.needle().len()),
            Self::Mixed(wanted) => length(wanted.iter(), text.chars()),
        }
    }

    fn suffix(&self, text: &str) -> Option<usize> {
        match self {
            Self::Literal(f) => text
                .as_bytes()
                .ends_with(f.needle())
                .then(|| f.needle().len()),
            Self::Mixed(wanted) => length(wanted.iter().rev(), text.chars().rev()),
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

fn length<'a>(
    wanted: impl Iterator<Item = &'a Option<char>>,
    mut text: impl Iterator<Item = char>,
) -> Option<usize> {
    let mut len = 0;
    for wanted in wanted {
        let c = text.next()?;
        if wanted.is_some_and(|w| w != c) {
            return None;
        }
        len += c.len_utf8();
    }
    Some(len)
}

/// `QueryCompilationErrors.escapeCharacterInTheMiddleError`.
fn escape_in_the_middle(pattern: &str, c: char) -> DataFusionError {
    SparkError::new("INVALID_FORMAT.ESC_IN_THE_MIDDLE")
        .with("format", sql_string(pattern))
        .with("char", sql_string(&c.to_string()))
        .into()
}

/// `QueryCompilationErrors.escapeCharacterAtTheEndError`.
fn escape_at_the_end(pattern: &str) -> DataFusionError {
    SparkError::new("INVALID_FORMAT.ESC_AT_THE_END")
        .with("format", sql_string(pattern))
        .into()
}

/// `toSQLValue` of a string.
fn sql_string(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn like(text: &str, pattern: &str) -> bool {
        let compiled = Pattern::new(pattern, '\\').unwrap();
        let alone = compiled.matches(text);
        // Neighbours that a search over all rows must not run into.
        let column = StringArray::from(vec!["spec", text, "", text, "ial b c"]).slice(1, 3);
        let all = compiled.matches_all(&column);
        assert_eq!(
            (all.value(0), all.value(2)),
            (alone, alone),
            "{text} {pattern}"
        );
        assert_eq!(all.value(1), compiled.matches(""));
        alone
    }

    #[test]
    fn wildcards() {
        assert!(like("", ""));
        assert!(like("", "%"));
        assert!(like("", "%%"));
        assert!(!like("", "_"));
        assert!(!like("a", ""));
        assert!(like("abc", "abc"));
        assert!(!like("abcd", "abc"));
        assert!(like("abc", "a%"));
        assert!(like("abc", "%c"));
        assert!(like("abc", "%b%"));
        assert!(like("abc", "a%c"));
        assert!(!like("a", "a%a"));
        assert!(like("aa", "a%a"));
        assert!(like("abc", "_b_"));
        assert!(!like("abc", "__"));
        assert!(like("abc", "%__"));
        assert!(like("xabcyabz", "%ab_y%z"));
        assert!(like("special requests", "%special%requests%"));
        assert!(!like("requests special", "%special%requests%"));
        assert!(!like("special request", "%special%requests%"));
        assert!(like("aaa", "%aa%a%"));
        assert!(!like("aaa", "%aa%aa%"));
        assert!(like("line\nbreak", "line%break"));
        assert!(like("line\u{85}break", "line_break"));
    }

    #[test]
    fn an_underscore_is_a_code_point() {
        assert!(like("\u{1F600}", "_"));
        assert!(like("e\u{301}", "__"));
        assert!(like("x\u{1F600}y", "%_y"));
        assert!(like("x\u{1F600}y", "%\u{1F600}%"));
    }

    #[test]
    fn a_search_does_not_cross_rows() {
        let column = StringArray::from(vec!["spec", "ial", "special", "xspecialspecial", "speci"]);
        let found = Pattern::new("%special%", '\\')
            .unwrap()
            .matches_all(&column);
        let rows: Vec<bool> = found.iter().collect();
        assert_eq!(rows, [false, false, true, true, false]);
    }

    #[test]
    fn escapes() {
        assert!(like("a%b", "a\\%b"));
        assert!(!like("axb", "a\\%b"));
        assert!(like("a_b", "a\\_b"));
        assert!(like("a\\b", "a\\\\b"));
        assert!(Pattern::new("a%%b", '%').unwrap().matches("a%b"));
        assert!(Pattern::new("a_%b", '_').unwrap().matches("a%b"));
        let middle = Pattern::new("a\\b'", '\\').unwrap_err().to_string();
        assert!(
            middle.contains("[INVALID_FORMAT.ESC_IN_THE_MIDDLE] char='b' format='a\\\\b\\''"),
            "{middle}"
        );
        let end = Pattern::new("a\\", '\\').unwrap_err().to_string();
        assert!(end.contains("[INVALID_FORMAT.ESC_AT_THE_END]"), "{end}");
    }
}
