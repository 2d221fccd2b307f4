//! How fast rows are shuffled, and to how many bytes:
//! `cargo test -p thermite-engine --release shuffle::bench -- --ignored --nocapture`.
#![allow(clippy::unwrap_used)]

use std::sync::Arc;
use std::time::Instant;

use arrow::array::{
    ArrayRef, AsArray, Date32Array, Decimal128Array, Int64Array, RecordBatch, StringArray,
};
use arrow::datatypes::{Field, Int64Type, Schema};
use datafusion_execution::memory_pool::{MemoryConsumer, MemoryPool, UnboundedMemoryPool};
use parquet::arrow::arrow_reader::{ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
use thermite_functions::hash::murmur3;

use super::Codec;
use super::block::BlockDecoder;
use super::checksum::ChecksumKind;
use super::writer::{ShuffleWriter, WriterOptions};

const ROWS: usize = 2_000_000;

/// Rows of the Parquet file that `LINEITEM` names, else rows that look like them.
fn lineitem() -> Vec<RecordBatch> {
    let Ok(path) = std::env::var("LINEITEM") else {
        return (0..ROWS / 8192).map(made_up).collect();
    };
    let file = std::fs::File::open(path).unwrap();
    // Without the file's own Arrow types, strings are no views.
    let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
    let reader = ParquetRecordBatchReaderBuilder::try_new_with_options(file, options).unwrap();
    let reader = reader.with_batch_size(8192).with_limit(ROWS).build();
    reader.unwrap().map(|batch| batch.unwrap()).collect()
}

fn made_up(batch: usize) -> RecordBatch {
    let rows = || (batch * 8192..(batch + 1) * 8192).map(|row| row as u64);
    let mixed = |row: u64, n: u64| (row.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20) % n;
    let decimals = |n: u64| -> ArrayRef {
        let values = rows().map(|row| i128::from(mixed(row ^ n, n)));
        let array = Decimal128Array::from_iter_values(values);
        Arc::new(array.with_precision_and_scale(12, 2).unwrap())
    };
    let keys = |f: &dyn Fn(u64) -> u64| -> ArrayRef {
        Arc::new(Int64Array::from_iter_values(rows().map(|r| f(r) as i64)))
    };
    let words = [
        "carefully",
        "final",
        "deposits",
        "sleep",
        "quickly",
        "among",
        "the",
        "ironic",
    ];
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("l_orderkey", keys(&|row| row / 4)),
        ("l_partkey", keys(&|row| mixed(row, 2_000_000))),
        ("l_suppkey", keys(&|row| mixed(row, 100_000))),
        ("l_quantity", decimals(5_000)),
        ("l_extendedprice", decimals(10_000_000)),
        ("l_discount", decimals(11)),
        ("l_tax", decimals(9)),
        (
            "l_shipdate",
            Arc::new(Date32Array::from_iter_values(
                rows().map(|r| 8000 + mixed(r, 2500) as i32),
            )),
        ),
        (
            "l_shipmode",
            Arc::new(StringArray::from_iter_values(
                rows().map(|r| words[mixed(r ^ 5, 7) as usize]),
            )),
        ),
        (
            "l_comment",
            Arc::new(StringArray::from_iter_values(rows().map(|row| {
                let words: Vec<_> = (0..2 + row % 5)
                    .map(|i| words[mixed(row + i * 77, 8) as usize])
                    .collect();
                words.join(" ")
            }))),
        ),
    ];
    let fields: Vec<_> = columns
        .iter()
        .map(|(name, c)| Field::new(*name, c.data_type().clone(), true))
        .collect();
    let columns = columns.into_iter().map(|(_, c)| c).collect();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).unwrap()
}

#[test]
#[ignore = "a measurement"]
fn lineitem_to_partitions() {
    let batches = lineitem();
    let schema = batches[0].schema();
    let rows: usize = batches.iter().map(RecordBatch::num_rows).sum();
    let dir = tempfile::tempdir().unwrap();
    for (partitions, codec) in [
        (1, Codec::Lz4),
        (200, Codec::None),
        (200, Codec::Lz4),
        (200, Codec::Zstd(1)),
        (200, Codec::Snappy),
        (2000, Codec::Lz4),
        (2000, Codec::Zstd(1)),
    ] {
        let options = WriterOptions {
            partitions,
            codec,
            checksum: Some(ChecksumKind::Adler32),
            data_file: dir.path().join("data"),
            spill_dirs: vec![dir.path().into()],
        };
        let pool: Arc<dyn MemoryPool> = Arc::new(UnboundedMemoryPool::default());
        let reservation = MemoryConsumer::new("bench").register(&pool);
        let start = Instant::now();
        let mut writer = ShuffleWriter::new(options, reservation).unwrap();
        let mut ids = Vec::new();
        let mut hashes = Vec::new();
        let mut hashing = 0.0;
        for batch in &batches {
            let start = Instant::now();
            hashes.resize(batch.num_rows(), 0);
            murmur3::hash_columns(&batch.columns()[..1], murmur3::SEED, &mut hashes).unwrap();
            ids.clear();
            ids.extend(
                hashes
                    .iter()
                    .map(|h| h.rem_euclid(partitions as i32) as u32),
            );
            hashing += start.elapsed().as_secs_f64();
            writer.write(batch, &ids).unwrap();
        }
        let buffered = start.elapsed().as_secs_f64();
        let written = writer.finish().unwrap();
        let wrote = start.elapsed().as_secs_f64();

        let file = std::fs::read(dir.path().join("data")).unwrap();
        let start = Instant::now();
        let mut decoder = BlockDecoder::new(Arc::clone(&schema), 8192);
        let mut input = file.as_slice();
        let (mut count, mut found, mut sum) = (0, 0, 0i64);
        while let Some(batch) = decoder.read(&mut input).unwrap() {
            count += 1;
            found += batch.num_rows();
            sum ^= batch.column(0).as_primitive::<Int64Type>().value(0);
        }
        found += decoder.finish().unwrap().map_or(0, |b| b.num_rows());
        let read = start.elapsed().as_secs_f64();
        assert_eq!(found, rows);
        let mb = written.data_size as f64 / 1e6;
        println!(
            "{partitions:5} {codec:?}: {mb:.0} MB of values to {:.1} MB; write {:.0} MB/s \
             ({hashing:.2} s hash, {buffered:.2} s buffer, {wrote:.2} s all); \
             read {:.0} MB/s ({count} batches, {sum:x})",
            file.len() as f64 / 1e6,
            mb / wrote,
            mb / read,
        );
    }
}
