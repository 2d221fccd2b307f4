//! `trim`, `ltrim`, `rtrim`: of spaces, or of the code points of a second argument (`UTF8String`).

use std::sync::Arc;

use datafusion_common::Result;

use crate::argument::{Text, strings};
use crate::table::{Call, Kernel};

pub fn trim(_call: &Call) -> Result<Kernel> {
    trimming(true, true)
}

pub fn ltrim(_call: &Call) -> Result<Kernel> {
    trimming(true, false)
}

pub fn rtrim(_call: &Call) -> Result<Kernel> {
    trimming(false, true)
}

fn trimming(start: bool, end: bool) -> Result<Kernel> {
    Ok(Arc::new(move |args, rows| {
        let text = Text::new(&args[0])?;
        let set = args.get(1).map(Text::new).transpose()?;
        strings(rows, text.bytes(), |row, out| {
            let text = text.get(row)?;
            let set = match &set {
                Some(set) => set.get(row)?,
                None => " ",
            };
            let text = if start { trim_start(text, set) } else { text };
            out.push_str(if end { trim_end(text, set) } else { text });
            Some(())
        })
    }))
}

fn trim_start<'a>(text: &'a str, set: &str) -> &'a str {
    match set {
        " " => text.trim_start_matches(' '),
        set => text.trim_start_matches(|c| set.contains(c)),
    }
}

fn trim_end<'a>(text: &'a str, set: &str) -> &'a str {
    match set {
        " " => text.trim_end_matches(' '),
        set => text.trim_end_matches(|c| set.contains(c)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::string::testing::{column, eval, scalar};

    #[test]
    fn spaces_only_by_default() {
        let texts = [column(&[Some("  a b\t "), None, Some("   "), Some("")])];
        assert_eq!(eval(trim, &texts, 4), ["a b\t", "NULL", "", ""]);
        assert_eq!(eval(ltrim, &texts, 4), ["a b\t ", "NULL", "", ""]);
        assert_eq!(eval(rtrim, &texts, 4), ["  a b\t", "NULL", "", ""]);
    }

    #[test]
    fn a_set_of_code_points() {
        let texts = column(&[Some("xy\u{e9}a\u{e9}y"), Some("yx"), None]);
        let args = [texts, scalar("\u{e9}yx")];
        assert_eq!(eval(trim, &args, 3), ["a", "", "NULL"]);
        assert_eq!(eval(ltrim, &args, 3), ["a\u{e9}y", "", "NULL"]);
        assert_eq!(eval(rtrim, &args, 3), ["xy\u{e9}a", "", "NULL"]);
        let args = [
            column(&[Some(" a "), Some(" a ")]),
            column(&[Some(""), None]),
        ];
        assert_eq!(eval(trim, &args, 2), [" a ", "NULL"]);
    }
}
