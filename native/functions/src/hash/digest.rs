//! `md5`, `sha1`, `sha2` (in hexadecimal digits, as `DigestUtils` has them) and `crc32`.

use std::sync::Arc;

use arrow::array::Int64Array;
use datafusion_common::Result;
use datafusion_expr::ColumnarValue;
use md5::Md5;
use sha1::Sha1;
use sha2::digest::Digest;
use sha2::{Sha224, Sha256, Sha384, Sha512};

use crate::argument::{Bytes, Ints, strings};
use crate::table::{Call, Kernel};

/// Writes the digest of some bytes.
type Write = fn(&[u8], &mut String);

pub fn md5(_call: &Call) -> Result<Kernel> {
    digest(write::<Md5>, 32)
}

pub fn sha1(_call: &Call) -> Result<Kernel> {
    digest(write::<Sha1>, 40)
}

fn digest(write: Write, digits: usize) -> Result<Kernel> {
    Ok(Arc::new(move |args, rows| {
        let bytes = Bytes::new(&args[0])?;
        strings(rows, rows * digits, |row, out| {
            write(bytes.get(row)?, out);
            Some(())
        })
    }))
}

/// NULL for a length that is none of SHA-2's.
pub fn sha2(_call: &Call) -> Result<Kernel> {
    Ok(Arc::new(|args, rows| {
        let (bytes, bits) = (Bytes::new(&args[0])?, Ints::new(&args[1])?);
        let digits = match &bits {
            Ints::Constant(Some(bits @ (224 | 384 | 512))) => *bits as usize / 4,
            _ => 64,
        };
        strings(rows, rows * digits, |row, out| {
            let (bytes, bits) = (bytes.get(row)?, bits.get(row)?);
            let write: Write = match bits {
                224 => write::<Sha224>,
                0 | 256 => write::<Sha256>,
                384 => write::<Sha384>,
                512 => write::<Sha512>,
                _ => return None,
            };
            write(bytes, out);
            Some(())
        })
    }))
}

fn write<D: Digest>(bytes: &[u8], out: &mut String) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut digits = [0; 128];
    let digest = D::digest(bytes);
    let mut len = 0;
    for byte in digest.iter() {
        digits[len] = DIGITS[usize::from(byte >> 4)];
        digits[len + 1] = DIGITS[usize::from(byte & 15)];
        len += 2;
    }
    // They are ASCII.
    out.push_str(std::str::from_utf8(&digits[..len]).unwrap_or_default());
}

/// `java.util.zip.CRC32`.
pub fn crc32(_call: &Call) -> Result<Kernel> {
    Ok(Arc::new(|args, rows| {
        let bytes = Bytes::new(&args[0])?;
        let sums: Int64Array = (0..rows)
            .map(|row| Some(i64::from(crc32fast::hash(bytes.get(row)?))))
            .collect();
        Ok(ColumnarValue::Array(Arc::new(sums)))
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::string::testing::{column, eval, int};

    #[test]
    fn digests() {
        let texts = column(&[Some("x"), Some("Spark"), None, Some("")]);
        let ColumnarValue::Array(texts) = texts else {
            return;
        };
        let args = [ColumnarValue::Array(texts.slice(1, 3))];
        assert_eq!(
            eval(md5, &args, 3),
            [
                "8cde774d6f7333752ed72cacddb05126",
                "NULL",
                "d41d8cd98f00b204e9800998ecf8427e"
            ]
        );
        assert_eq!(
            eval(sha1, &args, 3),
            [
                "85f5955f4b27a9a4c2aab6ffe5d7189fc298b92c",
                "NULL",
                "da39a3ee5e6b4b0d3255bfef95601890afd80709"
            ]
        );
        assert_eq!(eval(crc32, &args, 3), ["1557323817", "NULL", "0"]);
    }

    #[test]
    fn sha2_of_a_length() {
        let sha2 = |bits| eval(sha2, &[column(&[Some("Spark")]), int(bits)], 1).remove(0);
        let of_256 = "529bc3b07127ecb7e53a4dcf1991d9152c24537d919178022b2c42657f79a26b";
        assert_eq!(sha2(256), of_256);
        assert_eq!(sha2(0), of_256);
        assert_eq!(sha2(224).len(), 56);
        assert_eq!(sha2(384).len(), 96);
        assert_eq!(sha2(512).len(), 128);
        assert_eq!(sha2(1), "NULL");
    }
}
