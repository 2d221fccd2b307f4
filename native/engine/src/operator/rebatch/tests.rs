//! Tests of batches for Python.
#![allow(clippy::unwrap_used)]

use super::*;
use arrow::array::{ArrayRef, AsArray, ListArray, StructArray};
use arrow::array::{BooleanArray, DictionaryArray, Int64Array, StringArray};
use arrow::buffer::NullBuffer;
use arrow::buffer::OffsetBuffer;
use arrow::datatypes::{DataType, Field};
use arrow::datatypes::{Int32Type, Int64Type};
use datafusion_physical_expr::expressions::Column;
use datafusion_physical_plan::test::TestMemoryExec;
use futures::executor::block_on;

fn batch(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
    RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(n, c)| (n, c, true)))
        .unwrap()
}

fn run(batches: Vec<RecordBatch>, rows: usize, bytes: usize) -> Vec<RecordBatch> {
    let groups = None;
    limited(
        batches,
        Limits {
            rows,
            bytes,
            sent: vec![0],
            in_struct: false,
            groups,
        },
    )
}

fn limited(batches: Vec<RecordBatch>, limits: Limits) -> Vec<RecordBatch> {
    let schema = batches[0].schema();
    let input = TestMemoryExec::try_new_exec(&[batches], schema, None).unwrap();
    let stream = RebatchExec::new(input, limits)
        .execute(0, Arc::new(TaskContext::default()))
        .unwrap();
    block_on(stream.map(|batch| batch.unwrap()).collect())
}

fn longs(n: i64) -> ArrayRef {
    Arc::new(Int64Array::from_iter(0..n))
}

#[test]
fn batches_have_the_rows_of_the_limit() {
    let input = [5, 1, 9].map(|n| batch(vec![("a", longs(n))]));
    let rows = run(input.to_vec(), 4, usize::MAX);
    let rows: Vec<usize> = rows.iter().map(RecordBatch::num_rows).collect();
    assert_eq!(rows, [4, 4, 4, 3]);
}

#[test]
fn a_batch_ends_with_the_row_that_reaches_the_bytes() {
    // Each row takes 8 bytes, its validity a bit of whole bytes.
    let rows = run(vec![batch(vec![("a", longs(10))])], usize::MAX, 33);
    let rows: Vec<usize> = rows.iter().map(RecordBatch::num_rows).collect();
    assert_eq!(rows, [4, 4, 2]);
}

#[test]
fn arrays_are_plain() {
    let words: DictionaryArray<Int32Type> = ["x", "y", "x"].into_iter().collect();
    let lists = ListArray::from_iter_primitive::<Int64Type, _, _>([
        Some(vec![Some(1)]),
        Some(vec![Some(2), None]),
        None,
    ]);
    let flags = BooleanArray::from(vec![Some(true), Some(false), None]);
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("w", Arc::new(words)),
        ("l", Arc::new(lists)),
        ("f", Arc::new(flags)),
    ];
    let whole = batch(columns).slice(1, 2);
    let plain = run(vec![whole], 10, usize::MAX).remove(0);
    let strings: StringArray = plain.column(0).to_data().into();
    assert_eq!(strings.iter().collect::<Vec<_>>(), [Some("y"), Some("x")]);
    for column in plain.columns() {
        assert_eq!(column.to_data().offset(), 0);
    }
    assert_eq!(
        plain.column(1).to_data().buffers()[0].typed_data::<i32>()[0],
        0
    );
    assert_eq!(plain.column(1).to_data().null_count(), 1);
}

#[test]
fn nothing_is_hidden_under_nulls() {
    let nulls = Some(NullBuffer::from(vec![true, false, true]));
    let field = Arc::new(Field::new("element", DataType::Int64, true));
    let offsets = OffsetBuffer::from_lengths([1, 2, 1]);
    let lists = ListArray::new(field, offsets, longs(4), nulls.clone());
    let fields = vec![Field::new("a", DataType::Int64, true)];
    let structs = StructArray::new(fields.into(), vec![longs(3)], nulls);
    let columns: Vec<(&str, ArrayRef)> = vec![("l", Arc::new(lists)), ("s", Arc::new(structs))];
    let plain = run(vec![batch(columns)], 10, usize::MAX).remove(0);
    assert_eq!(
        plain.column(0).as_list::<i32>().value_offsets(),
        [0, 1, 1, 2]
    );
    assert_eq!(plain.column(1).as_struct().column(0).null_count(), 1);
}

#[test]
fn a_batch_has_rows_of_one_group() {
    let keys = |keys: Vec<Option<i64>>| batch(vec![("k", Arc::new(Int64Array::from(keys)))]);
    let input = vec![
        keys(vec![None, None, Some(1)]),
        keys(vec![Some(1), Some(1), Some(1), Some(2)]),
        keys(vec![Some(3), Some(3)]),
        keys(vec![Some(3)]),
    ];
    let grouped = |groups| {
        let limits = Limits {
            rows: 3,
            bytes: usize::MAX,
            sent: vec![0],
            in_struct: false,
            groups: Some(groups),
        };
        let batches = limited(input.clone(), limits).into_iter();
        let parts = batches.map(|b| (b.num_rows(), b.column(1).as_boolean().value(0)));
        parts.collect::<Vec<_>>()
    };
    assert_eq!(
        grouped(vec![Arc::new(Column::new("k", 0))]),
        [(2, true), (3, true), (1, false), (1, true), (3, true)]
    );
    assert_eq!(
        grouped(vec![]),
        [(3, true), (3, false), (3, false), (1, false)]
    );
}
