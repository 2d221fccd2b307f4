//! `listagg`, `string_agg`: strings or binaries that are not NULL, joined in an order (`ListAgg`).
//! Buffer: a byte string.
//!
//! The parameters of the call: the delimiter, then for each key of the order whether it descends and
//! whether its NULLs come first. A descending order without keys in the arguments is of the values.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BinaryArray, BinaryBuilder, BooleanArray, StringArray,
};
use arrow::buffer::{Buffer, NullBuffer};
use arrow::compute::{SortOptions, cast};
use arrow::datatypes::DataType;
use arrow::row::{RowConverter, SortField};
use datafusion_common::{Result, ScalarValue, exec_err, internal_err};
use datafusion_expr::{EmitTo, GroupsAccumulator};

use super::AggregateCall;
use super::cells::{Cells, offsets};
use super::grouped::{Grouped, Lists};
use super::order_key::normalized;

pub fn create(call: &AggregateCall) -> Result<Box<dyn GroupsAccumulator>> {
    let Some((delimiter, options)) = call.parameters.split_first() else {
        return internal_err!("{} without a delimiter", call.name);
    };
    let delimiter = match delimiter {
        ScalarValue::Utf8(Some(text)) => text.clone().into_bytes(),
        ScalarValue::Binary(Some(bytes)) => bytes.clone(),
        other => return internal_err!("{} with the delimiter {other}", call.name),
    };
    let options = options.chunks_exact(2).map(|pair| SortOptions {
        descending: pair[0] == ScalarValue::from(true),
        nulls_first: pair[1] == ScalarValue::from(true),
    });
    let options: Vec<SortOptions> = options.collect();
    let keys = &call.arg_types[1..];
    let order = match options.as_slice() {
        [] => Order::None,
        [values] if keys.is_empty() => Order::Values(values.descending),
        options if options.len() == keys.len() => {
            let fields = keys.iter().zip(options);
            let fields = fields.map(|(t, o)| SortField::new_with_options(t.clone(), *o));
            Order::Keys(RowConverter::new(fields.collect())?)
        }
        _ => return internal_err!("{} by {} keys", call.name, keys.len()),
    };
    Ok(Box::new(ListAgg {
        grouped: Grouped::new(&DataType::Binary)?,
        rule: Arc::new(Rule {
            delimiter,
            order,
            result: call.return_field.data_type().clone(),
        }),
    }))
}

enum Order {
    /// As they come. A cell is a value.
    None,
    /// By the values, descending if true. A cell is a value.
    Values(bool),
    /// A cell is the length of a value, the value, and its key.
    Keys(RowConverter),
}

struct Rule {
    delimiter: Vec<u8>,
    order: Order,
    result: DataType,
}

/// The value and the key of a cell.
fn parts(cell: &[u8]) -> (&[u8], &[u8]) {
    let split = cell.split_first_chunk::<4>();
    let split =
        split.and_then(|(len, rest)| rest.split_at_checked(u32::from_le_bytes(*len) as usize));
    split.unwrap_or((cell, &[]))
}

impl Rule {
    /// The cells of a batch.
    fn cells(&self, values: &[ArrayRef]) -> Result<ArrayRef> {
        let texts = cast(&values[0], &DataType::Binary)?;
        let Order::Keys(converter) = &self.order else {
            return Ok(texts);
        };
        let keys = values[1..]
            .iter()
            .map(normalized)
            .collect::<Result<Vec<_>>>()?;
        let keys = converter.convert_columns(&keys)?;
        let mut cells = BinaryBuilder::with_capacity(texts.len(), 0);
        let mut cell = Vec::new();
        for (row, text) in texts.as_binary::<i32>().iter().enumerate() {
            let Some(text) = text else {
                cells.append_null();
                continue;
            };
            cell.clear();
            cell.extend_from_slice(&(text.len() as u32).to_le_bytes());
            cell.extend_from_slice(text);
            cell.extend_from_slice(keys.row(row).data());
            cells.append_value(&cell);
        }
        Ok(Arc::new(cells.finish()))
    }

    /// Puts the cells of a group in order; equal ones stay as they came.
    fn sort(&self, cells: &mut [&[u8]]) {
        match self.order {
            Order::None => {}
            Order::Values(false) => cells.sort_unstable(),
            Order::Values(true) => cells.sort_unstable_by(|a, b| b.cmp(a)),
            Order::Keys(_) => cells.sort_by(|a, b| parts(a).1.cmp(parts(b).1)),
        }
    }

