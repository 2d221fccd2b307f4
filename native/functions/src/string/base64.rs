//! `base64` and `unbase64`: Java's MIME encoder, in lines of 76 characters or in one (`Base64.encode`),
//! and its decoder.

use std::sync::Arc;

use datafusion_common::{Result, ScalarValue, internal_err};
use datafusion_expr::ColumnarValue;

use crate::argument::{Bytes, Text, binaries, strings};
use crate::table::{Call, Kernel};
use crate::{EvalMode, SparkError};

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const BYTES_IN_LINE: usize = 57;

/// `base64(bytes, chunked)`.
pub fn base64(_call: &Call) -> Result<Kernel> {
    Ok(Arc::new(|args, rows| {
        let bytes = Bytes::new(&args[0])?;
        let chunked = match args.get(1) {
            Some(ColumnarValue::Scalar(ScalarValue::Boolean(Some(chunked)))) => *chunked,
            _ => return internal_err!("base64 without a constant that says whether to chunk"),
        };
        strings(rows, 0, |row, out| {
            let bytes = bytes.get(row)?;
            let line = if chunked { BYTES_IN_LINE } else { usize::MAX };
            for (i, line) in bytes.chunks(line).enumerate() {
                if i > 0 {
                    out.push_str("\r\n");
                }
                encode(line, out);
            }
            Some(())
        })
    }))
}

fn encode(bytes: &[u8], out: &mut String) {
    let groups = bytes.chunks_exact(3);
    let rest = groups.remainder();
    for group in groups {
        let bits = u32::from(group[0]) << 16 | u32::from(group[1]) << 8 | u32::from(group[2]);
        let digits = [18, 12, 6, 0].map(|shift| ALPHABET[(bits >> shift & 63) as usize]);
        // They are ASCII.
        out.push_str(std::str::from_utf8(&digits).unwrap_or_default());
    }
    for group in rest.chunks(3) {
        let bits = group
            .iter()
            .chain(&[0, 0])
            .take(3)
            .fold(0u32, |bits, byte| (bits << 8) | u32::from(*byte));
        for place in 0..4 {
            let sextet = (bits >> (18 - 6 * place)) & 63;
            out.push(match place <= group.len() {
                true => char::from(ALPHABET[sextet as usize]),
                false => '=',
            });
        }
    }
}

/// What a byte stands for: six bits, or one of these.
const OTHER: u8 = 64;
const PADDING: u8 = 65;
const SEXTETS: [u8; 256] = {
    let mut sextets = [OTHER; 256];
    let mut i = 0;
    while i < ALPHABET.len() {
        sextets[ALPHABET[i] as usize] = i as u8;
        i += 1;
    }
    sextets[b'=' as usize] = PADDING;
    sextets
};

/// Characters that are not in the alphabet are skipped, and it raises Java's errors; in ANSI mode an
/// error of Spark's for what is not valid.
pub fn unbase64(call: &Call) -> Result<Kernel> {
    let ansi = call.mode == EvalMode::Ansi;
    Ok(Arc::new(move |args, rows| {
        let text = Text::new(&args[0])?;
        binaries(rows, |row, out| {
            let Some(text) = text.get(row) else {
                return Ok(None);
            };
            if ansi && !is_valid(text) {
                return Err(SparkError::not_binary(text, "BASE64").into());
            }
            match decode(text.as_bytes(), out) {
                Ok(()) => Ok(Some(())),
                Err(message) => Err(SparkError::new("java.lang.IllegalArgumentException")
                    .with("message", message)
                    .into()),
            }
        })
    }))
}

/// `UnBase64.isValidBase64`
fn is_valid(text: &str) -> bool {
    let (mut sextets, mut padding) = (0usize, 0usize);
    for c in text.chars() {
        match c {
            '=' => {
                padding += 1;
                if padding > 2 || sextets % 4 < 2 {
                    return false;
                }
            }
            _ if padding > 0 => return false,
            '+' | '/' => sextets += 1,
            c if c.is_ascii_alphanumeric() => sextets += 1,
            c if is_whitespace(c) => {}
            _ => return false,
        }
    }
    match padding {
        0 => sextets % 4 != 1,
        _ => (sextets + padding).is_multiple_of(4),
    }
}

