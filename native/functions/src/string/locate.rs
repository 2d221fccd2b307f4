//! Positions of strings in strings: `instr`, `locate`, `find_in_set`, and `substring_index`.

use std::sync::Arc;

use datafusion_common::Result;
use datafusion_common::exec_err;
use memchr::memmem;

use crate::argument::{Ints, Text, ints, strings};
use crate::table::{Call, Kernel};

/// `UTF8String.indexOf` plus 1, from the `skip`th code point on: 1 for an empty string, 0 for one
/// that is not found.
fn position(text: &str, wanted: &Wanted, skip: usize) -> i32 {
    if wanted.text.is_empty() {
        return 1;
    }
    let from = match text.as_bytes().get(..skip) {
        Some(head) if head.is_ascii() && skip < text.len() => skip,
        _ => match text.char_indices().nth(skip) {
            Some((from, _)) => from,
            None => return 0,
        },
    };
    let rest = &text.as_bytes()[from..];
    let found = match &wanted.finder {
        Some(finder) => finder.find(rest),
        None => memmem::find(rest, wanted.text.as_bytes()),
    };
    match found {
        Some(at) if rest[..at].is_ascii() => (skip + at + 1) as i32,
        Some(at) => (skip + text[from..from + at].chars().count() + 1) as i32,
        None => 0,
    }
}

/// A text to find; a constant is prepared once.
struct Wanted<'a> {
    text: &'a str,
    finder: Option<&'a memmem::Finder<'a>>,
}

fn finder(wanted: &Text) -> Option<memmem::Finder<'_>> {
    match wanted {
        Text::Constant(Some(text)) => Some(memmem::Finder::new(text.as_bytes())),
        _ => None,
    }
}

pub fn instr(_call: &Call) -> Result<Kernel> {
    Ok(Arc::new(|args, rows| {
        let (text, wanted) = (Text::new(&args[0])?, Text::new(&args[1])?);
        let finder = finder(&wanted);
        ints(rows, |row| {
            let (text, wanted) = (text.get(row)?, wanted.get(row)?);
            let finder = finder.as_ref();
            Some(position(
                text,
                &Wanted {
                    text: wanted,
                    finder,
                },
                0,
            ))
        })
    }))
}

/// `locate(wanted, str, start)`: 0 for a start below 1. (For one that is NULL Spark has 0, too, which the
/// expression sees to.)
pub fn locate(_call: &Call) -> Result<Kernel> {
    Ok(Arc::new(|args, rows| {
        let (wanted, text) = (Text::new(&args[0])?, Text::new(&args[1])?);
        let start = match args.get(2) {
            Some(start) => Ints::new(start)?,
            None => Ints::Constant(Some(1)),
        };
        let finder = finder(&wanted);
        ints(rows, |row| {
            let (wanted, text, start) = (wanted.get(row)?, text.get(row)?, start.get(row)?);
            let finder = finder.as_ref();
            let wanted = Wanted {
                text: wanted,
                finder,
            };
            match start {
                1.. => Some(position(text, &wanted, start as usize - 1)),
                _ => Some(0),
            }
        })
    }))
}

/// `find_in_set(word, set)`: the word's place in a list of words between commas, or 0.
pub fn find_in_set(_call: &Call) -> Result<Kernel> {
    Ok(Arc::new(|args, rows| {
        let (word, set) = (Text::new(&args[0])?, Text::new(&args[1])?);
        ints(rows, |row| {
            let (word, set) = (word.get(row)?, set.get(row)?);
            // A word with a comma equals none of the parts.
            let place = set.split(',').position(|part| part == word);
            Some(place.map_or(0, |place| place as i32 + 1))
        })
    }))
}

/// `UTF8String.subStringIndex`: occurrences of the delimiter may overlap.
fn before(text: &str, delimiter: &str, count: i32) -> Option<usize> {
    let mut from = 0;
    let mut at = 0;
    for _ in 0..count {
        at = from + memmem::find(text.as_bytes().get(from..)?, delimiter.as_bytes())?;
        from = at + 1;
    }
    Some(at)
}

