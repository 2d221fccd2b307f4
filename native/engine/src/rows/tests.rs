//! Rows of known words; that all types are Spark's is tested against Spark.
#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use arrow::array::{
    ArrayRef, Decimal128Array, DictionaryArray, Int32Array, Int64Array, ListArray, RecordBatch,
    StringArray,
};
use arrow::datatypes::{Int8Type, Int32Type};

use super::{CHUNK_BYTES, RowBuffer};

/// The words of each row.
fn rows(columns: Vec<ArrayRef>) -> Vec<Vec<u64>> {
    let names = (0..columns.len()).map(|i| i.to_string());
    let batch = RecordBatch::try_from_iter_with_nullable(
        names
            .zip(columns)
            .map(|(name, column)| (name, column, true)),
    );
    let mut buffer = RowBuffer::default();
    buffer.start(&batch.unwrap()).unwrap();
    let mut rows = Vec::new();
    while buffer.chunk().unwrap().is_some() {
        let mut words = buffer.writer.words();
        for size in &buffer.sizes {
            let (row, rest) = words.split_at(*size as usize / 8);
            rows.push(row.to_vec());
            words = rest;
        }
        assert!(words.is_empty());
    }
    rows
}

fn word(text: &str) -> u64 {
    let mut bytes = [0; 8];
    bytes[..text.len()].copy_from_slice(text.as_bytes());
    u64::from_le_bytes(bytes)
}

#[test]
fn numbers_and_strings() {
    let numbers = Int32Array::from(vec![Some(-1), None]);
    let strings = StringArray::from(vec!["ten bytes!", ""]);
    let written = rows(vec![Arc::new(numbers), Arc::new(strings)]);
    let first = vec![0, 0xffff_ffff, 24 << 32 | 10, word("ten byte"), word("s!")];
    assert_eq!(written, [first, vec![1, 0, 24 << 32]]);
}

#[test]
fn long_decimals_have_sixteen_bytes() {
    let decimals = Decimal128Array::from(vec![Some(-1), None, Some(0x80)]);
    let decimals = decimals.with_precision_and_scale(38, 2).unwrap();
    let written = rows(vec![Arc::new(decimals)]);
    let negative = vec![0, 16 << 32 | 1, 0xff, 0];
    let positive = vec![0, 16 << 32 | 2, 0x8000, 0];
    assert_eq!(written, [negative, vec![1, 16 << 32, 0, 0], positive]);
}

#[test]
fn elements_in_their_width() {
    let lists = [Some(vec![Some(1), None, Some(3)]), Some(vec![]), None];
    let lists = ListArray::from_iter_primitive::<Int32Type, _, _>(lists);
    let written = rows(vec![Arc::new(lists)]);
    let first = vec![0, 16 << 32 | 32, 3, 2, 1, 3];
    assert_eq!(written, [first, vec![0, 16 << 32 | 8, 0], vec![1, 0]]);
}

#[test]
fn slices_and_dictionaries() {
    let lists = (0..5).map(|i| Some(vec![Some(i), Some(i + 1)]));
    let lists = ListArray::from_iter_primitive::<Int8Type, _, _>(lists).slice(3, 1);
    let words: DictionaryArray<Int32Type> = vec![Some("a"), None, Some("b")].into_iter().collect();
    let written = rows(vec![Arc::new(lists), Arc::new(words.slice(2, 1))]);
    let list = vec![2, 0, 0x0403];
    let row = [vec![0, 24 << 32 | 24, 48 << 32 | 1], list, vec![word("b")]];
    assert_eq!(written, [row.concat()]);
}

#[test]
fn a_batch_in_chunks() {
    let count = CHUNK_BYTES as i64 / 8;
    let numbers: ArrayRef = Arc::new(Int64Array::from_iter_values(0..count));
    let written = rows(vec![numbers]);
    assert!(
        written
            .iter()
            .zip(0..count as u64)
            .all(|(row, i)| *row == [0, i])
    );
    assert_eq!(written.len(), count as usize);
}
