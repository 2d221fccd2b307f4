//! Blocks and files of all types, written and read again.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::PathBuf;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, BinaryArray, BooleanArray, Date32Array, Decimal128Array, DictionaryArray,
    DurationMicrosecondArray, Float32Array, Float64Array, Int8Array, Int16Array, Int32Array,
    Int32Builder, Int64Array, IntervalYearMonthArray, ListArray, ListBuilder, MapBuilder,
    NullArray, RecordBatch, RecordBatchOptions, StringArray, StringBuilder, StringViewArray,
    StructArray, TimestampMicrosecondArray,
};
use arrow::buffer::NullBuffer;
use arrow::compute::{cast, concat_batches};
use arrow::datatypes::{DataType, Field, Int32Type, Schema, SchemaRef};
use datafusion_common::Result;
use datafusion_execution::memory_pool::{
    GreedyMemoryPool, MemoryConsumer, MemoryPool, UnboundedMemoryPool,
};

use super::block::BlockDecoder;
use super::checksum::ChecksumKind;
use super::cipher::Key;
use super::writer::{ShuffleWriter, WriterOptions, Written};
use super::{Codec, CorruptBlock, decode_batches, encode_batches};
use crate::spill::SpillPlace;

const CODECS: [Codec; 4] = [Codec::None, Codec::Lz4, Codec::Zstd(1), Codec::Snappy];

fn batch_of(columns: Vec<ArrayRef>) -> RecordBatch {
    let fields: Vec<_> = columns
        .iter()
        .enumerate()
        .map(|(i, c)| Field::new(format!("c{i}"), c.data_type().clone(), true))
        .collect();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).unwrap()
}

fn map(rows: i32) -> ArrayRef {
    let mut map = MapBuilder::new(None, StringBuilder::new(), Int32Builder::new());
    for i in 0..rows {
        for j in 0..i % 3 {
            map.keys().append_value(format!("k{j}"));
            map.values().append_option((i % 5 > 0).then_some(i));
        }
        map.append(i % 7 > 0).unwrap();
    }
    Arc::new(map.finish())
}

fn lists_of_lists(rows: i32) -> ArrayRef {
    let mut outer = ListBuilder::new(ListBuilder::new(Int32Builder::new()));
    for i in 0..rows {
        for j in 0..i % 4 {
            for k in 0..j {
                outer.values().values().append_option((k > 0).then_some(i));
            }
            outer.values().append(j != 2);
        }
        outer.append(i % 6 > 0);
    }
    Arc::new(outer.finish())
}

/// All types of the contract; every column has nulls if `nulls`.
fn all_types(rows: i32, nulls: bool) -> RecordBatch {
    let rows64 = i64::from(rows);
    macro_rules! column {
        ($array:ty, $range:expr, $value:expr) => {
            <$array>::from_iter($range.map(|i| (!nulls || i % 3 > 0).then(|| $value(i))))
        };
    }
    let ints: ArrayRef = Arc::new(column!(Int32Array, 0..rows, |i| i * 1_000_003));
    let strings: ArrayRef = Arc::new(column!(StringArray, 0..rows, |i: i32| {
        "\u{1F600}".repeat(i as usize % 5) + &i.to_string()
    }));
    let fields = vec![
        Field::new("i", DataType::Int32, true),
        Field::new("s", DataType::Utf8, true),
    ];
    let validity = nulls.then(|| NullBuffer::from_iter((0..rows).map(|i| i % 4 > 0)));
    let columns: Vec<ArrayRef> = vec![
        Arc::new(NullArray::new(rows as usize)),
        Arc::new(column!(BooleanArray, 0..rows, |i| i % 2 == 0)),
        Arc::new(column!(Int8Array, 0..rows, |i| i as i8)),
        Arc::new(column!(Int16Array, 0..rows, |i| i as i16 - 7)),
        Arc::clone(&ints),
        Arc::new(column!(Int64Array, 0..rows64, |i| i << 33)),
        Arc::new(column!(Float32Array, 0..rows, |i| i as f32 / 3.0)),
        Arc::new(column!(Float64Array, 0..rows, |i| -f64::from(i) / 3.0)),
        Arc::new(column!(Date32Array, 0..rows, |i| 19_000 + i)),
        Arc::new(
            column!(TimestampMicrosecondArray, 0..rows64, |i| i * 1_000_000).with_timezone("UTC"),
        ),
        Arc::new(column!(TimestampMicrosecondArray, 0..rows64, |i: i64| -i)),
        Arc::new(column!(IntervalYearMonthArray, 0..rows, |i| i)),
        Arc::new(column!(DurationMicrosecondArray, 0..rows64, |i| i)),
        Arc::new(column!(Decimal128Array, 0..rows64, |i| i128::from(i) - 5)),
        Arc::new(column!(Decimal128Array, 0..rows64, |i| {
            i128::MAX / 4 - i128::from(i)
        })),
        Arc::clone(&strings),
        Arc::new(column!(BinaryArray, 0..rows, |i: i32| i.to_le_bytes())),
        lists_of_lists(rows),
        map(rows),
        Arc::new(StructArray::new(
            fields.into(),
            vec![ints, strings],
            validity,
        )),
    ];
    batch_of(columns)
}

