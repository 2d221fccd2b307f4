//! `upper`, `lower` and `initcap` by the case mappings of ICU for Unicode 16 in the root locale, as
//! `CollationAwareUTF8String` has them. The JVM's own mappings (Spark 3.5, or
//! `spark.sql.icu.caseMappings.enabled` off) depend on its version and are not these.

use std::sync::Arc;

use arrow::array::{Array, StringArray};
use arrow::buffer::Buffer;
use datafusion_common::Result;
use datafusion_expr::ColumnarValue;

use crate::argument::{Text, strings};
use crate::table::{Call, Kernel};

/// The exceptions below are what Unicode 17 adds to Unicode 16.
const _: () = assert!(matches!(char::UNICODE_VERSION, (17, 0, 0)));

pub fn upper(_call: &Call) -> Result<Kernel> {
    mapped(str::make_ascii_uppercase, |text, out| {
        for c in text.chars() {
            match is_mapped_anew(c) {
                true => out.push(c),
                false => out.extend(c.to_uppercase()),
            }
        }
    })
}

pub fn lower(_call: &Call) -> Result<Kernel> {
    mapped(str::make_ascii_lowercase, |text, out| {
        if text.contains('\u{3a3}') {
            return lower_with_sigma(text, out);
        }
        for c in text.chars() {
            match is_mapped_anew(c) {
                true => out.push(c),
                false => out.extend(c.to_lowercase()),
            }
        }
    })
}

/// Letters whose case mapping is new in Unicode 17.
fn is_mapped_anew(c: char) -> bool {
    matches!(c,
        '\u{a7ce}'..='\u{a7cf}' | '\u{a7d2}'..='\u{a7d5}'
        | '\u{16ea0}'..='\u{16eb8}' | '\u{16ebb}'..='\u{16ed3}')
}

/// A sigma is a final one by the classes of the characters around it: let std decide on a text
/// where those whose class is new in Unicode 17 have given way to others of their old class.
fn small_sigmas(text: &str) -> std::vec::IntoIter<char> {
    let classes: String = text.chars().map(old_class).collect();
    let lowered = classes.to_lowercase();
    let sigmas = lowered
        .chars()
        .filter(|c| matches!(c, '\u{3c2}' | '\u{3c3}'));
    sigmas.collect::<Vec<_>>().into_iter()
}

fn lower_with_sigma(text: &str, out: &mut String) {
    let mut sigmas = small_sigmas(text);
    for c in text.chars() {
        if c == '\u{3a3}' {
            out.extend(sigmas.next());
        } else if is_mapped_anew(c) {
            out.push(c);
        } else {
            out.extend(c.to_lowercase());
        }
    }
}

fn old_class(c: char) -> char {
    match c {
        // Cased in Unicode 16; the small sigmas are not to be counted as results.
        '\u{295}' | '\u{3c2}' | '\u{3c3}' | '\u{a7d3}' | '\u{a7d5}' => 'a',
        // Not assigned in Unicode 16.
        '\u{1acf}'..='\u{1add}'
        | '\u{1ae0}'..='\u{1aeb}'
        | '\u{a7ce}'..='\u{a7cf}'
        | '\u{a7d2}'
        | '\u{a7d4}'
        | '\u{a7f1}'
        | '\u{10ec5}'
        | '\u{10efa}'
        | '\u{10efb}'
        | '\u{11b60}'
        | '\u{11b62}'..='\u{11b64}'
        | '\u{11b66}'
        | '\u{11dd9}'
        | '\u{16ea0}'..='\u{16eb8}'
        | '\u{16ebb}'..='\u{16ed3}'
        | '\u{16ff2}'..='\u{16ff3}'
        | '\u{1e6e3}'
        | '\u{1e6e6}'
        | '\u{1e6ee}'..='\u{1e6ef}'
        | '\u{1e6f5}'
        | '\u{1e6ff}' => '1',
        c => c,
    }
}

/// Words begin behind spaces only: their first character in title case, all others in lower case
/// (`CollationAwareUTF8String.toTitleCaseICU`).
pub fn initcap(_call: &Call) -> Result<Kernel> {
    Ok(Arc::new(|args, rows| {
        let text = Text::new(&args[0])?;
        strings(rows, text.bytes(), |row, out| {
            let text = text.get(row)?;
            if text.is_ascii() {
                initcap_ascii(text, out);
            } else {
                initcap_other(text, out);
            }
            Some(())
        })
    }))
}

fn initcap_ascii(text: &str, out: &mut String) {
    let start = out.len();
    out.push_str(text);
    let out = &mut out[start..];
    out.make_ascii_lowercase();
    if let Some(first) = out.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    for space in memchr::memchr_iter(b' ', text.as_bytes()) {
        if let Some(first) = out.get_mut(space + 1..space + 2) {
            first.make_ascii_uppercase();
        }
    }
}

fn initcap_other(text: &str, out: &mut String) {
    let mut sigmas = small_sigmas(text);
    let mut begins = true;
    for c in text.chars() {
        let sigma = if c == '\u{3a3}' { sigmas.next() } else { None };
        if begins {
            title(c, out);
        } else if sigma.is_some() {
            out.extend(sigma);
        } else if is_mapped_anew(c) {
            out.push(c);
        } else {
            out.extend(c.to_lowercase());
        }
        begins = c == ' ';
    }
}

