//! Lengths of strings and binaries: `length`, `octet_length`, `bit_length`.

use std::sync::Arc;

use arrow::array::{Array, Int32Array, StringArray};
use arrow::datatypes::DataType;
use datafusion_common::Result;
use datafusion_expr::ColumnarValue;

use crate::argument::{Bytes, Text, ints};
use crate::table::{Call, Kernel};

/// Code points of a string, bytes of a binary.
pub fn length(call: &Call) -> Result<Kernel> {
    if call.arg_types.first() == Some(&DataType::Binary) {
        return octet_length(call);
    }
    Ok(Arc::new(|args, rows| match Text::new(&args[0])? {
        Text::Column(column) => Ok(ColumnarValue::Array(Arc::new(code_points(&column)))),
        constant => ints(rows, |row| Some(constant.get(row)?.chars().count() as i32)),
    }))
}

fn code_points(column: &StringArray) -> Int32Array {
    let offsets = column.value_offsets();
    let bytes = &column.value_data()[offsets[0] as usize..offsets[column.len()] as usize];
    let lengths = if bytes.is_ascii() {
        offsets.windows(2).map(|pair| pair[1] - pair[0]).collect()
    } else {
        (0..column.len())
            .map(|row| column.value(row).chars().count() as i32)
            .collect()
    };
    Int32Array::new(lengths, column.nulls().cloned())
}

pub fn octet_length(_call: &Call) -> Result<Kernel> {
    bytes(1)
}

pub fn bit_length(_call: &Call) -> Result<Kernel> {
    bytes(8)
}

fn bytes(factor: i32) -> Result<Kernel> {
    Ok(Arc::new(move |args, rows| {
        let bytes = Bytes::new(&args[0])?;
        ints(rows, |row| {
            Some((bytes.get(row)?.len() as i32).wrapping_mul(factor))
        })
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::string::testing::{column, eval, scalar};

    #[test]
    fn lengths() {
        let texts = [column(&[Some("\u{1F600}a"), None, Some("")])];
        assert_eq!(eval(length, &texts, 3), ["2", "NULL", "0"]);
        assert_eq!(eval(octet_length, &texts, 3), ["5", "NULL", "0"]);
        assert_eq!(eval(bit_length, &texts, 3), ["40", "NULL", "0"]);
        assert_eq!(
            eval(length, &[column(&[Some("abc"), None])], 2),
            ["3", "NULL"]
        );
        assert_eq!(eval(length, &[scalar("\u{e9}")], 2), ["1", "1"]);
    }
}
