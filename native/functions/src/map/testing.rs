//! What unit tests of map functions share.
#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Int32Array, StringArray};
use arrow::buffer::NullBuffer;
use arrow::datatypes::{DataType, Field, Fields};
use arrow::util::display::{ArrayFormatter, FormatOptions};
use datafusion_common::Result;
use datafusion_expr::ColumnarValue;

use crate::EvalMode;
use crate::nested::{self, offsets_of};
use crate::table::{Call, Kernel};

pub(super) fn map_of(key: DataType, value: DataType) -> DataType {
    let fields = Fields::from(vec![
        Field::new("key", key, false),
        Field::new("value", value, true),
    ]);
    let entries = Field::new("entries", DataType::Struct(fields), false);
    DataType::Map(Arc::new(entries), false)
}

type Entry<'a> = (&'a str, Option<i32>);

/// Maps of texts to numbers.
pub(super) fn text_map(rows: &[Option<&[Entry]>]) -> ArrayRef {
    let entries = || rows.iter().flatten().flat_map(|row| row.iter());
    let keys: ArrayRef = Arc::new(entries().map(|e| Some(e.0)).collect::<StringArray>());
    let values: ArrayRef = Arc::new(entries().map(|e| e.1).collect::<Int32Array>());
    let mut offsets = vec![0];
    for row in rows {
        offsets.push(offsets[offsets.len() - 1] + row.map_or(0, <[_]>::len) as i32);
    }
    let nulls = NullBuffer::from(rows.iter().map(Option::is_some).collect::<Vec<_>>());
    let map = map_of(DataType::Utf8, DataType::Int32);
    nested::map(&map, offsets_of(offsets), &keys, &values, Some(nulls)).unwrap()
}

pub(super) fn call(return_type: DataType) -> Call {
    Call {
        name: "test".into(),
        arg_types: vec![],
        return_field: Arc::new(Field::new("", return_type, true)),
        mode: EvalMode::Ansi,
        time_zone: "UTC".into(),
    }
}

pub(super) fn last_wins(return_type: DataType) -> Call {
    Call {
        mode: EvalMode::Legacy,
        ..call(return_type)
    }
}

pub(super) fn run(
    bind: fn(&Call) -> Result<Kernel>,
    call: Call,
    args: &[ArrayRef],
) -> Result<ArrayRef> {
    let rows = args[0].len();
    let args: Vec<_> = args.iter().cloned().map(ColumnarValue::Array).collect();
    bind(&call)?(&args, rows)?.into_array(rows)
}

/// The rows of an array, as texts.
pub(super) fn texts(array: &ArrayRef) -> Vec<String> {
    if let DataType::Map(_, _) = array.data_type() {
        assert_eq!(array.as_map().entries().null_count(), 0);
    }
    let options = FormatOptions::default().with_null("NULL");
    let formatter = ArrayFormatter::try_new(array, &options).unwrap();
    (0..array.len())
        .map(|row| formatter.value(row).to_string())
        .collect()
}
