//! `to_json` (`JacksonGenerator`) without options: fields that are NULL are left out.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Float64Array, Int32Array, PrimitiveArray, StringArray,
};
use arrow::buffer::{NullBuffer, OffsetBuffer};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Date32Type, Int64Type};
use datafusion_common::{Result, internal_err};

use super::copy::{float, separate};
use super::scanner::special;
use super::text::escape;
use crate::argument::{plain, strings};
use crate::datetime::calendar;
use crate::deciding::{Decided, DecidingKernel};
use crate::table::Call;

pub fn to_json(_call: &Call) -> Result<DecidingKernel> {
    Ok(Arc::new(|args, rows| {
        let array = args[0].to_array(rows)?;
        let writer = Writer::new(&array)?;
        let mut undecided = Vec::new();
        let values = strings(rows, rows * 16, |row, out| {
            if writer.is_null(row) {
                return None;
            }
            let written = writer.write(row, out);
            if written.is_none() {
                undecided.push(row as u32);
            }
            written
        })?;
        Ok(Decided {
            values: values.into_array(rows)?,
            undecided,
        })
    }))
}

struct Writer {
    nulls: Option<NullBuffer>,
    values: Values,
}

enum Values {
    Boolean(BooleanArray),
    Integer(PrimitiveArray<Int64Type>),
    Double(Float64Array),
    Date(Int32Array),
    Text(StringArray),
    /// Names in quotes; None if that is Jackson's business.
    Struct(Vec<(Option<String>, Writer)>),
    List(OffsetBuffer<i32>, Box<Writer>),
    Map(OffsetBuffer<i32>, StringArray, Box<Writer>),
}

impl Writer {
    fn new(array: &ArrayRef) -> Result<Self> {
        let values = match array.data_type() {
            DataType::Boolean => Values::Boolean(array.as_boolean().clone()),
            DataType::Int8 | DataType::Int16 | DataType::Int32 | DataType::Int64 => {
                Values::Integer(cast(array, &DataType::Int64)?.as_primitive().clone())
            }
            DataType::Float64 => Values::Double(array.as_primitive().clone()),
            DataType::Date32 => Values::Date(array.as_primitive::<Date32Type>().reinterpret_cast()),
            DataType::Utf8 | DataType::Utf8View | DataType::Dictionary(_, _) => {
                Values::Text(plain(array)?)
            }
            DataType::Struct(fields) => {
                let columns = array.as_struct().columns().iter().map(Self::new);
                let names = fields.iter().map(|field| {
                    let mut name = String::new();
                    quote(field.name(), &mut name).map(|()| name)
                });
                Values::Struct(names.zip(columns.collect::<Result<Vec<_>>>()?).collect())
            }
            DataType::List(_) => {
                let list = array.as_list::<i32>();
                Values::List(list.offsets().clone(), Box::new(Self::new(list.values())?))
            }
            DataType::Map(_, _) => {
                let map = array.as_map();
                let values = Box::new(Self::new(map.values())?);
                Values::Map(map.offsets().clone(), plain(map.keys())?, values)
            }
            other => return internal_err!("no value of the type {other} is written as JSON"),
        };
        Ok(Self {
            nulls: array.logical_nulls().filter(|nulls| nulls.null_count() > 0),
            values,
        })
    }

    fn is_null(&self, row: usize) -> bool {
        self.nulls.as_ref().is_some_and(|nulls| nulls.is_null(row))
    }

    fn write_nullable(&self, row: usize, out: &mut String) -> Option<()> {
        if self.is_null(row) {
            out.push_str("null");
            return Some(());
        }
        self.write(row, out)
    }

    /// Appends a value that is not NULL.
    fn write(&self, row: usize, out: &mut String) -> Option<()> {
        match &self.values {
            Values::Boolean(values) => {
                out.push_str(if values.value(row) { "true" } else { "false" })
            }
            Values::Integer(values) => integer(values.value(row), out),
            Values::Double(values) => double(values.value(row), out)?,
            Values::Date(values) => date(values.value(row), out)?,
            Values::Text(values) => quote(values.value(row), out)?,
            Values::Struct(fields) => {
                out.push('{');
                let mut first = true;
                for (name, values) in fields.iter().filter(|(_, values)| !values.is_null(row)) {
                    separate(&mut first, out);
                    out.push_str(name.as_ref()?);
                    out.push(':');
                    values.write(row, out)?;
                }
                out.push('}');
            }
            Values::List(offsets, values) => {
                out.push('[');
                let mut first = true;
                for place in offsets[row]..offsets[row + 1] {
                    separate(&mut first, out);
                    values.write_nullable(place as usize, out)?;
                }
                out.push(']');
            }
            Values::Map(offsets, keys, values) => {
                out.push('{');
                let mut first = true;
                for place in offsets[row]..offsets[row + 1] {
                    separate(&mut first, out);
                    quote(keys.value(place as usize), out)?;
                    out.push(':');
                    values.write_nullable(place as usize, out)?;
                }
                out.push('}');
            }
        }
        Some(())
    }
}

