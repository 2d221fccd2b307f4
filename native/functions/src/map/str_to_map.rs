//! `StringToMap` with delimiters that Java's `String.split` takes as they are.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanBufferBuilder, StringArray};
use arrow::buffer::{Buffer, NullBuffer};
use datafusion_common::{Result, ScalarValue, internal_err};
use datafusion_expr::ColumnarValue;
use memchr::memmem::Finder;

use super::builder::{Builder, Kept};
use crate::argument::Text;
use crate::nested::{offset, offsets_of};
use crate::table::{Call, Kernel};

pub fn str_to_map(call: &Call) -> Result<Kernel> {
    let builder = Builder {
        map: call.return_field.data_type().clone(),
        mode: call.mode,
        kept: Kept::Normalized,
    };
    Ok(Arc::new(move |args, rows| {
        let text = Text::new(&args[0])?;
        let (pairs, key) = match (Text::new(&args[1])?, Text::new(&args[2])?) {
            (Text::Constant(Some(pairs)), Text::Constant(Some(key))) => (pairs, key),
            (Text::Constant(_), Text::Constant(_)) => {
                return Ok(ColumnarValue::Scalar(ScalarValue::try_from(&builder.map)?));
            }
            _ => return internal_err!("delimiters of str_to_map that are no constants"),
        };
        let (pairs, key) = (Delimiter::new(&pairs), Delimiter::new(&key));
        let mut keys = Texts::with_capacity(rows, text.bytes());
        let mut values = Texts::with_capacity(rows, text.bytes());
        let mut offsets = Vec::with_capacity(rows + 1);
        let mut valid = BooleanBufferBuilder::new(rows);
        offsets.push(0);
        for row in 0..rows {
            let text = text.get(row);
            valid.append(text.is_some());
            let mut rest = text;
            while let Some(text) = rest {
                let (pair, after) = pairs.split(text);
                rest = after;
                let (key, value) = key.split(pair);
                keys.push(Some(key))?;
                values.push(value)?;
            }
            offsets.push(keys.count()?);
        }
        let nulls = NullBuffer::new(valid.finish());
        let (keys, values) = (keys.finish(), values.finish());
        let map = builder.build(offsets_of(offsets), &keys, &values, Some(nulls))?;
        Ok(ColumnarValue::Array(map))
    }))
}

struct Delimiter<'a> {
    text: &'a [u8],
    finder: Finder<'a>,
}

impl<'a> Delimiter<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text: text.as_bytes(),
            finder: Finder::new(text.as_bytes()),
        }
    }

    /// What is before the first delimiter, and what is after it.
    #[inline]
    fn split<'t>(&self, text: &'t str) -> (&'t str, Option<&'t str>) {
        let place = match self.text {
            [byte] => memchr::memchr(*byte, text.as_bytes()),
            _ => self.finder.find(text.as_bytes()),
        };
        match place {
            Some(place) => (&text[..place], Some(&text[place + self.text.len()..])),
            None => (text, None),
        }
    }
}

/// Strings of which no one knows the number.
struct Texts {
    text: String,
    offsets: Vec<i32>,
    valid: BooleanBufferBuilder,
}

impl Texts {
    fn with_capacity(count: usize, bytes: usize) -> Self {
        let mut offsets = Vec::with_capacity(count + 1);
        offsets.push(0);
        Self {
            text: String::with_capacity(bytes),
            offsets,
            valid: BooleanBufferBuilder::new(count),
        }
    }

    fn push(&mut self, text: Option<&str>) -> Result<()> {
        self.text.push_str(text.unwrap_or_default());
        self.offsets.push(offset(self.text.len())?);
        self.valid.append(text.is_some());
        Ok(())
    }

    fn count(&self) -> Result<i32> {
        offset(self.offsets.len() - 1)
    }

    fn finish(mut self) -> ArrayRef {
        let nulls = NullBuffer::new(self.valid.finish());
        let nulls = Some(nulls).filter(|n| n.null_count() > 0);
        let (offsets, bytes) = (
            offsets_of(self.offsets),
            Buffer::from_vec(self.text.into_bytes()),
        );
        // SAFETY: the bytes were a String, and each offset is its length after a whole text was pushed.
        Arc::new(unsafe { StringArray::new_unchecked(offsets, bytes, nulls) })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use arrow::datatypes::DataType;

    use super::super::testing::{call, last_wins, map_of, texts};
    use super::*;

    fn eval(rows: &[Option<&str>], pairs: &str, key: &str, call: Call) -> Result<Vec<String>> {
        let scalar = |text: &str| ColumnarValue::Scalar(ScalarValue::Utf8(Some(text.into())));
        let column: ArrayRef = Arc::new(StringArray::from(rows.to_vec()));
        let args = [ColumnarValue::Array(column), scalar(pairs), scalar(key)];
        let output = str_to_map(&call)?(&args, rows.len())?;
        Ok(texts(&output.into_array(rows.len())?))
    }

    #[test]
    fn pairs_are_split() {
        let map = || map_of(DataType::Utf8, DataType::Utf8);
        let rows = [
            Some("a:1,b:2:3"),
            None,
            Some(""),
            Some("a,:x"),
            Some("é:😀"),
        ];
        let expected = [
            "{a: 1, b: 2:3}",
            "NULL",
            "{: NULL}",
            "{a: NULL, : x}",
            "{é: 😀}",
        ];
        assert_eq!(eval(&rows, ",", ":", call(map())).unwrap(), expected);
        let rows = [Some("a=>1;;b=>2;;")];
        let expected = ["{a: 1, b: 2, : NULL}"];
        assert_eq!(eval(&rows, ";;", "=>", call(map())).unwrap(), expected);
        let rows = [Some("a:1,a:2,b"), Some(",")];
        assert!(eval(&rows, ",", ":", call(map())).is_err());
        let expected = ["{a: 2, b: NULL}", "{: NULL}"];
        assert_eq!(eval(&rows, ",", ":", last_wins(map())).unwrap(), expected);
    }
}