/// `Character.isWhitespace`
fn is_whitespace(c: char) -> bool {
    matches!(c,
        '\t'..='\r' | '\u{1c}'..=' ' | '\u{1680}' | '\u{2000}'..='\u{2006}'
        | '\u{2008}'..='\u{200a}' | '\u{2028}' | '\u{2029}' | '\u{205f}' | '\u{3000}')
}

/// `Base64.Decoder.decode0` of a MIME decoder.
fn decode(text: &[u8], out: &mut Vec<u8>) -> std::result::Result<(), String> {
    let (mut bits, mut sextets) = (0u32, 0);
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        at += 1;
        match SEXTETS[usize::from(*byte)] {
            OTHER => {}
            PADDING => {
                let complete = match sextets {
                    0 => false,
                    2 => {
                        at += 1;
                        text.get(at - 1) == Some(&b'=')
                    }
                    _ => true,
                };
                if !complete {
                    return Err("Input byte array has wrong 4-byte ending unit".to_string());
                }
                break;
            }
            sextet => {
                bits = bits << 6 | u32::from(sextet);
                sextets += 1;
                if sextets == 4 {
                    out.extend_from_slice(&bits.to_be_bytes()[1..]);
                    (bits, sextets) = (0, 0);
                }
            }
        }
    }
    match sextets {
        1 => return Err("Last unit does not have enough valid bits".to_string()),
        2 => out.push((bits >> 4) as u8),
        3 => out.extend_from_slice(&[(bits >> 10) as u8, (bits >> 2) as u8]),
        _ => {}
    }
    while let Some(byte) = text.get(at) {
        at += 1;
        if SEXTETS[usize::from(*byte)] < OTHER {
            // Java has a byte for each code point.
            let place = String::from_utf8_lossy(&text[..at]).chars().count();
            return Err(format!(
                "Input byte array has incorrect ending byte at {place}"
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::string::testing::{eval, scalar};

    fn decoded(text: &str) -> std::result::Result<Vec<u8>, String> {
        let mut out = vec![];
        decode(text.as_bytes(), &mut out).map(|()| out)
    }

    #[test]
    fn validity() {
        for text in ["", "abcd", "abc d", "abcdAE", "abcdAE==", "YQ\u{2003}"] {
            assert!(is_valid(text), "{text}");
        }
        for text in [
            "abc?", "abcdA", "abcdAE=", "ab==tm+1", "ab== ", "YQ\u{a0}", "=",
        ] {
            assert!(!is_valid(text), "{text}");
        }
    }

    #[test]
    fn decodes() {
        assert_eq!(decoded(""), Ok(vec![]));
        assert_eq!(decoded("U3Bhcms="), Ok(b"Spark".to_vec()));
        assert_eq!(decoded("U3 Bh\r\nc\u{e9}m s"), Ok(b"Spark".to_vec()));
        assert_eq!(decoded("YQ"), Ok(b"a".to_vec()));
        assert_eq!(decoded("YQ==!"), Ok(b"a".to_vec()));
        assert_eq!(decoded("?"), Ok(vec![]));
        assert!(decoded("Y").is_err_and(|e| e.starts_with("Last unit")));
        assert!(decoded("YQ=").is_err_and(|e| e.contains("wrong 4-byte")));
        assert!(decoded("=").is_err_and(|e| e.contains("wrong 4-byte")));
        assert!(decoded("YQ==\u{1F600}Y").is_err_and(|e| e.ends_with("byte at 6")));
    }

    #[test]
    fn encodes() {
        let encode = |text, chunked| {
            let chunked = ColumnarValue::Scalar(ScalarValue::Boolean(Some(chunked)));
            eval(base64, &[scalar(text), chunked], 1).remove(0)
        };
        assert_eq!(encode("", true), "");
        assert_eq!(encode("f", true), "Zg==");
        assert_eq!(encode("fo", true), "Zm8=");
        assert_eq!(encode("foo", true), "Zm9v");
        assert_eq!(encode("foob", true), "Zm9vYg==");
        let text = "a".repeat(58);
        assert_eq!(
            encode(&text, true),
            format!("{}\r\nYQ==", "YWFh".repeat(19))
        );
        assert_eq!(encode(&text, false), format!("{}YQ==", "YWFh".repeat(19)));
        assert_eq!(encode(&"a".repeat(57), true), "YWFh".repeat(19));
    }
}