    fn joined(&self, cells: &Cells, lens: &[u32]) -> Result<ArrayRef> {
        let mut bytes = Vec::with_capacity(cells.bytes().len());
        let mut ends = Vec::with_capacity(lens.len());
        let mut group: Vec<&[u8]> = Vec::new();
        let mut start = 0;
        for len in lens {
            let end = start + *len as usize;
            group.clear();
            group.extend((start..end).map(|at| cells.cell(at)));
            self.sort(&mut group);
            for (i, cell) in group.iter().enumerate() {
                if i > 0 {
                    bytes.extend_from_slice(&self.delimiter);
                }
                bytes.extend_from_slice(match self.order {
                    Order::Keys(_) => parts(cell).0,
                    _ => cell,
                });
            }
            ends.push(bytes.len());
            start = end;
        }
        let offsets = offsets(ends.into_iter())?;
        let nulls = Some(NullBuffer::from_iter(lens.iter().map(|len| *len > 0)));
        let bytes = Buffer::from_vec(bytes);
        Ok(match &self.result {
            DataType::Utf8 => Arc::new(StringArray::try_new(offsets, bytes, nulls)?),
            DataType::Binary => Arc::new(BinaryArray::try_new(offsets, bytes, nulls)?),
            other => return exec_err!("joined values of type {other}"),
        })
    }
}

struct ListAgg {
    grouped: Grouped,
    rule: Arc<Rule>,
}

impl GroupsAccumulator for ListAgg {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        filter: Option<&BooleanArray>,
        total_num_groups: usize,
    ) -> Result<()> {
        self.grouped.resize(total_num_groups);
        let cells = self.rule.cells(values)?;
        self.grouped.extend(&cells, group_indices, filter)
    }

    fn merge_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        total_num_groups: usize,
    ) -> Result<()> {
        self.grouped.resize(total_num_groups);
        self.grouped.extend_packed(&values[0], group_indices)
    }

    fn evaluate(&mut self, emit_to: EmitTo) -> Result<ArrayRef> {
        let Lists { cells, lens } = self.grouped.take(emit_to);
        self.rule.joined(&cells, &lens)
    }

    fn state(&mut self, emit_to: EmitTo) -> Result<Vec<ArrayRef>> {
        self.grouped.state(emit_to)
    }

    fn convert_to_state(
        &self,
        values: &[ArrayRef],
        filter: Option<&BooleanArray>,
    ) -> Result<Vec<ArrayRef>> {
        Grouped::rows(&DataType::Binary, &self.rule.cells(values)?, filter)
    }

    fn size(&self) -> usize {
        self.grouped.size()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::super::testing::{by_halves, call, groups};
    use super::*;
    use arrow::array::Int32Array;

    fn joined(columns: &[ArrayRef], parameters: Vec<ScalarValue>) -> Option<String> {
        let types: Vec<DataType> = columns.iter().map(|c| c.data_type().clone()).collect();
        let mut call = call("listagg", &types, types[0].clone(), &[DataType::Binary]);
        call.parameters = parameters;
        let mut acc = groups(&call);
        let rows = acc.convert_to_state(columns, None).unwrap();
        acc.merge_batch(&rows, &vec![0; columns[0].len()], 2)
            .unwrap();
        let result = acc.evaluate(EmitTo::All).unwrap();
        assert!(result.is_null(1));
        let halves = by_halves(&call, columns).unwrap();
        assert_eq!(&result.slice(0, 1), &halves);
        halves
            .as_string::<i32>()
            .iter()
            .next()
            .unwrap()
            .map(str::to_string)
    }

    #[test]
    fn values_in_order() {
        let text: ArrayRef = Arc::new(StringArray::from(vec![
            Some("b"),
            None,
            Some("é"),
            Some(""),
            Some("a"),
        ]));
        let (no, yes) = (ScalarValue::from(false), ScalarValue::from(true));
        let of = |options: &[&ScalarValue], keys: &[&ArrayRef]| {
            let mut parameters = vec![ScalarValue::from("--")];
            parameters.extend(options.iter().map(|o| (*o).clone()));
            let mut columns = vec![Arc::clone(&text)];
            columns.extend(keys.iter().map(|k| Arc::clone(k)));
            joined(&columns, parameters).unwrap()
        };
        assert_eq!(of(&[], &[]), "b--é----a");
        assert_eq!(of(&[&no, &yes], &[]), "--a--b--é");
        assert_eq!(of(&[&yes, &no], &[]), "é--b--a--");
        let key: ArrayRef = Arc::new(Int32Array::from(vec![
            Some(1),
            Some(0),
            None,
            Some(1),
            Some(-7),
        ]));
        assert_eq!(of(&[&no, &yes], &[&key]), "é--a--b--");
        assert_eq!(of(&[&no, &no], &[&key]), "a--b----é");
        assert_eq!(of(&[&yes, &no, &no, &yes], &[&key, &text]), "--b--a--é");
    }

    #[test]
    fn nothing_to_join() {
        let text: ArrayRef = Arc::new(StringArray::from(vec![None::<&str>, None]));
        assert_eq!(joined(&[text], vec![ScalarValue::from(",")]), None);
    }
}
