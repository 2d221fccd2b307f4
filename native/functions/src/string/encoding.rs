//! Strings as bytes and back: `encode` and `decode`, of UTF-8 and the character sets of one byte.

use std::sync::Arc;

use arrow::array::{BinaryArray, StringArray};
use datafusion_common::{DataFusionError, Result, ScalarValue, internal_err};
use datafusion_expr::ColumnarValue;

use super::regexp::constant;
use crate::SparkError;
use crate::argument::{Bytes, Text, binaries, strings};
use crate::table::{Call, Kernel};

#[derive(Clone, Copy)]
enum Charset {
    Utf8,
    Ascii,
    Latin1,
}

impl Charset {
    fn new(name: &str) -> Result<Self> {
        match name.to_ascii_uppercase().as_str() {
            "UTF-8" => Ok(Self::Utf8),
            "US-ASCII" => Ok(Self::Ascii),
            "ISO-8859-1" => Ok(Self::Latin1),
            other => internal_err!("the character set {other}"),
        }
    }

    /// The characters of one byte.
    fn limit(self) -> u32 {
        match self {
            Self::Ascii => 0x80,
            _ => 0x100,
        }
    }
}

/// `QueryExecutionErrors.malformedCharacterCoding`
fn malformed(function: &str, charset: &str) -> DataFusionError {
    SparkError::new("MALFORMED_CHARACTER_CODING")
        .with("function", format!("`{function}`"))
        .with("charset", charset)
        .into()
}

/// `encode(text, charset)` with a constant character set that is none of Spark's legacy.
pub fn encode(_call: &Call) -> Result<Kernel> {
    Ok(Arc::new(|args, rows| {
        let Some(name) = constant("encode", &args[1])? else {
            return Ok(ColumnarValue::Scalar(ScalarValue::Binary(None)));
        };
        let charset = Charset::new(&name)?;
        let text = Text::new(&args[0])?;
        if let (Charset::Utf8, Text::Column(column)) = (charset, &text) {
            return Ok(ColumnarValue::Array(Arc::new(BinaryArray::from(
                column.clone(),
            ))));
        }
        binaries(rows, |row, out| {
            let Some(text) = text.get(row) else {
                return Ok(None);
            };
            if matches!(charset, Charset::Utf8) || text.is_ascii() {
                out.extend_from_slice(text.as_bytes());
                return Ok(Some(()));
            }
            for c in text.chars() {
                match u32::from(c) {
                    c if c < charset.limit() => out.push(c as u8),
                    _ => return Err(malformed("encode", &name)),
                }
            }
            Ok(Some(()))
        })
    }))
}

/// `decode(bytes, charset)`, as `encode`.
pub fn decode(_call: &Call) -> Result<Kernel> {
    Ok(Arc::new(|args, rows| {
        let Some(name) = constant("decode", &args[1])? else {
            return Ok(ColumnarValue::Scalar(ScalarValue::Utf8(None)));
        };
        let charset = Charset::new(&name)?;
        let bytes = Bytes::new(&args[0])?;
        if let (Charset::Utf8, Bytes::Column(column)) = (charset, &bytes)
            && let Ok(decoded) = StringArray::try_from_binary(column.clone())
        {
            return Ok(ColumnarValue::Array(Arc::new(decoded)));
        }
        let mut failed = false;
        let output = strings(rows, 0, |row, out| {
            let bytes = bytes.get(row)?;
            match charset {
                Charset::Utf8 | Charset::Ascii => match std::str::from_utf8(bytes) {
                    Ok(text) if matches!(charset, Charset::Utf8) || text.is_ascii() => {
                        out.push_str(text);
                    }
                    _ => failed = true,
                },
                Charset::Latin1 => out.extend(bytes.iter().map(|byte| char::from(*byte))),
            }
            Some(())
        });
        if failed {
            return Err(malformed("decode", &name));
        }
        output
    }))
}

/// `ExpressionImplUtils.quote`: between single quotes, with a backslash before those inside.
pub fn quote(_call: &Call) -> Result<Kernel> {
    Ok(Arc::new(|args, rows| {
        let text = Text::new(&args[0])?;
        strings(rows, text.bytes() + 2 * rows, |row, out| {
            out.push('\'');
            for (i, part) in text.get(row)?.split('\'').enumerate() {
                if i > 0 {
                    out.push_str("\\'");
                }
                out.push_str(part);
            }
            out.push('\'');
            Some(())
        })
    }))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::string::testing::{call, column, eval, scalar};

    #[test]
    fn there_and_back() {
        let texts = column(&[Some("a\u{e9}"), None, Some(""), Some("b")]);
        let encoded = encode(&call()).unwrap()(&[texts, scalar("iso-8859-1")], 4).unwrap();
        let args = [encoded.clone(), scalar("ISO-8859-1")];
        assert_eq!(eval(decode, &args, 4), ["a\u{e9}", "NULL", "", "b"]);
        let error = decode(&call()).unwrap()(&[encoded, scalar("utf-8")], 4).unwrap_err();
        let error = error.to_string();
        assert!(error.contains("charset=utf-8 function=`decode`"), "{error}");
        let texts = [column(&[Some("\u{e9}"), None]), scalar("UTF-8")];
        let encoded = encode(&call()).unwrap()(&texts, 2).unwrap();
        assert_eq!(
            eval(decode, &[encoded, scalar("UTF-8")], 2),
            ["\u{e9}", "NULL"]
        );
        assert!(encode(&call()).unwrap()(&[scalar("\u{e9}"), scalar("US-ASCII")], 1).is_err());
    }

    #[test]
    fn quotes() {
        let texts = [column(&[Some("don't"), None, Some("")])];
        assert_eq!(eval(quote, &texts, 3), [r"'don\'t'", "NULL", "''"]);
    }
}
