//! `format_number` of whole numbers and decimals (`java.text.DecimalFormat` with groups of three).

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Decimal128Type, Int64Type};
use datafusion_common::{Result, ScalarValue, internal_err};
use datafusion_expr::ColumnarValue;

use super::rows;
use crate::argument::strings;
use crate::table::{Call, Kernel};

/// `format_number(number, places)` with a constant number of places; NULL for a negative one.
pub fn format_number(call: &Call) -> Result<Kernel> {
    let scale = match call.arg_types.first() {
        Some(DataType::Decimal128(_, scale)) if *scale >= 0 => *scale as usize,
        Some(DataType::Int8 | DataType::Int16 | DataType::Int32 | DataType::Int64) => 0,
        _ => return internal_err!("format_number of {:?}", call.arg_types),
    };
    Ok(Arc::new(move |args, rows| {
        let ColumnarValue::Scalar(ScalarValue::Int32(places)) = &args[1] else {
            return internal_err!("format_number with a number of places that is no constant");
        };
        let places = match places {
            Some(places) if *places >= 0 => *places as usize,
            _ => return Ok(ColumnarValue::Scalar(ScalarValue::Utf8(None))),
        };
        let array = args[0].to_array(rows)?;
        let numbers = Numbers::new(&array)?;
        let output = strings(rows, rows * (12 + places), |row, out| {
            write(numbers.get(row)?, scale, places, out);
            Some(())
        })?;
        rows::finish(output.to_array(rows)?, args)
    }))
}

enum Numbers {
    Long(ArrayRef),
    Decimal(ArrayRef),
}

impl Numbers {
    fn new(array: &ArrayRef) -> Result<Self> {
        Ok(match array.data_type() {
            DataType::Decimal128(_, _) => Self::Decimal(Arc::clone(array)),
            _ => Self::Long(cast(array, &DataType::Int64)?),
        })
    }

    fn get(&self, row: usize) -> Option<i128> {
        match self {
            Self::Long(array) => {
                let array = array.as_primitive::<Int64Type>();
                array.is_valid(row).then(|| array.value(row).into())
            }
            Self::Decimal(array) => {
                let array = array.as_primitive::<Decimal128Type>();
                array.is_valid(row).then(|| array.value(row))
            }
        }
    }
}

/// `unscaled` / 10^`scale` with so many places; a tie goes to the even neighbour. What is rounded to
/// zero keeps its sign.
fn write(unscaled: i128, scale: usize, places: usize, out: &mut String) {
    let mut rest = unscaled.unsigned_abs();
    if scale > places {
        let by = 10u128.pow((scale - places) as u32);
        let (quotient, remainder) = (rest / by, rest % by);
        let up = remainder > by / 2 || (remainder == by / 2 && quotient % 2 == 1);
        rest = quotient + u128::from(up);
    }
    let kept = scale.min(places);
    // Digits, and a comma before each three of them.
    let mut digits = [0; 64];
    let mut first = digits.len();
    let mut count = 0;
    loop {
        if count == kept && kept > 0 {
            first -= 1;
            digits[first] = b'.';
        } else if count > kept && (count - kept).is_multiple_of(3) {
            first -= 1;
            digits[first] = b',';
        }
        first -= 1;
        digits[first] = b'0' + (rest % 10) as u8;
        rest /= 10;
        count += 1;
        if rest == 0 && count > kept {
            break;
        }
    }
    if unscaled < 0 {
        out.push('-');
    }
    // They are ASCII.
    out.push_str(std::str::from_utf8(&digits[first..]).unwrap_or_default());
    if places > kept {
        if kept == 0 {
            out.push('.');
        }
        out.extend(std::iter::repeat_n('0', places - kept));
    }
}

#[cfg(test)]
mod tests {
    use super::write;

    #[test]
    fn groups_and_places() {
        let text = |unscaled, scale, places| {
            let mut text = String::new();
            write(unscaled, scale, places, &mut text);
            text
        };
        assert_eq!(text(0, 0, 0), "0");
        assert_eq!(text(1234567, 0, 0), "1,234,567");
        assert_eq!(text(-1234567, 0, 2), "-1,234,567.00");
        assert_eq!(text(123456, 2, 4), "1,234.5600");
        assert_eq!(text(123450, 2, 1), "1,234.5");
        assert_eq!(text(125, 2, 1), "1.2");
        assert_eq!(text(135, 2, 1), "1.4");
        assert_eq!(text(-1, 3, 2), "-0.00");
        assert_eq!(text(99999, 2, 0), "1,000");
        assert_eq!(text(5, 1, 0), "0");
        assert_eq!(
            text(i128::from(i64::MIN), 0, 0),
            "-9,223,372,036,854,775,808"
        );
        assert_eq!(
            text(10i128.pow(38) - 1, 38, 38),
            format!("0.{}", "9".repeat(38))
        );
    }
}
