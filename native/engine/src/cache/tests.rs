//! Batches through the writer and the reader.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, BinaryArray, BooleanArray, Decimal128Array, Float64Array, Int32Array,
    Int64Array, ListArray, NullArray, RecordBatch, RecordBatchOptions, StringArray, StructArray,
};
use arrow::compute::concat_batches;
use arrow::datatypes::{Field, Int32Type, Schema};
use thermite_proto::literal::Value;

use super::size::column_size;
use super::{CacheReader, CacheWriter, CachedColumns};
use crate::shuffle::Codec;

fn batch(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
    RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(n, c)| (n, c, true)))
        .unwrap()
}

fn cached(batches: &[RecordBatch], rows: usize, codec: Codec) -> Vec<CachedColumns> {
    let mut writer = CacheWriter::new(rows, codec).unwrap();
    let mut input = batches.iter().cloned();
    std::iter::from_fn(|| writer.next(&mut || Ok(input.next())).unwrap()).collect()
}

fn read(cached: &[CachedColumns], schema: &Arc<Schema>) -> RecordBatch {
    let mut reader = CacheReader::new(schema);
    let batches: Vec<RecordBatch> = cached
        .iter()
        .map(|c| reader.read(&c.columns, c.header.rows as usize).unwrap())
        .collect();
    concat_batches(schema, &batches).unwrap()
}

fn bounds(cached: &CachedColumns, i: usize) -> (Option<Value>, Option<Value>) {
    let column = &cached.header.columns[i];
    let value = |l: &Option<thermite_proto::Literal>| l.as_ref().and_then(|l| l.value.clone());
    (value(&column.lower), value(&column.upper))
}

#[test]
fn rows_come_back_in_batches_of_other_lengths() {
    let all = batch(vec![
        (
            "i",
            Arc::new(Int32Array::from_iter(
                (0..1000).map(|i| (i % 7 > 0).then_some(i)),
            )),
        ),
        (
            "s",
            Arc::new(StringArray::from_iter_values(
                (0..1000).map(|i| format!("row {i}")),
            )),
        ),
        ("n", Arc::new(NullArray::new(1000))),
        (
            "l",
            Arc::new(ListArray::from_iter_primitive::<Int32Type, _, _>(
                (0..1000).map(|i| (i % 3 > 0).then(|| vec![Some(i); (i % 4) as usize])),
            )),
        ),
    ]);
    let parts: Vec<RecordBatch> = [(0, 300), (300, 1), (301, 0), (301, 699)]
        .iter()
        .map(|(start, len)| all.slice(*start, *len))
        .collect();
    for codec in [Codec::None, Codec::Lz4] {
        let cached = cached(&parts, 256, codec);
        let rows: Vec<u32> = cached.iter().map(|c| c.header.rows).collect();
        assert_eq!(rows, [256, 256, 256, 232]);
        assert_eq!(read(&cached, &all.schema()), all);
    }
}

#[test]
fn a_batch_ends_with_the_row_that_reaches_four_mebibytes() {
    let text = "x".repeat((1 << 20) - 4);
    let all = batch(vec![(
        "s",
        Arc::new(StringArray::from_iter_values(vec![text; 10])),
    )]);
    let rows: Vec<u32> = cached(&[all], 1000, Codec::Lz4)
        .iter()
        .map(|c| c.header.rows)
        .collect();
    assert_eq!(rows, [4, 4, 2]);
}

#[test]
fn no_columns_are_rows_all_the_same() {
    let options = RecordBatchOptions::new().with_row_count(Some(5));
    let none = Arc::new(Schema::empty());
    let all = RecordBatch::try_new_with_options(Arc::clone(&none), vec![], &options).unwrap();
    let cached = cached(&[all], 3, Codec::Lz4);
    assert_eq!(
        cached.iter().map(|c| c.header.rows).collect::<Vec<_>>(),
        [3, 2]
    );
    assert_eq!(read(&cached, &none).num_rows(), 5);
}

