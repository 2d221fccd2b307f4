//! Writes of a map task and reads of all its partitions, for primitive and nested rows.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::hint::black_box;
use std::path::PathBuf;
use std::sync::Arc;

use arrow::array::{
    ArrayRef, Date32Array, Float64Array, Int64Array, ListBuilder, RecordBatch, StringArray,
    StringBuilder, StructArray,
};
use arrow::datatypes::{DataType, Field, SchemaRef};
use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use datafusion_execution::memory_pool::{MemoryConsumer, MemoryPool, UnboundedMemoryPool};
use thermite_engine::shuffle::writer::{ShuffleWriter, WriterOptions};
use thermite_engine::shuffle::{Codec, decode_batches};
use thermite_engine::spill::SpillPlace;

const BATCHES: usize = 64;
const ROWS: usize = 8192;

/// A number that looks random.
fn mixed(i: usize) -> usize {
    (i as u64)
        .wrapping_mul(0x9e37_79b9_7f4a_7c15)
        .rotate_left(29) as usize
}

fn primitive(first: usize) -> RecordBatch {
    let rows = first..first + ROWS;
    let columns: Vec<(&str, ArrayRef)> = vec![
        (
            "k",
            Arc::new(Int64Array::from_iter_values(
                rows.clone().map(|i| mixed(i) as i64 >> 20),
            )),
        ),
        (
            "x",
            Arc::new(Float64Array::from_iter_values(
                rows.clone().map(|i| (i as f64).sqrt()),
            )),
        ),
        (
            "d",
            Arc::new(Date32Array::from_iter_values(
                rows.clone().map(|i| mixed(i) as i32 % 2500),
            )),
        ),
        (
            "s",
            Arc::new(StringArray::from_iter_values(
                rows.map(|i| format!("name-{}", mixed(i) % 10_000)),
            )),
        ),
    ];
    RecordBatch::try_from_iter(columns).unwrap()
}

fn nested(first: usize) -> RecordBatch {
    let mut names = ListBuilder::new(StringBuilder::new());
    for i in first..first + ROWS {
        for j in 0..mixed(i) % 6 {
            names
                .values()
                .append_value(format!("item-{}", (i + j) % 5000));
        }
        names.append(true);
    }
    let ids: ArrayRef = Arc::new(Int64Array::from_iter_values(
        (first..first + ROWS).map(|i| i as i64),
    ));
    let pair = StructArray::from(vec![(
        Arc::new(Field::new("id", DataType::Int64, true)),
        ids,
    )]);
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("names", Arc::new(names.finish())),
        ("pair", Arc::new(pair)),
    ];
    RecordBatch::try_from_iter(columns).unwrap()
}

/// A map output of `batches` at `file`; its partitions' lengths.
fn write(batches: &[RecordBatch], ids: &[Vec<u32>], partitions: usize, file: PathBuf) -> Vec<u64> {
    let pool: Arc<dyn MemoryPool> = Arc::new(UnboundedMemoryPool::default());
    let options = WriterOptions {
        partitions,
        codec: Codec::Lz4,
        checksum: None,
        data_file: file,
        spill: Arc::new(SpillPlace::default()),
    };
    let reservation = MemoryConsumer::new("bench").register(&pool);
    let mut writer = ShuffleWriter::new(options, reservation).unwrap();
    for (batch, ids) in batches.iter().zip(ids) {
        writer.write(batch, ids).unwrap();
    }
    writer.finish().unwrap().lengths
}

fn read(file: &[u8], lengths: &[u64], schema: &SchemaRef) -> usize {
    let mut start = 0;
    let mut rows = 0;
    for length in lengths {
        let end = start + *length as usize;
        let batches = decode_batches(&file[start..end], schema).unwrap();
        rows += batches.iter().map(RecordBatch::num_rows).sum::<usize>();
        start = end;
    }
    rows
}

fn shuffle(c: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("shuffle.data");
    for (kind, make) in [
        ("primitive", primitive as fn(usize) -> RecordBatch),
        ("nested", nested),
    ] {
        let batches: Vec<_> = (0..BATCHES).map(|b| make(b * ROWS)).collect();
        let bytes: usize = batches.iter().map(RecordBatch::get_array_memory_size).sum();
        for partitions in [200, 2000] {
            let id = |i: usize| (mixed(i) % partitions) as u32;
            let ids: Vec<Vec<u32>> = (0..BATCHES)
                .map(|b| (b * ROWS..(b + 1) * ROWS).map(id).collect())
                .collect();
            let lengths = write(&batches, &ids, partitions, file.clone());
            let written = std::fs::read(&file).unwrap();
            let mut group = c.benchmark_group(format!("shuffle/{kind}"));
            group
                .sample_size(10)
                .throughput(Throughput::Bytes(bytes as u64));
            group.bench_function(BenchmarkId::new("write", partitions), |b| {
                b.iter_batched(
                    || file.clone(),
                    |file| black_box(write(&batches, &ids, partitions, file)),
                    BatchSize::PerIteration,
                );
            });
            group.bench_function(BenchmarkId::new("read", partitions), |b| {
                b.iter(|| black_box(read(&written, &lengths, &batches[0].schema())));
            });
            group.finish();
        }
    }
}

criterion_group!(benches, shuffle);
criterion_main!(benches);