/// `writeString`, of characters of the first plane.
fn quote(text: &str, out: &mut String) -> Option<()> {
    if text.bytes().any(|byte| byte >= 0xF0) {
        return None;
    }
    out.push('"');
    let mut rest = text;
    while let Some(at) = special(rest.as_bytes(), 0) {
        out.push_str(&rest[..at]);
        escape(char::from(rest.as_bytes()[at]), out);
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
    out.push('"');
    Some(())
}

fn integer(number: i64, out: &mut String) {
    let mut digits = [0; 20];
    let mut at = digits.len();
    let mut rest = number.unsigned_abs();
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if number < 0 {
        out.push('-');
    }
    digits[at..]
        .iter()
        .for_each(|digit| out.push(char::from(*digit)));
}

/// A number of which the shortest digits are few is written alike by all versions of Java.
fn double(number: f64, out: &mut String) -> Option<()> {
    // As text it has a point.
    float(&format!("{number:?}"), out)
}

/// A day of 1900 or later, of a year of four digits.
fn date(days: i32, out: &mut String) -> Option<()> {
    let (year, month, day) = calendar::civil(days);
    if !(1900..=9999).contains(&year) {
        return None;
    }
    out.push('"');
    for (number, digits, end) in [(year, 1000, '-'), (month, 10, '-'), (day, 10, '"')] {
        let mut place = digits;
        while place > 0 {
            out.push(char::from(b'0' + (number / place % 10) as u8));
            place /= 10;
        }
        out.push(end);
    }
    Some(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use arrow::array::{Date32Array, Int8Array, ListArray, StructArray};
    use arrow::datatypes::{Field, Fields, Int32Type};
    use datafusion_expr::ColumnarValue;

    use super::*;
    use crate::string::testing::call;

    #[test]
    fn rows_as_text() {
        let fields: Fields = vec![
            Field::new("a", DataType::Int8, true),
            Field::new("q\"", DataType::Utf8, true),
            Field::new("d", DataType::Float64, true),
            Field::new("t", DataType::Date32, true),
            Field::new(
                "l",
                DataType::List(Arc::new(Field::new_list_field(DataType::Int32, true))),
                true,
            ),
        ]
        .into();
        let lists = ListArray::from_iter_primitive::<Int32Type, _, _>(vec![
            Some(vec![Some(i32::MIN), None]),
            None,
            Some(vec![]),
            None,
            None,
        ]);
        let arrays: Vec<ArrayRef> = vec![
            Arc::new(Int8Array::from(vec![
                Some(-128),
                None,
                Some(0),
                Some(1),
                Some(2),
            ])),
            Arc::new(StringArray::from(vec![
                Some("x\n\"\u{1f}é/"),
                None,
                Some("😀"),
                None,
                None,
            ])),
            Arc::new(Float64Array::from(vec![
                Some(-0.5),
                None,
                None,
                Some(1e7),
                Some(100.0),
            ])),
            Arc::new(Date32Array::from(vec![
                Some(19782),
                None,
                None,
                None,
                Some(-40000),
            ])),
            Arc::new(lists),
        ];
        let nulls = NullBuffer::from(vec![true, true, true, true, true]);
        let rows: ArrayRef = Arc::new(StructArray::new(fields, arrays, Some(nulls)));
        let run = |array: ArrayRef| {
            let rows = array.len();
            to_json(&call()).unwrap()(&[ColumnarValue::Array(array)], rows).unwrap()
        };
        let decided = run(Arc::clone(&rows));
        let texts = decided.values.as_string::<i32>();
        let first = "{\"a\":-128,\"q\\\"\":\"x\\n\\\"\\u001Fé/\",\"d\":-0.5,\"t\":\"2024-02-29\",\"l\":[-2147483648,null]}";
        assert_eq!(texts.value(0), first);
        assert_eq!(texts.value(1), "{}");
        assert_eq!(decided.undecided, [2, 3, 4]);
        let sliced = run(rows.slice(1, 2));
        assert_eq!(sliced.values.as_string::<i32>().value(0), "{}");
        assert_eq!(sliced.undecided, [1]);
    }
}
