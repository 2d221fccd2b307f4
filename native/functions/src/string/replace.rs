//! Changed strings: `replace`, `translate`, `overlay`, `reverse`, `empty2null`.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::datatypes::DataType;
use datafusion_common::Result;
use memchr::memmem;

use super::substring::{byte_slice, slice};
use crate::argument::{Bytes, Ints, Text, binaries, strings};
use crate::table::{Call, Kernel};

/// `UTF8String.replace`: an empty search changes nothing.
pub fn replace(_call: &Call) -> Result<Kernel> {
    Ok(Arc::new(|args, rows| {
        let (text, search, with) = (
            Text::new(&args[0])?,
            Text::new(&args[1])?,
            Text::new(&args[2])?,
        );
        let constant = match &search {
            Text::Constant(Some(search)) => Some(memmem::Finder::new(search.as_bytes())),
            _ => None,
        };
        strings(rows, text.bytes(), |row, out| {
            let (text, search, with) = (text.get(row)?, search.get(row)?, with.get(row)?);
            if search.is_empty() {
                out.push_str(text);
                return Some(());
            }
            let mut done = 0;
            let bytes = text.as_bytes();
            let each = |at: usize| {
                out.push_str(&text[done..at]);
                out.push_str(with);
                done = at + search.len();
            };
            match &constant {
                Some(finder) => finder.find_iter(bytes).for_each(each),
                None => memmem::find_iter(bytes, search.as_bytes()).for_each(each),
            }
            out.push_str(&text[done..]);
            Some(())
        })
    }))
}

/// What becomes of code points.
struct Dictionary {
    /// Of ASCII: the character itself where nothing becomes of it.
    ascii: Vec<Option<char>>,
    others: HashMap<char, Option<char>>,
    /// The same, if ASCII becomes as much ASCII.
    bytes: Option<[u8; 128]>,
}

impl Dictionary {
    /// `StringTranslate.buildDict`: each code point of `matching` to the one at its place in `with`;
    /// to none, that is to nothing, if `with` is shorter or has U+0000 there. The first of equals
    /// counts.
    fn new(matching: &str, with: &str) -> Self {
        let mut others = HashMap::new();
        let mut with = with.chars();
        for c in matching.chars() {
            let to = with.next().filter(|to| *to != '\0');
            others.entry(c).or_insert(to);
        }
        let ascii = (0..128u8).map(char::from);
        let ascii: Vec<_> = ascii
            .map(|c| others.get(&c).copied().unwrap_or(Some(c)))
            .collect();
        let mut bytes = [0; 128];
        let all = ascii.iter().zip(&mut bytes).all(|(to, byte)| match to {
            Some(to) if to.is_ascii() => {
                *byte = *to as u8;
                true
            }
            _ => false,
        });
        Self {
            ascii,
            others,
            bytes: all.then_some(bytes),
        }
    }

    fn get(&self, c: char) -> Option<char> {
        match self.ascii.get(c as usize) {
            Some(to) => *to,
            None => self.others.get(&c).copied().unwrap_or(Some(c)),
        }
    }

    fn write(&self, text: &str, out: &mut String) {
        match &self.bytes {
            Some(bytes) if text.is_ascii() => {
                out.extend(
                    text.bytes()
                        .map(|byte| char::from(bytes[usize::from(byte)])),
                );
            }
            _ => out.extend(text.chars().filter_map(|c| self.get(c))),
        }
    }
}

pub fn translate(_call: &Call) -> Result<Kernel> {
    Ok(Arc::new(|args, rows| {
        let (text, matching, with) = (
            Text::new(&args[0])?,
            Text::new(&args[1])?,
            Text::new(&args[2])?,
        );
        let mut last: Option<(&str, &str, Dictionary)> = None;
        strings(rows, text.bytes(), |row, out| {
            let (text, matching, with) = (text.get(row)?, matching.get(row)?, with.get(row)?);
            if !matches!(&last, Some((m, w, _)) if *m == matching && *w == with) {
                last = Some((matching, with, Dictionary::new(matching, with)));
            }
            let (_, _, dictionary) = last.as_ref()?;
            dictionary.write(text, out);
            Some(())
        })
    }))
}

/// `Overlay.calculate`: a negative length stands for that of the replacement.
pub fn overlay(call: &Call) -> Result<Kernel> {
    if call.return_field.data_type() == &DataType::Binary {
        return binary_overlay();
    }
    Ok(Arc::new(|args, rows| {
        let (text, with) = (Text::new(&args[0])?, Text::new(&args[1])?);
        let (pos, len) = (Ints::new(&args[2])?, Ints::new(&args[3])?);
        strings(rows, text.bytes(), |row, out| {
            let (text, with) = (text.get(row)?, with.get(row)?);
            let (pos, len) = (pos.get(row)?, len.get(row)?);
            let len = match len {
                0.. => len,
                _ => with.chars().count() as i32,
            };
            out.push_str(slice(text, 1, pos.wrapping_sub(1)));
            out.push_str(with);
            out.push_str(slice(text, pos.wrapping_add(len), i32::MAX));
            Some(())
        })
    }))
}