fn behind(text: &str, delimiter: &str, count: i32) -> Option<usize> {
    let mut to = text.len();
    let mut at = 0;
    for _ in 0..count {
        at = memmem::rfind(text.as_bytes().get(..to)?, delimiter.as_bytes())?;
        to = (at + delimiter.len()).checked_sub(1)?;
    }
    Some(at + delimiter.len())
}

pub fn substring_index(_call: &Call) -> Result<Kernel> {
    Ok(Arc::new(|args, rows| {
        let (text, delimiter, count) = (
            Text::new(&args[0])?,
            Text::new(&args[1])?,
            Ints::new(&args[2])?,
        );
        let mut negative_size = false;
        let output = strings(rows, text.bytes(), |row, out| {
            let (text, delimiter, count) = (text.get(row)?, delimiter.get(row)?, count.get(row)?);
            if delimiter.is_empty() || count == 0 {
                return Some(());
            }
            // Spark negates the count: the least one stays negative, and its array gets no size.
            negative_size |= count == i32::MIN;
            let part = if count > 0 {
                before(text, delimiter, count).map(|at| &text[..at])
            } else {
                behind(text, delimiter, count.wrapping_neg()).map(|at| &text[at..])
            };
            out.push_str(part.unwrap_or(text));
            Some(())
        });
        if negative_size {
            return exec_err!("java.lang.NegativeArraySizeException: -1");
        }
        output
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::string::testing::{column, eval, int, scalar};

    #[test]
    fn positions_are_code_points() {
        let texts = column(&[Some("\u{1F600}ab\u{e9}ab"), None, Some(""), Some("x")]);
        assert_eq!(
            eval(instr, &[texts.clone(), scalar("ab")], 4),
            ["2", "NULL", "0", "0"]
        );
        assert_eq!(
            eval(instr, &[texts.clone(), scalar("")], 4),
            ["1", "NULL", "1", "1"]
        );
        let from = |start| [scalar("ab"), texts.clone(), int(start)];
        assert_eq!(eval(locate, &from(3), 4), ["5", "NULL", "0", "0"]);
        assert_eq!(eval(locate, &from(6), 1), ["0"]);
        assert_eq!(eval(locate, &from(7), 1), ["0"]);
        assert_eq!(eval(locate, &from(0), 4), ["0", "NULL", "0", "0"]);
        assert_eq!(eval(locate, &[scalar(""), scalar("abc"), int(9)], 1), ["1"]);
    }

    #[test]
    fn sets() {
        let words = column(&[Some("ab"), Some("c"), Some(""), Some("a,b"), None]);
        assert_eq!(
            eval(find_in_set, &[words, scalar("b,ab,c,")], 5),
            ["2", "3", "4", "0", "NULL"]
        );
        assert_eq!(eval(find_in_set, &[scalar(""), scalar("")], 1), ["1"]);
    }

    #[test]
    fn substrings_by_index() {
        let part = |text, delimiter, count| {
            eval(
                substring_index,
                &[scalar(text), scalar(delimiter), int(count)],
                1,
            )
            .remove(0)
        };
        assert_eq!(part("www.apache.org", ".", 2), "www.apache");
        assert_eq!(part("www.apache.org", ".", -2), "apache.org");
        assert_eq!(part("www.apache.org", ".", 3), "www.apache.org");
        assert_eq!(part("www.apache.org", ".", -3), "www.apache.org");
        assert_eq!(part("www.apache.org", "", 1), "");
        assert_eq!(part("www.apache.org", ".", 0), "");
        assert_eq!(part(".a.", ".", 1), "");
        assert_eq!(part(".a.", ".", -1), "");
        assert_eq!(part("aaaaa", "aa", 2), "a");
        assert_eq!(part("aaaaa", "aa", -2), "a");
        assert_eq!(part("a", "aa", -1), "a");
        assert_eq!(part("x||y||z", "||", 2), "x||y");
    }
}