#[test]
fn bounds_are_those_of_spark() {
    let all = batch(vec![
        (
            "int",
            Arc::new(Int32Array::from(vec![Some(3), None, Some(-1)])),
        ),
        ("nulls", Arc::new(Int64Array::from(vec![None, None, None]))),
        (
            "double",
            Arc::new(Float64Array::from(vec![f64::NAN, 2.0, f64::INFINITY])),
        ),
        ("nan", Arc::new(Float64Array::from(vec![f64::NAN; 3]))),
        (
            "text",
            Arc::new(StringArray::from(vec![Some("b"), Some("é"), None])),
        ),
        (
            "bytes",
            Arc::new(BinaryArray::from(vec![None::<&[u8]>, None, None])),
        ),
        (
            "flag",
            Arc::new(BooleanArray::from(vec![Some(true), Some(true), None])),
        ),
        (
            "decimal",
            Arc::new(Decimal128Array::from(vec![Some(5), Some(-5), None])),
        ),
    ]);
    let cached = cached(&[all], 10, Codec::None);
    let integers = |i| match bounds(&cached[0], i) {
        (Some(Value::Integer(lower)), Some(Value::Integer(upper))) => (lower, upper),
        other => panic!("{other:?}"),
    };
    let doubles = |i| match bounds(&cached[0], i) {
        (Some(Value::Double(lower)), Some(Value::Double(upper))) => (lower, upper),
        other => panic!("{other:?}"),
    };
    assert_eq!(integers(0), (-1, 3));
    assert_eq!(integers(1), (i64::MAX, i64::MIN));
    assert_eq!(doubles(2), (2.0, f64::INFINITY));
    assert_eq!(doubles(3), (f64::MAX, f64::MIN));
    let bytes = |b: &[u8]| Some(Value::Binary(b.to_vec()));
    assert_eq!(bounds(&cached[0], 4), (bytes(b"b"), bytes("é".as_bytes())));
    assert_eq!(bounds(&cached[0], 5), (None, None));
    assert_eq!(
        bounds(&cached[0], 6),
        (Some(Value::Boolean(true)), Some(Value::Boolean(true)))
    );
    let decimal = |v: i128| Some(Value::Decimal(v.to_be_bytes().to_vec()));
    assert_eq!(bounds(&cached[0], 7), (decimal(-5), decimal(5)));
    let nulls: Vec<u32> = cached[0]
        .header
        .columns
        .iter()
        .map(|c| c.null_count)
        .collect();
    assert_eq!(nulls, [1, 3, 0, 0, 1, 3, 1, 1]);
}

#[test]
fn sizes_are_those_of_spark() {
    let int: ArrayRef = Arc::new(Int32Array::from(vec![Some(3), None, Some(-1)]));
    assert_eq!(column_size(&int, 0, 3), 12);
    let text: ArrayRef = Arc::new(StringArray::from(vec![Some("abc"), None, Some("")]));
    assert_eq!(column_size(&text, 0, 3), 7 + 4 + 4);
    assert_eq!(column_size(&NullArray::new(3), 0, 3), 12);
    let row = StructArray::try_from(vec![("i", int), ("s", text)]).unwrap();
    // A bitmap, two words, and a word of text where there is some.
    assert_eq!(column_size(&row, 0, 3), 3 * (4 + 8 + 16) + 8);
    let lists = ListArray::from_iter_primitive::<Int32Type, _, _>(vec![
        Some(vec![Some(1), None, Some(3)]),
        None,
    ]);
    // The number of elements, a bitmap, and 12 bytes of elements in words.
    assert_eq!(column_size(&lists, 0, 2), 4 + 8 + 8 + 16 + 4);
}

#[test]
fn other_rows_than_the_batch_has_are_an_error() {
    let all = batch(vec![("i", Arc::new(Int32Array::from(vec![1, 2, 3])))]);
    let cached = cached(std::slice::from_ref(&all), 10, Codec::Lz4);
    let schema = Arc::new(Schema::new(vec![Field::new(
        "i",
        all.column(0).data_type().clone(),
        true,
    )]));
    let mut reader = CacheReader::new(&schema);
    assert!(reader.read(&cached[0].columns, 4).is_err());
    assert!(reader.read(&[], 3).is_err());
    assert_eq!(reader.read(&cached[0].columns, 3).unwrap(), all);
}