fn error_of<T: std::fmt::Debug>(result: Result<T>) -> String {
    let error = result.expect_err("an error");
    match &error {
        datafusion_common::DataFusionError::External(e) if e.is::<CorruptBlock>() => {}
        other => panic!("no CorruptBlock: {other}"),
    }
    error.to_string()
}

#[test]
fn all_types_come_back() {
    for nulls in [false, true] {
        let batch = all_types(100, nulls);
        for codec in CODECS {
            for (start, len) in [(0, 100), (1, 99), (13, 50), (99, 1)] {
                let slice = batch.slice(start, len);
                let bytes = encode_batches(std::slice::from_ref(&slice), codec).unwrap();
                let back = decode_batches(&bytes, &batch.schema()).unwrap();
                assert_eq!(back, [slice]);
            }
        }
    }
}

#[test]
fn blocks_concatenate_to_whole_batches() {
    let batches = [
        all_types(10, false),
        all_types(20, true),
        all_types(0, false),
        all_types(3, false),
    ];
    let schema = batches[0].schema();
    let mut bytes = Vec::new();
    for (batch, codec) in batches.iter().zip(CODECS) {
        bytes.extend(encode_batches(std::slice::from_ref(batch), codec).unwrap());
    }
    let all = concat_batches(&schema, &batches).unwrap();
    let back = decode_batches(&bytes, &schema).unwrap();
    assert_eq!(back, std::slice::from_ref(&all));

    let mut decoder = BlockDecoder::new(Arc::clone(&schema), 25);
    let mut whole = Vec::new();
    for _ in 0..3 {
        let mut input = bytes.as_slice();
        while let Some(batch) = decoder.read(&mut input).unwrap() {
            whole.push(batch);
        }
    }
    whole.extend(decoder.finish().unwrap());
    let rows: Vec<_> = whole.iter().map(RecordBatch::num_rows).collect();
    assert_eq!(rows, [30, 33, 33, 3]);
    let thrice = concat_batches(&schema, [&all, &all, &all]).unwrap();
    assert_eq!(concat_batches(&schema, &whole).unwrap(), thrice);
}

#[test]
fn large_batches_are_cut() {
    let batch = batch_of(vec![Arc::new(Int32Array::from_iter_values(0..20_000))]);
    let bytes = encode_batches(std::slice::from_ref(&batch), Codec::Lz4).unwrap();
    let back = decode_batches(&bytes, &batch.schema()).unwrap();
    let rows: Vec<_> = back.iter().map(RecordBatch::num_rows).collect();
    assert_eq!(rows, [8192, 8192, 3616]);
    assert_eq!(concat_batches(&batch.schema(), &back).unwrap(), batch);
}

