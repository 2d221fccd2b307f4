//! `substring(str, pos, len)`: `UTF8String.substringSQL`.

use std::sync::Arc;

use arrow::array::{Array, AsArray, StringBuilder};
use arrow::datatypes::Int32Type;
use datafusion_common::Result;
use datafusion_expr::ColumnarValue;

use crate::table::{Call, Kernel};

pub fn substring(_call: &Call) -> Result<Kernel> {
    Ok(Arc::new(|args, rows| {
        let array = args[0].to_array(rows)?;
        let strings = array.as_string::<i32>();
        let (pos, len) = (args[1].to_array(rows)?, args[2].to_array(rows)?);
        let (pos, len) = (
            pos.as_primitive::<Int32Type>(),
            len.as_primitive::<Int32Type>(),
        );
        let mut output = StringBuilder::with_capacity(rows, strings.value_data().len() / 2);
        for i in 0..rows {
            if strings.is_null(i) || pos.is_null(i) || len.is_null(i) {
                output.append_null();
            } else {
                output.append_value(slice(strings.value(i), pos.value(i), len.value(i)));
            }
        }
        Ok(ColumnarValue::Array(Arc::new(output.finish())))
    }))
}

/// 1-based; 0 is 1; a negative position counts from the end.
fn slice(text: &str, pos: i32, len: i32) -> &str {
    let ascii = text.is_ascii();
    let (pos, len) = (i64::from(pos), i64::from(len));
    let start = if pos > 0 {
        pos - 1
    } else if pos < 0 {
        let chars = if ascii {
            text.len()
        } else {
            text.chars().count()
        };
        pos + chars as i64
    } else {
        0
    };
    let end = start + len;
    if len <= 0 || end <= 0 {
        return "";
    }
    let start = start.max(0) as usize;
    let end = end as usize;
    if ascii {
        return text.get(start..end.min(text.len())).unwrap_or("");
    }
    let at = |n: usize| text.char_indices().nth(n).map_or(text.len(), |(i, _)| i);
    &text[at(start)..at(end)]
}

#[cfg(test)]
mod tests {
    use super::slice;

    #[test]
    fn positions() {
        assert_eq!(slice("Spark SQL", 5, i32::MAX), "k SQL");
        assert_eq!(slice("Spark SQL", -3, i32::MAX), "SQL");
        assert_eq!(slice("Spark SQL", 5, 1), "k");
        assert_eq!(slice("Spark", 0, 2), "Sp");
        assert_eq!(slice("Spark", -7, 3), "S");
        assert_eq!(slice("Spark", 9, 3), "");
        assert_eq!(slice("Spark", 1, 0), "");
        assert_eq!(slice("a\u{1F600}b", 2, 1), "\u{1F600}");
        assert_eq!(slice("a\u{1F600}b", -2, 2), "\u{1F600}b");
    }
}
