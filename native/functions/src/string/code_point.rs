//! `ascii` and `chr`.

use std::sync::Arc;

use datafusion_common::Result;

use crate::argument::{Longs, Text, ints, strings};
use crate::table::{Call, Kernel};

/// The first code point, 0 of an empty string.
pub fn ascii(_call: &Call) -> Result<Kernel> {
    Ok(Arc::new(|args, rows| {
        let text = Text::new(&args[0])?;
        ints(rows, |row| {
            Some(text.get(row)?.chars().next().map_or(0, |c| c as i32))
        })
    }))
}

/// The character of the number's last byte in Latin-1; none of a negative number.
pub fn chr(_call: &Call) -> Result<Kernel> {
    Ok(Arc::new(|args, rows| {
        let number = Longs::new(&args[0])?;
        strings(rows, rows, |row, out| {
            let number = number.get(row)?;
            if number >= 0 {
                out.push(char::from(number as u8));
            }
            Some(())
        })
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::string::testing::{column, eval};
    use datafusion_common::ScalarValue;
    use datafusion_expr::ColumnarValue;

    #[test]
    fn code_points() {
        let texts = [column(&[Some("\u{1F600}a"), Some(""), None, Some("a")])];
        assert_eq!(eval(ascii, &texts, 4), ["128512", "0", "NULL", "97"]);
        let chr = |n| eval(chr, &[ColumnarValue::Scalar(ScalarValue::Int64(n))], 1).remove(0);
        assert_eq!(chr(Some(65)), "A");
        assert_eq!(chr(Some(256 + 233)), "\u{e9}");
        assert_eq!(chr(Some(256)), "\u{0}");
        assert_eq!(chr(Some(-1)), "");
        assert_eq!(chr(None), "NULL");
    }
}