/// Upper case but for the letters that have another title case.
fn title(c: char, out: &mut String) {
    match c {
        _ if is_mapped_anew(c) => out.push(c),
        '\u{1c4}'..='\u{1c6}' => out.push('\u{1c5}'),
        '\u{1c7}'..='\u{1c9}' => out.push('\u{1c8}'),
        '\u{1ca}'..='\u{1cc}' => out.push('\u{1cb}'),
        '\u{1f1}'..='\u{1f3}' => out.push('\u{1f2}'),
        // Georgian letters have no title case.
        '\u{10d0}'..='\u{10fa}' | '\u{10fd}'..='\u{10ff}' => out.push(c),
        // Greek letters with an iota subscript keep it.
        '\u{1f80}'..='\u{1faf}' => out.extend(char::from_u32(c as u32 | 8)),
        '\u{1fb3}' | '\u{1fbc}' => out.push('\u{1fbc}'),
        '\u{1fc3}' | '\u{1fcc}' => out.push('\u{1fcc}'),
        '\u{1ff3}' | '\u{1ffc}' => out.push('\u{1ffc}'),
        '\u{1fb2}' | '\u{1fb4}' | '\u{1fb7}' | '\u{1fc2}' | '\u{1fc4}' | '\u{1fc7}'
        | '\u{1ff2}' | '\u{1ff4}' | '\u{1ff7}' => out.extend(c.to_uppercase().map(|c| match c {
            '\u{399}' => '\u{345}',
            c => c,
        })),
        // Of ligatures only the first letter.
        '\u{df}' | '\u{587}' | '\u{fb00}'..='\u{fb06}' | '\u{fb13}'..='\u{fb17}' => {
            let mut letters = c.to_uppercase();
            out.extend(letters.next());
            letters.for_each(|c| out.extend(c.to_lowercase()));
        }
        c => out.extend(c.to_uppercase()),
    }
}

fn mapped(ascii: fn(&mut str), other: fn(&str, &mut String)) -> Result<Kernel> {
    Ok(Arc::new(move |args, rows| {
        let text = Text::new(&args[0])?;
        if let Text::Column(column) = &text
            && let Some(output) = map_ascii(column, ascii)
        {
            return Ok(ColumnarValue::Array(Arc::new(output)));
        }
        strings(rows, text.bytes(), |row, out| {
            let text = text.get(row)?;
            if text.is_ascii() {
                let start = out.len();
                out.push_str(text);
                ascii(&mut out[start..]);
            } else {
                other(text, out);
            }
            Some(())
        })
    }))
}

/// A column of ASCII as one text; None if there is other text in it.
fn map_ascii(column: &StringArray, map: fn(&mut str)) -> Option<StringArray> {
    let offsets = column.offsets();
    let (first, last) = (*offsets.first()? as usize, *offsets.last()? as usize);
    if first != 0 {
        return None;
    }
    let bytes = &column.value_data()[..last];
    if !bytes.is_ascii() {
        return None;
    }
    let mut text = std::str::from_utf8(bytes).ok()?.to_string();
    map(&mut text);
    let values = Buffer::from_vec(text.into_bytes());
    StringArray::try_new(offsets.clone(), values, column.nulls().cloned()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::string::testing::{column, eval, scalar};

    #[test]
    fn ascii() {
        let texts = [column(&[Some("aB-z"), None, Some("")])];
        assert_eq!(eval(upper, &texts, 3), ["AB-Z", "NULL", ""]);
        assert_eq!(eval(lower, &texts, 3), ["ab-z", "NULL", ""]);
    }

    #[test]
    fn other_text() {
        let one = |kernel, text| eval(kernel, &[scalar(text)], 1).remove(0);
        assert_eq!(one(upper, "stra\u{df}e \u{149}"), "STRASSE \u{2bc}N");
        assert_eq!(one(lower, "\u{130}I"), "i\u{307}i");
        assert_eq!(one(upper, "\u{16ebb}\u{e9}"), "\u{16ebb}\u{c9}");
        assert_eq!(one(lower, "\u{16ea0}\u{c9}"), "\u{16ea0}\u{e9}");
    }

    #[test]
    fn words() {
        let one = |text| eval(initcap, &[scalar(text)], 1).remove(0);
        assert_eq!(one("sPark sQL  a-b\tc"), "Spark Sql  A-b\tc");
        assert_eq!(one(""), "");
        assert_eq!(one(" x"), " X");
        assert_eq!(
            one("\u{e9}T\u{c9} \u{fb01}x \u{df}A"),
            "\u{c9}t\u{e9} Fix Ssa"
        );
        assert_eq!(
            one("\u{1c6} \u{1f80} \u{1fb7}"),
            "\u{1c5} \u{1f88} \u{391}\u{342}\u{345}"
        );
        assert_eq!(one("\u{10d0}\u{10d1} \u{345}"), "\u{10d0}\u{10d1} \u{399}");
        assert_eq!(
            one("\u{3a3}A\u{3a3} a\u{3a3}b"),
            "\u{3a3}a\u{3c2} A\u{3c3}b"
        );
        assert_eq!(one("x\u{130}"), "Xi\u{307}");
    }

    #[test]
    fn sigmas() {
        let one = |text| eval(lower, &[scalar(text)], 1).remove(0);
        assert_eq!(
            one("\u{39f}\u{3a3} \u{3a3}\u{3a3}"),
            "\u{3bf}\u{3c2} \u{3c3}\u{3c2}"
        );
        assert_eq!(
            one("\u{3c3}\u{3a3}\u{3c2}\u{3a3}"),
            "\u{3c3}\u{3c3}\u{3c2}\u{3c2}"
        );
        assert_eq!(one("\u{295}\u{3a3}"), "\u{295}\u{3c2}");
        assert_eq!(one("A\u{1acf}\u{3a3}"), "a\u{1acf}\u{3c3}");
    }
}
