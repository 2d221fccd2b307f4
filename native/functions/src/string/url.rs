//! `url_encode` (`java.net.URLEncoder` in UTF-8) and `parse_url` (`ParseUrlEvaluator`).

use std::sync::Arc;

use datafusion_common::{DataFusionError, Result};

use super::uri::Uri;
use crate::argument::{Text, strings};
use crate::table::{Call, Kernel};
use crate::{EvalMode, SparkError};

const DIGITS: &[u8; 16] = b"0123456789ABCDEF";

fn stays(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'*')
}

pub fn url_encode(_call: &Call) -> Result<Kernel> {
    Ok(Arc::new(|args, rows| {
        let text = Text::new(&args[0])?;
        strings(rows, text.bytes() * 5 / 4, |row, out| {
            let mut rest = text.get(row)?;
            loop {
                let plain = rest.bytes().position(|byte| !stays(byte));
                let (plain, other) = rest.split_at(plain.unwrap_or(rest.len()));
                out.push_str(plain);
                let Some(c) = other.chars().next() else { break };
                let (character, behind) = other.split_at(c.len_utf8());
                rest = behind;
                if c == ' ' {
                    out.push('+');
                    continue;
                }
                for byte in character.bytes() {
                    out.push('%');
                    out.push(char::from(DIGITS[usize::from(byte >> 4)]));
                    out.push(char::from(DIGITS[usize::from(byte & 15)]));
                }
            }
            Some(())
        })
    }))
}

/// `parse_url(url, part)`, or `parse_url(url, 'QUERY', key)` with a key without operators: NULL, or an
/// error, for what is no URI.
pub fn parse_url(call: &Call) -> Result<Kernel> {
    let ansi = call.mode == EvalMode::Ansi;
    Ok(Arc::new(move |args, rows| {
        let (url, part) = (Text::new(&args[0])?, Text::new(&args[1])?);
        let key = args.get(2).map(Text::new).transpose()?;
        let mut failure: Option<DataFusionError> = None;
        let output = strings(rows, url.bytes() / 2, |row, out| {
            let (url, part) = (url.get(row)?, part.get(row)?);
            let key = match &key {
                Some(key) => Some(key.get(row)?),
                None => None,
            };
            if key.is_some() && part != "QUERY" {
                return None;
            }
            let Ok(uri) = Uri::parse(url) else {
                if ansi {
                    failure.get_or_insert(invalid(url));
                }
                return None;
            };
            match (part, key) {
                ("FILE", _) => {
                    out.push_str(uri.path?);
                    if let Some(query) = uri.query {
                        out.push('?');
                        out.push_str(query);
                    }
                }
                (_, Some(key)) => out.push_str(value(uri.query?, key)?),
                _ => out.push_str(named(&uri, part)?),
            }
            Some(())
        });
        failure.map_or(output, Err)
    }))
}

fn named<'a>(uri: &Uri<'a>, part: &str) -> Option<&'a str> {
    match part {
        "HOST" => uri.host,
        "PATH" => uri.path,
        "QUERY" => uri.query,
        "REF" => uri.fragment,
        "PROTOCOL" => uri.scheme,
        "AUTHORITY" => uri.authority,
        "USERINFO" => uri.user_info,
        _ => None,
    }
}

/// What is found by `(&|^)key=([^&]*)`.
fn value<'a>(query: &'a str, key: &str) -> Option<&'a str> {
    query.split('&').find_map(|pair| {
        let value = pair.strip_prefix(key)?;
        value.strip_prefix('=')
    })
}

/// `QueryExecutionErrors.invalidUrlError`
fn invalid(url: &str) -> DataFusionError {
    SparkError::new("INVALID_URL").with("url", url).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::string::testing::{column, eval, scalar};

    #[test]
    fn parses() {
        let urls = column(&[
            Some("http://h/p?a=1&b=2&b=3"),
            None,
            Some("a b"),
            Some("x:y"),
        ]);
        let part = |part| eval(parse_url, &[urls.clone(), scalar(part)], 4);
        assert_eq!(part("HOST"), ["h", "NULL", "NULL", "NULL"]);
        assert_eq!(part("FILE"), ["/p?a=1&b=2&b=3", "NULL", "NULL", "NULL"]);
        assert_eq!(part("PROTOCOL"), ["http", "NULL", "NULL", "x"]);
        assert_eq!(part("host"), ["NULL"; 4]);
        let of = |key| eval(parse_url, &[urls.clone(), scalar("QUERY"), scalar(key)], 1);
        assert_eq!(of("b"), ["2"]);
        assert_eq!(of("c"), ["NULL"]);
    }

    #[test]
    fn encodes() {
        let texts = [column(&[
            Some("https://spark.apache.org/a b*~_"),
            Some("\u{e9}\u{1F600}"),
            None,
            Some(""),
        ])];
        assert_eq!(
            eval(url_encode, &texts, 4),
            [
                "https%3A%2F%2Fspark.apache.org%2Fa+b*%7E_",
                "%C3%A9%F0%9F%98%80",
                "NULL",
                ""
            ]
        );
    }
}