fn binary_overlay() -> Result<Kernel> {
    Ok(Arc::new(|args, rows| {
        let (bytes, with) = (Bytes::new(&args[0])?, Bytes::new(&args[1])?);
        let (pos, len) = (Ints::new(&args[2])?, Ints::new(&args[3])?);
        binaries(rows, |row, out| {
            let (Some(bytes), Some(with), Some(pos), Some(len)) =
                (bytes.get(row), with.get(row), pos.get(row), len.get(row))
            else {
                return Ok(None);
            };
            let len = if len >= 0 { len } else { with.len() as i32 };
            out.extend_from_slice(byte_slice(bytes, 1, pos.wrapping_sub(1)));
            out.extend_from_slice(with);
            out.extend_from_slice(byte_slice(bytes, pos.wrapping_add(len), i32::MAX));
            Ok(Some(()))
        })
    }))
}

pub fn reverse(call: &Call) -> Result<Kernel> {
    if call.return_field.data_type().is_nested() {
        return crate::array::reverse(call);
    }
    Ok(Arc::new(|args, rows| {
        let text = Text::new(&args[0])?;
        strings(rows, text.bytes(), |row, out| {
            let text = text.get(row)?;
            if text.is_ascii() {
                out.extend(text.bytes().rev().map(char::from));
            } else {
                out.extend(text.chars().rev());
            }
            Some(())
        })
    }))
}

/// `Empty2Null`: what a dynamic partition writes for an empty string.
pub fn empty2null(_call: &Call) -> Result<Kernel> {
    Ok(Arc::new(|args, rows| {
        let text = Text::new(&args[0])?;
        strings(rows, text.bytes(), |row, out| {
            let text = text.get(row).filter(|text| !text.is_empty())?;
            out.push_str(text);
            Some(())
        })
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::string::testing::{column, eval, int, scalar};

    #[test]
    fn replaces_every_occurrence() {
        let texts = column(&[Some("aaabc"), None, Some("")]);
        let args = [texts.clone(), scalar("aa"), scalar("x")];
        assert_eq!(eval(replace, &args, 3), ["xabc", "NULL", ""]);
        let args = [texts.clone(), scalar(""), scalar("x")];
        assert_eq!(eval(replace, &args, 3), ["aaabc", "NULL", ""]);
        let searches = column(&[Some("a"), Some("a"), None]);
        let args = [texts, searches, scalar("")];
        assert_eq!(eval(replace, &args, 3), ["bc", "NULL", "NULL"]);
    }

    #[test]
    fn translates_code_points() {
        let args = [
            scalar("AaBbCc\u{1F600}"),
            scalar("abca\u{1F600}"),
            scalar("12\u{0}4\u{e9}"),
        ];
        assert_eq!(eval(translate, &args, 1), ["A1B2C\u{e9}"]);
        let args = [scalar("translate"), scalar("rnlt"), scalar("123")];
        assert_eq!(eval(translate, &args, 1), ["1a2s3ae"]);
        let args = [scalar("ab\u{e9}"), scalar("ba"), scalar("xy")];
        assert_eq!(eval(translate, &args, 1), ["yx\u{e9}"]);
        let args = [scalar("aba"), scalar("ba"), scalar("x\u{e9}")];
        assert_eq!(eval(translate, &args, 1), ["\u{e9}x\u{e9}"]);
    }

    #[test]
    fn overlays() {
        let args = |pos, len| [scalar("Spark SQL"), scalar("_"), int(pos), int(len)];
        assert_eq!(eval(overlay, &args(6, -1), 1), ["Spark_SQL"]);
        assert_eq!(eval(overlay, &args(7, 0), 1), ["Spark _SQL"]);
        assert_eq!(eval(overlay, &args(2, 4), 1), ["S_ SQL"]);
        assert_eq!(eval(overlay, &args(99, 1), 1), ["Spark SQL_"]);
        assert_eq!(eval(overlay, &args(0, -1), 1), ["_Spark SQL"]);
        assert_eq!(eval(overlay, &args(-3, -1), 1), ["_QL"]);
    }

    #[test]
    fn reverses_code_points() {
        assert_eq!(
            eval(reverse, &[scalar("a\u{1F600}\u{e9}")], 1),
            ["\u{e9}\u{1F600}a"]
        );
        let texts = [column(&[Some(""), Some("a"), None])];
        assert_eq!(eval(empty2null, &texts, 3), ["NULL", "a", "NULL"]);
    }
}