#[test]
fn views_and_dictionaries_are_stored_plain() {
    let values = vec![Some("a"), None, Some("a longer string than a view holds")];
    let plain = batch_of(vec![Arc::new(StringArray::from(values.clone()))]);
    let dictionary: DictionaryArray<Int32Type> = values.clone().into_iter().collect();
    let encoded: [ArrayRef; 2] = [
        Arc::new(StringViewArray::from(values)),
        Arc::new(dictionary),
    ];
    for column in encoded {
        let bytes = encode_batches(&[batch_of(vec![column])], Codec::Lz4).unwrap();
        let back = decode_batches(&bytes, &plain.schema()).unwrap();
        assert_eq!(back, std::slice::from_ref(&plain));
    }
    let list = ListArray::from_iter_primitive::<Int32Type, _, _>([Some([Some(1)])]);
    let viewed = DataType::List(Arc::new(Field::new_list_field(DataType::Utf8View, true)));
    let stored = DataType::List(Arc::new(Field::new_list_field(DataType::Utf8, true)));
    let bytes = encode_batches(
        &[batch_of(vec![cast(&list, &viewed).unwrap()])],
        Codec::None,
    );
    let expected = batch_of(vec![cast(&list, &stored).unwrap()]);
    assert_eq!(
        decode_batches(&bytes.unwrap(), &expected.schema()).unwrap(),
        [expected]
    );
}

#[test]
fn rows_without_columns() {
    let schema: SchemaRef = Arc::new(Schema::empty());
    let options = RecordBatchOptions::new().with_row_count(Some(7));
    let batch = RecordBatch::try_new_with_options(Arc::clone(&schema), vec![], &options).unwrap();
    let bytes = encode_batches(&[batch.clone(), batch], Codec::Lz4).unwrap();
    assert_eq!(decode_batches(&bytes, &schema).unwrap()[0].num_rows(), 14);
}

#[test]
fn corruption_is_an_error() {
    let batch = all_types(20, true);
    for codec in CODECS {
        let good = encode_batches(std::slice::from_ref(&batch), codec).unwrap();
        for at in 0..good.len() {
            for bit in [0x01, 0x10, 0x80] {
                let mut bad = good.clone();
                bad[at] ^= bit;
                error_of(decode_batches(&bad, &batch.schema()));
            }
            if at > 0 {
                error_of(decode_batches(&good[..at], &batch.schema()));
            }
        }
    }
}

#[test]
fn another_schema_is_an_error() {
    let batch = all_types(20, false);
    let bytes = encode_batches(std::slice::from_ref(&batch), Codec::Lz4).unwrap();
    let fewer = batch.schema().project(&[1, 2]).unwrap();
    error_of(decode_batches(&bytes, &Arc::new(fewer)));
}

struct Output {
    _dir: tempfile::TempDir,
    written: Written,
    file: Vec<u8>,
}

impl Output {
    fn partition(&self, partition: usize) -> &[u8] {
        let start: u64 = self.written.lengths[..partition].iter().sum();
        let end = start + self.written.lengths[partition];
        &self.file[start as usize..end as usize]
    }
}

fn write(batches: &[RecordBatch], partitions: usize, pool: Arc<dyn MemoryPool>) -> Output {
    write_with(batches, partitions, pool, None)
}

fn write_with(
    batches: &[RecordBatch],
    partitions: usize,
    pool: Arc<dyn MemoryPool>,
    key: Option<Key>,
) -> Output {
    let dir = tempfile::tempdir().unwrap();
    let data_file = dir.path().join("data");
    let spills = dir.path().join("spills");
    std::fs::create_dir(&spills).unwrap();
    let options = WriterOptions {
        partitions,
        codec: Codec::Lz4,
        checksum: Some(ChecksumKind::Crc32),
        data_file: data_file.clone(),
        spill: Arc::new(SpillPlace {
            dirs: vec![PathBuf::from("/nowhere"), spills.clone()],
            key,
        }),
    };
    let reservation = MemoryConsumer::new("test").register(&pool);
    let mut writer = ShuffleWriter::new(options, reservation).unwrap();
    let mut row = 0;
    for batch in batches {
        let ids: Vec<u32> = (row..row + batch.num_rows())
            .map(|row| (row * 7 % partitions) as u32)
            .collect();
        row += batch.num_rows();
        writer.write(batch, &ids).unwrap();
    }
    let written = writer.finish().unwrap();
    assert_eq!(pool.reserved(), 0);
    assert_eq!(std::fs::read_dir(&spills).unwrap().count(), 0);
    let file = std::fs::read(&data_file).unwrap();
    assert_eq!(file.len() as u64, written.lengths.iter().sum::<u64>());
    Output {
        _dir: dir,
        written,
        file,
    }
}

