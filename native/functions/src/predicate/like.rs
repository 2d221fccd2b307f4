//! `text LIKE pattern ESCAPE char`.

use std::sync::{Arc, OnceLock};

use arrow::array::StringArray;
use datafusion_common::Result;
use datafusion_expr::ColumnarValue;

use super::pattern::Pattern;
use super::search::{nulls, test};
use crate::argument::{Text, booleans};
use crate::table::{Call, Kernel};

/// The escape character is a constant; a constant pattern is compiled once.
pub fn like(_call: &Call) -> Result<Kernel> {
    let compiled: OnceLock<Pattern> = OnceLock::new();
    Ok(Arc::new(move |args, rows| {
        let escape = escape(args)?;
        match Text::new(&args[1])? {
            Text::Constant(None) => nulls(rows),
            Text::Constant(Some(pattern)) => {
                let pattern = match compiled.get() {
                    Some(pattern) => pattern,
                    None => {
                        let new = Pattern::new(&pattern, escape)?;
                        compiled.get_or_init(|| new)
                    }
                };
                test(
                    &args[0],
                    rows,
                    &|text: &str| pattern.matches(text),
                    &|all: &StringArray| pattern.matches_all(all),
                )
            }
            patterns => each(&Text::new(&args[0])?, &patterns, escape, rows),
        }
    }))
}

fn escape(args: &[ColumnarValue]) -> Result<char> {
    let Some(arg) = args.get(2) else {
        return Ok('\\');
    };
    let text = Text::new(arg)?;
    Ok(text.get(0).and_then(|t| t.chars().next()).unwrap_or('\\'))
}

/// A pattern per row, compiled anew where it differs from the row before.
fn each(text: &Text, patterns: &Text, escape: char, rows: usize) -> Result<ColumnarValue> {
    let mut last: Option<(&str, Pattern)> = None;
    let mut failure = None;
    let output = booleans(rows, |row| {
        let (text, pattern) = (text.get(row)?, patterns.get(row)?);
        if let Some((known, compiled)) = &last
            && *known == pattern
        {
            return Some(compiled.matches(text));
        }
        match Pattern::new(pattern, escape) {
            Ok(compiled) => {
                let matches = compiled.matches(text);
                last = Some((pattern, compiled));
                Some(matches)
            }
            Err(error) => {
                failure.get_or_insert(error);
                None
            }
        }
    });
    match failure {
        Some(error) => Err(error),
        None => output,
    }
}
