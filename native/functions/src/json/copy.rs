//! Values of a document as `JsonGenerator.copyCurrentStructure` writes them: without space, numbers and
//! escapes in Jackson's form.

use super::scanner::{Scanner, Token};

/// Appends the value that begins with `token`.
pub(crate) fn copy(scanner: &mut Scanner, token: Token, out: &mut String) -> Option<()> {
    match token {
        Token::Object => {
            out.push('{');
            let mut first = true;
            while let Some(name) = scanner.name()? {
                separate(&mut first, out);
                name.write_quoted(out)?;
                out.push(':');
                let value = scanner.value()?;
                copy(scanner, value, out)?;
            }
            out.push('}');
        }
        Token::Array => {
            out.push('[');
            let mut first = true;
            while scanner.element()? {
                separate(&mut first, out);
                let value = scanner.value()?;
                copy(scanner, value, out)?;
            }
            out.push(']');
        }
        Token::String(text) => text.write_quoted(out)?,
        Token::Integer(number) => integer(number, out)?,
        Token::Float(number) => float(number, out)?,
        Token::Boolean(true) => out.push_str("true"),
        Token::Boolean(false) => out.push_str("false"),
        Token::Null => out.push_str("null"),
    }
    Some(())
}

pub(crate) fn separate(first: &mut bool, out: &mut String) {
    if !std::mem::take(first) {
        out.push(',');
    }
}

/// The text of an integer is the number's, but for a zero with a sign.
fn integer(number: &str, out: &mut String) -> Option<()> {
    if number == "-0" {
        return None;
    }
    out.push_str(number);
    Some(())
}

/// `Double.toString` of a number of few digits that is not written with an exponent: its digits, without
/// zeros at the end. More than 15 digits need not be those of the double.
pub(crate) fn float(number: &str, out: &mut String) -> Option<()> {
    let unsigned = number.strip_prefix('-').unwrap_or(number);
    let (whole, fraction) = unsigned.split_once('.')?;
    let digits = fraction.trim_end_matches('0');
    let is_plain = if whole == "0" {
        digits.is_empty() || fraction.bytes().take_while(|b| *b == b'0').count() <= 2
    } else {
        whole.len() <= 7
    };
    let is_short = whole.len() + digits.len() <= 15;
    if !is_plain || !is_short || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let sign = &number[..number.len() - unsigned.len()];
    let digits = if digits.is_empty() { "0" } else { digits };
    for part in [sign, whole, ".", digits] {
        out.push_str(part);
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn copied(text: &str) -> Option<String> {
        let mut scanner = Scanner::new(text)?;
        let mut out = String::new();
        let token = scanner.value()?;
        copy(&mut scanner, token, &mut out)?;
        scanner.end()?;
        Some(out)
    }

    #[test]
    fn values_in_jacksons_form() {
        for (text, expected) in [
            (
                " { \"a\" : [ 1 , null ] , \"b\" : { } , \"a\" : true }",
                "{\"a\":[1,null],\"b\":{},\"a\":true}",
            ),
            (
                "\"\\/\\u0041\\u001f\\n\\u0022é\\u00e9\u{7f}\"",
                "\"/A\\u001F\\n\\\"éé\u{7f}\"",
            ),
            (
                "[2.50, -0.0, 0.001, 1234567.0, 0.00100]",
                "[2.5,-0.0,0.001,1234567.0,0.001]",
            ),
            (
                "123456789012345678901234567890",
                "123456789012345678901234567890",
            ),
        ] {
            assert_eq!(copied(text).as_deref(), Some(expected));
        }
    }

    #[test]
    fn what_depends_on_more_is_left() {
        for text in [
            "-0",
            "1e5",
            "1.5E0",
            "0.0001",
            "12345678.5",
            "0.1234567890123456",
            "\"😀\"",
            "{\"😀\":1}",
            "\"\\ud83d\\ude00\"",
            "1.5e-1",
        ] {
            assert_eq!(copied(text), None, "{text}");
        }
    }
}
