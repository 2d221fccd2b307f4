//! `base64`: Java's MIME encoder, in lines of 76 characters or in one (`Base64.encode`).

use std::sync::Arc;

use datafusion_common::{Result, ScalarValue, internal_err};
use datafusion_expr::ColumnarValue;

use crate::argument::{Bytes, strings};
use crate::table::{Call, Kernel};

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
    for group in bytes.chunks(3) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::string::testing::{eval, scalar};

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