/// Each partition has its rows, in the order in which they came.
fn check(batches: &[RecordBatch], partitions: usize, output: &Output) {
    let schema = batches[0].schema();
    let all = concat_batches(&schema, batches).unwrap();
    for partition in 0..partitions {
        let rows = (0..all.num_rows()).filter(|row| row * 7 % partitions == partition);
        let rows = arrow::array::UInt32Array::from_iter_values(rows.map(|row| row as u32));
        let expected = arrow::compute::take_record_batch(&all, &rows).unwrap();
        let bytes = output.partition(partition);
        let found = decode_batches(bytes, &schema).unwrap();
        let found = concat_batches(&schema, &found).unwrap();
        assert_eq!(found, expected, "partition {partition}");
        assert_eq!(output.written.rows[partition] as usize, expected.num_rows());
        assert_eq!(
            output.written.checksums[partition],
            u64::from(crc32fast::hash(bytes))
        );
    }
}

#[test]
fn partitions_have_their_rows() {
    let batches: Vec<_> = (0..20).map(|i| all_types(i * 13, i % 2 == 0)).collect();
    for partitions in [1, 2, 7, 200, 2000] {
        let output = write(
            &batches,
            partitions,
            Arc::new(UnboundedMemoryPool::default()),
        );
        assert_eq!(output.written.spills, 0);
        check(&batches, partitions, &output);
    }
}

#[test]
fn spills_are_merged() {
    let batches: Vec<_> = (0..40).map(|i| all_types(500 + i, i % 2 == 0)).collect();
    for partitions in [2, 7, 200] {
        let output = write(
            &batches,
            partitions,
            Arc::new(GreedyMemoryPool::new(1 << 20)),
        );
        assert!(output.written.spills > 1);
        assert!(output.written.spilled_bytes > 0);
        check(&batches, partitions, &output);
    }
}

#[test]
fn nothing_written_is_empty_partitions() {
    for partitions in [1, 5] {
        let output = write(&[], partitions, Arc::new(UnboundedMemoryPool::default()));
        assert_eq!(output.written.lengths, vec![0; partitions]);
    }
}

#[test]
fn encrypted_partitions_are_streams_of_their_own() {
    let batches: Vec<_> = (0..40).map(|i| all_types(500 + i, i % 2 == 0)).collect();
    let key = Key::of(&[3; 16]).unwrap();
    for (partitions, memory) in [
        (1, 64 << 20),
        (7, 1 << 20),
        (200, 1 << 20),
        (5000, 64 << 20),
    ] {
        let pool = Arc::new(GreedyMemoryPool::new(memory));
        let mut output = write_with(&batches, partitions, pool, Some(key.clone()));
        assert_eq!(output.written.spills > 0, memory == 1 << 20);
        let mut plain = Vec::new();
        let mut lengths = Vec::new();
        for partition in 0..partitions {
            let bytes = output.partition(partition);
            let crc = u64::from(crc32fast::hash(bytes));
            assert_eq!(output.written.checksums[partition], crc);
            let start = plain.len();
            if let Some((counter, stored)) = bytes.split_first_chunk() {
                plain.extend_from_slice(stored);
                key.resume(counter).unwrap()(&mut plain[start..]);
            }
            output.written.checksums[partition] = u64::from(crc32fast::hash(&plain[start..]));
            lengths.push((plain.len() - start) as u64);
        }
        output.written.lengths = lengths;
        output.file = plain;
        check(&batches, partitions, &output);
    }
}
