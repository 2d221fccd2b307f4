//! `soundex` (`UTF8String.soundex`).

use std::sync::Arc;

use datafusion_common::Result;

use crate::argument::{Text, strings};
use crate::table::{Call, Kernel};

/// The codes of A to Z; 7 is skipped, as if it were not there.
const CODES: &[u8; 26] = b"01230127022455012623017202";

pub fn soundex(_call: &Call) -> Result<Kernel> {
    Ok(Arc::new(|args, rows| {
        let text = Text::new(&args[0])?;
        strings(rows, 4 * rows, |row, out| {
            let text = text.get(row)?;
            match code(text.as_bytes()) {
                Some(code) => code.iter().for_each(|c| out.push(char::from(*c))),
                None => out.push_str(text),
            }
            Some(())
        })
    }))
}

/// None of a text that begins with no letter.
fn code(text: &[u8]) -> Option<[u8; 4]> {
    let (first, rest) = text.split_first()?;
    let first = first.to_ascii_uppercase();
    if !first.is_ascii_uppercase() {
        return None;
    }
    let mut code = [first, b'0', b'0', b'0'];
    let mut len = 1;
    let mut last = CODES[usize::from(first - b'A')];
    for byte in rest {
        let byte = byte.to_ascii_uppercase();
        if !byte.is_ascii_uppercase() {
            last = b'0';
            continue;
        }
        match CODES[usize::from(byte - b'A')] {
            b'7' => {}
            digit => {
                if digit != b'0' && digit != last {
                    code[len] = digit;
                    len += 1;
                    if len == 4 {
                        break;
                    }
                }
                last = digit;
            }
        }
    }
    Some(code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::string::testing::{column, eval};

    #[test]
    fn codes() {
        let texts = column(&[
            Some("Miller"),
            Some("tymczak"),
            Some("Ashcraft"),
            Some("\u{e9}x"),
            Some("1a"),
            Some(""),
            None,
            Some("B b"),
        ]);
        assert_eq!(
            eval(soundex, &[texts], 8),
            ["M460", "T522", "A261", "\u{e9}x", "1a", "", "NULL", "B100"]
        );
    }
}
