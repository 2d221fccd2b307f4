//! `json_tuple` (`JsonTupleEvaluator`) of constant names: a list of one row for each document.

use std::sync::Arc;

use arrow::array::ListArray;
use arrow::buffer::OffsetBuffer;
use arrow::datatypes::DataType;
use datafusion_common::{Result, internal_err};
use datafusion_expr::ColumnarValue;

use super::column::{Column, Values};
use super::copy::copy;
use super::scanner::{Scanner, Token};
use crate::argument::Text;
use crate::deciding::{Decided, DecidingKernel};
use crate::table::Call;

pub fn json_tuple(call: &Call) -> Result<DecidingKernel> {
    let DataType::List(element) = call.return_field.data_type() else {
        return internal_err!("tuples are in lists");
    };
    let element = Arc::clone(element);
    Ok(Arc::new(move |args, rows| {
        let json = Text::new(&args[0])?;
        let names = args[1..].iter().map(name).collect::<Result<Vec<_>>>()?;
        let mut column = Column::new(element.data_type())?;
        let mut undecided = Vec::new();
        for row in 0..rows {
            let Values::Struct(_, columns) = &mut column.values else {
                return internal_err!("tuples are structs");
            };
            if columns.len() != names.len() {
                return internal_err!("{} names for {} columns", names.len(), columns.len());
            }
            if let Some(document) = json.get(row)
                && tuple(document, &names, row, columns).is_none()
            {
                undecided.push(row as u32);
                columns.iter_mut().for_each(|column| column.settle(row));
            }
            columns.iter_mut().for_each(|column| column.settle(row + 1));
            column.set_valid();
        }
        let offsets = OffsetBuffer::from_lengths(std::iter::repeat_n(1, rows));
        let list = ListArray::try_new(Arc::clone(&element), offsets, column.finish()?, None)?;
        Ok(Decided {
            values: Arc::new(list),
            undecided,
        })
    }))
}

fn name(arg: &ColumnarValue) -> Result<String> {
    match Text::new(arg)? {
        Text::Constant(Some(name)) => Ok(name),
        _ => internal_err!("a name of a JSON tuple that is no constant"),
    }
}

/// Adds the values of the names that an object has; other documents have none.
fn tuple(document: &str, names: &[String], row: usize, columns: &mut [Column]) -> Option<()> {
    let mut scanner = Scanner::new(document)?;
    let token = scanner.value()?;
    if !matches!(token, Token::Object) {
        scanner.skip(token)?;
        return scanner.end();
    }
    let mut text = String::new();
    while let Some(of) = scanner.name()? {
        let value = scanner.value()?;
        let wanted = !matches!(value, Token::Null) && names.iter().any(|name| of.is(name));
        if !wanted {
            scanner.skip(value)?;
            continue;
        }
        text.clear();
        match value {
            Token::String(string) => string.write_raw(&mut text)?,
            other => copy(&mut scanner, other, &mut text)?,
        }
        let places = names.iter().zip(columns.iter_mut());
        for (_, column) in places.filter(|(name, _)| of.is(name)) {
            // The last value of a name counts.
            column.settle(row);
            let Values::Text(offsets, out) = &mut column.values else {
                return None;
            };
            out.push_str(&text);
            offsets.push(out.len());
            column.set_valid();
        }
    }
    scanner.end()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use arrow::datatypes::Field;
    use arrow::util::display::{ArrayFormatter, FormatOptions};

    use super::*;
    use crate::string::testing::{call, column, scalar};

    #[test]
    fn values_of_names() {
        let fields = ["c0", "c1", "c2"].map(|name| Field::new(name, DataType::Utf8, true));
        let row = DataType::Struct(fields.to_vec().into());
        let mut call = call();
        let list = DataType::List(Arc::new(Field::new("element", row, true)));
        call.return_field = Arc::new(Field::new("", list, true));
        let json = [
            Some("{\"a\":\"x\\ty\",\"b\":{\"c\": 1},\"a\":null}"),
            None,
            Some("[]"),
            Some("{\"a\":1,\"b\":1e5}"),
            Some("{\"a\":1,\"a\":[ 2 ]}"),
        ];
        let args = [column(&json), scalar("a"), scalar("b"), scalar("a")];
        let decided = json_tuple(&call).unwrap()(&args, 5).unwrap();
        let options = FormatOptions::default().with_null("NULL");
        let texts = ArrayFormatter::try_new(&decided.values, &options).unwrap();
        let nothing = "[{c0: NULL, c1: NULL, c2: NULL}]";
        let expected = [
            "[{c0: x\ty, c1: {\"c\":1}, c2: x\ty}]",
            nothing,
            nothing,
            nothing,
            "[{c0: [2], c1: NULL, c2: [2]}]",
        ];
        let found: Vec<String> = (0..5).map(|row| texts.value(row).to_string()).collect();
        assert_eq!(found, expected);
        assert_eq!(decided.undecided, [3]);
    }
}
